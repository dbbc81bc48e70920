//! The verdict on each printed P, once the paper's rule is known.

use super::agreement;
use super::candidates::{self, Candidates};
use super::chance::Background;
use super::comparison::{Comparison, Kind};
use super::decimal::{Interval, Rounding};
use super::medians::{self, RankSumBounds};
use super::notation::PrintedP;
use super::range::MeanBox;
use super::repair::{self, Judge};
use super::row_data::{self, Data};
use super::rule::{Family, RowEvidence, Rule};
use crate::analysis::distribution::f_sf;
use crate::results::reproduction::{Candidate, Recomputed, Repair, Verdict};

/// A row with everything that is computed before the paper's rule is known.
pub struct ComputedRow<'a> {
    /// The row.
    pub comparison: &'a Comparison,
    /// Id of its table.
    pub table: &'a str,
    /// Labels of its groups.
    pub labels: Vec<String>,
    /// Every test.
    pub candidates: Candidates,
    /// What medians leave open.
    pub bounds: Option<RankSumBounds>,
    /// Family of rows, where some test can be computed.
    pub family: Option<Family>,
    min_observed: Option<u64>,
    share_expected_below_5: Option<f64>,
    total: Option<u64>,
    p_equal_variances: Option<f64>,
}

/// The verdict on a row, with what it rests on.
pub struct Judgement {
    /// Verdict.
    pub verdict: Verdict,
    /// P by the paper's rule.
    pub recomputed: Option<Recomputed>,
    /// Chance that a test outside the rule matches a wrong P.
    pub chance: Option<f64>,
    /// Small changes that would reproduce it.
    pub repairs: Vec<Repair>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// The usual methods, where no rule explains a family.
const USUAL: [&str; 6] = ["pearson_chi2", "fisher", "freeman_halton", "student_t", "welch_t", "anova"];

impl<'a> ComputedRow<'a> {
    /// Computes every test of a row.
    pub fn new(comparison: &'a Comparison, table: &'a str, labels: Vec<String>, alpha: f64) -> Self {
        let candidates = candidates::candidates(comparison, comparison.p.as_ref(), alpha, Rounding::Nearest);
        let data = row_data::read(comparison, Rounding::Nearest).ok().and_then(|mut readings| {
            readings.truncate(1);
            readings.pop().map(|reading| reading.data)
        });
        let mut row = ComputedRow {
            comparison,
            table,
            labels,
            bounds: medians::rank_sum_bounds(comparison),
            family: None,
            min_observed: None,
            share_expected_below_5: None,
            total: None,
            p_equal_variances: None,
            candidates,
        };
        match data.filter(|_| !row.candidates.computed.is_empty()) {
            Some(Data::Counts { printed, .. }) => {
                let (rows, columns) = (printed.rows(), printed.columns());
                let cells = || (0..rows).flat_map(move |i| (0..columns).map(move |j| (i, j)));
                row.family = Some(if rows == 2 && columns == 2 { Family::TwoByTwo } else { Family::ManyLevels });
                row.min_observed = cells().map(|(i, j)| printed.get(i, j)).min();
                let sparse = cells().filter(|(i, j)| printed.expected(*i, *j) < 5.0).count();
                row.share_expected_below_5 = Some(sparse as f64 / (rows * columns) as f64);
                row.total = Some(printed.total());
            }
            Some(Data::Means(groups)) => {
                row.family = Some(if groups.len() == 2 { Family::TwoMeans } else { Family::ManyMeans });
                row.total = Some(groups.iter().map(|group| group.range.n).sum());
                if let [first, second] = groups.as_slice() {
                    row.p_equal_variances = p_equal_variances((first.range, first.sd), (second.range, second.sd));
                }
            }
            None => {}
        }
        row
    }

    /// What rules may look at, for a row with a printed P.
    pub fn evidence(&self) -> Option<RowEvidence<'_>> {
        Some(RowEvidence {
            candidates: &self.candidates.computed,
            printed: self.comparison.p.as_ref()?,
            min_observed: self.min_observed,
            share_expected_below_5: self.share_expected_below_5,
            total: self.total,
            p_equal_variances: self.p_equal_variances,
        })
    }

    /// The rule's own test of this row. A row without a printed P has one too.
    fn by_rule(&self, rule: Option<&Rule>) -> Option<&Candidate> {
        let unprinted = unprinted();
        let evidence = RowEvidence {
            candidates: &self.candidates.computed,
            printed: self.comparison.p.as_ref().unwrap_or(&unprinted),
            min_observed: self.min_observed,
            share_expected_below_5: self.share_expected_below_5,
            total: self.total,
            p_equal_variances: self.p_equal_variances,
        };
        let chosen = rule?.candidate(&evidence)?;
        self.candidates.computed.iter().find(|c| c.method == chosen.method && c.variant == chosen.variant)
    }

    /// The verdict. `means_confirmed` tells whether the table's other ambiguous rows turned out to be means.
    pub fn judge(&self, rule: Option<&Rule>, background: &Background, alpha: f64, means_confirmed: bool) -> Judgement {
        let own = self.by_rule(rule);
        let recomputed = own.map(|candidate| Recomputed {
            method: candidate.method,
            p: candidate.p,
            p_low: candidate.p_low,
            p_high: candidate.p_high,
            determined: true,
        });
        let mut judgement =
            Judgement { verdict: Verdict::NoP, recomputed, chance: None, repairs: Vec::new(), notes: Vec::new() };
        if let Some(reason) = &self.candidates.reason {
            judgement.notes.push(reason.clone());
        }
        if let Some(bounds) = self.bounds.filter(|_| self.family.is_none()) {
            judgement.recomputed = Some(Recomputed {
                method: "rank_sum",
                p: bounds.plausible,
                p_low: bounds.attainable.low,
                p_high: bounds.attainable.high,
                determined: false,
            });
        }
        if let Some(printed) = &self.comparison.p {
            self.against(printed, own, background, alpha, means_confirmed, &mut judgement);
        }
        judgement
    }

    /// Holds the printed P against the tests.
    fn against(
        &self,
        printed: &PrintedP,
        own: Option<&Candidate>,
        background: &Background,
        alpha: f64,
        means_confirmed: bool,
        judgement: &mut Judgement,
    ) {
        if self.candidates.computed.is_empty() {
            judgement.verdict = self.uncomputed(printed, alpha, &mut judgement.notes);
            return;
        }
        let outside = self.candidates.computed.iter().filter(|c| own.is_none_or(|own| !std::ptr::eq(own, *c)));
        let ranges: Vec<Interval> = outside.map(|c| Interval { low: c.p_low, high: c.p_high }).collect();
        judgement.chance = Some(background.of_a_match(printed, &ranges, alpha));
        if own.is_some_and(|own| own.matches) {
            judgement.verdict = Verdict::Reproduced;
            return;
        }
        if own.is_some_and(|own| own.matches_within_rounding) {
            judgement.verdict = Verdict::ReproducedWithinRounding;
            return;
        }
        if self.candidates.computed.iter().any(|c| c.matches || c.matches_within_rounding) {
            judgement.verdict = Verdict::OtherTest;
            return;
        }
        let methods: Vec<&'static str> = own.map_or(USUAL.to_vec(), |own| vec![own.method]);
        let judge = Judge { table: self.table, groups: &self.labels, alpha, methods: &methods };
        judgement.repairs = repair::repairs(&judge, self.comparison, printed, &self.candidates);
        let maybe_median = self.comparison.alternative == Some(Kind::MedianIqr) && !means_confirmed;
        judgement.verdict = if !judgement.repairs.is_empty() {
            Verdict::Repairable
        } else if maybe_median {
            let note = "no test of means gives the printed P; if the figures are medians with interquartile ranges, none is determined";
            judgement.notes.push(note.into());
            Verdict::NotCheckable
        } else {
            Verdict::NotReproduced
        };
    }

    /// Verdict on a row without any test.
    fn uncomputed(&self, printed: &PrintedP, alpha: f64, notes: &mut Vec<String>) -> Verdict {
        let too_many = self.comparison.groups.iter().any(|group| {
            let counts = group.value.counts().unwrap_or_default();
            group.n_used.is_some_and(|n| counts.iter().any(|level| level.bounds.0 > n))
        });
        if too_many {
            return Verdict::Contradicted;
        }
        let Some(bounds) = self.bounds else { return Verdict::NotCheckable };
        if agreement::meets(printed, bounds.attainable, alpha) {
            return Verdict::NotCheckable;
        }
        notes.push(format!(
            "a rank-sum test of any data with these medians and quartiles gives P between {:.2e} and {:.2e}",
            bounds.attainable.low, bounds.attainable.high
        ));
        Verdict::Contradicted
    }
}

/// Stands in for a P that is not printed, where only the data of a row are looked at.
fn unprinted() -> PrintedP {
    PrintedP { text: String::new(), value: super::notation::PValueNotation::NotSignificant, marks: String::new() }
}

/// Two-sided P of the F test of equal variances; null: both groups have one variance. Source: Snedecor & Cochran 1989.
fn p_equal_variances(first: (MeanBox, f64), second: (MeanBox, f64)) -> Option<f64> {
    let ((large, sd_large), (small, sd_small)) = if first.1 >= second.1 { (first, second) } else { (second, first) };
    if sd_small <= 0.0 || large.n < 2 || small.n < 2 {
        return None;
    }
    let ratio = (sd_large / sd_small).powi(2);
    Some((2.0 * f_sf(ratio, large.n as f64 - 1.0, small.n as f64 - 1.0)).min(1.0))
}
