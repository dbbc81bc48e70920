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
fn binomial_probability_far_above_its_mean() {
    // ln(120 p³ (1 - p)⁷) with p = 1e-10 (mpmath, 40 digits).
    assert!(off(binomial_ln_pmf(3.0, 10.0, 1e-10), -64.290_061_047_739_32) < 1e-15);
    assert!(off(binomial_ln_pmf(7.0, 10.0, 1.0 - 1e-10).exp(), 120.0 * 1e-10_f64.powi(3)) < 1e-6);
}

#[test]
fn beta_of_large_parameters_next_to_zero() {
    // 256-bit ball arithmetic (Arb).
    let tails = incomplete_beta(1e4, 1e4, 1.487_977_819_499_617_1e-192, 1.0);
    assert!(off(tails.ln_lower, -4_403_132.125_331_683) < 1e-14, "{}", tails.ln_lower);
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

#[test]
fn studentized_range_of_tables_and_far_out() {
    // SciPy 1.17 studentized_range (R 4.2.2 gives 0.48865768 for the second); the tail at 8 from the double integral in mpmath.
    for (q, k, df, upper) in [
        (5.0, 20, 40.0, 0.092_058_932_911_941_3),
        (5.0, 100, 200.0, 0.488_657_609_818_638),
        (3.5, 3, 1e20, 0.035_557_041_863_160_375),
    ] {
        assert!(off(studentized_range_sf(q, k, df), upper) < 1e-8, "{q} {k} {df}");
    }
    assert!(off(studentized_range_sf(3.5, 3, 1e20), 0.035_557_041_863_160_375) < 1e-13);
    assert!(off(studentized_range_sf(8.0, 6, 5.0), 0.015_957_980_597_4) < 1e-11);
    let far = studentized_range_tails(1e100, 6, 3.0);
    assert!(far.upper > 0.0 && far.upper < 1e-290 && far.lower == 1.0);
    // Three means within a small w: 3 w² ∫ φ³ = √3 w² / (2π).
    let near = studentized_range_tails(1e-4, 3, f64::INFINITY).lower;
    assert!(off(near, 1e-8 * 3.0_f64.sqrt() / (2.0 * std::f64::consts::PI)) < 1e-6, "{near}");
    assert!(off(studentized_range_sf(studentized_range_upper_quantile(1e-9, 4, 7.0), 4, 7.0), 1e-9) < 1e-12);
}

#[test]
fn kolmogorov_exact_and_limiting() {
    // In fractions of whole numbers: Durbin's matrix to the power n.
    for (d, n, lower, upper) in [
        (0.1, 30, 0.103_921_731_995, 0.896_078_268_005),
        (0.45, 8, 0.946_393_349_6, 0.053_606_650_400_4),
        (0.3, 61, 0.999_977_019_156, 2.298_084_423_81e-5),
        (0.0213, 31, 2.331_730_311_9e-28, 1.0),
    ] {
        let tails = kolmogorov_smirnov_tails(d, n);
        assert!(off(tails.lower, lower) < 1e-10 && off(tails.upper, upper) < 1e-10, "{d} {n} {tails:?}");
    }
    // One value: D = max(u, 1 - u).
    assert!(off(kolmogorov_smirnov_tails(0.7, 1).upper, 0.6) < 1e-14);
    // The expansion and the exact recursion meet, as do the exact distribution and its limit.
    assert!(off(kolmogorov_smirnov_tails(0.02, 20_999).upper, kolmogorov_tails(0.02 * 20_999_f64.sqrt()).upper) < 0.02);
    assert_eq!(kolmogorov_tails(0.0).lower, 0.0);
    assert!(off(kolmogorov_tails(30.0).ln_upper, 2.0_f64.ln() - 1800.0) < 1e-15);
    assert!(off(smirnov_tails(0.02, 10_000).upper, 3.308_424_319_69e-4) < 1e-11);
}

#[test]
fn noncentral_distributions() {
    // R's pt stops at a noncentrality of 37.62 and gives 0.292096 for the first, its normal approximation; mpmath does not.
    for (t, df, delta, lower) in [
        (100.0, 50.0, 105.0, 0.287_978_120_6),
        (50.0, 3.0, 20.0, 0.922_866_878_6),
        (-20.0, 7.0, -2.0, 8.963_946_386e-6),
        (0.5, 2.0, 4.0, 2.788_581_05e-4),
    ] {
        assert!(off(noncentral_t_tails(t, df, delta).lower, lower) < 1e-8, "{t} {df} {delta}");
    }
    // Two degrees of freedom, no noncentrality: P(T <= t) = 1/2 + t / (2 √(2 + t²)).
    assert!(off(noncentral_t_tails(-3.0, 2.0, 0.0).upper, 0.5 + 1.5 / 11.0_f64.sqrt()) < 1e-14);
    assert!(off(noncentral_chi_square_tails(1e3, 5.0, 2e3).lower, 8.340_704_4e-40) < 1e-7);
    let limit = noncentral_chi_square_noncentrality(30.0, 4.0, 0.025);
    assert!(off(noncentral_chi_square_tails(30.0, 4.0, limit).upper, 0.025) < 1e-11);
    assert_eq!(noncentral_f_noncentrality(0.5, 3.0, 30.0, 0.025), 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn no_input_hangs_or_leaves_the_unit_interval(
        x in prop_oneof![-1e300..1e300_f64, -50.0..50.0_f64, 0.0..1.0_f64],
        df in prop_oneof![0.1..1e300_f64, 0.1..30.0_f64],
        delta in prop_oneof![-1e300..1e300_f64, -50.0..50.0_f64],
        k in 2..2000_u64,
        n in prop_oneof![1..500_u64, 1..u64::MAX],
    ) {
        let all = [
            studentized_range_tails(x, k, df),
            noncentral_t_tails(x, df, delta),
            noncentral_chi_square_tails(x, df, delta.abs().min(1e5)),
            noncentral_f_tails(x, df, df, delta.abs().min(1e5)),
            kolmogorov_tails(x),
            kolmogorov_smirnov_tails(x, n),
            smirnov_tails(x, n.min(10_000)),
            binomial_tails(x.abs(), n as f64, 0.3),
        ];
        for tails in all {
            prop_assert!((0.0..=1.0).contains(&tails.lower) && (0.0..=1.0).contains(&tails.upper), "{tails:?}");
            prop_assert!((tails.lower + tails.upper - 1.0).abs() < 1e-12, "{tails:?}");
        }
    }

    #[test]
    fn every_quantile_has_its_probability(
        p in prop_oneof![1e-300..1.0_f64, Just(1e-250), 0.0..1.0_f64],
        a in prop_oneof![0.3..30.0_f64, 1.0..1e6_f64],
        b in prop_oneof![0.3..30.0_f64, 1.0..1e6_f64],
        n in 0..2000_u64,
    ) {
        let same = |tails: Tails| if p < 0.5 { off(tails.ln_lower, p.ln()) } else { off(tails.upper, 1.0 - p) };
        // Below the smallest number that can be held there is nothing to compare.
        let (x, f) = (chi_square_quantile(p, a), f_quantile(p, a, b));
        prop_assert!(x < 1e-300 || same(chi_square_tails(x, a)) < 1e-8);
        prop_assert!(!(1e-300..1e300).contains(&f) || same(f_tails(f, a, b)) < 1e-8);
        let k = binomial_quantile(p, n as f64, 0.37);
        prop_assert!(binomial_tails(k, n as f64, 0.37).lower >= p * (1.0 - 1e-12));
        prop_assert!(k == 0.0 || binomial_tails(k - 1.0, n as f64, 0.37).lower < p);
        let marks = Hypergeometric::new(n + 10, n / 3, n / 2).unwrap();
        let k = marks.quantile(p);
        prop_assert!(marks.tails(k).lower >= p * (1.0 - 1e-12));
    }
}
