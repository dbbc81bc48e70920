//! A row that stands in a table twice. Counts coincide by chance in small groups, so that they are reported only where
//! one label is contained in the other.

use std::collections::BTreeMap;

use super::support::{Row, of_row, places};
use super::{Check, Context};
use crate::reproduction::comparison::Kind;
use crate::reproduction::identity::key;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "duplicated_rows", summary: "a row that stands in a table twice", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    // Rows that print the same, in printed order: equal rows are found by sorting, not by comparing all pairs.
    let mut alike: BTreeMap<_, Vec<(usize, Row<'_>)>> = BTreeMap::new();
    for (at, row) in context.all_rows().enumerate().filter(|(_, row)| row.comparison.level.is_none()) {
        let cells: Vec<&str> = row.result.groups.iter().map(|group| group.cell.as_str()).collect();
        if cells.iter().any(|cell| cell.len() >= 2) {
            alike.entry((&row.table.id, cells, &row.result.p_printed)).or_default().push((at, row));
        }
    }
    let mut found = Vec::new();
    for rows in alike.into_values().filter(|rows| rows.len() > 1) {
        let labels: Vec<String> = rows.iter().map(|(_, row)| key(context.study, &row.comparison.label).text).collect();
        let contained = containments(&labels);
        for (index, (at, second)) in rows.iter().enumerate().skip(1) {
            let counts = matches!(second.comparison.kind, Kind::Count | Kind::Counts);
            let (first, severity) = match contained[index] {
                Some(first) => (first, Severity::Note),
                None if counts => continue,
                None => (0, Severity::Warning),
            };
            let (first_at, first) = rows[first];
            let message = format!(
                "“{}” and “{}” print the same cells and the same P.",
                first.comparison.label, second.comparison.label
            );
            let cells: Vec<String> = first.result.groups.iter().map(|group| group.cell.clone()).collect();
            let finding = of_row("duplicated_rows", severity, first, message)
                .evidence("cells", cells)
                .places(places(first))
                .places(places(*second));
            found.push((first_at, *at, finding));
        }
    }
    found.sort_by_key(|(first, second, _)| (*first, *second));
    found.into_iter().map(|(.., finding)| finding).collect()
}

/// For every label an earlier one that has all of its words, or whose words it has.
///
/// A label can only be contained in one that has its rarest word, so that few labels need to be looked at.
fn containments(labels: &[String]) -> Vec<Option<usize>> {
    let words: Vec<Vec<&str>> = labels
        .iter()
        .map(|label| {
            let mut words: Vec<&str> = label.split(' ').collect();
            words.sort_unstable();
            words.dedup();
            words
        })
        .collect();
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words.iter().flatten() {
        *frequency.entry(word).or_default() += 1;
    }
    let rarest = |words: &[&'_ str]| -> usize {
        (0..words.len()).min_by_key(|i| frequency.get(words[*i]).copied().unwrap_or_default()).unwrap_or_default()
    };
    let mut by_rarest: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, words) in words.iter().enumerate() {
        by_rarest.entry(words[rarest(words)]).or_default().push(index);
    }
    let mut earlier: Vec<Option<usize>> = vec![None; labels.len()];
    for (long, words_of_long) in words.iter().enumerate() {
        for word in words_of_long {
            let shorter = by_rarest.get(word).into_iter().flatten().copied().filter(|short| *short != long);
            for short in shorter {
                if words[short].iter().all(|word| words_of_long.binary_search(word).is_ok()) {
                    let (first, second) = (short.min(long), short.max(long));
                    if earlier[second].is_none_or(|known| known > first) {
                        earlier[second] = Some(first);
                    }
                    break;
                }
            }
        }
    }
    earlier
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_in_each_other_by_whole_words() {
        let labels = ["bacterial infection", "men", "infection", "women", "men"].map(String::from);
        assert_eq!(containments(&labels), [None, None, Some(0), None, Some(1)]);
    }

    #[test]
    fn many_rows_that_look_alike_take_no_time() {
        let labels: Vec<String> = (0..50_000).map(|i| format!("adverse event {i}")).collect();
        assert!(containments(&labels).iter().all(Option::is_none));
        assert_eq!(containments(&vec!["death".to_string(); 50_000]).iter().flatten().count(), 49_999);
    }
}
