//! Distribution functions with both tails and their logarithms, accurate however small the tail.
//!
//! A small probability is always computed itself, never as one minus a large one. The normal quantile is that of
//! statrs, which is accurate to the last digit; the tails are our own, because those of statrs lose up to all digits
//! far out (F), at many degrees of freedom (t), or for large populations (hypergeometric).

mod beta;
mod binomial;
mod chi_square;
mod f;
mod gamma;
mod hypergeometric;
mod kolmogorov;
mod noncentral;
mod noncentral_t;
mod normal;
mod quantile;
mod special;
mod student_t;
mod studentized_range;
#[cfg(test)]
mod tests;

pub use beta::{beta_quantile, incomplete_beta};
pub use binomial::{binomial_ln_pmf, binomial_quantile, binomial_tails};
pub use chi_square::{chi_square_ln_sf, chi_square_quantile, chi_square_sf, chi_square_tails};
pub use f::{f_ln_sf, f_quantile, f_sf, f_tails};
pub use gamma::incomplete_gamma;
pub use hypergeometric::Hypergeometric;
pub use kolmogorov::{kolmogorov_smirnov_tails, kolmogorov_tails, smirnov_tails};
pub use noncentral::{
    noncentral_chi_square_noncentrality, noncentral_chi_square_tails, noncentral_f_noncentrality, noncentral_f_tails,
};
pub use noncentral_t::{noncentral_t_noncentrality, noncentral_t_tails};
pub use normal::{normal_ln_sf, normal_quantile, normal_sf, normal_tails, normal_two_sided};
// For confidence limits that are roots.
pub(in crate::analysis) use quantile::{root_between, root_near};
pub use special::Tails;
pub(in crate::analysis) use special::{ln_1p_minus, ln_factorial, ln_less_excess, stirling_remainder};
pub use student_t::{
    student_t_ln_pdf, student_t_ln_sf, student_t_quantile, student_t_sf, student_t_tails, student_t_two_sided,
    student_t_two_sided_tails,
};
pub use studentized_range::{studentized_range_sf, studentized_range_tails, studentized_range_upper_quantile};
