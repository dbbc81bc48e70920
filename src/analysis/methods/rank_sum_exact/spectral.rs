//! The distribution of the score sum from its characteristic function, for samples too large for the shift algorithm.
//!
//! Under the tilted model observations join independently, so the joint characteristic function of group size and
//! score sum is a product over the levels. The sum over all frequencies of a period that holds every possible score sum
//! is exact; frequencies at which the function is proven to be below exp(-[`NEGLIGIBLE`]) are left out. That proof is
//! |Φ(θ, ω)| <= exp(-(V - Re(e^{iθ} C(ω)))) with V the variance of the group size and C(ω) the Fourier transform of the
//! levels' variances: one transform bounds them all.

use super::null_distribution::RankSumNull;
use super::tilt::Tilt;
use std::f64::consts::TAU;

/// Minus the logarithm of what is left out.
const NEGLIGIBLE: f64 = 40.0;
/// Longest period: 2^22 frequencies take 100 MB.
const LONGEST: u64 = 1 << 22;

type Complex = (f64, f64);

fn times(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

fn unit(numerator: u64, denominator: u64) -> Complex {
    let (sin, cos) = (TAU * (numerator % denominator) as f64 / denominator as f64).sin_cos();
    (cos, sin)
}

fn power(mut base: Complex, mut exponent: u64) -> Complex {
    let mut result = (1.0, 0.0);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    result
}

/// Radix-2 Fourier transform, positive exponent; the length is a power of two.
fn transform(values: &mut [Complex]) {
    let length = values.len();
    let bits = length.trailing_zeros();
    for i in 0..length {
        let j = if bits == 0 { 0 } else { i.reverse_bits() >> (usize::BITS - bits) };
        if i < j {
            values.swap(i, j);
        }
    }
    let mut half = 1;
    while half < length {
        let roots: Vec<Complex> = (0..half).map(|i| unit(i as u64, 2 * half as u64)).collect();
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for ((a, b), root) in low.iter_mut().zip(high).zip(&roots) {
                let turned = times(*b, *root);
                *b = (a.0 - turned.0, a.1 - turned.1);
                *a = (a.0 + turned.0, a.1 + turned.1);
            }
        }
        half *= 2;
    }
}

/// The frequencies that count.
pub(super) struct Plan {
    /// Number of frequencies in a period of the score sum.
    period: u64,
    /// Number of frequencies in a period of the group size.
    size_period: u64,
    /// Variance of the group size.
    variance: f64,
    /// Frequency, and the transform of the variances there.
    kept: Vec<(u64, Complex)>,
    steps: f64,
}

impl Plan {
    /// Steps as dear as a cell of the shift algorithm.
    pub fn steps(&self) -> f64 {
        self.steps
    }

    /// Number of steps to either side of the direction of the transform at which the function is not negligible.
    fn reach(&self, transform: Complex) -> u64 {
        let size = transform.0.hypot(transform.1);
        let cosine = ((self.variance - NEGLIGIBLE) / size).clamp(-1.0, 1.0);
        ((cosine.acos() / TAU * self.size_period as f64).ceil() as u64).min(self.size_period / 2)
    }
}

/// Which frequencies count; `None` when there are too many to look at.
pub(super) fn plan(null: &RankSumNull, tilt: &Tilt) -> Option<Plan> {
    let width = null.maximum() - null.smallest(0, null.drawn()) + 1;
    let period = (width.max(null.levels().last()?.0) + 1).next_power_of_two();
    if period > LONGEST {
        return None;
    }
    let mut values = vec![(0.0, 0.0); period as usize];
    let mut variance = 0.0;
    for (&(score, size), &(p, q)) in null.levels().iter().zip(&tilt.joining) {
        let share = size as f64 * p * q;
        variance += share;
        values.get_mut(score as usize)?.0 += share;
    }
    transform(&mut values);
    let kept: Vec<(u64, Complex)> =
        (0..=period / 2).zip(values).filter(|(_, value)| variance - value.0.hypot(value.1) < NEGLIGIBLE).collect();
    // By Bernstein's inequality the group size strays further than this with probability below exp(-50) only.
    let size_period = (null.total() + 1).min((20.0 + (280.0 + 100.0 * variance).sqrt()) as u64);
    let mut plan = Plan { period, size_period, variance, kept, steps: 0.0 };
    let bits = |size: u64| 1.0 + 2.0 * f64::from(u64::BITS - 1 - size.leading_zeros());
    let product: f64 = null.levels().iter().map(|(_, size)| bits(*size)).sum();
    let points: f64 = plan.kept.iter().map(|(_, value)| 1.0 + 2.0 * plan.reach(*value) as f64).sum();
    let dear = 6.0;
    plan.steps =
        dear * (points * product + 4.0 * plan.kept.len() as f64 * null.levels().len() as f64) + 20.0 * period as f64;
    Some(plan)
}

/// Tilted probabilities, relative to the tilt at `sum`, of a score sum of at most `sum` and of exactly `sum`.
pub(super) fn lower_tail(null: &RankSumNull, sum: u64, tilt: &Tilt, plan: &Plan) -> (f64, f64) {
    let terms = sum - null.smallest(0, null.drawn()) + 1;
    let (mut lower, mut equal) = (0.0, 0.0);
    let mut turns = vec![(0.0, 0.0); null.levels().len()];
    for &(k, direction) in &plan.kept {
        // Towards the direction in which the function is largest.
        let start = -direction.1.atan2(direction.0);
        for (turn, (score, _)) in turns.iter_mut().zip(null.levels()) {
            let angle = TAU * ((k as u128 * *score as u128) % plan.period as u128) as f64 / plan.period as f64;
            let (sin, cos) = (start + angle).sin_cos();
            *turn = (cos, sin);
        }
        let reach = plan.reach(direction);
        let all = 2 * reach >= plan.size_period;
        let steps = if all { 0..=plan.size_period - 1 } else { 0..=2 * reach };
        let mut at_size = (0.0, 0.0);
        for step in steps {
            // From -reach to reach, modulo the period.
            let l = (step + plan.size_period - if all { 0 } else { reach }) % plan.size_period;
            let along = unit(l, plan.size_period);
            let mut product = (1.0, 0.0);
            for ((turn, &(p, q)), (_, size)) in turns.iter().zip(&tilt.joining).zip(null.levels()) {
                let turned = times(*turn, along);
                let factor = (q + p * turned.0, p * turned.1);
                product = times(product, if *size == 1 { factor } else { power(factor, *size) });
            }
            let back = unit((l as u128 * null.drawn() as u128 % plan.size_period as u128) as u64, plan.size_period);
            let term = times(product, (back.0, -back.1));
            at_size = (at_size.0 + term.0, at_size.1 + term.1);
        }
        let (sin, cos) = (start * null.drawn() as f64).sin_cos();
        let at_size = times(at_size, (cos, -sin));
        let turn = unit((k as u128 * sum as u128 % plan.period as u128) as u64, plan.period);
        let here = times(at_size, (turn.0, -turn.1));
        let weight = if k == 0 || 2 * k == plan.period { 1.0 } else { 2.0 };
        equal += weight * here.0;
        lower += weight * times(here, geometric(tilt.lambda, k, plan.period, terms)).0;
    }
    let scale = plan.period as f64 * plan.size_period as f64;
    (lower / scale, equal / scale)
}

/// 1 - exp(a + iφ), without cancellation.
fn one_minus_exp(a: f64, angle: f64) -> Complex {
    let (sin, half) = (angle.sin(), (0.5 * angle).sin());
    let size = a.exp();
    (-a.exp_m1() + 2.0 * size * half * half, -size * sin)
}

/// Sum of exp(u (λ + 2πik / period)) over u from 0 to `terms` - 1.
fn geometric(lambda: f64, k: u64, period: u64, terms: u64) -> Complex {
    if k == 0 && lambda == 0.0 {
        return (terms as f64, 0.0);
    }
    let angle = |multiple: u64| {
        let rest = (k as u128 * multiple as u128 % period as u128) as f64 / period as f64;
        TAU * if rest > 0.5 { rest - 1.0 } else { rest }
    };
    let top = one_minus_exp(lambda * terms as f64, angle(terms));
    let bottom = one_minus_exp(lambda, angle(1));
    let size = bottom.0 * bottom.0 + bottom.1 * bottom.1;
    let product = times(top, (bottom.0, -bottom.1));
    (product.0 / size, product.1 / size)
}
