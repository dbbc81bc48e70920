//! `report.docx`: a Word document with real tables, written as WordprocessingML (ECMA-376, part 1).

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::layout::{self, Wanted, marks, to_the_right};
use super::{Format, Rendered};
use crate::error::Result;
use crate::report::document::{Block, Cell, Column, Row, Table};
use crate::report::figure::{Picture, escape};
use crate::report::{Report, fault};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "docx", summary: "report.docx, with tables and figures for Word", single: true, render };

/// Twentieths of a point in a millimetre, the unit of lengths.
const TWIPS: f64 = 1440.0 / 25.4;
/// Units of drawings in a millimetre.
const EMU: f64 = 36_000.0;
/// Sides of the page and its margin, in millimetres: A4.
const SHORT: f64 = 210.0;
const LONG: f64 = 297.0;
const MARGIN: f64 = 20.0;
/// Size of the text of tables, in millimetres: 8.5 points.
const TABLE_TEXT: f64 = 8.5 * 25.4 / 72.0;
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let images = report.pictures.iter().map(Picture::png).collect::<Result<Vec<_>>>()?;
    let document = body(report, &images);
    let title = plain(&report.document.title);
    // Fixed dates: the same results give the same bytes.
    let core = format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title><dc:creator>retrocohort</dc:creator>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">2000-01-01T00:00:00Z</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">2000-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>"
    );
    let field = |code: &str| format!("<w:fldSimple w:instr=\"{code}\"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    let footer = format!(
        "{DECLARATION}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:jc w:val=\"right\"/></w:pPr>{}{}</w:p></w:ftr>",
        run(&format!("{}  |  ", short(&report.document.title)), ""),
        field("PAGE")
    );
    let texts = [
        ("[Content_Types].xml", include_str!("docx/content_types.xml")),
        ("_rels/.rels", include_str!("docx/package.rels")),
        ("docProps/core.xml", &core),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", &relationships(images.len())),
        ("word/styles.xml", include_str!("docx/styles.xml")),
        ("word/numbering.xml", include_str!("docx/numbering.xml")),
        ("word/settings.xml", include_str!("docx/settings.xml")),
        ("word/footer1.xml", &footer),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, text) in texts {
        archive.start_file(name, options.compression_method(CompressionMethod::Deflated)).map_err(fault)?;
        archive.write_all(text.as_bytes()).map_err(fault)?;
    }
    for (number, image) in (1..).zip(&images) {
        // PNG is compressed already.
        let stored = options.compression_method(CompressionMethod::Stored);
        archive.start_file(format!("word/media/image{number}.png"), stored).map_err(fault)?;
        archive.write_all(image).map_err(fault)?;
    }
    Ok(vec![("report.docx".into(), archive.finish().map_err(fault)?.into_inner())])
}

fn relationships(images: usize) -> String {
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut all = vec![
        ("styles".to_string(), "styles", "styles.xml".to_string()),
        ("numbering".to_string(), "numbering", "numbering.xml".to_string()),
        ("settings".to_string(), "settings", "settings.xml".to_string()),
        ("footer".to_string(), "footer", "footer1.xml".to_string()),
    ];
    all.extend((1..=images).map(|n| (format!("image{n}"), "image", format!("media/image{n}.png"))));
    let one = |(id, kind, target): &(String, &str, String)| {
        format!("<Relationship Id=\"{id}\" Type=\"{kinds}/{kind}\" Target=\"{target}\"/>")
    };
    let list: String = all.iter().map(one).collect();
    format!(
        "{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{list}</Relationships>"
    )
}

/// Text of the document; an inner break becomes a space.
fn plain(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    escape(&spaced.replace(['\u{fffe}', '\u{ffff}'], ""))
}

/// A title for the foot of the page.
fn short(title: &str) -> String {
    if title.chars().count() <= 90 {
        title.into()
    } else {
        format!("{}…", title.chars().take(89).collect::<String>())
    }
}

fn run(text: &str, properties: &str) -> String {
    let properties = if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", plain(text))
}

fn paragraph(style: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>")
}

/// The properties of a section whose pages lie or stand.
fn section(lying: bool) -> String {
    let (width, height, orientation) = if lying { (LONG, SHORT, " w:orient=\"landscape\"") } else { (SHORT, LONG, "") };
    let (width, height, margin) = (twips(width), twips(height), twips(MARGIN));
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"footer\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\"{orientation}/>\
         <w:pgMar w:top=\"{margin}\" w:right=\"{margin}\" w:bottom=\"{margin}\" w:left=\"{margin}\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>"
    )
}

fn twips(millimetres: f64) -> i64 {
    (millimetres * TWIPS).round() as i64
}

fn body(report: &Report<'_>, images: &[&[u8]]) -> String {
    let document = &report.document;
    let mut out = format!("{DECLARATION}<w:document {NAMESPACES}><w:body>");
    out.push_str(&paragraph("Kicker", &run(&document.kicker, "")));
    out.push_str(&paragraph("Title", &run(&document.title, "")));
    let mut lying = false;
    for (i, block) in document.blocks.iter().enumerate() {
        let wide = layout::lying(&document.blocks, i, (SHORT - 2.0 * MARGIN) / TABLE_TEXT);
        if wide != lying {
            // The properties of a section stand in its last paragraph.
            let _ = write!(
                out,
                "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>{}</w:pPr></w:p>",
                section(lying)
            );
            lying = wide;
        }
        match block {
            Block::Lead(text) => out.push_str(&paragraph("Lead", &run(text, ""))),
            Block::Heading(text) => out.push_str(&paragraph("Heading1", &run(text, ""))),
            Block::Paragraph(text) => out.push_str(&paragraph("Normal", &run(text, ""))),
            Block::List(items) => {
                for item in items {
                    out.push_str(&paragraph("ListBullet", &run(item, "")));
                }
            }
            Block::Table(printed) => table(&mut out, printed, if lying { LONG } else { SHORT } - 2.0 * MARGIN),
            Block::Figures => figures(&mut out, &report.pictures, images),
        }
    }
    out.push_str(&paragraph("Footer", &run(&document.footer, "")));
    out.push_str(&section(lying));
    out.push_str("</w:body></w:document>");
    out
}

fn table(out: &mut String, table: &Table, width: f64) {
    out.push_str(&paragraph("TableTitle", &run(&table.title, "")));
    let widths: Vec<i64> =
        Wanted::new(table).fill(width / TABLE_TEXT).iter().map(|own| twips(own * TABLE_TEXT)).collect();
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"ThreeLines\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>\
         <w:tblLook w:val=\"0020\" w:firstRow=\"1\"/><w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>{}</w:tblGrid>",
        widths.iter().sum::<i64>(),
        plain(&table.title),
        widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect::<String>()
    );
    let cells = table.columns.iter().enumerate().zip(&widths).map(|((i, column), width)| heading(i, column, *width));
    let _ = write!(out, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}</w:tr>", cells.collect::<String>());
    for row in &table.rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (((i, cell), column), width) in row.cells.iter().enumerate().zip(&table.columns).zip(&widths) {
            out.push_str(&body_cell(row, cell, to_the_right(i, column), i == 0, *width));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    for (mark, note) in &table.footnotes {
        let mark = if mark.is_empty() { String::new() } else { raised(mark) };
        out.push_str(&paragraph("TableNote", &format!("{mark}{}", run(note, ""))));
    }
    if table.footnotes.is_empty() {
        // Two tables that touch would be one.
        out.push_str(&paragraph("TableNote", ""));
    }
}

fn raised(text: &str) -> String {
    run(text, "<w:vertAlign w:val=\"superscript\"/>")
}

fn heading(index: usize, column: &Column, width: i64) -> String {
    let justified = if to_the_right(index, column) { "<w:jc w:val=\"right\"/>" } else { "" };
    let line = |text: &str, look: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"TableText\"/><w:keepNext/>{justified}</w:pPr>{}</w:p>", run(text, look))
    };
    let under = column.under.as_ref().map(|under| line(under, "")).unwrap_or_default();
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:tcBorders><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" \
         w:color=\"222222\"/></w:tcBorders><w:vAlign w:val=\"bottom\"/></w:tcPr>{}{under}</w:tc>",
        line(&column.heading, "<w:b/>")
    )
}

fn body_cell(row: &Row, cell: &Cell, right: bool, first: bool, width: i64) -> String {
    let mut look = String::new();
    if first && row.indent > 0 {
        let _ = write!(look, "<w:ind w:left=\"{}\"/>", 170 * row.indent);
    }
    if right {
        look.push_str("<w:jc w:val=\"right\"/>");
    }
    let marks = if cell.marks.is_empty() { String::new() } else { raised(&marks(cell)) };
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"TableText\"/>{look}</w:pPr>{}{marks}</w:p></w:tc>",
        run(cell.text.trim(), if cell.strong { "<w:b/>" } else { "" })
    )
}

fn figures(out: &mut String, pictures: &[Picture], images: &[&[u8]]) {
    if !pictures.is_empty() {
        out.push_str(&paragraph("Heading1", &run("Figures", "")));
    }
    for ((number, picture), image) in (1..).zip(pictures).zip(images) {
        out.push_str(&paragraph("FigureText", &format!("<w:r>{}</w:r>", drawing(number, picture, image))));
        let title = run(&format!("Figure {number}. {}. ", picture.title()), "<w:b/>");
        out.push_str(&paragraph("Caption", &format!("{title}{}", run(&picture.caption, ""))));
    }
}

fn drawing(number: usize, picture: &Picture, image: &[u8]) -> String {
    let (width, height) = fitted(pixels(image));
    let (cx, cy) = ((width * EMU).round() as i64, (height * EMU).round() as i64);
    let (name, words) = (plain(&picture.title()), plain(&picture.description));
    let graphics = "http://schemas.openxmlformats.org/drawingml/2006/picture";
    format!(
        "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/>\
         <wp:docPr id=\"{number}\" name=\"{name}\" descr=\"{words}\"/><a:graphic><a:graphicData uri=\"{graphics}\"><pic:pic>\
         <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"{name}\" descr=\"{words}\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"image{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>\
         </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
}

/// Width and height of a PNG, from its header.
fn pixels(image: &[u8]) -> (f64, f64) {
    let number = |at: usize| {
        let bytes = image.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        f64::from(bytes.map_or(1, u32::from_be_bytes).max(1))
    };
    (number(16), number(20))
}

/// The size in millimetres at which a picture fills the width of the page, or its height less a caption.
fn fitted((width, height): (f64, f64)) -> (f64, f64) {
    let (most_wide, most_high) = (SHORT - 2.0 * MARGIN, LONG - 2.0 * MARGIN - 35.0);
    let scale = (most_wide / width).min(most_high / height);
    (width * scale, height * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_pictures_fit() {
        assert_eq!(plain("a < b & \"c\"\nd\u{1}"), "a &lt; b &amp; &quot;c&quot; d ");
        for size in [(1800.0, 900.0), (1800.0, 9000.0)] {
            let (width, height) = fitted(size);
            assert!(width <= 170.0 + 1e-9 && height <= 222.0 + 1e-9);
            assert!((width / height - size.0 / size.1).abs() < 1e-9);
        }
    }
}
