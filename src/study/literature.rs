//! Published series that a study's outcome is put beside.

use std::fmt;

/// The outcome of a study, and published series that report the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literature {
    /// What is compared.
    pub outcome: Outcome,
    /// The series, as declared.
    pub series: Vec<PublishedSeries>,
    /// Whether the series are to be pooled.
    pub pool: bool,
}

/// Patients with an outcome, and all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What happened to them: "Survival to discharge".
    pub label: String,
    /// Patients with the outcome; not more than `n`.
    pub events: u64,
    /// All patients, above 0.
    pub n: u64,
}

/// A published series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedSeries {
    /// Short name: "Lan 2010".
    pub label: String,
    /// Full citation.
    pub citation: Option<String>,
    /// DOI without a resolver prefix.
    pub doi: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Where the figures stand, and what else a reader should know.
    pub note: Option<String>,
    /// What it reports.
    pub figures: SeriesFigures,
}

/// What a published series reports of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesFigures {
    /// Patients with the outcome (not more than `n`) and all (above 0).
    Counts {
        /// With the outcome.
        events: u64,
        /// All.
        n: u64,
    },
    /// A rate of so many patients; at least one count of them prints as this rate.
    RateOf {
        /// As printed.
        rate: PrintedRate,
        /// All patients, above 0.
        n: u64,
    },
    /// A rate of nobody knows how many.
    Rate(PrintedRate),
    /// A range of rates, the lower first.
    Range(PrintedRate, PrintedRate),
}

/// A rate in per cent with the decimals that are printed, 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintedRate {
    /// All printed digits as one number.
    digits: u64,
    /// How many of them stand behind the point.
    decimals: u32,
}

impl PrintedRate {
    /// Reads "30.1", "30.1 %" or "41%"; `None` for what is no such number or not between 0 and 100.
    ///
    /// ```
    /// use retrocohort::study::PrintedRate;
    /// let rate = PrintedRate::read("30.1 %").unwrap();
    /// assert_eq!((rate.share(), rate.to_string()), (0.301, "30.1".to_string()));
    /// assert_eq!(rate.counts(607), Some((183, 183)));
    /// ```
    pub fn read(text: &str) -> Option<PrintedRate> {
        let text = text.trim().trim_end_matches('%').trim_end();
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let sound = !whole.is_empty() && !text.ends_with('.') && whole.len() <= 3 && decimals.len() <= 12;
        let digits = format!("{whole}{decimals}");
        if !sound || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let rate = PrintedRate { digits: digits.parse().ok()?, decimals: decimals.len() as u32 };
        (rate.digits <= 100 * rate.scale()).then_some(rate)
    }

    fn scale(&self) -> u64 {
        10_u64.pow(self.decimals)
    }

    /// In per cent.
    pub fn percent(&self) -> f64 {
        // Parsing rounds correctly; dividing need not.
        format!("{}e-{}", self.digits, self.decimals).parse().unwrap_or(f64::NAN)
    }

    /// Between 0 and 1.
    pub fn share(&self) -> f64 {
        format!("{}e-{}", self.digits, self.decimals + 2).parse().unwrap_or(f64::NAN)
    }

    /// Smallest and largest count of `n` that print as this rate, halves rounded either way; `None` where no count does.
    pub fn counts(&self, n: u64) -> Option<(u64, u64)> {
        // |100 x / n - digits / scale| <= 1/2 / scale, in whole numbers.
        let (n, digits, unit) = (i128::from(n), i128::from(self.digits), 200 * i128::from(self.scale()));
        let least = ((2 * digits - 1) * n).max(0);
        let low = least / unit + i128::from(least % unit != 0);
        let high = ((2 * digits + 1) * n / unit).min(n);
        (low <= high).then_some((u64::try_from(low).ok()?, u64::try_from(high).ok()?))
    }

    /// The count of `n` nearest to the rate.
    pub fn nearest_count(&self, n: u64) -> u64 {
        let (n, unit) = (u128::from(n), 100 * u128::from(self.scale()));
        let nearest = (2 * u128::from(self.digits) * n + unit) / (2 * unit);
        u64::try_from(nearest.min(n)).unwrap_or(u64::MAX)
    }
}

impl PartialOrd for PrintedRate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.percent().partial_cmp(&other.percent())
    }
}

impl fmt::Display for PrintedRate {
    /// The number as printed, without its sign of per cent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.digits / self.scale(), self.digits % self.scale());
        match self.decimals as usize {
            0 => write!(f, "{whole}"),
            width => write!(f, "{whole}.{rest:0width$}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_keep_their_decimals_and_have_bounds() {
        let read = |text: &str| PrintedRate::read(text).map(|rate| rate.to_string());
        assert_eq!(read("28.0 %").as_deref(), Some("28.0"));
        assert_eq!(read("100").as_deref(), Some("100"));
        for none in ["100.1", "-3", "", "%", "1e1", "30,1", "nan", "5."] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn counts_that_print_as_a_rate_by_going_through_all() {
        for text in ["0", "100", "12.5", "28", "33.3", "0.5", "52.5"] {
            let rate = PrintedRate::read(text).unwrap();
            for n in 1..=120_u64 {
                let prints = |x: &u64| {
                    let apart = (100 * x * rate.scale()) as i64 - (rate.digits * n) as i64;
                    2 * apart.abs() <= n as i64
                };
                let all: Vec<u64> = (0..=n).filter(prints).collect();
                assert_eq!(rate.counts(n), all.first().copied().zip(all.last().copied()), "{text} of {n}");
                if let Some((low, high)) = rate.counts(n) {
                    assert!((low..=high).contains(&rate.nearest_count(n)), "{text} of {n}");
                }
            }
        }
    }
}
