//! `retrocohort test`: one test as a calculator.

mod columns;
mod given;
mod input;
mod records;
mod resolve;
mod text;

use clap::ValueEnum;
use retrocohort::analysis::Alternative;
use retrocohort::study::Convention;
use retrocohort::{Error, ErrorCode, Result};

use self::columns::Columns;
use self::given::Given;
use super::console;
use super::options::between_0_and_1;

/// Arguments of `test`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Test, as in `retrocohort list methods` (with - or _); t, ranks or chi2 for the one that the convention takes
    method: String,
    /// Counts (A B C D: with and without the property in group 1, then in group 2), or a file
    #[arg(value_name = "COUNTS|FILE", allow_negative_numbers = true)]
    input: Vec<String>,
    /// Mean, standard deviation and size of a group; once a group
    #[arg(long, value_name = "MEAN,SD,N", allow_hyphen_values = true)]
    group: Vec<String>,
    /// Values of a group; once a group; NA where one is missing
    #[arg(long, value_name = "X,Y,...", allow_hyphen_values = true)]
    values: Vec<String>,
    /// Counts: one row a level, one column a group; once a stratum
    #[arg(long, value_name = "'A B; C D'")]
    table: Vec<String>,
    /// Column of the file that holds the values
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Column of the file that holds the groups
    #[arg(long, value_name = "COLUMN", requires = "value")]
    by: Option<String>,
    /// Column of the file that holds the second value of a pair
    #[arg(long, value_name = "COLUMN", requires = "value", conflicts_with = "by")]
    with: Option<String>,
    /// Column of the file that holds the strata
    #[arg(long, value_name = "COLUMN", requires = "by")]
    stratum: Option<String>,
    /// Levels of the column of values in their order, the others left out
    #[arg(long, value_name = "A,B,...", value_delimiter = ',', requires = "value")]
    levels: Vec<String>,
    /// Groups in the order in which they are compared, the others left out
    #[arg(long, value_name = "A,B,...", value_delimiter = ',', requires = "by")]
    groups: Vec<String>,
    /// What is supposed of one sample: its centre, or normal, normal:MEAN,SD, uniform:LOW,HIGH, exponential:MEAN
    #[arg(long, value_name = "NULL", allow_hyphen_values = true)]
    null: Option<String>,
    /// Proportions supposed of counts, or what they are in proportion to; equal unless given
    #[arg(long, value_name = "P,Q,...")]
    expected: Option<String>,
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
  retrocohort test ks --values 1.1,2.3,2.9 --values 3.3,4.4,6.9
  retrocohort test ks-one-sample --values 0.1,0.4,0.7 --null uniform:0,1
  retrocohort test paired-t pressure.csv --value before --with after
  retrocohort test mcnemar 10 5 3 12
  retrocohort test cochran-mantel-haenszel --table '2 5; 8 4' --table '6 9; 12 5'
  retrocohort test chi2-goodness-of-fit 315 101 108 32 --expected 9,3,3,1
  retrocohort test chi2 30 12 18 25 --convention r --json";

/// Alternative hypotheses.
#[derive(Clone, Copy, ValueEnum)]
enum Side {
    /// Any
    TwoSided,
    /// Group 1 below group 2, the sample below its null; odds ratio A·D / (B·C) below 1
    Less,
    /// Group 1 above group 2, the sample above its null; odds ratio above 1
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
    between_0_and_1("the confidence level", arguments.conf).map_err(|error| error.hint("0.95 for 95 %"))?;
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

/// The data as they were given.
fn given(arguments: &Arguments) -> Result<Given> {
    let usage = |message: &str| {
        Error::new(ErrorCode::Usage, message).hint("retrocohort test --help shows an example of every form")
    };
    let forms = [
        ("counts or a file", !arguments.input.is_empty()),
        ("--group", !arguments.group.is_empty()),
        ("--values", !arguments.values.is_empty()),
        ("--table", !arguments.table.is_empty()),
    ];
    let used: Vec<&str> = forms.iter().filter(|(_, used)| *used).map(|(name, _)| *name).collect();
    let one = "counts, a file with --value, --table, --group or --values";
    if used.is_empty() {
        return Err(usage("there is nothing to test").expected(one));
    }
    if used.len() > 1 {
        return Err(usage("the data are given twice").found(used.join(" and ")).expected(format!("one of {one}")));
    }
    if let Some(value) = &arguments.value {
        let [file] = arguments.input.as_slice() else {
            return Err(usage("columns are of one file")
                .found(if arguments.input.is_empty() { used.join("") } else { arguments.input.join(" ") })
                .expected("one file name before the options"));
        };
        let named = |column: &Option<String>| column.clone();
        let names = columns::Names {
            value: value.clone(),
            by: named(&arguments.by),
            with: named(&arguments.with),
            stratum: named(&arguments.stratum),
        };
        return Columns::read(file, names).map(Given::Columns);
    }
    let numbered = |texts: &[String]| texts.iter().cloned().enumerate().collect::<Vec<_>>();
    match arguments.input.as_slice() {
        [] => {}
        [file] if file.parse::<u64>().is_err() => {
            let fault = usage("columns of the file must be named").found(file);
            return Err(fault.expected("--value COLUMN, with --by COLUMN for groups or --with COLUMN for pairs"));
        }
        counts => return input::counts(counts).map(Given::Counts),
    }
    if !arguments.table.is_empty() {
        return arguments.table.iter().map(|text| input::table(text)).collect::<Result<_>>().map(Given::Tables);
    }
    if !arguments.group.is_empty() {
        let groups = numbered(&arguments.group).into_iter().map(|(index, text)| input::moments(&text, index + 1));
        return groups.collect::<Result<_>>().map(Given::Groups);
    }
    let groups = numbered(&arguments.values).into_iter().map(|(index, text)| input::values(&text, index + 1));
    groups.collect::<Result<_>>().map(Given::Values)
}
