//! An answer as data: the schema of `retrocohort test --json`.

use retrocohort::analysis::bibliography::reference;
use retrocohort::analysis::calculation::{Data, question};
use retrocohort::analysis::convention::{Answer, Conventional, rules};
use retrocohort::analysis::effect::EffectEstimate;
use retrocohort::analysis::{Alternative, Exactness, SampleHypothesis};
use retrocohort::comparison::{self, test_record};
use retrocohort::report::style::confidence;
use retrocohort::results::calculation::{
    Calculation, Citation, ConventionRecord, Input as InputRecord, MonteCarlo, SCHEMA,
};
use retrocohort::results::comparison::{EffectRecord, GroupSummary, TestRecord};
use retrocohort::study::Convention;
use retrocohort::summary::{ContingencyTable, Moments, QuantileType};

use super::input::Input;
use super::resolve::{Answered, other_choice};

/// The whole answer.
pub fn calculation(
    answered: &Answered,
    alternative: Alternative,
    level: f64,
    convention: Option<Convention>,
) -> Calculation {
    let (input, calculation) = (&answered.input, &answered.calculation);
    let found = calculation.method;
    let asked = question(found);
    let mut warnings = input.notes.clone();
    warnings.extend(convention.and_then(|convention| other_choice(answered, convention)));
    if alternative != Alternative::TwoSided {
        warnings.push(format!(
            "the intervals of effect sizes, at {}, and all other tests are two-sided",
            confidence(level)
        ));
    }
    let limits = |effect: &EffectEstimate| [effect.estimate, effect.ci_low, effect.ci_high];
    if calculation.effects.iter().flat_map(limits).any(f64::is_infinite) {
        warnings.push("an estimate or limit of an effect size that JSON gives as null is infinite".into());
    }
    Calculation {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        method: found.id,
        name: found.name,
        null_hypothesis: found.null,
        alternative_hypothesis: found.alternative,
        alternative: side(alternative),
        convention: convention.map(Convention::id),
        because: answered.because.clone(),
        input: input_record(input),
        result: test_record(found.id, &Ok(calculation.result), true),
        monte_carlo: match calculation.result.exactness {
            Exactness::MonteCarlo { seed, replicates, .. } => Some(MonteCarlo { seed, replicates }),
            _ => None,
        },
        printed: convention.zip(asked).map(|(c, asked)| rules(c).p_style.rule.print(calculation.result.p, asked)),
        effects: calculation.effects.iter().enumerate().map(|(at, effect)| effect_of(effect, input, at == 0)).collect(),
        alternatives: calculation.alternatives.iter().map(answer).collect(),
        other_subjects: calculation.other_subjects.iter().map(answer).collect(),
        conventions: calculation.conventions.iter().map(convention_record).collect(),
        citation: Citation { key: found.citation, text: reference(found.citation).unwrap_or_default() },
        warnings,
    }
}

fn side(alternative: Alternative) -> &'static str {
    match alternative {
        Alternative::TwoSided => "two-sided",
        Alternative::Less => "less",
        Alternative::Greater => "greater",
    }
}

fn input_record(input: &Input) -> InputRecord {
    let missing = |at: usize| input.missing.get(at).copied().unwrap_or(0);
    let named = |at: usize, label: &String| GroupSummary {
        label: label.clone(),
        n_missing: missing(at),
        ..GroupSummary::default()
    };
    let mut groups: Vec<GroupSummary> = input.groups.iter().enumerate().map(|(at, label)| named(at, label)).collect();
    let mut record = InputRecord { file: input.file.clone(), levels: input.levels.clone(), ..InputRecord::default() };
    let rows = ContingencyTable::to_rows;
    record.kind = match &input.data {
        Data::Counts(_) => "counts",
        Data::Ordered(_) => "ordered",
        Data::Pairs(_) => "pairs",
        Data::Strata(_) => "strata",
        Data::Proportions { .. } => "proportions",
        Data::Means(_) => "means",
        Data::Values(_) => "values",
        Data::OneMean { .. } => "mean",
        Data::Sample { .. } => "sample",
    };
    match &input.data {
        Data::Counts(table) | Data::Ordered(table) | Data::Pairs(table) => {
            sizes(&mut groups, table);
            record.table = rows(table);
        }
        Data::Strata(tables) => {
            tables.iter().for_each(|table| sizes(&mut groups, table));
            record.strata = tables.iter().map(rows).collect();
        }
        Data::Proportions { counts, expected } => {
            groups.iter_mut().for_each(|group| group.n_used = counts.iter().sum());
            record.table = counts.iter().map(|count| vec![*count]).collect();
            record.expected = expected.clone();
        }
        Data::Means(means) => groups.iter_mut().zip(means).for_each(|(group, moments)| describe(group, moments)),
        Data::OneMean { moments, mean } => {
            groups.iter_mut().for_each(|group| describe(group, moments));
            record.supposed = Some(format!("mean {mean}"));
        }
        Data::Values(values) | Data::Sample { values, .. } => {
            for (at, group) in groups.iter_mut().enumerate() {
                describe(group, &values.moments(at));
                group.median = values.quantile(at, 0.5, QuantileType::Type7);
            }
        }
    }
    if let Data::Sample { supposed, .. } = &input.data {
        record.supposed = supposed.as_ref().map(hypothesis);
    }
    InputRecord { groups, ..record }
}

fn hypothesis(supposed: &SampleHypothesis) -> String {
    match supposed {
        SampleHypothesis::Centre(centre) => format!("centre {centre}"),
        SampleHypothesis::Normal { mean, sd } => format!("normal, mean {mean}, SD {sd}"),
        SampleHypothesis::Uniform { low, high } => format!("uniform from {low} to {high}"),
        SampleHypothesis::Exponential { mean } => format!("exponential, mean {mean}"),
        SampleHypothesis::AnyNormal => "normal with any mean and SD".into(),
    }
}

fn sizes(groups: &mut [GroupSummary], table: &ContingencyTable) {
    for (group, total) in groups.iter_mut().zip(table.column_totals()) {
        group.n_used += total;
    }
}

fn describe(group: &mut GroupSummary, moments: &Moments) {
    group.n_used = moments.n;
    group.mean = (moments.n > 0).then_some(moments.mean);
    group.sd = moments.sd();
}

fn answer(answer: &Answer) -> TestRecord {
    test_record(answer.method, &answer.result, false)
}

fn effect_of(effect: &EffectEstimate, input: &Input, primary: bool) -> EffectRecord {
    let contrast = match input.groups.as_slice() {
        [first, second] => format!("{second} v {first}"),
        groups => groups.join(", "),
    };
    let of_level = matches!(effect.measure, "risk_ratio" | "risk_difference" | "odds_ratio" | "proportion");
    let of = of_level.then(|| input.levels.first().cloned()).flatten();
    comparison::effect_record(effect, contrast, of, primary)
}

fn convention_record(under: &Conventional) -> ConventionRecord {
    ConventionRecord {
        convention: under.convention.id(),
        program: rules(under.convention).program,
        test: answer(&under.chosen),
        printed: under.printed(),
        beside: under.beside.iter().map(answer).collect(),
        because: under.because.clone(),
        source: under.source,
    }
}
