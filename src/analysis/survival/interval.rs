//! Pointwise confidence intervals of probabilities that are read off a curve.

/// The scale on which a normal interval of a probability is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveInterval {
    /// The probability itself, cut at 0 and 1 (SPSS).
    Plain,
    /// Its logarithm, cut at 1 (R's default).
    Log,
    /// log(-log p): never outside 0 to 1 (SAS, Stata).
    LogLog,
}

impl CurveInterval {
    /// Name for readers.
    pub fn name(self) -> &'static str {
        match self {
            CurveInterval::Plain => "plain",
            CurveInterval::Log => "log",
            CurveInterval::LogLog => "log-log",
        }
    }

    /// Limits around `p` with standard error `se` at the normal quantile `z`; `None` where the scale has none: at 0, and
    /// on the log-log scale at 1.
    pub(super) fn limits(self, p: f64, se: f64, z: f64) -> Option<(f64, f64)> {
        if !(p > 0.0 && se.is_finite()) {
            return None;
        }
        let (low, high) = match self {
            CurveInterval::Plain => ((p - z * se).max(0.0), (p + z * se).min(1.0)),
            CurveInterval::Log => {
                let factor = z * se / p;
                (p * (-factor).exp(), (p * factor.exp()).min(1.0))
            }
            CurveInterval::LogLog if p < 1.0 => {
                let (ln, half) = (p.ln(), z * se / (p * p.ln()).abs());
                ((ln * half.exp()).exp(), (ln * (-half).exp()).exp())
            }
            CurveInterval::LogLog => return None,
        };
        Some((low, high))
    }
}
