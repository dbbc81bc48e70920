//! The study's outcome beside published series.

use super::effects::LEVEL;
use crate::error::{Error, ErrorCode, Result};
use crate::literature::beside;
use crate::results::literature::LiteratureResult;
use crate::study::{Literature, Study};

/// The study's outcome beside published series, pooled where the study or the user asks; `None` where it declares none.
///
/// # Errors
/// Pooling asked for where there are no series.
pub fn published(study: &Study, pool: bool) -> Result<Option<LiteratureResult>> {
    let Some(declared) = &study.literature else {
        return match pool {
            false => Ok(None),
            true => Err(Error::new(ErrorCode::Usage, "there are no published series to pool")
                .expected("[[literature]] in study.toml")),
        };
    };
    let asked = Literature { pool: pool || declared.pool, ..declared.clone() };
    beside(&asked, LEVEL).map(Some).map_err(|error| Error::new(ErrorCode::Study, error.reason))
}
