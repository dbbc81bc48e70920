//! Count, mean and centred sum of squares of one group.

/// Sufficient statistics of a numeric variable in one group: all that the t tests and the analysis of variance need.
///
/// A commutative monoid under [`Moments::merge`] (up to rounding); [`Moments::EMPTY`] changes nothing. Units of
/// `mean` are those of the variable, units of `m2` their square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Number of values, missing ones not counted.
    pub n: u64,
    /// Arithmetic mean; 0 when there is no value.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub m2: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Moments::EMPTY
    }
}

impl Moments {
    /// The moments of no value at all.
    pub const EMPTY: Moments = Moments { n: 0, mean: 0.0, m2: 0.0 };

    /// From a printed mean and standard deviation (denominator n - 1).
    ///
    /// ```
    /// use retrocohort::summary::Moments;
    /// let group = Moments::from_summary(10, 0.75, 1.789010);
    /// assert!((group.sd().unwrap_or(f64::NAN) - 1.789010).abs() < 1e-12);
    /// ```
    pub fn from_summary(n: u64, mean: f64, sd: f64) -> Moments {
        match n {
            0 => Moments::EMPTY,
            1 => Moments { n, mean, m2: 0.0 },
            _ => Moments { n, mean, m2: sd * sd * (n - 1) as f64 },
        }
    }

    /// From values, in two passes with the rounding error of the mean carried along. Linear time.
    ///
    /// No value is skipped: drop missing values before, and count them.
    pub fn from_values(values: &[f64]) -> Moments {
        if values.is_empty() {
            return Moments::EMPTY;
        }
        let n = values.len() as f64;
        // Deviations are taken from the first value, so that a large common offset costs no digits.
        let origin = values.first().copied().unwrap_or(0.0);
        let shift = compensated_sum(values.iter().map(|value| value - origin)) / n;
        // A second pass removes what rounding left in the mean.
        let rest = compensated_sum(values.iter().map(|value| (value - origin) - shift)) / n;
        let centre = shift + rest;
        let m2 = compensated_sum(values.iter().map(|value| {
            let deviation = (value - origin) - centre;
            deviation * deviation
        }));
        Moments { n: values.len() as u64, mean: origin + centre, m2 }
    }

    /// The moments of both sets of values together (Chan, Golub and LeVeque's update).
    #[must_use]
    pub fn merge(self, other: Moments) -> Moments {
        if self.n == 0 {
            return other;
        }
        if other.n == 0 {
            return self;
        }
        let (n1, n2) = (self.n as f64, other.n as f64);
        let n = n1 + n2;
        let difference = other.mean - self.mean;
        // The weighted form is symmetric: the order of merging does not change the result.
        let mean = if self.mean == other.mean { self.mean } else { (self.mean * n1 + other.mean * n2) / n };
        let m2 = self.m2 + other.m2 + difference * difference * (n1 * n2 / n);
        Moments { n: self.n.saturating_add(other.n), mean, m2 }
    }

    /// Sample variance (denominator n - 1); `None` with fewer than two values.
    pub fn variance(&self) -> Option<f64> {
        (self.n >= 2).then(|| self.m2 / (self.n - 1) as f64)
    }

    /// Sample standard deviation (denominator n - 1); `None` with fewer than two values.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

/// Neumaier's compensated sum.
pub(super) fn compensated_sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    if lost.is_finite() { sum + lost } else { sum }
}

/// Compensated sum of `term(value, count)` over the values that occur. Four sums run side by side, so that a processor
/// need not wait for one addition before it begins the next.
pub(super) fn compensated_sum_of_counts(
    values: &[f64],
    mut counts: impl Iterator<Item = u64>,
    term: impl Fn(f64, f64) -> f64,
) -> f64 {
    const LANES: usize = 4;
    const BLOCK: usize = 256;
    let of = |value: f64, count: f64| if count == 0.0 { 0.0 } else { term(value, count) };
    let (mut sums, mut lost) = ([0.0_f64; LANES], [0.0_f64; LANES]);
    // Counts lie apart from one another; those of a block are brought together first.
    let mut block = [0.0_f64; BLOCK];
    let mut rest = Vec::with_capacity(LANES);
    for values in values.chunks(BLOCK) {
        block.iter_mut().zip(counts.by_ref().take(values.len())).for_each(|(place, count)| *place = count as f64);
        let (values, last) = values.as_chunks::<LANES>();
        let (counts, _) = block.as_chunks::<LANES>();
        for (values, counts) in values.iter().zip(counts) {
            for lane in 0..LANES {
                // The rounding error of an addition, whichever of both is larger (Knuth).
                let term = of(values[lane], counts[lane]);
                let next = sums[lane] + term;
                let taken = next - sums[lane];
                lost[lane] += (sums[lane] - (next - taken)) + (term - taken);
                sums[lane] = next;
            }
        }
        let last_counts = block.iter().skip(values.len() * LANES);
        rest.extend(last.iter().zip(last_counts).map(|(value, count)| of(*value, *count)));
    }
    // What overflowed has no rounding error to speak of.
    let lost = lost.into_iter().filter(|lost| lost.is_finite());
    compensated_sum(sums.into_iter().chain(rest).chain(lost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: Moments, b: Moments) -> bool {
        let scale = 1.0 + a.mean.abs() + a.m2.abs() + a.mean * a.mean * a.n as f64;
        a.n == b.n && (a.mean - b.mean).abs() <= 1e-12 * scale && (a.m2 - b.m2).abs() <= 1e-10 * scale
    }

    #[test]
    fn a_common_offset_costs_no_digits() {
        // NIST StRD NumAcc4: certified mean 10000000.2 and standard deviation 0.1.
        let mut values = vec![10_000_000.2];
        for _ in 0..500 {
            values.extend([10_000_000.1, 10_000_000.3]);
        }
        let moments = Moments::from_values(&values);
        assert!((moments.mean - 10_000_000.2).abs() < 1e-8);
        assert!((moments.sd().unwrap_or(f64::NAN) - 0.1).abs() < 1e-9);
    }

    #[test]
    fn too_few_values_have_no_variance() {
        assert_eq!(Moments::EMPTY.variance(), None);
        assert_eq!(Moments::from_values(&[3.0]).sd(), None);
        assert_eq!(Moments::from_summary(1, 3.0, 0.5), Moments::from_values(&[3.0]));
    }

    proptest! {
        #[test]
        fn merging_is_a_commutative_monoid(
            x in prop::collection::vec(-1e3..1e3_f64, 0..20),
            y in prop::collection::vec(-1e3..1e3_f64, 0..20),
            z in prop::collection::vec(-1e3..1e3_f64, 0..20),
        ) {
            let [a, b, c] = [&x, &y, &z].map(|values| Moments::from_values(values));
            prop_assert_eq!(a.merge(Moments::EMPTY), a);
            prop_assert_eq!(Moments::EMPTY.merge(a), a);
            prop_assert_eq!(a.merge(b), b.merge(a));
            prop_assert!(close(a.merge(b).merge(c), a.merge(b.merge(c))));
            let all: Vec<f64> = x.iter().chain(&y).chain(&z).copied().collect();
            prop_assert!(close(a.merge(b).merge(c), Moments::from_values(&all)));
        }
    }
}
