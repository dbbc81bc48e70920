//! What must hold for every table, whatever its counts.

use super::{METHODS, at_least_two_by_two, fisher, freeman_halton, method};
use crate::analysis::{Alternative, Compute, Exactness, Method, SampleHypothesis};
use crate::summary::{ContingencyTable, Moments, ValueCounts};
use proptest::prelude::*;

fn table(rows: usize, columns: usize, largest: u64) -> impl Strategy<Value = ContingencyTable> {
    prop::collection::vec(prop::collection::vec(0..=largest, columns), rows)
        .prop_map(|rows| ContingencyTable::new(rows).unwrap())
}

/// Two-sided P of a method on counts, if it can be computed.
fn p(method: &Method, table: &ContingencyTable) -> Option<f64> {
    match method.compute {
        Compute::Counts(test) | Compute::Ordered(test) => {
            test(table, Alternative::TwoSided).ok().map(|result| result.p)
        }
        _ => None,
    }
}

fn swapped(table: &ContingencyTable) -> ContingencyTable {
    let columns: Vec<usize> = (0..table.columns()).rev().collect();
    table.select(&columns).unwrap()
}

fn upside_down(table: &ContingencyTable) -> ContingencyTable {
    let mut rows = table.to_rows();
    rows.reverse();
    ContingencyTable::new(rows).unwrap()
}

fn same(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-10 * a.max(b),
        (a, b) => a == b,
    }
}

/// Two-sided P by probability of a 2x2 table in whole numbers.
fn fisher_by_listing(table: &ContingencyTable) -> f64 {
    let choose = |n: u64, k: u64| (0..k).fold(1_u128, |product, i| product * u128::from(n - i) / u128::from(i + 1));
    let (rows, columns) = (table.row_totals(), table.column_totals());
    let ways = |a: u64| choose(rows[0], a) * choose(rows[1], columns[0] - a);
    let observed = ways(table.get(0, 0));
    let possible = columns[0].saturating_sub(rows[1])..=rows[0].min(columns[0]);
    let sum: u128 = possible.map(ways).filter(|ways| *ways <= observed).sum();
    sum as f64 / choose(table.total(), columns[0]) as f64
}

proptest! {
    #[test]
    fn p_is_a_probability_or_there_is_none(table in table(3, 3, 30), small in table(2, 2, 6)) {
        for table in [&table, &small] {
            for method in METHODS {
                if let Some(p) = p(method, table) {
                    prop_assert!((0.0..=1.0).contains(&p), "{} {p}", method.id);
                }
            }
        }
    }

    #[test]
    fn the_order_of_groups_does_not_matter(large in table(4, 2, 12), small in table(2, 2, 40)) {
        for table in [&large, &small] {
            for method in METHODS {
                prop_assert!(same(p(method, table), p(method, &swapped(table))), "{}", method.id);
                // Observations at the median count as not above it, which is another split upside down.
                if !method.id.starts_with("median_test") {
                    prop_assert!(same(p(method, table), p(method, &upside_down(table))), "{}", method.id);
                }
            }
        }
    }

    #[test]
    fn levels_and_groups_may_change_places(table in table(3, 4, 12), small in table(2, 2, 40)) {
        let ids = ["pearson_chi2", "lr_chi2", "freeman_halton", "linear_by_linear", "yates_chi2", "n1_chi2", "fisher",
            "fisher_central", "mid_p_central", "mid_p_minlike"];
        for id in ids {
            let method = method(id).unwrap();
            for table in [&table, &small] {
                prop_assert!(same(p(method, table), p(method, &table.transpose())), "{id}");
            }
        }
    }

    #[test]
    fn fisher_equals_the_list_of_all_tables(table in table(2, 2, 12)) {
        prop_assume!(at_least_two_by_two(&table).is_ok());
        let result = fisher(&table, Alternative::TwoSided).unwrap();
        let listed = fisher_by_listing(&table);
        prop_assert!((result.p - listed).abs() <= 1e-13 * listed.max(1e-2), "{} {listed}", result.p);
        prop_assert_eq!(result.exactness, Exactness::Exact);
        prop_assert_eq!(freeman_halton(&table, Alternative::TwoSided).unwrap().p, result.p);
        let mirror = fisher(&swapped(&table), Alternative::Less).unwrap();
        let greater = fisher(&table, Alternative::Greater).unwrap();
        prop_assert!((mirror.p - greater.p).abs() <= 1e-13 * greater.p);
    }

    #[test]
    fn tests_of_means_do_not_mind_order_shift_or_unit(
        x in prop::collection::vec(-50.0..50.0_f64, 2..12),
        y in prop::collection::vec(-50.0..50.0_f64, 2..12),
    ) {
        let groups = [Moments::from_values(&x), Moments::from_values(&y)];
        prop_assume!(groups.iter().all(|group| group.m2 > 1e-3));
        let changed = [&y, &x].map(|values| Moments::from_values(&values.iter().map(|v| 3.0 - 2.5 * v).collect::<Vec<_>>()));
        for method in METHODS {
            let Compute::Means(test) = method.compute else { continue };
            let before = test(&groups, Alternative::TwoSided).unwrap();
            let after = test(&changed, Alternative::TwoSided).unwrap();
            prop_assert!((0.0..=1.0).contains(&before.p));
            prop_assert!((before.p - after.p).abs() <= 1e-8 * before.p, "{} {} {}", method.id, before.p, after.p);
        }
    }

    #[test]
    fn huge_counts_do_no_harm(table in table(2, 2, u64::from(u32::MAX) / 4), large in table(3, 3, u64::from(u32::MAX) / 9)) {
        for table in [&table, &large] {
            for method in METHODS {
                if let Some(p) = p(method, table) {
                    prop_assert!((0.0..=1.0).contains(&p), "{} {p}", method.id);
                }
            }
        }
    }
}

#[test]
fn one_sided_alternatives_only_where_declared() {
    let table = ContingencyTable::new(vec![vec![7, 2], vec![3, 9]]).unwrap();
    let groups = [Moments::from_summary(9, 3.0, 1.0), Moments::from_summary(8, 2.5, 1.5)];
    let values = ValueCounts::from_groups(&[vec![1.0, 2.0, 4.0], vec![2.0, 2.5, 9.0]]).unwrap();
    let sample = ValueCounts::from_groups(&[vec![0.3, 1.2, -0.7, 2.2, 0.9, 1.4, -0.2, 0.5, 3.1]]).unwrap();
    let hypotheses =
        [SampleHypothesis::Centre(0.5), SampleHypothesis::Normal { mean: 0.5, sd: 1.0 }, SampleHypothesis::AnyNormal];
    for method in METHODS {
        for alternative in [Alternative::Less, Alternative::Greater] {
            let computed = match method.compute {
                Compute::Counts(test) | Compute::Ordered(test) => test(&table, alternative).is_ok(),
                Compute::Means(test) => test(&groups, alternative).is_ok(),
                Compute::Mean(test) => test(&groups[0], 0.0, alternative).is_ok(),
                Compute::Values(test) => test(&values, alternative).is_ok(),
                Compute::Sample(test) => hypotheses.iter().any(|supposed| test(&sample, supposed, alternative).is_ok()),
                Compute::Pairs(test) => test(&table, alternative).is_ok(),
                Compute::Strata(test) => test(std::slice::from_ref(&table), alternative).is_ok(),
                Compute::Proportions(test) => test(&[7, 2], &[0.5, 0.5], alternative).is_ok(),
            };
            assert_eq!(computed, method.one_sided, "{}", method.id);
        }
    }
}

#[test]
fn pairs_strata_and_proportions_of_any_size() {
    let counts = [0, 1, 2, 5, 40, 3000, u64::from(u32::MAX) / 4];
    for (i, &a) in counts.iter().enumerate() {
        for &b in &counts {
            let table = ContingencyTable::new(vec![vec![a, b], vec![counts[6 - i], counts[i / 2]]]).unwrap();
            for method in METHODS {
                for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
                    let result = match method.compute {
                        Compute::Pairs(test) => test(&table, alternative),
                        Compute::Strata(test) => test(&[table.clone(), table.transpose()], alternative),
                        Compute::Proportions(test) => test(&[a, b], &[0.3, 0.7], alternative),
                        _ => continue,
                    };
                    let sound = result.as_ref().is_ok_and(|result| (0.0..=1.0).contains(&result.p)) || result.is_err();
                    assert!(sound, "{} {a} {b} {result:?}", method.id);
                }
            }
        }
    }
}

#[test]
fn what_has_no_answer_is_refused() {
    let tables = [vec![vec![0, 0], vec![7, 4]], vec![vec![0, 6], vec![0, 8]], vec![vec![0, 0], vec![0, 0]]];
    for rows in tables {
        let table = ContingencyTable::new(rows).unwrap();
        // That two groups in one level do not differ has an answer: D is 0 and P is 1.
        let one_level = |method: &Method| method.id.starts_with("ks_two_sample") && !table.column_totals().contains(&0);
        for method in METHODS.iter().filter(|method| !one_level(method)) {
            assert_eq!(p(method, &table), None, "{}", method.id);
        }
    }
    let constant = [Moments::from_values(&[1.0, 1.0, 1.0]), Moments::from_values(&[2.0, 2.0])];
    let empty = [Moments::EMPTY, Moments::from_values(&[1.0, 2.0])];
    let infinite = [Moments::from_values(&[1.0, f64::INFINITY]), Moments::from_values(&[1.0, 2.0])];
    for groups in [&constant[..], &empty, &infinite, &constant[..1], &[]] {
        for method in METHODS {
            // Groups that differ though none varies are as good as any for a permutation.
            let permutes = method.id == "permutation_t_asymptotic" && groups == constant;
            if let Compute::Means(test) = method.compute {
                assert!(permutes || test(groups, Alternative::TwoSided).is_err(), "{}", method.id);
            }
        }
    }
}
