//! Groups compared within pairs: tests of the differences, and of the pairs that differ.

use super::Answer;
use super::effects::effect_record;
use super::testing::test_record;
use crate::analysis::effect::{self, EffectEstimate};
use crate::analysis::methods::ks_spss;
use crate::analysis::select::{Choice, Policy, evidence_p};
use crate::analysis::{Alternative, Compute, METHODS, Method, NotComputable, SampleHypothesis, TestResult, method};
use crate::results::comparison::{Discordant, Pairs, TestRecord, Warning};
use crate::study::VariableKind;
use crate::summary::{ContingencyTable, PairedData, PairedSummary, PairedVariable, ValueCounts, VariableSummary};

/// Differences off zero up to which the signed ranks have their exact distribution.
const EXACT_RANKS: u64 = 1000;
/// Discordant pairs below which McNemar's test is computed by mid-P.
const FEW_DISCORDANT: u64 = 25;

const MEANS: &str = "in pairs, the mean of the differences (student1908)";
const RANKS: &str = "in pairs, the signed ranks of the differences, exact up to 1000 differences off zero \
                     (streitberg1986)";
const COUNTS: &str = "in pairs, McNemar's test, by mid-P where fewer than 25 pairs are discordant (fagerland2013)";

/// The pairs of a variable in the form that tests take.
enum Form {
    /// Differences; `true` for those between ordered levels.
    Differences(ValueCounts, bool),
    /// Two levels.
    Table(ContingencyTable),
    /// Nothing that is tested, and why.
    Other(ContingencyTable, String),
}

/// Tests and effects of a variable within pairs. A variable of which no pairs were counted has a test that says so.
pub fn answer(
    variable: &VariableSummary,
    pairs: &PairedSummary,
    labels: &[String],
    policy: Policy,
    (level, all): (f64, bool),
) -> Answer {
    let Some(found) = pairs.variable(&variable.name) else {
        let why = NotComputable::because("no pairs were counted in this variable");
        return Answer {
            choice: Choice {
                method: "paired_t",
                median: false,
                rule: MEANS.into(),
                because: why.reason.clone(),
                computed: Vec::new(),
            },
            tests: vec![test_record("paired_t", &Err(why), true)],
            ..Answer::default()
        };
    };
    let names = match &variable.data {
        crate::summary::VariableData::Levels { names, .. } => names.as_slice(),
        crate::summary::VariableData::Values(_) => &[],
    };
    let form = form(variable.kind, &found.data);
    let choice = choose(&form, variable, policy, found, names);
    let tests = tests(&form, choice.method, all);
    let contrast = match labels {
        [first, second, ..] => format!("{second} v {first}, within pairs"),
        _ => String::new(),
    };
    let of = matches!(form, Form::Table(_)).then(|| names.get(1).cloned()).flatten();
    let record = |(primary, estimate)| effect_record(&estimate, contrast.clone(), of.clone(), primary);
    let discordant = match &form {
        Form::Table(table) => Some(Discordant { first_only: table.get(1, 0), second_only: table.get(0, 1) }),
        _ => None,
    };
    Answer {
        effects: effects(&form, choice.median, level).into_iter().map(record).collect(),
        pairs: Some(Pairs { n: found.n, missing: found.missing, discordant }),
        notes: notes(&form, found, pairs, names, labels),
        choice,
        tests,
    }
}

fn form(kind: VariableKind, data: &PairedData) -> Form {
    let table = match data {
        PairedData::Differences(differences) => return Form::Differences(differences.clone(), false),
        PairedData::Levels(table) => table,
    };
    match (table.rows(), kind) {
        (2, _) => Form::Table(table.clone()),
        (0 | 1, _) => Form::Other(table.clone(), "fewer than two levels".into()),
        (_, VariableKind::Ordinal) => match differences_of_levels(table) {
            Some(differences) => Form::Differences(differences, true),
            None => Form::Other(table.clone(), "the pairs are too many to count".into()),
        },
        (levels, _) => {
            let why = format!("{levels} levels without an order have no differences, and McNemar's test is for two");
            Form::Other(table.clone(), why)
        }
    }
}

/// How often the second member is so many levels above the first.
fn differences_of_levels(table: &ContingencyTable) -> Option<ValueCounts> {
    let size = table.rows() as i64;
    let values: Vec<i64> = (1 - size..size).collect();
    let count = |difference: &i64| {
        let second = |first: i64| usize::try_from(first + difference).ok().filter(|level| *level < table.columns());
        (0..size).filter_map(|first| Some(table.get(first as usize, second(first)?))).sum::<u64>()
    };
    let counts = values.iter().map(count).collect();
    ValueCounts::new(values.iter().map(|value| *value as f64).collect(), vec![counts]).ok()
}

fn choose(form: &Form, variable: &VariableSummary, policy: Policy, pairs: &PairedVariable, names: &[String]) -> Choice {
    let n = pairs.n;
    let choice = |method, median, rule: &str, because| Choice {
        method,
        median,
        rule: rule.into(),
        because,
        computed: Vec::new(),
    };
    match form {
        Form::Table(table) => {
            let (up, down) = (table.get(0, 1), table.get(1, 0));
            let method = if up.saturating_add(down) < FEW_DISCORDANT { "mcnemar_mid_p" } else { "mcnemar" };
            let level = names.get(1).map(String::as_str).unwrap_or_default();
            let because = format!(
                "{n} pairs, {} discordant: “{level}” in the second member alone in {up}, in the first alone in {down}",
                up.saturating_add(down)
            );
            choice(method, false, COUNTS, because)
        }
        Form::Other(_, why) => choice("mcnemar", false, COUNTS, why.clone()),
        Form::Differences(differences, ordinal) => {
            let zero = differences.occurring(0).find(|(value, _)| *value == 0.0);
            let zero = zero.map_or(0, |(_, count)| count);
            let ranks = if n - zero.min(n) <= EXACT_RANKS { "signed_rank_exact" } else { "signed_rank" };
            let evidence = format!("{n} differences, {zero} of them zero");
            if *ordinal {
                return choice(ranks, true, RANKS, format!("ordered levels scored 1, 2, 3, …; {evidence}"));
            }
            let (by_ranks, evidence) = match policy {
                Policy::NormalityFirst => normality(differences, evidence),
                Policy::Convention(_) => (policy.choose(variable).median, evidence),
            };
            let (method, rule) = if by_ranks { (ranks, RANKS) } else { ("paired_t", MEANS) };
            let rule = match policy {
                Policy::NormalityFirst => {
                    format!("Kolmogorov-Smirnov test of normality of the differences at 0.05: means or ranks; {rule}")
                }
                Policy::Convention(_) if by_ranks => format!("the policy compares ranks; {rule}"),
                Policy::Convention(_) => rule.to_string(),
            };
            Choice { method, median: by_ranks, rule, because: evidence, computed: Vec::new() }
        }
    }
}

/// Whether ranks are to be compared, since the differences have not been shown to be normal.
fn normality(differences: &ValueCounts, evidence: String) -> (bool, String) {
    const ALPHA: f64 = 0.05;
    match ks_spss(differences, &SampleHypothesis::AnyNormal, Alternative::TwoSided) {
        Ok(result) => (result.p <= ALPHA, format!("{evidence}; normality of the differences {}", evidence_p(result.p))),
        Err(refused) => (true, format!("{evidence}; normality of the differences: {}", refused.reason)),
    }
}

/// The chosen test first, then the others of the same question.
fn tests(form: &Form, chosen: &'static str, all: bool) -> Vec<TestRecord> {
    if let Form::Other(table, why) = form {
        let mut records = vec![test_record(chosen, &Err(NotComputable::because(why.clone())), true)];
        if let (true, Some(Compute::Pairs(bowker))) = (all && table.rows() > 2, method(chosen).map(|m| m.compute)) {
            // Of larger tables it tests symmetry (Bowker), which is more than equal margins.
            records.push(test_record(chosen, &bowker(table, Alternative::TwoSided), false));
        }
        return records;
    }
    let beside = |id: &str| match form {
        Form::Table(_) => true,
        Form::Differences(_, true) => ["signed_rank_exact", "signed_rank"].contains(&id),
        _ => ["paired_t", "signed_rank_exact", "signed_rank"].contains(&id),
    };
    let mut records = Vec::new();
    for method in METHODS {
        let primary = method.id == chosen;
        let Some(result) = compute(form, method) else { continue };
        if primary || all || (beside(method.id) && result.is_ok()) {
            records.push(test_record(method.id, &result, primary));
        }
    }
    records.sort_by_key(|record| !record.primary);
    records
}

/// `None` when the method does not take pairs of this form.
fn compute(form: &Form, method: &Method) -> Option<Result<TestResult, NotComputable>> {
    let centre = SampleHypothesis::Centre(0.0);
    let result = match (form, method.compute) {
        (Form::Table(table), Compute::Pairs(test)) => return Some(test(table, Alternative::TwoSided)),
        (Form::Differences(differences, false), Compute::Mean(test)) if method.id == "paired_t" => {
            test(&differences.moments(0), 0.0, Alternative::TwoSided)
        }
        (Form::Differences(differences, _), Compute::Sample(test)) if method.id.starts_with("signed_rank") => {
            test(differences, &centre, Alternative::TwoSided)
        }
        _ => return None,
    };
    Some(result.map_err(|refused| NotComputable::because(format!("differences within pairs: {}", refused.reason))))
}

/// Effects that can be computed; the first of those wanted is the one that the table prints.
fn effects(form: &Form, median: bool, level: f64) -> Vec<(bool, EffectEstimate)> {
    let wanted = match form {
        Form::Differences(differences, false) => {
            let mean = effect::mean(&differences.moments(0), level).map(|mean| EffectEstimate {
                measure: "mean_difference",
                method: "mean of the differences within pairs, Student's interval",
                ..mean
            });
            let centre = effect::pseudomedian(differences, level);
            if median { vec![centre, mean] } else { vec![mean, centre] }
        }
        Form::Table(table) => {
            vec![effect::paired_risk_difference(table, level), effect::matched_odds_ratio(table, level)]
        }
        // Scores of levels are ranks: they have no unit in which a difference could be given.
        Form::Differences(_, true) | Form::Other(..) => Vec::new(),
    };
    let bounded = |estimate: &EffectEstimate| estimate.estimate.is_finite() && estimate.ci_high.is_finite();
    let of_table = wanted.into_iter().enumerate().filter_map(|(i, estimate)| Some((i == 0, estimate.ok()?)));
    of_table.filter(|(_, estimate)| bounded(estimate)).collect()
}

/// Which pairs the tests are of, and those that differ.
fn notes(
    form: &Form,
    found: &PairedVariable,
    pairs: &PairedSummary,
    names: &[String],
    labels: &[String],
) -> Vec<String> {
    let mut notes = Vec::new();
    if found.missing > 0 {
        let missing = found.missing;
        let of = pairs.pairs;
        let are = if missing == 1 { "is" } else { "are" };
        notes.push(format!("{missing} of {of} pairs {are} in no test: the value of one member or both is missing"));
    }
    if let (Form::Table(table), Some(level), [first, second, ..]) = (form, names.get(1), labels) {
        notes.push(format!(
            "of {} pairs, {} have “{level}” in {second} alone and {} in {first} alone; {} in both, {} in neither",
            found.n,
            table.get(0, 1),
            table.get(1, 0),
            table.get(1, 1),
            table.get(0, 0)
        ));
    }
    notes
}

/// Patients who are in the columns of the table but in no pair.
pub fn warnings(pairs: &PairedSummary) -> Vec<Warning> {
    let warning = |n: u64, why: &str| {
        let patients = if n == 1 { "1 patient".into() } else { format!("{n} patients") };
        let message = format!("{patients} of the groups in no pair: {why}; described, but in no test and no effect");
        (n > 0).then(|| Warning { code: "unpaired", variable: Some(pairs.label.clone()), message })
    };
    let alone = warning(pairs.alone, "no other row of the groups has the same name of a pair");
    let unnamed = warning(pairs.unnamed, "the name of the pair is missing");
    alone.into_iter().chain(unnamed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_scored_by_their_order() {
        // Rows: level of the first member. Two pairs rise by one, one falls by two, four stay.
        let table = ContingencyTable::new(vec![vec![3, 2, 0], vec![0, 1, 0], vec![1, 0, 0]]).unwrap();
        let differences = differences_of_levels(&table).unwrap();
        assert_eq!(differences.values(), [-2.0, 0.0, 1.0]);
        assert_eq!(differences.counts(0).collect::<Vec<_>>(), [1, 4, 2]);
    }

    #[test]
    fn levels_without_order_are_refused_with_a_reason() {
        let table = ContingencyTable::zeros(3, 3).unwrap();
        let form = form(VariableKind::Nominal, &PairedData::Levels(table));
        let records = super::tests(&form, "mcnemar", false);
        assert!(records[0].primary && records[0].p.is_none());
        assert!(records[0].error.as_ref().unwrap().reason.contains("without an order"));
    }
}
