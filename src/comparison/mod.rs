//! Comparison of groups of patients: summaries in, the rows of a Table 1 with tests, effects and decisions out.

mod decision;
mod describe;
mod effects;
mod extremes;
mod normality;
mod paired;
mod strata;
mod testing;

pub use crate::analysis::adjust::Adjustment;
pub use effects::effect_record;
pub use strata::add_strata;
pub use testing::test_record;

use crate::analysis::adjust::adjust;
use crate::analysis::select::{Choice, Policy};
use crate::results::comparison::{
    Comparison, Decimals, EffectRecord, FlowStep, GroupLevel, GroupSummary, Grouping, Input, Pairs, SCHEMA, TestRecord,
    VariableResult, Warning,
};
use crate::summary::{CohortSummary, GroupingSummary, PairedSummary, QuantileType, VariableData, VariableSummary};
use testing::Prepared;

/// A variable in all groups together, and the decimals with which it is printed.
pub fn describe_all(variable: &VariableSummary, quantiles: QuantileType) -> (GroupSummary, Decimals) {
    (describe::overall(variable, quantiles), describe::decimals(variable, quantiles))
}

/// Works through variables, one after another or side by side, and gives the results in their order.
pub type Each = fn(&[VariableSummary], &(dyn Fn(&VariableSummary) -> VariableResult + Sync)) -> Vec<VariableResult>;

/// How to compare.
#[derive(Clone)]
pub struct Options {
    /// Title for readers.
    pub title: String,
    /// What was read.
    pub input: Input,
    /// Patients left after each criterion.
    pub flow: Vec<FlowStep>,
    /// Chooses the test of each variable.
    pub policy: Policy,
    /// Confidence level of every interval, between 0 and 1.
    pub level: f64,
    /// Level of significance that decides whether a conclusion changes.
    pub alpha: f64,
    /// Rule of quantiles.
    pub quantiles: QuantileType,
    /// Adjustment of P for the number of variables.
    pub adjustment: Option<Adjustment>,
    /// Whether every test that the data admit is computed.
    pub all_tests: bool,
    /// Whether missing values are a level of their own, in the tests too.
    pub missing_as_level: bool,
    /// The pairs within which two groups are compared, of the same rows; `None` for groups of unrelated patients.
    pub pairs: Option<PairedSummary>,
    /// Warnings from the reading of the data.
    pub warnings: Vec<Warning>,
    /// How the variables are worked through; this room knows no threads.
    pub each: Each,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            title: String::new(),
            input: Input::default(),
            flow: Vec::new(),
            policy: Policy::default(),
            level: 0.95,
            alpha: 0.05,
            quantiles: QuantileType::Type7,
            adjustment: None,
            all_tests: false,
            missing_as_level: false,
            pairs: None,
            warnings: Vec::new(),
            each: |variables, one| variables.iter().map(one).collect(),
        }
    }
}

/// Compares the groups of a cohort, variable by variable.
///
/// Missing values enter no test (unless `missing_as_level`); they are counted per group. A test that cannot be computed
/// is a record that says why. Linear in the distinct values of every variable but for exact tests, which have their own
/// limits.
pub fn compare(cohort: &CohortSummary, options: &Options) -> Comparison {
    let one = |one: &VariableSummary| variable(one, &cohort.grouping.levels, options);
    of_variables(&cohort.grouping, (options.each)(&cohort.variables, &one), options)
}

/// The comparison of groups of which every variable was compared already.
pub fn of_variables(grouping: &GroupingSummary, mut variables: Vec<VariableResult>, options: &Options) -> Comparison {
    if let Some(adjustment) = options.adjustment {
        adjusted(&mut variables, adjustment);
    }
    let mut warnings = options.warnings.clone();
    warnings.extend(grouping_warnings(grouping));
    warnings.extend(options.pairs.iter().flat_map(paired::warnings));
    let levels = grouping.levels.iter().zip(&grouping.sizes);
    Comparison {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        title: options.title.clone(),
        input: options.input.clone(),
        grouping: Grouping {
            variable: grouping.variable.clone(),
            label: grouping.label.clone(),
            levels: levels.map(|(label, n)| GroupLevel { label: label.clone(), n: *n }).collect(),
            missing: grouping.missing,
            paired_by: options.pairs.as_ref().map(|pairs| pairs.variable.clone()),
            pairs: options.pairs.as_ref().map(|pairs| pairs.pairs),
        },
        policy: options.policy.id(),
        level: options.level,
        alpha: options.alpha,
        quantiles: match options.quantiles {
            QuantileType::Type2 => "type 2",
            QuantileType::Type6 => "type 6",
            QuantileType::Type7 => "type 7",
        },
        adjustment: options.adjustment.map(Adjustment::id),
        flow: options.flow.clone(),
        variables,
        strata: Vec::new(),
        across_strata: Vec::new(),
        warnings,
    }
}

/// Which test was chosen, and what tests and effects say.
#[derive(Default)]
struct Answer {
    choice: Choice,
    tests: Vec<TestRecord>,
    effects: Vec<EffectRecord>,
    pairs: Option<Pairs>,
    notes: Vec<String>,
}

/// The answer of groups of unrelated patients.
fn unpaired(variable: &VariableSummary, prepared: &Prepared<'_>, labels: &[String], options: &Options) -> Answer {
    let choice = options.policy.choose(variable);
    Answer {
        tests: testing::tests(prepared, &choice, options.all_tests),
        effects: effects::effects(prepared, labels, &choice, options.level),
        choice,
        ..Answer::default()
    }
}

/// Compares groups of these names in one variable; its P is not adjusted.
pub fn variable(variable: &VariableSummary, labels: &[String], options: &Options) -> VariableResult {
    let with_missing = options.missing_as_level.then(|| variable.with_missing_level()).flatten();
    let variable = with_missing.as_ref().unwrap_or(variable);
    let prepared = Prepared::new(variable);
    let Answer { choice, tests, effects, pairs, notes } = match &options.pairs {
        Some(pairs) => paired::answer(variable, pairs, labels, options.policy, (options.level, options.all_tests)),
        None => unpaired(variable, &prepared, labels, options),
    };
    VariableResult {
        name: variable.name.clone(),
        label: without_unit(variable),
        unit: variable.unit.clone(),
        kind: variable.kind,
        description: describe::description(variable, choice.median),
        decimals: describe::decimals(variable, options.quantiles),
        groups: labels
            .iter()
            .enumerate()
            .map(|(group, label)| describe::group(variable, group, label, options.quantiles, options.level))
            .collect(),
        overall: describe::overall(variable, options.quantiles),
        effects,
        smd: effects::largest_smd(&prepared),
        gap: describe::largest_gap(variable),
        p_adjusted: None,
        normality: normality::tests(variable, labels),
        decision: decision::decision(&choice, &tests, options.alpha),
        pairs,
        notes: variable
            .notes
            .iter()
            .cloned()
            .chain(far_off(variable))
            .chain(testing::scores(&prepared, &tests))
            .chain(notes)
            .collect(),
        tests,
    }
}

/// What is said of values far from all others.
pub fn far_off(variable: &VariableSummary) -> Option<String> {
    match &variable.data {
        VariableData::Values(values) => extremes::note(values),
        VariableData::Levels { .. } => None,
    }
}

/// The name for readers; a unit that it repeats in brackets stands once.
fn without_unit(variable: &VariableSummary) -> String {
    let bare = variable.unit.as_ref().and_then(|unit| variable.label.strip_suffix(&format!("({unit})")));
    bare.map(str::trim_end).filter(|bare| !bare.is_empty()).unwrap_or(&variable.label).to_string()
}

/// Adjusts the P values of the chosen tests, one family of all variables; a test without a result is not counted.
fn adjusted(variables: &mut [VariableResult], adjustment: Adjustment) {
    let primary = |variable: &VariableResult| variable.tests.iter().find(|test| test.primary).and_then(|test| test.p);
    let p: Vec<Option<f64>> = variables.iter().map(primary).collect();
    // Every P is a probability and the number of tests is theirs, so that nothing can be refused.
    for (variable, p) in variables.iter_mut().zip(adjust(&p, adjustment, None).unwrap_or_default()) {
        variable.p_adjusted = p;
    }
}

/// Groups in which nobody, or one patient, is.
fn grouping_warnings(grouping: &GroupingSummary) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (label, n) in grouping.levels.iter().zip(&grouping.sizes) {
        if *n == 0 {
            let message = format!("no patient is in the group “{label}”; nothing can be compared with it");
            warnings.push(Warning { code: "empty_group", variable: Some(grouping.variable.clone()), message });
        }
    }
    if grouping.missing > 0 {
        let message = match grouping.missing {
            1 => "the group of 1 patient is missing; this patient is in no column of the table".to_string(),
            many => format!("the group of {many} patients is missing; they are in no column of the table"),
        };
        warnings.push(Warning { code: "group_missing", variable: Some(grouping.variable.clone()), message });
    }
    warnings
}
