//! Cells, and the two files that they are written to.

use serde_json::{Value, json};

use crate::error::Result;
use crate::report::fault;

/// A cell of a notebook.
pub enum Cell {
    /// Text in Markdown.
    Text(String),
    /// Code.
    Code(String),
}

/// The cells as a Jupyter notebook, nbformat 4.5, without outputs.
///
/// # Errors
/// An internal fault of rendering.
pub fn notebook(cells: &[Cell], metadata: Value) -> Result<Vec<u8>> {
    let cell = |(i, cell): (usize, &Cell)| {
        let id = format!("cell-{}", i + 1);
        match cell {
            Cell::Text(text) => {
                json!({ "cell_type": "markdown", "id": id, "metadata": {}, "source": lines(text) })
            }
            Cell::Code(text) => json!({
                "cell_type": "code", "execution_count": null, "id": id, "metadata": {}, "outputs": [],
                "source": lines(text),
            }),
        }
    };
    let cells: Vec<Value> = cells.iter().enumerate().map(cell).collect();
    let notebook = json!({ "cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5 });
    let mut text = Vec::new();
    // Jupyter itself indents by one.
    let format = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, format);
    serde::Serialize::serialize(&notebook, &mut serializer).map_err(fault)?;
    text.push(b'\n');
    Ok(text)
}

/// Source as nbformat keeps it: lines with their line ends, the last without.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end().split_inclusive('\n').collect()
}

/// The cells as a script: text becomes comments, which both languages mark alike.
pub fn script(cells: &[Cell]) -> Vec<u8> {
    let part = |cell: &Cell| match cell {
        Cell::Text(text) => {
            let comment = |line: &str| if line.is_empty() { "#".to_string() } else { format!("# {line}") };
            text.trim_end().lines().map(comment).collect::<Vec<_>>().join("\n")
        }
        Cell::Code(text) => text.trim_end().to_string(),
    };
    let parts: Vec<String> = cells.iter().map(part).collect();
    format!("{}\n", parts.join("\n\n\n")).into_bytes()
}
