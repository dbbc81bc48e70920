//! What a registry holds of what a guidance asks for: items found, how completely, outcomes with intervals, and what
//! questions stay open.

mod disclosure;
mod matching;
mod published;
mod rates;
mod reading;
mod survival;
pub mod template;

pub use template::{TEMPLATES, Template};

use crate::analysis::effect::proportion_clopper_pearson;
use crate::cohort::Dictionary;
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::PatientRows;
use crate::results::audit::{
    Audit, ItemResult, Population, QuestionResult, SCHEMA, Status, TemplateRecord, ValueCount, YearCount, Years,
};
use crate::results::comparison::{Input, Warning};
use crate::study::PublishedSeries;
use crate::summary::{QuantileType, ValueCounts};
use disclosure::Mask;
use matching::Match;
use rates::{Groups, Rates};
use reading::{Reading, Value};
use template::{Item, Kind};

/// What is asked of an audit beside the template.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Title for readers.
    pub title: String,
    /// What was read.
    pub input: Input,
    /// SHA-256 of the template's text.
    pub template_sha256: String,
    /// Confidence level of intervals.
    pub level: f64,
    /// Counts from 1 to below this number are withheld.
    pub mask: Option<u64>,
    /// Items whose column the user names: item, column.
    pub columns: Vec<(String, String)>,
    /// Published series that the leading outcome is put beside, and whether they are pooled; none when empty.
    pub literature: (Vec<PublishedSeries>, bool),
}

/// Examples of cells that are no value of an item.
const MOST_EXAMPLES: usize = 4;

/// Audits patient rows against a template.
///
/// A cell that is empty or declared as missing is missing; one that is no value of the item is unusable; both leave the
/// patient out of what is computed from the item, and are counted. With a mask, tables with small cells are withheld
/// whole.
///
/// # Errors
/// A level that is not between 0 and 1, a mask below 3, an item or column that is not there, a unit that the template
/// does not know, rows that cannot be read, a template's population without patients, published series where the template
/// has no outcome that leads the report.
pub fn audit(rows: &PatientRows, dictionary: &Dictionary, template: &Template, options: &Options) -> Result<Audit> {
    if let Some(mask) = options.mask.filter(|mask| *mask < 3) {
        return Err(Error::new(ErrorCode::Usage, "a mask below 3 hides nothing").found(mask.to_string()));
    }
    proportion_clopper_pearson(1, 2, options.level)
        .map_err(|error| Error::new(ErrorCode::Usage, error.reason).found(options.level.to_string()))?;
    let mask = Mask::new(options.mask);
    let matches = matching::matches(template, dictionary, &options.columns)?;
    let mut readings = reading::read(rows, dictionary, template, &matches)?;
    let population = select(template, &mut readings, dictionary.rows, mask)?;
    let mut input = options.input.clone();
    if population.others.is_none() || population.unknown.is_none() {
        // The number of all rows would tell who is left out.
        input.rows = population.patients;
    }
    let rates = Rates { template, readings: &readings, level: options.level, mask };
    let years = template.year.as_ref().and_then(|id| rates.reading(id)).and_then(|(_, found)| Groups::years(found));
    let internal = |error: crate::analysis::NotComputable| Error::new(ErrorCode::Internal, error.reason);
    let year_item = template.year.clone().unwrap_or_default();
    let outcomes = template
        .outcomes
        .iter()
        .map(|outcome| rates.outcome(outcome, years.as_ref().map(|(_, groups)| groups), &year_item).map_err(internal))
        .collect::<Result<Vec<_>>>()?;
    let items: Vec<ItemResult> = template
        .items
        .iter()
        .zip(&matches)
        .zip(&readings)
        .map(|((item, found), reading)| describe(item, found.as_ref(), reading, template, population.patients, mask))
        .collect();
    let questions = template.questions.iter().map(|question| answer(question, &items, template)).collect();
    let mut by_year = years_of(years, mask);
    by_year.shown = template.outcomes.iter().position(|outcome| template.headline.as_ref() == Some(&outcome.item));
    let survival = survival::survival(&rates);
    let leading = by_year.shown.and_then(|shown| outcomes.get(shown));
    let (literature, not_compared) = published::beside_leading(leading, options)?;
    let warnings = dictionary.notes.iter().chain(&not_compared);
    Ok(Audit {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        title: options.title.clone(),
        template: TemplateRecord {
            id: template.id.clone(),
            title: template.title.clone(),
            source: template.source.clone(),
            sha256: options.template_sha256.clone(),
        },
        input,
        population,
        level: options.level,
        mask: options.mask,
        items,
        outcomes,
        years: by_year,
        survival,
        questions,
        literature,
        warnings: warnings.map(|note| Warning { code: "data", variable: None, message: note.clone() }).collect(),
    })
}

/// Leaves in the readings only the patients that the template means.
fn select(template: &Template, readings: &mut [Reading], rows: u64, mask: Mask) -> Result<Population> {
    let all = |description: String| Population { description, patients: rows, others: Some(0), unknown: Some(0) };
    let Some(asked) = &template.population else { return Ok(all("all patients of the data".into())) };
    let Some(position) = template.items.iter().position(|item| item.id == asked.item) else {
        return Ok(all("all patients of the data".into()));
    };
    let (Some(item), Some(reading)) = (template.items.get(position), readings.get(position)) else {
        return Ok(all("all patients of the data".into()));
    };
    let wanted = format!("{} is {}", item.label.to_lowercase(), asked.is.join(" or "));
    if reading.values.is_empty() {
        return Ok(all(format!("all patients of the data: no column tells whether {wanted}")));
    }
    let meant: Vec<bool> = item.values().iter().map(|(value, _)| asked.is.contains(value)).collect();
    let (mut others, mut unknown) = (0, 0);
    let mut kept = Vec::new();
    for value in &reading.values {
        let keep = match value {
            Value::Choice(value) => meant.get(*value).copied().unwrap_or(false),
            _ => false,
        };
        match value {
            Value::Choice(_) => others += u64::from(!keep),
            _ => unknown += 1,
        }
        kept.push(keep);
    }
    for reading in readings.iter_mut().filter(|reading| !reading.values.is_empty()) {
        let mut keep = kept.iter();
        reading.values.retain(|_| keep.next().copied().unwrap_or(false));
    }
    let patients = rows - others - unknown;
    if patients == 0 {
        return Err(Error::new(ErrorCode::Study, "the data hold no patient whom the template means")
            .variable(asked.item.clone())
            .expected(wanted)
            .hint("write the cells that mean it into the values of the item in a template of your own"));
    }
    let withheld = mask.withholds(&[others, unknown]);
    let shown = |count: u64| if withheld { None } else { Some(count) };
    let description = format!("patients whose {wanted}");
    Ok(Population { description, patients, others: shown(others), unknown: shown(unknown) })
}

fn describe(
    item: &Item,
    found: Option<&Match>,
    reading: &Reading,
    template: &Template,
    patients: u64,
    mask: Mask,
) -> ItemResult {
    let count = |wanted: fn(&Value) -> bool| reading.values.iter().filter(|value| wanted(value)).count() as u64;
    let unusable = count(|value| *value == Value::Unusable);
    let known = count(|value| matches!(value, Value::Choice(_) | Value::Number(_)));
    let missing = count(|value| *value == Value::Missing);
    let percent = (found.is_some() && patients > 0).then(|| 100.0 * known as f64 / patients as f64);
    let mut notes = found.map(|found| found.notes.clone()).unwrap_or_default();
    if found.is_none() {
        notes.push(format!("no column is named {}", item.names.join(", ")));
    }
    if unusable > 0 && !mask.is_on() {
        let examples: Vec<String> = reading.unusable.keys().take(MOST_EXAMPLES).map(|c| format!("“{c}”")).collect();
        let more = if reading.unusable.len() > MOST_EXAMPLES { ", …" } else { "" };
        notes.push(format!("cells of the data that are no value of the item: {}{more}", examples.join(", ")));
    }
    let status = match percent {
        None => Status::Absent,
        Some(percent) if percent >= template.completeness => Status::Recorded,
        Some(_) => Status::Incomplete,
    };
    let counts = distribution(item, reading);
    let withheld = mask.withholds(counts.iter().map(|value| &value.count)) || mask.small(known);
    ItemResult {
        id: item.id.clone(),
        label: item.label.clone(),
        domain: item.domain.name(),
        kind: item.kind.name(),
        unit: item.unit.clone(),
        reference: item.reference.clone(),
        status,
        column: found.map(|found| found.column.clone()),
        known,
        missing,
        unusable,
        percent,
        values: if withheld { Vec::new() } else { counts },
        quartiles: if withheld { None } else { quartiles(item, reading) },
        withheld,
        notes,
    }
}

fn distribution(item: &Item, reading: &Reading) -> Vec<ValueCount> {
    if reading.values.is_empty() {
        return Vec::new();
    }
    let counts = rates::distribution(item, reading);
    item.values().into_iter().zip(counts).map(|((value, _), count)| ValueCount { value, count }).collect()
}

fn quartiles(item: &Item, reading: &Reading) -> Option<[f64; 3]> {
    if item.kind != Kind::Number {
        return None;
    }
    let number = |value: &Value| if let Value::Number(number) = value { Some(*number) } else { None };
    let values = ValueCounts::from_groups(&[reading.values.iter().filter_map(number).collect::<Vec<f64>>()]).ok()?;
    let at = |p| values.quantile(0, p, QuantileType::Type7);
    Some([at(0.5)?, at(0.25)?, at(0.75)?])
}

fn years_of(years: Option<(i64, Groups)>, mask: Mask) -> Years {
    let Some((first, groups)) = years else {
        return Years { reason: Some("no year is known".into()), ..Years::default() };
    };
    let mut counts = vec![0_u64; groups.names.len()];
    let mut unknown = 0;
    for group in &groups.of {
        match group.and_then(|group| counts.get_mut(group)) {
            Some(count) => *count += 1,
            None => unknown += 1,
        }
    }
    if mask.withholds(counts.iter().chain([&unknown])) {
        return Years { withheld: true, reason: Some("withheld: a small cell".into()), ..Years::default() };
    }
    let counts = (first..).zip(counts).map(|(year, count)| YearCount { year, count }).collect();
    Years { counts, ..Years::default() }
}

fn answer(question: &template::Question, items: &[ItemResult], template: &Template) -> QuestionResult {
    let lacking = |id: &String| {
        let item = items.iter().find(|item| item.id == *id)?;
        let mut present = item.values.iter().filter(|value| value.count > 0);
        let only = present.next().filter(|_| present.next().is_none());
        match item.status {
            // Nothing is compared where all patients are alike.
            Status::Recorded if only.is_some() && template.strata.iter().any(|stratum| stratum.item == *id) => {
                only.map(|value| format!("{}: “{}” in all patients", item.label, value.value))
            }
            Status::Recorded => None,
            Status::Absent => Some(format!("{}: absent", item.label)),
            Status::Incomplete => Some(format!("{}: known of {:.1} %", item.label, item.percent.unwrap_or_default())),
        }
    };
    let missing: Vec<String> = question.needs.iter().filter_map(lacking).collect();
    QuestionResult {
        text: question.text.clone(),
        reference: question.reference.clone(),
        answerable: missing.is_empty(),
        missing,
    }
}
