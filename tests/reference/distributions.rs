//! Cases of the distribution functions.

use crate::{Case, Outcome, number};
use retrocohort::analysis::distribution as d;

/// Compares one distribution function with its reference value.
pub fn check(case: &Case) -> Result<Outcome, String> {
    let args: Vec<f64> = case.input["args"].as_array().into_iter().flatten().filter_map(number).collect();
    let function = case.kind.trim_start_matches("dist_");
    let found = match (function, args.as_slice()) {
        ("norm_cdf", &[z]) => d::normal_tails(z).lower,
        ("norm_sf", &[z]) => d::normal_sf(z),
        ("norm_inv", &[p]) => d::normal_quantile(p),
        ("t_cdf", &[df, t]) => d::student_t_tails(t, df).lower,
        ("t_sf", &[df, t]) => d::student_t_sf(t, df),
        ("t_inv", &[df, p]) => d::student_t_quantile(p, df),
        ("chi_cdf", &[df, x]) => d::chi_square_tails(x, df).lower,
        ("chi_sf", &[df, x]) => d::chi_square_sf(x, df),
        ("f_cdf", &[df1, df2, x]) => d::f_tails(x, df1, df2).lower,
        ("f_sf", &[df1, df2, x]) => d::f_sf(x, df1, df2),
        ("beta_cdf", &[a, b, x]) => d::incomplete_beta(a, b, x, 1.0 - x).lower,
        ("beta_sf", &[a, b, x]) => d::incomplete_beta(a, b, x, 1.0 - x).upper,
        ("chi_inv", &[df, p]) => d::chi_square_quantile(p, df),
        ("f_inv", &[df1, df2, p]) => d::f_quantile(p, df1, df2),
        ("beta_inv", &[a, b, p]) => d::beta_quantile(p, a, b),
        ("bin_cdf", &[n, p, k]) => d::binomial_tails(k, n, p).lower,
        ("bin_sf", &[n, p, k]) => d::binomial_tails(k, n, p).upper,
        ("bin_inv", &[n, chance, p]) => d::binomial_quantile(p, n, chance),
        ("bin_pmf", &[n, p, k]) => d::binomial_ln_pmf(k, n, p).exp(),
        (name, &[population, marked, drawn, k]) if name.starts_with("hyp_") => {
            let distribution = d::Hypergeometric::new(population as u64, marked as u64, drawn as u64)
                .ok_or("the distribution was refused")?;
            match name {
                "hyp_cdf" => distribution.tails(k).lower,
                "hyp_sf" => distribution.tails(k).upper,
                "hyp_inv" => distribution.quantile(k),
                "hyp_pmf" => distribution.ln_pmf(k).exp(),
                _ => return Err("unknown kind".to_owned()),
            }
        }
        _ => return Err("unknown kind".to_owned()),
    };
    case.holds("value", found).map(|()| Outcome::Held)
}
