//! Comparison of groups of patients from their summaries.

use retrocohort::comparison::{Options, compare};
use retrocohort::report::document::{Sections, TableKind};
use retrocohort::report::{self, FORMATS, Format, Rendered, Report, style};
use retrocohort::results::comparison::{Comparison, VariableResult};
use retrocohort::study::VariableKind;
use retrocohort::summary::{
    CohortSummary, ContingencyTable, GroupingSummary, ValueCounts, VariableData, VariableSummary,
};
use scraper::{Html, Selector};

fn variable(name: &str, unit: Option<&str>, kind: VariableKind, data: VariableData) -> VariableSummary {
    VariableSummary {
        name: name.to_lowercase(),
        label: name.into(),
        unit: unit.map(String::from),
        kind,
        data,
        notes: Vec::new(),
    }
}

fn levels(names: &[&str], rows: &[[u64; 2]], missing: [u64; 2]) -> VariableData {
    VariableData::Levels {
        names: names.iter().map(|name| name.to_string()).collect(),
        table: ContingencyTable::new(rows.iter().map(|row| row.to_vec()).collect()).unwrap(),
        missing: missing.to_vec(),
    }
}

/// Twelve and ten invented patients.
fn cohort() -> CohortSummary {
    let age = vec![
        vec![41.0, 47.0, 52.0, 55.0, 56.0, 58.0, 60.0, 61.0, 63.0, 66.0, 70.0],
        vec![50.0, 57.0, 62.0, 64.0, 66.0, 67.0, 69.0, 72.0, 75.0, 78.0],
    ];
    let lactate = vec![
        vec![2.1, 3.4, 4.0, 4.4, 5.1, 5.6, 6.2, 7.7, 8.0, 9.1, 11.5, 12.0],
        vec![6.3, 7.7, 9.9, 10.4, 12.1, 13.0, 13.3, 15.0, 18.2, 19.0],
    ];
    let values = |groups: &[Vec<f64>], missing: [u64; 2]| {
        VariableData::Values(ValueCounts::from_groups(groups).unwrap().with_missing(missing.to_vec()).unwrap())
    };
    CohortSummary {
        grouping: GroupingSummary {
            variable: "died".into(),
            label: "Death in hospital".into(),
            levels: vec!["survivors".into(), "non-survivors".into()],
            sizes: vec![12, 10],
            missing: 1,
        },
        variables: vec![
            variable("Age", Some("years"), VariableKind::Continuous, values(&age, [1, 0])),
            variable("Lactate", Some("mmol/L"), VariableKind::Continuous, values(&lactate, [0, 0])),
            variable("Male", None, VariableKind::Binary, levels(&["no", "yes"], &[[4, 3], [8, 7]], [0, 0])),
            variable(
                "Rhythm",
                None,
                VariableKind::Nominal,
                levels(&["shockable", "pulseless electrical activity", "asystole"], &[[8, 3], [3, 4], [0, 3]], [1, 0]),
            ),
            variable(
                "Killip class",
                None,
                VariableKind::Ordinal,
                levels(&["I", "II", "III"], &[[6, 2], [4, 3], [2, 5]], [0, 0]),
            ),
            variable("Constant", None, VariableKind::Continuous, values(&[vec![1.0; 12], vec![1.0; 10]], [0, 0])),
        ],
    }
}

fn sections() -> Sections {
    Sections { kind: TableKind::Outcome, style: style::STYLES[0], smd: false, overall: true }
}

fn rendered(results: &Comparison, formats: &[&Format]) -> Vec<Rendered> {
    Report::comparison(results, &sections(), formats).unwrap().files(formats).unwrap()
}

#[test]
fn what_cannot_be_tested_says_why() {
    let results = compare(&cohort(), &Options::default());
    let constant = results.variables.iter().find(|variable| variable.label == "Constant").unwrap();
    let primary = constant.tests.iter().find(|test| test.primary).unwrap();
    assert!(primary.p.is_none() && primary.error.is_some());
    assert!(constant.effects.iter().all(|effect| !effect.primary));
}

/// 2511 patients, the smallest expected count 24 × 522 / 2511 = 4.989: just below the limit of 5, where a table that is
/// large for exact tests is sent to them.
#[test]
fn at_the_border_of_five_expected_the_exact_test_answers() {
    let answer = |names: &[&str], rows: &[[u64; 2]]| {
        let mut cohort = cohort();
        cohort.grouping.sizes = vec![522, 1989];
        cohort.variables = vec![variable("Cause", None, VariableKind::Nominal, levels(names, rows, [0, 0]))];
        let results = compare(&cohort, &Options::default());
        let test = results.variables[0].tests.iter().find(|test| test.primary).unwrap().clone();
        (test.method, test.exactness.unwrap(), test.min_expected.unwrap(), test.p.unwrap())
    };
    // R 4.2.2, fisher.test(table, workspace = 2e8).
    let six = [[2, 22], [64, 236], [141, 559], [96, 391], [139, 461], [80, 320]];
    let (method, exactness, expected, p) = answer(&["a", "b", "c", "d", "e", "f"], &six);
    assert_eq!((method, exactness), ("freeman_halton", "exact"));
    assert!((expected - 4.989_247_311_827_957).abs() < 1e-12);
    assert!((p / 0.434_749_453_383_1 - 1.0).abs() < 1e-9, "{p}");
    // scipy.stats.fisher_exact([[7, 17], [515, 1972]]).
    let (method, exactness, expected, p) = answer(&["a", "b"], &[[7, 17], [515, 1972]]);
    assert_eq!((method, exactness), ("fisher", "exact"));
    assert!((expected - 4.989_247_311_827_957).abs() < 1e-12);
    assert!((p / 0.313_331_801_866_6 - 1.0).abs() < 1e-9, "{p}");
}

/// What is said of one drawing in particular, as which intervals its bars are, is below it in every format.
#[test]
fn every_format_prints_the_whole_caption() {
    let results = compare(&cohort(), &Options::default());
    let formats: Vec<&Format> =
        FORMATS.iter().copied().filter(|f| ["md", "tex", "html", "docx"].contains(&f.id)).collect();
    for (name, bytes) in rendered(&results, &formats) {
        let text = if name == "report.docx" {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            std::io::read_to_string(archive.by_name("word/document.xml").unwrap()).unwrap()
        } else {
            String::from_utf8(bytes).unwrap()
        };
        let text = text.replace("95 \\%", "95 %");
        assert!(text.contains("Bars: Wilson 95 % confidence intervals"), "{name}");
        assert!(text.contains("Brackets: P of the test chosen"), "{name}");
        // What fills the line before it would bring a heading out of the line with its numbers.
        assert!(!text.contains("\\newline"), "{name}");
    }
}

/// The page sorts by the numbers behind the cells, opens each row's record, and leads from every mark to its note.
#[test]
fn the_page_holds_numbers_records_and_notes() {
    let results = compare(&cohort(), &Options::default());
    let html = FORMATS.iter().find(|format| format.id == "html").unwrap();
    let files = rendered(&results, &[html]);
    let page = Html::parse_document(std::str::from_utf8(&files[0].1).unwrap());
    let all = |selector: &str| page.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
    let primary = |variable: &VariableResult| variable.tests.iter().find(|test| test.primary).and_then(|test| test.p);
    let expected: Vec<f64> = results.variables.iter().filter_map(primary).collect();
    let values = all("table[aria-labelledby='table-1'] td:last-child[data-value]");
    let shown: Vec<f64> = values.iter().map(|cell| cell.value().attr("data-value").unwrap().parse().unwrap()).collect();
    assert_eq!(shown, expected);
    assert_eq!(all("table[aria-labelledby='table-1'] tr:not(.level) > th details").len(), results.variables.len());
    let sections = all("details.section[open] > summary > h2");
    assert_eq!(sections.len(), all("nav a").len());
    assert!(sections.len() > 3);
    for link in all("a[href^='#']") {
        let id = link.value().attr("href").unwrap();
        assert_eq!(all(&format!("[id='{}']", &id[1..])).len(), 1, "{id}");
    }
}

#[test]
fn rendered_comparison() {
    let results = compare(&cohort(), &Options { title: "An invented cohort".into(), ..Options::default() });
    let files = rendered(&results, FORMATS);
    if let Ok(folder) = std::env::var("RETROCOHORT_LOOK") {
        for (name, bytes) in &files {
            let path = std::path::Path::new(&folder).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    let markdown = files.iter().find(|(name, _)| name == "report.md").map(|(_, bytes)| String::from_utf8_lossy(bytes));
    insta::assert_snapshot!(markdown.unwrap());
    let report = Report::comparison(&results, &sections(), &[]).unwrap();
    insta::assert_snapshot!("terminal", report::terminal(&report, 100, false));
}
