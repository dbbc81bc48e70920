//! The stated test against the one that gives the printed P values. A warning where the rule that is found gives at
//! least three rows more than the stated one; a tie says nothing.

use super::support::finding;
use super::{Check, Context};
use crate::analysis;
use crate::results::reproduction::{Finding, RuleResult, Severity};

pub(super) static CHECK: Check =
    Check { id: "stated_test", summary: "a stated test that does not give the printed P", source: "comparison", run };

/// What is compared, the stated methods, the rows that they explain of how many, and the rule found.
type Family<'a> = (&'a str, &'a [String], Option<(usize, usize)>, Option<&'a RuleResult>);

fn run(context: &Context<'_>) -> Vec<Finding> {
    let Some(stated) = &context.rules.stated else { return Vec::new() };
    let families: [Family<'_>; 2] = [
        ("counts", &stated.categorical, stated.categorical_explained, context.rules.categorical.as_ref()),
        ("means", &stated.continuous, stated.continuous_explained, context.rules.continuous.as_ref()),
    ];
    let mut found = Vec::new();
    for (what, methods, explained, rule) in families {
        let (Some((explained, of)), Some(rule)) = (explained, rule) else { continue };
        let same = methods.contains(&rule.id) || rule.indistinguishable.iter().any(|id| methods.contains(id));
        if same || rule.explained < explained + 3 {
            continue;
        }
        let names: Vec<&str> =
            methods.iter().map(|id| analysis::method(id).map_or(id.as_str(), |method| method.name)).collect();
        let message = format!(
            "For {what} the paper states {}, which gives {explained} of {of} printed P values; {} gives {} of {}.",
            names.join(", "),
            rule.name,
            rule.explained,
            rule.of
        );
        found.push(
            finding("stated_test", Severity::Warning, message)
                .evidence("stated", methods.to_vec())
                .evidence("stated_explained", explained)
                .evidence("rule", rule.id.clone())
                .evidence("rule_explained", rule.explained)
                .evidence("of", rule.of),
        );
    }
    found
}
