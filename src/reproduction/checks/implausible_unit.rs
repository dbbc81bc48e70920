//! Figures that cannot be in the printed unit. Limits are wide enough for the critically ill; where another unit of the
//! quantity fits, it is named. Limits: reference intervals of Rifai et al. 2018, widened about tenfold.

use super::support::{of_row, places};
use super::{Check, Context};
use crate::reproduction::comparison::{Comparison, Value};
use crate::reproduction::notation::{NumberStyle, parse_number};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "implausible_unit", summary: "figures that cannot be in the printed unit", source: "rifai2018", run };

/// Words of a quantity, and the plausible centres of a group in each unit.
struct Quantity {
    words: &'static [&'static str],
    units: &'static [(&'static str, f64, f64)],
}

static QUANTITIES: &[Quantity] = &[
    Quantity {
        words: &["creatinine"],
        units: &[("umol/l", 20.0, 1500.0), ("mg/dl", 0.2, 17.0), ("mmol/l", 0.02, 1.5)],
    },
    Quantity { words: &["bun", "urea", "blood urea nitrogen"], units: &[("mmol/l", 0.8, 90.0), ("mg/dl", 2.0, 250.0)] },
    Quantity { words: &["lactate", "lactic"], units: &[("mmol/l", 0.2, 35.0), ("mg/dl", 2.0, 300.0)] },
    Quantity { words: &["bilirubin", "tbil"], units: &[("umol/l", 1.0, 800.0), ("mg/dl", 0.05, 50.0)] },
    Quantity { words: &["hemoglobin", "haemoglobin", "hb"], units: &[("g/l", 30.0, 220.0), ("g/dl", 3.0, 22.0)] },
    Quantity { words: &["glucose"], units: &[("mmol/l", 1.0, 45.0), ("mg/dl", 20.0, 800.0)] },
    Quantity { words: &["potassium", "k+"], units: &[("mmol/l", 1.5, 9.0), ("meq/l", 1.5, 9.0)] },
    Quantity { words: &["sodium", "na+"], units: &[("mmol/l", 100.0, 180.0), ("meq/l", 100.0, 180.0)] },
    Quantity { words: &["pco2", "paco2"], units: &[("mmhg", 8.0, 160.0), ("kpa", 1.0, 22.0)] },
    Quantity { words: &["po2", "pao2"], units: &[("mmhg", 15.0, 700.0), ("kpa", 2.0, 95.0)] },
    Quantity { words: &["albumin"], units: &[("g/l", 8.0, 65.0), ("g/dl", 0.8, 6.5)] },
    Quantity { words: &["age"], units: &[("year", 0.0, 110.0)] },
    Quantity { words: &["bmi", "body mass index"], units: &[("kg/m2", 9.0, 80.0)] },
    Quantity { words: &["temperature"], units: &[("°c", 15.0, 43.0), ("°f", 59.0, 110.0)] },
    Quantity { words: &["ejection fraction", "lvef", "ef"], units: &[("%", 3.0, 90.0)] },
    Quantity { words: &["ph"], units: &[("", 6.4, 7.9)] },
    Quantity { words: &["height"], units: &[("cm", 40.0, 220.0), ("m", 0.4, 2.2)] },
    Quantity { words: &["weight"], units: &[("kg", 0.4, 250.0)] },
];

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in context.all_rows() {
        let Some((name, unit, figures)) = figures(row.comparison) else { continue };
        let Some(quantity) = QUANTITIES.iter().find(|quantity| quantity.words.iter().any(|word| has_word(&name, word)))
        else {
            continue;
        };
        let plain = plain_unit(&unit);
        let fits = |(_, low, high): &(&str, f64, f64)| figures.iter().all(|figure| figure >= low && figure <= high);
        let listed = quantity.units.iter().find(|(known, ..)| *known == plain);
        let other = quantity.units.iter().find(|candidate| candidate.0 != plain && fits(candidate));
        let message = match (listed, other) {
            (Some(known), _) if fits(known) => continue,
            // A unit that is not in the list is judged only where it is a scale of one that is.
            (None, Some((other, ..))) if scaled(&plain, other) => {
                format!("{} in {unit} is implausible; {} would fit.", list(&figures), shown_unit(other))
            }
            (Some(_), Some((other, ..))) => {
                format!("{} in {unit} is implausible; {} would fit.", list(&figures), shown_unit(other))
            }
            (Some((_, low, high)), None) => {
                format!("{} in {unit} is implausible: expected between {low} and {high}.", list(&figures))
            }
            (None, _) => continue,
        };
        let mut finding = of_row("implausible_unit", Severity::Warning, row, message)
            .evidence("figures", figures.clone())
            .evidence("unit", unit.clone())
            .places(places(row));
        if let Some((other, ..)) = other {
            finding = finding.repair("unit", format!("read {} for {unit}", shown_unit(other)), vec![list(&figures)]);
        }
        found.push(finding);
    }
    found
}

fn list(figures: &[f64]) -> String {
    figures.iter().map(f64::to_string).collect::<Vec<_>>().join(" and ")
}

/// Name, unit and the figures to judge: the centres, or the threshold that the label prints.
fn figures(row: &Comparison) -> Option<(String, String, Vec<f64>)> {
    if let Some((name, rest)) = row.label.split_once(['≥', '>', '<', '≤']) {
        let (number, unit) = rest.trim().split_once(' ')?;
        let number = parse_number(number, NumberStyle::Point)?;
        return Some((name.to_lowercase(), unit.trim_matches(['(', ')', ' ']).to_string(), vec![number.value()]));
    }
    let center = |value: &Value| match value {
        Value::MeanSd { mean, .. } | Value::MeanSe { mean, .. } => Some(mean.value()),
        Value::MedianIqr { median, .. } | Value::MedianQuartiles { median, .. } | Value::MedianRange { median, .. } => {
            Some(median.value())
        }
        Value::Missing | Value::Counts(_) | Value::Number(_) => None,
    };
    let figures: Vec<f64> = row.groups.iter().filter_map(|group| center(&group.value)).collect();
    let unit = row.unit.clone().unwrap_or_default();
    (!figures.is_empty()).then(|| (row.name.to_lowercase(), unit, figures))
}

fn has_word(name: &str, word: &str) -> bool {
    let padded = format!(" {} ", name.replace([',', '(', ')', '-'], " "));
    padded.contains(&format!(" {word} "))
}

fn plain_unit(unit: &str) -> String {
    let lower = unit.to_lowercase().replace(['µ', 'μ'], "u").replace('²', "2").replace(' ', "");
    lower.trim_end_matches('s').to_string()
}

/// A unit of the list as tables print it.
fn shown_unit(plain: &str) -> String {
    [("/dl", "/dL"), ("/l", "/L"), ("umol", "μmol"), ("meq", "mEq"), ("°c", "°C"), ("°f", "°F")]
        .iter()
        .fold(plain.to_string(), |unit, (from, to)| unit.replace(from, to))
}

/// `nmol/l` is a scale of `mmol/l`.
fn scaled(unit: &str, other: &str) -> bool {
    let base = |unit: &str| unit.trim_start_matches(['n', 'u', 'm', 'p', 'k']).to_string();
    !unit.is_empty() && base(unit) == base(other)
}
