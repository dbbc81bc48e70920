//! Standard deviations that no whole numbers can have (GRIMMER, Anaya 2016; Allard 2018): with n whole numbers the sum S
//! and the sum of squares Q are whole, Q is even exactly when S is, and `(n - 1) sd² = Q - S²/n`. Only for variables
//! declared as whole numbers; fires on sound data that were recorded with fractions.

use super::grim::whole_numbers;
use super::support::{of_row, place};
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::reproduction::decimal::Decimal;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "grimmer", summary: "a standard deviation that no whole numbers can have", source: "allard2018", run };

/// Sums of squares tried for one sum; beyond it every SD is possible.
const MOST_TRIED: f64 = 10_000.0;

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in whole_numbers(context) {
        for (values, group) in row.comparison.groups.iter().zip(&row.table.groups) {
            let (Value::MeanSd { mean, sd }, Some(n)) = (&values.value, values.n_used.filter(|n| *n >= 2)) else {
                continue;
            };
            if possible(*mean, *sd, n) != Some(false) {
                continue;
            }
            let cell = values.cells.first().map(|cell| place(row.table, cell.line, cell.column));
            let message = format!("No {n} whole numbers have a mean of {mean} and a standard deviation of {sd}.");
            found.push(
                of_row("grimmer", Severity::Error, row, message).group(&group.label).evidence("n", n).places(cell),
            );
        }
    }
    found
}

/// Whether some sum and sum of squares print as this mean and SD; `None` where no sum prints as the mean (GRIM's case).
fn possible(mean: Decimal, sd: Decimal, n: u64) -> Option<bool> {
    let size = n as f64;
    let near = (mean.value() * size).round();
    let reach = (mean.half_unit() * size).ceil() as i64 + 1;
    let sums = (-reach..=reach).map(|step| near + step as f64).filter(|sum| mean.prints(sum / size, 1e-12));
    let mut any = None;
    for sum in sums {
        let squares = |sd: f64| (size - 1.0) * sd * sd + sum * sum / size;
        let low = squares((sd.value() - sd.half_unit()).max(0.0)) * (1.0 - 1e-12);
        let high = squares(sd.value() + sd.half_unit()) * (1.0 + 1e-12);
        let first = low.ceil();
        if high - first > MOST_TRIED {
            return Some(true);
        }
        let whole =
            (0..=(high - first).max(-1.0) as i64).map(|step| first + step as f64).filter(|squares| *squares <= high);
        let mut parity = whole.filter(|squares| (squares - sum) % 2.0 == 0.0);
        if parity.next().is_some() {
            return Some(true);
        }
        any = Some(false);
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(value: f64, decimals: u32) -> Decimal {
        let digits = (value * 10f64.powi(decimals as i32)).round() as i128;
        Decimal { digits, decimals, negative: digits < 0 }
    }

    proptest! {
        #[test]
        fn whole_numbers_are_always_possible(values in prop::collection::vec(0i32..60, 2..40), decimals in 1u32..4) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let moments = crate::summary::Moments::from_values(&values);
            let sd = moments.sd().unwrap();
            prop_assert_eq!(possible(printed(moments.mean, decimals), printed(sd, decimals), moments.n), Some(true));
        }
    }

    #[test]
    fn an_impossible_deviation() {
        // Allard 2018: n = 18, mean 3.44 passes GRIM; SD 2.47 is impossible for whole numbers.
        assert_eq!(possible(printed(3.44, 2), printed(2.47, 2), 18), Some(false));
    }
}
