//! `report.md`: the report as plain text with tables.

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::figure::Picture;
use crate::report::page::{Page, PageTable};
use crate::report::wording;
use crate::results::reproduction::Reproduction;

/// Registry entry.
pub(super) static FORMAT: Format = Format { id: "md", summary: "report.md", single: true, render };

fn render(results: &Reproduction, pictures: &[Picture]) -> Result<Vec<Rendered>> {
    let page = Page::new(results);
    let mut out = format!("# {}\n\n", escape(&page.title));
    let mut paragraph = |text: &str| out.push_str(&format!("{text}\n\n"));
    if let Some(citation) = &page.citation {
        paragraph(&escape(citation));
    }
    paragraph(&format!("**{}**", escape(&page.headline)));
    for rule in &page.rules {
        paragraph(&escape(rule));
    }
    paragraph("## Findings");
    if page.findings.is_empty() {
        paragraph("Nothing contradicts itself.");
    }
    for (i, finding) in page.findings.iter().enumerate() {
        let repair =
            finding.repair.as_ref().map(|repair| format!(" *Repair: {}.*", escape(repair))).unwrap_or_default();
        let place = if finding.place.is_empty() { String::new() } else { format!("{}: ", escape(&finding.place)) };
        out.push_str(&format!("{}. **{}** {place}{}{repair}\n", i + 1, finding.severity, escape(&finding.message)));
    }
    out.push_str("\n## The tables as printed\n\n");
    out.push_str("Numbers in brackets point to the findings. Recomputed: P by the paper's rule, its test, and the range over the printed digits.\n\n");
    for printed in &page.tables {
        table(&mut out, printed);
    }
    if !pictures.is_empty() {
        out.push_str("## Figures\n\n");
    }
    for picture in pictures {
        out.push_str(&format!("![{}](figures/{}.svg)\n\n", escape(&picture.description), picture.figure.id));
        out.push_str(&format!("**{}.** {}\n\n", picture.figure.title, picture.figure.caption));
    }
    out.push_str("## Methods\n\n");
    for text in &page.methods {
        out.push_str(&format!("{}\n\n", escape(text)));
    }
    out.push_str("## Verdicts\n\n");
    for (verdict, meaning) in &wording::VERDICTS {
        let (sign, words) = wording::verdict(*verdict);
        out.push_str(&format!("- {sign} {words}: {meaning}\n"));
    }
    out.push_str("\n## References\n\n");
    for (i, reference) in wording::REFERENCES.iter().enumerate() {
        out.push_str(&format!("{}. {}\n", i + 1, escape(reference)));
    }
    Ok(vec![("report.md".into(), out.into_bytes())])
}

fn table(out: &mut String, table: &PageTable) {
    out.push_str(&format!("### {}\n\n", escape(&table.title)));
    let headers: Vec<String> = table.headers.iter().map(|header| escape(header)).collect();
    out.push_str(&format!("| {} | Recomputed | Verdict |\n", headers.join(" | ")));
    out.push_str(&format!("|{}\n", " --- |".repeat(headers.len() + 2)));
    for row in &table.rows {
        let cells: Vec<String> = row
            .cells
            .iter()
            .enumerate()
            .map(|(i, cell)| {
                let indent = if i == 0 { "&nbsp;".repeat(row.indent) } else { String::new() };
                let marks = cell.marks.iter().map(|mark| format!(" [{mark}]")).collect::<String>();
                format!("{indent}{}{marks}", escape(&cell.text))
            })
            .collect();
        let verdict = format!("{} {}", row.sign, row.verdict);
        out.push_str(&format!("| {} | {} | {} |\n", cells.join(" | "), escape(&row.recomputed), verdict.trim()));
    }
    out.push('\n');
    for note in &table.footnotes {
        out.push_str(&format!("{}\n\n", escape(note)));
    }
}

/// Text that Markdown would take for markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
