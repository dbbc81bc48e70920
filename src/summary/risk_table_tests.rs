use super::*;
use crate::summary::StratifiedRiskTable;
use proptest::prelude::*;

fn persons() -> impl Strategy<Value = Vec<FollowUp>> {
    let person = (0..6_u32, 0..3_usize, 0..2_usize);
    let person = person.prop_map(|(time, outcome, group)| FollowUp { time: f64::from(time), outcome, group });
    prop::collection::vec(person, 0..20)
}

fn table(persons: &[FollowUp]) -> RiskTable {
    RiskTable::from_follow_up(persons.iter().copied(), 2, 2).unwrap()
}

#[test]
fn what_is_no_risk_table_is_refused() {
    let fault = |times: &[f64], counts: Vec<Vec<Vec<u64>>>| RiskTable::new(times.to_vec(), counts).err();
    assert_eq!(fault(&[], vec![]), Some(NotARiskTable::Empty));
    assert_eq!(fault(&[], vec![vec![vec![]]]), Some(NotARiskTable::Empty));
    let one = |n: usize| vec![vec![vec![1; n], vec![0; n]]];
    assert_eq!(fault(&[-1.0], one(1)), Some(NotARiskTable::Negative { position: 0, time: -1.0 }));
    assert_eq!(fault(&[1.0, 1.0], one(2)), Some(NotARiskTable::NotIncreasing { position: 1 }));
    assert!(matches!(fault(&[f64::NAN], one(1)), Some(NotARiskTable::NotFinite { position: 0, .. })));
    assert_eq!(fault(&[1.0, 2.0], one(1)), Some(NotARiskTable::Ragged { group: 0 }));
    assert_eq!(fault(&[1.0], vec![vec![vec![u64::MAX], vec![1]]]), Some(NotARiskTable::TooLarge));
    let stranger = FollowUp { time: 1.0, outcome: 0, group: 2 };
    assert_eq!(RiskTable::from_follow_up([stranger], 2, 1), Err(NotARiskTable::Unknown { position: 0 }));
    assert_eq!(table(&[]).merge(&RiskTable::empty(2, 1).unwrap()), Err(NotARiskTable::DifferentShape));
}

#[test]
fn times_that_differ_by_rounding_are_joined() {
    let follow_up = |time| FollowUp { time, outcome: 1, group: 0 };
    let table = RiskTable::from_follow_up([0.1 + 0.2, 0.3, 1.0].map(follow_up), 1, 1).unwrap();
    assert_eq!(table.times().len(), 3);
    let joined = table.join_near_ties();
    assert_eq!((joined.times(), joined.events(0)), ([0.3, 1.0].as_slice(), vec![2, 1]));
    assert_eq!(joined.at_risk(0), [3, 1]);
}

#[test]
fn strata_are_merged_by_label() {
    let one = table(&[FollowUp { time: 1.0, outcome: 1, group: 0 }]);
    let mut a = StratifiedRiskTable::default();
    a.add("north", one.clone()).unwrap();
    let mut b = StratifiedRiskTable::default();
    b.add("south", one.clone()).unwrap();
    b.add("north", one.clone()).unwrap();
    let merged = a.merge(&b).unwrap();
    assert_eq!(merged, b.merge(&a).unwrap());
    assert_eq!(
        merged.iter().map(|(label, table)| (label, table.n(0))).collect::<Vec<_>>(),
        [("north", 2), ("south", 1)]
    );
    assert_eq!(merged.merge(&StratifiedRiskTable::default()).unwrap(), merged);
    assert_eq!(merged.unstratified().unwrap().unwrap().n(0), 3);
    assert!(a.add("east", RiskTable::empty(1, 1).unwrap()).is_err());
}

proptest! {
    #[test]
    fn merging_is_concatenating(a in persons(), b in persons(), c in persons()) {
        let (x, y, z) = (table(&a), table(&b), table(&c));
        prop_assert_eq!(x.merge(&y).unwrap(), table(&[a.clone(), b.clone()].concat()));
        prop_assert_eq!(x.merge(&y).unwrap(), y.merge(&x).unwrap());
        prop_assert_eq!(x.merge(&y).unwrap().merge(&z).unwrap(), x.merge(&y.merge(&z).unwrap()).unwrap());
        let none = RiskTable::empty(2, 2).unwrap();
        prop_assert_eq!(&x.merge(&none).unwrap(), &x);
        prop_assert_eq!(&none.merge(&x).unwrap(), &x);
    }

    #[test]
    fn those_at_risk_are_those_whose_time_is_not_below(a in persons()) {
        let x = table(&a);
        for group in 0..2 {
            let at_risk: Vec<u64> = x.times().iter()
                .map(|&time| a.iter().filter(|p| p.group == group && p.time >= time).count() as u64).collect();
            prop_assert_eq!(x.at_risk(group), at_risk);
            prop_assert_eq!(x.n(group), x.events(group).iter().chain(x.censored(group)).sum::<u64>());
        }
        prop_assert_eq!(x.pooled().n(0), a.len() as u64);
        prop_assert_eq!(x.select(&[1, 0]).unwrap().events(1), x.events(0));
    }
}
