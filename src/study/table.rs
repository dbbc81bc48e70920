//! A printed table as a grid of text, exactly as a loader found it.

/// A table as printed: text only, nothing interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedTable {
    /// Short name, unique in the study: the declared id, or the file's stem.
    pub id: String,
    /// What a reader calls it: "Table 2", or the file's name.
    pub label: String,
    /// Caption, where there is one.
    pub caption: Option<String>,
    /// File it came from, as the user named it (relative to the study folder in a study).
    pub file: String,
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Every row of the file that holds anything, header rows included.
    pub rows: Vec<PrintedRow>,
    /// Footnotes from `study.toml` (those inside the file are still among the rows).
    pub footnotes: Vec<String>,
}

/// One row of a printed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedRow {
    /// Line of the file, or row of the sheet, on which the row starts, counted from 1.
    pub line: usize,
    /// Cells as printed. Leading white space is kept, because it is the indentation of a level row.
    pub cells: Vec<String>,
}
