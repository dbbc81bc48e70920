//! Root finding for quantiles.

use super::special::Tails;

/// The root of an increasing function that returns its value and its derivative, from a first guess.
///
/// Newton steps inside a bracket that grows by doubling, bisection where a step leaves it. At most some 200
/// evaluations. NaN when no sign change is found within ±800 of the guess (arguments are logarithms).
pub(super) fn increasing_root(start: f64, mut f: impl FnMut(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high);
    let mut step = 0.5;
    let mut at = start;
    let (mut value, mut slope);
    let (first, _) = f(at);
    if first.is_nan() {
        return f64::NAN;
    }
    if first == 0.0 {
        return at;
    }
    let rising = first < 0.0;
    loop {
        let next = if rising { at + step } else { at - step };
        let (there, its_slope) = f(next);
        if rising {
            low = at;
            high = next;
        } else {
            high = at;
            low = next;
        }
        (at, value, slope) = (next, there, its_slope);
        if (value >= 0.0) == rising || value.is_nan() {
            break;
        }
        step *= 2.0;
        if step > 800.0 {
            return f64::NAN;
        }
    }
    for _ in 0..200 {
        let newton = at - value / slope;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if next == at || high - low <= 4.0 * f64::EPSILON * high.abs().max(1e-3) {
            return next;
        }
        let moved = (next - at).abs();
        at = next;
        (value, slope) = f(at);
        if value == 0.0 {
            return at;
        }
        if value < 0.0 {
            low = at;
        } else {
            high = at;
        }
        if moved <= f64::EPSILON * at.abs().max(1e-3) {
            return at;
        }
    }
    at
}

/// The root of an increasing function between `low` and `high`, where it is not positive and not negative.
///
/// Inverse quadratic steps as long as they shrink the bracket, bisection else (Chandrupatla 1997); some ten evaluations
/// for a smooth function, never more than 200. The nearer end where the signs do not differ.
pub(in crate::analysis) fn root_between(low: f64, high: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let (mut a, mut b) = (high, low);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa <= 0.0 || fb >= 0.0 || fa.is_nan() || fb.is_nan() {
        return if fa.is_nan() || fb.is_nan() {
            f64::NAN
        } else if fa <= 0.0 {
            high
        } else {
            low
        };
    }
    let mut t = 0.5;
    for _ in 0..200 {
        let x = a + t * (b - a);
        let fx = f(x);
        if fx.is_nan() {
            return f64::NAN;
        }
        let (c, fc) = if (fx > 0.0) == (fa > 0.0) {
            let older = (a, fa);
            (a, fa) = (x, fx);
            older
        } else {
            let older = (b, fb);
            (b, fb) = (a, fa);
            (a, fa) = (x, fx);
            older
        };
        let best = if fa.abs() < fb.abs() { a } else { b };
        let tolerance = 2.0 * f64::EPSILON * best.abs() / (b - a).abs();
        if tolerance > 0.5 || fx == 0.0 || (b - a).abs() < f64::MIN_POSITIVE {
            return best;
        }
        let (xi, phi) = ((a - b) / (c - b), (fa - fb) / (fc - fb));
        t = if phi * phi < xi && (1.0 - phi).powi(2) < 1.0 - xi {
            fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        } else {
            0.5
        };
        t = t.clamp(tolerance, 1.0 - tolerance);
    }
    0.5 * (a + b)
}

/// Widens `low..high`, around which the root of the increasing `f` is expected, until it holds the root, and finds it.
/// Infinite where the root is not met within the doubling of the width 1000 times.
pub(in crate::analysis) fn root_near(low: f64, high: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let mut width = high - low;
    while f(low) > 0.0 {
        high = low;
        low -= width;
        width *= 2.0;
        if !low.is_finite() {
            return f64::NEG_INFINITY;
        }
    }
    while f(high) < 0.0 {
        low = high;
        high += width;
        width *= 2.0;
        if !high.is_finite() {
            return f64::INFINITY;
        }
    }
    root_between(low, high, f)
}

/// The smallest whole k in `low..=high` with P(X <= k) >= `p`, by bisection. A distance of the order of the rounding
/// error counts as reached; above 1/2 the upper tail is compared, which keeps its digits.
pub(super) fn discrete_quantile(p: f64, low: f64, high: f64, tails: impl Fn(f64) -> Tails) -> f64 {
    const FUZZ: f64 = 1e-14;
    let reached = |k: f64| {
        let tails = tails(k);
        if p <= 0.5 { tails.lower >= p * (1.0 - FUZZ) } else { tails.upper <= (1.0 - p) * (1.0 + FUZZ) }
    };
    let (mut below, mut at) = (low - 1.0, high);
    while at - below > 1.0 {
        let middle = (0.5 * (below + at)).floor();
        if reached(middle) {
            at = middle;
        } else {
            below = middle;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_of_smooth_and_of_stepped_functions() {
        assert!((root_between(0.0, 2.0, |x| x * x - 2.0) - std::f64::consts::SQRT_2).abs() < 1e-15);
        assert!((root_near(7.0, 8.0, |x| x.powi(3) + 1e6) + 100.0).abs() < 1e-12);
        assert!((root_between(0.0, 5.0, |x| if x < 3.0 { -1.0 } else { 1.0 }) - 3.0).abs() < 1e-14);
        assert!(root_near(0.0, 1.0, |_| f64::NAN).is_nan());
        assert_eq!(root_near(0.0, 1.0, |_| -1.0), f64::INFINITY);
    }
}
