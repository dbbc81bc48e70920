//! Who looks on while rows are worked through.

use std::sync::Arc;

/// A step of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Further cells were read.
    Read {
        /// Patients of the batch.
        patients: u64,
        /// Columns that were read of them.
        columns: u64,
    },
    /// Variables are summarised and worked on.
    Worked {
        /// How many.
        variables: u64,
        /// Of how many.
        of: u64,
    },
}

/// Is told every step, from any thread; by default nobody is.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Watch {
    /// Calls a function at every step.
    pub fn new(watch: impl Fn(Progress) + Send + Sync + 'static) -> Watch {
        Watch(Some(Arc::new(watch)))
    }

    /// Tells a step.
    pub(crate) fn tell(&self, progress: Progress) {
        if let Some(watch) = &self.0 {
            watch(progress);
        }
    }
}
