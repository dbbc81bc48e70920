//! Two columns that print one cell between them: `n | %`, `mean | SD`, or a cell cut at its blank.

use super::columns::ValueColumn;
use crate::reproduction::notation::Header;

/// What two columns of one group hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// `n` and `%`.
    CountPercent,
    /// `mean` and `SD`.
    MeanSd,
}

impl ValueColumn {
    /// The group's cell of a row.
    pub(super) fn cell(&self, cells: &[String]) -> String {
        let text = |i: usize| cells.get(i).map(|cell| cell.trim()).unwrap_or_default();
        let first = text(self.column.column);
        match self.second {
            Some((second, pair)) if !text(second).is_empty() && !first.is_empty() => match pair {
                Pair::CountPercent if first.contains(['(', '[', '±']) => first.to_string(),
                Pair::CountPercent if text(second).starts_with(['±', '+', '[']) => format!("{first} {}", text(second)),
                Pair::CountPercent => {
                    let inner = text(second).trim_matches(['(', ')', '%', ' ']);
                    // A mean and its SD in columns headed `n` and `%` get no percent sign.
                    let count = first.parse::<u64>().is_ok_and(|count| self.n.is_none_or(|n| count <= n));
                    if count { format!("{first} ({inner}%)") } else { format!("{first} ({inner})") }
                }
                Pair::MeanSd => format!("{first} ± {}", text(second).trim_matches(['(', ')', '±', ' '])),
            },
            _ => first.to_string(),
        }
    }
}

/// Whether a header repeats the group of the header before it with the name of a second figure: `A, n` and `A, %`.
pub(super) fn pair_by_header(before: &Header, header: &Header) -> Option<Pair> {
    let lower = header.label.to_lowercase();
    let (group, figure) = lower.rsplit_once([' ', ','])?;
    let pair = match figure.trim_matches(['(', ')', '±', '.']) {
        "sd" => Pair::MeanSd,
        "%" | "percent" => Pair::CountPercent,
        _ => return None,
    };
    let key = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    (key(&strip_sub_header(&before.label)) == key(group)).then_some(pair)
}

/// A group's name without the "n", "n (%)" or "mean" of its sub-header.
pub(super) fn strip_sub_header(label: &str) -> String {
    let lower = label.to_lowercase();
    for ending in [" n (%)", " no. (%)", " n(%)", " (%)", " n", " no.", " mean ± sd", " mean (sd)", " mean"] {
        if lower.ends_with(ending) && label.is_char_boundary(label.len() - ending.len()) {
            return label[..label.len() - ending.len()].trim().trim_end_matches(',').to_string();
        }
    }
    label.to_string()
}
