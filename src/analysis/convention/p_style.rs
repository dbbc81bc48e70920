//! How programs print P.

use super::Question;

/// How a program prints a P value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PStyle {
    /// A fixed number of decimals.
    Decimals {
        /// For numbers.
        of_values: u8,
        /// For counts.
        of_counts: u8,
        /// Whether a zero stands before the point.
        leading_zero: bool,
        /// Whether a P below the last decimal is printed as "<" that decimal, or as zeros.
        below: bool,
    },
    /// Significant digits as R's `format.pval` gives them.
    Significant(u8),
    /// gtsummary's `style_pvalue` with one digit.
    Gtsummary,
    /// All digits of the double; twelve are given here, as the last ones are each program's own.
    Full,
}

impl PStyle {
    /// In words.
    pub fn words(self) -> String {
        match self {
            PStyle::Decimals { of_values, of_counts, leading_zero, below } => {
                let places = if of_values == of_counts {
                    format!("{of_values} decimals")
                } else {
                    format!("{of_values} decimals, {of_counts} for counts")
                };
                let zero = if leading_zero { "" } else { ", no zero before the point" };
                let floor = if below { "" } else { ", .000 for the smallest" };
                format!("{places}{zero}{floor}")
            }
            PStyle::Significant(digits) => format!("{digits} significant digits, < 2.2e-16"),
            PStyle::Gtsummary => "1 to 3 decimals, fewer for larger P".into(),
            PStyle::Full => "in full (12 digits here)".into(),
        }
    }

    /// A P value as the program prints it.
    ///
    /// ```
    /// use retrocohort::analysis::convention::{PStyle, Question, rules};
    /// use retrocohort::study::Convention;
    /// let print = |convention| rules(convention).p_style.rule.print(0.0266, Question::Counts);
    /// assert_eq!([print(Convention::Spss), print(Convention::Sas)], [".027", "0.0266"]);
    /// ```
    pub fn print(self, p: f64, question: Question) -> String {
        match self {
            PStyle::Decimals { of_values, of_counts, leading_zero, below } => {
                let places = usize::from(if question == Question::Counts { of_counts } else { of_values });
                let least = 10.0_f64.powi(-(places as i32));
                let text = if below && p < least { format!("<{least:.places$}") } else { format!("{p:.places$}") };
                if leading_zero { text } else { text.replacen("0.", ".", 1) }
            }
            PStyle::Significant(_) if p < f64::EPSILON => "< 2.2e-16".into(),
            PStyle::Significant(digits) => significant(p, usize::from(digits)),
            PStyle::Gtsummary => match p {
                p if p > 0.9 => ">0.9".into(),
                p if rounded(p, 1) >= 0.2 => format!("{p:.1}"),
                p if rounded(p, 2) >= 0.1 => format!("{p:.2}"),
                p if p >= 0.001 => format!("{p:.3}"),
                _ => "<0.001".into(),
            },
            PStyle::Full => significant(p, 12),
        }
    }
}

/// `p` rounded to so many decimals.
fn rounded(p: f64, places: usize) -> f64 {
    format!("{p:.places$}").parse().unwrap_or(p)
}

/// At most so many significant digits, trailing zeros dropped; in scientific notation where that is shorter.
fn significant(p: f64, digits: usize) -> String {
    let scientific = format!("{p:.*e}", digits.saturating_sub(1));
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let decimals = mantissa.len().saturating_sub(1).saturating_sub(usize::from(mantissa.contains('.')));
    let places = decimals + usize::try_from(-exponent).unwrap_or(0);
    let fixed = format!("{p:.places$}");
    let short = format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
    if fixed.len() <= short.len() { fixed } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn significant_digits_as_r_prints_them() {
        // R 4.2.2: format.pval(p, digits = 4).
        let expected = [
            (0.02661, "0.02661"),
            (0.5, "0.5"),
            (1.0, "1"),
            (0.000123456, "0.0001235"),
            (0.0000123456, "1.235e-05"),
            (0.00012, "0.00012"),
            (0.0001, "1e-04"),
            (1e-300, "< 2.2e-16"),
        ];
        for (p, text) in expected {
            assert_eq!(PStyle::Significant(4).print(p, Question::Means), text);
        }
    }

    #[test]
    fn thresholds_of_gtsummary() {
        // gtsummary's style_pvalue(): 0.9 is printed, what is above is not; one digit above 0.15.
        let expected =
            [(0.95, ">0.9"), (0.9, "0.9"), (0.152, "0.2"), (0.15, "0.15"), (0.0951, "0.10"), (0.094, "0.094")];
        for (p, text) in expected {
            assert_eq!(PStyle::Gtsummary.print(p, Question::Counts), text);
        }
        assert_eq!(PStyle::Gtsummary.print(0.0004, Question::Counts), "<0.001");
    }

    #[test]
    fn decimals_and_the_smallest() {
        let spss = PStyle::Decimals { of_values: 3, of_counts: 3, leading_zero: false, below: true };
        assert_eq!(["<.001", ".048", "1.000"], [1e-9, 0.0479, 1.0].map(|p| spss.print(p, Question::Means)));
        let stata = PStyle::Decimals { of_values: 4, of_counts: 3, leading_zero: true, below: false };
        assert_eq!(stata.print(1e-9, Question::Means), "0.0000");
        assert_eq!(stata.print(0.0266, Question::Counts), "0.027");
    }
}
