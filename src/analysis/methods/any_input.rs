//! What must hold of every method for any input at all: an answer that is one, or a reason why there is none.

use super::METHODS;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, SampleHypothesis, TestResult};
use crate::summary::{ContingencyTable, Moments, ValueCounts};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const ALTERNATIVES: [Alternative; 3] = [Alternative::TwoSided, Alternative::Less, Alternative::Greater];

/// One input of every form.
#[derive(Debug, Clone)]
struct Input {
    table: ContingencyTable,
    strata: Vec<ContingencyTable>,
    moments: Vec<Moments>,
    values: ValueCounts,
    number: f64,
}

fn table() -> impl Strategy<Value = ContingencyTable> {
    let count = prop_oneof![4 => Just(0_u64), 8 => 1..6_u64, 4 => 1..80_u64, 1 => Just(1 << 27), 1 => Just(u64::from(u32::MAX) / 9)];
    (1..4_usize, 1..4_usize).prop_flat_map(move |(rows, columns)| {
        prop::collection::vec(prop::collection::vec(count.clone(), columns), rows)
            .prop_map(|rows| ContingencyTable::new(rows).unwrap())
    })
}

/// Plain, tied, subnormal, huge.
fn finite() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => (-4..5_i32).prop_map(f64::from),
        4 => -9.0..9.0_f64,
        1 => prop::sample::select(vec![-0.0, 5e-324, 1e-310, f64::MIN_POSITIVE, 1e-160, 1e160, 1e308, f64::MAX, f64::MIN]),
    ]
}

fn any() -> impl Strategy<Value = f64> {
    prop_oneof![12 => finite(), 1 => prop::sample::select(vec![f64::INFINITY, f64::NEG_INFINITY, f64::NAN])]
}

fn moments() -> impl Strategy<Value = Vec<Moments>> {
    let n = prop_oneof![1 => Just(0_u64), 1 => Just(1), 6 => 2..40_u64, 1 => Just(1 << 53), 1 => Just(u64::MAX / 8)];
    prop::collection::vec((n, any(), any()).prop_map(|(n, mean, m2)| Moments { n, mean, m2 }), 0..4)
}

fn values() -> impl Strategy<Value = ValueCounts> {
    prop::collection::vec(prop::collection::vec(finite(), 0..9), 1..4)
        .prop_map(|groups| ValueCounts::from_groups(&groups).unwrap())
}

fn input() -> impl Strategy<Value = Input> {
    (table(), prop::collection::vec(table(), 0..3), moments(), values(), any())
        .prop_map(|(table, strata, moments, values, number)| Input { table, strata, moments, values, number })
}

/// All that a method says of an input.
fn answers(method: &Method, input: &Input, alternative: Alternative) -> Vec<Result<TestResult, NotComputable>> {
    let number = input.number;
    match method.compute {
        Compute::Counts(test) | Compute::Pairs(test) => vec![test(&input.table, alternative)],
        Compute::Ordered(test) => {
            let ranked = input.values.contingency_table().ok();
            [Some(&input.table), ranked].into_iter().flatten().map(|table| test(table, alternative)).collect()
        }
        Compute::Strata(test) => vec![test(&input.strata, alternative)],
        Compute::Proportions(test) => {
            let counts = input.table.row_totals();
            let equal = vec![(counts.len() as f64).recip(); counts.len()];
            let odd = vec![number; counts.len()];
            vec![test(&counts, &equal, alternative), test(&counts, &odd, alternative), test(&counts, &[], alternative)]
        }
        Compute::Means(test) => {
            let of_values: Vec<Moments> = (0..input.values.groups()).map(|group| input.values.moments(group)).collect();
            vec![test(&input.moments, alternative), test(&of_values, alternative)]
        }
        Compute::Mean(test) => {
            let all = input.moments.iter().chain(std::iter::once(&Moments::EMPTY));
            all.map(|moments| test(moments, number, alternative)).collect()
        }
        Compute::Values(test) => vec![test(&input.values, alternative)],
        Compute::Sample(test) => [
            SampleHypothesis::Centre(number),
            SampleHypothesis::Normal { mean: number, sd: 1.0 },
            SampleHypothesis::Normal { mean: 0.0, sd: number },
            SampleHypothesis::Uniform { low: number, high: 3.0 },
            SampleHypothesis::Exponential { mean: number },
            SampleHypothesis::AnyNormal,
        ]
        .iter()
        .flat_map(|hypothesis| {
            let first = input.values.select(&[0]).unwrap();
            [test(&first, hypothesis, alternative), test(&input.values, hypothesis, alternative)]
        })
        .collect(),
    }
}

/// What is wrong with a result.
fn fault(method: &Method, result: &TestResult) -> Option<String> {
    let within = |p: f64| (0.0..=1.0).contains(&p);
    if !within(result.p) {
        return Some(format!("P is {}", result.p));
    }
    // Where P is a normal number its logarithm says the same.
    let logarithm =
        if result.p > 1e-300 { (result.p.log10() - result.log10_p).abs() < 1e-9 } else { result.log10_p < -299.0 };
    if !logarithm {
        return Some(format!("P is {}, its logarithm {}", result.p, result.log10_p));
    }
    let sound = |number: Option<f64>| number.is_none_or(f64::is_finite);
    if !(sound(result.statistic) && sound(result.df) && sound(result.df2) && sound(result.min_expected)) {
        return Some(format!("{result:?}"));
    }
    if result.method != method.id {
        return Some(format!("it calls itself {}", result.method));
    }
    match result.exactness {
        Exactness::MonteCarlo { replicates, ci_low, ci_high, .. } => {
            (replicates == 0 || ci_low > result.p || ci_high < result.p).then(|| format!("{:?}", result.exactness))
        }
        Exactness::Asymptotic if method.id.ends_with("_exact") => Some("approximate under an exact name".to_owned()),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn an_answer_or_a_reason(input in input()) {
        for method in METHODS {
            for alternative in ALTERNATIVES {
                for answer in answers(method, &input, alternative) {
                    match answer {
                        Ok(result) => {
                            prop_assert_eq!(fault(method, &result), None, "{} {:?}", method.id, alternative);
                            prop_assert_eq!(result.alternative, alternative, "{}", method.id);
                        }
                        Err(refusal) => prop_assert!(refusal.reason.len() > 8, "{}", method.id),
                    }
                }
            }
        }
    }

    #[test]
    fn tests_of_spread_do_not_mind_order_shift_or_unit(
        groups in prop::collection::vec(prop::collection::vec(-20..20_i32, 3..9), 2..5),
    ) {
        let counted = |scale: i32, shift: i32, reversed: bool| {
            let mut mapped: Vec<Vec<f64>> =
                groups.iter().map(|group| group.iter().map(|x| f64::from(scale * x + shift)).collect()).collect();
            if reversed {
                mapped.reverse();
            }
            ValueCounts::from_groups(&mapped).unwrap()
        };
        for method in METHODS {
            let Compute::Values(test) = method.compute else { continue };
            let p = |values: &ValueCounts| test(values, Alternative::TwoSided).ok().map(|result| result.p);
            let plain = p(&counted(1, 0, false));
            for changed in [counted(-3, 100, false), counted(1, 0, true), counted(7, -9, true)] {
                let same = match (plain, p(&changed)) {
                    (Some(a), Some(b)) => (a - b).abs() <= 1e-8 * a,
                    (a, b) => a == b,
                };
                prop_assert!(same, "{} {plain:?} {:?}", method.id, p(&changed));
            }
        }
    }

    #[test]
    fn the_order_of_merging_does_not_matter(
        x in prop::collection::vec(prop::collection::vec(-5..6_i32, 2..7), 2),
        y in prop::collection::vec(prop::collection::vec(-5..6_i32, 2..7), 2),
    ) {
        let count = |groups: &[Vec<i32>]| {
            let groups: Vec<Vec<f64>> = groups.iter().map(|group| group.iter().map(|x| f64::from(*x)).collect()).collect();
            ValueCounts::from_groups(&groups).unwrap()
        };
        let (a, b) = (count(&x), count(&y));
        let (ab, ba) = (a.merge(&b).unwrap(), b.merge(&a).unwrap());
        for method in METHODS {
            let p = |values: &ValueCounts| {
                let table = values.contingency_table().unwrap();
                let moments: Vec<Moments> = (0..2).map(|group| values.moments(group)).collect();
                let result = match method.compute {
                    Compute::Ordered(test) => test(table, Alternative::TwoSided),
                    Compute::Means(test) => test(&moments, Alternative::TwoSided),
                    Compute::Values(test) => test(values, Alternative::TwoSided),
                    _ => return None,
                };
                result.ok().map(|result| (result.p, result.statistic))
            };
            prop_assert_eq!(p(&ab), p(&ba), "{}", method.id);
        }
    }
}

/// The draws are of some use only if every method answers some of them.
#[test]
fn every_method_answers_some_inputs() {
    let mut runner = TestRunner::deterministic();
    let inputs: Vec<Input> = (0..400).map(|_| input().new_tree(&mut runner).unwrap().current()).collect();
    for method in METHODS {
        let answered =
            inputs.iter().filter(|input| answers(method, input, Alternative::TwoSided).iter().any(Result::is_ok));
        assert!(answered.count() >= 5, "{}", method.id);
    }
}
