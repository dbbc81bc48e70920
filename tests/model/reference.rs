//! Published data against R and against published results.
// Numbers stand as their source prints them.
#![allow(clippy::excessive_precision)]

use super::*;

/// Estimates, standard errors and likelihoods of R 4.2.2, glm with epsilon 1e-15; pROC 1.18.0 for the area.
#[test]
fn births_are_those_of_r() {
    let found = json(&data("birthwt.csv"), &format!("{BIRTHWT} --bootstrap 0"));
    let fit = &found["multivariable"];
    near(&fit["log_likelihood"], -100.64239752794056, 1e-8);
    near(&fit["null_log_likelihood"], -117.33599809660926, 1e-8);
    near(&fit["aic"], 221.28479505588112, 1e-8);
    near(&fit["intercept"]["estimate"]["log_odds"], 0.480_623_209_100_785_54, 1e-8);
    near(&fit["intercept"]["estimate"]["standard_error"], 1.196_904_106_735_764_9, 1e-8);
    let expected = [
        ("age", "", -0.029549027074475476, 0.037_031_417_360_936_22, 0.424_902_521_488_763_06, 4.21899051542641e-1),
        ("lwt", "", -0.154_242_839_798_523_3, 0.069_193_810_622_404_91, 0.025_804_448_168_013, 1.88043573518413e-2),
        ("smoke", "yes", 0.938_845_701_578_258_2, 0.402_154_076_565_972_46, 0.019567344002894244, 1.77435054387753e-2),
        ("ptl", "", 0.543_337_031_124_540_8, 0.345_405_430_565_450_14, 0.115_709_239_653_728_47, 1.10558196279175e-1),
        ("ht", "1", 1.863_302_870_378_841, 0.697_540_058_996_846_2, 0.007556966757614909, 6.09997873775039e-3),
        ("ui", "1", 0.767_648_145_771_581_7, 0.459_321_478_088_569_9, 0.094_669_245_101_689_3, 9.77245668545990e-2),
        ("ftv", "", 0.065_301_834_779_434_23, 0.172_395_825_924_323, 0.704_843_728_217_791_1, 7.06146849057421e-1),
    ];
    for (name, level, estimate, standard_error, wald, ratio) in expected {
        let one = coefficient(&found, name, level, "multivariable");
        near(&one["estimate"]["log_odds"], estimate, 1e-8);
        near(&one["estimate"]["standard_error"], standard_error, 1e-8);
        near(&one["estimate"]["p_wald"], wald, 1e-7);
        near(&one["likelihood_ratio"]["p"], ratio, 1e-7);
    }
    let black = coefficient(&found, "race", "black", "multivariable");
    near(&black["estimate"]["log_odds"], 1.272_259_797_754_385_5, 1e-8);
    let race = &covariate(&found, "race")["multivariable_test"];
    near(&race["chi_square"], 7.46800508287816, 1e-8);
    near(&race["p"], 2.38969954475458e-2, 1e-8);
    // Alone.
    let alone = covariate(&found, "race");
    near(&alone["univariable"]["log_likelihood"], -114.83081509154083, 1e-8);
    near(&alone["univariable_test"]["p"], 0.0816606523045043, 1e-8);
    let other = coefficient(&found, "race", "other", "univariable");
    near(&other["estimate"]["log_odds"], 0.6361714318040765, 1e-8);
    near(&other["estimate"]["standard_error"], 0.347_831_014_741_352, 1e-8);
    // Profile limits by bisection of the profile likelihood in NumPy; R's confint interpolates and agrees to 1e-4.
    for (name, level, low, high) in [
        ("lwt", "", 0.7424202334528784, 0.9756537705753814),
        ("race", "black", 1.2733946116255823, 10.237318060057722),
        ("ht", "1", 1.7030459938042037, 27.6901307729818),
    ] {
        let one = &coefficient(&found, name, level, "multivariable")["estimate"];
        assert_eq!(one["interval"], "profile_likelihood");
        near(&one["ci_low"], low, 1e-8);
        near(&one["ci_high"], high, 1e-8);
    }
    let prediction = &found["prediction"];
    near(&prediction["auc"]["estimate"], 0.746_153_846_153_846_2, 1e-12);
    near(&prediction["auc"]["standard_error"], 0.03777432559742671, 1e-8);
    near(&prediction["auc"]["ci_low"], 0.672_117_528_442_600_4, 1e-8);
    near(&prediction["auc"]["ci_high"], 0.820_190_163_865_091_9, 1e-8);
    near(&prediction["brier"], 0.17906022883929368, 1e-8);
    assert!(prediction["optimism"].is_null(), "none was asked for");
}

#[test]
fn wald_is_printed_when_it_is_asked_for() {
    let found = json(&data("birthwt.csv"), &format!("{BIRTHWT} --interval wald --bootstrap 0"));
    let one = &coefficient(&found, "smoke", "yes", "multivariable")["estimate"];
    let (estimate, error) = (0.938_845_701_578_258_2f64, 0.402_154_076_565_972_46f64);
    assert_eq!(one["interval"], "wald");
    near(&one["ci_low"], (estimate - 1.959963984540054 * error).exp(), 1e-8);
    near(&one["ci_high"], (estimate + 1.959963984540054 * error).exp(), 1e-8);
}

/// Firth's estimates of brglm2 0.9 (type AS_mean, epsilon 1e-13).
#[test]
fn births_by_firth_are_those_of_brglm2() {
    let found = json(&data("birthwt.csv"), &format!("{BIRTHWT} --method firth --bootstrap 0"));
    for (name, level, estimate, error) in [
        ("age", "", -0.02782576913527194, 0.03639408160388576),
        ("lwt", "", -0.13862917264619876, 0.06719495513192424),
        ("race", "black", 1.212_148_020_314_280_3, 0.520_096_116_419_202_4),
        ("race", "other", 0.841_617_014_906_443, 0.431_624_792_778_236_7),
        ("smoke", "yes", 0.895_833_642_361_824_7, 0.394_331_042_692_372_9),
        ("ht", "1", 1.729_352_396_255_838_6, 0.686_006_684_343_855_4),
        ("ftv", "", 0.07426507397301249, 0.168_822_050_168_086_4),
    ] {
        let one = &coefficient(&found, name, level, "multivariable")["estimate"];
        near(&one["log_odds"], estimate, 1e-8);
        near(&one["standard_error"], error, 1e-8);
    }
}

/// Heinze and Schemper's example. Estimates and standard errors also of brglm2 0.9; limits and tests from Firth's
/// penalised likelihood written out in NumPy, profiled by bisection; the paper prints 2.93 (0.61 to 7.85),
/// -0.035 (-0.124 to 0.040) and -2.60 (-4.37 to -1.23).
#[test]
fn separation_is_named_and_firth_is_used() {
    let found = json(&data("endometrial.csv"), "--outcome HG --covariates NV,PI,EH --bootstrap 0");
    let fit = &found["multivariable"];
    assert_eq!(fit["method"], "firth");
    assert_eq!(fit["separation"]["kind"], "quasi_complete");
    assert_eq!(fit["separation"]["along"], serde_json::json!(["NV: 1"]));
    near(&fit["log_likelihood"], -24.03726780069793, 1e-8);
    near(&fit["likelihood_ratio"]["chi_square"], 43.65581846574462, 1e-8);
    for (name, level, estimate, error, low, high, p) in [
        (
            "NV",
            "1",
            2.9292733531971167,
            1.5507637294530487,
            0.6097244363031965,
            7.854631713877353,
            0.009123667547085716,
        ),
        (
            "PI",
            "",
            -0.03475175987043638,
            0.039578147347763395,
            -0.12445872085172817,
            0.04045547318060381,
            0.38748220356643315,
        ),
        (
            "EH",
            "",
            -2.6041639252936792,
            0.776017642501569,
            -4.365183247263229,
            -1.232721057217004,
            2.506867214855767e-05,
        ),
    ] {
        let one = coefficient(&found, name, level, "multivariable");
        near(&one["estimate"]["log_odds"], estimate, 1e-8);
        near(&one["estimate"]["standard_error"], error, 1e-8);
        near(&one["estimate"]["ci_low"], f64::exp(low), 1e-7);
        near(&one["estimate"]["ci_high"], f64::exp(high), 1e-7);
        near(&one["likelihood_ratio"]["p"], p, 1e-6);
        assert_eq!(one["estimate"]["interval"], "penalised_profile_likelihood");
    }
    // Alone as well; the other covariates have maximum-likelihood estimates alone.
    let alone = covariate(&found, "NV");
    assert_eq!(alone["univariable"]["method"], "firth");
    near(&coefficient(&found, "NV", "1", "univariable")["estimate"]["log_odds"], 4.335608654649508, 1e-8);
    near(&alone["univariable_test"]["chi_square"], 26.520639055284406, 1e-8);
    assert_eq!(covariate(&found, "EH")["univariable"]["method"], "maximum_likelihood");
    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("in the multivariable model NV: 1 separates some of those with the event"), "{warnings}");
    // Maximum likelihood alone says that there is no estimate, and gives those that there are.
    let found = json(&data("endometrial.csv"), "--outcome HG --covariates NV,PI,EH --method ml --bootstrap 0");
    let separated = coefficient(&found, "NV", "1", "multivariable");
    assert!(
        separated["estimate"].is_null() && separated["error"].as_str().is_some_and(|why| why.contains("separation"))
    );
    assert!(coefficient(&found, "EH", "", "multivariable")["estimate"]["odds_ratio"].is_number());
    assert!(found["prediction"].is_null());
}

/// Complete cases and available ones; R 4.2.2 as above.
#[test]
fn patients_with_missing_covariates_are_counted() {
    let options = "--outcome died --covariates age,sex,ph.karno,wt.loss --reference sex=female --bootstrap 0";
    let found = json(&data("lung.csv"), options);
    assert_eq!(
        found["patients"],
        serde_json::json!({"all": 228, "outcome_missing": 0, "covariate_missing": 14, "used": 214, "events": 152})
    );
    near(&found["multivariable"]["log_likelihood"], -117.03066378111482, 1e-8);
    let male = &coefficient(&found, "sex", "male", "multivariable")["estimate"];
    near(&male["log_odds"], 1.1140560487295843, 1e-8);
    near(&male["standard_error"], 0.3230723775150118, 1e-8);
    near(&found["prediction"]["auc"]["estimate"], 0.710_526_315_789_473_7, 1e-12);
    near(&found["prediction"]["auc"]["standard_error"], 0.038684749240866026, 1e-8);
    assert_eq!(covariate(&found, "ph.karno")["univariable"]["n"], 214);
    assert_eq!(covariate(&found, "ph.karno")["missing"], 1);
    let found = json(&data("lung.csv"), &format!("{options} --univariable-n available"));
    assert_eq!(covariate(&found, "ph.karno")["univariable"]["n"], 227);
    let karno = &coefficient(&found, "ph.karno", "", "univariable")["estimate"];
    near(&karno["log_odds"], -0.036_240_487_336_236_54, 1e-8);
    near(&karno["standard_error"], 0.013_431_523_569_086_147, 1e-8);
}

/// One patient has ECOG 3, and died: brglm2 0.9 does not converge there; the estimate is that of the table with 1/2 added
/// to each cell of its levels. The other coefficients of brglm2 are those of the model.
#[test]
fn a_level_with_one_patient_is_fitted() {
    let options = "--outcome died --covariates age,sex,ph.ecog,ph.karno,meal.cal,wt.loss --bootstrap 0";
    let found = json(&data("lung.csv"), options);
    assert_eq!(found["multivariable"]["separation"]["along"], serde_json::json!(["ph.ecog: 3"]));
    let alone = &coefficient(&found, "ph.ecog", "3", "univariable")["estimate"];
    near(&alone["log_odds"], (3.0_f64 / (28.5 / 20.5)).ln(), 1e-9);
    for (name, level, estimate, error) in [
        ("age", "", 2.164_069_022_078_74e-02, 2.140238081670023e-02),
        ("sex", "male", 9.351468046306828e-01, 3.846428115107348e-01),
        ("ph.ecog", "1", 9.345777292854545e-01, 5.288425877874859e-01),
        ("ph.ecog", "2", 2.225709895500249e+00, 9.667715339718773e-01),
        ("wt.loss", "", -4.500264457918211e-03, 1.426041811020418e-02),
    ] {
        let one = &coefficient(&found, name, level, "multivariable")["estimate"];
        near(&one["log_odds"], estimate, 1e-7);
        near(&one["standard_error"], error, 1e-7);
    }
    assert!(found["warnings"].to_string().contains("--per meal.cal=100"));
}

/// R 4.2.2 and pROC 1.18.0 as above.
#[test]
fn infertility_is_that_of_r() {
    let options = "--outcome case --covariates age,education,parity,induced,spontaneous --continuous parity,induced,spontaneous \
                   --reference education=0-5␠years --bootstrap 0";
    let mut command = program();
    let options = options.split(' ').filter(|word| !word.is_empty()).map(|word| word.replace('␠', " "));
    command.arg("model").arg(data("infert.csv")).args(options).args(["--out", "-", "--format", "json"]);
    let output = command.assert().success();
    let found: Value = serde_json::from_slice(&output.get_output().stdout).expect("JSON");
    near(&found["multivariable"]["log_likelihood"], -128.89884510276448, 1e-8);
    for (name, level, estimate, error) in [
        ("education", "6-11 years", -1.044243583727448, 0.7925590697066669),
        ("education", "12+ years", -1.403205089476279, 0.8341662077577333),
        ("parity", "", -0.8282773822931148, 0.1964938941233808),
        ("induced", "", 1.288757380938964, 0.3014661869563237),
        ("spontaneous", "", 2.045905021680147, 0.310_163_324_660_137),
    ] {
        let one = &coefficient(&found, name, level, "multivariable")["estimate"];
        near(&one["log_odds"], estimate, 1e-8);
        near(&one["standard_error"], error, 1e-8);
    }
    near(&found["prediction"]["auc"]["estimate"], 0.781_270_536_692_223_3, 1e-12);
    near(&found["prediction"]["auc"]["standard_error"], 0.032882113894674395, 1e-8);
}
