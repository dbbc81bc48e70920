//! `retrocohort survival` from outside: rows in, a report out that can be verified, numbers as R gives them.
#![cfg(feature = "patients")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// Advanced ovarian cancer, 26 patients: Edmonson et al., Cancer Treatment Reports 63, 241-247 (1979), as in R's survival
/// 3.5-3 (`ovarian`; ages to four decimals). `cause`, `exposed` and the dates are invented for these tests.
fn ovarian() -> String {
    let rows = "59,1,72.3315,2,1,1;115,1,74.4932,2,1,1;156,1,66.4658,2,1,2;421,0,53.3644,2,2,1;431,1,50.3397,2,1,1;\
                448,0,56.4301,1,1,2;464,1,56.937,2,2,2;475,1,59.8548,2,2,2;477,0,64.1753,2,1,1;563,1,55.1781,1,2,2;\
                638,1,56.7562,1,1,2;744,0,50.1096,1,2,1;769,0,59.6301,2,2,2;770,0,57.0521,2,2,1;803,0,39.2712,1,1,1;\
                855,0,43.1233,1,1,2;1040,0,38.8932,2,1,2;1106,0,44.6,1,1,1;1129,0,53.9068,1,2,1;1206,0,44.2055,2,2,1;\
                1227,0,59.589,1,2,2;268,1,74.5041,2,1,2;329,1,43.137,2,1,1;353,1,63.2192,1,2,2;365,1,64.4247,2,2,1;\
                377,0,58.3096,1,2,1";
    let mut text = String::from("futime,fustat,age,resid,rx,ecog,cause,exposed\n");
    for (i, row) in rows.split(';').enumerate() {
        let cells: Vec<&str> = row.split(',').collect();
        let old = cells[2].parse::<f64>().unwrap() >= 60.0;
        let cause = if cells[1] == "0" {
            "none"
        } else if old {
            "old"
        } else {
            "young"
        };
        let exposed = if i % 2 == 1 { "200" } else { "" };
        text.push_str(&format!("{row},{cause},{exposed}\n"));
    }
    text
}

/// A folder with rows in `data/ovarian.csv`.
fn folder(rows: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("data");
    fs::write(folder.path().join("data/ovarian.csv"), rows).expect("rows");
    folder
}

fn survival(folder: &Path, options: &[&str]) -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the binary");
    command.env("NO_COLOR", "1").env("COLUMNS", "110").current_dir(folder);
    command.args(["survival", "data/ovarian.csv"]).args(options);
    command
}

const TIMES: [&str; 4] = ["--time", "futime", "--event", "fustat"];

fn json(rows: &str, options: &[&str]) -> Value {
    let folder = folder(rows);
    let output = survival(folder.path(), options).args(["--out", "-", "--format", "json"]).assert().success();
    serde_json::from_slice(&output.get_output().stdout).expect("JSON")
}

fn of(options: &[&str]) -> Value {
    json(&ovarian(), &[&TIMES[..], options].concat())
}

/// What a failing run says on standard error.
fn fault(rows: &str, options: &[&str]) -> String {
    let folder = folder(rows);
    let output = survival(folder.path(), options).assert().code(2);
    assert!(!folder.path().join("reports").exists(), "nothing is written");
    String::from_utf8_lossy(&output.get_output().stderr).into_owned()
}

fn close(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("a number, not {found}"));
    assert!((found - expected).abs() <= 1e-10 * expected.abs().max(1e-3), "{found} for {expected}");
}

fn named<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    list.as_array().unwrap().iter().find(|entry| entry[key] == name).unwrap_or_else(|| panic!("{name} in {list}"))
}

// Expected numbers without another source: R 4.2, survival 3.5-3.

#[test]
fn curves_medians_and_tests() {
    let results = of(&["--by", "rx", "--at", "365,500"]);
    assert_eq!(results["schema"], "retrocohort.survival/1");
    let [one, two] = [&results["curves"][0], &results["curves"][1]];
    close(&one["at"][0]["estimate"], 0.615_384_615_384_615_3);
    close(&one["at"][0]["standard_error"], 0.134_932_002_970_312_16);
    close(&one["at"][0]["ci_low"], 0.308_336_888_199_959_1);
    close(&one["at"][1]["ci_high"], 0.759_904_440_261_339_9);
    close(&two["at"][1]["estimate"], 0.658_119_658_119_658_1);
    close(&two["at"][1]["ci_low"], 0.320_029_937_966_167_85);
    assert_eq!((&one["at"][0]["at_risk"], &two["at"][1]["at_risk"]), (&8.into(), &7.into()));
    let median = &one["quantiles"][1];
    assert_eq!(
        (&median["estimate"], &median["ci_low"], &median["ci_high"]),
        (&638.0.into(), &156.0.into(), &Value::Null)
    );
    assert_eq!(two["quantiles"][1]["estimate"], Value::Null);
    let log_rank = named(&results["tests"], "method", "log_rank");
    assert_eq!(log_rank["primary"], true);
    close(&log_rank["statistic"], 1.062_739_861_291_414);
    close(&log_rank["groups"][0]["expected"], 5.233_531_017_149_943);
    assert_eq!(results["tests"].as_array().unwrap().len(), 4);
    assert_eq!(results["decision"]["alternatives"].as_array().unwrap().len(), 3);
    let stratified = of(&["--by", "rx", "--within", "ecog", "--test", "peto"]);
    close(&named(&stratified["tests"], "method", "log_rank")["statistic"], 0.767_911_418_930_591_6);
    assert_eq!(named(&stratified["tests"], "method", "peto")["primary"], true);
}

#[test]
fn intervals_by_scale_and_convention() {
    let ends = |options: &[&str]| of(&[&["--at", "365"], options].concat())["curves"][0]["at"][0].clone();
    let log = ends(&["--convention", "r"]);
    close(&log["ci_low"], 0.578_701_944_188_641_6);
    close(&log["ci_high"], 0.922_795_705_115_128);
    let plain = ends(&["--convention", "spss"]);
    close(&plain["ci_low"], 0.560_273_350_480_924_5);
    assert_eq!(ends(&["--interval", "plain"]), plain);
    assert_eq!(ends(&["--convention", "r", "--interval", "plain"]), plain);
    assert_eq!(ends(&["--convention", "stata"]), ends(&[]));
}

#[test]
fn cox_models_with_levels_and_proportional_hazards() {
    let results = of(&["--covariates", "age,rx"]);
    let model = &results["model"];
    let fit = &model["multivariable"];
    let [age, rx] = [&model["terms"][0], &model["terms"][1]];
    close(&age["rows"][0]["multivariable"]["coefficient"], 0.147_326_595_469_114_03);
    close(&age["rows"][0]["multivariable"]["standard_error"], 0.046_147_047_740_802_64);
    close(&age["rows"][0]["univariable"]["coefficient"], 0.161_619_857_406_315_96);
    assert_eq!((&rx["rows"][0]["reference"], &rx["rows"][1]["level"]), (&true.into(), &"2".into()));
    close(&rx["rows"][1]["multivariable"]["coefficient"], -0.803_973_012_665_114_5);
    close(&fit["log_likelihood"], -27.041_898_863_008_38);
    close(&fit["null_log_likelihood"], -34.984_940_371_162_56);
    close(&fit["concordance"], 0.798_165_137_614_678_9);
    close(&age["proportional_hazards"]["chi_square"], 0.224_265_642_197_980_73);
    close(&rx["proportional_hazards"]["chi_square"], 0.779_606_879_884_519_7);
    close(&fit["proportional_hazards"]["chi_square"], 0.918_669_928_516_088_6);
    assert!(fit["warnings"][0].as_str().unwrap().contains("12 events for 2 coefficients"));
    let turned = of(&["--covariates", "age,rx", "--reference", "rx=2", "--ties", "exact"]);
    let rx = &turned["model"]["terms"][1]["rows"];
    assert_eq!((&rx[0]["level"], &rx[0]["reference"]), (&"2".into(), &true.into()));
    close(&rx[1]["multivariable"]["coefficient"], 0.803_973_012_665_114_5);
    assert!(turned["model"]["multivariable"]["proportional_hazards_error"].as_str().unwrap().contains("Efron"));
}

#[test]
fn competing_risks() {
    // R's cmprsk 2.2-11: cuminc.
    let options =
        ["--time", "futime", "--event", "cause=old", "--competing", "cause=young", "--by", "rx", "--at", "365,500"];
    let results = json(&ovarian(), &options);
    let gray: Vec<&Value> =
        results["tests"].as_array().unwrap().iter().filter(|test| test["method"] == "gray").collect();
    close(&gray[0]["statistic"], 1.109_125_216_491_34);
    close(&gray[1]["statistic"], 0.000_319_610_407_399_555_67);
    assert_eq!((&gray[0]["primary"], &gray[1]["primary"]), (&true.into(), &false.into()));
    let at = |cause: usize, group: usize, time: usize| results["incidence"][3 * cause + group]["at"][time].clone();
    close(&at(0, 0, 0)["estimate"], 4.0 / 13.0);
    close(&at(1, 1, 1)["estimate"], 0.188_034_188_034_188_06);
    close(&at(1, 1, 1)["standard_error"], f64::sqrt(0.016_144_476_302_952_092));
    assert!(results["curves"].as_array().unwrap().is_empty());
    // One minus Kaplan-Meier is never below the incidence.
    for curve in results["incidence"].as_array().unwrap() {
        for (at, naive) in
            curve["at"].as_array().unwrap().iter().zip(curve["one_minus_kaplan_meier"].as_array().unwrap())
        {
            assert!(naive.as_f64().unwrap() >= at["estimate"].as_f64().unwrap() - 1e-15, "{curve}");
        }
    }
}

#[test]
fn exposure_that_begins_later() {
    let results = of(&["--exposure-time", "exposed", "--landmark", "300"]);
    let exposure = &results["exposure"];
    close(&exposure["time_varying"]["coefficient"], -0.195_698_635_530_465_02);
    close(&exposure["time_varying"]["standard_error"], 0.671_503_814_141_606_2);
    close(&exposure["mantel_byar"]["statistic"], 0.085_203_173_087_123_83);
    close(&exposure["naive"]["coefficient"], -0.653_970_588_089_351_8);
    close(&exposure["landmark"]["hazard_ratio"]["coefficient"], -0.469_476_229_973_457_95);
    assert_eq!((&exposure["landmark"]["n"], &results["follow_up"]["n"]), (&22.into(), &22.into()));
    assert_eq!((&exposure["later"], &exposure["n"]), (&12.into(), &26.into()));
    close(&exposure["immortal_time"], 2_400.0);
}

#[test]
fn follow_up_between_dates() {
    let rows =
        "in,out,died\n2020-01-01,2020-01-31,1\n2020-02-01,2020-03-01,0\n2020-03-01,,1\n2019-12-31,2020-12-31,1\n";
    let results = json(rows, &["--from", "in", "--until", "out", "--event", "died"]);
    let times: Vec<f64> =
        results["curves"][0]["steps"].as_array().unwrap().iter().map(|step| step["time"].as_f64().unwrap()).collect();
    assert_eq!(times, [29.0, 30.0, 366.0]);
    assert_eq!((&results["follow_up"]["missing"], &results["follow_up"]["unit"]), (&1.into(), &"days".into()));
    let turned =
        fault(&rows.replace("2020-01-31", "2019-01-31"), &["--from", "in", "--until", "out", "--event", "died"]);
    assert!(turned.contains("negative") && turned.contains("row 2") && turned.contains("-335"), "{turned}");
}

#[test]
fn what_cannot_be_analysed_says_why() {
    let text = ovarian();
    let negative = fault(&text.replacen("\n59,", "\n-59,", 1), &TIMES);
    for words in ["a follow-up time is negative", "row 2", "column “futime”", "-59"] {
        assert!(negative.contains(words), "{words} in {negative}");
    }
    let many = fault(&text, &["--time", "futime", "--event", "cause"]);
    assert!(many.contains("more than two levels") && many.contains("--event 'cause=young'"), "{many}");
    assert!(fault(&text, &["--time", "futime", "--event", "age"]).contains("without levels"));
    assert!(fault(&text, &["--time", "futime", "--event", "cause=dead"]).contains("none, old, young"));
    assert!(fault(&text, &["--time", "futme", "--event", "fustat"]).contains("there is: futime"));
    assert!(fault(&text, &[&TIMES[..], &["--landmark", "5000"]].concat()).contains("beyond the landmark"));
    assert!(fault(&text, &[&TIMES[..], &["--at", "-3"]].concat()).contains("cannot be given at this time"));
    assert!(fault(&text, &[&TIMES[..], &["--interval", "wald"]].concat()).contains("log-log, log, plain"));
    assert!(fault(&text, &[&TIMES[..], &["--competing", "fustat"]].concat()).contains("two causes"));
    let both = fault(&text, &["--time", "futime", "--event", "fustat", "--competing", "cause=old"]);
    assert!(both.contains("two causes of events at one time") && both.contains("row 2"), "{both}");
    let words = text.replacen("\n59,", "\nsoon,", 1);
    assert!(fault(&words, &TIMES).contains("text stands in a column of numbers"));
    let unclear = "t,e\n1,lost\n2,relapse\n3,lost\n4,relapse\n5,lost\n6,relapse\n";
    assert!(fault(unclear, &["--time", "t", "--event", "e"]).contains("which level means"));
}

#[test]
fn degenerate_data_have_results_that_say_why() {
    let text = ovarian();
    let all = |status: &str| {
        let lines = text.lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{},{status},{},{}\n", cells[0], cells[2], cells[4])
        });
        format!("futime,fustat,age,rx\n{}", lines.collect::<String>())
    };
    let by: Vec<&str> = [&TIMES[..], &["--by", "rx", "--covariates", "age"]].concat();
    let none = json(&all("0"), &by);
    assert_eq!(none["tests"][0]["error"]["reason"], "no event was observed");
    assert_eq!(none["model"]["multivariable"]["error"], "no event was observed");
    assert!(none["warnings"].as_array().unwrap().iter().any(|warning| warning["code"] == "no_events"));
    let every = json(&all("1"), &by);
    assert_eq!(every["follow_up"]["censored"], 0);
    assert_eq!(every["curves"][2]["steps"].as_array().unwrap().last().unwrap()["estimate"], 0.0);
    let tied = format!("futime,fustat,rx\n{}", "5,1,1\n5,1,2\n5,0,1\n5,1,2\n".repeat(3));
    let tied = json(&tied, &[&TIMES[..], &["--by", "rx", "--covariates", "rx"]].concat());
    close(&named(&tied["tests"], "method", "log_rank")["statistic"], 11.0 / 3.0);
    assert!(tied["model"]["multivariable"]["proportional_hazards_error"].as_str().unwrap().contains("one time"));
    let zero = json(&text.replacen("\n59,", "\n0,", 1), &TIMES);
    assert_eq!((&zero["follow_up"]["at_time_zero"], &zero["curves"][0]["steps"][0]["time"]), (&1.into(), &0.0.into()));
    let missing = json(&text.replacen("\n59,", "\n,", 1), &TIMES);
    assert_eq!((&missing["follow_up"]["missing"], &missing["follow_up"]["n"]), (&1.into(), &25.into()));
}

#[test]
fn a_report_holds_every_format_and_verifies() {
    let folder = folder(&ovarian());
    let options = ["--by", "rx", "--covariates", "age,resid", "--exposure-time", "exposed", "--at", "365"];
    let output = survival(folder.path(), &[&TIMES[..], &options].concat()).assert().success();
    let text = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert!(text.contains("26 patients: 12 events") && text.contains("Log-rank test: P = 0.303"), "{text}");
    let report = folder.path().join("reports/ovarian-survival");
    for name in [
        "report.html",
        "report.md",
        "report.docx",
        "report.pdf",
        "results.json",
        "results.csv",
        "figures/survival_curves.svg",
    ] {
        assert!(report.join(name).exists(), "{name}");
    }
    for name in ["hazard_ratios", "log_minus_log"] {
        assert!(report.join(format!("figures/{name}.png")).exists(), "{name}");
    }
    let steps = fs::read_to_string(report.join("results.csv")).unwrap();
    assert!(steps.contains("step,fustat,2,464,,,kaplan_meier,estimate,0.7521367521367521"), "{steps}");
    let verify = |code: i32| {
        let mut command = Command::cargo_bin("retrocohort").expect("the binary");
        command.current_dir(folder.path()).args(["verify", "reports/ovarian-survival"]).assert().code(code);
    };
    verify(0);
    fs::write(folder.path().join("data/ovarian.csv"), ovarian().replacen("\n59,", "\n69,", 1)).unwrap();
    verify(1);
}

#[test]
fn weaning_in_the_synthetic_registry() {
    let folder = folder(&fs::read_to_string("data/registry-example/registry.csv").unwrap());
    let derived = "[[derived]]\nname = \"weaning_day\"\nkind = \"continuous\"\n\
                   expression = \"case when weaned = 'yes' then ecmo_duration_hours / 24.0 end\"\n";
    fs::write(folder.path().join("weaning.toml"), derived).unwrap();
    let options = ["--time", "follow_up_days", "--event", "vital_status", "--by", "weaned"];
    let run = |more: &[&str]| {
        let mut command = survival(folder.path(), &options);
        command.args(more);
        command
    };
    let out = ["--dictionary", "weaning.toml", "--exposure-time", "weaning_day", "--out", "-", "--format", "json"];
    let output = run(&out).assert().success();
    let results: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    assert_eq!(
        (&results["follow_up"]["unit"], &results["follow_up"]["event"]),
        (&"days".into(), &"vital_status: dead".into())
    );
    let warned =
        |results: &Value, code: &str| results["warnings"].as_array().unwrap().iter().any(|w| w["code"] == code);
    assert!(warned(&results, "naive_split") && !warned(&results, "immortal_time"));
    let output = run(&["--out", "-", "--format", "json"]).assert().success();
    assert!(warned(&serde_json::from_slice(&output.get_output().stdout).unwrap(), "immortal_time"));
    let ratio = |name: &str| results["exposure"][name]["hazard_ratio"].as_f64().unwrap();
    assert!(ratio("naive") < ratio("time_varying"), "{}", results["exposure"]);
    let hours = run(&["--exposure-time", "ecmo_duration_hours"]).assert().code(2);
    assert!(String::from_utf8_lossy(&hours.get_output().stderr).contains("another unit"));
}

#[test]
fn the_document() {
    let folder = folder(&ovarian());
    let options =
        ["--by", "rx", "--covariates", "age,resid", "--exposure-time", "exposed", "--at", "365", "--landmark", "100"];
    let output =
        survival(folder.path(), &[&TIMES[..], &options, &["--out", "-", "--format", "md"]].concat()).assert().success();
    insta::assert_snapshot!("survival_document", String::from_utf8_lossy(&output.get_output().stdout));
    let competing =
        ["--time", "futime", "--event", "cause=old", "--competing", "cause=young", "--by", "rx", "--at", "365"];
    let output =
        survival(folder.path(), &[&competing[..], &["--out", "-", "--format", "md"]].concat()).assert().success();
    insta::assert_snapshot!("survival_competing", String::from_utf8_lossy(&output.get_output().stdout));
}
