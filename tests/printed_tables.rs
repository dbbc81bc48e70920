//! Tables in the notations of journals and programs, each read and judged as its user would expect.

use std::fmt::Write;
use std::path::PathBuf;

use retrocohort::reproduction::{Options, reproduce};

/// One line a row: kind, level names, patients used, P and verdict; then findings and refused cells.
fn reading(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tables").join(name);
    let study = retrocohort::loaders::load(&path).expect("the table");
    let results = reproduce(&study, &Options::default()).expect("its results");
    let mut out = String::new();
    for row in &results.rows {
        let n: Vec<String> =
            row.groups.iter().map(|group| group.n_used.map_or("?".into(), |n| n.to_string())).collect();
        let p = row.p_printed.as_deref().unwrap_or("-");
        writeln!(
            out,
            "{} | {} | {} | n {} | P {p} | {:?} | {:?}",
            row.variable,
            row.kind,
            row.levels.join("/"),
            n.join(" v "),
            row.verdict,
            row.matched
        )
        .expect("text");
    }
    for finding in &results.findings {
        writeln!(out, "{:?} {} {:?}", finding.severity, finding.code, finding.variable).expect("text");
    }
    for cell in &results.refused {
        writeln!(out, "refused {} {}", cell.variable, cell.found).expect("text");
    }
    out
}

#[test]
fn tables_are_read_as_their_users_expect() {
    for name in [
        "two-header-rows",
        "row-percentages",
        "tableone",
        "unknown-rows",
        "split-columns",
        "decimal-comma",
        "middle-dots",
        "standard-errors",
        "three-groups",
        "welch-anova",
    ] {
        insta::assert_snapshot!(name, reading(&format!("{name}.csv")));
    }
}
