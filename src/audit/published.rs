//! The leading outcome beside published series.

use super::Options;
use crate::error::{Error, ErrorCode, Result};
use crate::literature::beside;
use crate::results::audit::OutcomeResult;
use crate::results::literature::LiteratureResult;
use crate::study::{Literature, Outcome};

/// The comparison, or why there is none; neither where no series are given.
pub fn beside_leading(
    leading: Option<&OutcomeResult>,
    options: &Options,
) -> Result<(Option<LiteratureResult>, Option<String>)> {
    let (series, pool) = &options.literature;
    if series.is_empty() {
        return Ok((None, None));
    }
    let leading = leading.ok_or_else(|| {
        Error::new(ErrorCode::Study, "the template has no outcome that published series could be put beside")
            .expected("headline = the item of an outcome, in the template")
    })?;
    let Some(rate) = &leading.overall else {
        let reason = leading.reason.as_deref().unwrap_or("there is no rate");
        return Ok((None, Some(format!("{} is not put beside published series: {reason}", leading.label))));
    };
    let outcome = Outcome { label: leading.label.clone(), events: rate.count, n: rate.n };
    let literature = Literature { outcome, series: series.clone(), pool: *pool };
    let found = beside(&literature, options.level).map_err(|error| Error::new(ErrorCode::Study, error.reason))?;
    Ok((Some(LiteratureResult { subject: "registry", ..found }), None))
}
