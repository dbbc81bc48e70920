//! Which method is meant, and its answer.

use retrocohort::analysis::calculation::{Calculation, Data, calculate, question};
use retrocohort::analysis::convention::Question;
use retrocohort::analysis::{Alternative, METHODS, Method, method};
use retrocohort::study::Convention;
use retrocohort::{Error, ErrorCode, Result};

use super::Arguments;
use super::given::{Given, Wanted};
use super::input::Input;

/// An answer with its input.
pub struct Answered {
    /// The input as the method read it.
    pub input: Input,
    /// The answer.
    pub calculation: Calculation,
    /// Why this method, when something other than its name chose it.
    pub because: Option<String>,
}

/// Names for the question instead of a test: the convention answers it by a test.
const QUESTIONS: [(&str, Question, Wanted); 9] = [
    ("t", Question::Means, Wanted::Means),
    ("t_test", Question::Means, Wanted::Means),
    ("means", Question::Means, Wanted::Means),
    ("ranks", Question::Ranks, Wanted::Ordered),
    ("mann_whitney", Question::Ranks, Wanted::Ordered),
    ("wilcoxon", Question::Ranks, Wanted::Ordered),
    ("chi2", Question::Counts, Wanted::Counts),
    ("chi_square", Question::Counts, Wanted::Counts),
    ("counts", Question::Counts, Wanted::Counts),
];

/// Finds the method and runs it.
pub fn answer(arguments: &Arguments, convention: Option<Convention>, given: &Given) -> Result<Answered> {
    let name = arguments.method.trim().to_lowercase().replace(['-', ' '], "_");
    let asked = QUESTIONS.iter().find(|(id, ..)| *id == name).map(|(_, question, wanted)| (*question, *wanted));
    // The rank-sum test is one test with and without corrections: a convention says which.
    let ranks = (name == "rank_sum" && convention.is_some()).then_some((Question::Ranks, Wanted::Ordered));
    if let Some((question, wanted)) = asked.or(ranks) {
        return by_convention(arguments, convention.unwrap_or_default(), question, wanted, given);
    }
    if let Some(found) = method(&name) {
        return by_method(found, arguments, given, None);
    }
    let family: Vec<&Method> =
        METHODS.iter().filter(|method| method.id.starts_with(&format!("{name}_"))).copied().collect();
    let mut first = None;
    for found in &family {
        let because = (family.len() > 1).then(|| format!("the first of the tests named {name} that the data admit"));
        match by_method(found, arguments, given, because) {
            Ok(answered) => return Ok(answered),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.unwrap_or_else(|| unknown(&arguments.method, &name)))
}

fn by_convention(
    arguments: &Arguments,
    convention: Convention,
    question: Question,
    wanted: Wanted,
    given: &Given,
) -> Result<Answered> {
    let input = given.read(wanted, arguments)?;
    let under = input.data.under(convention, question).ok_or_else(|| {
        Error::new(ErrorCode::Usage, "the test does not compute from such data").expected(wanted.words())
    })?;
    let found = method(under.chosen.method).ok_or_else(|| {
        Error::new(ErrorCode::Internal, "a convention names a test that there is not").found(under.chosen.method)
    })?;
    compute(found, input, arguments, Some(format!("{convention}: {}", under.because)))
}

fn by_method(
    found: &'static Method,
    arguments: &Arguments,
    given: &Given,
    because: Option<String>,
) -> Result<Answered> {
    let input = given.read(Wanted::of(found), arguments)?;
    compute(found, input, arguments, because)
}

fn compute(found: &'static Method, given: Input, arguments: &Arguments, because: Option<String>) -> Result<Answered> {
    let input = Input { data: given.data.supposing(found), ..given };
    if input.data.run(found, Alternative::TwoSided).is_none() {
        return Err(not_such_data(found, &input));
    }
    let alternative = arguments.alternative.alternative();
    if alternative != Alternative::TwoSided && !found.one_sided {
        return Err(Error::new(ErrorCode::Usage, format!("{} has no one-sided form", found.name))
            .hint("leave out --alternative"));
    }
    match calculate(found, &input.data, alternative, arguments.conf) {
        Ok(calculation) => Ok(Answered { input, calculation, because }),
        Err(error) => {
            let possible: Vec<&str> = input
                .data
                .every_test()
                .iter()
                .filter(|answer| answer.result.is_ok())
                .map(|answer| answer.method)
                .collect();
            let fault = Error::new(ErrorCode::Usage, format!("{}: {error}", found.name));
            let fault = match &input.file {
                Some(file) => fault.file(file),
                None => fault,
            };
            Err(if possible.is_empty() {
                fault.hint("no test can be computed from these data")
            } else {
                fault.hint(format!("these data admit: {}", possible.join(", ")))
            })
        }
    }
}

/// The shape of the data is not the method's.
fn not_such_data(found: &Method, input: &Input) -> Error {
    let fault = Error::new(ErrorCode::Usage, format!("{} does not compute from such data", found.name));
    let two_by_two =
        |fault: Error| fault.expected(if found.two_by_two_only { "a 2x2 table" } else { Wanted::of(found).words() });
    match &input.data {
        Data::Counts(table) | Data::Ordered(table) | Data::Pairs(table) => {
            two_by_two(fault.found(format!("a {}x{} table", table.rows(), table.columns())))
        }
        Data::Strata(tables) => two_by_two(fault.found(format!("{} tables", tables.len()))),
        Data::Values(_) => fault
            .found("values, whose distances are unknown to scores of levels")
            .expected("levels: --table, or a file with --levels"),
        Data::Sample { .. } => fault.found("a distribution that the test supposes nothing of").expected("--null MEAN"),
        Data::Means(_) | Data::OneMean { .. } => {
            fault.found("means without the values").expected(Wanted::of(found).words())
        }
        Data::Proportions { .. } => fault.found("counts of categories").expected(Wanted::of(found).words()),
    }
}

/// The convention's word on a method that was named, where it would have chosen another.
pub fn other_choice(answered: &Answered, convention: Convention) -> Option<String> {
    let under = answered.input.data.under(convention, question(answered.calculation.method)?)?;
    let chosen = under.chosen.method;
    let printed = under.beside.iter().any(|answer| answer.method == answered.calculation.method.id);
    (chosen != answered.calculation.method.id).then(|| {
        let beside = if printed { " and prints this test beside it" } else { "" };
        format!("unless told otherwise, {convention} takes {chosen}{beside} (P {})", under.printed())
    })
}

/// Similarity above which a name is offered for a misspelt one.
const SIMILAR: f64 = 0.8;

fn unknown(text: &str, name: &str) -> Error {
    let names = METHODS.iter().map(|method| method.id).chain(QUESTIONS.iter().map(|(id, ..)| *id));
    let mut near: Vec<(f64, &str)> = names.map(|id| (strsim::jaro_winkler(id, name), id)).collect();
    near.retain(|(similarity, _)| *similarity > SIMILAR);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let names: Vec<&str> = near.iter().take(5).map(|(_, id)| *id).collect();
    let fault = Error::new(ErrorCode::Usage, "there is no such test")
        .found(text)
        .hint("retrocohort list methods shows all; t, ranks and chi2 leave the choice to the convention");
    if names.is_empty() { fault } else { fault.expected(format!("perhaps {}", names.join(", "))) }
}
