//! Rows in batches, read by polars' streaming engine.

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, sync_channel};

use polars::prelude::{DataFrame, Engine, IdxSize, LazyFrame, PlanCallback, PolarsResult, col};

use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{PatientRows, Progress, Source, fault, gave_up};

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
    each_part(rows, &[columns], |_, batch, first| look(batch, first))
}

/// The same for several parts of the columns, one after the other: `look` is given the number of the part as well. The
/// next batch is read while one is looked at.
///
/// # Errors
/// As [`each_batch`].
pub(super) fn each_part(
    rows: &PatientRows,
    parts: &[&[String]],
    mut look: impl FnMut(usize, &DataFrame, usize) -> Result<()>,
) -> Result<()> {
    let columnar = rows.columnar;
    let mut positions = vec![0; parts.len()];
    let (sender, receiver) = sync_channel(usize::from(!columnar));
    std::thread::scope(|scope| {
        let producer = scope.spawn(move || {
            parts.iter().enumerate().try_for_each(|(part, columns)| {
                let sender = sender.clone();
                // A receiver that is gone ends the work.
                let send = move |batch: DataFrame| sender.send((part, batch)).is_err();
                let of_columns = |query: &LazyFrame| query.clone().select(columns.iter().map(col).collect::<Vec<_>>());
                match &rows.source {
                    Source::Text(file, _) => return file.batches(columns, send),
                    Source::Query(query) if columnar => slices(&of_columns(query), send),
                    Source::Query(query) => batches(of_columns(query), send),
                }
                .map_err(|error| fault(&error, rows))
            })
        });
        let looked = consume(&receiver, rows, &mut positions, &mut look);
        drop(receiver);
        let produced = producer.join();
        // What is wrong with a file says more than what came of it.
        let produced = produced.unwrap_or_else(|panic| Err(gave_up(panic.as_ref(), &rows.files.join(", "))));
        if looked.is_err() { looked } else { produced }
    })?;
    let declared = rows.declared_rows.get()?;
    positions.into_iter().try_for_each(|position| all_there(rows, declared, position))
}

/// Batches of rows as a stream.
fn batches(query: LazyFrame, send: impl Fn(DataFrame) -> bool + Send + Sync + 'static) -> PolarsResult<()> {
    let sink = PlanCallback::new(move |batch: DataFrame| Ok(send(batch)));
    query.sink_batches(sink, true, Some(BATCH))?.collect_with_engine(Engine::Streaming).map(|_| ())
}

/// One slice of rows after the other, each read with all processors.
fn slices(query: &LazyFrame, send: impl Fn(DataFrame) -> bool) -> PolarsResult<()> {
    for first in (0..).step_by(SLICE) {
        let batch = query.clone().slice(first, SLICE as IdxSize).collect()?;
        let last = batch.height() < SLICE;
        if send(batch) || last {
            break;
        }
    }
    Ok(())
}

/// An error where a file holds fewer rows, or more, than it says.
fn all_there(rows: &PatientRows, declared: Option<u64>, position: usize) -> Result<()> {
    match declared {
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

/// Looks at batches until there is none, and counts the rows of every part.
fn consume(
    batches: &Receiver<(usize, DataFrame)>,
    rows: &PatientRows,
    positions: &mut [usize],
    look: &mut impl FnMut(usize, &DataFrame, usize) -> Result<()>,
) -> Result<()> {
    for (part, batch) in batches {
        let Some(position) = positions.get_mut(part).filter(|_| batch.height() > 0) else { continue };
        look(part, &batch, *position)?;
        *position += batch.height();
        rows.watch.tell(Progress::Read { patients: batch.height() as u64, columns: batch.width() as u64 });
    }
    Ok(())
}
