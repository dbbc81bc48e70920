//! What the program found out, as data: the vocabulary shared by analysis, reproduction, reports and scripts.

pub mod audit;
pub mod calculation;
pub mod comparison;
pub mod description;
pub mod difference;
pub mod literature;
pub mod model;
pub mod reproduction;
pub mod row;
pub mod survival;
