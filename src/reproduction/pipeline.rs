//! From a study to its results: read, recompute, find the paper's rule, judge, check.

use super::agreement;
use super::chance::Background;
use super::checks::{self, Context};
use super::comparison::{Kind, ReadStatement, ReadTable};
use super::effects;
use super::inputs;
use super::judgement::ComputedRow;
use super::notation::PrintedP;
use super::published::published;
use super::reading::{read_statement, read_table};
use super::rule::{self, Chosen, Family, RULES, Rule};
use super::tables::{printed_tables, refused};
use crate::analysis;
use crate::error::{Error, ErrorCode, Result};
use crate::results::reproduction::{
    Reproduction, RowGroup, RowResult, Rules, SCHEMA, Severity, StatedRule, StudyGroup, StudyResult, Summary, Verdict,
};
use crate::study::{KindDeclaration, Study};

/// What the user may decide.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Kind of rows whose notation is ambiguous.
    pub kind: Option<KindDeclaration>,
    /// Whether published series are pooled, whatever the study says.
    pub pool: bool,
}

/// Level of significance where none is declared.
const ALPHA: f64 = 0.05;

/// The rules of a study, one per family.
struct Chosens {
    two_by_two: Option<Chosen>,
    many_levels: Option<Chosen>,
    two_means: Option<Chosen>,
    many_means: Option<Chosen>,
}

/// Recomputes every P of a study.
///
/// # Errors
/// A table that cannot be read, a statement with an unreadable value, a stated method that does not exist.
pub fn reproduce(study: &Study, options: &Options) -> Result<Reproduction> {
    let alpha = study.methods.alpha.unwrap_or(ALPHA);
    check_stated(study)?;
    let tables: Vec<ReadTable> = study
        .tables
        .iter()
        .map(|table| {
            let declaration = study.table_declarations.iter().find(|declaration| declaration.id == table.id);
            read_table(study, table, declaration, options.kind)
        })
        .collect::<Result<_>>()?;
    let statements: Vec<ReadStatement> =
        (0..study.statements.len()).map(|index| read_statement(study, index)).collect::<Result<_>>()?;
    let computed: Vec<ComputedRow<'_>> = tables
        .iter()
        .flat_map(|table| {
            let labels: Vec<String> = table.groups.iter().map(|group| group.label.clone()).collect();
            table.comparisons.iter().map(move |row| ComputedRow::new(row, &table.id, labels.clone(), alpha))
        })
        .collect();
    let background = Background::new(computed.iter().filter_map(|row| row.comparison.p.as_ref()), alpha);
    let chosen = choose_rules(study, &computed, &background, alpha);
    let judge = |row: &ComputedRow<'_>, sizes: &[Option<u64>]| {
        let rule = chosen.of(row.family);
        let confirmed = means_confirmed(&computed, row.table);
        result(row, sizes, rule, &background, alpha, confirmed)
    };
    let mut rows = Vec::new();
    let mut next = computed.iter();
    for table in &tables {
        let sizes: Vec<Option<u64>> = table.groups.iter().map(|group| group.n).collect();
        rows.extend(next.by_ref().take(table.comparisons.len()).map(|row| judge(row, &sizes)));
    }
    let mut statement_rows = Vec::new();
    for statement in statements.iter().filter(|s| s.comparison.p.is_some() && s.group_ids.len() >= 2) {
        let of = |id: &String| study.groups.iter().find(|group| group.id == *id);
        let labels = statement.group_ids.iter().map(|id| of(id).map_or(id.clone(), |group| group.label.clone()));
        let sizes: Vec<Option<u64>> = statement.group_ids.iter().map(|id| of(id).and_then(|group| group.n)).collect();
        let row = ComputedRow::new(&statement.comparison, "text", labels.collect(), alpha);
        statement_rows.push((statement.index, judge(&row, &sizes)));
    }
    let rules = rules(study, &computed, chosen);
    let context = Context {
        study,
        tables: &tables,
        statements: &statements,
        rows: &rows,
        statement_rows: &statement_rows,
        rules: &rules,
        alpha,
    };
    let findings = checks::run(&context);
    let summary = summary(&rows, &findings);
    Ok(Reproduction {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        study: about(study, alpha),
        rule: rules,
        summary,
        tables: printed_tables(study, &tables),
        refused: refused(&tables),
        rows,
        statements: statement_rows.into_iter().map(|(_, row)| row).collect(),
        findings,
        literature: published(study, options.pool)?,
    })
}

impl Chosens {
    fn of(&self, family: Option<Family>) -> Option<&'static Rule> {
        let chosen = match family? {
            Family::TwoByTwo => &self.two_by_two,
            Family::ManyLevels => &self.many_levels,
            Family::TwoMeans => &self.two_means,
            Family::ManyMeans => &self.many_means,
        };
        chosen.as_ref().map(|chosen| chosen.rule)
    }
}

/// Methods that the study states must exist.
fn check_stated(study: &Study) -> Result<()> {
    let methods = &study.methods;
    let ranks = ["rank_sum", "rank_sum_exact", "kruskal_wallis"];
    for id in methods.categorical.iter().chain(&methods.continuous).chain(&methods.rank) {
        let known =
            analysis::method(id).is_some() || RULES.iter().any(|rule| rule.id == id) || ranks.contains(&id.as_str());
        if !known {
            return Err(Error::new(ErrorCode::Study, "study.toml states a method that does not exist")
                .file("study.toml")
                .found(id)
                .hint("retrocohort list methods shows all of them"));
        }
    }
    Ok(())
}

/// The rule of each family. That of the two-by-two rows is preferred for rows of several levels.
fn choose_rules(study: &Study, rows: &[ComputedRow<'_>], background: &Background, alpha: f64) -> Chosens {
    let choose = |family: Family, preferred: &[String]| {
        let evidence: Vec<_> =
            rows.iter().filter(|row| row.family == Some(family)).filter_map(ComputedRow::evidence).collect();
        rule::choose(family, &evidence, background, preferred, alpha)
    };
    let two_by_two = choose(Family::TwoByTwo, &study.methods.categorical);
    let mut preferred: Vec<String> = two_by_two
        .iter()
        .map(|chosen| match chosen.rule.id {
            "fisher" => "freeman_halton".to_string(),
            id => id.to_string(),
        })
        .collect();
    preferred.extend(study.methods.categorical.iter().cloned());
    Chosens {
        many_levels: choose(Family::ManyLevels, &preferred),
        two_means: choose(Family::TwoMeans, &study.methods.continuous),
        many_means: choose(Family::ManyMeans, &study.methods.continuous),
        two_by_two,
    }
}

/// Whether the ambiguous rows of a table turn out to be means: a test of means gives most of their printed P.
fn means_confirmed(rows: &[ComputedRow<'_>], table: &str) -> bool {
    let ambiguous = rows.iter().filter(|row| {
        row.table == table
            && row.comparison.kind == Kind::MeanSd
            && row.comparison.alternative.is_some()
            && row.comparison.p.is_some()
    });
    let (mut explained, mut of) = (0, 0);
    for row in ambiguous {
        of += 1;
        explained += usize::from(row.candidates.computed.iter().any(|c| c.matches || c.matches_within_rounding));
    }
    explained * 5 >= of * 3
}

/// One row as a result.
fn result(
    row: &ComputedRow<'_>,
    sizes: &[Option<u64>],
    rule: Option<&Rule>,
    background: &Background,
    alpha: f64,
    means_confirmed: bool,
) -> RowResult {
    let comparison = row.comparison;
    let judgement = row.judge(rule, background, alpha, means_confirmed);
    let mut matched: Vec<&'static str> = Vec::new();
    for candidate in row.candidates.computed.iter().filter(|candidate| candidate.matches) {
        if !matched.contains(&candidate.method) {
            matched.push(candidate.method);
        }
    }
    let group = |i: usize| {
        let values = &comparison.groups[i];
        let cells: Vec<&str> = values.cells.iter().map(|cell| cell.text.as_str()).collect();
        RowGroup {
            label: row.labels.get(i).cloned().unwrap_or_default(),
            n: sizes.get(i).copied().flatten(),
            cell: cells.join("; "),
            n_used: values.n_used,
            interval: effects::interval(values),
        }
    };
    RowResult {
        table: row.table.to_string(),
        line: comparison.line,
        section: comparison.section.clone(),
        variable: comparison.label.clone(),
        name: comparison.name.clone(),
        unit: comparison.unit.clone(),
        level: comparison.level.clone(),
        levels: comparison.levels.clone(),
        kind: kind_name(comparison.kind),
        kind_evidence: comparison.evidence.clone(),
        kind_alternative: comparison.alternative.map(kind_name),
        groups: (0..comparison.groups.len()).map(group).collect(),
        p_printed: comparison.p.as_ref().map(|p| p.text.clone()),
        p_printed_range: comparison.p.as_ref().map(|p| printed_range(p, alpha)),
        inputs: inputs::inputs(comparison),
        p_recomputed: judgement.recomputed,
        candidates: row.candidates.computed.clone(),
        not_computable: row.candidates.not_computable.clone(),
        verdict: judgement.verdict,
        matched,
        chance: judgement.chance,
        repairs: judgement.repairs,
        effects: effects::effects(comparison, &row.labels),
        notes: judgement.notes,
    }
}

fn printed_range(printed: &PrintedP, alpha: f64) -> (f64, f64) {
    let interval = agreement::interval(printed, alpha);
    (interval.low, interval.high)
}

/// Name of a kind in results.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Count => "count",
        Kind::Counts => "counts",
        Kind::MeanSd => "mean_sd",
        Kind::MeanSe => "mean_se",
        Kind::MedianIqr => "median_iqr",
        Kind::MedianQuartiles => "median_q1q3",
        Kind::MedianRange => "median_range",
        Kind::Unknown => "unknown",
    }
}

/// The rules as results, with what the paper states held against the same rows.
fn rules(study: &Study, rows: &[ComputedRow<'_>], chosen: Chosens) -> Rules {
    let methods = &study.methods;
    let explained = |stated: &[String], families: [Family; 2]| -> Option<(usize, usize)> {
        let of_family = |row: &&ComputedRow<'_>| {
            row.family.is_some_and(|family| families.contains(&family)) && row.comparison.p.is_some()
        };
        stated
            .iter()
            .filter_map(|id| {
                let tested = rows
                    .iter()
                    .filter(of_family)
                    .filter_map(|row| row.candidates.computed.iter().find(|c| c.method == id && c.variant.is_none()));
                let (explained, of) = tested.fold((0, 0), |(explained, of), c| {
                    (explained + usize::from(c.matches || c.matches_within_rounding), of + 1)
                });
                (of > 0).then_some((explained, of))
            })
            .max()
    };
    let stated = methods.text.is_some()
        || methods.software.is_some()
        || !methods.categorical.is_empty()
        || !methods.continuous.is_empty()
        || !methods.rank.is_empty();
    let stated = stated.then(|| StatedRule {
        text: methods.text.clone(),
        software: methods.software.clone(),
        categorical: methods.categorical.clone(),
        continuous: methods.continuous.clone(),
        rank: methods.rank.clone(),
        categorical_explained: explained(&methods.categorical, [Family::TwoByTwo, Family::TwoByTwo]),
        continuous_explained: explained(&methods.continuous, [Family::TwoMeans, Family::ManyMeans]),
    });
    let (categorical, multilevel) = match (chosen.two_by_two, chosen.many_levels) {
        (Some(two_by_two), many_levels) => (Some(two_by_two.result), many_levels.map(|chosen| chosen.result)),
        (None, many_levels) => (many_levels.map(|chosen| chosen.result), None),
    };
    let continuous = chosen.two_means.or(chosen.many_means).map(|chosen| chosen.result);
    Rules { categorical, multilevel, continuous, stated }
}

fn about(study: &Study, alpha: f64) -> StudyResult {
    let group =
        |group: &crate::study::Group| StudyGroup { id: group.id.clone(), label: group.label.clone(), n: group.n };
    StudyResult {
        id: study.id.clone(),
        title: study.title.clone(),
        citation: study.citation.clone(),
        doi: study.doi.clone(),
        source: study.source.clone(),
        groups: study.groups.iter().map(group).collect(),
        alpha,
    }
}

fn summary(rows: &[RowResult], findings: &[crate::results::reproduction::Finding]) -> Summary {
    let count = |verdict: Verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    let severe = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Summary {
        rows: rows.len(),
        p_printed: rows.iter().filter(|row| row.p_printed.is_some()).count(),
        recomputable: rows.iter().filter(|row| row.p_printed.is_some() && !row.candidates.is_empty()).count(),
        reproduced: count(Verdict::Reproduced),
        reproduced_within_rounding: count(Verdict::ReproducedWithinRounding),
        other_test: count(Verdict::OtherTest),
        repairable: count(Verdict::Repairable),
        not_reproduced: count(Verdict::NotReproduced),
        not_checkable: count(Verdict::NotCheckable),
        contradicted: count(Verdict::Contradicted),
        no_p: count(Verdict::NoP),
        errors: severe(Severity::Error),
        warnings: severe(Severity::Warning),
        notes: severe(Severity::Note),
    }
}
