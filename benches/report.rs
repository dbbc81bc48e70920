//! A report of sixty variables in all formats, on one processor.
//!
//! `cargo bench --no-default-features --bench report`

use criterion::{Criterion, criterion_group, criterion_main};
use retrocohort::comparison::{Options, compare};
use retrocohort::report::document::{Sections, TableKind};
use retrocohort::report::{FORMATS, Format, Report, style};
use retrocohort::results::comparison::Comparison;
use retrocohort::study::VariableKind;
use retrocohort::summary::{
    CohortSummary, ContingencyTable, GroupingSummary, ValueCounts, VariableData, VariableSummary,
};

/// Survivors and non-survivors with 30 measured variables and 30 of levels, missing values among them.
fn results() -> Comparison {
    let mut state = 7_u64;
    let mut uniform = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as f64 + 0.5) / f64::from(1_u32 << 31)
    };
    let sizes = [310_u64, 220];
    let mut variable = |i: usize| {
        let (kind, data) = if i.is_multiple_of(2) {
            let mut value = |group: usize| {
                let sum: f64 = (0..12).map(|_| uniform()).sum();
                (600.0 + 100.0 * (sum - 6.0) + 30.0 * group as f64).round() / 10.0
            };
            let groups = sizes.iter().enumerate().map(|(group, n)| (1..*n).map(|_| value(group)).collect()).collect();
            let values = ValueCounts::from_groups(&groups as &Vec<Vec<f64>>).expect("values");
            let values = values.with_missing(vec![1, 1]).expect("missing values");
            (VariableKind::Continuous, VariableData::Values(values))
        } else {
            let count = 2 + i / 2 % 4;
            let mut cells = vec![vec![0; 2]; count];
            for (group, n) in sizes.iter().enumerate() {
                for _ in 0..*n {
                    cells[(uniform() * count as f64) as usize % count][group] += 1;
                }
            }
            let names = (0..count).map(|level| format!("level {level}")).collect();
            let table = ContingencyTable::new(cells).expect("counts");
            (VariableKind::Nominal, VariableData::Levels { names, table, missing: vec![3, 2] })
        };
        let label = format!("Variable number {i}");
        VariableSummary { name: format!("v{i}"), label, unit: None, kind, data, notes: Vec::new() }
    };
    let summary = CohortSummary {
        grouping: GroupingSummary {
            variable: "died".into(),
            label: "Death in hospital".into(),
            levels: vec!["survivors".into(), "non-survivors".into()],
            sizes: sizes.to_vec(),
            missing: 0,
        },
        variables: (0..60).map(&mut variable).collect(),
    };
    compare(&summary, &Options::default())
}

fn report(criterion: &mut Criterion) {
    let results = results();
    let sections = Sections { kind: TableKind::Outcome, style: style::STYLES[0], smd: true, overall: true };
    let mut group = criterion.benchmark_group("report of 60 variables");
    group.sample_size(10);
    let drawn =
        |formats: &[&Format]| Report::comparison(&results, &sections, formats).expect("a report").pictures.len();
    let files = |formats: &[&Format]| {
        let report = Report::comparison(&results, &sections, formats).expect("a report");
        report.files(formats).expect("its files")
    };
    group.bench_function("drawn", |bench| bench.iter(|| drawn(FORMATS)));
    group.bench_function("all formats", |bench| bench.iter(|| files(FORMATS)));
    for format in FORMATS {
        group.bench_function(format.id, |bench| bench.iter(|| files(&[format])));
    }
    group.finish();
}

criterion_group!(benches, report);
criterion_main!(benches);
