//! Arrow IPC files (Feather version 2).

use std::path::Path;
use std::sync::Arc;

use polars::io::HiveOptions;
use polars::prelude::{IpcScanOptions, LazyFrame, ScanSources, UnifiedScanArgs};

use super::{PatientRows, ReadOptions, RowFormat, file, polars_fault};
use crate::error::Result;

/// Registry entry.
pub(super) static FORMAT: RowFormat = RowFormat {
    id: "arrow",
    summary: "Arrow IPC file, Feather version 2",
    extensions: &["arrow", "ipc", "feather"],
    compressed: false,
    open,
};

/// Opens the file and reads its footer; columns are read when they are asked for.
fn open(path: &Path, _: &ReadOptions) -> Result<PatientRows> {
    let sources = ScanSources::Files(Arc::from([file(path)?]));
    let arguments = UnifiedScanArgs { hive_options: HiveOptions::new_disabled(), ..UnifiedScanArgs::default() };
    let scan = LazyFrame::scan_ipc_sources(sources, IpcScanOptions::default(), arguments);
    let mut frame = scan.map_err(|error| polars_fault(&error, path))?;
    let schema = frame.collect_schema().map_err(|error| polars_fault(&error, path))?;
    let names = schema.iter_names().map(|name| name.to_string()).collect();
    Ok(PatientRows { columnar: true, ..PatientRows::plain(frame, names, FORMAT.id, path) })
}
