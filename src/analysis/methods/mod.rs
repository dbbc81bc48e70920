//! The tests, one file each, named as the field names them.

mod anova;
mod chi_square;
mod cochran_armitage;
mod fisher;
mod fisher_central;
mod freeman_halton;
mod indicator_t;
mod kruskal_wallis;
mod linear_by_linear;
mod lr_chi2;
mod mid_p;
mod n1_chi2;
mod pearson_chi2;
mod rank_sum;
mod student_t;
mod wald_z;
mod welch_t;
mod yates_chi2;

use super::Method;

pub use anova::anova;
pub use cochran_armitage::cochran_armitage;
pub use fisher::fisher;
pub use fisher_central::fisher_central;
pub use freeman_halton::freeman_halton;
pub use indicator_t::{student_t_on_indicator, welch_t_on_indicator};
pub use kruskal_wallis::kruskal_wallis;
pub use linear_by_linear::linear_by_linear;
pub use lr_chi2::lr_chi2;
pub use mid_p::{mid_p_central, mid_p_minlike};
pub use n1_chi2::n1_chi2;
pub use pearson_chi2::pearson_chi2;
pub use rank_sum::{rank_sum, rank_sum_continuity};
pub use student_t::student_t;
pub use wald_z::wald_z;
pub use welch_t::welch_t;
pub use yates_chi2::yates_chi2;

/// All methods. A new test is one file and one line here.
pub static METHODS: &[&Method] = &[
    &pearson_chi2::METHOD,
    &yates_chi2::METHOD,
    &lr_chi2::METHOD,
    &n1_chi2::METHOD,
    &fisher::METHOD,
    &fisher_central::METHOD,
    &mid_p::CENTRAL,
    &mid_p::MINLIKE,
    &freeman_halton::METHOD,
    &wald_z::METHOD,
    &indicator_t::STUDENT,
    &indicator_t::WELCH,
    &cochran_armitage::METHOD,
    &linear_by_linear::METHOD,
    &rank_sum::PLAIN,
    &rank_sum::CONTINUITY,
    &kruskal_wallis::METHOD,
    &student_t::METHOD,
    &welch_t::METHOD,
    &anova::METHOD,
];
