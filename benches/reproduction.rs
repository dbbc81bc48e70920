//! Speed of `reproduce`: the Anzhen study end to end, and table rows a second without report.

use std::fmt::Write;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retrocohort::loaders;
use retrocohort::report::{FORMATS, Report};
use retrocohort::reproduction::{Options, reproduce};

fn end_to_end(c: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/anzhen");
    c.benchmark_group("anzhen").sample_size(10).bench_function("load, reproduce and report with figures", |b| {
        b.iter(|| {
            let study = loaders::load(&folder).expect("the study");
            let results = reproduce(&study, &Options::default()).expect("its results");
            Report::reproduction(&results, FORMATS).expect("its report").files(FORMATS).expect("its report")
        });
    });
}

fn rows(c: &mut Criterion) {
    const ROWS: usize = 500;
    let mut table = String::from("Variable,Survivors (n = 150),Non-survivors (n = 90),P\n");
    for i in 0..ROWS {
        // A mixture like that of real tables: two in three rows counts, the others means.
        if i % 3 < 2 {
            let (a, b) = (10 + i % 120, 5 + i % 70);
            let percent = |count: usize, n: usize| 100.0 * count as f64 / n as f64;
            writeln!(table, "Factor {i},{a} ({:.1}),{b} ({:.1}),0.{:03}", percent(a, 150), percent(b, 90), i % 1000)
                .expect("text");
        } else {
            writeln!(table, "Measure {i},{}.4 ± 10.7,{}.1 ± 9.3,0.{:03}", 50 + i % 20, 52 + i % 17, i % 1000)
                .expect("text");
        }
    }
    let mut group = c.benchmark_group("rows");
    group.sample_size(10).throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("parse and verdicts", |b| {
        b.iter(|| {
            let tables = loaders::read_csv("table.csv", table.as_bytes()).expect("a table");
            let study = retrocohort::study::Study { tables, ..Default::default() };
            reproduce(&study, &Options::default()).expect("results")
        });
    });
    group.finish();
}

criterion_group!(benches, end_to_end, rows);
criterion_main!(benches);
