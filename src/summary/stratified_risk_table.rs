//! Risk tables of strata that are compared within themselves only.

use super::{NotARiskTable, RiskTable};
use std::collections::BTreeMap;

/// One [`RiskTable`] a stratum, all over the same groups and causes, in the order of the strata's labels.
///
/// A commutative monoid under [`StratifiedRiskTable::merge`]: strata of the same label are merged, others stand side by
/// side; the default (no stratum) changes nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StratifiedRiskTable {
    strata: BTreeMap<String, RiskTable>,
}

impl StratifiedRiskTable {
    /// Adds persons to a stratum, which is made where it is not there.
    ///
    /// # Errors
    /// [`NotARiskTable::DifferentShape`] when the table has other groups or causes than those that are there,
    /// [`NotARiskTable::TooLarge`].
    pub fn add(&mut self, stratum: impl Into<String>, table: RiskTable) -> Result<(), NotARiskTable> {
        let shape = |table: &RiskTable| (table.groups(), table.causes());
        if self.strata.values().next().is_some_and(|first| shape(first) != shape(&table)) {
            return Err(NotARiskTable::DifferentShape);
        }
        let stratum = stratum.into();
        let merged = match self.strata.get(&stratum) {
            Some(there) => there.merge(&table)?,
            None => table,
        };
        self.strata.insert(stratum, merged);
        Ok(())
    }

    /// The persons of both together, stratum by stratum.
    ///
    /// # Errors
    /// As [`StratifiedRiskTable::add`].
    pub fn merge(&self, other: &StratifiedRiskTable) -> Result<StratifiedRiskTable, NotARiskTable> {
        let mut merged = self.clone();
        for (stratum, table) in &other.strata {
            merged.add(stratum.clone(), table.clone())?;
        }
        Ok(merged)
    }

    /// Labels and tables, in the order of the labels.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RiskTable)> {
        self.strata.iter().map(|(label, table)| (label.as_str(), table))
    }

    /// Number of strata.
    pub fn len(&self) -> usize {
        self.strata.len()
    }

    /// Whether there is no stratum.
    pub fn is_empty(&self) -> bool {
        self.strata.is_empty()
    }

    /// All strata as one; `None` when there is none.
    ///
    /// # Errors
    /// [`NotARiskTable::TooLarge`].
    pub fn unstratified(&self) -> Option<Result<RiskTable, NotARiskTable>> {
        let mut tables = self.strata.values();
        let first = tables.next()?.clone();
        Some(tables.try_fold(first, |sum, table| sum.merge(table)))
    }
}
