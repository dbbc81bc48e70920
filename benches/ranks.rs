//! Speed of rank, Kolmogorov-Smirnov and normality tests, of the sizes at which other programs give up.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use retrocohort::analysis::{Alternative, SampleHypothesis, effect, methods as m};
use retrocohort::summary::{ContingencyTable, ValueCounts};

/// Values without pattern, the same in every run: a linear congruential generator, cut into levels.
fn values(n: usize, seed: u64, levels: f64, shift: f64) -> Vec<f64> {
    let next =
        |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    std::iter::successors(Some(seed), next)
        .skip(1)
        .take(n)
        .map(|state| ((state >> 11) as f64 / (1_u64 << 53) as f64 * levels).floor() + shift)
        .collect()
}

/// As good as untied.
const CONTINUOUS: f64 = 1e15;

fn two_groups(n: usize, levels: f64, shift: f64) -> ValueCounts {
    ValueCounts::from_groups(&[values(n, 1, levels, 0.0), values(n, 2, levels, (levels * shift).floor())])
        .expect("finite values")
}

fn table(n: usize, levels: f64, shift: f64) -> ContingencyTable {
    two_groups(n, levels, shift).contingency_table().expect("a table").clone()
}

fn rank_sum_exact(c: &mut Criterion) {
    let mut group = c.benchmark_group("exact rank-sum");
    group.sample_size(10);
    for n in [100, 200, 500] {
        for (name, levels) in [("untied", CONTINUOUS), ("half as many levels as values", n as f64), ("5 levels", 5.0)] {
            let table = table(n, levels, 0.05);
            group.bench_with_input(BenchmarkId::new(name, format!("{n} v {n}")), &table, |b, table| {
                b.iter(|| m::rank_sum_exact(table, Alternative::TwoSided).expect("a result"));
            });
        }
    }
    group.finish();
}

fn kolmogorov_smirnov(c: &mut Criterion) {
    let mut group = c.benchmark_group("exact Kolmogorov-Smirnov");
    group.sample_size(10);
    for (name, levels) in [("untied", CONTINUOUS), ("500 levels", 500.0)] {
        let table = table(10_000, levels, 0.02);
        group.bench_with_input(BenchmarkId::new(name, "10,000 v 10,000"), &table, |b, table| {
            b.iter(|| m::ks_two_sample_exact(table, Alternative::TwoSided).expect("a result"));
        });
    }
    group.finish();
}

fn others(c: &mut Criterion) {
    let mut group = c.benchmark_group("others");
    group.sample_size(10);
    let groups = two_groups(10_000, CONTINUOUS, 0.02);
    group.bench_function("Hodges-Lehmann with interval, 10,000 v 10,000", |b| {
        b.iter(|| effect::hodges_lehmann(&groups, 0.95).expect("an estimate"));
    });
    let sample = ValueCounts::from_groups(&[values(5000, 3, CONTINUOUS, 0.0)]).expect("finite values");
    group.bench_function("Shapiro-Wilk, 5000", |b| {
        b.iter(|| m::shapiro_wilk(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided).expect("a result"));
    });
    let differences =
        ValueCounts::from_groups(&[values(1000, 4, CONTINUOUS, -0.48 * CONTINUOUS)]).expect("finite values");
    group.bench_function("exact signed-rank, 1000", |b| {
        let centre = SampleHypothesis::Centre(0.0);
        b.iter(|| m::signed_rank_exact(&differences, &centre, Alternative::TwoSided).expect("a result"));
    });
    let four: Vec<Vec<f64>> = (0..4).map(|seed| values(250_000, seed, CONTINUOUS, 0.0)).collect();
    group.bench_function("Kruskal-Wallis, 1,000,000 values in four groups", |b| {
        b.iter(|| {
            let values = ValueCounts::from_groups(&four).expect("finite values");
            let table = values.contingency_table().expect("a table");
            m::kruskal_wallis(table, Alternative::TwoSided).expect("a result")
        });
    });
    group.finish();
}

criterion_group!(benches, rank_sum_exact, kolmogorov_smirnov, others);
criterion_main!(benches);
