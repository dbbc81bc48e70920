//! What the program found out, as data: the vocabulary shared by analysis, reproduction, reports and scripts.

pub mod comparison;
pub mod reproduction;
pub mod row;
