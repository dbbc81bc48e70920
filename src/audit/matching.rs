//! Which column of a registry holds an item: by its name or label, with a unit behind it, or as the user says.

use super::template::{Item, Kind, Template, plain};
use crate::cohort::{Dictionary, Role, Variable};
use crate::error::{Error, ErrorCode, Result};

/// The column of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Name of the column.
    pub column: String,
    /// How many of the template's unit one of the column's unit is.
    pub factor: f64,
    /// How it was recognised and in which unit it is read, in sentences.
    pub notes: Vec<String>,
}

/// The columns of all items, in the order of the template; `None` for an item that no column holds.
///
/// A column is an item's when its name or its label is one of the names of the item, or one of them followed by a unit
/// that the item knows. The first name of the template that fits decides. `named` are pairs of item and column that the
/// user gives.
///
/// # Errors
/// A pair with an item or a column that is not there; a column whose declared unit the item does not know.
pub fn matches(template: &Template, dictionary: &Dictionary, named: &[(String, String)]) -> Result<Vec<Option<Match>>> {
    for (item, column) in named {
        let unknown = |what: &str, found: &str, known: Vec<&str>| {
            Err(Error::new(ErrorCode::Usage, format!("there is no such {what}"))
                .found(found)
                .expected(known.join(", ")))
        };
        if template.item(item).is_none() {
            return unknown("item in the template", item, template.items.iter().map(|i| i.id.as_str()).collect());
        }
        if dictionary.variable(column).is_none() {
            return unknown("column", column, dictionary.variables.iter().map(|v| v.name.as_str()).collect());
        }
    }
    template.items.iter().map(|item| of_item(item, dictionary, named)).collect()
}

fn of_item(item: &Item, dictionary: &Dictionary, named: &[(String, String)]) -> Result<Option<Match>> {
    if let Some((_, column)) = named.iter().find(|(id, _)| *id == item.id) {
        let variable = dictionary.variable(column);
        return variable.map(|variable| found(item, variable, suffix(item, variable), "named by the user")).transpose();
    }
    let mut fitting: Vec<(usize, &Variable, Option<String>)> = Vec::new();
    for variable in dictionary.variables.iter().filter(|variable| variable.role != Role::Excluded) {
        let best = [&variable.name, &variable.label].into_iter().filter_map(|text| fits(item, text)).min();
        fitting.extend(best.map(|(rank, unit)| (rank, variable, unit)));
    }
    // Stable: of two columns that fit the same name, the first in the file.
    fitting.sort_by_key(|(rank, _, _)| *rank);
    let mut fitting = fitting.into_iter();
    let Some((_, variable, unit)) = fitting.next() else { return Ok(None) };
    let mut matched = found(item, variable, unit, "recognised by its name")?;
    let others: Vec<String> = fitting.map(|(_, variable, _)| variable.name.clone()).collect();
    if !others.is_empty() {
        matched.notes.push(format!("not used, though they fit too: {}", others.join(", ")));
    }
    Ok(Some(matched))
}

/// Position of the name that a text is, and the unit behind it.
fn fits(item: &Item, text: &str) -> Option<(usize, Option<String>)> {
    let text = plain(text);
    item.names.iter().map(|name| plain(name)).enumerate().find_map(|(rank, name)| {
        let rest = text.strip_prefix(&name)?;
        if rest.is_empty() {
            return Some((rank, None));
        }
        let unit = rest.strip_prefix(' ')?;
        item.factor(unit).map(|_| (rank, Some(unit.to_string())))
    })
}

/// The unit at the end of the name of a column.
fn suffix(item: &Item, variable: &Variable) -> Option<String> {
    let name = plain(&variable.name);
    let last = name.rsplit_once(' ')?.1;
    item.factor(last).map(|_| last.to_string())
}

fn found(item: &Item, variable: &Variable, suffix: Option<String>, how: &str) -> Result<Match> {
    let mut notes = vec![format!("column “{}”, {how}", variable.name)];
    let mut factor = 1.0;
    if let (Kind::Number, Some(expected)) = (item.kind, &item.unit) {
        match variable.unit.clone().or(suffix) {
            None => notes.push(format!("the column has no unit; read as {expected}")),
            Some(unit) => {
                let known = if plain(&unit) == plain(expected) { Some(1.0) } else { item.factor(&unit) };
                factor = known.ok_or_else(|| {
                    let known: Vec<&str> = item.units.keys().map(String::as_str).collect();
                    Error::new(ErrorCode::Study, "the unit of a column is not known to the template")
                        .column(variable.name.clone())
                        .variable(item.id.clone())
                        .found(unit.clone())
                        .expected(known.join(", "))
                        .hint("add the unit to the template, with how many of the template's unit it is")
                })?;
                if factor != 1.0 {
                    notes.push(format!("read in {unit} and converted to {expected}"));
                }
            }
        }
    }
    Ok(Match { column: variable.name.clone(), factor, notes })
}
