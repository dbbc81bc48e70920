//! `report.tex`: a complete document for pdfLaTeX, XeLaTeX or LuaLaTeX, with tables in the style of booktabs.

use super::layout::{self, Wanted, marks, to_the_right};
use super::{Format, Rendered};
use crate::error::Result;
use crate::report::Report;
use crate::report::document::{Block, Cell, Column, Row, Table};
use crate::report::figure::Picture;

/// Registry entry.
pub(super) static FORMAT: Format = Format {
    id: "tex",
    summary: "report.tex, for LaTeX with booktabs; shows figures/*.pdf or *.png",
    single: true,
    render,
};

/// Width of the text in units of the size of the text of tables: 170 mm of 8 points, and 257 mm on a lying page.
const STANDING: f64 = 170.0 / (8.0 * 0.351_46);
const LYING: f64 = 257.0 / (8.0 * 0.351_46);

/// Packages that every distribution has. The font is as wide as the one by which columns are measured.
const PREAMBLE: &str = r"\documentclass[a4paper,10pt]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \usepackage{helvet}
  \renewcommand{\familydefault}{\sfdefault}
\else
  \usepackage{fontspec}
  \IfFontExistsTF{Liberation Sans}{\setmainfont{Liberation Sans}}{\IfFontExistsTF{Arial}{\setmainfont{Arial}}{}}
\fi
\usepackage[margin=20mm]{geometry}
\usepackage{amssymb}
\usepackage{array,booktabs,longtable,pdflscape,graphicx}
\usepackage[hidelinks]{hyperref}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\setlength{\LTleft}{0pt}
\setlength{\LTright}{0pt}
\setlength{\tabcolsep}{0pt}
\setlength{\emergencystretch}{3em}
\setcounter{secnumdepth}{0}
% A sign that the fonts of pdfLaTeX lack is shown by its number, after which a line may end.
\ifPDFTeX
  \DeclareRobustCommand{\othersign}[2]{[U+#1]\allowbreak}
\else
  \DeclareRobustCommand{\othersign}[2]{#2}
\fi
\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
\newcolumntype{R}[1]{>{\raggedleft\arraybackslash}p{#1}}
";

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let document = &report.document;
    let mut out = PREAMBLE.to_string();
    out.push_str(&format!("\\hypersetup{{pdftitle={{{}}}}}\n\\begin{{document}}\n", escape(&document.title)));
    out.push_str(&format!("{{\\small {}}}\n\n", escape(&document.kicker)));
    out.push_str(&format!("{{\\LARGE\\bfseries\\raggedright {}\\par}}\n\n", escape(&document.title)));
    let mut turned = false;
    for (i, block) in document.blocks.iter().enumerate() {
        let lying = layout::lying(&document.blocks, i, STANDING);
        if lying != turned {
            out.push_str(if lying { "\\begin{landscape}\n" } else { "\\end{landscape}\n\n" });
            turned = lying;
        }
        match block {
            Block::Lead(text) => out.push_str(&format!("\\textbf{{{}}}\n\n", escape(text))),
            Block::Heading(text) => out.push_str(&format!("\\section{{{}}}\n\n", escape(text))),
            Block::Paragraph(text) => out.push_str(&format!("{}\n\n", escape(text))),
            Block::List(items) => {
                out.push_str("\\begin{itemize}\n");
                for item in items {
                    // Braces, since an item that begins with a bracket would name its own mark.
                    out.push_str(&format!("\\item {{}}{}\n", escape(item)));
                }
                out.push_str("\\end{itemize}\n\n");
            }
            Block::Table(printed) => table(&mut out, printed, lying),
            Block::Figures => figures(&mut out, &report.pictures),
        }
    }
    if turned {
        out.push_str("\\end{landscape}\n\n");
    }
    out.push_str(&format!("{{\\footnotesize {}}}\n\n\\end{{document}}\n", escape(&document.footer)));
    Ok(vec![("report.tex".into(), out.into_bytes())])
}

fn table(out: &mut String, table: &Table, lying: bool) {
    let wanted = Wanted::new(table);
    let across = if lying { LYING } else { STANDING };
    let widths: Vec<f64> = wanted.fill(across).iter().map(|own| own / across).collect();
    // Space between columns is part of their widths, so that these add up to that of the line.
    let shape = |(i, (column, share)): (usize, (&Column, &f64))| {
        let kind = if to_the_right(i, column) { 'R' } else { 'L' };
        let gap = if i + 1 < table.columns.len() { "@{\\hspace{6pt}}" } else { "@{}" };
        let own = if i + 1 < table.columns.len() { "-6pt" } else { "" };
        format!("{kind}{{\\dimexpr {share:.4}\\linewidth{own}\\relax}}{gap}")
    };
    let shapes: String = table.columns.iter().zip(&widths).enumerate().map(shape).collect();
    out.push_str(&format!("{{\\fontsize{{8}}{{10}}\\selectfont\n\\begin{{longtable}}{{@{{}}{shapes}}}\n"));
    let title = escape(&table.title);
    let span = table.columns.len();
    let caption = format!("\\multicolumn{{{span}}}{{@{{}}p{{\\linewidth}}@{{}}}}{{\\normalsize\\bfseries {title}}}");
    let heading = |column: &Column| {
        // A new line would be filled up at its end, and stand in the middle of a column that is set to the right.
        let under = column.under.as_ref().map(|under| format!("\\linebreak {}", escape(under))).unwrap_or_default();
        format!("\\textbf{{{}}}{under}", escape(&column.heading))
    };
    let headings: Vec<String> = table.columns.iter().map(heading).collect();
    let head = format!("\\toprule\n{} \\\\\n\\midrule\n", headings.join(" & "));
    out.push_str(&format!("{caption} \\\\[4pt]\n{head}\\endfirsthead\n{head}\\endhead\n"));
    out.push_str("\\bottomrule\n\\endfoot\n\\bottomrule\n\\endlastfoot\n");
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().enumerate().map(|(i, cell)| body_cell(row, cell, i == 0)).collect();
        out.push_str(&format!("{} \\\\\n", cells.join(" & ")));
    }
    out.push_str("\\end{longtable}\n\\setlength{\\parskip}{1pt}\n");
    for (mark, note) in &table.footnotes {
        let mark = if mark.is_empty() { String::new() } else { raised(mark) };
        out.push_str(&format!("\\noindent {mark}{}\\par\n", escape(note)));
    }
    out.push_str("}\n\n");
}

fn raised(text: &str) -> String {
    format!("\\textsuperscript{{{}}}", escape(text))
}

fn body_cell(row: &Row, cell: &Cell, first: bool) -> String {
    let text = escape(cell.text.trim());
    let text = if cell.strong { format!("\\textbf{{{text}}}") } else { text };
    let marks = if cell.marks.is_empty() { String::new() } else { raised(&marks(cell)) };
    match row.indent {
        indent if first && indent > 0 => format!("\\hspace*{{{indent}em}}{text}{marks}"),
        // A bracket after the end of a row would be its height.
        _ => format!("{{}}{text}{marks}"),
    }
}

fn figures(out: &mut String, pictures: &[Picture]) {
    if !pictures.is_empty() {
        out.push_str("\\section{Figures}\n\n");
    }
    for (number, picture) in (1..).zip(pictures) {
        let size = "width=\\linewidth,height=0.82\\textheight,keepaspectratio";
        let file = picture.name();
        out.push_str(&format!("{{\\centering\\includegraphics[{size}]{{figures/{file}}}\\par\\nobreak}}\n"));
        let (title, caption) = (escape(&picture.title()), escape(&picture.caption));
        out.push_str(&format!("{{\\small\\textbf{{Figure {number}. {title}.}} {caption}\\par}}\n\n\\bigskip\n\n"));
    }
}

/// Text that TeX would take for commands, and signs that the fonts of pdfLaTeX lack.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match math(c) {
            Some(command) => out.push_str(&format!("\\ensuremath{{{command}}}")),
            None => match c {
                '\\' => out.push_str("\\textbackslash{}"),
                '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                    out.push('\\');
                    out.push(c);
                }
                '~' => out.push_str("\\textasciitilde{}"),
                '^' => out.push_str("\\textasciicircum{}"),
                '<' => out.push_str("\\textless{}"),
                '>' => out.push_str("\\textgreater{}"),
                '|' => out.push_str("\\textbar{}"),
                '"' => out.push_str("\\textquotedbl{}"),
                '\'' => out.push_str("\\textquotesingle{}"),
                '`' => out.push_str("\\textasciigrave{}"),
                'μ' | 'µ' => out.push_str("\\textmu{}"),
                'ˉ' => out.push_str("\\textasciimacron{}"),
                // Two would be joined to a dash.
                '-' => out.push_str("-{}"),
                '\u{a0}' | '\u{202f}' => out.push('~'),
                '\u{2009}' => out.push_str("\\,"),
                '–' | '—' | '‘' | '’' | '“' | '”' | '…' | '•' | '†' | '‡' | '€' | '™' | '‰' => {
                    out.push(c)
                }
                c if c.is_control() => out.push(' '),
                c if u32::from(c) < 0x180 => out.push(c),
                c => out.push_str(&format!("\\othersign{{{:04X}}}{{{c}}}", u32::from(c))),
            },
        }
    }
    out
}

/// A sign as a command of mathematics.
fn math(c: char) -> Option<&'static str> {
    Some(match c {
        '−' => "-",
        '≤' => "\\leq",
        '≥' => "\\geq",
        '≠' => "\\neq",
        '≈' => "\\approx",
        '∞' => "\\infty",
        '√' => "\\surd",
        '→' => "\\rightarrow",
        'α' => "\\alpha",
        'β' => "\\beta",
        'γ' => "\\gamma",
        'δ' => "\\delta",
        'ε' => "\\varepsilon",
        'κ' => "\\kappa",
        'λ' => "\\lambda",
        'π' => "\\pi",
        'ρ' => "\\rho",
        'σ' => "\\sigma",
        'τ' => "\\tau",
        'φ' => "\\varphi",
        'χ' => "\\chi",
        'ω' => "\\omega",
        'Δ' => "\\Delta",
        'Ω' => "\\Omega",
        '⁰' => "^0",
        '⁻' => "^-",
        '₂' => "_2",
        '●' => "\\bullet",
        '○' => "\\circ",
        '■' => "\\blacksquare",
        '◆' => "\\blacklozenge",
        '▲' => "\\blacktriangle",
        '✕' => "\\times",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tex_would_obey_is_only_shown() {
        assert_eq!(escape("50% & $5_#"), "50\\% \\& \\$5\\_\\#");
        assert_eq!(escape("\\input{x}"), "\\textbackslash{}input\\{x\\}");
        assert_eq!(escape("<0.001 −2 χ²"), "\\textless{}0.001 \\ensuremath{-}2 \\ensuremath{\\chi}²");
        assert_eq!(escape("休"), "\\othersign{4F11}{休}");
        assert_eq!(escape("a\nb"), "a b");
    }
}
