//! What must hold for the effect sizes of ranks, whatever the counts.

use super::*;
use crate::summary::{ContingencyTable, ValueCounts};
use proptest::prelude::*;

type Effect = fn(&ContingencyTable, f64) -> Result<EffectEstimate, NotComputable>;

const EFFECTS: [Effect; 5] =
    [rank_biserial, probability_of_superiority, cliffs_delta, rank_epsilon_squared, eta_squared_h];

proptest! {
    #[test]
    fn estimates_lie_in_their_intervals_or_there_is_none(
        rows in prop::collection::vec(prop::collection::vec(0..8_u64, 2), 1..5),
        level in 0.0..1.0_f64,
    ) {
        let table = ContingencyTable::new(rows).unwrap();
        for effect in EFFECTS {
            if let Ok(found) = effect(&table, level) {
                prop_assert!(found.ci_low <= found.ci_high, "{found:?}");
                // The interval of epsilon squared at a small level may lie beside the estimate, which is biased upwards.
                if level > 0.8 && !found.measure.contains("squared") {
                    prop_assert!(found.ci_low <= found.estimate + 1e-12, "{found:?}");
                    prop_assert!(found.estimate <= found.ci_high + 1e-12, "{found:?}");
                }
            }
        }
    }

    #[test]
    fn groups_exchanged_turn_the_sign(rows in prop::collection::vec(prop::collection::vec(0..8_u64, 2), 2..5)) {
        let table = ContingencyTable::new(rows.clone()).unwrap();
        let turned = ContingencyTable::new(rows.iter().map(|row| vec![row[1], row[0]]).collect()).unwrap();
        for effect in [rank_biserial, cliffs_delta] {
            if let (Ok(one), Ok(other)) = (effect(&table, 0.95), effect(&turned, 0.95)) {
                prop_assert!((one.estimate + other.estimate).abs() < 1e-12);
                prop_assert!((one.ci_low + other.ci_high).abs() < 1e-12);
            }
        }
        if let (Ok(one), Ok(other)) =
            (probability_of_superiority(&table, 0.95), probability_of_superiority(&turned, 0.95))
        {
            prop_assert!((one.estimate + other.estimate - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn shifts_are_numbers_or_there_are_none(
        x in prop::collection::vec(prop_oneof![-9.0..9.0_f64, Just(1e308), Just(-1.7e308), Just(5e-324)], 0..9),
        y in prop::collection::vec(prop_oneof![-9.0..9.0_f64, Just(1e308), Just(0.0)], 0..9),
    ) {
        let values = ValueCounts::from_groups(&[x.clone(), y]).unwrap();
        for found in [hodges_lehmann(&values, 0.95), hodges_lehmann_exact(&values, 0.95)].into_iter().flatten() {
            prop_assert!(found.ci_low <= found.estimate && found.estimate <= found.ci_high, "{found:?}");
        }
        let sample = ValueCounts::from_groups(&[x]).unwrap();
        if let Ok(found) = pseudomedian(&sample, 0.95) {
            prop_assert!(found.ci_low <= found.estimate && found.estimate <= found.ci_high, "{found:?}");
        }
    }
}
