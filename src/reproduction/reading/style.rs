//! Decimal point or decimal comma, decided over the whole table.

use crate::reproduction::notation::NumberStyle;
use crate::study::PrintedTable;

/// Style of a table's numbers: decimal comma only where commas stand as such and no point does.
pub(super) fn of(table: &PrintedTable) -> NumberStyle {
    let (mut commas, mut points) = (0, 0);
    for text in table.rows.iter().flat_map(|row| row.cells.iter().skip(1)) {
        let chars: Vec<char> = text.chars().collect();
        for (i, c) in chars.iter().enumerate() {
            let digit = |j: Option<usize>| j.and_then(|j| chars.get(j)).is_some_and(char::is_ascii_digit);
            if !digit(i.checked_sub(1)) || !digit(Some(i + 1)) {
                continue;
            }
            let behind = chars[i + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
            let zero_before = chars[i - 1] == '0' && !digit(i.checked_sub(2));
            match c {
                // Three digits may be thousands, unless a zero stands before them: `0,034`.
                ',' if behind != 3 || zero_before => commas += 1,
                '.' | '·' if behind != 3 || zero_before => points += 1,
                _ => {}
            }
        }
    }
    if commas > 0 && points == 0 { NumberStyle::Comma } else { NumberStyle::Point }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::PrintedRow;

    fn style(cells: &[&str]) -> NumberStyle {
        let row = PrintedRow {
            line: 1,
            cells: std::iter::once("x").chain(cells.iter().copied()).map(String::from).collect(),
        };
        of(&PrintedTable {
            id: "t".into(),
            label: "t".into(),
            caption: None,
            file: "t.csv".into(),
            sheet: None,
            rows: vec![row],
            footnotes: vec![],
        })
    }

    #[test]
    fn commas_decide_only_where_no_point_stands() {
        assert_eq!(style(&["12,5 (3,1)", "0,034"]), NumberStyle::Comma);
        assert_eq!(style(&["1,847 ± 3,668", "0.034"]), NumberStyle::Point);
        assert_eq!(style(&["1,847", "2,668"]), NumberStyle::Point);
        assert_eq!(style(&["2.3 (0.4,57.2)"]), NumberStyle::Point);
    }
}
