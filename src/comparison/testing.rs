//! Runs the tests of a variable: the one that the policy chose, those of the same question beside it, all on request.

use crate::analysis::select::Choice;
use crate::analysis::{Alternative, Compute, Exactness, METHODS, Method, NotComputable, TestResult, method};
use crate::results::comparison::{TestError, TestRecord};
use crate::study::VariableKind;
use crate::summary::{ContingencyTable, Moments, NotATable, ValueCounts, VariableData, VariableSummary};

/// A variable in the forms that tests take.
pub struct Prepared<'a> {
    /// Numbers, where they are numbers.
    pub values: Option<&'a ValueCounts>,
    /// Moments of every group, where they are numbers.
    pub moments: Vec<Moments>,
    /// Levels or distinct values by group.
    pub table: Result<&'a ContingencyTable, NotATable>,
    /// Kind.
    pub kind: VariableKind,
    /// Names of the levels.
    pub names: &'a [String],
}

impl<'a> Prepared<'a> {
    /// Prepares a variable.
    pub fn new(variable: &'a VariableSummary) -> Prepared<'a> {
        match &variable.data {
            VariableData::Values(values) => Prepared {
                values: Some(values),
                moments: (0..values.groups()).map(|group| values.moments(group)).collect(),
                table: values.contingency_table(),
                kind: variable.kind,
                names: &[],
            },
            VariableData::Levels { names, table, .. } => {
                Prepared { values: None, moments: Vec::new(), table: Ok(table), kind: variable.kind, names }
            }
        }
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.values.map_or_else(|| self.table.as_ref().map_or(0, |table| table.columns()), ValueCounts::groups)
    }

    /// Levels and groups that occur.
    fn shape(&self) -> (usize, usize) {
        let kept = self.table.as_ref().ok().and_then(|table| table.without_empty());
        kept.map_or((0, 0), |kept| (kept.rows(), kept.columns()))
    }
}

/// Tests of a linear trend over the scores of levels.
const SCORED: [&str; 2] = ["cochran_armitage", "linear_by_linear"];
/// Most steps from the first score to the last.
const MOST_STEPS: f64 = 1000.0;

/// Levels whose names are all numbers at multiples of one step, with empty levels between them, so that their places are
/// their scores: of 0, 2, 4, 6 and 11 the last is twice as far. As they are where they have other names.
fn scored(table: &ContingencyTable, names: &[String]) -> Option<ContingencyTable> {
    let scores: Vec<f64> =
        names.iter().map(|name| name.parse().ok().filter(|x: &f64| x.is_finite())).collect::<Option<_>>()?;
    let gaps: Vec<f64> = scores.iter().zip(scores.iter().skip(1)).map(|(a, b)| b - a).collect();
    let step = gaps.iter().copied().reduce(f64::min).filter(|step| *step > 0.0)?;
    let even = |parts: f64| {
        let whole = |gap: &f64| (gap * parts / step - (gap * parts / step).round()).abs() < 1e-9 * gap / step;
        gaps.iter().all(whole).then_some(parts)
    };
    let parts = (1..=12).find_map(|parts| even(f64::from(parts)))?;
    let place = |score: &f64| (score - scores.first().unwrap_or(score)) * parts / step;
    if scores.len() != table.rows() || gaps.iter().all(|gap| *gap == step) || place(scores.last()?) > MOST_STEPS {
        return None;
    }
    let places: Vec<usize> = scores.iter().map(|score| place(score).round() as usize).collect();
    let mut rows = vec![vec![0; table.columns()]; places.last()? + 1];
    for (level, place) in places.into_iter().enumerate() {
        *rows.get_mut(place)? = (0..table.columns()).map(|group| table.get(level, group)).collect();
    }
    ContingencyTable::new(rows).ok()
}

/// What is said of the scores of levels that are numbers with unequal steps, where a test uses any.
pub fn scores(prepared: &Prepared<'_>, tests: &[TestRecord]) -> Option<String> {
    let names: Vec<&str> = tests.iter().filter(|test| SCORED.contains(&test.method)).map(|test| test.name).collect();
    let levels: Vec<f64> = prepared.names.iter().map(|name| name.parse().ok()).collect::<Option<_>>()?;
    let gaps: Vec<f64> = levels.iter().zip(levels.iter().skip(1)).map(|(a, b)| b - a).collect();
    if names.is_empty() || gaps.iter().zip(gaps.iter().skip(1)).all(|(a, b)| a == b) {
        return None;
    }
    let table = prepared.table.as_ref().ok()?;
    let used = match scored(table, prepared.names) {
        Some(_) => format!("their numbers, {}", prepared.names.join(", ")),
        None => "their places, 1, 2, 3, …, for their numbers have no common step upwards".into(),
    };
    Some(format!(
        "scores of the levels in tests of trend ({}): {used}; rank tests use the order alone",
        names.join(", ")
    ))
}

/// Above this many patients the exact tests of large tables answer the same as the chi-square approximation, and cost
/// much: they are computed when the policy or the reader asks for them.
const EXACT_ALTERNATIVE: u64 = 500;

/// The chosen test first, then the others in the order of the registry. A chosen test always has a record.
pub fn tests(prepared: &Prepared<'_>, choice: &Choice, all: bool) -> Vec<TestRecord> {
    let mut records = Vec::new();
    let two_by_two = prepared.shape() == (2, 2);
    for method in METHODS.iter().copied() {
        let primary = method.id == choice.method;
        let wanted = primary || if all { admitted(prepared, method, two_by_two) } else { beside(prepared, method.id) };
        if !wanted {
            continue;
        }
        let known = choice.computed.iter().find(|answer| answer.method == method.id);
        match known.map(|answer| answer.result.clone()).filter(Result::is_ok).or_else(|| compute(prepared, method)) {
            Some(result) if primary || result.is_ok() || all => records.push(test_record(method.id, &result, primary)),
            None if primary => {
                let refused = Err(NotComputable::because("the data of the variable do not admit this test"));
                records.push(test_record(method.id, &refused, true));
            }
            _ => {}
        }
    }
    records.sort_by_key(|record| !record.primary);
    records
}

/// Whether data of this kind admit a method at all.
fn admitted(prepared: &Prepared<'_>, method: &Method, two_by_two: bool) -> bool {
    if method.two_by_two_only && (!two_by_two || prepared.values.is_some()) {
        return false;
    }
    match method.compute {
        Compute::Counts(_) => prepared.values.is_none(),
        // Their scores are those of levels; over the different values of a measurement, places say nothing.
        Compute::Ordered(_) if SCORED.contains(&method.id) && prepared.values.is_some() => false,
        Compute::Ordered(_) => prepared.values.is_some() || prepared.kind == VariableKind::Ordinal || two_by_two,
        Compute::Means(_) | Compute::Values(_) => prepared.values.is_some(),
        // One sample against a supposition, or pairs, or strata.
        _ => false,
    }
}

/// Whether a method asks the question of this variable, so that its answer belongs beside the chosen one.
fn beside(prepared: &Prepared<'_>, id: &str) -> bool {
    let two = prepared.groups() == 2;
    let small = prepared.table.as_ref().is_ok_and(|table| table.total() <= EXACT_ALTERNATIVE);
    if prepared.values.is_some() {
        return match id {
            "student_t" | "welch_t" | "rank_sum" | "rank_sum_continuity" => two,
            "rank_sum_exact" | "brunner_munzel" => two && small,
            "anova" | "welch_anova" | "kruskal_wallis" => !two,
            _ => false,
        };
    }
    match (prepared.kind, id) {
        (VariableKind::Ordinal, "rank_sum" | "rank_sum_continuity" | "linear_by_linear") => two,
        (VariableKind::Ordinal, "kruskal_wallis") => !two,
        (_, "pearson_chi2") => true,
        (_, "freeman_halton") => small && prepared.shape() != (2, 2),
        (_, "yates_chi2" | "fisher" | "mid_p_minlike") => prepared.shape() == (2, 2),
        _ => false,
    }
}

/// `None` when the method does not take data of this form.
fn compute(prepared: &Prepared<'_>, method: &Method) -> Option<Result<TestResult, NotComputable>> {
    match method.compute {
        Compute::Counts(_) if prepared.values.is_some() => None,
        Compute::Counts(test) | Compute::Ordered(test) => Some(match &prepared.table {
            Ok(table) => match scored(table, prepared.names).filter(|_| SCORED.contains(&method.id)) {
                Some(spaced) => test(&spaced, Alternative::TwoSided)
                    .map(|result| TestResult { min_expected: Some(table.min_expected()), ..result }),
                None => test(table, Alternative::TwoSided),
            },
            Err(_) => Err(NotComputable::because("nobody has a value")),
        }),
        Compute::Means(_) if prepared.values.is_none() => None,
        Compute::Means(test) => Some(test(&prepared.moments, Alternative::TwoSided)),
        Compute::Values(test) => prepared.values.map(|values| test(values, Alternative::TwoSided)),
        _ => None,
    }
}

/// What a method gives, or why it gives nothing, as a record.
pub fn test_record(id: &'static str, result: &Result<TestResult, NotComputable>, primary: bool) -> TestRecord {
    let empty = TestRecord {
        method: id,
        name: method(id).map_or(id, |method| method.name),
        statistic: None,
        df: None,
        df2: None,
        p: None,
        log10_p: None,
        exactness: None,
        p_interval: None,
        min_expected: None,
        primary,
        error: None,
    };
    let result = match result {
        Err(refused) => return TestRecord { error: Some(TestError { reason: refused.reason.clone() }), ..empty },
        Ok(result) => result,
    };
    let (exactness, p_interval) = match result.exactness {
        Exactness::Exact => ("exact", None),
        Exactness::Asymptotic => ("asymptotic", None),
        Exactness::Fitted { .. } => ("fitted", None),
        Exactness::MonteCarlo { ci_low, ci_high, .. } => ("monte_carlo", Some((ci_low, ci_high))),
    };
    TestRecord {
        statistic: result.statistic,
        df: result.df,
        df2: result.df2,
        p: Some(result.p),
        log10_p: Some(result.log10_p),
        exactness: Some(exactness),
        p_interval,
        min_expected: result.min_expected,
        ..empty
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trends_are_over_the_numbers_that_levels_are_named_by() {
        // bacteria of the R package MASS: weeks by presence. R 4.2.2, prop.trend.test(n, n + y, score = week).
        let names = ["0", "2", "4", "6", "11"].map(String::from);
        let weeks = [[5, 45], [4, 40], [11, 31], [11, 29], [12, 32]].map(|row: [u64; 2]| row.to_vec());
        let table = ContingencyTable::new(weeks.to_vec()).unwrap();
        let prepared = Prepared {
            values: None,
            moments: Vec::new(),
            table: Ok(&table),
            kind: VariableKind::Ordinal,
            names: &names,
        };
        let result = compute(&prepared, method("cochran_armitage").unwrap()).unwrap().unwrap();
        assert!((result.statistic.unwrap() / 6.692_967_674_592_843 - 1.0).abs() < 1e-12, "{result:?}");
        let records = tests(&prepared, &Choice::default(), true);
        let said = scores(&prepared, &records).unwrap();
        assert!(said.contains("their numbers, 0, 2, 4, 6, 11") && said.contains("Cochran-Armitage"), "{said}");
        let others = ["0", "2", "4", "6", "8"].map(String::from);
        assert_eq!(scores(&Prepared { names: &others, ..prepared }, &records), None);
        let steps = |names: &[&str]| {
            let rows = vec![vec![1, 2]; names.len()];
            let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
            scored(&ContingencyTable::new(rows).unwrap(), &names).map(|table| table.rows())
        };
        assert_eq!(steps(&["0", "2", "4", "6", "11"]), Some(12));
        assert_eq!(steps(&["0", "0.5", "2"]), Some(5));
        assert_eq!((steps(&["1", "2", "3"]), steps(&["I", "II"]), steps(&["3", "1"])), (None, None, None));
        assert_eq!(steps(&["0", "1", "1000000"]), None);
    }
}
