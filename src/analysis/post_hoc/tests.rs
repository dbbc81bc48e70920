use super::*;
use crate::analysis::Alternative;
use crate::analysis::adjust::Adjustment;
use crate::analysis::methods::{kruskal_wallis, student_t, welch_t};
use crate::summary::{Moments, ValueCounts};
use proptest::prelude::*;

/// R's PlantGrowth.
const PLANTS: [[f64; 10]; 3] = [
    [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14],
    [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
    [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26],
];

fn moments<const N: usize>(groups: &[[f64; N]]) -> Vec<Moments> {
    groups.iter().map(|values| Moments::from_values(values)).collect()
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found / expected - 1.0).abs() < tolerance, "{found} {expected}");
}

#[test]
fn tukey_as_r() {
    // R 4.2.2 TukeyHSD(aov(weight ~ group, PlantGrowth)).
    let expected = [
        (-0.371, 0.320_216_051_41, 0.390_871_144_202_1),
        (0.494, 1.185_216_051_41, 0.197_995_991_299_7),
        (0.865, 1.556_216_051_41, 0.012_006_423_979_5),
    ];
    let found = tukey_hsd(&moments(&PLANTS), 0.95).unwrap();
    for (pair, (difference, high, p)) in found.iter().zip(expected) {
        close(pair.difference, difference, 1e-12);
        // qtukey() is good to some seven digits.
        close(pair.ci.unwrap().1, high, 1e-6);
        close(pair.adjusted_p, p, 1e-9);
    }
}

#[test]
fn games_howell_as_r() {
    // R 4.2.2: ptukey() and qtukey() on Welch's standard error and degrees of freedom.
    let expected = [
        (0.311_434_851_400_203, 16.523_585_056_859_3, 0.474_554_922_193_98, 0.801_087_501_501_755),
        (0.231_487_940_650_624, 16.785_764_482_605_7, 0.112_889_176_854_217, 0.594_554_433_333_154),
        (0.287_366_007_422_977, 14.103_569_122_760_3, 0.023_703_454_739_203_1, 0.751_487_006_682_805),
    ];
    let found = games_howell(&moments(&PLANTS), 0.95).unwrap();
    for (pair, (standard_error, df, p, half_width)) in found.iter().zip(expected) {
        close(pair.standard_error, standard_error, 1e-12);
        close(pair.df.unwrap(), df, 1e-12);
        close(pair.adjusted_p, p, 1e-9);
        close(pair.ci.unwrap().1 - pair.difference, half_width, 1e-6);
    }
}

#[test]
fn dunn_with_ties() {
    // By the textbook formula N (N + 1) / 12 - Σ (t³ - t) / (12 (N - 1)) on SciPy's ranks.
    let groups = [vec![1.0, 2.0, 2.0, 5.0, 7.0], vec![2.0, 3.0, 3.0, 9.0], vec![5.0, 5.0, 8.0, 9.0, 9.0, 12.0]];
    let values = ValueCounts::from_groups(&groups).unwrap();
    let table = values.contingency_table().unwrap();
    let expected = [
        (1.75, 0.5902243795373794, 0.5550402294997585),
        (6.333333333333334, 2.366366363832933, 0.017963658191316175),
        (4.583333333333334, 1.6064692493528763, 0.10817084616538312),
    ];
    let found = dunn(table, Adjustment::Bonferroni).unwrap();
    for (pair, (difference, z, p)) in found.iter().zip(expected) {
        close(pair.difference, difference, 1e-12);
        close(pair.statistic, z, 1e-12);
        close(pair.p, p, 1e-11);
        close(pair.adjusted_p, (3.0_f64 * p).min(1.0), 1e-11);
    }
}

#[test]
fn what_has_no_answer_is_refused() {
    let constant = moments(&[[1.0, 1.0], [2.0, 2.0], [3.0, 4.0]]);
    assert!(games_howell(&constant, 0.95).unwrap_err().reason.contains("groups 1 and 2"));
    assert!(tukey_hsd(&constant, 0.95).is_ok());
    assert!(tukey_hsd(&constant[..2], 0.95).is_err() && tukey_hsd(&constant, 1.0).is_err());
    assert!(tukey_hsd(&[Moments::EMPTY, constant[2]], 0.95).is_err());
    let table = |rows: Vec<Vec<u64>>| dunn(&crate::summary::ContingencyTable::new(rows).unwrap(), Adjustment::Holm);
    assert!(table(vec![vec![1, 2, 3]]).is_err() && table(vec![vec![1, 0], vec![3, 0]]).is_err());
}

proptest! {
    #[test]
    fn two_groups_are_the_test_of_two_groups(
        x in prop::collection::vec(-9..9_i32, 3..9),
        y in prop::collection::vec(-9..9_i32, 3..9),
    ) {
        let groups: Vec<Vec<f64>> = [&x, &y].map(|values| values.iter().map(|v| f64::from(*v)).collect()).to_vec();
        let both: Vec<Moments> = groups.iter().map(|values| Moments::from_values(values)).collect();
        prop_assume!(both.iter().all(|group| group.m2 > 0.0));
        for (pairs, test) in [
            (tukey_hsd(&both, 0.95).unwrap(), student_t(&both, Alternative::TwoSided).unwrap()),
            (games_howell(&both, 0.95).unwrap(), welch_t(&both, Alternative::TwoSided).unwrap()),
        ] {
            prop_assert!((pairs[0].p - test.p).abs() <= 1e-12 && (pairs[0].adjusted_p - test.p).abs() <= 1e-10);
            prop_assert_eq!(pairs[0].statistic, -test.statistic.unwrap());
            let (low, high) = pairs[0].ci.unwrap();
            prop_assert_eq!(low > 0.0 || high < 0.0, pairs[0].adjusted_p < 0.05);
        }
        let values = ValueCounts::from_groups(&groups).unwrap();
    let table = values.contingency_table().unwrap();
        let ranks = dunn(table, Adjustment::Holm).unwrap();
        let all = kruskal_wallis(table, Alternative::TwoSided).unwrap();
        prop_assert!((ranks[0].p - all.p).abs() <= 1e-12 && ranks[0].adjusted_p == ranks[0].p);
    }
}
