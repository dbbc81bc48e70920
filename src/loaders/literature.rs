//! Published series in `study.toml`, or in a file of their own: read and checked.

use std::ops::Range;

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::error::{Error, ErrorCode, Result};
use crate::study::{Group, Literature, Outcome, PrintedRate, PublishedSeries, SeriesFigures};

/// One `[[literature]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSeries {
    label: Spanned<String>,
    citation: Option<String>,
    doi: Option<String>,
    year: Option<Spanned<i64>>,
    note: Option<String>,
    events: Option<Spanned<i64>>,
    n: Option<Spanned<i64>>,
    rate: Option<Spanned<Value>>,
}

/// `[outcome]`: the study's own figures.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileOutcome {
    label: String,
    events: Spanned<Value>,
    n: Spanned<Value>,
}

/// A file that holds published series and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pool_literature: Option<Spanned<String>>,
    #[serde(default)]
    literature: Vec<FileSeries>,
}

/// Reads a file of published series (`[[literature]]` as in `study.toml`), and whether it asks for them to be pooled.
///
/// # Errors
/// Text that is no TOML or has unknown keys, no series, and figures that cannot be.
pub fn parse_literature(text: &str, file: &str) -> Result<(Vec<PublishedSeries>, bool)> {
    let reader = Reader { text, file };
    let parsed: File = toml::from_str(text).map_err(|error| reader.syntax(&error, "docs/audit.md shows every key"))?;
    if parsed.literature.is_empty() {
        return Err(reader.fault("the file names no published series", None).expected("at least one [[literature]]"));
    }
    Ok((reader.series(parsed.literature)?, reader.pool(parsed.pool_literature)?))
}

/// Text with the name of its file, so that errors name the line.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) file: &'a str,
}

impl Reader<'_> {
    /// What `study.toml` declares about published series; `None` where there are none.
    pub(super) fn literature(
        &self,
        outcome: Option<Spanned<FileOutcome>>,
        series: Vec<FileSeries>,
        pool: Option<Spanned<String>>,
        groups: &[Group],
    ) -> Result<Option<Literature>> {
        match (outcome, series.first()) {
            (None, None) => match pool {
                None => Ok(None),
                Some(pool) => Err(self.lonely(&pool.span(), "pool_literature", "no published series to pool")),
            },
            (Some(outcome), None) => {
                Err(self.lonely(&outcome.span(), "[outcome]", "no published series to hold it against"))
            }
            (None, Some(series)) => Err(self
                .fault("published series need the study's own figures", Some(&series.label.span()))
                .variable(series.label.get_ref().clone())
                .expected("[outcome] with label, events and n")),
            (Some(outcome), Some(_)) => Ok(Some(Literature {
                outcome: self.outcome(outcome, groups)?,
                series: self.series(series)?,
                pool: self.pool(pool)?,
            })),
        }
    }

    /// An error of TOML itself.
    pub(super) fn syntax(&self, error: &toml::de::Error, hint: &str) -> Error {
        let name = if self.file.ends_with("study.toml") { "study.toml" } else { "the file" };
        self.fault(&format!("{name} cannot be read: {}", error.message()), error.span().as_ref()).hint(hint)
    }

    fn fault(&self, message: &str, place: Option<&Range<usize>>) -> Error {
        let fault = Error::new(ErrorCode::Study, message).file(self.file);
        let line =
            |place: &Range<usize>| self.text.get(..place.start).map_or(1, |before| before.matches('\n').count() + 1);
        match place {
            Some(place) => fault.row(line(place)),
            None => fault,
        }
    }

    fn lonely(&self, place: &Range<usize>, found: &str, why: &str) -> Error {
        let expected = "at least one [[literature]] with label and figures";
        self.fault(&format!("there is {why}"), Some(place)).found(found).expected(expected)
    }

    fn pool(&self, pool: Option<Spanned<String>>) -> Result<bool> {
        match pool {
            Some(pool) if pool.get_ref() != "random-effects" => Err(self
                .fault("there is no such way to pool", Some(&pool.span()))
                .found(pool.get_ref().clone())
                .expected("\"random-effects\"")),
            pool => Ok(pool.is_some()),
        }
    }

    /// The study's figures: numbers, or the sizes of declared groups.
    fn outcome(&self, outcome: Spanned<FileOutcome>, groups: &[Group]) -> Result<Outcome> {
        let outcome = outcome.into_inner();
        let size = |key: &str, value: &Spanned<Value>| {
            let fault = |message: &str| self.fault(message, Some(&value.span())).variable(outcome.label.clone());
            match value.get_ref() {
                Value::Integer(number) => self.count(key, &outcome.label, *number, &value.span()),
                Value::String(id) => {
                    let group = groups.iter().find(|group| group.id == *id).ok_or_else(|| {
                        let known: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
                        fault("there is no [[group]] with this id").found(id).expected(known.join(", "))
                    })?;
                    group.n.ok_or_else(|| fault("the group declares no n").found(id).expected("n in its [[group]]"))
                }
                other => Err(fault(&format!("{key} of the outcome is no count"))
                    .found(other.to_string())
                    .expected("a whole number, or the id of a group")),
            }
        };
        let (events, n) = (size("events", &outcome.events)?, size("n", &outcome.n)?);
        self.proportion(&outcome.label, (events, &outcome.events.span()), (n, &outcome.n.span()))?;
        Ok(Outcome { label: outcome.label, events, n })
    }

    fn count(&self, key: &str, label: &str, number: i64, place: &Range<usize>) -> Result<u64> {
        u64::try_from(number).map_err(|_| {
            self.fault(&format!("{key} is no count of patients"), Some(place))
                .variable(label)
                .found(number.to_string())
                .expected("a whole number, 0 or more")
        })
    }

    /// Some of all, who are not nobody.
    fn proportion(&self, label: &str, events: (u64, &Range<usize>), n: (u64, &Range<usize>)) -> Result<()> {
        if n.0 == 0 {
            return Err(self
                .fault("there are no patients", Some(n.1))
                .variable(label)
                .found("0")
                .expected("n above 0"));
        }
        if events.0 > n.0 {
            return Err(self
                .fault("more patients have the outcome than there are", Some(events.1))
                .variable(label)
                .found(format!("{} of {}", events.0, n.0))
                .expected("events not above n"));
        }
        Ok(())
    }

    fn series(&self, entries: Vec<FileSeries>) -> Result<Vec<PublishedSeries>> {
        let mut all: Vec<PublishedSeries> = Vec::new();
        for entry in entries {
            let (label, place) = (entry.label.get_ref().trim().to_string(), entry.label.span());
            if label.is_empty() || all.iter().any(|other| other.label == label) {
                let fault = self.fault("two series have one label, or one has none", Some(&place)).found(label);
                return Err(fault.expected("a label of its own for each [[literature]]"));
            }
            let figures = self.figures(&entry)?;
            let year = entry.year.map(|year| self.year(&label, &year)).transpose()?;
            let (citation, doi, note) = (entry.citation, entry.doi, entry.note);
            all.push(PublishedSeries { label, citation, doi, year, note, figures });
        }
        Ok(all)
    }

    fn year(&self, label: &str, year: &Spanned<i64>) -> Result<i32> {
        let sound = i32::try_from(*year.get_ref()).ok().filter(|year| (1000..3000).contains(year));
        sound.ok_or_else(|| {
            let fault = self.fault("there is no such year", Some(&year.span())).variable(label);
            fault.found(year.get_ref().to_string()).expected("a year, as 2010")
        })
    }

    /// What a series reports: counts, a rate with or without n, or a range of rates.
    fn figures(&self, entry: &FileSeries) -> Result<SeriesFigures> {
        let label = entry.label.get_ref();
        let fault = |message: &str, place: &Range<usize>| self.fault(message, Some(place)).variable(label);
        let either = "either events and n, or rate, or rate and n, or a range of rates";
        let n =
            entry.n.as_ref().map(|n| Ok((self.count("n", label, *n.get_ref(), &n.span())?, n.span()))).transpose()?;
        match (&entry.events, &entry.rate, n) {
            (Some(events), None, Some((n, place))) => {
                let count = self.count("events", label, *events.get_ref(), &events.span())?;
                self.proportion(label, (count, &events.span()), (n, &place))?;
                Ok(SeriesFigures::Counts { events: count, n })
            }
            (Some(events), Some(_), _) => {
                Err(fault("the series says twice how many", &events.span()).found("events and rate").expected(either))
            }
            (Some(events), None, None) => Err(fault("the series has no n", &events.span()).expected(either)),
            (None, None, _) => Err(fault("the series reports nothing", &entry.label.span()).expected(either)),
            (None, Some(rate), n) => match (self.rates(label, rate)?, n) {
                ((rate, None), None) => Ok(SeriesFigures::Rate(rate)),
                ((low, Some(high)), None) => Ok(SeriesFigures::Range(low, high)),
                ((_, Some(_)), Some((_, place))) => Err(fault("a range of rates has no single count", &place)
                    .found("a range and n")
                    .expected("one [[literature]] for each part of the series, with its own rate and n")),
                ((printed, None), Some((n, place))) => {
                    self.proportion(label, (0, &place), (n, &place))?;
                    if printed.counts(n).is_none() {
                        let nearest = printed.nearest_count(n);
                        let share = 100.0 * nearest as f64 / n as f64;
                        return Err(fault("no count of these patients prints as the rate", &rate.span())
                            .found(format!("{printed} % of {n}"))
                            .expected(format!("a rate of {n} patients; the nearest is {nearest}, {share:.4} %")));
                    }
                    Ok(SeriesFigures::RateOf { rate: printed, n })
                }
            },
        }
    }

    /// One rate, or the two ends of a range.
    fn rates(&self, label: &str, rate: &Spanned<Value>) -> Result<(PrintedRate, Option<PrintedRate>)> {
        let written = self.text.get(rate.span()).unwrap_or_default();
        let fault = |found: String| {
            self.fault("this is no rate in per cent", Some(&rate.span()))
                .variable(label)
                .found(found)
                .expected("a number from 0 to 100, as 30.1, or two of them, the lower first, as [41, 45]")
        };
        let read = |value: &Value, written: Option<&str>| {
            let text = match value {
                // As written, so that 28.0 keeps its decimal.
                Value::Integer(_) | Value::Float(_) => written.map_or_else(|| value.to_string(), str::to_string),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            PrintedRate::read(&text).ok_or_else(|| fault(text))
        };
        match rate.get_ref() {
            Value::Array(ends) => match ends.as_slice() {
                [low, high] => {
                    let (low, high) = (read(low, None)?, read(high, None)?);
                    if low < high { Ok((low, Some(high))) } else { Err(fault(written.to_string())) }
                }
                _ => Err(fault(written.to_string())),
            },
            single => Ok((read(single, Some(written))?, None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(entry: &str) -> Result<SeriesFigures> {
        let text = format!("[[literature]]\nlabel = \"Lan 2010\"\n{entry}\n");
        parse_literature(&text, "series.toml").map(|(series, _)| series[0].figures)
    }

    #[test]
    fn counts_rates_and_ranges() {
        assert_eq!(series("events = 183\nn = 607"), Ok(SeriesFigures::Counts { events: 183, n: 607 }));
        let rate = |text| PrintedRate::read(text).unwrap();
        assert_eq!(series("rate = 28.0"), Ok(SeriesFigures::Rate(rate("28.0"))));
        assert_eq!(series("rate = \"28.0 %\""), Ok(SeriesFigures::Rate(rate("28.0"))));
        assert_eq!(series("rate = 30.1\nn = 607"), Ok(SeriesFigures::RateOf { rate: rate("30.1"), n: 607 }));
        assert_eq!(series("rate = [41, 45]"), Ok(SeriesFigures::Range(rate("41"), rate("45"))));
        let (all, pool) = parse_literature(
            "pool_literature = \"random-effects\"\n[[literature]]\nlabel = \"A\"\nyear = 2010\nevents = 0\nn = 3\n",
            "series.toml",
        )
        .unwrap();
        assert_eq!((all.len(), all[0].year, pool), (1, Some(2010), true));
    }

    #[test]
    fn contradictions_name_line_found_and_expected() {
        for (entry, line, found) in [
            ("events = 9\nn = 8", 3, Some("9 of 8")),
            ("events = -1\nn = 8", 3, Some("-1")),
            ("events = 0\nn = 0", 4, Some("0")),
            ("events = 3", 3, None),
            ("n = 3", 2, None),
            ("events = 3\nn = 10\nrate = 30", 3, Some("events and rate")),
            ("rate = 101", 3, Some("101")),
            ("rate = -1", 3, Some("-1")),
            ("rate = nan", 3, Some("nan")),
            ("rate = [45, 41]", 3, Some("[45, 41]")),
            ("rate = [41]", 3, Some("[41]")),
            ("rate = [41, 45]\nn = 325", 4, Some("a range and n")),
            ("rate = 30.1\nn = 10", 3, Some("30.1 % of 10")),
            ("rate = 30\nyear = 20100", 4, Some("20100")),
        ] {
            let fault = series(entry).unwrap_err();
            assert_eq!((fault.place.row, fault.found.as_deref()), (Some(line), found), "{entry}: {fault}");
            assert!(fault.expected.is_some() && fault.place.file.as_deref() == Some("series.toml"), "{entry}: {fault}");
        }
        assert_eq!(series("rate = 30\nauthor = \"x\"").unwrap_err().place.row, Some(4));
        let twice = "[[literature]]\nlabel = \"A\"\nrate = 1\n[[literature]]\nlabel = \"A\"\nrate = 2\n";
        assert_eq!(parse_literature(twice, "series.toml").unwrap_err().place.row, Some(5));
        let pool = "pool_literature = \"fixed\"\n[[literature]]\nlabel = \"A\"\nrate = 1\n";
        assert_eq!(parse_literature(pool, "series.toml").unwrap_err().found.as_deref(), Some("fixed"));
        assert!(parse_literature("", "series.toml").is_err());
    }
}
