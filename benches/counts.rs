//! Tests of counts, at the sizes of the speed table: Fisher's test with cells of ten million, Freeman-Halton 5x4 with 100
//! observations, a table that falls to random tables, and the unconditional exact tests.

use criterion::{Criterion, criterion_group, criterion_main};
use retrocohort::analysis::distribution::{kolmogorov_smirnov_tails, studentized_range_sf};
use retrocohort::analysis::{Alternative, methods as m};
use retrocohort::summary::ContingencyTable;
use std::hint::black_box;

fn table(rows: &[&[u64]]) -> ContingencyTable {
    ContingencyTable::new(rows.iter().map(|row| row.to_vec()).collect()).unwrap_or_else(|error| panic!("{error}"))
}

fn counts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("counts");
    group.sample_size(10);
    let large = table(&[&[10_000_000, 10_001_000], &[10_002_000, 10_000_500]]);
    group.bench_function("fisher, cells of 1e7", |b| b.iter(|| m::fisher(black_box(&large), Alternative::TwoSided)));
    let five = table(&[&[5, 7, 3, 2], &[6, 1, 9, 4], &[4, 5, 6, 3], &[7, 8, 2, 6], &[5, 9, 4, 4]]);
    group.bench_function("freeman-halton 5x4, N = 100", |b| {
        b.iter(|| m::freeman_halton(black_box(&five), Alternative::TwoSided));
    });
    let wide = table(&[&[300, 200, 150], &[5, 7, 8], &[400, 350, 260], &[301, 270, 255]]);
    group.bench_function("freeman-halton 4x3, N = 2506", |b| {
        b.iter(|| m::freeman_halton(black_box(&wide), Alternative::TwoSided));
    });
    let two = table(&[&[40, 35], &[60, 65]]);
    group.bench_function("barnard 100 v 100", |b| b.iter(|| m::barnard(black_box(&two), Alternative::TwoSided)));
    group.bench_function("boschloo 100 v 100", |b| b.iter(|| m::boschloo(black_box(&two), Alternative::TwoSided)));
    group.finish();
}

fn distributions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("distributions");
    group.bench_function("studentized range, 4 means, 20 df", |b| {
        b.iter(|| studentized_range_sf(black_box(3.9), 4, 20.0));
    });
    group.bench_function("kolmogorov exact, n = 1000", |b| b.iter(|| kolmogorov_smirnov_tails(black_box(0.03), 1000)));
    group.finish();
}

criterion_group!(benches, counts, distributions);
criterion_main!(benches);
