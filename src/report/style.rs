//! House styles of journals: how P values, means, medians, percentages and ranges are printed.

/// A house style.
#[derive(Debug)]
pub struct Style {
    /// Identifier, as in `--style`.
    pub id: &'static str,
    /// What it follows.
    pub summary: &'static str,
    /// Whether a number below one starts with a zero, where it cannot exceed one.
    leading_zero: bool,
    /// Decimal mark.
    mark: char,
    /// Decimals of P by its size.
    p_digits: fn(f64) -> PDigits,
    /// Smallest P that is printed as a number, and its decimals.
    p_floor: (f64, usize),
    /// Mean and SD: "56.6 ± 10.7" or "56.6 (10.7)".
    plus_minus: bool,
    /// Brackets around the quartiles and what stands between them.
    quartiles: (&'static str, &'static str, &'static str),
    /// Whether percentages of groups of up to 100 patients have no decimal.
    whole_percentages: bool,
    /// What stands after a percentage.
    percent_sign: &'static str,
}

/// Decimals with which a P is printed.
enum PDigits {
    Decimals(usize),
    /// Significant figures, at most so many decimals.
    Significant(usize, usize),
}

/// All styles; the first is the default.
pub static STYLES: &[&Style] = &[&PLAIN, &JAMA, &NEJM, &LANCET, &AMA, &SPSS];

/// Three decimals.
fn three(_: f64) -> PDigits {
    PDigits::Decimals(3)
}

/// AMA Manual of Style, 11th edition, section 19.5: two digits, three below .01, and three where rounding to two would
/// turn a P below .05 into .05.
fn american(p: f64) -> PDigits {
    PDigits::Decimals(if p < 0.01 || (0.045..0.05).contains(&p) { 3 } else { 2 })
}

static PLAIN: Style = Style {
    id: "plain",
    summary: "three decimals, <0.001; mean ± SD; median [Q1, Q3]",
    leading_zero: true,
    mark: '.',
    p_digits: three,
    p_floor: (0.001, 3),
    plus_minus: true,
    quartiles: (" [", ", ", "]"),
    whole_percentages: false,
    percent_sign: "",
};

static JAMA: Style = Style {
    id: "jama",
    summary: "AMA P values (.04, .003, <.001); mean (SD); median (Q1-Q3)",
    leading_zero: false,
    mark: '.',
    p_digits: american,
    p_floor: (0.001, 3),
    plus_minus: false,
    quartiles: (" (", "-", ")"),
    whole_percentages: false,
    percent_sign: "",
};

static AMA: Style = Style { id: "ama", summary: "AMA Manual of Style: as jama", ..JAMA };

static NEJM: Style = Style {
    id: "nejm",
    summary: "two decimals above 0.01, three to 0.001, <0.001; mean±SD; median (Q1–Q3)",
    leading_zero: true,
    mark: '.',
    p_digits: |p| PDigits::Decimals(if p < 0.01 { 3 } else { 2 }),
    p_floor: (0.001, 3),
    plus_minus: true,
    quartiles: (" (", "–", ")"),
    whole_percentages: false,
    percent_sign: "",
};

static LANCET: Style = Style {
    id: "lancet",
    summary: "two significant figures, at most four decimals, <0·0001; middle dots; mean (SD); median (Q1–Q3)",
    leading_zero: true,
    mark: '·',
    p_digits: |_| PDigits::Significant(2, 4),
    p_floor: (0.0001, 4),
    plus_minus: false,
    quartiles: (" (", "–", ")"),
    whole_percentages: true,
    percent_sign: "%",
};

static SPSS: Style = Style {
    id: "spss",
    summary: "three decimals without a leading zero, <.001; mean ± SD; median [Q1, Q3]",
    leading_zero: false,
    ..PLAIN
};

impl Style {
    /// A P value; never a bare zero, never one where P is less.
    ///
    /// ```
    /// use retrocohort::report::style::STYLES;
    /// let lancet = STYLES.iter().find(|style| style.id == "lancet").map(|style| style.p(0.04249));
    /// assert_eq!(lancet.as_deref(), Some("0·042"));
    /// ```
    pub fn p(&self, p: f64) -> String {
        let (floor, decimals) = self.p_floor;
        if p < floor {
            return format!("<{}", self.share(floor, decimals));
        }
        let decimals = match (self.p_digits)(p) {
            PDigits::Decimals(decimals) => decimals,
            PDigits::Significant(figures, most) => {
                // The first significant figure stands at this decimal: 1 for 0.1, 3 for 0.001.
                let first = (-p.log10()).ceil().max(1.0) as usize;
                (first + figures - 1).min(most)
            }
        };
        let text = rounded(p, decimals);
        if p < 1.0 && text.starts_with('1') {
            let below = format!("0.{}", "9".repeat(decimals));
            return format!(">{}", self.dressed(&below, true));
        }
        self.dressed(&text, true)
    }

    /// "= 0.03" or "< 0.001", to follow "P".
    pub fn p_phrase(&self, p: f64) -> String {
        let text = self.p(p);
        match text.strip_prefix(['<', '>']) {
            Some(rest) => format!("{} {rest}", &text[..1]),
            None => format!("= {text}"),
        }
    }

    /// A number that cannot exceed one: a P value, a correlation.
    pub fn share(&self, value: f64, decimals: usize) -> String {
        self.dressed(&rounded(value, decimals), true)
    }

    /// A number.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        self.dressed(&rounded(value, decimals), false)
    }

    /// Mean and standard deviation.
    pub fn mean_sd(&self, mean: f64, sd: Option<f64>, decimals: usize) -> String {
        let mean = self.number(mean, decimals);
        match sd.map(|sd| self.number(sd, decimals)) {
            None => mean,
            Some(sd) if self.plus_minus => format!("{mean} ± {sd}"),
            Some(sd) => format!("{mean} ({sd})"),
        }
    }

    /// Median and quartiles.
    pub fn median(&self, median: f64, q1: f64, q3: f64, decimals: usize) -> String {
        let [median, q1, q3] = [median, q1, q3].map(|value| self.number(value, decimals));
        let (open, mut between, close) = self.quartiles;
        // A dash beside a minus sign cannot be read.
        if between != ", " && (q1.starts_with('−') || q3.starts_with('−')) {
            between = " to ";
        }
        format!("{median}{open}{q1}{between}{q3}{close}")
    }

    /// Count and percentage of a group of `n`.
    pub fn count(&self, count: u64, percent: Option<f64>, n: u64) -> String {
        let decimals = if self.whole_percentages && n <= 100 { 0 } else { 1 };
        match percent {
            Some(percent) => format!("{count} ({}{})", self.number(percent, decimals), self.percent_sign),
            None => count.to_string(),
        }
    }

    /// An estimate with its limits.
    pub fn interval(&self, estimate: f64, low: f64, high: f64, decimals: usize) -> String {
        let [estimate, low, high] = [estimate, low, high].map(|value| self.number(value, decimals));
        format!("{estimate} ({low} to {high})")
    }

    /// How a continuous variable is printed: "mean ± SD".
    pub fn mean_sd_words(&self) -> &'static str {
        if self.plus_minus { "mean ± SD" } else { "mean (SD)" }
    }

    /// How a variable is printed by ranks: "median [Q1, Q3]".
    pub fn median_words(&self) -> String {
        let (open, between, close) = self.quartiles;
        format!("median{open}Q1{between}Q3{close}")
    }

    /// A number that is rounded already, with the marks of the style.
    pub fn marked(&self, plain: &str) -> String {
        self.dressed(plain, false)
    }

    fn dressed(&self, plain: &str, at_most_one: bool) -> String {
        let bare = if at_most_one && !self.leading_zero {
            plain.strip_prefix('0').filter(|rest| rest.starts_with('.')).unwrap_or(plain)
        } else {
            plain
        };
        bare.chars()
            .map(|c| match c {
                '.' => self.mark,
                '-' => '−',
                c => c,
            })
            .collect()
    }
}

/// Confidence level in words, with as many decimals as it has: "95 %", "97.5 %".
pub fn confidence(level: f64) -> String {
    format!("{} %", (level * 1e6).round() / 1e4)
}

/// A share as per cent with one decimal.
pub fn percent(share: f64) -> String {
    rounded(100.0 * share, 1)
}

/// A number with so many decimals, rounded half away from zero on its shortest decimal text: 0.125 is 0.13 and 2.675 is
/// 2.68, as a reader who sees these digits expects. What rounds to zero has no sign.
pub fn rounded(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "–".into()
        } else if value > 0.0 {
            "∞".into()
        } else {
            "-∞".into()
        };
    }
    let text = format!("{}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut digits: Vec<u8> =
        whole.bytes().chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals)).collect();
    if fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5') {
        let mut carry = true;
        for digit in digits.iter_mut().rev() {
            if *digit == b'9' {
                *digit = b'0';
            } else {
                *digit += 1;
                carry = false;
                break;
            }
        }
        if carry {
            digits.insert(0, b'1');
        }
    }
    let mut out: String = digits.iter().map(|digit| char::from(*digit)).collect();
    if decimals > 0 {
        out.insert(out.len() - decimals, '.');
    }
    if value < 0.0 && digits.iter().any(|digit| *digit != b'0') {
        out.insert(0, '-');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_go_away_from_zero() {
        let cases = [
            (0.125, 2, "0.13"),
            (2.675, 2, "2.68"),
            (1.005, 2, "1.01"),
            (-0.5, 0, "-1"),
            (-0.04, 1, "0.0"),
            (9.995, 2, "10.00"),
            (0.0005, 3, "0.001"),
            (1e21, 0, "1000000000000000000000"),
            (5e-324, 2, "0.00"),
        ];
        for (value, decimals, expected) in cases {
            assert_eq!(rounded(value, decimals), expected);
        }
    }

    #[test]
    fn p_values_by_house() {
        // Journals' rules as quoted in docs/reports.md.
        let cases: [(f64, [&str; 4]); 13] = [
            (0.5, ["0.500", ".50", "0.50", "0·50"]),
            (0.125, ["0.125", ".13", "0.13", "0·13"]),
            (0.0499, ["0.050", ".050", "0.05", "0·050"]),
            (0.045, ["0.045", ".045", "0.05", "0·045"]),
            (0.034, ["0.034", ".03", "0.03", "0·034"]),
            (0.01, ["0.010", ".01", "0.01", "0·010"]),
            (0.00951, ["0.010", ".010", "0.010", "0·0095"]),
            (0.0034, ["0.003", ".003", "0.003", "0·0034"]),
            (0.001, ["0.001", ".001", "0.001", "0·0010"]),
            (0.00099, ["<0.001", "<.001", "<0.001", "0·0010"]),
            (0.00004, ["<0.001", "<.001", "<0.001", "<0·0001"]),
            (0.9996, [">0.999", ">.99", ">0.99", ">0·99"]),
            (1.0, ["1.000", "1.00", "1.00", "1·00"]),
        ];
        for (p, expected) in cases {
            let found = [&PLAIN, &JAMA, &NEJM, &LANCET].map(|style| style.p(p));
            assert_eq!(found, expected, "P = {p}");
        }
        assert_eq!(PLAIN.p(0.0), "<0.001");
        assert_eq!(AMA.p_phrase(0.0002), "< .001");
    }

    #[test]
    fn cells_by_house() {
        assert_eq!(PLAIN.mean_sd(56.6, Some(10.74), 1), "56.6 ± 10.7");
        assert_eq!(LANCET.mean_sd(56.6, Some(10.74), 1), "56·6 (10·7)");
        assert_eq!(NEJM.median(24.0, 22.0, 72.5, 1), "24.0 (22.0–72.5)");
        assert_eq!(JAMA.median(-4.75, -5.0, 1.0, 1), "−4.8 (−5.0 to 1.0)");
        assert_eq!(LANCET.count(12, Some(75.0), 16), "12 (75%)");
        assert_eq!(PLAIN.count(12, Some(75.0), 16), "12 (75.0)");
    }

    /// A level shown with fewer digits than it has would be another level: 97.5 % is not 98 %.
    #[test]
    fn a_confidence_level_keeps_its_decimals() {
        let levels = [(0.95, "95 %"), (0.975, "97.5 %"), (0.999, "99.9 %"), (0.9999, "99.99 %"), (0.29, "29 %")];
        for (level, text) in levels {
            assert_eq!(confidence(level), text);
        }
    }

    proptest! {
        #[test]
        fn rounding_is_within_half_a_unit(value in -1e6..1e6_f64, decimals in 0..7_usize) {
            let text = rounded(value, decimals);
            let back: f64 = text.parse().unwrap();
            prop_assert!((back - value).abs() <= 0.5 * 10f64.powi(-(decimals as i32)) * (1.0 + 1e-9));
        }

        #[test]
        fn no_style_prints_a_bare_zero(exponent in -320.0..0.0_f64) {
            for style in STYLES {
                let text = style.p(10f64.powf(exponent));
                prop_assert!(text.chars().any(|c| ('1'..='9').contains(&c)), "{}: {text}", style.id);
            }
        }
    }
}
