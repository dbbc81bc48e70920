//! What must hold for every sample, whatever its values.

use super::METHODS;
use crate::analysis::{Alternative, Compute, SampleHypothesis};
use crate::summary::ValueCounts;
use proptest::prelude::*;

const ALTERNATIVES: [Alternative; 3] = [Alternative::TwoSided, Alternative::Less, Alternative::Greater];

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (-5..5_i32).prop_map(f64::from),
        2 => -1e3..1e3_f64,
        1 => prop_oneof![Just(0.0), Just(5e-324), Just(-1e-310), Just(1e308), Just(-1.7e308), Just(1e16)],
    ]
}

/// P of every test of one sample that can be computed.
fn all_p(values: &[f64], hypothesis: SampleHypothesis) -> Vec<(&'static str, Alternative, f64)> {
    let sample = ValueCounts::from_groups(&[values.to_vec()]).unwrap();
    let mut found = Vec::new();
    for method in METHODS {
        let Compute::Sample(test) = method.compute else { continue };
        for alternative in ALTERNATIVES {
            if let Ok(result) = test(&sample, &hypothesis, alternative) {
                found.push((method.id, alternative, result.p));
            }
        }
    }
    found
}

proptest! {
    #[test]
    fn p_is_a_probability_or_there_is_none(
        values in prop::collection::vec(any_value(), 0..25),
        mean in any_value(),
        sd in prop_oneof![Just(0.0), Just(-1.0), Just(f64::NAN), 1e-3..1e3_f64],
    ) {
        let hypotheses = [
            SampleHypothesis::Centre(mean),
            SampleHypothesis::Normal { mean, sd },
            SampleHypothesis::Uniform { low: mean, high: mean + sd },
            SampleHypothesis::Exponential { mean: sd },
            SampleHypothesis::AnyNormal,
        ];
        for hypothesis in hypotheses {
            for (id, alternative, p) in all_p(&values, hypothesis) {
                prop_assert!((0.0..=1.0).contains(&p), "{id} {alternative:?} {p}");
            }
        }
    }

    #[test]
    fn tests_of_normality_do_not_mind_shift_unit_or_direction(values in prop::collection::vec(-50.0..50.0_f64, 8..30)) {
        let before = all_p(&values, SampleHypothesis::AnyNormal);
        let changed: Vec<f64> = values.iter().map(|x| 7.0 - 2.5 * x).collect();
        let after = all_p(&changed, SampleHypothesis::AnyNormal);
        prop_assert_eq!(before.len(), after.len());
        prop_assert!(before.len() >= 4);
        for ((id, _, p), (_, _, q)) in before.iter().zip(&after) {
            prop_assert!((p - q).abs() <= 1e-9 * p, "{id} {p} {q}");
        }
    }

    #[test]
    fn signs_turn_the_alternative(values in prop::collection::vec(-6..6_i32, 1..20)) {
        let values: Vec<f64> = values.iter().map(|x| f64::from(*x)).collect();
        let turned: Vec<f64> = values.iter().map(|x| -x).collect();
        let (before, after) = (all_p(&values, SampleHypothesis::Centre(0.0)), all_p(&turned, SampleHypothesis::Centre(0.0)));
        for (id, alternative, p) in before {
            let opposite = match alternative {
                Alternative::TwoSided => Alternative::TwoSided,
                Alternative::Less => Alternative::Greater,
                Alternative::Greater => Alternative::Less,
            };
            let q = after.iter().find(|other| other.0 == id && other.1 == opposite).map(|other| other.2);
            prop_assert!(q.is_some_and(|q| (p - q).abs() <= 1e-13), "{id} {alternative:?} {p} {q:?}");
        }
    }
}
