//! Templates: what a registry has to hold, as a file says it (docs/audit.md).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::error::{Error, ErrorCode, Result};

/// Templates that the program carries: identifier and text.
pub const TEMPLATES: [(&str, &str); 2] = [
    ("nice-htg762", include_str!("../../data/templates/nice-htg762.toml")),
    ("nice-ecpr", include_str!("../../data/templates/nice-ecpr.toml")),
];

/// What a registry has to hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Identifier.
    pub id: String,
    /// What is audited.
    pub title: String,
    /// The document that asks for the items.
    pub source: String,
    /// Per cent of patients from whom an item must be known to answer a question.
    pub completeness: f64,
    /// Item that dates the procedure.
    pub year: Option<String>,
    /// Item of the outcome that leads the report and is charted by year.
    pub headline: Option<String>,
    /// Which patients of a registry are meant; all when there is none.
    pub population: Option<Population>,
    /// Time and status from which survival is estimated.
    pub survival: Option<Survival>,
    /// The items.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
    /// What became of the patients.
    #[serde(rename = "outcome", default)]
    pub outcomes: Vec<Outcome>,
    /// By what outcomes are split.
    #[serde(rename = "stratum", default)]
    pub strata: Vec<Stratum>,
    /// What is to be answered.
    #[serde(rename = "question", default)]
    pub questions: Vec<Question>,
}

/// Which patients are meant.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Item.
    pub item: String,
    /// Its values that are meant.
    pub is: Vec<String>,
}

/// From what survival is estimated.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survival {
    /// Item of the time to death or last contact.
    pub time: String,
    /// Item of the status then.
    pub status: String,
    /// Values of the status that mean death.
    pub dead: Vec<String>,
    /// Times at which survival is given, in the unit of the time.
    pub horizons: Vec<f64>,
}

/// Part of the review that an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Domain {
    /// Who is treated.
    PatientSelection,
    /// With what.
    Technology,
    /// Whether it helps.
    Efficacy,
    /// Whether it harms.
    Safety,
    /// What is known afterwards.
    FollowUp,
}

impl Domain {
    /// Name for readers.
    pub fn name(self) -> &'static str {
        match self {
            Domain::PatientSelection => "patient selection",
            Domain::Technology => "technology used",
            Domain::Efficacy => "efficacy",
            Domain::Safety => "safety",
            Domain::FollowUp => "follow-up",
        }
    }
}

/// How an item is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A measurement.
    Number,
    /// One of several values.
    Choice,
    /// Yes or no.
    YesNo,
    /// A year, or a date of which the year counts.
    Year,
}

impl Kind {
    /// Name for readers.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Number => "number",
            Kind::Choice => "choice",
            Kind::YesNo => "yes or no",
            Kind::Year => "year",
        }
    }
}

/// An item that a registry has to hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Identifier.
    pub id: String,
    /// Part of the review.
    pub domain: Domain,
    /// Name for readers.
    pub label: String,
    /// How it is recorded.
    pub kind: Kind,
    /// Names of columns that hold it, the likeliest first; capitals and punctuation do not matter.
    pub names: Vec<String>,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Other units, and how many of `unit` one of them is.
    #[serde(default)]
    pub units: toml::Table,
    /// Smallest and largest number that can be.
    pub range: Option<[f64; 2]>,
    /// Where the source asks for it.
    pub reference: String,
    /// Values of a choice and the cells that mean them; `*` is any cell.
    #[serde(default)]
    values: toml::Table,
}

/// Cells that mean yes and no.
const YES_NO: [(&str, &[&str]); 2] = [
    ("no", &["no", "n", "false", "f", "0", "absent", "negative", "none"]),
    ("yes", &["yes", "y", "true", "t", "1", "present", "positive"]),
];

impl Item {
    /// Values and the cells that mean them, in the order of the template.
    pub fn values(&self) -> Vec<(String, Vec<String>)> {
        if self.kind == Kind::YesNo {
            let owned = |cells: &[&str]| cells.iter().map(|cell| cell.to_string()).collect();
            return YES_NO.iter().map(|(value, cells)| (value.to_string(), owned(cells))).collect();
        }
        let cells = |value: &toml::Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(|cell| cell.as_str().map(String::from)).collect()
        };
        self.values.iter().map(|(value, listed)| (value.clone(), cells(listed))).collect()
    }

    /// How many of the template's unit one of `unit` is; `None` when the unit is not known.
    pub fn factor(&self, unit: &str) -> Option<f64> {
        let found = self.units.iter().find(|(known, _)| plain(known) == plain(unit))?.1;
        found.as_float().or_else(|| found.as_integer().map(|whole| whole as f64))
    }
}

/// What became of the patients.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Item.
    pub item: String,
    /// Part of the review.
    pub domain: Domain,
    /// Name for readers.
    pub label: String,
    /// Values of the item that count.
    pub is: Vec<String>,
    /// Where the source asks for it.
    pub reference: String,
}

/// By what outcomes are split: the values of an item, or a number up to and over a cut.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stratum {
    /// Item.
    pub item: String,
    /// The cut, for a number; it belongs to the lower group.
    pub cut: Option<f64>,
    /// Where the source asks for it.
    pub reference: String,
}

/// What is to be answered.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub text: String,
    /// Items without which it stays open.
    pub needs: Vec<String>,
    /// Where the source asks it.
    pub reference: String,
}

/// Letters and digits in lower case, everything between them one space: so names and cells are compared.
pub fn plain(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Template {
    /// The item of an identifier.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Reads a template. `file` names the text in errors.
    ///
    /// # Errors
    /// Text that is no TOML, a key that is not known, an identifier twice, a choice without values or a cell of two of
    /// them, a unit that is no positive number, a reference to an item or value that is not there.
    pub fn read(text: &str, file: &str) -> Result<Template> {
        let fault = |message: String| Error::new(ErrorCode::Study, message).file(file);
        let template: Template = toml::from_str(text).map_err(|error| {
            let row = error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            let fault = fault(error.message().to_string()).hint("docs/audit.md says how a template is written");
            row.map_or(fault.clone(), |row| fault.row(row))
        })?;
        template.check().map_err(|error| error.file(file))?;
        Ok(template)
    }

    fn check(&self) -> Result<()> {
        let fault = |message: &str, variable: &str| Error::new(ErrorCode::Study, message).variable(variable);
        if !(self.completeness > 0.0 && self.completeness <= 100.0) {
            return Err(fault("completeness is no percentage", "completeness").found(self.completeness.to_string()));
        }
        let mut seen = BTreeSet::new();
        for item in &self.items {
            if !seen.insert(&item.id) {
                return Err(fault("an item is there twice", &item.id));
            }
            item.check()?;
        }
        if let Some(population) = &self.population {
            self.has(&population.item, &population.is)?;
        }
        if let Some(year) = &self.year
            && self.known(year)?.kind != Kind::Year
        {
            return Err(fault("the item that dates the procedure is no year", year));
        }
        if let Some(headline) = self.headline.as_ref().filter(|id| self.outcomes.iter().all(|o| o.item != **id)) {
            return Err(fault("the headline is no outcome", headline));
        }
        for outcome in &self.outcomes {
            self.has(&outcome.item, &outcome.is)?;
        }
        for stratum in &self.strata {
            let item = self.known(&stratum.item)?;
            let fits = match item.kind {
                Kind::Number => stratum.cut.is_some_and(f64::is_finite),
                Kind::Choice | Kind::YesNo => stratum.cut.is_none(),
                Kind::Year => false,
            };
            if !fits {
                return Err(fault("a stratum is a choice, or a number with a cut", &stratum.item));
            }
        }
        for id in self.questions.iter().flat_map(|question| &question.needs) {
            self.known(id)?;
        }
        if let Some(survival) = &self.survival {
            if self.known(&survival.time)?.kind != Kind::Number {
                return Err(fault("the time of survival is no number", &survival.time));
            }
            self.has(&survival.status, &survival.dead)?;
        }
        Ok(())
    }

    fn known(&self, id: &str) -> Result<&Item> {
        self.item(id).ok_or_else(|| {
            let known: Vec<&str> = self.items.iter().map(|item| item.id.as_str()).collect();
            Error::new(ErrorCode::Study, "the template has no such item").found(id).expected(known.join(", "))
        })
    }

    fn has(&self, id: &str, values: &[String]) -> Result<()> {
        let known: Vec<String> = self.known(id)?.values().into_iter().map(|(value, _)| value).collect();
        let stranger = values.iter().find(|value| !known.contains(value));
        let stranger = stranger.map(String::as_str).or(values.is_empty().then_some("nothing"));
        stranger.map_or(Ok(()), |value| {
            let fault = Error::new(ErrorCode::Study, "the item has no such value").variable(id).found(value);
            Err(fault.expected(known.join(", ")))
        })
    }
}

impl Item {
    fn check(&self) -> Result<()> {
        let fault = |message: &str| Error::new(ErrorCode::Study, message).variable(&self.id);
        if self.names.iter().all(|name| plain(name).is_empty()) {
            return Err(fault("an item has no name of a column"));
        }
        let strings = |value: &toml::Value| value.as_array().is_some_and(|a| a.iter().all(toml::Value::is_str));
        if let Some((value, _)) = self.values.iter().find(|(_, cells)| !strings(cells)) {
            return Err(fault("the cells of a value are no list of texts").found(value));
        }
        if self.kind == Kind::Choice && self.values.is_empty() {
            return Err(fault("a choice has no values").expected("[item.values] with a list of cells for each"));
        }
        if self.kind != Kind::Choice && !self.values.is_empty() {
            return Err(fault("only a choice has values").found(self.kind.name()));
        }
        let mut seen = BTreeSet::new();
        for (value, cells) in self.values() {
            // The name of a value is one of its cells.
            let cells: BTreeSet<String> =
                cells.iter().chain([&value]).map(|c| if c == "*" { c.clone() } else { plain(c) }).collect();
            if let Some(twice) = cells.into_iter().find(|cell| !seen.insert(cell.clone())) {
                return Err(fault("a cell means two values").found(twice));
            }
        }
        for (unit, _) in &self.units {
            if !self.factor(unit).is_some_and(|factor| factor.is_finite() && factor > 0.0) {
                return Err(fault("a unit is no positive number").found(unit));
            }
        }
        if self.range.is_some_and(|[low, high]| low.partial_cmp(&high) != Some(std::cmp::Ordering::Less)) {
            return Err(fault("the range is empty"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_templates_can_be_read() {
        for (id, text) in TEMPLATES {
            assert_eq!(Template::read(text, id).map(|template| template.id).as_deref(), Ok(id));
        }
    }

    #[test]
    fn faults_are_named() {
        let text = TEMPLATES[0].1;
        let fault = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            Template::read(&text.replacen(from, to, 1), "t.toml").map(|_| ()).unwrap_err()
        };
        let typo = fault("domain = \"technology\"", "domian = \"technology\"");
        assert!(typo.message.contains("domian") && typo.place.row.is_some(), "{typo}");
        assert_eq!(fault("year = \"year\"", "year = \"yaer\"").found.as_deref(), Some("yaer"));
        assert_eq!(fault("is = [\"alive\"]", "is = [\"living\"]").found.as_deref(), Some("living"));
        assert_eq!(fault("id = \"sex\"", "id = \"age\"").message, "an item is there twice");
        assert_eq!(fault("\"male\" = [\"male\"", "\"male\" = [\"f\"").message, "a cell means two values");
        assert_eq!(fault("cut = 12", "").message, "a stratum is a choice, or a number with a cut");
    }
}
