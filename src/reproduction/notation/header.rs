//! Column headers: whose values a column holds, and of how many patients.

use super::number::{NumberStyle, parse_number, plain};

/// A column header, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Label without its "(n = …)".
    pub label: String,
    /// Number of patients.
    pub n: Option<u64>,
    /// What the words say about the column.
    pub role: HeaderRole,
}

/// What a header's words say about its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderRole {
    /// Row labels.
    Label,
    /// Names of levels.
    Level,
    /// P values.
    P,
    /// Test statistics.
    Statistic,
    /// All patients together.
    Overall,
    /// Effect sizes, names of tests, numbers missing: kept, not used.
    Other,
    /// Nothing known: a group, if its cells are values.
    Group,
}

/// Takes a header apart.
pub fn parse_header(text: &str) -> Header {
    let bare = plain(&text.replace("**", "").replace("\\", " ")).replace("<=", "≤").replace(">=", "≥");
    let (label, n) = size(&bare);
    let label = label.trim().trim_end_matches([',', ';', ':', '-']).trim().to_string();
    let role = role(&label);
    Header { label, n, role }
}

/// Splits "(n = 8)", "n=16", "N=1,629" or a bracketed bare number off a header.
fn size(text: &str) -> (String, Option<u64>) {
    // As long as the text, byte for byte.
    let lower = text.to_ascii_lowercase();
    for (i, _) in lower.match_indices('=') {
        let before = lower[..i].trim_end();
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if word != "n" && word != "no" {
            continue;
        }
        let digits: String = lower[i + 1..]
            .trim_start()
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ',' || *c == ' ' || *c == '.')
            .collect();
        if let Some(n) = whole(digits.trim().trim_end_matches([',', '.'])) {
            let start = before.len() - word.len();
            let end = i + 1 + (lower[i + 1..].len() - lower[i + 1..].trim_start().len()) + digits.trim_end().len();
            let rest = format!("{} {}", &text[..start], &text[end..]);
            let rest = rest.replace("( )", " ").replace("()", " ").replace("[ ]", " ").replace("(,", "(");
            let rest = rest.trim().trim_end_matches(['(', '[', ',']).trim_start_matches([')', ']']).to_string();
            return (balanced(&rest), Some(n));
        }
    }
    if let (Some(open), true) = (text.rfind('('), text.ends_with(')'))
        && let Some(n) = whole(text[open + 1..text.len() - 1].trim())
    {
        return (text[..open].to_string(), Some(n));
    }
    (text.to_string(), None)
}

/// Text without the brackets that lost their partner.
fn balanced(text: &str) -> String {
    let opens = text.matches('(').count();
    let closes = text.matches(')').count();
    if opens == closes {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.replace(['(', ')'], " ").trim().to_string()
    }
}

fn whole(text: &str) -> Option<u64> {
    let number = parse_number(text, NumberStyle::Point)?;
    (number.decimals == 0 && !number.negative).then(|| u64::try_from(number.digits).ok()).flatten()
}

/// What the words of a header say.
fn role(label: &str) -> HeaderRole {
    let lower = label.to_lowercase();
    let squeezed: String =
        lower.chars().filter(|c| c.is_alphanumeric() || *c == '²' || *c == 'χ' || *c == '/').collect();
    let is = |words: &[&str]| words.contains(&squeezed.as_str());
    let p_in_other_words = squeezed.starts_with('p')
        && ["wert", "value", "valor", "值", "waarde"].iter().any(|word| squeezed.contains(word));
    // `P (overall)`, `P (A vs B)`
    let p_of = lower.strip_prefix('p').is_some_and(|rest| {
        rest.trim_start().starts_with(['(', '[', ',', '-'])
            && ["overall", " vs", " v ", "versus", "tailed", "sided", "anova", "unadjusted"]
                .iter()
                .any(|word| rest.contains(word))
    });
    if p_in_other_words
        || p_of
        || is(&[
            "p",
            "pvalue",
            "pvalues",
            "pval",
            "sig",
            "significance",
            "sig2tailed",
            "pa",
            "pb",
            "pvaluea",
            "pvalueb",
            "p1",
            "pvalue1",
            "pvalue2",
            "sigtwotailed",
        ])
    {
        HeaderRole::P
    } else if is(&[
        "",
        "variable",
        "variables",
        "characteristic",
        "characteristics",
        "parameter",
        "parameters",
        "factor",
        "factors",
        "item",
        "items",
        "features",
        "feature",
    ]) {
        HeaderRole::Label
    } else if is(&["level", "levels", "category", "categories"]) {
        HeaderRole::Level
    } else if is(&[
        "total",
        "overall",
        "all",
        "allpatients",
        "wholecohort",
        "entirecohort",
        "entire",
        "whole",
        "entirepopulation",
        "wholepopulation",
        "studypopulation",
        "fullcohort",
        "combined",
        "合计",
        "总计",
        "总体",
        "gesamt",
        "alle",
        "ensemble",
        "allcases",
        "totalcohort",
        "allsubjects",
        "totalpatients",
        "overallcohort",
        "totalpopulation",
        "allparticipants",
        "wholegroup",
        "totaln",
    ]) {
        HeaderRole::Overall
    } else if is_statistic(&squeezed) {
        HeaderRole::Statistic
    } else if is(&[
        "or",
        "hr",
        "rr",
        "smd",
        "test",
        "missing",
        "95ci",
        "ci",
        "oddsratio",
        "hazardratio",
        "riskratio",
        "difference",
        "meandifference",
        "qvalue",
        "or95ci",
        "hr95ci",
        "rr95ci",
        "method",
        "statisticaltest",
        "unit",
        "units",
        "reference",
        "effect",
        "cohensd",
        "nmissing",
        "type",
        "difference95ci",
        "stddiff",
        "asd",
        "md",
        "estimate",
        "padj",
        "adjustedpvalue",
        "padjusted",
        "ptrend",
        "pfortrend",
        "comment",
        "comments",
        "normalrange",
        "β",
        "95confidenceinterval",
        "effectsize",
        "standardizeddifference",
        "standardizedmeandifference",
    ]) || lower.contains("95% ci")
        || [
            "standardized",
            "standardised",
            "std. diff",
            "confidence interval",
            "risk ratio",
            "relative risk",
            "missing",
        ]
        .iter()
        .any(|word| lower.contains(word))
        || lower.contains("odds ratio")
        || lower.contains("hazard ratio")
    {
        HeaderRole::Other
    } else {
        HeaderRole::Group
    }
}

/// One test statistic, or several divided by slashes, with or without the word for a value behind them.
fn is_statistic(squeezed: &str) -> bool {
    const NAMES: [&str; 36] = [
        "t",
        "f",
        "z",
        "u",
        "h",
        "w",
        "χ2",
        "χ²",
        "χ",
        "x2",
        "x²",
        "chi2",
        "chi",
        "chisquare",
        "chisquared",
        "chisq",
        "statistic",
        "statistics",
        "stat",
        "teststatistic",
        "teststatistics",
        "statistical",
        "test",
        "tstatistic",
        "fstatistic",
        "zstatistic",
        "tχ2",
        "df",
        "ttest",
        "tscore",
        "zscore",
        "fratio",
        "wald",
        "mannwhitneyu",
        "统计量",
        "prüfgröße",
    ];
    let known = |part: &str| {
        let bare =
            part.trim_end_matches("values").trim_end_matches("value").trim_end_matches('值').trim_end_matches("wert");
        // `Test` alone is a column of names of tests; `test value` is a number.
        NAMES.contains(&bare) && !(part == "test" || part == "tests")
    };
    squeezed.split('/').all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_journals_print_them() {
        let read = |text: &str| {
            let header = parse_header(text);
            (header.label, header.n, header.role)
        };
        assert_eq!(read("Survivors (n = 8)"), ("Survivors".into(), Some(8), HeaderRole::Group));
        assert_eq!(read("Died, n=16"), ("Died".into(), Some(16), HeaderRole::Group));
        assert_eq!(read("Non-survivors (N=1,629)"), ("Non-survivors".into(), Some(1629), HeaderRole::Group));
        assert_eq!(read("**Survived**, N = 8"), ("Survived".into(), Some(8), HeaderRole::Group));
        assert_eq!(read("Survivors (8)"), ("Survivors".into(), Some(8), HeaderRole::Group));
        assert_eq!(read("Survivors n = 8 (%)").1, Some(8));
        assert_eq!(read("İzmir (n = 8)"), ("İzmir".into(), Some(8), HeaderRole::Group));
        assert_eq!(read("P values").2, HeaderRole::P);
        assert_eq!(read("p-value").2, HeaderRole::P);
        assert_eq!(read("p-Wert").2, HeaderRole::P);
        assert_eq!(read("P值").2, HeaderRole::P);
        assert_eq!(read("Total (n = 24)"), ("Total".into(), Some(24), HeaderRole::Overall));
        for text in ["χ²", "t/χ2值", "F/χ2", "t value", "Z", "Test value"] {
            assert_eq!(read(text).2, HeaderRole::Statistic, "{text}");
        }
        assert_eq!(read("P (overall)").2, HeaderRole::P);
        assert_eq!(read("P (A vs B)").2, HeaderRole::P);
        assert_eq!(read("Test").2, HeaderRole::Other);
        assert_eq!(read("OR (95% CI)").2, HeaderRole::Other);
        assert_eq!(read("Age > 60 years").1, None);
    }
}
