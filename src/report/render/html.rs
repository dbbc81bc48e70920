//! `report.html`: one self-contained page, which nothing has to be fetched for.

use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{AutoEscape, Environment, context, value::Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Format, Rendered};
use crate::analysis::bibliography::reference;
use crate::error::Result;
use crate::report::document::Block;
use crate::report::figure::Picture;
use crate::report::page::Page;
use crate::report::{Report, Source, fault};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "html", summary: "report.html, one self-contained page", single: true, render };

/// What sorts, filters and copies tables.
static SCRIPT: &str = include_str!("page.js");

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("reproduction", include_str!("report.html.jinja")).map_err(fault)?;
    environment.add_template("document", include_str!("document.html.jinja")).map_err(fault)?;
    let css = Value::from_safe_string(include_str!("page.css").into());
    let js = Value::from_safe_string(SCRIPT.into());
    let policy = Value::from_safe_string(policy());
    let figures: Vec<Value> = report.pictures.iter().map(figure).collect();
    let html = match report.source {
        Source::Reproduction(results) => {
            let page = Value::from(minijinja::value::Serde(Page::new(results)));
            let references = Value::from_iter(report.document.references.iter().filter_map(|key| reference(key)));
            let template = environment.get_template("reproduction").map_err(fault)?;
            template.render(context! { css, js, policy, page, figures, references })
        }
        Source::Comparison(_) | Source::Audit(_) | Source::Survival(_) | Source::Model(_) => {
            let (opening, sections) = sections(&report.document.blocks, !figures.is_empty());
            let document = Value::from(minijinja::value::Serde(&report.document));
            let opening = Value::from(minijinja::value::Serde(opening));
            let sections = Value::from(minijinja::value::Serde(sections));
            let template = environment.get_template("document").map_err(fault)?;
            template.render(context! { css, js, policy, document, opening, sections, figures })
        }
    };
    Ok(vec![("report.html".into(), html.map_err(fault)?.into_bytes())])
}

/// What a browser lets the page do: run its own script and no other, whatever a table brings, and fetch nothing. The
/// script as the page holds it begins with a line break.
fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(format!("\n{SCRIPT}")));
    format!("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'")
}

/// A part of the page that folds.
#[derive(Serialize)]
struct Section<'a> {
    heading: &'a str,
    blocks: Vec<&'a Block>,
}

/// The blocks before the first heading, and those below each. Figures are a section of their own.
fn sections(blocks: &[Block], figures: bool) -> (Vec<&Block>, Vec<Section<'_>>) {
    let mut opening = Vec::new();
    let mut all: Vec<Section<'_>> = Vec::new();
    for block in blocks {
        match (block, all.last_mut()) {
            (Block::Heading(heading), _) => all.push(Section { heading, blocks: Vec::new() }),
            (Block::Figures, _) if figures => all.push(Section { heading: "Figures", blocks: vec![block] }),
            (Block::Figures, _) => {}
            (_, Some(section)) => section.blocks.push(block),
            (_, None) => opening.push(block),
        }
    }
    (opening, all)
}

fn figure(picture: &Picture) -> Value {
    // Our own drawing, whose texts are escaped already.
    let svg = Value::from_safe_string(picture.svg.clone());
    context! { svg, title => picture.title(), caption => picture.caption.clone() }
}
