//! `report.xlsx`: a sheet of text, a sheet a table, and all results in the long form.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as Look, FormatAlign, FormatBorder, FormatScript, Workbook, Worksheet,
    XlsxError,
};

use super::layout::{marks, to_the_right};
use super::{Format, Rendered, csv};
use crate::error::Result;
use crate::report::document::{Block, Cell, Column, Document, Table};
use crate::report::figure::font;
use crate::report::{Report, fault};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "xlsx", summary: "report.xlsx, a sheet a table and all results", single: true, render };

/// Letters that a cell of Excel can hold.
const MOST_LETTERS: usize = 32_767;
/// Excel's number for the paper.
const A4: u8 = 9;
/// Font of the sheets; the width of its digits is the unit of the widths of columns.
const FONT: &str = "Arial";
const SIZE: f64 = 10.0;
/// Digits to a line of the sheet of text.
const REPORT_WIDTH: f64 = 90.0;

type Written = std::result::Result<(), XlsxError>;

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let results = csv::FORMAT.render;
    let long = results(report)?.into_iter().next().map(|(_, bytes)| bytes).unwrap_or_default();
    let bytes = workbook(&report.document, &long).map_err(fault)?;
    Ok(vec![("report.xlsx".into(), bytes)])
}

fn workbook(document: &Document, long: &[u8]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed date: the same results give the same bytes.
    let properties = DocProperties::new().set_title(&document.title).set_author(&document.footer);
    book.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    text(book.add_worksheet().set_name("Report")?, document)?;
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let mut names = vec!["report".to_string(), "results".to_string()];
    for printed in tables {
        table(book.add_worksheet().set_name(sheet_name(&printed.id, &mut names))?, printed)?;
    }
    results(book.add_worksheet().set_name("Results")?, long)?;
    book.save_to_buffer()
}

/// A name that Excel takes and no other sheet has.
fn sheet_name(id: &str, taken: &mut Vec<String>) -> String {
    let plain: String = id.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).take(24).collect();
    let mut letters = plain.trim().chars();
    let first = letters.next().unwrap_or('T').to_uppercase().collect::<String>();
    let base = format!("{first}{}", letters.as_str());
    let mut name = base.clone();
    let mut next = 2;
    // "History" is reserved by Excel.
    while taken.contains(&name.to_lowercase()) || name.eq_ignore_ascii_case("history") {
        name = format!("{base} {next}");
        next += 1;
    }
    taken.push(name.to_lowercase());
    name
}

fn look() -> Look {
    Look::new().set_font_name(FONT).set_font_size(SIZE).set_align(FormatAlign::Top)
}

/// A text as a cell can hold it.
fn fitting(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').take(MOST_LETTERS).collect()
}

/// Width of a column in digits, for its widest text, within bounds.
fn digits(widest: f64, most: f64) -> f64 {
    (widest / font::width("0", 1.0, false) + 2.0).clamp(8.0, most)
}

/// Height of a row, in points, whose text is folded in a column of so many digits. Not every program finds it by itself.
fn height(text: &str, digits: f64, bold: bool, size: f64) -> f64 {
    let width = (digits - 1.0) * font::width("0", 1.0, false) * SIZE / size;
    let folded = |line: &str| {
        let mut lines = 1;
        let mut used = 0.0;
        for word in line.split(' ') {
            let word = font::width(word, 1.0, bold);
            let space = if used > 0.0 { font::width(" ", 1.0, bold) } else { 0.0 };
            if used > 0.0 && used + space + word > width {
                lines += 1;
                used = word;
            } else {
                used += space + word;
            }
            // A word longer than the column is broken.
            while used > width {
                lines += 1;
                used -= width;
            }
        }
        lines
    };
    // Excel sets no row higher than 409 points.
    (f64::from(text.split('\n').map(folded).sum::<i32>()) * size * 1.28 + 2.0).min(409.0)
}

fn text(sheet: &mut Worksheet, document: &Document) -> Written {
    let (plain, wrapped) = (look(), look().set_text_wrap());
    let heading = plain.clone().set_bold().set_font_size(12);
    sheet.set_column_width(0, REPORT_WIDTH)?;
    let mut lines: Vec<(&Look, String)> = Vec::new();
    let title = plain.clone().set_bold().set_font_size(14).set_text_wrap();
    lines.push((&plain, document.kicker.clone()));
    lines.push((&title, document.title.clone()));
    let strong = wrapped.clone().set_bold();
    for block in &document.blocks {
        match block {
            Block::Lead(text) => lines.push((&strong, text.clone())),
            Block::Heading(text) => lines.extend([(&plain, String::new()), (&heading, text.clone())]),
            Block::Paragraph(text) => lines.push((&wrapped, text.clone())),
            Block::List(items) => lines.extend(items.iter().map(|item| (&wrapped, item.clone()))),
            Block::Table(table) => lines.push((&wrapped, format!("See the sheet of {}", table.title))),
            Block::Figures => {}
        }
    }
    lines.extend([(&plain, String::new()), (&plain, document.footer.clone())]);
    for (row, (look, line)) in (0u32..).zip(&lines) {
        if !line.is_empty() {
            sheet.write_string_with_format(row, 0, fitting(line), look)?;
            let (bold, size) = if *look == &title { (true, 14.0) } else { (*look == &strong, SIZE) };
            let size = if *look == &heading { 12.0 } else { size };
            sheet.set_row_height(row, height(line, REPORT_WIDTH, bold, size))?;
        }
    }
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn table(sheet: &mut Worksheet, table: &Table) -> Written {
    sheet.write_string_with_format(0, 0, fitting(&table.title), &look().set_bold().set_font_size(12))?;
    let ruled = look().set_bold().set_text_wrap().set_border_top(FormatBorder::Thin);
    let ruled = ruled.set_border_bottom(FormatBorder::Thin);
    let mut widths = Vec::new();
    let under = |column: &Column| column.under.as_ref().map(|under| format!("\n{under}")).unwrap_or_default();
    for ((i, column), place) in table.columns.iter().enumerate().zip(0u16..) {
        let heading = fitting(&format!("{}{}", column.heading, under(column)));
        sheet.write_string_with_format(1, place, heading, &aligned(ruled.clone(), to_the_right(i, column)))?;
        let texts = table.rows.iter().filter_map(|row| row.cells.get(i).map(|cell| (row.indent, cell)));
        let cells = texts.map(|(indent, cell)| {
            let indent = if i == 0 { indent as f64 } else { 0.0 };
            font::width(&format!("{}{}", cell.text, marks(cell)), 1.0, cell.strong) + indent
        });
        let headings = [&column.heading, column.under.as_deref().unwrap_or_default()];
        let widest = cells.chain(headings.map(|text| font::width(text, 1.0, true))).fold(0.0, f64::max);
        widths.push(digits(widest, 60.0));
        sheet.set_column_width(place, digits(widest, 60.0))?;
    }
    let heads = table.columns.iter().zip(&widths).map(|(column, width)| {
        let heading = format!("{}{}", column.heading, under(column));
        height(&heading, *width, true, SIZE)
    });
    sheet.set_row_height(1, heads.fold(0.0, f64::max))?;
    let last = table.rows.len();
    for ((number, line), row) in (2u32..).zip(1..).zip(&table.rows) {
        let heights = row.cells.iter().zip(&widths).map(|(cell, width)| {
            let text = format!("{}{}", cell.text, marks(cell));
            height(&text, *width, cell.strong, SIZE)
        });
        sheet.set_row_height(number, heights.fold(0.0, f64::max))?;
        for (((i, cell), column), place) in row.cells.iter().enumerate().zip(&table.columns).zip(0u16..) {
            let mut own = aligned(look().set_text_wrap(), to_the_right(i, column));
            if i == 0 && row.indent > 0 {
                own = own.set_indent(u8::try_from(row.indent).unwrap_or(u8::MAX).min(15));
            }
            if line == last {
                own = own.set_border_bottom(FormatBorder::Thin);
            }
            write(sheet, (number, place), cell, if cell.strong { own.set_bold() } else { own })?;
        }
    }
    let notes = table.footnotes.iter().map(|(mark, note)| format!("{mark} {note}"));
    for (number, note) in (2 + u32::try_from(last).unwrap_or_default()..).zip(notes) {
        sheet.write_string_with_format(number, 0, fitting(note.trim()), &look())?;
    }
    sheet.set_freeze_panes(2, 1)?;
    sheet.set_repeat_rows(1, 1)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn aligned(look: Look, right: bool) -> Look {
    look.set_align(if right { FormatAlign::Right } else { FormatAlign::Left })
}

/// A number where the cell is nothing but one, with the decimals that it shows; else its text.
fn write(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, look: Look) -> Written {
    let text = fitting(cell.text.trim());
    let raised = marks(cell);
    if let Some((value, format)) = number(cell) {
        let format = if raised.is_empty() { format } else { format!("{format}\" [{}]\"", raised.replace('"', "")) };
        sheet.write_number_with_format(row, column, value, &look.set_num_format(format))?;
    } else if raised.is_empty() || text.is_empty() {
        sheet.write_string_with_format(row, column, format!("{text}{raised}"), &look)?;
    } else {
        let plain = Look::new().set_font_name(FONT).set_font_size(SIZE);
        let plain = if cell.strong { plain.set_bold() } else { plain };
        let superscript = plain.clone().set_font_script(FormatScript::Superscript);
        sheet.write_rich_string_with_format(row, column, &[(&plain, &text), (&superscript, &raised)], &look)?;
    }
    Ok(())
}

/// The number that a cell consists of, and a number format that shows it as the cell does.
fn number(cell: &Cell) -> Option<(f64, String)> {
    let text = cell.text.trim().replace('−', "-").replace('·', ".");
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    // "007" is no number, and Excel keeps fifteen digits.
    let padded = whole.len() > 1 && whole.starts_with('0');
    if !plain(whole) || !plain(decimals) || padded || whole.len() + decimals.len() > 15 {
        return None;
    }
    let shown: f64 = text.parse().ok()?;
    let half = 0.5 * 10f64.powi(-i32::try_from(decimals.len()).ok()?);
    let value = cell.value.unwrap_or(shown);
    if (value - shown).abs() > half * (1.0 + 1e-6) {
        return None;
    }
    let zero = if whole.is_empty() { "" } else { "0" };
    let places = "0".repeat(decimals.len());
    Some((value, if places.is_empty() { zero.to_string() } else { format!("{zero}.{places}") }))
}

fn results(sheet: &mut Worksheet, long: &[u8]) -> Written {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(long);
    let (head, plain) = (look().set_bold().set_border_bottom(FormatBorder::Thin), look());
    let mut numeric: Vec<bool> = Vec::new();
    let mut widest: Vec<f64> = Vec::new();
    for (line, record) in (0u32..).zip(reader.records()) {
        let record = record.map_err(|error| XlsxError::ParameterError(error.to_string()))?;
        if line == 0 {
            numeric = record.iter().map(|name| ["value", "line"].contains(&name)).collect();
            widest = vec![0.0; record.len()];
        }
        for (((field, numeric), widest), place) in record.iter().zip(&numeric).zip(&mut widest).zip(0u16..) {
            *widest = widest.max(font::width(field, 1.0, line == 0));
            match field.parse::<f64>() {
                Ok(value) if *numeric && line > 0 && value.is_finite() => {
                    sheet.write_number_with_format(line, place, value, &plain)?;
                }
                _ if field.is_empty() => {}
                _ => {
                    let look = if line == 0 { &head } else { &plain };
                    sheet.write_string_with_format(line, place, fitting(field), look)?;
                }
            }
        }
    }
    for (widest, place) in widest.iter().zip(0u16..) {
        sheet.set_column_width(place, digits(*widest, 50.0))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_number_only_when_it_is_nothing_else() {
        let of = |text: &str, value: f64| number(&Cell::number(text, value));
        assert_eq!(of("0.026", 0.0263), Some((0.0263, "0.000".into())));
        assert_eq!(of(".026", 0.0263), Some((0.0263, ".000".into())));
        assert_eq!(of("0·03", 0.0263), Some((0.0263, "0.00".into())));
        assert_eq!(of("−4.5", -4.51), Some((-4.51, "0.0".into())));
        assert_eq!(number(&Cell::text("12")), Some((12.0, "0".into())));
        for text in ["8 (66.7)", "<0.001", "", "–", "007", "1e5", "inf", ".", "-", "1.2.3"] {
            assert_eq!(number(&Cell::text(text)), None, "{text}");
        }
        // The number beside the text is another one than the text shows.
        assert_eq!(of("0.026", 0.5), None);
    }

    #[test]
    fn names_of_sheets_differ_and_are_allowed() {
        let mut taken = vec!["results".to_string()];
        let mut name = |id: &str| sheet_name(id, &mut taken);
        assert_eq!(name("table-1"), "Table 1");
        assert_eq!(name("table:1"), "Table 1 2");
        assert_eq!(name("results"), "Results 2");
        assert_eq!(name("history"), "History 2");
    }
}
