//! Root finding for quantiles.

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
