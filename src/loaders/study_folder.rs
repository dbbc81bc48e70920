//! `study.toml`: what is declared about a study, read, checked and joined with its tables.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::literature::{FileOutcome, FileSeries, Reader};
use crate::error::{Error, ErrorCode, Result};
use crate::study::{
    Group, Inputs, KindDeclaration, Period, PrintedTable, StatedMethods, Statement, Study, TableDeclaration,
    VariableDeclaration,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Option<String>,
    citation: Option<String>,
    doi: Option<String>,
    source: Option<String>,
    alpha: Option<f64>,
    period: Option<FilePeriod>,
    #[serde(default)]
    methods: FileMethods,
    #[serde(default)]
    group: Vec<FileGroup>,
    #[serde(default)]
    table: Vec<FileTable>,
    #[serde(default)]
    variable: Vec<FileVariable>,
    #[serde(default)]
    statement: Vec<FileStatement>,
    outcome: Option<Spanned<FileOutcome>>,
    #[serde(default)]
    literature: Vec<FileSeries>,
    pool_literature: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePeriod {
    from: String,
    to: String,
    stated: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct FileMethods {
    software: Option<String>,
    text: Option<String>,
    categorical: Vec<String>,
    continuous: Vec<String>,
    rank: Vec<String>,
    sides: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileGroup {
    id: String,
    label: String,
    n: Option<u64>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    parts: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTable {
    id: String,
    label: Option<String>,
    caption: Option<String>,
    file: String,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    footnotes: Vec<String>,
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileVariable {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    kind: Option<String>,
    integer: Option<bool>,
    unit: Option<String>,
    #[serde(default)]
    tables: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileStatement {
    text: String,
    variable: String,
    #[serde(default)]
    values: toml::Table,
    unit: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    ranges: BTreeMap<String, String>,
    p: Option<String>,
    table: Option<String>,
}

/// Names of kinds in `study.toml` and on the command line.
const KINDS: [(&str, KindDeclaration); 7] = [
    ("count", KindDeclaration::Count),
    ("counts", KindDeclaration::Counts),
    ("mean_sd", KindDeclaration::MeanSd),
    ("mean_se", KindDeclaration::MeanSe),
    ("median_iqr", KindDeclaration::MedianIqr),
    ("median_q1q3", KindDeclaration::MedianQuartiles),
    ("median_range", KindDeclaration::MedianRange),
];

impl std::str::FromStr for KindDeclaration {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind).ok_or_else(|| {
            let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
            Error::new(ErrorCode::Usage, "no such kind of summary").found(name).expected(names.join(", "))
        })
    }
}

/// Reads the text of a `study.toml`; `read_table` fetches the tables of a file named in it.
///
/// # Errors
/// Text that is no TOML or has unknown keys, references to groups or tables that are not declared, files outside the
/// folder, and whatever `read_table` refuses.
pub fn parse_study(
    text: &str,
    file: &str,
    id: &str,
    read_table: &mut dyn FnMut(&str) -> Result<Vec<PrintedTable>>,
) -> Result<Study> {
    let reader = Reader { text, file };
    let parsed: File =
        toml::from_str(text).map_err(|error| reader.syntax(&error, "docs/study-folder.md shows every key"))?;
    let checker = Checker { file };
    let groups: Vec<Group> = parsed
        .group
        .into_iter()
        .map(|group| Group {
            id: group.id,
            label: group.label,
            n: group.n,
            aliases: group.aliases,
            partitions: group.parts,
        })
        .collect();
    checker.unique("group", groups.iter().map(|group| group.id.as_str()))?;
    let known = |id: &str| checker.known("group", id, groups.iter().map(|group| group.id.as_str()));
    for part in groups.iter().flat_map(|group| group.partitions.iter().flatten()) {
        known(part)?;
    }
    if parsed.table.is_empty() {
        return Err(checker.fault("study.toml names no table").expected("at least one [[table]] with id and file"));
    }
    let mut tables = Vec::new();
    let mut table_declarations = Vec::new();
    checker.unique("table", parsed.table.iter().map(|table| table.id.as_str()))?;
    for table in parsed.table {
        checker.inside(&table.file)?;
        for column in &table.columns {
            known(column)?;
        }
        let label = table.label.unwrap_or_else(|| table.id.clone());
        let kind = checker.kind(table.kind.as_deref())?;
        let found = read_table(&table.file)?;
        let several = found.len() > 1;
        for (i, mut printed) in found.into_iter().enumerate() {
            let suffix = if several { format!("-{}", i + 1) } else { String::new() };
            printed.id = format!("{}{suffix}", table.id);
            printed.label = format!("{label}{suffix}");
            printed.caption = table.caption.clone().or(printed.caption);
            printed.footnotes.extend(table.footnotes.iter().cloned());
            table_declarations.push(TableDeclaration {
                id: printed.id.clone(),
                label: printed.label.clone(),
                caption: printed.caption.clone(),
                file: table.file.clone(),
                columns: table.columns.clone(),
                footnotes: table.footnotes.clone(),
                kind,
            });
            tables.push(printed);
        }
    }
    let mut variables = Vec::new();
    for variable in parsed.variable {
        for table in &variable.tables {
            checker.known("table", table, tables.iter().map(|table| table.id.as_str()))?;
        }
        variables.push(VariableDeclaration {
            kind: checker.kind(variable.kind.as_deref())?,
            name: variable.name,
            aliases: variable.aliases,
            integer: variable.integer,
            unit: variable.unit,
            tables: variable.tables,
        });
    }
    let mut statements = Vec::new();
    for statement in parsed.statement {
        let mut values = Vec::new();
        for (group, value) in &statement.values {
            known(group)?;
            let text = value.as_str().ok_or_else(|| {
                checker
                    .fault("a value of a statement is no text")
                    .variable(statement.variable.clone())
                    .found(value.to_string())
                    .expected("the cell in quotes, as in \"41.0 ± 12.2\"")
            })?;
            values.push((group.clone(), text.to_string()));
        }
        for group in statement.ranges.keys() {
            known(group)?;
        }
        if let Some(table) = &statement.table {
            checker.known("table", table, tables.iter().map(|table| table.id.as_str()))?;
        }
        statements.push(Statement {
            text: statement.text,
            variable: statement.variable,
            values,
            unit: statement.unit,
            kind: checker.kind(statement.kind.as_deref())?,
            ranges: statement.ranges.into_iter().collect(),
            p: statement.p,
            table: statement.table,
        });
    }
    let alpha = parsed.alpha;
    if alpha.is_some_and(|alpha| !(alpha > 0.0 && alpha < 1.0)) {
        return Err(checker.fault("alpha is no level of significance").expected("a number between 0 and 1, as 0.05"));
    }
    if parsed.methods.sides.is_some_and(|sides| sides != 1 && sides != 2) {
        return Err(checker.fault("sides of the tests").expected("1 or 2"));
    }
    let period = parsed.period.map(|period| checker.period(period)).transpose()?;
    let literature = reader.literature(parsed.outcome, parsed.literature, parsed.pool_literature, &groups)?;
    Ok(Study {
        id: id.to_string(),
        title: parsed.title,
        citation: parsed.citation,
        doi: parsed.doi,
        source: parsed.source,
        groups,
        period,
        methods: StatedMethods {
            software: parsed.methods.software,
            text: parsed.methods.text,
            categorical: parsed.methods.categorical,
            continuous: parsed.methods.continuous,
            rank: parsed.methods.rank,
            alpha,
            sides: parsed.methods.sides,
        },
        variables,
        table_declarations,
        statements,
        literature,
        tables,
        inputs: Inputs::default(),
    })
}

/// Checks what TOML cannot.
struct Checker<'a> {
    file: &'a str,
}

impl Checker<'_> {
    fn fault(&self, message: &str) -> Error {
        Error::new(ErrorCode::Study, message).file(self.file)
    }

    fn unique<'b>(&self, what: &str, ids: impl Iterator<Item = &'b str>) -> Result<()> {
        let mut seen = std::collections::BTreeSet::new();
        for id in ids {
            if !seen.insert(id) {
                return Err(self.fault(&format!("two entries [[{what}]] have one id")).found(id));
            }
        }
        Ok(())
    }

    fn known<'b>(&self, what: &str, id: &str, mut ids: impl Iterator<Item = &'b str> + Clone) -> Result<()> {
        if ids.clone().any(|known| known == id) {
            return Ok(());
        }
        let all: Vec<&str> = ids.by_ref().collect();
        Err(self.fault(&format!("there is no [[{what}]] with this id")).found(id).expected(all.join(", ")))
    }

    fn kind(&self, name: Option<&str>) -> Result<Option<KindDeclaration>> {
        name.map(|name| name.parse().map_err(|error: Error| error.file(self.file))).transpose()
    }

    /// A table file must lie in the study folder.
    fn inside(&self, file: &str) -> Result<()> {
        let path = std::path::Path::new(file);
        let inside = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if inside && !file.contains("://") {
            return Ok(());
        }
        Err(self.fault("a table file must lie in the study folder").found(file))
    }

    fn period(&self, period: FilePeriod) -> Result<Period> {
        let month = |text: &str| {
            let (year, month) = text.split_once('-')?;
            let month: u32 = month.parse().ok()?;
            Some((year.parse::<i32>().ok()?, month)).filter(|_| (1..=12).contains(&month))
        };
        let read = |text: &str| {
            month(text).ok_or_else(|| {
                self.fault("the period has no such month").found(text).expected("year-month, as 2004-01")
            })
        };
        Ok(Period { from: read(&period.from)?, to: read(&period.to)?, stated: period.stated })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Study> {
        parse_study(text, "study.toml", "example", &mut |file| {
            Ok(vec![PrintedTable {
                id: "x".into(),
                label: "x".into(),
                caption: None,
                file: file.into(),
                sheet: None,
                rows: vec![],
                footnotes: vec![],
            }])
        })
    }

    #[test]
    fn references_are_checked() {
        let table = "[[table]]\nid = \"t\"\nfile = \"t.csv\"\n";
        assert!(parse(table).is_ok());
        let fault = parse(&format!("{table}columns = [\"nobody\"]")).unwrap_err();
        assert_eq!(fault.found.as_deref(), Some("nobody"));
        let fault = parse("[[table]]\nid = \"t\"\nfile = \"../t.csv\"\n").unwrap_err();
        assert_eq!(fault.found.as_deref(), Some("../t.csv"));
        let fault = parse(&format!("titel = \"x\"\n{table}")).unwrap_err();
        assert_eq!((fault.code, fault.place.row), (ErrorCode::Study, Some(1)));
        assert!(parse("").is_err());
        assert!(parse(&format!("{table}kind = \"mean\"")).is_err());
    }

    #[test]
    fn published_series_need_the_studys_own_figures() {
        let table = "[[table]]\nid = \"t\"\nfile = \"t.csv\"\n[[group]]\nid = \"all\"\nlabel = \"All\"\nn = 24\n";
        let series = "[[literature]]\nlabel = \"A\"\nrate = 15\n";
        let outcome = |events: &str, n: &str| format!("[outcome]\nlabel = \"Survival\"\nevents = {events}\nn = {n}\n");
        let read = |parts: &[&str]| parse(&parts.concat());
        let study = read(&[table, series, &outcome("8", "\"all\"")]).unwrap();
        let literature = study.literature.unwrap();
        assert_eq!((literature.outcome.events, literature.outcome.n, literature.pool), (8, 24, false));
        for (fault, found) in [
            (read(&[table, series]), None),
            (read(&[table, &outcome("8", "24")]), Some("[outcome]")),
            (read(&["pool_literature = \"random-effects\"\n", table]), Some("pool_literature")),
            (read(&[table, series, &outcome("8", "\"nobody\"")]), Some("nobody")),
            (read(&[table, series, &outcome("25", "\"all\"")]), Some("25 of 24")),
            (read(&[table, series, &outcome("0.5", "24")]), Some("0.5")),
        ] {
            let fault = fault.unwrap_err();
            assert_eq!(fault.found.as_deref(), found, "{fault}");
            assert!(fault.place.row.is_some() && fault.expected.is_some(), "{fault}");
        }
        let sizeless = table.replace("n = 24\n", "");
        assert_eq!(read(&[&sizeless, series, &outcome("8", "\"all\"")]).unwrap_err().found.as_deref(), Some("all"));
    }

    #[test]
    fn values_keep_their_order() {
        let study = parse(
            "[[group]]\nid = \"b\"\nlabel = \"B\"\n[[group]]\nid = \"a\"\nlabel = \"A\"\n\
             [[table]]\nid = \"t\"\nfile = \"t.csv\"\n\
             [[statement]]\ntext = \"x\"\nvariable = \"x\"\nvalues = { b = \"1 ± 2\", a = \"3 ± 4\" }\n",
        )
        .unwrap();
        assert_eq!(study.statements[0].values[0].0, "b");
    }
}
