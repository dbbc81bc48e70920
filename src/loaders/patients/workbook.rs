//! Workbooks: one sheet of an .xlsx, .xlsm, .xls or .ods file, with a header row.

use std::path::Path;
use std::sync::Arc;

use calamine::{Data, Reader, SheetVisible, Sheets, open_workbook_auto};
use polars::prelude::{
    Column as Series, DataFrame, DataType, IntoColumn, IntoLazy, NamedFrom, Series as Values, TimeUnit,
};

use super::{PatientRows, ReadOptions, RowFormat, distinct_names, header, polars_fault, sheet, short};
use crate::error::{Error, ErrorCode, Result};

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "workbook",
    summary: "Excel or OpenDocument workbook, one sheet of it",
    extensions: &["xlsx", "xlsm", "xls", "ods"],
    compressed: false,
    open,
};

fn open(path: &Path, options: &ReadOptions) -> Result<PatientRows> {
    let fault = |message: String| {
        Error::new(ErrorCode::Format, message)
            .file(path.display().to_string())
            .hint("open it in a spreadsheet program and save it again, or save the sheet as CSV")
    };
    let not_computed = sheet::bounded(path)?;
    let mut workbook =
        open_workbook_auto(path).map_err(|error| fault(format!("the workbook cannot be read: {error}")))?;
    let (sheet, range, hidden) = chosen(&mut workbook, options, path)?;
    let (first_row, _) = range.start().unwrap_or((0, 0));
    let blank =
        |cell: &Data| matches!(cell, Data::Empty) || matches!(cell, Data::String(text) if text.trim().is_empty());
    // Rows with their numbers in the sheet; empty rows are none.
    let mut rows = range.rows().zip(u64::from(first_row) + 1..).filter(|(cells, _)| !cells.iter().all(blank));
    let Some((header, _)) = rows.next() else { return Err(fault(format!("sheet “{sheet}” is empty"))) };
    let rows: Vec<(&[Data], u64)> = rows.collect();
    let first = rows.first().map(|(cells, _)| cells.iter().map(text).collect::<Vec<String>>()).unwrap_or_default();
    header::single(&header.iter().map(text).collect::<Vec<String>>(), &first)
        .map_err(|error| error.file(path.display().to_string()))?;
    let mut columns: Vec<Series> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (position, name) in header.iter().enumerate() {
        let cells = || rows.iter().filter_map(|(cells, _)| cells.get(position));
        let name = text(name);
        if name.is_empty() && cells().all(blank) {
            continue;
        }
        let name = if name.is_empty() { format!("column {}", position + 1) } else { name };
        columns.push(column(&name, cells().collect()));
        names.push(name);
    }
    distinct_names(names.iter().map(String::as_str), path)?;
    let frame = DataFrame::new(rows.len(), columns).map_err(|error| polars_fault(&error, path))?;
    let mut whole = PatientRows::plain(frame.lazy(), names, FORMAT.id, path);
    whole.lines = Some(Arc::from(rows.iter().map(|(_, line)| *line).collect::<Vec<_>>()));
    whole.declared_rows = (rows.len() as u64).into();
    whole.notes.push(format!("{}: sheet “{sheet}”", short(path)));
    if not_computed > 0 {
        whole.notes.push(format!(
            "{}: {not_computed} formulas have no stored result and are read as empty: open the workbook in a spreadsheet \
             program and save it",
            short(path)
        ));
    }
    if !hidden.is_empty() && !hidden.contains(&sheet) {
        whole.notes.push(format!("{}: hidden sheets are not read: {}", short(path), hidden.join(", ")));
    }
    Ok(whole)
}

/// The sheet that the user names, or the only one that holds anything.
fn chosen<R: std::io::Read + std::io::Seek>(
    workbook: &mut Sheets<R>,
    options: &ReadOptions,
    path: &Path,
) -> Result<(String, calamine::Range<Data>, Vec<String>)> {
    let names = workbook.sheet_names();
    let listed = names.join(", ");
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.visible != SheetVisible::Visible);
    let hidden: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let usage = |message: &str| Error::new(ErrorCode::Usage, message).file(path.display().to_string());
    let wanted: Vec<String> = match &options.sheet {
        Some(sheet) => {
            let numbered = sheet.parse::<usize>().ok().and_then(|number| names.get(number.checked_sub(1)?));
            let named = names.iter().find(|name| *name == sheet).or(numbered);
            vec![named.cloned().ok_or_else(|| {
                usage("there is no such sheet").found(sheet.clone()).expected(format!("one of {listed}"))
            })?]
        }
        None => names.iter().filter(|name| !hidden.contains(name)).cloned().collect(),
    };
    let mut found = Vec::new();
    for name in wanted {
        let range = sheet::cells(workbook, &name, path)?;
        if !range.is_empty() || options.sheet.is_some() {
            found.push((name, range));
        }
    }
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        return Err(usage("several sheets hold rows")
            .found(names.join(", "))
            .hint("name the sheet that holds one row a patient: --sheet NAME, or its number"));
    }
    let (name, range) = found.pop().ok_or_else(|| {
        let hint = if hidden.is_empty() { "" } else { "hidden sheets are read when they are named with --sheet" };
        usage("the workbook is empty").expected("a sheet with a header row").hint(hint)
    })?;
    Ok((name, range, hidden))
}

/// A cell as text; dates as year-month-day.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_string(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let time = match (hour, minute, second) {
                (0, 0, 0) => String::new(),
                _ => format!(" {hour:02}:{minute:02}:{second:02}"),
            };
            format!("{year:04}-{month:02}-{day:02}{time}")
        }
        Data::DateTime(duration) => duration.as_f64().to_string(),
        other => other.to_string(),
    }
}

/// The milliseconds of a length of time, or of a time of day without a date; `None` for any other cell.
fn length_of_time(cell: &Data) -> Option<i64> {
    match cell {
        Data::DateTime(time) if time.is_duration() || (0.0..1.0).contains(&time.as_f64()) => {
            Some((time.as_f64() * 86_400e3).round() as i64)
        }
        Data::DurationIso(text) => {
            // PT36H30M00S, as OpenDocument writes it.
            let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
            let (minutes, seconds) = rest.strip_suffix('S')?.split_once('M')?;
            let [hours, minutes, seconds] = [hours, minutes, seconds].map(|part| part.parse::<f64>().ok());
            Some(((hours? * 3600.0 + minutes? * 60.0 + seconds?) * 1e3).round() as i64)
        }
        _ => None,
    }
}

/// A column of one type: lengths of time, numbers or truth values where every cell is one, else text.
fn column(name: &str, cells: Vec<&Data>) -> Series {
    let number = |cell: &Data| match cell {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        _ => None,
    };
    let empty =
        |cell: &Data| matches!(cell, Data::Empty) || matches!(cell, Data::String(text) if text.trim().is_empty());
    let all = |is: &dyn Fn(&Data) -> bool| cells.iter().all(|cell| empty(cell) || is(cell));
    let values = if cells.iter().all(|cell| empty(cell)) {
        Values::new_null(name.into(), cells.len())
    } else if all(&|cell| number(cell).is_some()) {
        Values::new(name.into(), cells.iter().map(|cell| number(cell)).collect::<Vec<Option<f64>>>())
    } else if all(&|cell| length_of_time(cell).is_some()) {
        let lengths =
            Values::new(name.into(), cells.iter().map(|cell| length_of_time(cell)).collect::<Vec<Option<i64>>>());
        lengths.cast(&DataType::Duration(TimeUnit::Milliseconds)).unwrap_or(lengths)
    } else {
        // An error of a formula (#N/A, #DIV/0!) is its own text and is judged with the other words for missing values.
        let texts = cells.iter().map(|cell| Some(text(cell)).filter(|text| !text.is_empty()));
        Values::new(name.into(), texts.collect::<Vec<Option<String>>>())
    };
    values.into_column()
}
