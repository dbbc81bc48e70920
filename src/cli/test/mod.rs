//! `retrocohort test`: one test as a calculator.

mod columns;
mod input;
mod records;
mod resolve;
mod text;

use clap::ValueEnum;
use retrocohort::analysis::Alternative;
use retrocohort::study::Convention;
use retrocohort::summary::Moments;
use retrocohort::{Error, ErrorCode, Result};

use self::columns::Columns;
use self::input::Input;
use super::console;

/// Arguments of `test`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Test, as in `retrocohort list methods` (with - or _); t, ranks or chi2 for the one that the convention takes
    method: String,
    /// Four counts A B C D (with and without the property in group 1, then in group 2), or a file
    #[arg(value_name = "COUNTS|FILE", allow_negative_numbers = true)]
    input: Vec<String>,
    /// Mean, standard deviation and size of a group; once a group
    #[arg(long, value_name = "MEAN,SD,N", allow_hyphen_values = true)]
    group: Vec<String>,
    /// Values of a group; once a group
    #[arg(long, value_name = "X,Y,...", allow_hyphen_values = true)]
    values: Vec<String>,
    /// Counts: one row a level, one column a group
    #[arg(long, value_name = "'A B; C D'")]
    table: Option<String>,
    /// Column of the file that holds the values
    #[arg(long, value_name = "COLUMN", requires = "by")]
    value: Option<String>,
    /// Column of the file that holds the groups
    #[arg(long, value_name = "COLUMN", requires = "value")]
    by: Option<String>,
    /// Levels of the column of values in their order, the others left out
    #[arg(long, value_name = "A,B,...", value_delimiter = ',', requires = "value")]
    levels: Vec<String>,
    /// Groups in the order in which they are compared, the others left out
    #[arg(long, value_name = "A,B,...", value_delimiter = ',', requires = "by")]
    groups: Vec<String>,
    /// Which deviation from the null hypothesis counts
    #[arg(long, value_enum, default_value_t = Side::TwoSided)]
    alternative: Side,
    /// Confidence level of effect sizes
    #[arg(long, value_name = "LEVEL", default_value_t = 0.95)]
    conf: f64,
    /// Program whose defaults are followed, as in `retrocohort list conventions`
    #[arg(long, value_name = "NAME")]
    convention: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Examples, as `--help` shows them.
const EXAMPLES: &str = "\
Examples:
  retrocohort test welch-t --group 56.6,10.7,8 --group 64.5,8.0,16
  retrocohort test fisher 7 1 12 4
  retrocohort test freeman-halton --table '8 12; 0 2; 0 2'
  retrocohort test rank-sum --values 1.1,2.3,2.9 --values 3.3,4.4,6.9
  retrocohort test rank-sum lactate.csv --value lactate --by died
  retrocohort test chi2 30 12 18 25 --convention r --json";

/// Alternative hypotheses.
#[derive(Clone, Copy, ValueEnum)]
enum Side {
    /// Any
    TwoSided,
    /// Group 1 below group 2; odds ratio A·D / (B·C) below 1
    Less,
    /// Group 1 above group 2; odds ratio above 1
    Greater,
}

impl Side {
    fn alternative(self) -> Alternative {
        match self {
            Side::TwoSided => Alternative::TwoSided,
            Side::Less => Alternative::Less,
            Side::Greater => Alternative::Greater,
        }
    }
}

/// Runs `test`.
pub fn run(arguments: &Arguments) -> Result<u8> {
    if !(arguments.conf > 0.0 && arguments.conf < 1.0) {
        return Err(Error::new(ErrorCode::Usage, "the confidence level is a number between 0 and 1")
            .found(arguments.conf.to_string())
            .hint("0.95 for 95 %"));
    }
    let convention = arguments.convention.as_deref().map(str::parse::<Convention>).transpose()?;
    let given = given(arguments)?;
    let answer = resolve::answer(arguments, convention, &given)?;
    let record = records::calculation(&answer, arguments.alternative.alternative(), arguments.conf, convention);
    let output = if arguments.json {
        let json = serde_json::to_string_pretty(&record)
            .map_err(|error| Error::new(ErrorCode::Internal, format!("the results are no JSON: {error}")))?;
        format!("{json}\n")
    } else {
        text::render(&record)
    };
    console::print(output.as_bytes())?;
    Ok(0)
}

/// What was given, before a method says how it is to be read.
pub enum Given {
    /// Counts.
    Table(retrocohort::summary::ContingencyTable),
    /// Means.
    Groups(Vec<Moments>),
    /// Values, and how many are missing in every group.
    Values(Vec<Vec<f64>>, Vec<u64>),
    /// Columns of a file.
    Columns(Columns),
}

fn given(arguments: &Arguments) -> Result<Given> {
    let usage = |message: &str| {
        Error::new(ErrorCode::Usage, message).hint("retrocohort test --help shows an example of every form")
    };
    let forms = [
        ("counts or a file", !arguments.input.is_empty()),
        ("--group", !arguments.group.is_empty()),
        ("--values", !arguments.values.is_empty()),
        ("--table", arguments.table.is_some()),
    ];
    let used: Vec<&str> = forms.iter().filter(|(_, used)| *used).map(|(name, _)| *name).collect();
    let one = "four counts, a file with --value and --by, --table, --group or --values";
    if used.is_empty() {
        return Err(usage("there is nothing to test").expected(one));
    }
    if used.len() > 1 {
        return Err(usage("the data are given twice").found(used.join(" and ")).expected(format!("one of {one}")));
    }
    if let Some(text) = &arguments.table {
        return no_columns(arguments).and_then(|()| input::table(text)).map(Given::Table);
    }
    if !arguments.group.is_empty() {
        no_columns(arguments)?;
        let groups = arguments.group.iter().enumerate().map(|(index, text)| input::moments(text, index + 1));
        return groups.collect::<Result<_>>().map(Given::Groups);
    }
    if !arguments.values.is_empty() {
        no_columns(arguments)?;
        let groups = arguments.values.iter().enumerate().map(|(index, text)| input::values(text, index + 1));
        let (values, missing) = groups.collect::<Result<Vec<_>>>()?.into_iter().unzip();
        return Ok(Given::Values(values, missing));
    }
    match (arguments.input.as_slice(), &arguments.value, &arguments.by) {
        ([file], Some(value), Some(by)) => Columns::read(file, value, by).map(Given::Columns),
        ([file], ..) if file.parse::<u64>().is_err() => {
            Err(usage("two columns of the file must be named").found(file).expected("--value COLUMN --by COLUMN"))
        }
        (_, Some(_), _) => {
            Err(usage("columns are of one file").found(arguments.input.join(" ")).expected("one file name"))
        }
        (counts, ..) => input::four_counts(counts).map(Given::Table),
    }
}

fn no_columns(arguments: &Arguments) -> Result<()> {
    match &arguments.value {
        Some(value) => Err(Error::new(ErrorCode::Usage, "columns are of a file, and none is given").found(value)),
        None => Ok(()),
    }
}

impl Given {
    /// The input as a method with such data reads it.
    fn read(&self, wanted: resolve::Wanted, levels: &[String], groups: &[String]) -> Result<Input> {
        use resolve::Wanted;
        use retrocohort::analysis::calculation::Data;
        let mismatch = |found: &str| {
            Error::new(ErrorCode::Usage, "the test does not compute from such data")
                .found(found)
                .expected(wanted.words())
        };
        match (self, wanted) {
            (Given::Table(table), Wanted::Counts) => Ok(Input::typed(Data::Counts(table.clone()), Vec::new())),
            (Given::Table(table), Wanted::Ordered) => Ok(Input::typed(Data::Ordered(table.clone()), Vec::new())),
            (Given::Table(_), _) => Err(mismatch("counts")),
            (Given::Groups(means), Wanted::Means) => Ok(Input::typed(Data::Means(means.clone()), Vec::new())),
            (Given::Groups(_), _) => Err(mismatch("means")),
            (Given::Values(..), Wanted::Counts) => Err(mismatch("values")),
            (Given::Values(values, missing), _) => {
                Ok(Input::typed(Data::Values(input::value_counts(values)?), missing.clone()))
            }
            (Given::Columns(columns), _) => columns.input(wanted.scale(), levels, groups),
        }
    }
}
