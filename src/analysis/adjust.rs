//! Adjustment of P values for multiple testing.

use super::NotComputable;

/// A procedure that adjusts P values for the number of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Adjustment {
    /// Each P times the number of tests; controls the familywise error rate under any dependence.
    Bonferroni,
    /// Step-down Bonferroni (`holm1979`): never less powerful, under any dependence.
    Holm,
    /// Step-up (`hochberg1988`): familywise error rate for independent or positively dependent tests.
    Hochberg,
    /// Step-up (`benjamini1995`): false discovery rate for independent or positively dependent tests.
    BenjaminiHochberg,
    /// As Benjamini-Hochberg times the harmonic number of the tests (`benjamini2001`): false discovery rate under any
    /// dependence.
    BenjaminiYekutieli,
}

impl Adjustment {
    /// All, in the order in which they are listed for readers.
    pub const ALL: [Adjustment; 5] = [
        Adjustment::Bonferroni,
        Adjustment::Holm,
        Adjustment::Hochberg,
        Adjustment::BenjaminiHochberg,
        Adjustment::BenjaminiYekutieli,
    ];

    /// Short name, unique among the procedures.
    pub fn id(self) -> &'static str {
        match self {
            Adjustment::Bonferroni => "bonferroni",
            Adjustment::Holm => "holm",
            Adjustment::Hochberg => "hochberg",
            Adjustment::BenjaminiHochberg => "benjamini_hochberg",
            Adjustment::BenjaminiYekutieli => "benjamini_yekutieli",
        }
    }

    /// Key of the reference in the bibliography.
    pub fn citation(self) -> &'static str {
        match self {
            Adjustment::Bonferroni => "dunn1961",
            Adjustment::Holm => "holm1979",
            Adjustment::Hochberg => "hochberg1988",
            Adjustment::BenjaminiHochberg => "benjamini1995",
            Adjustment::BenjaminiYekutieli => "benjamini2001",
        }
    }
}

/// P values adjusted for multiple testing, in the order given. A missing P stays missing and does not count as a test.
///
/// `tests` is the number of tests that were done, when more than are given (those left out are taken to have larger P
/// values); `None` is the number of P values given. Adjusted values keep the order of the P values and never exceed 1.
/// O(n log n).
///
/// # Errors
/// A P value that is not within 0 and 1, or fewer `tests` than P values.
///
/// ```
/// use retrocohort::analysis::adjust::{Adjustment, adjust};
/// let p = [Some(0.01), None, Some(0.04), Some(0.03)];
/// let holm = adjust(&p, Adjustment::Holm, None)?;
/// assert_eq!(holm, [Some(0.03), None, Some(0.06), Some(0.06)]);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn adjust(
    p: &[Option<f64>],
    procedure: Adjustment,
    tests: Option<usize>,
) -> Result<Vec<Option<f64>>, NotComputable> {
    let mut given: Vec<(f64, usize)> = p.iter().enumerate().filter_map(|(at, p)| Some(((*p)?, at))).collect();
    if given.iter().any(|(p, _)| !(0.0..=1.0).contains(p)) {
        return Err(NotComputable::because("a P value is not within 0 and 1"));
    }
    let tests = tests.unwrap_or(given.len());
    if tests < given.len() {
        return Err(NotComputable::because(format!("{} P values, but only {tests} tests", given.len())));
    }
    given.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = tests as f64;
    let harmonic: f64 = match procedure {
        Adjustment::BenjaminiYekutieli => (1..=tests).rev().map(|i| (i as f64).recip()).sum(),
        _ => 1.0,
    };
    // The factor of the P value with this rank, from 1.
    let factor = |rank: usize| match procedure {
        Adjustment::Bonferroni => n,
        Adjustment::Holm | Adjustment::Hochberg => n - rank as f64 + 1.0,
        Adjustment::BenjaminiHochberg => n / rank as f64,
        Adjustment::BenjaminiYekutieli => harmonic * n / rank as f64,
    };
    let mut adjusted: Vec<f64> = given.iter().enumerate().map(|(i, (p, _))| (factor(i + 1) * p).min(1.0)).collect();
    match procedure {
        Adjustment::Bonferroni => {}
        // Down from the smallest: never below the one before.
        Adjustment::Holm => {
            adjusted.iter_mut().fold(0.0_f64, |largest, p| {
                *p = p.max(largest);
                *p
            });
        }
        // Up from the largest: never above the one after.
        _ => {
            adjusted.iter_mut().rev().fold(1.0_f64, |smallest, p| {
                *p = p.min(smallest);
                *p
            });
        }
    }
    let mut answer = vec![None; p.len()];
    for ((_, at), value) in given.into_iter().zip(adjusted) {
        if let Some(place) = answer.get_mut(at) {
            *place = Some(value);
        }
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(p: &[f64], procedure: Adjustment, tests: Option<usize>) -> Vec<f64> {
        let given: Vec<Option<f64>> = p.iter().copied().map(Some).collect();
        adjust(&given, procedure, tests).unwrap().into_iter().flatten().collect()
    }

    #[test]
    fn as_r_adjusts() {
        // R 4.2.2 p.adjust(p, method), and with n = 8.
        let p = [0.02, 0.5, 0.001, 0.04, 0.02];
        let expected: [(Adjustment, [f64; 5], [f64; 5]); 5] = [
            (Adjustment::Bonferroni, [0.1, 1.0, 0.005, 0.2, 0.1], [0.16, 1.0, 0.008, 0.32, 0.16]),
            (Adjustment::Holm, [0.08, 0.5, 0.005, 0.08, 0.08], [0.14, 1.0, 0.008, 0.2, 0.14]),
            (Adjustment::Hochberg, [0.06, 0.5, 0.005, 0.08, 0.06], [0.12, 1.0, 0.008, 0.2, 0.12]),
            (
                Adjustment::BenjaminiHochberg,
                [0.03333333333333333, 0.5, 0.005, 0.05, 0.03333333333333333],
                [0.05333333333333333, 0.8, 0.008, 0.08, 0.05333333333333333],
            ),
            (
                Adjustment::BenjaminiYekutieli,
                [0.07611111111111112, 1.0, 0.011416666666666667, 0.11416666666666667, 0.07611111111111112],
                [0.14495238095238094, 1.0, 0.021742857142857144, 0.21742857142857144, 0.14495238095238094],
            ),
        ];
        for (procedure, five, eight) in expected {
            for (tests, expected) in [(None, five), (Some(8), eight)] {
                for (found, expected) in all(&p, procedure, tests).iter().zip(expected) {
                    assert!((found - expected).abs() < 1e-15, "{procedure:?} {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn by_hand() {
        // Benjamini and Hochberg (1995), section 3: at 0.05 the procedure rejects 4 of the 15 hypotheses, Bonferroni's 3.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        let rejected = |procedure| all(&p, procedure, None).iter().filter(|p| **p <= 0.05).count();
        assert_eq!(rejected(Adjustment::BenjaminiHochberg), 4);
        assert_eq!(rejected(Adjustment::Bonferroni), 3);
    }

    #[test]
    fn what_is_no_p_value_is_refused() {
        assert!(adjust(&[Some(1.5)], Adjustment::Holm, None).is_err());
        assert!(adjust(&[Some(f64::NAN)], Adjustment::Holm, None).is_err());
        assert!(adjust(&[Some(0.5), Some(0.1)], Adjustment::Holm, Some(1)).is_err());
        assert_eq!(adjust(&[], Adjustment::Holm, None), Ok(vec![]));
        assert_eq!(adjust(&[None], Adjustment::BenjaminiYekutieli, None), Ok(vec![None]));
    }

    proptest! {
        #[test]
        fn order_and_bounds_are_kept(p in prop::collection::vec(0.0..=1.0_f64, 1..20)) {
            for procedure in Adjustment::ALL {
                let adjusted = all(&p, procedure, None);
                for (a, raw) in adjusted.iter().zip(&p) {
                    prop_assert!((0.0..=1.0).contains(a) && *a >= *raw * (1.0 - 1e-15));
                    for (b, other) in adjusted.iter().zip(&p) {
                        prop_assert!(raw > other || a <= b);
                    }
                }
            }
            // Each procedure is at least as strict as the next.
            let [bonferroni, holm, hochberg, discovery, _] = Adjustment::ALL.map(|procedure| all(&p, procedure, None));
            for (strict, lenient) in [(&bonferroni, &holm), (&holm, &hochberg), (&hochberg, &discovery)] {
                prop_assert!(strict.iter().zip(lenient).all(|(a, b)| *a >= *b * (1.0 - 1e-14)));
            }
        }
    }
}
