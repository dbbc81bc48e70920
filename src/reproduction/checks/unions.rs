//! Groups that are made of other groups, with what is printed for the whole and for its parts.

use super::Context;
use super::support::{Stated, finding};
use crate::reproduction::comparison::Value;
use crate::results::reproduction::{Finding, Severity};

/// A whole and its parts, all with figures of one variable.
pub(super) struct Union<'a> {
    pub(super) label: String,
    pub(super) total: Stated<'a>,
    pub(super) parts: Vec<Stated<'a>>,
}

impl<'a> Union<'a> {
    /// Whether whole and parts go by one name; otherwise they are matched by a synonym.
    pub(super) fn exact(&self) -> bool {
        self.parts.iter().all(|part| part.key.exact == self.total.key.exact)
    }

    /// Whether the parts have as many patients as the whole.
    pub(super) fn complete(&self) -> bool {
        let sum: Option<u64> = self.parts.iter().map(|part| part.values.n_used).sum();
        sum.is_some() && sum == self.total.values.n_used
    }

    /// The first word of a finding, after "if" where whole and parts need not be one variable.
    pub(super) fn the(&self) -> String {
        if self.exact() {
            return "The".to_string();
        }
        let part = self.parts.first().map(|part| part.comparison.label.as_str()).unwrap_or_default();
        format!("If {} and {part} are one variable: the", self.total.comparison.label)
    }

    /// Where the parts stand, for messages.
    pub(super) fn source_of_parts(&self) -> &str {
        self.parts.first().map(|part| part.source.as_str()).unwrap_or_default()
    }

    /// A finding about the whole, with the places of all its figures.
    pub(super) fn finding(&self, code: &'static str, severity: Severity, message: String) -> Finding {
        let mut finding = finding(code, severity, message)
            .variable(&self.total.comparison.label)
            .group(&self.label)
            .places(self.total.place.clone())
            .places(self.parts.iter().filter_map(|part| part.place.clone()));
        finding.table = self.total.row.map(|row| row.table.id.clone());
        finding
    }
}

/// Every whole whose parts all print a value of the wanted kind: parts that the study declares, and the groups of a
/// table below its overall column where their sizes add up to it.
pub(super) fn unions<'a>(context: &Context<'a>, wanted: fn(&Value) -> bool) -> Vec<Union<'a>> {
    let stated = context.stated();
    let mut all = Vec::new();
    for (whole, parts) in context.partitions() {
        for total in stated.iter().filter(|s| s.group == whole && wanted(&s.values.value)) {
            let of = |part: &String| {
                let mut found = stated.iter().filter(|s| s.group == *part && s.row.is_some());
                found.find(|s| s.key.text == total.key.text && wanted(&s.values.value)).cloned()
            };
            if let Some(parts) = parts.iter().map(of).collect::<Option<Vec<_>>>() {
                all.push(Union { label: context.label(whole), total: total.clone(), parts });
            }
        }
    }
    for row in context.all_rows() {
        let (Some(column), Some(overall)) = (&row.table.overall, &row.comparison.overall) else { continue };
        let declared = column.id.as_ref().is_some_and(|id| context.partitions().any(|(whole, _)| whole == id));
        if declared || !wanted(&overall.value) || !row.comparison.groups.iter().all(|group| wanted(&group.value)) {
            continue;
        }
        let parts = row.table.groups.iter().zip(&row.comparison.groups);
        let union = Union {
            label: column.label.clone(),
            total: Stated::of_column(context.study, row, column, overall),
            parts: parts.map(|(column, values)| Stated::of_column(context.study, row, column, values)).collect(),
        };
        if union.complete() {
            all.push(union);
        }
    }
    all
}
