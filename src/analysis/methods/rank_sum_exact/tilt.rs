//! Exponential tilting: weights under which a rank sum far from its mean is an ordinary one.
//!
//! Instead of drawing a group of fixed size, every observation joins it on its own, with odds exp(α + λ score). All
//! groups of the same size and rank sum keep equal probabilities, so the tail of the rank sum is a sum over the tilted
//! distribution times a known factor. With the right α and λ that sum is over typical values: nothing underflows and
//! nothing cancels, however small the tail.

use super::null_distribution::RankSumNull;
use crate::analysis::distribution::binomial_ln_pmf;

/// The tilted model of one rank sum.
pub(super) struct Tilt {
    /// λ: weight on the score, never positive (towards the lower tail).
    pub lambda: f64,
    /// Probability of joining, and of not joining, per level.
    pub joining: Vec<(f64, f64)>,
    /// ln of the factor that turns a tilted probability of (size, rank sum) into that under the null hypothesis, at
    /// the rank sum in question.
    pub ln_weight: f64,
}

/// ln(1 + exp(x)).
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

fn logistic(x: f64) -> (f64, f64) {
    ((1.0 + (-x).exp()).recip(), (1.0 + x.exp()).recip())
}

impl Tilt {
    /// Tilted so that the rank sum's mean is about `observed`, unless that is not below the mean anyway.
    pub fn towards(null: &RankSumNull, observed: u64) -> Tilt {
        let (n, drawn) = (null.total() as f64, null.drawn() as f64);
        let centre = null.mean() / drawn;
        let target = (observed as f64 + 0.5 - null.mean()).min(0.0);
        let base = (drawn / (n - drawn)).ln();
        let share = drawn / n;
        if target == 0.0 {
            let joining = vec![(share, (n - drawn) / n); null.levels().len()];
            return Tilt { lambda: 0.0, joining, ln_weight: -binomial_ln_pmf(drawn, n, share) };
        }
        let scores: Vec<(f64, f64)> = null.levels().iter().map(|&(s, t)| (s as f64 - centre, t as f64)).collect();
        // Convex in (α, λ); its minimum has the wanted means.
        let objective = |alpha: f64, lambda: f64, sum: f64| {
            let total: f64 = scores.iter().map(|(c, t)| t * softplus(alpha + lambda * c)).sum();
            total - alpha * drawn - lambda * sum
        };
        let (mut alpha, mut lambda, mut value) = (base, 0.0, objective(base, 0.0, target));
        for _ in 0..60 {
            let (mut g0, mut g1, mut h00, mut h01, mut h11) = (-drawn, -target, 0.0, 0.0, 0.0);
            for (c, t) in &scores {
                let (p, q) = logistic(alpha + lambda * c);
                let variance = t * p * q;
                g0 += t * p;
                g1 += t * p * c;
                h00 += variance;
                h01 += variance * c;
                h11 += variance * c * c;
            }
            let determinant = h00 * h11 - h01 * h01;
            let step = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant);
            let decrement = step.0 * g0 + step.1 * g1;
            // Any tilt gives the right answer; this one need only be near the best.
            if !(decrement > 1e-3 && decrement.is_finite()) {
                break;
            }
            let mut size = 1.0;
            let moved = loop {
                let (a, l) = (alpha - size * step.0, lambda - size * step.1);
                let next = objective(a, l, target);
                if next <= value - 0.1 * size * decrement {
                    break Some((a, l, next));
                }
                size *= 0.5;
                if size < 1e-6 {
                    break None;
                }
            };
            let Some((a, l, next)) = moved else { break };
            (alpha, lambda, value) = (a, l, next);
        }
        let lambda = lambda.min(0.0);
        let ln_ways = binomial_ln_pmf(drawn, n, share) - drawn * share.ln() - (n - drawn) * ((n - drawn) / n).ln();
        let joining = scores.iter().map(|(c, _)| logistic(alpha + lambda * c)).collect();
        let ln_weight = objective(alpha, lambda, observed as f64 - null.mean()) - ln_ways;
        Tilt { lambda, joining, ln_weight }
    }
}
