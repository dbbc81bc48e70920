//! Tests that compare the hazards of groups: log-rank and its weighted relatives.

use super::quadratic_form;
use crate::analysis::NotComputable;
use crate::analysis::distribution::chi_square_tails;
use crate::summary::RiskTable;
use nalgebra::DMatrix;

/// How much the difference between groups counts at each time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RankWeights {
    /// 1 at every time: log-rank (Mantel 1966), most powerful when hazards are proportional.
    LogRank,
    /// The number at risk: Gehan 1965, generalised by Breslow 1970; SPSS "Breslow", SAS "Wilcoxon".
    GehanBreslow,
    /// The root of the number at risk: Tarone & Ware 1977.
    TaroneWare,
    /// Peto & Peto's (1972) pooled survival just after the time, the product of 1 - d / (n + 1); SAS "Peto".
    PetoPeto,
    /// Peto & Peto's weight times n / (n + 1) (Andersen & Gill 1982); SAS "modified Peto".
    ModifiedPetoPeto,
    /// Pooled Kaplan-Meier survival S just before the time, as S^rho (1 - S)^gamma (Fleming & Harrington 1991). With
    /// gamma 0 this is the G-rho family (Harrington & Fleming 1982) of R's `survdiff`, whose rho 1 is often called
    /// Peto-Peto.
    FlemingHarrington {
        /// Power of survival, at least 0.
        rho: f64,
        /// Power of its complement, at least 0.
        gamma: f64,
    },
}

impl RankWeights {
    /// Name of the test for readers.
    pub fn name(self) -> &'static str {
        match self {
            RankWeights::LogRank => "log-rank test",
            RankWeights::GehanBreslow => "Gehan-Breslow test",
            RankWeights::TaroneWare => "Tarone-Ware test",
            RankWeights::PetoPeto => "Peto-Peto test",
            RankWeights::ModifiedPetoPeto => "modified Peto-Peto test",
            RankWeights::FlemingHarrington { .. } => "Fleming-Harrington test",
        }
    }

    /// Key of the reference in the bibliography.
    pub fn citation(self) -> &'static str {
        match self {
            RankWeights::LogRank => "mantel1966",
            RankWeights::GehanBreslow => "breslow1970",
            RankWeights::TaroneWare => "tarone1977",
            RankWeights::PetoPeto => "peto1972",
            RankWeights::ModifiedPetoPeto => "andersen1982",
            RankWeights::FlemingHarrington { .. } => "harrington1982",
        }
    }
}

/// One group of a [`RankTest`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankTestGroup {
    /// Number of persons.
    pub n: u64,
    /// Weighted number of events.
    pub observed: f64,
    /// Weighted number of events expected if the hazards were equal.
    pub expected: f64,
}

/// Result of a log-rank test or a weighted relative.
///
/// Null hypothesis: the hazards of all groups are equal at all times (within every stratum). Alternative: they differ
/// somewhere; for the trend test, they rise or fall along the scores.
#[derive(Debug, Clone, PartialEq)]
pub struct RankTest {
    /// Weights, which name the test.
    pub weights: RankWeights,
    /// The groups, in the order of the table.
    pub groups: Vec<RankTestGroup>,
    /// Number of strata.
    pub strata: usize,
    /// Test statistic.
    pub chi_square: f64,
    /// Degrees of freedom: groups with an expected event, less one; 1 for the trend test.
    pub df: f64,
    /// Two-sided P value, asymptotic.
    pub p: f64,
    /// Decimal logarithm of P; finite where `p` underflows.
    pub log10_p: f64,
}

/// Compares the hazards of all groups of the table, events from any cause. Variance from the multivariate hypergeometric
/// distribution at every event time, so that ties are allowed for. O(distinct times x groups²).
///
/// # Errors
/// Fewer than two groups at risk, no event, everybody's event at one time, or powers that are negative.
///
/// ```
/// use retrocohort::analysis::survival::{RankWeights, rank_test};
/// use retrocohort::summary::RiskTable;
/// let table = RiskTable::new(vec![1.0, 2.0], vec![vec![vec![0, 5], vec![5, 0]], vec![vec![0, 9], vec![1, 0]]])?;
/// let test = rank_test(&table, RankWeights::LogRank)?;
/// assert_eq!((test.df, test.groups[0].expected), (1.0, 3.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_test(table: &RiskTable, weights: RankWeights) -> Result<RankTest, NotComputable> {
    stratified_rank_test([table], weights)
}

/// As [`rank_test`], comparing groups within strata only; every table is one stratum over the same groups, as in a
/// [`StratifiedRiskTable`](crate::summary::StratifiedRiskTable). Survival in the weights is that of the stratum.
///
/// # Errors
/// As [`rank_test`]; strata over different groups.
pub fn stratified_rank_test<'a>(
    strata: impl IntoIterator<Item = &'a RiskTable>,
    weights: RankWeights,
) -> Result<RankTest, NotComputable> {
    let sums = Sums::of(strata, weights)?;
    let used: Vec<usize> =
        (0..sums.groups.len()).filter(|&g| sums.groups.get(g).is_some_and(|g| g.expected > 0.0)).collect();
    let chi_square = quadratic_form(&sums.deviations(), &sums.covariance, &used)?;
    Ok(sums.result(weights, chi_square, used.len() as f64 - 1.0))
}

/// The test for trend: the hazards rise or fall along `scores`, one a group (Tarone 1975). One degree of freedom.
///
/// # Errors
/// As [`rank_test`]; a number of scores other than that of groups, scores that are not finite or all equal.
pub fn rank_trend_test<'a>(
    strata: impl IntoIterator<Item = &'a RiskTable>,
    weights: RankWeights,
    scores: &[f64],
) -> Result<RankTest, NotComputable> {
    let sums = Sums::of(strata, weights)?;
    if scores.len() != sums.groups.len() || !scores.iter().all(|score| score.is_finite()) {
        return Err(NotComputable::because("the trend needs one finite score a group"));
    }
    let scores = nalgebra::DVector::from_column_slice(scores);
    let statistic: f64 = scores.iter().zip(sums.deviations()).map(|(score, deviation)| score * deviation).sum();
    let variance = (&sums.covariance * &scores).dot(&scores);
    let scale = sums.covariance.diagonal().max() * scores.amax().powi(2);
    if variance.is_nan() || variance <= 1e-12 * scale {
        return Err(NotComputable::because("the scores of the groups at risk do not differ"));
    }
    Ok(sums.result(weights, statistic * statistic / variance, 1.0))
}

/// Sums over the event times of all strata.
struct Sums {
    groups: Vec<RankTestGroup>,
    covariance: DMatrix<f64>,
    strata: usize,
}

impl Sums {
    fn of<'a>(strata: impl IntoIterator<Item = &'a RiskTable>, weights: RankWeights) -> Result<Sums, NotComputable> {
        if let RankWeights::FlemingHarrington { rho, gamma } = weights
            && !(rho >= 0.0 && gamma >= 0.0 && rho.is_finite() && gamma.is_finite())
        {
            return Err(NotComputable::because("the powers of survival are not 0 or above"));
        }
        let mut sums: Option<Sums> = None;
        for table in strata {
            let k = table.groups();
            let empty = RankTestGroup { n: 0, observed: 0.0, expected: 0.0 };
            let sums = sums.get_or_insert_with(|| Sums {
                groups: vec![empty; k],
                covariance: DMatrix::zeros(k, k),
                strata: 0,
            });
            if sums.groups.len() != k {
                return Err(NotComputable::because("the strata are not over the same groups"));
            }
            sums.add(table, weights);
        }
        let sums = sums.ok_or_else(|| NotComputable::because("there is no stratum"))?;
        if sums.groups.iter().filter(|group| group.n > 0).count() < 2 {
            return Err(NotComputable::because("fewer than two groups were followed"));
        }
        if sums.groups.iter().all(|group| group.expected == 0.0) {
            return Err(NotComputable::because("no event was observed"));
        }
        Ok(sums)
    }

    fn add(&mut self, table: &RiskTable, weights: RankWeights) {
        self.strata += 1;
        let groups = table.groups();
        let events: Vec<Vec<u64>> = (0..groups).map(|group| table.events(group)).collect();
        let mut at_risk: Vec<u64> = (0..groups).map(|group| table.n(group)).collect();
        self.groups.iter_mut().zip(&at_risk).for_each(|(group, n)| group.n += n);
        let (mut survival, mut peto) = (1.0_f64, 1.0_f64);
        for time in 0..table.times().len() {
            let died = |group: &Vec<u64>| group.get(time).copied().unwrap_or(0);
            let deaths: u64 = events.iter().map(died).sum();
            let total: u64 = at_risk.iter().sum();
            if deaths > 0 {
                let (d, n) = (deaths as f64, total as f64);
                peto *= 1.0 - d / (n + 1.0);
                let weight = match weights {
                    RankWeights::LogRank => 1.0,
                    RankWeights::GehanBreslow => n,
                    RankWeights::TaroneWare => n.sqrt(),
                    RankWeights::PetoPeto => peto,
                    RankWeights::ModifiedPetoPeto => peto * n / (n + 1.0),
                    RankWeights::FlemingHarrington { rho, gamma } => survival.powf(rho) * (1.0 - survival).powf(gamma),
                };
                survival *= (total - deaths) as f64 / n;
                for ((group, events), &risk) in self.groups.iter_mut().zip(&events).zip(&at_risk) {
                    group.observed += weight * died(events) as f64;
                    group.expected += weight * d * (risk as f64 / n);
                }
                if total > 1 {
                    let factor = weight * weight * d * ((total - deaths) as f64 / (n - 1.0));
                    for (i, &left) in at_risk.iter().enumerate() {
                        for (j, &right) in at_risk.iter().enumerate() {
                            let (left, right) = (left as f64 / n, right as f64 / n);
                            let own = if i == j { left } else { 0.0 };
                            if let Some(cell) = self.covariance.get_mut((i, j)) {
                                *cell += factor * (own - left * right);
                            }
                        }
                    }
                }
            }
            for (group, (risk, events)) in at_risk.iter_mut().zip(&events).enumerate() {
                *risk -= died(events) + table.censored(group).get(time).copied().unwrap_or(0);
            }
        }
    }

    fn deviations(&self) -> Vec<f64> {
        self.groups.iter().map(|group| group.observed - group.expected).collect()
    }

    fn result(self, weights: RankWeights, chi_square: f64, df: f64) -> RankTest {
        let tails = chi_square_tails(chi_square, df);
        RankTest {
            weights,
            groups: self.groups,
            strata: self.strata,
            chi_square,
            df,
            p: tails.upper,
            log10_p: tails.ln_upper * std::f64::consts::LOG10_E,
        }
    }
}
