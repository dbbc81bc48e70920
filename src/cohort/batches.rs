//! Rows in batches, read by polars' streaming engine.

use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{Receiver, sync_channel};

use polars::prelude::{DataFrame, Engine, IdxSize, LazyFrame, PlanCallback};

use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{PatientRows, Progress, fault, gave_up};

/// Rows that are looked at together.
const BATCH: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();
/// The same where some columns are read by themselves: as many as most writers put into a row group.
pub(super) const SLICE: usize = 1 << 20;

/// Columns that are best read together when so many patients of each stay in memory at a time: where columns can be read
/// by themselves few, elsewhere as many as the memory holds, for every further pass reads the whole file.
pub fn columns_at_once(rows: &PatientRows, patients: u64) -> usize {
    let (most, bytes) = if rows.columnar { (8, 1_u64 << 28) } else { (u64::from(u32::MAX), 1 << 30) };
    (bytes / patients.max(1).saturating_mul(8)).clamp(1, most) as usize
}

/// Calls `look` with all rows of some columns, a batch at a time, in their order, together with the position of the
/// first row of the batch.
///
/// # Errors
/// What `look` returns; a file that cannot be read to its end.
pub fn each_batch(
    rows: &PatientRows,
    columns: &[String],
    mut look: impl FnMut(&DataFrame, usize) -> Result<()>,
) -> Result<()> {
    let wanted: Vec<_> = columns.iter().map(|name| polars::prelude::col(name.as_str())).collect();
    let query = rows.frame.clone().select(wanted);
    let mut look = |batch: &DataFrame, first: usize| {
        look(batch, first)?;
        rows.watch.tell(Progress::Read { patients: batch.height() as u64, columns: columns.len() as u64 });
        Ok(())
    };
    if rows.columnar {
        let position = each_slice(rows, &query, look)?;
        return all_there(rows, position);
    }
    let mut position = 0;
    // The next batch is decoded while this one is looked at; a receiver that is gone ends the query.
    let (sender, receiver) = sync_channel(1);
    std::thread::scope(|scope| {
        let producer = scope.spawn(move || {
            let sink = PlanCallback::new(move |batch: DataFrame| Ok(sender.send(batch).is_err()));
            query.sink_batches(sink, true, Some(BATCH))?.collect_with_engine(Engine::Streaming).map(|_| ())
        });
        let looked = consume(&receiver, &mut position, &mut look);
        drop(receiver);
        let produced = producer.join();
        looked?;
        match produced {
            Ok(produced) => produced.map_err(|error| fault(&error, rows)),
            Err(panic) => Err(gave_up(panic.as_ref(), &rows.files.join(", "))),
        }
    })?;
    all_there(rows, position)
}

/// Reads one slice of rows after the other, each with all processors.
fn each_slice(
    rows: &PatientRows,
    query: &LazyFrame,
    mut look: impl FnMut(&DataFrame, usize) -> Result<()>,
) -> Result<usize> {
    let mut position = 0;
    loop {
        let slice = query.clone().slice(position as i64, SLICE as IdxSize);
        let read = std::panic::catch_unwind(AssertUnwindSafe(|| slice.collect()));
        let batch = read
            .map_err(|panic| gave_up(panic.as_ref(), &rows.files.join(", ")))?
            .map_err(|error| fault(&error, rows))?;
        if batch.height() > 0 {
            look(&batch, position)?;
            position += batch.height();
        }
        if batch.height() < SLICE {
            return Ok(position);
        }
    }
}

/// An error where a file holds fewer rows, or more, than it says.
fn all_there(rows: &PatientRows, position: usize) -> Result<()> {
    match rows.declared_rows {
        Some(declared) if declared != position as u64 => {
            Err(Error::new(ErrorCode::Format, "the file does not hold the rows that it should")
                .file(rows.files.join(", "))
                .found(format!("{position} rows"))
                .expected(format!("{declared} rows"))
                .hint("the file may be truncated, or a quote is never closed"))
        }
        _ => Ok(()),
    }
}

/// Looks at batches until there is none, and counts their rows.
fn consume(
    batches: &Receiver<DataFrame>,
    position: &mut usize,
    look: &mut impl FnMut(&DataFrame, usize) -> Result<()>,
) -> Result<()> {
    for batch in batches {
        look(&batch, *position)?;
        *position += batch.height();
    }
    Ok(())
}
