//! `report.html`: one self-contained page.

use minijinja::{AutoEscape, Environment, context, value::Value};

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::figure::Picture;
use crate::report::page::Page;
use crate::report::{Report, Source, fault, wording};

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "html", summary: "report.html, one self-contained page", single: true, render };

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("reproduction", include_str!("report.html.jinja")).map_err(fault)?;
    environment.add_template("document", include_str!("document.html.jinja")).map_err(fault)?;
    let css = Value::from_safe_string(include_str!("page.css").into());
    let figures: Vec<Value> = report.pictures.iter().map(figure).collect();
    let html = match report.source {
        Source::Reproduction(results) => {
            let page = Value::from(minijinja::value::Serde(Page::new(results)));
            let references = Value::from_iter(wording::REFERENCES);
            let template = environment.get_template("reproduction").map_err(fault)?;
            template.render(context! { css, page, figures, references })
        }
        Source::Comparison(_) | Source::Audit(_) | Source::Model(_) => {
            let document = Value::from(minijinja::value::Serde(&report.document));
            environment.get_template("document").map_err(fault)?.render(context! { css, document, figures })
        }
    };
    Ok(vec![("report.html".into(), html.map_err(fault)?.into_bytes())])
}

fn figure(picture: &Picture) -> Value {
    // Our own drawing, whose texts are escaped already.
    let svg = Value::from_safe_string(picture.svg.clone());
    context! { svg, title => picture.figure.title, caption => picture.caption.clone() }
}
