//! Range of the two-sided P of Welch's t test.

use super::student_t::p_value;
use super::{Interval, MeanBox};

/// Relative width at which the search stops.
const TOLERANCE: f64 = 1e-6;
/// Pieces of an edge after which the search stops with what it can certify.
const MOST_PIECES: usize = 4096;

/// Variances of the two means, `s²/n`, and the degrees of freedom behind them.
#[derive(Clone, Copy)]
struct Edge {
    /// Variance of the mean that stays fixed along the edge, with its degrees of freedom.
    fixed: (f64, f64),
    /// Variances of the other mean, with its degrees of freedom.
    moving: (Interval, f64),
}

/// With `a = s₁²/n₁` and `b = s₂²/n₂`, the degrees of freedom depend on `a/b` alone. Along a ray from the origin they
/// stay fixed while P rises, so the minimum lies on the two near edges of the box of `(a, b)` and the maximum on the
/// two far ones. Along an edge P can turn, because the degrees of freedom move as well: there it is enclosed piece by
/// piece (P falls with t and with the degrees of freedom, both of which are enclosed exactly) until the enclosure is
/// narrow.
pub(super) fn two_sided(first: &MeanBox, second: &MeanBox, difference: Interval) -> Interval {
    let variance = |group: &MeanBox| Interval {
        low: group.sd.low.powi(2) / group.n as f64,
        high: group.sd.high.powi(2) / group.n as f64,
    };
    let (a, b) = (variance(first), variance(second));
    let (df_a, df_b) = (first.n as f64 - 1.0, second.n as f64 - 1.0);
    let edges = |end: fn(Interval) -> f64| {
        [Edge { fixed: (end(a), df_a), moving: (b, df_b) }, Edge { fixed: (end(b), df_b), moving: (a, df_a) }]
    };
    let low =
        edges(|side| side.low).iter().map(|edge| bound(edge, difference.high, true)).fold(f64::INFINITY, f64::min);
    let high = edges(|side| side.high).iter().map(|edge| bound(edge, difference.low, false)).fold(0.0, f64::max);
    Interval { low, high }
}

impl Edge {
    /// P at one point.
    fn p(&self, difference: f64, moving: f64) -> f64 {
        p_value(difference, (self.fixed.0 + moving).sqrt(), self.degrees_of_freedom(moving))
    }

    /// Welch-Satterthwaite degrees of freedom at one point.
    fn degrees_of_freedom(&self, moving: f64) -> f64 {
        let (fixed, df_fixed) = self.fixed;
        let df_moving = self.moving.1;
        let total = fixed + moving;
        if total == 0.0 {
            return df_fixed.min(df_moving);
        }
        // Shares instead of squares of the variances: no overflow, no underflow.
        let (x, y) = (fixed / total, moving / total);
        1.0 / (x * x / df_fixed + y * y / df_moving)
    }

    /// Enclosure of P over a piece of the edge: (not above the minimum, not below the maximum).
    fn enclose(&self, difference: f64, piece: Interval) -> (f64, f64) {
        let ends = (self.degrees_of_freedom(piece.low), self.degrees_of_freedom(piece.high));
        // The degrees of freedom rise to their largest value where variance and degrees of freedom are in proportion.
        let peak = self.fixed.0 * self.moving.1 / self.fixed.1;
        let most = if piece.contains(peak) { self.fixed.1 + self.moving.1 } else { ends.0.max(ends.1) };
        let least = ends.0.min(ends.1);
        (
            p_value(difference, (self.fixed.0 + piece.low).sqrt(), most),
            p_value(difference, (self.fixed.0 + piece.high).sqrt(), least),
        )
    }
}

/// Certified bound of P over an edge: not above the minimum, or not below the maximum.
fn bound(edge: &Edge, difference: f64, minimum: bool) -> f64 {
    let side = edge.moving.0;
    let beyond = |enclosure: (f64, f64)| if minimum { enclosure.0 } else { enclosure.1 };
    let better = |x: f64, y: f64| if minimum { x.min(y) } else { x.max(y) };
    let mut attained = better(edge.p(difference, side.low), edge.p(difference, side.high));
    let mut pieces = vec![(beyond(edge.enclose(difference, side)), side)];
    let mut settled = attained;
    loop {
        let margin = TOLERANCE * attained;
        // A piece whose enclosure adds nothing to what is attained is done; its enclosure still counts.
        pieces.retain(|(limit, _)| {
            let open = if minimum { *limit < attained - margin } else { *limit > attained + margin };
            if !open {
                settled = better(settled, *limit);
            }
            open
        });
        if pieces.is_empty() {
            return better(settled, attained);
        }
        if pieces.len() > MOST_PIECES {
            return pieces.iter().fold(better(settled, attained), |worst, (limit, _)| better(worst, *limit));
        }
        let mut halves = Vec::with_capacity(2 * pieces.len());
        for (_, piece) in &pieces {
            let middle = 0.5 * (piece.low + piece.high);
            if middle <= piece.low || middle >= piece.high {
                // Nothing is left to halve: the ends are neighbouring doubles.
                settled = better(settled, beyond(edge.enclose(difference, *piece)));
                continue;
            }
            attained = better(attained, edge.p(difference, middle));
            for half in [Interval { low: piece.low, high: middle }, Interval { low: middle, high: piece.high }] {
                halves.push((beyond(edge.enclose(difference, half)), half));
            }
        }
        pieces = halves;
    }
}
