//! Whose defaults an analysis follows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};

/// A program, or `modern`, whose defaults an analysis follows. What each of them does is in
/// [`analysis::convention`](crate::analysis::convention).
///
/// ```
/// use retrocohort::study::Convention;
/// let convention: Convention = "tableone-py".parse()?;
/// assert_eq!((convention, convention.to_string()), (Convention::TableonePy, "tableone-py".to_string()));
/// # Ok::<(), retrocohort::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Convention {
    /// What this program does unless told otherwise.
    #[default]
    Modern,
    /// IBM SPSS Statistics.
    Spss,
    /// R, package stats.
    R,
    /// SAS/STAT.
    Sas,
    /// SciPy.
    Scipy,
    /// The R package gtsummary.
    Gtsummary,
    /// The R package tableone.
    Tableone,
    /// The Python package tableone.
    TableonePy,
    /// Stata.
    Stata,
}

impl Convention {
    /// All of them, the default first.
    pub const ALL: [Convention; 9] = [
        Convention::Modern,
        Convention::Spss,
        Convention::R,
        Convention::Sas,
        Convention::Scipy,
        Convention::Gtsummary,
        Convention::Tableone,
        Convention::TableonePy,
        Convention::Stata,
    ];

    /// Name as in `--convention` and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Convention::Modern => "modern",
            Convention::Spss => "spss",
            Convention::R => "r",
            Convention::Sas => "sas",
            Convention::Scipy => "scipy",
            Convention::Gtsummary => "gtsummary",
            Convention::Tableone => "tableone",
            Convention::TableonePy => "tableone-py",
            Convention::Stata => "stata",
        }
    }
}

impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl FromStr for Convention {
    type Err = Error;

    /// Reads a name in any case, with `-` or `_`.
    fn from_str(text: &str) -> Result<Convention, Error> {
        let wanted = text.trim().to_lowercase().replace('_', "-");
        Convention::ALL.into_iter().find(|convention| convention.id() == wanted).ok_or_else(|| {
            Error::new(ErrorCode::Usage, "there is no such convention")
                .found(text)
                .expected(Convention::ALL.map(Convention::id).join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_everywhere() {
        for convention in Convention::ALL {
            assert_eq!(serde_json::to_string(&convention).unwrap(), format!("\"{convention}\""));
            assert_eq!(convention.id().to_uppercase().replace('-', "_").parse(), Ok(convention));
        }
        assert_eq!(Convention::default().id(), "modern");
        let fault = "minitab".parse::<Convention>().unwrap_err();
        assert!(fault.expected.is_some_and(|names| names.contains("stata")));
    }
}
