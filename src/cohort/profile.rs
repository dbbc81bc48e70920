//! What one look at a column finds, in constant memory: the evidence from which its kind is inferred.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use polars::prelude::{Column as Series, PlHashMap as HashMap, PlHashSet as HashSet, PolarsResult};

use super::cells::{self, Cell, FewCells, Storage};
use super::date::DATE_FORMATS;
use super::kept::Kept;
use super::marks::Ambiguity;
use super::missing::{SENTINELS, mark, sentinel};
use super::number::{infinite, leading_zero, number};
use crate::error::Result;

/// Different values beyond which a column has no levels.
pub(super) const MOST_LEVELS: usize = 100;

/// The evidence.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    /// How cells are stored.
    pub storage: Storage,
    /// Whether text has a decimal comma.
    pub comma: bool,
    /// Rows seen.
    pub rows: u64,
    /// Empty cells, nulls and cells that are not a number.
    pub blank: u64,
    /// Words that mean a missing value, as written, and how often.
    pub marks: BTreeMap<String, u64>,
    /// Cells that are finite numbers.
    pub numbers: u64,
    /// Cells that are neither missing nor numbers.
    pub texts: u64,
    /// The first of them: row from 0, and cell.
    pub first_text: Option<(usize, String)>,
    /// The first infinite number: row from 0.
    pub first_infinite: Option<usize>,
    /// Whether all numbers are whole.
    pub whole: bool,
    /// Smallest and largest number that is no sentinel, and how many there are.
    pub range: Option<(f64, f64)>,
    /// How many of those numbers there are.
    pub ordinary: u64,
    /// How often each of [`SENTINELS`] occurs.
    pub sentinels: [u64; SENTINELS.len()],
    /// Different cells; `None` when there are more than [`MOST_LEVELS`].
    levels: Option<HashMap<String, Seen>>,
    /// The same for numbers, by their bits.
    pub values: Option<HashMap<u64, u64>>,
    /// Whether the decimal mark could be that of thousands.
    pub ambiguity: Ambiguity,
    /// A code with leading zeros.
    pub leading_zero: Option<String>,
    /// Cells that are dates, by format.
    pub dates: [u64; DATE_FORMATS.len()],
    /// Hashes of the different values; `None` when many occur more than once.
    distinct: Option<HashSet<u64>>,
    /// Whether every number is the one before plus one.
    pub consecutive: bool,
    last: Option<f64>,
    /// Whether a further number with a fraction can change nothing but range and counts.
    measured: bool,
    /// Most characters in a cell.
    pub longest: usize,
    /// The cells, as far as they stay in memory.
    pub kept: Kept,
}

impl Profile {
    pub(super) fn new(kind: &polars::prelude::DataType, comma: bool) -> Profile {
        Profile {
            storage: Storage::of(kind),
            comma,
            rows: 0,
            blank: 0,
            marks: BTreeMap::new(),
            numbers: 0,
            texts: 0,
            first_text: None,
            first_infinite: None,
            whole: true,
            range: None,
            ordinary: 0,
            sentinels: [0; SENTINELS.len()],
            levels: Some(HashMap::default()),
            values: Some(HashMap::default()),
            ambiguity: Ambiguity::default(),
            leading_zero: None,
            dates: [0; DATE_FORMATS.len()],
            distinct: Some(HashSet::default()),
            consecutive: true,
            last: None,
            measured: false,
            longest: 0,
            kept: Kept::default(),
        }
    }

    /// Cells that are not missing.
    pub(super) fn known(&self) -> u64 {
        self.numbers + self.texts
    }

    /// Different texts that are no words for missing values, and how often; `None` when there are too many.
    pub(super) fn levels(&self) -> Option<BTreeMap<&str, u64>> {
        let levels = self.levels.as_ref()?.iter().filter(|(cell, _)| !self.marks.contains_key(*cell));
        Some(levels.map(|(cell, seen)| (cell.as_str(), seen.n)).collect())
    }

    /// Different values, where there are few.
    pub(super) fn different(&self) -> Option<u64> {
        self.levels()
            .filter(|levels| !levels.is_empty())
            .map(|levels| levels.len() as u64)
            .or(self.values.as_ref().map(|values| values.len() as u64))
    }

    /// Different values, where most values occur once.
    pub(super) fn distinct(&self) -> Option<u64> {
        self.distinct.as_ref().map(|values| values.len() as u64)
    }

    /// Looks at the next cells of the column.
    ///
    /// # Errors
    /// None of its own; a type that polars cannot cast.
    pub(super) fn look(&mut self, column: &Series) -> PolarsResult<Result<()>> {
        let start = self.rows as usize;
        let looked = match cells::few_texts(column) {
            Some(few) => {
                self.few(&few, start);
                Ok(Ok(()))
            }
            None => self.each(column, start),
        };
        self.settle();
        self.thin();
        if self.first_infinite.is_some() {
            // Its row is named when the cells are read again.
            self.kept.give_up();
        }
        looked
    }

    /// Looks at few different cells, each as often as it occurs.
    fn few<'a>(&mut self, few: &FewCells<impl Copy + Into<Cell<'a>>>, start: usize) {
        self.kept.few(few, self.comma);
        for (code, (cell, n)) in few.cells.iter().zip(few.counts()).enumerate() {
            self.rows += n;
            match cell.map_or(Cell::Null, Into::into) {
                Cell::Null | Cell::Text("") => self.blank += n,
                Cell::Number(value) => self.number(value, start + few.first(code), n),
                Cell::Text(text) => {
                    self.text(text, start + few.first(code), n);
                }
            }
        }
    }

    /// Looks at cells one by one. Numbers, and texts that write them, are kept.
    fn each(&mut self, column: &Series, start: usize) -> PolarsResult<Result<()>> {
        if self.values.is_some()
            && self.storage == Storage::Numbers
            && let Some(few) = cells::few_numbers(column)?
        {
            self.few(&few, start);
            return Ok(Ok(()));
        }
        let mut kept = std::mem::take(&mut self.kept);
        let mut numbers = match self.storage {
            Storage::Numbers => kept.numbers(false, self.comma),
            Storage::Text => kept.numbers(true, self.comma),
            Storage::Dates | Storage::Other => None,
        };
        let mut cast = None;
        let looked = cells::visit(column, &mut cast, |i, cell| {
            self.rows += 1;
            let value = match cell {
                Cell::Number(value) => {
                    self.number(value, start + i, 1);
                    value
                }
                Cell::Text(text) if self.storage == Storage::Text && !text.is_empty() => self.text(text, start + i, 1),
                Cell::Text(_) if self.storage != Storage::Text => {
                    self.texts += 1;
                    f64::NAN
                }
                Cell::Null | Cell::Text(_) => {
                    self.blank += 1;
                    f64::NAN
                }
            };
            if let Some(numbers) = &mut numbers {
                numbers.push(value);
            }
            Ok(())
        });
        if numbers.is_none() || self.texts > 0 {
            kept.give_up();
        }
        self.kept = kept;
        looked
    }

    /// Looks at a number that occurs `n` times.
    fn number(&mut self, value: f64, row: usize, n: u64) {
        if value.is_nan() {
            self.blank += n;
            return;
        }
        if value.is_infinite() {
            self.first_infinite.get_or_insert(row);
            return;
        }
        let value = value + 0.0;
        self.numbers += n;
        // No number beyond 2^63 has a fraction, and none is a sentinel.
        let whole = value as i64 as f64 == value || value.abs() > 9e18;
        if !whole && self.measured {
            self.extend(value, n);
            return;
        }
        self.whole &= whole;
        match sentinel(value) {
            Some(i) => self.sentinels[i] += n,
            None => self.extend(value, n),
        }
        count(&mut self.values, value.to_bits(), n);
        self.consecutive &= n == 1 && self.last.is_none_or(|last| value == last + 1.0);
        self.last = Some(value);
        if self.whole {
            self.remember(value.to_bits());
        } else {
            // What is measured in fractions identifies nobody.
            self.distinct = None;
        }
        self.measured = !self.whole && self.values.is_none() && !self.consecutive;
    }

    /// Adds a number that is no sentinel.
    fn extend(&mut self, value: f64, n: u64) {
        let (low, high) = self.range.unwrap_or((value, value));
        self.range = Some((low.min(value), high.max(value)));
        self.ordinary += n;
    }

    /// Looks at a cell that occurs `n` times from now on, and gives its number, if it writes one. One that was seen
    /// before is only counted until the batch is through.
    fn text(&mut self, cell: &str, row: usize, n: u64) -> f64 {
        let Some(levels) = &mut self.levels else { return self.meaning(cell, row, n) };
        if let Some(seen) = levels.get_mut(cell) {
            seen.n += n;
            return seen.value;
        }
        let value = self.meaning(cell, row, 1);
        let Some(levels) = &mut self.levels else { return value };
        levels.insert(cell.to_string(), Seen { n, counted: 1, value });
        if levels.len() > MOST_LEVELS {
            self.settle();
            self.levels = None;
        }
        value
    }

    /// Counts what was seen again since the last time.
    fn settle(&mut self) {
        let Some(mut levels) = self.levels.take() else { return };
        for (cell, seen) in levels.iter_mut().filter(|(_, seen)| seen.n > seen.counted) {
            self.consecutive = false;
            self.meaning(cell, 0, seen.n - seen.counted);
            seen.counted = seen.n;
        }
        self.levels = Some(levels);
    }

    /// What a cell that occurs `n` times means; its number, if it writes one.
    fn meaning(&mut self, cell: &str, row: usize, n: u64) -> f64 {
        if mark(cell) {
            *self.marks.entry(cell.to_string()).or_default() += n;
            return f64::NAN;
        }
        if self.longest < cell.len() {
            self.longest = cell.chars().count().max(self.longest);
        }
        if leading_zero(cell) && self.leading_zero.is_none() {
            self.leading_zero = Some(cell.to_string());
        }
        if let Some(value) = number(cell, self.comma) {
            self.ambiguity.look(cell, value, row);
            self.number(value, row, n);
            return value;
        }
        if infinite(cell) {
            // Among numbers it is an error when they are read, and makes no text of them.
            self.first_infinite.get_or_insert(row);
            return f64::NAN;
        }
        self.texts += n;
        if self.first_text.is_none() {
            self.first_text = Some((row, cell.to_string()));
        }
        if cell.len() >= 8 && cell.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            for (count, format) in self.dates.iter_mut().zip(DATE_FORMATS) {
                *count += if format.days(cell).is_some() { n } else { 0 };
            }
        }
        let mut hasher = DefaultHasher::new();
        cell.hash(&mut hasher);
        self.remember(hasher.finish());
        f64::NAN
    }

    fn remember(&mut self, hash: u64) {
        if let Some(values) = &mut self.distinct {
            values.insert(hash);
        }
    }

    /// Gives up what cannot lead anywhere any more.
    fn thin(&mut self) {
        let known = self.known();
        if known > 1000 && self.distinct().is_some_and(|distinct| distinct * 2 < known) {
            self.distinct = None;
        }
    }
}

/// A text that was seen.
#[derive(Debug, Clone)]
struct Seen {
    /// How often.
    n: u64,
    /// How often it is counted already in what the profile says.
    counted: u64,
    /// Its number, if it writes one.
    value: f64,
}

/// Counts a number unless there are too many different ones already.
fn count(counts: &mut Option<HashMap<u64, u64>>, key: u64, n: u64) {
    let Some(map) = counts else { return };
    *map.entry(key).or_default() += n;
    if map.len() > MOST_LEVELS {
        *counts = None;
    }
}
