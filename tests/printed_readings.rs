//! Printed tables in the styles of journals and programs, each with what a reader makes of its rows: kind, levels,
//! patients used and P of every comparison that prints a P.

use std::path::{Path, PathBuf};

use retrocohort::reproduction::comparison::{Comparison, Kind};
use retrocohort::reproduction::reading::read_table;

/// Kind as results name it.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Count => "count",
        Kind::Counts => "counts",
        Kind::MeanSd => "mean_sd",
        Kind::MeanSe => "mean_se",
        Kind::MedianIqr => "median_iqr",
        Kind::MedianQuartiles => "median_q1q3",
        Kind::MedianRange => "median_range",
        Kind::Unknown => "unknown",
    }
}

/// `label, level, kind, levels, patients used, P`.
fn line(row: &Comparison) -> [String; 6] {
    let n: Vec<String> = row.groups.iter().map(|group| group.n_used.map_or("?".into(), |n| n.to_string())).collect();
    [
        row.label.clone(),
        row.level.clone().unwrap_or("-".into()),
        kind(row.kind).into(),
        row.levels.join("/"),
        n.join(" "),
        row.p.as_ref().map(|p| p.text.clone()).unwrap_or_default(),
    ]
}

/// What is expected and what was read, where they differ.
fn differences(csv: &Path) -> Vec<String> {
    let study = retrocohort::loaders::load(csv).expect("a table");
    let table = read_table(&study, &study.tables[0], None, None).expect("comparisons");
    let mut read: Vec<[String; 6]> = table.comparisons.iter().filter(|row| row.p.is_some()).map(line).collect();
    let expected = std::fs::read_to_string(csv.with_extension("expected.tsv")).expect("the expected reading");
    let mut wrong = Vec::new();
    for expected in expected.lines().filter(|line| !line.starts_with("# label")) {
        let fields: Vec<&str> = expected.split('\t').collect();
        // An empty list of levels and alternatives parted by `|` leave room where either reading is sound.
        let fits = |row: &[String; 6]| {
            row[0] == fields[0].trim()
                && row[1] == fields[1]
                && fields[2].split('|').any(|kind| kind == row[2])
                && (fields[3].is_empty() || fields[3] == row[3])
                && row[4] == fields[4]
                && row[5] == fields[5]
        };
        match read.iter().position(fits) {
            Some(at) => {
                read.remove(at);
            }
            None => wrong.push(format!("{}: expected {expected:?}", csv.display())),
        }
    }
    wrong.extend(read.iter().map(|row| format!("{}: read {row:?}", csv.display())));
    wrong
}

#[test]
fn every_printed_p_is_read_with_its_comparison() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/notation/tables");
    let mut tables: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the tables")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    tables.sort();
    assert!(tables.len() >= 35, "the tables are there");
    let wrong: Vec<String> = tables.iter().flat_map(|table| differences(table)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_percentage_stands_for_the_counts_that_print_as_it() {
    let csv = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/notation/tables/bare_percentages.csv");
    let study = retrocohort::loaders::load(&csv).expect("a table");
    let table = read_table(&study, &study.tables[0], None, None).expect("comparisons");
    let said: Vec<&str> = table.comparisons.iter().map(|row| row.evidence.last().expect("evidence").as_str()).collect();
    // 12 / 16 = 75.0 % and no other count; of 240, 90 (37.5 %), 91 and 92 (38.3 %) print as 38.
    assert_eq!(
        said[..3],
        [
            "the percentages stand for 12 of 16, 150 of 240",
            "the percentages stand for 13 of 16, 90 to 92 of 240",
            "the percentages stand for 4 of 16, 62 to 63 of 240"
        ]
    );
    // No count of 16 is 11 % or 5 % of them.
    assert!(said[3..].iter().all(|said| said.starts_with("whole numbers")), "{said:?}");
}
