//! `retrocohort reconstruct`: synthetic patient rows that print a study's tables again.

use std::path::PathBuf;

use retrocohort::reproduction::reconstruction::{self, ColumnKind, LeftOut, Options, Reconstruction, SyntheticColumn};
use retrocohort::reproduction::row_data::is_missing_level;
use retrocohort::study::Study;
use retrocohort::summary::QuantileType;
use retrocohort::{Error, ErrorCode, Result, loaders};

use super::{console, options, single_file};

/// Arguments of `reconstruct`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A folder with a study.toml, that file, or one table (.csv, .tsv, .xlsx, .md, .html)
    study: PathBuf,
    /// Seed of the random numbers: the same seed gives the same rows
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// File of the rows [default: <study>-synthetic.csv]; a dictionary (.toml) and notes (.md) are written beside it
    #[arg(long, short, value_name = "FILE.csv")]
    out: Option<PathBuf>,
    /// Rule of quartiles after Hyndman and Fan: 2 (SAS), 6 (SPSS) or 7 (R) [default: that of the software that the study
    /// names, else 7]
    #[arg(long, value_name = "TYPE")]
    quantiles: Option<u8>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
The patients are invented: they agree with the printed cells and with nothing else. Relations between variables are not
those of the study's patients.

Examples:
  retrocohort reconstruct my-study --seed 1 -o synthetic.csv
  retrocohort compare synthetic.csv --by group --quantiles 6";

/// Runs `reconstruct`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let quantiles = arguments.quantiles.map(options::quantiles).transpose()?;
    let study = loaders::load(&arguments.study)?;
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}-synthetic.csv", study.id)));
    if out.extension().is_none_or(|extension| extension != "csv") {
        return Err(Error::new(ErrorCode::Usage, "the rows are written as CSV")
            .found(out.display().to_string())
            .expected("a name that ends with .csv"));
    }
    let (dictionary, notes) = (out.with_extension("toml"), out.with_extension("md"));
    single_file::may_be_replaced(&out, &format!("{MARK},"))?;
    single_file::may_be_replaced(&dictionary, COMMENT)?;
    single_file::may_be_replaced(&notes, HEADING)?;
    let rows = reconstruction::reconstruct(&study, &Options { seed: arguments.seed, quantiles })?;
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    single_file::write(&notes, notes_text(&study, &rows, arguments.seed, &name).as_bytes())?;
    single_file::write(&dictionary, dictionary_text(&rows).as_bytes())?;
    single_file::write(&out, &csv_bytes(&rows)?)?;
    for left in rows.left_out.iter().filter(|_| !arguments.quiet) {
        console::note(&format!("left out: {}", sentence(left)));
    }
    if !arguments.quiet {
        let count = rows.columns.iter().filter(|column| !matches!(column.kind, ColumnKind::Grouping(_))).count();
        let answer = format!(
            "{} synthetic patients, {count} variables; {} printed cells agree, {} are left out\n{}\n{}\n{}\n",
            rows.patients,
            rows.kept.len(),
            rows.left_out.len(),
            out.display(),
            dictionary.display(),
            notes.display()
        );
        console::print(answer.as_bytes())?;
    }
    Ok(0)
}

/// Name of the column that marks every row.
const MARK: &str = "synthetic";
/// How the dictionary begins.
const COMMENT: &str = "# Dictionary of synthetic rows";
/// How the notes begin.
const HEADING: &str = "# Synthetic patients";

fn csv_bytes(rows: &Reconstruction) -> Result<Vec<u8>> {
    let failed = |error: csv::Error| Error::new(ErrorCode::Internal, format!("CSV cannot be written: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = rows.columns.iter().map(|column| column.name.as_str());
    writer.write_record([MARK, "patient"].into_iter().chain(names)).map_err(failed)?;
    let width = rows.patients.to_string().len();
    for patient in 0..rows.patients {
        let cells = rows.columns.iter().map(|column| column.text(patient));
        let first = ["yes".to_string(), format!("S{:0>width$}", patient + 1)];
        writer.write_record(first.into_iter().chain(cells)).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Error::new(ErrorCode::Internal, format!("CSV cannot be written: {error}")))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

/// The dictionary, as `describe --dictionary` reads it.
fn dictionary_text(rows: &Reconstruction) -> String {
    let mut text = format!("{COMMENT}: no patient is behind them.\n");
    for (name, kind) in [(MARK, "excluded"), ("patient", "identifier")] {
        text += &format!("\n[[variable]]\nname = {}\nkind = \"{kind}\"\n", quoted(name));
    }
    for SyntheticColumn { name, unit, kind, .. } in &rows.columns {
        text += &format!("\n[[variable]]\nname = {}\n", quoted(name));
        if let Some(unit) = unit {
            text += &format!("unit = {}\n", quoted(unit));
        }
        match kind {
            ColumnKind::Numbers { .. } => text += "kind = \"continuous\"\n",
            ColumnKind::Grouping(levels) | ColumnKind::Levels(levels) => {
                let levels: Vec<&String> = levels.iter().filter(|level| !is_missing_level(level)).collect();
                let kind = if levels.len() == 2 { "binary" } else { "nominal" };
                let levels: Vec<String> = levels.iter().map(|level| quoted(level)).collect();
                text += &format!("kind = \"{kind}\"\nlevels = [{}]\n", levels.join(", "));
            }
        }
        text += "missing = []\n";
    }
    text
}

fn sentence(left: &LeftOut) -> String {
    let at = &left.at;
    format!("{}, {}, {}: “{}”: {}", at.table, at.variable, at.group, at.cell, left.reason)
}

fn rule(quantiles: QuantileType) -> (&'static str, u8) {
    match quantiles {
        QuantileType::Type2 => ("type 2 after Hyndman and Fan (SAS)", 2),
        QuantileType::Type6 => ("type 6 after Hyndman and Fan (SPSS)", 6),
        QuantileType::Type7 => ("type 7 after Hyndman and Fan (R)", 7),
    }
}

/// What the rows are, how they were made and what they do not print.
fn notes_text(study: &Study, rows: &Reconstruction, seed: u64, file: &str) -> String {
    let (name, number) = rule(rows.quantiles);
    // Groups in their printed order, where their names can be typed so.
    let levels = rows.columns.first().and_then(|column| match &column.kind {
        ColumnKind::Grouping(levels) => Some(levels.join(",")).filter(|_| !levels.concat().contains([',', '=', '"'])),
        _ => None,
    });
    let levels = levels.map_or_else(String::new, |levels| format!(" --levels \"{levels}\""));
    let of = study.citation.clone().or(study.title.clone()).unwrap_or_else(|| study.id.clone());
    let mut text = format!(
        "{HEADING}\n\n`{file}` holds {} patients who do not exist. They were drawn by `retrocohort reconstruct` (version {}, \
         seed {seed}) so that their counts, means, standard deviations, medians, quartiles and extremes print as the \
         tables of\n\n> {of}\n\nEvery row says `synthetic = yes`. Each variable was drawn on its own within its group: \
         relations between variables, shapes of distributions and single values are not those of any patient, and no \
         conclusion about patients can be drawn from them. Quartiles follow {name}. The rows serve to show and to test \
         `retrocohort compare`.\n\n```sh\nretrocohort compare {file} --by group{levels} --quantiles {number}\n```\n\n\
         {} printed cells agree with the rows.\n",
        rows.patients,
        env!("CARGO_PKG_VERSION"),
        rows.kept.len()
    );
    text += "\n## Columns that tell the groups\n\n";
    for column in &rows.columns {
        if let ColumnKind::Grouping(levels) = &column.kind {
            text += &format!("- `{}`: {}\n", column.name, levels.join(", "));
        }
    }
    text += "\n## Left out\n\n";
    if rows.left_out.is_empty() {
        text += "Nothing.\n";
        return text;
    }
    text += "Where the cell of a whole contradicts the cells of its parts, the parts stay; of two cells about one group \
             the first stays.\n\n| table | variable | group | printed | why |\n|---|---|---|---|---|\n";
    for LeftOut { at, reason } in &rows.left_out {
        let cells = [&at.table, &at.variable, &at.group, &at.cell, reason].map(|cell| cell.replace('|', "\\|"));
        text += &format!("| {} |\n", cells.join(" | "));
    }
    text
}
