//! Where statrs loses digits, and what stands there instead. True values from 256-bit ball arithmetic, or closed forms.

use super::*;
use proptest::prelude::*;
use statrs::distribution::{ContinuousCDF, FisherSnedecor, Hypergeometric as OfStatrs, Normal, StudentsT};

fn off(found: f64, truth: f64) -> f64 {
    (found / truth - 1.0).abs()
}

#[test]
fn normal_tail_near_one() {
    let truth = 0.158_655_253_931_457_05;
    assert!(off(normal_sf(1.0), truth) < 1e-15);
    assert!(off(Normal::standard().sf(1.0), truth) > 1e-12, "statrs has become accurate: use it");
}

#[test]
fn student_t_with_many_degrees_of_freedom() {
    let truth = 7.620_047_315_123_921e-24;
    assert!(off(student_t_sf(10.0, 1e8), truth) < 1e-12);
    let of_statrs = StudentsT::new(0.0, 1.0, 1e8).unwrap();
    assert!(off(of_statrs.sf(10.0), truth) > 1e-9, "statrs has become accurate: use it");
}

#[test]
fn f_far_out() {
    // F(1, 1) has the tail 2/π arctan(1/√f).
    let truth = std::f64::consts::FRAC_2_PI * 1e-10;
    assert!(off(f_sf(1e20, 1.0, 1.0), truth) < 1e-14);
    assert!(off(FisherSnedecor::new(1.0, 1.0).unwrap().sf(1e20), truth) > 1e-9, "statrs has become accurate: use it");
}

#[test]
fn hypergeometric_of_a_large_population() {
    use statrs::distribution::Discrete;
    let truth = 0.012_020_780_051_675_787;
    let ours = Hypergeometric::new(100_000_000, 10_000, 20_000).unwrap().ln_pmf(6.0).exp();
    assert!(off(ours, truth) < 1e-12);
    let theirs = OfStatrs::new(100_000_000, 10_000, 20_000).unwrap().pmf(6);
    assert!(theirs.is_nan() || off(theirs, truth) > 1e-11, "statrs has become accurate: use it");
}

#[test]
fn tails_that_underflow_keep_their_logarithm() {
    // ln of the normal tail from Mills' ratio: -z²/2 - ln(z √(2π)) - 1/z² + …
    let z = 1e4_f64;
    let ln_tail = -0.5 * z * z - (z * (2.0 * std::f64::consts::PI).sqrt()).ln() - z.powi(-2);
    assert!(off(normal_ln_sf(z), ln_tail) < 1e-14);
    // A chi-square with two degrees of freedom is exponential, F with two is a power.
    assert!(off(chi_square_ln_sf(1e5, 2.0), -5e4) < 1e-14);
    assert!(off(f_ln_sf(1e10, 2.0, 400.0), -200.0 * (5e7_f64).ln_1p()) < 1e-13);
    assert!(student_t_ln_sf(1e300, 50.0).is_finite());
    assert_eq!(normal_sf(f64::INFINITY), 0.0);
}

#[test]
fn outside_the_domain_there_is_no_number() {
    for value in
        [student_t_two_sided(1.0, 0.0), chi_square_sf(1.0, -1.0), f_sf(f64::NAN, 1.0, 1.0), normal_quantile(2.0)]
    {
        assert!(value.is_nan());
    }
    assert!(Hypergeometric::new(5, 6, 1).is_none());
}

proptest! {
    #[test]
    fn any_finite_input_gives_two_tails(x in -1e300..1e300_f64, small in -50.0..50.0_f64, df in 0.1..1e7_f64, df2 in 0.1..1e7_f64) {
        for x in [x, small] {
            for tails in [normal_tails(x), student_t_tails(x, df), chi_square_tails(x, df), f_tails(x, df, df2)] {
                prop_assert!((0.0..=1.0).contains(&tails.lower) && (0.0..=1.0).contains(&tails.upper), "{tails:?}");
                prop_assert!((tails.lower + tails.upper - 1.0).abs() < 1e-12, "{tails:?}");
                prop_assert!(tails.ln_lower <= 0.0 && tails.ln_upper <= 0.0, "{tails:?}");
            }
        }
    }

    #[test]
    fn quantile_and_tail_undo_each_other(p in 1e-12..1.0_f64, df in 0.5..1e8_f64) {
        let t = student_t_quantile(p, df);
        let tails = student_t_tails(t, df);
        prop_assert!(off(tails.lower, p) < 1e-11, "{p} {df} {t}");
    }

    #[test]
    fn tails_of_relatives_agree(t in 0.0..30.0_f64, df in 1.0..500.0_f64) {
        let both = student_t_two_sided(t, df);
        prop_assert!(off(f_sf(t * t, 1.0, df), both) < 1e-11);
        prop_assert!(off(chi_square_sf(t * t, 1.0), normal_two_sided(t)) < 1e-11);
    }
}
