//! `report.html`: one self-contained page.

use minijinja::{AutoEscape, Environment, context, value::Value};

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::fault;
use crate::report::figure::Picture;
use crate::report::page::Page;
use crate::report::wording;
use crate::results::reproduction::Reproduction;

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "html", summary: "report.html, one self-contained page", single: true, render };

fn render(results: &Reproduction, pictures: &[Picture]) -> Result<Vec<Rendered>> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", include_str!("report.html.jinja")).map_err(fault)?;
    let figures: Vec<Value> = pictures
        .iter()
        .map(|picture| {
            // Our own drawing, whose texts are escaped already.
            let svg = Value::from_safe_string(picture.svg.clone());
            context! { svg, title => picture.figure.title, caption => picture.figure.caption }
        })
        .collect();
    let page = minijinja::value::Serde(Page::new(results));
    let template = environment.get_template("report").map_err(fault)?;
    let references = wording::REFERENCES;
    let html = template
        .render(context! { page => Value::from(page), figures, references => Value::from_iter(references) })
        .map_err(fault)?;
    Ok(vec![("report.html".into(), html.into_bytes())])
}
