//! What conventions do, as a list and as the page `docs/conventions.md`.

use retrocohort::Result;
use retrocohort::analysis::convention::{
    Conventional, CountRule, Location, Printed, RankRule, Rules, compare_counts, compare_ranks, compare_values, rules,
};
use retrocohort::study::Convention;
use retrocohort::summary::{ContingencyTable, NotATable, NotValueCounts, QuantileType, ValueCounts};
use retrocohort::{Error, ErrorCode};

/// Rows of `retrocohort list conventions`.
pub fn rows() -> Vec<(String, String)> {
    let row = |convention: Convention| {
        let rules = rules(convention);
        let text = format!(
            "{}; numbers: {}; ranks: {}; 2x2: {}; {}",
            rules.program,
            location(rules.two_groups.rule),
            ranks(rules.ranks.rule),
            counts(rules.two_by_two.rule),
            quantiles(rules.quantiles.rule),
        );
        (convention.to_string(), text)
    };
    Convention::ALL.into_iter().map(row).collect()
}

fn printed(printed: Printed) -> String {
    let beside = printed.beside.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    if beside.is_empty() {
        format!("`{}`", printed.primary)
    } else {
        format!("`{}` (beside it {beside})", printed.primary)
    }
}

fn location(rule: Location) -> String {
    match rule {
        Location::Means(tests) => printed(tests),
        Location::Ranks => "by ranks".into(),
    }
}

fn ranks(rule: RankRule) -> String {
    let approximate = printed(rule.approximate);
    match rule.exact {
        None => approximate,
        Some(exact) => {
            let ties = if exact.with_ties { "" } else { ", no ties" };
            let place = if exact.primary { "else" } else { "beside" };
            format!("`rank_sum_exact` with {}{ties}; {place} {approximate}", exact.when)
        }
    }
}

fn counts(rule: CountRule) -> String {
    match rule {
        CountRule::Always(tests) => printed(tests),
        CountRule::SmallestExpected { below, small, otherwise } => {
            format!("{} when an expected count is below {below}, else {}", printed(small), printed(otherwise))
        }
    }
}

fn quantiles(kind: QuantileType) -> &'static str {
    match kind {
        QuantileType::Type2 => "quantiles type 2",
        QuantileType::Type6 => "quantiles type 6",
        QuantileType::Type7 => "quantiles type 7",
    }
}

/// Lactate (mmol/L) on admission of 8 survivors and 9 patients who died: no two alike. Invented.
const LACTATE: [&[f64]; 2] =
    [&[1.2, 2.4, 2.9, 3.3, 4.1, 5.6, 6.0, 7.7], &[3.1, 4.8, 5.9, 7.2, 8.8, 9.4, 11.3, 12.6, 14.9]];
/// The same to the nearest whole number, as another laboratory prints it: tied.
const LACTATE_WHOLE: [&[f64]; 2] =
    [&[1.0, 2.0, 3.0, 3.0, 4.0, 6.0, 6.0, 8.0], &[3.0, 5.0, 6.0, 7.0, 9.0, 9.0, 11.0, 13.0, 15.0]];
/// Renal replacement (yes, no) by outcome: an expected count below 5.
const SMALL: [[u64; 2]; 2] = [[2, 7], [6, 2]];
/// Male (yes, no) by outcome, in a larger cohort.
const LARGE: [[u64; 2]; 2] = [[30, 18], [12, 25]];

/// The page.
pub fn page() -> Result<String> {
    let internal = |message: String| Error::new(ErrorCode::Internal, message);
    let values = |groups: [&[f64]; 2]| ValueCounts::from_groups(&groups.map(<[f64]>::to_vec));
    let table = |rows: [[u64; 2]; 2]| ContingencyTable::new(rows.map(Vec::from).to_vec());
    let number_fault = |error: NotValueCounts| internal(error.to_string());
    let table_fault = |error: NotATable| internal(error.to_string());
    let (lactate, whole) = (values(LACTATE).map_err(number_fault)?, values(LACTATE_WHOLE).map_err(number_fault)?);
    let (small, large) = (table(SMALL).map_err(table_fault)?, table(LARGE).map_err(table_fault)?);
    let untied = lactate.contingency_table().map_err(table_fault)?;
    let tied = whole.contingency_table().map_err(table_fault)?;
    let mut page = String::from(HEAD);
    page.push_str(&data());
    let questions: [(&str, &dyn Fn(Convention) -> Conventional); 5] = [
        ("Lactate, unless told otherwise", &|convention| compare_values(convention, &lactate)),
        ("Lactate by ranks", &|convention| compare_ranks(convention, untied)),
        ("Whole lactate by ranks (ties)", &|convention| compare_ranks(convention, tied)),
        ("Renal replacement", &|convention| compare_counts(convention, &small)),
        ("Male sex", &|convention| compare_counts(convention, &large)),
    ];
    for (title, compare) in questions {
        page.push_str(&format!(
            "\n## {title}\n\n| convention | test | P | printed | beside it |\n|---|---|---|---|---|\n"
        ));
        for convention in Convention::ALL {
            page.push_str(&answer(&compare(convention)));
        }
    }
    page.push_str("\n## Quartiles of lactate in the survivors\n\n| convention | rule | quartiles |\n|---|---|---|\n");
    for convention in Convention::ALL {
        let kind = rules(convention).quantiles.rule;
        let at = |p: f64| lactate.quantile(0, p, kind).map_or("-".into(), |value| format!("{value:.3}"));
        page.push_str(&format!("| `{convention}` | {} | {} to {} |\n", quantiles(kind), at(0.25), at(0.75)));
    }
    page.push_str("\n## The facts and their sources\n");
    for convention in Convention::ALL {
        page.push_str(&facts(rules(convention)));
    }
    Ok(page)
}

const HEAD: &str = "\
# Conventions

Programs agree on every test and differ in which one they print. A convention is the name of a program whose defaults are
followed; `modern` is what this program does unless told otherwise. This page is what `retrocohort list conventions-page`
prints; a test compares the two.
";

fn data() -> String {
    let list = |values: &[f64], places: usize| {
        values.iter().map(|value| format!("{value:.places$}")).collect::<Vec<_>>().join(", ")
    };
    let counts = |rows: [[u64; 2]; 2]| {
        let [[a, b], [c, d]] = rows;
        format!("{a} of {} survivors, {b} of {} who died", a + c, b + d)
    };
    format!(
        "\nThe data are invented. Lactate (mmol/L) of 8 survivors: {}; of 9 patients who died: {}. The same in whole \
         numbers: {}; {}. Renal replacement: {}. Male sex, in a larger cohort: {}.\n",
        list(LACTATE[0], 1),
        list(LACTATE[1], 1),
        list(LACTATE_WHOLE[0], 0),
        list(LACTATE_WHOLE[1], 0),
        counts(SMALL),
        counts(LARGE),
    )
}

fn answer(under: &Conventional) -> String {
    let p = |answer: &retrocohort::analysis::convention::Answer| match &answer.result {
        Ok(result) => format!("{:.6}", result.p),
        Err(error) => error.to_string(),
    };
    let beside: Vec<String> = under.beside.iter().map(|answer| format!("`{}` {}", answer.method, p(answer))).collect();
    format!(
        "| `{}` | `{}` | {} | {} | {} |\n",
        under.convention,
        under.chosen.method,
        p(&under.chosen),
        under.printed(),
        beside.join(", ")
    )
}

fn facts(rules: &Rules) -> String {
    let rows = [
        ("numbers, two groups", location(rules.two_groups.rule), rules.two_groups.source),
        ("numbers, more groups", location(rules.more_groups.rule), rules.more_groups.source),
        ("ranks, two groups", ranks(rules.ranks.rule), rules.ranks.source),
        ("ranks, more groups", printed(rules.more_ranks.rule), rules.more_ranks.source),
        ("2x2 tables", counts(rules.two_by_two.rule), rules.two_by_two.source),
        ("larger tables", counts(rules.larger_table.rule), rules.larger_table.source),
        ("Fisher's test, two-sided", format!("`{}`", rules.fisher.rule), rules.fisher.source),
        ("quantiles", quantiles(rules.quantiles.rule).into(), rules.quantiles.source),
        ("test of variances", rules.variances.rule.words().into(), rules.variances.source),
        ("percentages of", rules.percent_of.rule.words().into(), rules.percent_of.source),
        ("P printed with", rules.p_style.rule.words(), rules.p_style.source),
    ];
    let mut text =
        format!("\n### `{}`: {}\n\n| choice | rule | source |\n|---|---|---|\n", rules.convention, rules.program);
    for (choice, rule, source) in rows {
        text.push_str(&format!("| {choice} | {rule} | {source} |\n"));
    }
    text
}
