//! What the user declares about a study: its groups, how they nest, what the paper says it did, what its text states.

mod specification;
mod table;
mod variable;

pub use specification::{
    Group, KindDeclaration, Period, StatedMethods, Statement, Study, TableDeclaration, VariableDeclaration,
};
pub use table::{PrintedRow, PrintedTable};
pub use variable::VariableKind;
