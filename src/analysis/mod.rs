//! The methods: one file per test, effect sizes, and the numerics that they share. Summaries in, results out.

