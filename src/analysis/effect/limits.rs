//! Confidence limits as roots of monotone functions.

/// The root of a continuous monotone function between `low` and `high`, where its signs differ (Brent's method: inverse
/// quadratic interpolation and secant steps, bisection where these fail). At most 200 evaluations; NaN when the signs
/// are equal or a value is NaN.
pub(super) fn root(low: f64, high: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa == 0.0 {
        return a;
    }
    if fa.is_nan() || fb.is_nan() || (fa > 0.0) == (fb > 0.0) && fb != 0.0 {
        return f64::NAN;
    }
    let (mut c, mut fc) = (a, fa);
    let (mut step, mut before) = (b - a, b - a);
    for _ in 0..200 {
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            before = step;
        }
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs() + f64::MIN_POSITIVE;
        let half = 0.5 * (c - b);
        if half.abs() <= tolerance || fb == 0.0 {
            return b;
        }
        let mut bisect = true;
        if before.abs() >= tolerance && fa.abs() > fb.abs() {
            let s = fb / fa;
            let (mut p, mut q) = if a == c {
                (2.0 * half * s, 1.0 - s)
            } else {
                let (q, r) = (fa / fc, fb / fc);
                (s * (2.0 * half * q * (q - r) - (b - a) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
            };
            if p > 0.0 {
                q = -q;
            } else {
                p = -p;
            }
            if 2.0 * p < (3.0 * half * q - (tolerance * q).abs()).min((before * q).abs()) {
                before = step;
                step = p / q;
                bisect = false;
            }
        }
        if bisect {
            step = half;
            before = half;
        }
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.copysign(half) };
        fb = f(b);
        if fb.is_nan() {
            return f64::NAN;
        }
    }
    b
}

/// As [`root`], where one end is known and the other is found by doubling the distance from it, at most 60 times.
pub(super) fn root_beyond(start: f64, first_step: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let at_start = f(start);
    let (mut near, mut step) = (start, first_step);
    for _ in 0..60 {
        let far = start + step;
        let there = f(far);
        if there.is_nan() {
            return f64::NAN;
        }
        if (there > 0.0) != (at_start > 0.0) {
            return root(near, far, f);
        }
        near = far;
        step *= 2.0;
    }
    f64::NAN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_to_the_last_digit() {
        assert!((root(0.0, 2.0, |x| x * x - 2.0) - 2f64.sqrt()).abs() < 1e-15);
        assert!((root(1e-9, 1e9, |x| -x.ln() + 3.0) / 3f64.exp() - 1.0).abs() < 1e-14);
        assert!((root_beyond(0.0, 1e-3, |x| x.powi(3) - 5.0) - 5f64.cbrt()).abs() < 1e-14);
        assert!((root_beyond(0.0, -0.5, |x| x + 300.0) + 300.0).abs() < 1e-10);
        assert!(root(0.0, 1.0, |x| x + 1.0).is_nan() && root_beyond(0.0, 1.0, |_| 1.0).is_nan());
    }
}
