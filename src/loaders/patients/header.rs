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
    let word = |cell: &String| cell.chars().next().is_some_and(char::is_alphabetic);
    if unnamed && first.len() == header.len() && first.iter().all(word) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_headers_of_two_rows_are_refused() {
        let texts = |cells: &[&str]| cells.iter().map(|cell| cell.to_string()).collect::<Vec<String>>();
        assert!(single(&texts(&["Patient", "", "Age"]), &texts(&["id", "died", "years"])).is_err());
        assert!(single(&texts(&["Registry", "", ""]), &texts(&["编号", "死亡", "年龄"])).is_err());
        assert!(single(&texts(&["", "died", "age"]), &texts(&["a", "b", "c"])).is_ok(), "names of rows");
        assert!(single(&texts(&["id", "", "age"]), &texts(&["P1", "x", "50"])).is_ok());
    }
}
