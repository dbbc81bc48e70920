//! A cohort as a file of counts that can leave a hospital: the schema `retrocohort.summary/1`.

use serde::{Deserialize, Serialize};

use super::{CohortSummary, ContingencyTable, GroupingSummary, ValueCounts, VariableData, VariableSummary};
use crate::error::{Error, ErrorCode, Result};
use crate::study::VariableKind;

/// Name and version of the schema.
pub const SCHEMA: &str = "retrocohort.summary/1";

/// What a hospital gives away instead of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryFile {
    /// The counts.
    pub cohort: CohortSummary,
    /// Rows of the data.
    pub rows: u64,
    /// Counts of 1 to one below this number are not in the file; `None` where all are.
    pub mask: Option<u64>,
    /// Variables that are kept back because of `mask`.
    pub withheld: Vec<Withheld>,
    /// What a reader of the file learns, in sentences.
    pub reveals: Vec<String>,
}

/// A variable that is kept back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl SummaryFile {
    /// A file of a cohort's counts.
    ///
    /// With a `mask` of m, a variable in which some count (of a level, of a distinct value, of missing values, in any
    /// group) lies between 1 and m - 1 is kept back whole, since one count alone could be found from the others; so are
    /// the notes of the reader, which can quote cells.
    ///
    /// # Errors
    /// A mask below 2, which hides nothing; a group, or the patients without one, smaller than the mask.
    pub fn new(mut cohort: CohortSummary, rows: u64, mask: Option<u64>) -> Result<SummaryFile> {
        let mut withheld = Vec::new();
        if let Some(mask) = mask {
            if mask < 2 {
                return Err(Error::new(ErrorCode::Usage, "a mask below 2 hides no count").found(mask.to_string()));
            }
            let small = |n: &&u64| **n > 0 && **n < mask;
            let grouping = &cohort.grouping;
            if let Some(n) = grouping.sizes.iter().chain([&grouping.missing]).find(small) {
                return Err(Error::new(
                    ErrorCode::Usage,
                    "a group is smaller than the mask, so that nothing can be given",
                )
                .variable(grouping.variable.clone())
                .found(format!("{n} patients"))
                .expected(format!("none or at least {mask}")));
            }
            let kept = |variable: &VariableSummary| match smallest(&variable.data, mask) {
                Some(reason) => {
                    withheld.push(Withheld { name: variable.name.clone(), reason });
                    false
                }
                None => true,
            };
            cohort.variables.retain(kept);
            cohort.variables.iter_mut().for_each(|variable| variable.notes.clear());
        }
        let reveals = reveals(&cohort, mask);
        Ok(SummaryFile { cohort, rows, mask, withheld, reveals })
    }

    /// The patients of both files as one. A variable that one of them keeps back is kept back in the whole.
    ///
    /// # Errors
    /// What [`CohortSummary::merge`] refuses.
    pub fn merge(&self, other: &SummaryFile) -> Result<SummaryFile> {
        let mut withheld: Vec<Withheld> = self.withheld.iter().chain(&other.withheld).cloned().collect();
        withheld.sort_by(|a, b| (&a.name, &a.reason).cmp(&(&b.name, &b.reason)));
        withheld.dedup_by(|a, b| a.name == b.name);
        let shown = |file: &SummaryFile| {
            let mut cohort = file.cohort.clone();
            cohort.variables.retain(|variable| withheld.iter().all(|gone| gone.name != variable.name));
            cohort
        };
        let fault = |error: super::NotMergeable| {
            Error::new(ErrorCode::Study, format!("the summaries cannot be counted together: {error}"))
                .hint("summarise both with the same dictionary (retrocohort describe --write-dictionary)")
        };
        let cohort = shown(self).merge(&shown(other)).map_err(fault)?;
        let rows = self.rows.checked_add(other.rows).ok_or_else(|| fault(super::NotMergeable::TooLarge))?;
        let mask = self.mask.max(other.mask);
        let reveals = reveals(&cohort, mask);
        Ok(SummaryFile { cohort, rows, mask, withheld, reveals })
    }

    /// The file's text.
    pub fn to_json(&self) -> String {
        let grouping = &self.cohort.grouping;
        let head = Head {
            schema: SCHEMA.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            reveals: self.reveals.clone(),
            mask: self.mask,
            withheld: self.withheld.clone(),
            rows: self.rows,
            grouping: Groups {
                variable: grouping.variable.clone(),
                label: grouping.label.clone(),
                levels: grouping.levels.clone(),
                sizes: grouping.sizes.clone(),
                missing: grouping.missing,
            },
            variables: self.cohort.variables.iter().map(written).collect(),
        };
        // Plain data: names, texts and finite numbers can always be written.
        serde_json::to_string(&head).map(|text| text + "\n").unwrap_or_default()
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// Text that is not of this schema; counts that are none, or that do not add up to the groups.
    pub fn from_json(text: &str) -> Result<SummaryFile> {
        let fault = |message: String| Error::new(ErrorCode::Format, message).expected(format!("a file of {SCHEMA}"));
        let head: Head = serde_json::from_str(text).map_err(|error| fault(format!("not a summary: {error}")))?;
        if head.schema != SCHEMA {
            return Err(fault("another schema".into()).found(head.schema));
        }
        let sizes = head.grouping.sizes;
        if sizes.len() != head.grouping.levels.len() || sizes.is_empty() {
            return Err(fault("the groups and their sizes are not as many".into()));
        }
        let variables = head.variables.into_iter().map(|v| read(v, &sizes)).collect::<Result<Vec<_>>>()?;
        if let Some((_, twice)) =
            variables.iter().enumerate().find(|(i, v)| variables.iter().take(*i).any(|other| other.name == v.name))
        {
            return Err(fault("a variable is there twice".into()).variable(twice.name.clone()));
        }
        let Groups { variable, label, levels, missing, .. } = head.grouping;
        let grouping = GroupingSummary { variable, label, levels, sizes, missing };
        let cohort = CohortSummary { grouping, variables };
        Ok(SummaryFile { cohort, rows: head.rows, mask: head.mask, withheld: head.withheld, reveals: head.reveals })
    }
}

/// The first count of a variable that is below the mask and not zero, in words.
fn smallest(data: &VariableData, mask: u64) -> Option<String> {
    let small = |n: u64| n > 0 && n < mask;
    let groups = match data {
        VariableData::Values(values) => values.groups(),
        VariableData::Levels { table, .. } => table.columns(),
    };
    if (0..groups).any(|group| small(data.missing(group))) {
        return Some(format!("fewer than {mask} values are missing in a group"));
    }
    match data {
        VariableData::Values(values) => (0..groups)
            .any(|group| values.counts(group).any(small))
            .then(|| format!("a value is that of fewer than {mask} patients of a group")),
        VariableData::Levels { table, .. } => table
            .iter_rows()
            .flatten()
            .any(|n| small(u64::from(*n)))
            .then(|| format!("a level is that of fewer than {mask} patients of a group")),
    }
}

fn reveals(cohort: &CohortSummary, mask: Option<u64>) -> Vec<String> {
    let numbers = |variable: &&VariableSummary| matches!(variable.data, VariableData::Values(_));
    let (numeric, all) = (cohort.variables.iter().filter(numbers).count(), cohort.variables.len());
    let mut sentences = vec![
        "how many patients are in each group, and how many have no group".to_string(),
        format!("for {} variables with levels: how many patients of each group have each level", all - numeric),
        format!(
            "for {numeric} numeric variables: every distinct value and how many patients of each group have it, which for \
             a value that occurs once is the value of one patient"
        ),
        "how many values of each variable are missing in each group".to_string(),
        "no row, and nothing about which values belong to one patient".to_string(),
    ];
    match mask {
        Some(mask) => sentences.push(format!("no count of 1 to {}: variables with one are kept back", mask - 1)),
        None => sentences.push("what was found and decided when the data were read, which can quote cells".to_string()),
    }
    sentences
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    schema: String,
    version: String,
    reveals: Vec<String>,
    mask: Option<u64>,
    withheld: Vec<Withheld>,
    rows: u64,
    grouping: Groups,
    variables: Vec<Written>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    variable: String,
    label: String,
    levels: Vec<String>,
    sizes: Vec<u64>,
    missing: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    label: String,
    unit: Option<String>,
    kind: VariableKind,
    notes: Vec<String>,
    missing: Vec<u64>,
    data: Counts,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Counts {
    /// Distinct values, increasing; counts, one list a group.
    Values { values: Vec<f64>, counts: Vec<Vec<u64>> },
    /// Names of levels; counts, one list a level.
    Levels { levels: Vec<String>, counts: Vec<Vec<u64>> },
}

fn written(variable: &VariableSummary) -> Written {
    let (data, missing) = match &variable.data {
        VariableData::Values(values) => {
            let groups = 0..values.groups();
            let counts = groups.clone().map(|group| values.counts(group).collect()).collect();
            let missing = groups.map(|group| values.missing(group)).collect();
            (Counts::Values { values: values.values().to_vec(), counts }, missing)
        }
        VariableData::Levels { names, table, missing } => {
            let counts = table.to_rows();
            (Counts::Levels { levels: names.clone(), counts }, missing.clone())
        }
    };
    Written {
        name: variable.name.clone(),
        label: variable.label.clone(),
        unit: variable.unit.clone(),
        kind: variable.kind,
        notes: variable.notes.clone(),
        missing,
        data,
    }
}

fn read(written: Written, sizes: &[u64]) -> Result<VariableSummary> {
    let Written { name, label, unit, kind, notes, missing, data } = written;
    let fault = |message: String| Error::new(ErrorCode::Format, message).variable(name.clone());
    let data = match data {
        Counts::Values { values, counts } => {
            let counts = ValueCounts::new(values, counts).and_then(|counts| counts.with_missing(missing.clone()));
            VariableData::Values(counts.map_err(|error| fault(error.to_string()))?)
        }
        Counts::Levels { levels, counts } => {
            if levels.len() != counts.len() {
                return Err(fault("the levels and their counts are not as many".into()));
            }
            let table = ContingencyTable::new(counts).map_err(|error| fault(error.to_string()))?;
            VariableData::Levels { names: levels, table, missing: missing.clone() }
        }
    };
    let groups = match &data {
        VariableData::Values(values) => values.groups(),
        VariableData::Levels { table, .. } => table.columns(),
    };
    if groups != sizes.len() || missing.len() != sizes.len() {
        return Err(fault(format!("counts of {groups} groups where there are {}", sizes.len())));
    }
    for (group, size) in sizes.iter().enumerate() {
        let have = data.n(group).checked_add(data.missing(group));
        if have != Some(*size) {
            return Err(fault(format!("the counts of group {} do not add up to its {size} patients", group + 1)));
        }
    }
    let numbers = matches!(data, VariableData::Values(_));
    if numbers != (kind == VariableKind::Continuous) {
        return Err(fault("the counts are not those of its kind".into()).found(kind.word()));
    }
    Ok(VariableSummary { name, label, unit, kind, data, notes })
}
