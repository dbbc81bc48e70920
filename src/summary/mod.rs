//! Mergeable sufficient statistics: everything that a test needs to know of the data.

