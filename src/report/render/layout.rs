//! Widths of columns from the widths of their texts, for the formats that need them said.

use crate::report::document::{Block, Cell, Column, Table};
use crate::report::figure::font;

/// Space between columns, in units of the size of the text.
const GUTTER: f64 = 1.2;
/// Width below which a long text is folded too often, in the same units.
const FOLDED: f64 = 13.0;
/// Indentation of a level, in units of the size of the text.
pub const INDENT: f64 = 1.0;

/// Widths that the columns of a table want, in units of the size of its text.
pub struct Wanted {
    /// On one line.
    whole: Vec<f64>,
    /// So that no word is broken.
    words: Vec<f64>,
    /// Whether the texts are numbers, which are folded last.
    numeric: Vec<bool>,
}

impl Wanted {
    /// Measures a table. Complexity: linear in its letters.
    pub fn new(table: &Table) -> Wanted {
        let mut wanted = Wanted {
            whole: vec![0.0; table.columns.len()],
            words: vec![0.0; table.columns.len()],
            numeric: table.columns.iter().map(|column| column.numeric).collect(),
        };
        for (i, column) in table.columns.iter().enumerate() {
            wanted.text(i, &column.heading, 0.0, true);
            wanted.text(i, column.under.as_deref().unwrap_or_default(), 0.0, true);
        }
        for row in &table.rows {
            for (i, cell) in row.cells.iter().enumerate().take(table.columns.len()) {
                let indent = if i == 0 { INDENT * row.indent as f64 } else { 0.0 };
                let marks = 0.65 * font::width(&cell.marks.join(","), 1.0, false);
                wanted.text(i, cell.text.trim(), indent + marks, cell.strong);
            }
        }
        wanted
    }

    fn text(&mut self, column: usize, text: &str, beside: f64, bold: bool) {
        let longest = text.split_whitespace().map(|word| font::width(word, 1.0, bold)).fold(0.0, f64::max);
        self.whole[column] = self.whole[column].max(font::width(text, 1.0, bold) + beside + GUTTER);
        self.words[column] = self.words[column].max(longest + beside + GUTTER);
    }

    /// Whether the table needs a wider page than one of this width: its columns would be folded too often to be read.
    pub fn wider_than(&self, width: f64) -> bool {
        let legible = |(whole, words): (&f64, &f64)| whole.min(words.max(FOLDED));
        self.whole.iter().zip(&self.words).map(legible).sum::<f64>() > width
    }

    /// Widths that fill a page: every column whole if all are; else the widest texts are folded, the more the longer they
    /// are, so that their rows are about as high; then numbers, and words last.
    pub fn fill(&self, width: f64) -> Vec<f64> {
        let sum = |of: &[f64]| of.iter().sum::<f64>();
        let (whole, words) = (sum(&self.whole), sum(&self.words));
        if whole <= width {
            // What is left over goes to all alike, and the table is as wide as the text.
            return self.whole.iter().map(|own| own * width / whole.max(1.0)).collect();
        }
        if words >= width {
            return self.words.iter().map(|own| own * width / words).collect();
        }
        let weight = |whole: f64, numeric: bool| if numeric { whole } else { whole.sqrt() };
        let at = |cap: f64| -> Vec<f64> {
            let columns = self.whole.iter().zip(&self.words).zip(&self.numeric);
            columns.map(|((whole, words), numeric)| whole.min(words.max(cap * weight(*whole, *numeric)))).collect()
        };
        let (mut low, mut high) = (0.0, width);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if sum(&at(middle)) <= width { low = middle } else { high = middle }
        }
        at(low)
    }
}

/// Whether a block stands on a lying page: a table that needs one, and the heading right above it.
pub fn lying(blocks: &[Block], index: usize, width: f64) -> bool {
    let wide = |at: usize| matches!(blocks.get(at), Some(Block::Table(table)) if Wanted::new(table).wider_than(width));
    wide(index) || (matches!(blocks.get(index), Some(Block::Heading(_))) && wide(index + 1))
}

/// Whether a cell is set to the right.
pub fn to_the_right(index: usize, column: &Column) -> bool {
    index > 0 && column.numeric
}

/// The marks of a cell as they are raised: "a,b".
pub fn marks(cell: &Cell) -> String {
    cell.marks.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Row;

    fn table(texts: &[&str]) -> Table {
        Table {
            id: "table-1".into(),
            title: "Table 1".into(),
            columns: texts.iter().map(|_| Column::text("x")).collect(),
            rows: vec![Row { cells: texts.iter().map(|text| Cell::text(*text)).collect(), ..Row::default() }],
            footnotes: Vec::new(),
        }
    }

    #[test]
    fn a_heading_lies_with_its_table() {
        let wide = Block::Table(table(&["word"; 30]));
        let blocks = [Block::Heading("Above".into()), wide, Block::Heading("Last".into())];
        assert_eq!([0, 1, 2, 3].map(|index| lying(&blocks, index, 60.0)), [true, true, false, false]);
    }

    #[test]
    fn columns_fill_the_page_and_only_the_long_one_is_folded() {
        let wanted = Wanted::new(&table(&["short", "a long text that goes on and on and on and on and on and on"]));
        for width in [200.0, 15.0, 8.0, 2.0] {
            let widths = wanted.fill(width);
            assert!((widths.iter().sum::<f64>() - width).abs() < 1e-6, "{width}: {widths:?}");
        }
        assert!((wanted.fill(15.0)[0] - wanted.whole[0]).abs() < 1e-9);
        // Of two long texts the longer one has more room, and not the same.
        let two = Wanted::new(&table(&["twenty words or so", &"a rule of many words ".repeat(12)])).fill(30.0);
        assert!(two[1] > 2.0 * two[0], "{two:?}");
        assert!(!wanted.wider_than(20.0) && Wanted::new(&table(&["word"; 30])).wider_than(60.0));
    }
}
