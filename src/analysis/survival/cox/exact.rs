//! The exact (discrete) partial likelihood of tied events.

/// The sum over all ways to choose `deaths` of the rows of the product of their weights: its logarithm; its first
/// derivative is taken from the score, its second (of the logarithm) added to the information (lower triangle).
///
/// The sum is an elementary symmetric function, built up row by row (Gail, Lubin & Rubinstein 1981) together with its
/// derivatives. It is scaled to be the probability that as many of independent events happen, with odds proportional to
/// the weights, so that it neither overflows nor, with the odds chosen so that about as many are expected, underflows.
/// O(rows x deaths x covariates²).
pub(super) fn denominator<'a>(
    rows: impl Iterator<Item = (f64, &'a [f64])> + Clone,
    deaths: usize,
    width: usize,
    score: &mut [f64],
    information: &mut [f64],
) -> f64 {
    let odds = odds_factor(rows.clone().map(|(weight, _)| weight), deaths);
    // One block a number of events chosen so far: value, gradient, second derivative.
    let block = 1 + width + width * width;
    let mut sums = vec![0.0; (deaths + 1) * block];
    if let Some(first) = sums.first_mut() {
        *first = 1.0;
    }
    let mut ln_scale = 0.0;
    for (weight, row) in rows {
        let p = odds * weight / (1.0 + odds * weight);
        let q = 1.0 / (1.0 + odds * weight);
        ln_scale += (odds * weight).ln_1p();
        for chosen in (0..=deaths).rev() {
            let (below, own) = sums.split_at_mut(chosen * block);
            let Some(own) = own.get_mut(..block) else { continue };
            own.iter_mut().for_each(|cell| *cell *= q);
            let Some(below) = chosen.checked_sub(1).and_then(|i| below.get(i * block..(i + 1) * block)) else {
                continue;
            };
            let (value, gradient, second) = parts(below, width);
            if let Some((own_value, rest)) = own.split_first_mut() {
                *own_value += p * value;
                let (own_gradient, own_second) = rest.split_at_mut(width);
                for ((cell, slope), x) in own_gradient.iter_mut().zip(gradient).zip(row) {
                    *cell += p * (slope + x * value);
                }
                for (i, ((own_line, line), (x, slope))) in own_second
                    .chunks_exact_mut(width)
                    .zip(second.chunks_exact(width))
                    .zip(row.iter().zip(gradient))
                    .enumerate()
                {
                    let others = line.iter().zip(row.iter().zip(gradient));
                    for (cell, (curve, (y, other))) in own_line.iter_mut().zip(others).take(i + 1) {
                        *cell += p * (curve + x * other + y * slope + x * y * value);
                    }
                }
            }
        }
    }
    let (value, gradient, second) = parts(sums.get(deaths * block..).unwrap_or(&[]), width);
    score.iter_mut().zip(gradient).for_each(|(score, slope)| *score -= slope / value);
    for ((line, curves), slope) in information.chunks_exact_mut(width).zip(second.chunks_exact(width)).zip(gradient) {
        for ((cell, curve), other) in line.iter_mut().zip(curves).zip(gradient) {
            *cell += curve / value - slope / value * (other / value);
        }
    }
    value.ln() + ln_scale - deaths as f64 * odds.ln()
}

/// Value, gradient and second derivative of a block.
fn parts(block: &[f64], width: usize) -> (f64, &[f64], &[f64]) {
    match block.split_first() {
        Some((value, rest)) => (*value, rest.get(..width).unwrap_or(&[]), rest.get(width..).unwrap_or(&[])),
        None => (f64::NAN, &[], &[]),
    }
}

/// The factor of the odds with which `deaths` events are expected, roughly.
fn odds_factor(weights: impl Iterator<Item = f64> + Clone, deaths: usize) -> f64 {
    let expected = |odds: f64| weights.clone().map(|weight| odds * weight / (1.0 + odds * weight)).sum::<f64>();
    let total: f64 = weights.clone().sum();
    let mut odds = deaths as f64 / total.max(f64::MIN_POSITIVE);
    for _ in 0..60 {
        let ratio = deaths as f64 / expected(odds);
        odds *= ratio.clamp(0.1, 10.0);
        // If all at risk had the event, no finite factor is right, and any will do.
        if (ratio - 1.0).abs() < 1e-3 || odds > 1e12 {
            break;
        }
    }
    odds
}
