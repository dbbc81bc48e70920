//! What the user declares about a study: its groups, how they nest, what the paper says it did, what its text states.

mod convention;
mod input;
mod literature;
mod specification;
mod table;
mod variable;

pub use convention::Convention;
pub use input::{InputFile, Inputs};
pub use literature::{Literature, Outcome, PrintedRate, PublishedSeries, SeriesFigures};
pub use specification::{
    Group, KindDeclaration, Period, StatedMethods, Statement, Study, TableDeclaration, VariableDeclaration,
};
pub use table::{PrintedRow, PrintedTable};
pub use variable::VariableKind;
