//! What stands above the rows.

use crate::error::{Error, ErrorCode, Result};

/// Refuses a header that is a title, or takes two rows as merged cells do: it leaves a column without a name, other than
/// the first, and below it every cell is filled and none begins like a number.
///
/// # Errors
/// As said; the row is that of the header.
pub(super) fn single(header: &[String], first: &[String]) -> Result<()> {
    let unnamed =
        header.iter().skip(1).zip(first.iter().skip(1)).any(|(name, cell)| name.is_empty() && !cell.is_empty());
    if unnamed && first.len() == header.len() && first.iter().all(|cell| word(cell)) {
        return Err(Error::new(
            ErrorCode::Format,
            "the first row does not name every column, and the second looks like names",
        )
        .found(format!("“{}” above “{}”", header.join(" | "), first.join(" | ")))
        .expected("one header row with a name for every column")
        .hint("delete titles above the header, and join header rows and merged cells into one row"));
    }
    Ok(())
}

fn word(cell: &str) -> bool {
    cell.trim().chars().next().is_some_and(char::is_alphabetic)
}

/// Refuses a text whose first line is a title: it holds one cell, and the next that is not empty holds several names.
///
/// # Errors
/// As said.
pub(super) fn titled(title: &str, text: &str) -> Result<()> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).skip(1);
    let (Some(names), Some(row)) = (lines.next(), lines.next()) else { return Ok(()) };
    for delimiter in ['\t', ';', '|', ','] {
        let cells = names.split(delimiter).count();
        if cells > 1 && names.split(delimiter).all(word) && row.split(delimiter).count() == cells {
            return Err(Error::new(ErrorCode::Format, "the first line is a title and no header row")
                .found(format!("“{title}” above “{names}”"))
                .expected("the names of the columns in the first line")
                .hint("delete the lines above the header row"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_headers_of_two_rows_are_refused() {
        let texts = |cells: &[&str]| cells.iter().map(|cell| cell.to_string()).collect::<Vec<String>>();
        assert!(single(&texts(&["Patient", "", "Age"]), &texts(&["id", "died", "years"])).is_err());
        assert!(single(&texts(&["Registry", "", ""]), &texts(&["编号", "死亡", "年龄"])).is_err());
        assert!(single(&texts(&["", "died", "age"]), &texts(&["a", "b", "c"])).is_ok(), "names of rows");
        assert!(titled("Export", "Export\n\nid,died\n1,0\n").is_err());
        assert!(titled("age", "age\n12,5\n13,5\n").is_ok());
        assert!(single(&texts(&["id", "", "age"]), &texts(&["P1", "x", "50"])).is_ok());
    }
}
