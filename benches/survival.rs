//! Speed of survival and regression: a risk table of a million persons with its curves and log-rank test; Cox and
//! logistic models with 10 covariates on 100,000 persons. `benches/survival.R` times R on data of the same shape.

use criterion::{Criterion, criterion_group, criterion_main};
use retrocohort::analysis::regression::{Covariates, LogisticModel};
use retrocohort::analysis::survival::{CoxModel, CurveInterval, RankWeights, Spells, Ties, kaplan_meier, rank_test};
use retrocohort::summary::{FollowUp, RiskTable};

/// Uniform numbers between 0 and 1 (Marsaglia's xorshift), the same on every machine.
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.next().ln()).sqrt() * (std::f64::consts::TAU * self.next()).cos()
    }
}

fn risk_table(c: &mut Criterion) {
    const PERSONS: usize = 1_000_000;
    let mut uniform = Uniform(42);
    // Distinct times: the worst case.
    let persons: Vec<FollowUp> = (0..PERSONS)
        .map(|i| {
            let (death, end) = (-uniform.next().ln() * if i % 2 == 0 { 1.0 } else { 1.02 }, uniform.next() * 3.0);
            FollowUp { time: death.min(end), outcome: usize::from(death <= end), group: i % 2 }
        })
        .collect();
    let table = RiskTable::from_follow_up(persons.iter().copied(), 2, 1).expect("a risk table");
    let mut group = c.benchmark_group("a million persons");
    group.sample_size(10);
    group.bench_function("risk table from rows", |b| {
        b.iter(|| RiskTable::from_follow_up(persons.iter().copied(), 2, 1).expect("a risk table"));
    });
    group.bench_function("Kaplan-Meier of two groups and log-rank", |b| {
        b.iter(|| {
            let curve = |group| kaplan_meier(&table, group, CurveInterval::LogLog, 0.95).expect("a curve");
            (curve(0), curve(1), rank_test(&table, RankWeights::LogRank).expect("a test"))
        });
    });
    group.finish();
}

fn models(c: &mut Criterion) {
    const PERSONS: usize = 100_000;
    let mut uniform = Uniform(7);
    let columns: Vec<(String, Vec<f64>)> =
        (0..10).map(|j| (format!("x{j}"), (0..PERSONS).map(|_| uniform.normal()).collect())).collect();
    let risk: Vec<f64> = (0..PERSONS)
        .map(|i| columns.iter().enumerate().map(|(j, (_, x))| 0.1 * (j as f64 - 4.5) * x[i]).sum())
        .collect();
    let outcome: Vec<bool> = risk.iter().map(|risk| uniform.next() < 1.0 / (1.0 + (-risk).exp())).collect();
    let times: Vec<(f64, f64)> =
        risk.iter().map(|risk| (-uniform.next().ln() / risk.exp(), -uniform.next().ln())).collect();
    let time: Vec<f64> = times.iter().map(|(death, end)| death.min(*end)).collect();
    let event: Vec<bool> = times.iter().map(|(death, end)| death <= end).collect();
    let mut group = c.benchmark_group("100,000 persons, 10 covariates");
    group.sample_size(10);
    let covariates = Covariates::new(columns).expect("covariates");
    group.bench_function("logistic", |b| {
        b.iter(|| LogisticModel::new(outcome.clone(), &covariates).expect("a model").fit(0.95).expect("a fit"));
    });
    group.bench_function("Cox, Efron", |b| {
        b.iter(|| {
            let spells = Spells::new(time.clone(), event.clone()).expect("times");
            CoxModel::new(spells, &covariates, Ties::Efron).expect("a model").fit(0.95).expect("a fit")
        });
    });
    group.finish();
}

criterion_group!(benches, risk_table, models);
criterion_main!(benches);
