//! NIST's Statistical Reference Datasets: how many of the certified digits are reached.

use crate::kinds::nist_analysis_of_variance;
use retrocohort::analysis::methods::sums_of_squares;
use retrocohort::summary::{Moments, ValueCounts};

/// Number of correct digits: the negative decimal logarithm of the relative error, at most 15.
fn digits(found: f64, certified: f64) -> f64 {
    (-((found - certified) / certified).abs().log10()).min(15.0)
}

/// Name, values, certified mean and standard deviation, and the digits that doubles allow for the latter: the values of
/// NumAcc3 and NumAcc4 are themselves rounded in the 17th digit, of which a common offset takes 7 and 8.
fn univariate() -> Vec<(&'static str, Vec<f64>, f64, f64, f64)> {
    let read = |text: &str| text.split_whitespace().map(|value| value.parse().unwrap()).collect();
    let around = |centre: f64, low: f64, high: f64| {
        let mut values = vec![centre];
        (0..500).for_each(|_| values.extend([low, high]));
        values
    };
    let pi = include_str!("nist/PiDigits.txt").chars().filter_map(|digit| digit.to_digit(10).map(f64::from)).collect();
    vec![
        ("Lew", read(include_str!("nist/Lew.txt")), -177.435, 277.332168044316, 14.0),
        ("Lottery", read(include_str!("nist/Lottery.txt")), 518.958715596330, 291.699727470969, 14.0),
        ("Mavro", read(include_str!("nist/Mavro.txt")), 2.001856, 0.000429123454003053, 12.0),
        ("Michelso", read(include_str!("nist/Michelso.txt")), 299.8524, 0.0790105478190518, 12.0),
        ("PiDigits", pi, 4.5348, 2.86733906028871, 14.0),
        ("NumAcc1", vec![10_000_001.0, 10_000_003.0, 10_000_002.0], 10_000_002.0, 1.0, 15.0),
        ("NumAcc2", around(1.2, 1.1, 1.3), 1.2, 0.1, 14.0),
        ("NumAcc3", around(1_000_000.2, 1_000_000.1, 1_000_000.3), 1_000_000.2, 0.1, 9.0),
        ("NumAcc4", around(10_000_000.2, 10_000_000.1, 10_000_000.3), 10_000_000.2, 0.1, 8.0),
    ]
}

#[test]
fn means_and_standard_deviations_have_the_certified_digits() {
    for (name, values, mean, sd, least) in univariate() {
        let counted = ValueCounts::from_groups(std::slice::from_ref(&values)).unwrap();
        for moments in [Moments::from_values(&values), counted.moments(0)] {
            let (of_mean, of_sd) = (digits(moments.mean, mean), digits(moments.sd().unwrap(), sd));
            println!("{name}: {of_mean:.1} digits of the mean, {of_sd:.1} of the standard deviation");
            assert!(of_mean >= 14.5 && of_sd >= least, "{name}: {of_mean} {of_sd}");
        }
        // In parts, merged.
        let merged = values.chunks(7).map(Moments::from_values).fold(Moments::EMPTY, Moments::merge);
        let (of_mean, of_sd) = (digits(merged.mean, mean), digits(merged.sd().unwrap(), sd));
        assert!(of_mean >= 14.0 && of_sd >= least - 2.0, "{name} merged: {of_mean} {of_sd}");
    }
}

/// Certified F, and F of the values as doubles hold them (exact rational arithmetic): at an offset of 10¹² the steps of
/// 0.1 are themselves wrong in the fourth digit.
const ANALYSES: [(&str, u64, f64, f64, f64); 9] = [
    ("SmLs01", 189, 21.0, 21.0, 13.0),
    ("SmLs02", 1809, 201.0, 201.0, 13.0),
    ("SmLs03", 18009, 2001.0, 2001.0, 13.0),
    ("SmLs04", 189, 21.0, 21.0000000007761, 9.0),
    ("SmLs05", 1809, 201.0, 201.00000001241764, 9.0),
    ("SmLs06", 18009, 2001.0, 2001.0000001288329, 9.0),
    ("SmLs07", 189, 21.0, 21.00081188781877, 3.0),
    ("SmLs08", 1809, 201.0, 201.01300409594845, 3.0),
    ("SmLs09", 18009, 2001.0, 2001.1349262209505, 3.0),
];

#[test]
fn analyses_of_variance_have_the_certified_digits() {
    for (name, total, certified, of_doubles, least) in ANALYSES {
        let groups = nist_analysis_of_variance(&format!("{name}.dat"), total).unwrap();
        let counted = ValueCounts::from_groups(&groups).unwrap();
        let direct: Vec<Moments> = groups.iter().map(|values| Moments::from_values(values)).collect();
        let by_counts: Vec<Moments> = (0..groups.len()).map(|group| counted.moments(group)).collect();
        for moments in [direct, by_counts] {
            let f = sums_of_squares(&moments).unwrap().f();
            let (reached, possible) = (digits(f, certified), digits(of_doubles, certified));
            println!(
                "{name}: {reached:.1} digits of F, {possible:.1} possible in doubles, {:.1} of those doubles",
                digits(f, of_doubles)
            );
            assert!(reached >= least, "{name}: {reached}");
        }
    }
}
