//! Number, mean and sum of squares about the mean.

/// Moments of one group. Exact for t tests, analyses of variance and their effect sizes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// Number of values.
    pub n: u64,
    /// Mean; 0 when there is no value.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub m2: f64,
}

impl Moments {
    /// From a printed mean and standard deviation (denominator n - 1).
    pub fn from_summary(n: u64, mean: f64, sd: f64) -> Self {
        if n == 0 {
            return Moments::default();
        }
        Moments { n, mean, m2: sd * sd * (n as f64 - 1.0) }
    }

    /// From values, in two passes. Missing values are the caller's to leave out.
    pub fn from_values(values: &[f64]) -> Self {
        let n = values.len() as f64;
        if values.is_empty() {
            return Moments::default();
        }
        let rough = values.iter().sum::<f64>() / n;
        let mean = rough + values.iter().map(|value| value - rough).sum::<f64>() / n;
        let m2 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Moments { n: values.len() as u64, mean, m2 }
    }

    /// Moments of both groups together (Chan, Golub & LeVeque 1983). The empty group changes nothing.
    pub fn merge(&self, other: &Moments) -> Moments {
        if self.n == 0 {
            return *other;
        }
        if other.n == 0 {
            return *self;
        }
        let (n1, n2) = (self.n as f64, other.n as f64);
        let total = n1 + n2;
        let distance = other.mean - self.mean;
        Moments {
            n: self.n + other.n,
            mean: (n1 * self.mean + n2 * other.mean) / total,
            m2: self.m2 + other.m2 + distance * distance * n1 * n2 / total,
        }
    }

    /// Variance with denominator n - 1; `None` below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.n >= 2).then(|| self.m2 / (self.n as f64 - 1.0))
    }

    /// Standard deviation with denominator n - 1; `None` below two values.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
    }

    proptest! {
        #[test]
        fn merging_equals_concatenating(
            x in prop::collection::vec(-1e3..1e3f64, 0..20), y in prop::collection::vec(-1e3..1e3f64, 0..20),
        ) {
            let (a, b) = (Moments::from_values(&x), Moments::from_values(&y));
            let all = Moments::from_values(&[x, y].concat());
            for merged in [a.merge(&b), b.merge(&a)] {
                prop_assert_eq!(merged.n, all.n);
                prop_assert!(close(merged.mean, all.mean) && close(merged.m2, all.m2));
            }
        }
    }

    #[test]
    fn the_empty_group_changes_nothing() {
        let group = Moments::from_summary(8, 56.6, 10.7);
        assert_eq!(group.merge(&Moments::default()), group);
        assert_eq!(Moments::default().merge(&group), group);
        assert_eq!(Moments::default().sd(), None);
    }

    #[test]
    fn constant_values_have_no_variance() {
        assert_eq!(Moments::from_values(&[0.1; 7]).m2, 0.0);
    }
}
