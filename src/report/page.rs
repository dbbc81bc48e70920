//! The document of a report: what page and Markdown show, in their order, without any markup.

use std::collections::HashMap;

use serde::Serialize;

use super::document::{Block, literature};
use super::wording;
use crate::results::reproduction::{CellPlace, Finding, Reproduction, RowResult, TableResult, Verdict};

/// A report.
#[derive(Debug, Serialize)]
pub struct Page {
    /// Title of the study.
    pub title: String,
    /// Citation.
    pub citation: Option<String>,
    /// DOI.
    pub doi: Option<String>,
    /// Origin of the tables.
    pub source: Option<String>,
    /// The answer in one sentence.
    pub headline: String,
    /// The paper's rules.
    pub rules: Vec<String>,
    /// Verdicts with their numbers of rows, only those that occur.
    pub counts: Vec<Count>,
    /// Findings, worst first.
    pub findings: Vec<PageFinding>,
    /// The tables as printed.
    pub tables: Vec<PageTable>,
    /// Cells that could not be read.
    pub refused: Vec<String>,
    /// The study's outcome beside published series, its heading first; empty where there are none.
    pub literature: Vec<Block>,
    /// Methods in words.
    pub methods: Vec<String>,
    /// Version of the program.
    pub version: &'static str,
}

/// A verdict and how many rows have it.
#[derive(Debug, Serialize)]
pub struct Count {
    /// Sign.
    pub sign: &'static str,
    /// Words.
    pub words: &'static str,
    /// Meaning.
    pub meaning: &'static str,
    /// Rows.
    pub rows: usize,
}

/// A finding.
#[derive(Debug, Serialize)]
pub struct PageFinding {
    /// Number, by which cells point to it.
    pub number: usize,
    /// Word for the severity.
    pub severity: &'static str,
    /// "Table 2, Age (years), Non-survivors".
    pub place: String,
    /// Anchor of the row or table.
    pub anchor: Option<String>,
    /// What was found.
    pub message: String,
    /// What would explain it.
    pub repair: Option<String>,
}

/// A printed table.
#[derive(Debug, Serialize)]
pub struct PageTable {
    /// Anchor, by number: an id may hold anything that a file name may hold.
    pub anchor: String,
    /// Label.
    pub label: String,
    /// Label and caption.
    pub title: String,
    /// Column headers.
    pub headers: Vec<String>,
    /// Body rows.
    pub rows: Vec<PageRow>,
    /// Footnotes.
    pub footnotes: Vec<String>,
}

/// A body row.
#[derive(Debug, Serialize)]
pub struct PageRow {
    /// Anchor.
    pub anchor: String,
    /// Label without white space around it.
    pub name: String,
    /// Indentation of the label.
    pub indent: usize,
    /// Cells as printed.
    pub cells: Vec<PageCell>,
    /// Recomputed P.
    pub recomputed: String,
    /// The number in it, where the printed figures determine one.
    pub p: Option<f64>,
    /// Sign of the verdict.
    pub sign: &'static str,
    /// Words of the verdict.
    pub verdict: &'static str,
    /// Every test, for those who ask.
    pub tests: Vec<PageTest>,
    /// Kind, reasons and notes.
    pub notes: Vec<String>,
}

/// A cell.
#[derive(Debug, Serialize)]
pub struct PageCell {
    /// Text as printed.
    pub text: String,
    /// Numbers of the findings about it.
    pub marks: Vec<usize>,
    /// Worst severity of these.
    pub severity: &'static str,
}

/// A test of a row.
#[derive(Debug, Serialize)]
pub struct PageTest {
    /// Name.
    pub name: String,
    /// P with its range.
    pub p: String,
    /// Gives the printed P.
    pub matches: bool,
}

impl Page {
    /// Composes the report. Complexity: linear in cells and findings.
    pub fn new(results: &Reproduction) -> Self {
        let marks = marks(results);
        let label = |id: &str| {
            results.tables.iter().find(|table| table.id == id).map_or(id.to_string(), |table| table.label.clone())
        };
        let findings: Vec<PageFinding> = results
            .findings
            .iter()
            .enumerate()
            .map(|(i, finding)| {
                let place = [finding.table.as_deref().map(label), finding.variable.clone(), finding.group.clone()];
                PageFinding {
                    number: i + 1,
                    severity: wording::severity(finding.severity),
                    place: place.into_iter().flatten().collect::<Vec<_>>().join(", "),
                    anchor: anchor_of(results, finding),
                    message: finding.message.clone(),
                    repair: finding
                        .repair
                        .as_ref()
                        .map(|repair| format!("{} (explains {})", repair.change, wording::list(&repair.explains))),
                }
            })
            .collect();
        let counts = wording::VERDICTS.iter().filter_map(|(verdict, meaning)| {
            let rows = results.rows.iter().filter(|row| row.verdict == *verdict).count();
            let (sign, words) = wording::verdict(*verdict);
            (rows > 0).then_some(Count { sign, words, meaning, rows })
        });
        Page {
            title: results.study.title.clone().unwrap_or_else(|| results.study.id.clone()),
            citation: results.study.citation.clone(),
            doi: results.study.doi.as_deref().map(bare_doi),
            source: results.study.source.clone(),
            headline: wording::headline(results),
            rules: wording::rules(results),
            counts: counts.collect(),
            tables: results.tables.iter().enumerate().map(|(i, table)| page_table(results, &marks, i, table)).collect(),
            refused: results
                .refused
                .iter()
                .map(|cell| {
                    format!(
                        "{}, row {}, column “{}”, {}: found “{}”, expected {}",
                        cell.file, cell.line, cell.column, cell.variable, cell.found, cell.expected
                    )
                })
                .collect(),
            literature: results.literature.iter().flat_map(literature::section).collect(),
            methods: wording::methods(results),
            version: results.version,
            findings,
        }
    }
}

/// Findings about every cell, worst first.
type Marks = HashMap<CellPlace, Vec<usize>>;

fn marks(results: &Reproduction) -> Marks {
    let mut all = Marks::new();
    for (i, finding) in results.findings.iter().enumerate() {
        for place in &finding.places {
            let about = all.entry(place.clone()).or_default();
            if about.last() != Some(&i) {
                about.push(i);
            }
        }
    }
    all
}

fn table_anchor(index: usize) -> String {
    format!("table-{}", index + 1)
}

fn row_anchor(index: usize, line: usize) -> String {
    format!("{}-row-{line}", table_anchor(index))
}

/// The row of the first cell concerned, or else the table.
fn anchor_of(results: &Reproduction, finding: &Finding) -> Option<String> {
    let position = |id: &str| results.tables.iter().position(|table| table.id == id);
    let row = finding.places.iter().find_map(|place| {
        let index = position(&place.table)?;
        let shown = results.tables[index].rows.iter().any(|row| row.line == place.line);
        shown.then(|| row_anchor(index, place.line))
    });
    row.or_else(|| finding.table.as_deref().and_then(position).map(table_anchor))
}

/// A DOI without the address of its resolver.
fn bare_doi(doi: &str) -> String {
    let doi = doi.trim();
    let prefixes = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
    prefixes.iter().find_map(|prefix| doi.strip_prefix(prefix)).unwrap_or(doi).trim().to_string()
}

fn page_table(results: &Reproduction, marks: &Marks, index: usize, table: &TableResult) -> PageTable {
    let title = match &table.caption {
        Some(caption) => format!("{}. {caption}", table.label),
        None => table.label.clone(),
    };
    let cell = |line: usize, column: usize, text: &String| {
        let place = CellPlace { table: table.id.clone(), line, column };
        let about = marks.get(&place).map_or(&[][..], Vec::as_slice);
        PageCell {
            text: text.clone(),
            severity: about.first().map_or("", |i| wording::severity(results.findings[*i].severity)),
            marks: about.iter().map(|i| i + 1).collect(),
        }
    };
    let rows = table.rows.iter().map(|row| {
        let result = row.row.and_then(|i| results.rows.get(i));
        let cells = row.cells.iter().enumerate().map(|(column, text)| cell(row.line, column, text)).collect();
        let (sign, verdict) = result.map_or(("", ""), |result| wording::verdict(result.verdict));
        PageRow {
            anchor: row_anchor(index, row.line),
            name: row.cells.first().map(|text| text.trim().to_string()).unwrap_or_default(),
            indent: row.indent,
            cells,
            recomputed: result.map(wording::recomputed).unwrap_or_default(),
            p: result.and_then(wording::recomputed_p),
            sign,
            verdict: if sign.is_empty() { "" } else { verdict },
            tests: result.map(tests).unwrap_or_default(),
            notes: result.map(notes).unwrap_or_default(),
        }
    });
    PageTable {
        anchor: table_anchor(index),
        label: table.label.clone(),
        title,
        headers: table.columns.iter().map(|column| column.header.clone()).collect(),
        rows: rows.collect(),
        footnotes: table.footnotes.clone(),
    }
}

fn tests(row: &RowResult) -> Vec<PageTest> {
    let describe = |test: &crate::results::reproduction::Candidate| {
        let variant = test.variant.as_ref().map(|variant| format!(", {variant}")).unwrap_or_default();
        let range = if test.p_high - test.p_low > 1e-9 {
            format!(" [{} to {}]", wording::p(test.p_low, None), wording::p(test.p_high, None))
        } else {
            String::new()
        };
        PageTest {
            name: format!("{}{}{variant}", wording::method(test.method), side(test.method)),
            p: format!("{}{range}", wording::p(test.p, test.log10_p)),
            matches: test.matches || test.matches_within_rounding,
        }
    };
    row.candidates.iter().map(describe).collect()
}

/// Which side a one-sided test looks at, from its identifier.
fn side(method: &str) -> &'static str {
    match method.rsplit('_').next() {
        Some("less") => " (less)",
        Some("greater") => " (greater)",
        _ => "",
    }
}

/// A kind of row for people.
fn kind(id: &str) -> &str {
    match id {
        "mean_sd" => "mean ± SD",
        "mean_se" => "mean ± SE",
        "median_iqr" => "median (interquartile range)",
        "median_q1q3" => "median [quartiles]",
        "median_range" => "median (range)",
        other => other,
    }
}

fn notes(row: &RowResult) -> Vec<String> {
    let mut all = vec![format!("Read as {}: {}.", kind(row.kind), row.kind_evidence.join("; "))];
    if let Some(other) = row.kind_alternative {
        all.push(format!("It could also be {}.", kind(other)));
    }
    all.extend(row.notes.iter().cloned());
    if let Some(chance) = row.chance.filter(|_| row.verdict == Verdict::OtherTest) {
        all.push(format!("Chance that some other test matches a P without connection: {chance:.2}."));
    }
    all.extend(row.repairs.iter().map(|repair| format!("Repair: {}.", repair.change)));
    all
}
