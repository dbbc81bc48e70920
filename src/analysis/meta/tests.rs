//! Reference values and properties of the pooled mean.

use super::*;
use proptest::prelude::*;

fn logits(counts: &[(u64, u64)]) -> Vec<StudyEstimate> {
    counts.iter().map(|(x, n)| logit_of_proportion(*x, *n).unwrap()).collect()
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1e-2), "{found} v {expected}");
}

/// The trials of BCG vaccine, log relative risks: metafor 3.8-1, `escalc(measure = "RR", data = dat.bcg)`.
fn bcg() -> Vec<StudyEstimate> {
    let estimates = [
        -0.889_311_333_920_205_4,
        -1.585_388_657_201_430_6,
        -1.348_073_148_299_693_3,
        -1.441_551_190_021_305_4,
        -0.217_547_322_211_295_58,
        -0.786_115_585_818_864,
        -1.620_898_223_598_391_8,
        0.011_952_333_523_840_508,
        -0.469_417_648_738_149_4,
        -1.371_344_803_472_784_4,
        -0.339_358_828_338_390_6,
        0.445_913_400_571_378_74,
        -0.017_313_948_216_879_815,
    ];
    let variances = [
        0.325_584_765_003_961_33,
        0.194_581_121_398_143_85,
        0.415_367_965_367_965_4,
        0.020_010_031_902_247_573,
        0.051_210_172_169_630_86,
        0.006_905_618_455_908_757,
        0.223_017_247_572_315_17,
        0.003_961_579_297_817_73,
        0.056_434_210_463_248_966,
        0.073_024_793_613_028_91,
        0.012_412_213_971_559_72,
        0.532_505_845_200_152_8,
        0.071_404_659_683_986_3,
    ];
    estimates.into_iter().zip(variances).map(|(estimate, variance)| StudyEstimate { estimate, variance }).collect()
}

#[test]
fn vaccine_trials_as_in_metafor() {
    // rma(yi, vi, method = "DL"), with test = "knha", predict(pi.type = "riley"), method = "PM" and "REML"; limits of I²
    // from Higgins and Thompson's formula in 30 digits (mpmath).
    let pooled = dersimonian_laird(&bcg(), 0.95).unwrap();
    close(pooled.estimate, -0.714_117_222_073_226_9);
    close(pooled.standard_error, 0.178_742_089_535_403_1);
    close(pooled.tau_squared, 0.308_760_262_862_376_2);
    let apart = heterogeneity(&bcg(), 0.95).unwrap();
    close(apart.q, 152.233_008_082_373_3);
    close(apart.i_squared, 0.921_173_468_545_620_5);
    let (low, high) = apart.i_squared_ci.unwrap();
    close(low, 0.883_163_794_740_589_2);
    close(high, 0.946_817_666_259_082_9);
    let few = hartung_knapp(&bcg(), pooled.tau_squared, 0.95).unwrap();
    close(few.standard_error, 0.180_696_628_335_547_37);
    close(few.ci_low, -1.107_821_354_168_328_4);
    close(few.ci_high, -0.320_413_089_978_125_4);
    let (low, high) = prediction_interval(&pooled).unwrap();
    close(low, -1.998_838_495_752_118_6);
    close(high, 0.570_604_051_605_664_9);
    close(tau_squared_paule_mandel(&bcg()).unwrap(), 0.318_068_452_205_023_94);
    close(tau_squared_restricted_maximum_likelihood(&bcg()).unwrap(), 0.313_243_258_136_480_74);
}

#[test]
fn proportions_as_in_metafor() {
    // escalc(measure = "PLO", xi = c(0, 5, 2, 12), ni = c(10, 18, 15, 20), add = 1/2, to = "only0"), then as above.
    let studies = logits(&[(0, 10), (5, 18), (2, 15), (12, 20)]);
    let pooled = dersimonian_laird(&studies, 0.95).unwrap();
    close(pooled.estimate, -1.029_739_063_459_671);
    close(pooled.standard_error, 0.656_033_510_541_127_1);
    close(pooled.ci_low, -2.315_541_116_771_657_7);
    close(pooled.ci_high, 0.256_062_989_852_315_9);
    close(pooled.tau_squared, 1.150_468_312_004_560_7);
    let apart = heterogeneity(&studies, 0.95).unwrap();
    close(apart.q, 10.961_916_124_366_546);
    close(apart.p, 0.011_933_602_070_063_186);
    close(apart.i_squared, 0.726_325_218_514_353_4);
    let (low, high) = apart.i_squared_ci.unwrap();
    close(low, 0.227_080_739_574_952_72);
    close(high, 0.903_097_399_875_857_4);
    let few = hartung_knapp(&studies, pooled.tau_squared, 0.95).unwrap();
    close(few.standard_error, 0.675_526_863_758_586_4);
    close(few.ci_low, -3.179_567_035_148_076);
    close(few.ci_high, 1.120_088_908_228_734);
    assert_eq!(few.modified_ci, (few.ci_low, few.ci_high));
    let (low, high) = prediction_interval(&pooled).unwrap();
    close(low, -6.439_541_319_211_813);
    close(high, 4.380_063_192_292_47);
    close(tau_squared_paule_mandel(&studies).unwrap(), 1.261_150_042_091_939);
    let restricted = tau_squared_restricted_maximum_likelihood(&studies).unwrap();
    assert!((restricted - 1.198_999_067_408_777_8).abs() < 1e-9, "{restricted}");
}

#[test]
fn studies_that_agree_too_well() {
    // xi = c(10, 21, 30), ni = c(100, 200, 310): τ² is 0; test = "knha" is shorter than the common value's interval,
    // test = "adhoc" is not.
    let studies = logits(&[(10, 100), (21, 200), (30, 310)]);
    let pooled = dersimonian_laird(&studies, 0.95).unwrap();
    assert_eq!(pooled.tau_squared, 0.0);
    let few = hartung_knapp(&studies, 0.0, 0.95).unwrap();
    assert!(few.factor < 1.0);
    close(few.ci_low, -2.320_682_345_898_187_6);
    close(few.ci_high, -2.072_445_186_882_725);
    close(few.modified_ci.0, -2.777_304_997_909_001);
    close(few.modified_ci.1, -1.615_822_534_871_911_3);
    assert_eq!(tau_squared_paule_mandel(&studies), Ok(0.0));
    assert_eq!(tau_squared_restricted_maximum_likelihood(&studies), Ok(0.0));
    let apart = heterogeneity(&studies, 0.95).unwrap();
    assert_eq!(apart.i_squared, 0.0);
    close(apart.i_squared_ci.unwrap().1, 0.895_979_935_249_104);
}

#[test]
fn what_cannot_be_pooled_says_why() {
    let one = logits(&[(3, 10)]);
    assert!(dersimonian_laird(&[], 0.95).unwrap_err().reason.contains("no study"));
    assert!(dersimonian_laird(&one, 1.0).is_err() && hartung_knapp(&one, 0.0, 0.95).is_err());
    assert!(heterogeneity(&one, 0.95).unwrap_err().reason.contains("single study"));
    assert!(prediction_interval(&dersimonian_laird(&one, 0.95).unwrap()).is_err());
    assert!(logit_of_proportion(0, 0).is_err() && logit_of_proportion(4, 3).is_err());
    for variance in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-320] {
        let studies = [StudyEstimate { estimate: 1.0, variance }; 3];
        assert!(dersimonian_laird(&studies, 0.95).is_err() && tau_squared_paule_mandel(&studies).is_err());
    }
    let two = logits(&[(3, 10), (4, 10)]);
    assert!(heterogeneity(&two, 0.95).unwrap().i_squared_ci.is_none());
    assert!(hartung_knapp(&two, f64::NAN, 0.95).is_err() && hartung_knapp(&two, 0.1, 0.0).is_err());
}

fn series() -> impl Strategy<Value = Vec<(u64, u64)>> {
    let one = (1_u64..400).prop_flat_map(|n| (0..=n, Just(n)));
    prop::collection::vec(one, 2..9)
}

proptest! {
    #[test]
    fn one_study_is_its_own_mean((x, n) in (1_u64..400).prop_flat_map(|n| (0..=n, Just(n)))) {
        let study = logit_of_proportion(x, n).unwrap();
        let pooled = dersimonian_laird(&[study], 0.95).unwrap();
        prop_assert!((pooled.estimate - study.estimate).abs() <= 1e-14 * study.estimate.abs());
        prop_assert!((pooled.standard_error.powi(2) - study.variance).abs() <= 1e-14 * study.variance);
        if x > 0 && x < n {
            prop_assert!((expit(pooled.estimate) - x as f64 / n as f64).abs() < 1e-14);
        }
    }

    #[test]
    fn studies_alike_do_not_disagree((x, n, k) in (1_u64..400).prop_flat_map(|n| (0..=n, Just(n), 2_usize..9))) {
        let studies = vec![logit_of_proportion(x, n).unwrap(); k];
        let apart = heterogeneity(&studies, 0.95).unwrap();
        prop_assert!(apart.i_squared == 0.0 && apart.q < 1e-20 && apart.p > 0.999_999);
        prop_assert_eq!(dersimonian_laird(&studies, 0.95).unwrap().tau_squared, 0.0);
        prop_assert_eq!(tau_squared_paule_mandel(&studies), Ok(0.0));
    }

    #[test]
    fn order_does_not_matter_and_limits_are_ordered(counts in series()) {
        let studies = logits(&counts);
        let backwards: Vec<StudyEstimate> = studies.iter().rev().copied().collect();
        let (pooled, other) = (dersimonian_laird(&studies, 0.95).unwrap(), dersimonian_laird(&backwards, 0.95).unwrap());
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-11 * a.abs().max(1.0);
        prop_assert!(same(pooled.estimate, other.estimate) && same(pooled.tau_squared, other.tau_squared));
        prop_assert!(same(heterogeneity(&studies, 0.95).unwrap().q, heterogeneity(&backwards, 0.95).unwrap().q));
        let (low, high) = studies.iter().fold((f64::MAX, f64::MIN), |(a, b), s| (a.min(s.estimate), b.max(s.estimate)));
        prop_assert!(low - 1e-12 <= pooled.estimate && pooled.estimate <= high + 1e-12);
        let few = hartung_knapp(&studies, pooled.tau_squared, 0.95).unwrap();
        prop_assert!(few.modified_ci.0 <= pooled.ci_low + 1e-12 && pooled.ci_high <= few.modified_ci.1 + 1e-12);
        for tau in [tau_squared_paule_mandel(&studies), tau_squared_restricted_maximum_likelihood(&studies)] {
            prop_assert!(tau.is_ok_and(|tau| tau >= 0.0 && tau.is_finite()));
        }
        let apart = heterogeneity(&studies, 0.95).unwrap();
        if let Some((low, high)) = apart.i_squared_ci {
            prop_assert!(0.0 <= low && low <= apart.i_squared && apart.i_squared <= high && high < 1.0);
        }
    }
}
