//! `retrocohort test` driven from outside: every documented example, bad input, JSON.

use assert_cmd::Command;
use serde_json::Value;

fn program() -> Command {
    let mut command = Command::cargo_bin("retrocohort").expect("the program");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs `test` with these words and gives its JSON.
fn json(arguments: &[&str]) -> Value {
    let run = program().arg("test").args(arguments).arg("--json").assert().success();
    assert!(run.get_output().stderr.is_empty());
    serde_json::from_slice(&run.get_output().stdout).expect("JSON and nothing else")
}

fn text(arguments: &[&str]) -> String {
    let run = program().arg("test").args(arguments).assert().success();
    String::from_utf8(run.get_output().stdout.clone()).expect("text")
}

fn p(record: &Value) -> f64 {
    record["p"].as_f64().expect("a P value")
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-11 * expected.abs(), "{found} for {expected}");
}

/// To the fifteen digits that R printed, or nearly.
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1e-3), "{found} for {expected}");
}

/// P of one of the tests beside the answer.
fn beside(answer: &Value, method: &str) -> f64 {
    let all = answer["alternatives"].as_array().expect("alternatives");
    p(all.iter().find(|test| test["method"] == method).unwrap_or_else(|| panic!("no {method} in {all:?}")))
}

/// P under a convention.
fn under(answer: &Value, convention: &str) -> (String, f64) {
    let all = answer["conventions"].as_array().expect("conventions");
    let found = all.iter().find(|record| record["convention"] == convention).expect("the convention");
    (found["test"]["method"].as_str().expect("a method").to_string(), p(&found["test"]))
}

/// Runs `test` and expects exit code 2, nothing on standard output and all of the words in the message.
fn refused(arguments: &[&str], words: &[&str]) {
    let run = program().arg("test").args(arguments).assert().code(2).stdout("");
    let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    for word in words {
        assert!(message.contains(word), "no “{word}” in: {message}");
    }
}

const LACTATE: &str = "\
id,lactate,died,shock,grade
1,1.1,no,yes,mild
2,2.3,no,no,mild
3,2.9,no,no,moderate
4,NA,no,no,severe
5,4.4,no,yes,mild
6,3.3,yes,yes,severe
7,6.9,yes,yes,severe
8,7.1,yes,yes,moderate
9,8.8,yes,,severe
10,9.5,,no,mild
";

/// Runs with a file of that content, written as FILE in the arguments.
fn with_file<T>(name: &str, content: &str, arguments: &[&str], run: impl Fn(&[&str]) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("a file");
    let path = path.display().to_string();
    let words: Vec<&str> = arguments.iter().map(|word| if *word == "FILE" { path.as_str() } else { word }).collect();
    run(&words)
}

#[test]
fn means_standard_deviations_and_sizes() {
    let answer = json(&["welch-t", "--group", "56.6,10.7,8", "--group", "64.5,8.0,16"]);
    assert_eq!(answer["schema"], "retrocohort.test/1");
    // R: Satterthwaite's formula with pt().
    close(p(&answer["result"]), 0.091_790_663_264_814_79);
    assert_eq!(answer["result"]["primary"], true);
    assert_eq!(under(&answer, "spss").0, "student_t");
    assert_eq!(answer["effects"][0]["measure"], "mean_difference");
    close(answer["effects"][0]["estimate"].as_f64().expect("a number"), 7.9);
}

#[test]
fn four_counts() {
    let answer = json(&["fisher", "7", "1", "12", "4"]);
    // R: fisher.test(matrix(c(7, 1, 12, 4), 2)), chisq.test of the same.
    close(p(&answer["result"]), 0.631_093_544_137_022_2);
    assert_eq!(answer["result"]["exactness"], "exact");
    close(beside(&answer, "yates_chi2"), 0.858_954_922_737_482_3);
    assert_eq!(answer["input"]["table"], serde_json::json!([[7, 12], [1, 4]]));
    for (side, expected) in [("less", 0.897_233_201_581_027_8), ("greater", 0.445_322_793_148_880_24)] {
        close(p(&json(&["fisher", "7", "1", "12", "4", "--alternative", side])["result"]), expected);
    }
    let odds = answer["effects"].as_array().expect("effects").iter().find(|e| e["measure"] == "odds_ratio");
    close(odds.and_then(|odds| odds["estimate"].as_f64()).expect("an odds ratio"), (12.0 / 4.0) / 7.0);
}

#[test]
fn a_table_of_three_levels() {
    let answer = json(&["freeman-halton", "--table", "8 12; 0 2; 0 2"]);
    // R: fisher.test, chisq.test.
    close(p(&answer["result"]), 0.367_588_932_806_326_26);
    close(beside(&answer, "pearson_chi2"), 0.301_194_211_912_202_14);
    assert_eq!(under(&answer, "gtsummary").0, "freeman_halton");
}

#[test]
fn values() {
    let answer = json(&["rank_sum", "--values", "1.1,2.3,2.9", "--values", "3.3,4.4,6.9"]);
    // R: wilcox.test(exact = FALSE, correct = FALSE).
    close(p(&answer["result"]), 0.049_534_613_435_626_734);
    let negative = json(&["student-t", "--values", "-1,-2,NA,-3.5", "--values", "-1 0 2"]);
    assert_eq!(negative["input"]["groups"][0]["n_missing"], 1);
    assert_eq!(negative["input"]["groups"][0]["n_used"], 3);
}

#[test]
fn two_columns_of_a_file() {
    let answer = with_file("lactate.csv", LACTATE, &["rank-sum", "FILE", "--value", "lactate", "--by", "died"], json);
    // R: wilcox.test(exact = FALSE, correct = FALSE).
    close(p(&answer["result"]), 0.043_308_142_810_791_97);
    assert_eq!(answer["input"]["file"], "lactate.csv");
    let group = |at: usize| answer["input"]["groups"][at].clone();
    assert_eq!((group(0)["label"].clone(), group(0)["n_missing"].clone()), ("no".into(), 1.into()));
    assert_eq!(answer["warnings"][0], "rows left out for want of a value of “died”: 1");
    // SciPy and R take the exact distribution: wilcox.test(), mannwhitneyu() give 0.0571...
    let (method, exact) = under(&answer, "r");
    assert_eq!(method, "rank_sum_exact");
    close(exact, 0.057_142_857_142_857_14);

    let counts = ["fisher", "FILE", "--value", "shock", "--by", "died", "--levels", "yes,no", "--groups", "yes,no"];
    let answer = with_file("lactate.tsv", &LACTATE.replace(',', "\t"), &counts, json);
    assert_eq!(answer["input"]["table"], serde_json::json!([[3, 2], [0, 3]]));
    assert_eq!(answer["effects"][0]["contrast"], "no v yes");

    let ordered = ["kruskal-wallis", "FILE", "--value", "grade", "--by", "died", "--levels", "mild,moderate,severe"];
    let answer = with_file("lactate.csv", LACTATE, &ordered, json);
    // R: kruskal.test of the grades as 1, 2, 3.
    close(p(&answer["result"]), 0.066_798_068_475_137_93);
}

#[test]
fn an_infinite_limit_is_said() {
    for counts in [["0", "7", "3", "4"], ["7", "0", "3", "4"]] {
        let answer = json(&[&["fisher"], &counts[..]].concat());
        let effects = answer["effects"].as_array().expect("a list");
        let null = effects.iter().any(|effect| effect["ci_high"].is_null());
        let warnings = answer["warnings"].to_string();
        assert_eq!(null, warnings.contains("infinite"), "{warnings}");
        assert_eq!(null, counts[0] == "0");
    }
}

/// Blood pressure and smoking of six patients, before and after.
const PAIRS: &str = "\
id,before,after,smokes_before,smokes_after,centre,sex
1,140,132,yes,no,A,m
2,150,151,yes,yes,A,f
3,138,130,no,no,B,m
4,162,150,yes,no,B,f
5,155,NA,no,no,A,m
6,149,140,yes,yes,B,f
";

#[test]
fn one_sample_and_pairs() {
    // R: t.test(x, y, paired = TRUE), on the five pairs that are complete.
    let answer = with_file("p.csv", PAIRS, &["paired-t", "FILE", "--value", "before", "--with", "after"], json);
    near(p(&answer["result"]), 0.029_735_875_353_036_5);
    assert_eq!(answer["input"]["groups"][0]["n_missing"], 1);
    assert!(answer["warnings"][0].as_str().is_some_and(|text| text.contains("first less the second")));
    // R: 2 * pt(-(5.1 - 4) / (2 / sqrt(20)), 19).
    let mean = json(&["one-sample-t", "--group", "5.1,2,20", "--null", "4"]);
    near(p(&mean["result"]), 0.023_664_095_796_890_8);
    assert_eq!(mean["input"]["supposed"], "mean 4");
    // R: shapiro.test().
    let normal = with_file("p.csv", PAIRS, &["shapiro-wilk", "FILE", "--value", "before"], json);
    assert!((p(&normal["result"]) - 0.773_506_226_598_024).abs() < 1e-6);
    assert!(normal["alternatives"].as_array().expect("a list").iter().all(|test| test["method"] != "one_sample_t"));
    // R: wilcox.test(x) with and without exact = FALSE, correct = FALSE.
    let signed = json(&["signed-rank", "--values", "1.5,2.3,-0.4,3.1,0.9"]);
    near(p(&signed["result"]), 0.079_615_801_460_113_4);
    near(beside(&signed, "signed_rank_exact"), 0.125);
    // R: ks.test(x, "punif").
    let uniform = json(&["ks-one-sample-exact", "--values", "0.1,0.4,0.7", "--null", "uniform:0,1"]);
    near(p(&uniform["result"]), 0.886_222_222_222_222);
}

#[test]
fn distributions_and_variances() {
    // R: ks.test(a, b); the name of a family takes its first test that the data admit.
    let ks = json(&["ks", "--values", "1.1,2.3,2.9,4.4", "--values", "3.3,4.5,6.9"]);
    near(p(&ks["result"]), 0.228_571_428_571_429);
    assert!(ks["because"].as_str().is_some_and(|text| text.contains("ks")));
    // R: the analysis of variance of distances from the mean and from the median.
    let levene = json(&["levene", "--values", "1,2,3,9", "--values", "2,2,3,4"]);
    near(p(&levene["result"]), 0.106_184_328_991_096);
    near(beside(&levene, "brown_forsythe"), 0.343_166_230_629_136);
    assert_eq!(levene["conventions"], serde_json::json!([]));
}

#[test]
fn pairs_strata_and_proportions_of_counts() {
    // R: mcnemar.test(correct = FALSE), mantelhaen.test(correct = FALSE), chisq.test(p = ), binom.test().
    let mcnemar = json(&["mcnemar", "10", "5", "3", "12"]);
    near(p(&mcnemar["result"]), 0.479_500_122_186_953);
    assert_eq!(mcnemar["input"]["table"], serde_json::json!([[10, 5], [3, 12]]));
    let smoking = ["mcnemar", "FILE", "--value", "smokes_before", "--with", "smokes_after"];
    let answer = with_file("p.csv", PAIRS, &smoking, json);
    assert_eq!(answer["input"]["table"], serde_json::json!([[2, 0], [2, 2]]));
    let strata = json(&["cochran-mantel-haenszel", "--table", "2 5; 8 4", "--table", "6 9; 12 5"]);
    near(p(&strata["result"]), 0.020_969_813_930_652_7);
    let mendel = ["chi2-goodness-of-fit", "315", "101", "108", "32", "--expected", "9,3,3,1"];
    near(p(&json(&mendel)["result"]), 0.925_425_895_103_616);
    near(p(&json(&["binomial-exact", "7", "3", "--expected", "0.5"])["result"]), 0.343_75);
    let centres = ["cochran-mantel-haenszel", "FILE", "--value", "smokes_before", "--by", "sex", "--stratum", "centre"];
    let answer = with_file("p.csv", PAIRS, &centres, json);
    assert_eq!(answer["input"]["strata"], serde_json::json!([[[0, 1], [1, 1]], [[0, 1], [2, 0]]]));
}

#[test]
fn every_method_can_be_run() {
    use retrocohort::analysis::{Compute, METHODS};
    for method in METHODS {
        let arguments: &[&str] = match method.compute {
            Compute::Counts(_) | Compute::Pairs(_) | Compute::Strata(_) => &["7", "2", "3", "9"],
            Compute::Ordered(_) => &["--table", "4 1; 3 2; 1 6"],
            Compute::Proportions(_) => &["7", "3"],
            Compute::Means(_) => &["--group", "5,1,9", "--group", "6,2,9"],
            Compute::Values(_) => &["--values", "1,2,3,9", "--values", "2,2,3,4.5"],
            Compute::Mean(_) | Compute::Sample(_) => &["--values", "1.5,2.3,-0.4,3.1,0.9,2.2,2.8,4.1,0.3"],
        };
        let mut words = vec![method.id];
        words.extend(arguments);
        if method.id.starts_with("ks_one_sample") {
            words.extend(["--null", "normal:1,2"]);
        }
        let answer = json(&words);
        assert_eq!(answer["method"], method.id);
        assert!((0.0..=1.0).contains(&p(&answer["result"])), "{}", method.id);
        assert!(text(&words).len() > 200);
    }
}

#[test]
fn a_convention_chooses() {
    let answer = json(&["chi2", "30", "12", "18", "25", "--convention", "r"]);
    assert_eq!((&answer["method"], &answer["convention"]), (&"yates_chi2".into(), &"r".into()));
    // R: chisq.test prints p-value = 0.0114.
    close(p(&answer["result"]), 0.011_400_172_800_365_756);
    assert_eq!(answer["printed"], "0.0114");
    assert_eq!(json(&["chi2", "7", "1", "12", "4"])["method"], "fisher");
    assert_eq!(json(&["t", "--group", "5,1,9", "--group", "6,1,9", "--convention", "scipy"])["method"], "student_t");
    let ranks = ["rank-sum", "--values", "1,2,2,3", "--values", "2,4,5", "--convention", "gtsummary"];
    assert_eq!(json(&ranks)["method"], "rank_sum_continuity");
    // A test that is named is computed; the convention's own choice stands beside it.
    let named = json(&["welch-t", "--group", "5,1,9", "--group", "6,1,9", "--convention", "sas"]);
    assert_eq!(named["method"], "welch_t");
    assert!(named["warnings"][0].as_str().is_some_and(|text| text.contains("student_t")));
}

#[test]
fn text_for_readers() {
    let answer = text(&["fisher", "7", "1", "12", "4"]);
    for line in [
        "Fisher's exact test\n",
        "  level 1  7        12",
        "  P               0.631094 (exact)",
        "  pearson_chi2  ",
        "  r            yates_chi2    0.858955",
        "Fisher, R. A. The logic of inductive inference",
    ] {
        assert!(answer.contains(line), "no “{line}” in:\n{answer}");
    }
    assert_eq!(answer, text(&["FISHER", "7", "1", "12", "4"]));
}

#[test]
fn a_p_too_small_for_a_double_keeps_its_logarithm() {
    let groups = ["welch-t", "--group", "0,1,100000", "--group", "1,1,100000"];
    let answer = json(&groups);
    assert_eq!(p(&answer["result"]), 0.0);
    let log10 = answer["result"]["log10_p"].as_f64().expect("a logarithm");
    assert!(log10 < -1000.0, "{log10}");
    assert!(text(&groups).contains(&format!("e{}", log10.floor())));
}

#[test]
fn the_end_of_an_approximation_is_no_p() {
    // All of one group below the other: the distance is 1, beyond which a formula for large samples has nothing.
    let answer = json(&["rank-sum", "--values", "1,2,3", "--values", "4,5"]);
    let others =
        [&answer["alternatives"], &answer["other_subjects"]].map(|list| list.as_array().expect("a list").clone());
    let all = others.concat();
    assert!(all.len() > 20);
    for test in all {
        let sound = test["p"].as_f64().is_some_and(|p| p > 0.0) && test["log10_p"].is_number();
        assert!(sound || test["error"]["reason"].is_string(), "{test}");
    }
}

#[test]
fn the_schema() {
    let mut answer = json(&["yates-chi2", "7", "1", "12", "4", "--convention", "spss"]);
    // Lists that grow with every new method and measure.
    let keep = |list: &mut Value, key: &str, kept: &[&str]| {
        let list = list.as_array_mut().expect("a list");
        list.retain(|record| record[key].as_str().is_some_and(|name| kept.contains(&name)));
    };
    keep(&mut answer["alternatives"], "method", &["pearson_chi2", "fisher"]);
    keep(&mut answer["effects"], "measure", &["risk_difference"]);
    keep(&mut answer["conventions"], "convention", &["sas", "tableone-py"]);
    insta::assert_json_snapshot!(answer);
}

#[test]
fn bad_input_is_named() {
    refused(&["fisher", "7", "1", "12"], &["four counts", "3 numbers", "--table"]);
    refused(&["fisher", "7", "1", "12", "-4"], &["no count", "-4"]);
    refused(&["fisher", "7", "1", "12", "4.5"], &["no count", "4.5", "whole number"]);
    refused(&["fisher", "--table", "1 2; 3"], &["row 2", "1 columns"]);
    refused(&["fisher", "--table", "1 x; 3 4"], &["no count", "row 1", "column “2”", "x"]);
    refused(&["fisher", "--table", "1 2 3; 3 4 5"], &["2x3 table", "2x2 table"]);
    refused(&["fisher", "0", "0", "3", "4"], &["not computable", "same group"]);
    refused(&["welch-t", "7", "1", "12", "4"], &["does not compute", "counts", "--group"]);
    refused(&["welch-t", "--group", "1,2"], &["group 1", "1,2", "MEAN,SD,N"]);
    refused(&["welch-t", "--group", "1,-2,5", "--group", "1,2,5"], &["standard deviation", "-2"]);
    refused(&["welch-t", "--group", "1,inf,5", "--group", "1,2,5"], &["standard deviation", "inf"]);
    refused(&["rank-sum", "--values", "1,2", "--values", "4,x"], &["value 2 of group 2", "x", "NA"]);
    refused(&["rank-sum", "--values", "1,2", "3", "4"], &["given twice"]);
    refused(&["rank-sum"], &["nothing to test", "expected"]);
    refused(&["man-whitny", "--values", "1,2"], &["no such test", "perhaps mann_whitney"]);
    refused(&["fisher", "7", "1", "12", "4", "--conf", "95"], &["between 0 and 1", "95"]);
    refused(&["fisher", "7", "1", "12", "4", "--convention", "minitab"], &["minitab", "tableone-py"]);
    refused(&["fisher", "7", "1", "12", "4", "--value", "a", "--by", "b"], &["one file name"]);
    refused(&["welch-t", "--values", "1,2,3", "--values", "2,3,4", "--null", "3"], &["no use", "--null"]);
    refused(&["paired-t", "--values", "1,2,3", "--values", "2,3"], &["3 and 2 values", "NA"]);
    refused(&["ks-one-sample", "--values", "1,2,3", "--null", "beta:1,2"], &["beta:1,2", "uniform:LOW,HIGH"]);
    refused(&["chi2-goodness-of-fit", "3", "4", "5", "--expected", "0.5,0.3,0.1"], &["add up to 1", "0.5,0.3,0.1"]);
    refused(&["chi2-goodness-of-fit", "3", "4", "5", "--expected", "1,2"], &["not as many"]);
    refused(&["mcnemar", "--table", "1 2; 3 4", "--table", "1 2; 3 4"], &["2 tables"]);
    refused(&["pearson-chi2", "--table", "1 2 3; 3 4 5", "--alternative", "less"], &["not computable"]);
    let values = ["--values", "1,2,3", "--values", "2,3,4", "--alternative", "less"];
    refused(&[&["anova"], &values[..]].concat(), &["no one-sided form", "--alternative"]);
}

#[test]
fn bad_files_are_named() {
    let refuse = |content: &str, arguments: &[&str], words: &[&str]| {
        with_file("lactate.csv", content, arguments, |arguments| refused(arguments, words));
    };
    refuse(LACTATE, &["rank-sum", "FILE"], &["must be named", "--value COLUMN"]);
    refuse(
        LACTATE,
        &["rank-sum", "FILE", "--value", "lac", "--by", "died"],
        &["column “lac”", "row 1", "lactate, died"],
    );
    refuse(LACTATE, &["welch-t", "FILE", "--value", "grade", "--by", "died"], &["row 2", "column “grade”", "mild"]);
    refuse(LACTATE, &["rank-sum", "FILE", "--value", "grade", "--by", "died"], &["order", "--levels"]);
    let third = ["rank-sum", "FILE", "--value", "lactate", "--by", "died", "--groups", "no,perhaps"];
    refuse(LACTATE, &third, &["column “died”", "perhaps", "no, yes"]);
    let twice = ["rank-sum", "FILE", "--value", "lactate", "--by", "died", "--groups", "no,no"];
    refuse(LACTATE, &twice, &["named twice", "no"]);
    refuse(LACTATE, &["shapiro-wilk", "FILE", "--value", "lactate", "--by", "died"], &["one sample", "--groups"]);
    refuse(LACTATE, &["mcnemar", "FILE", "--value", "shock", "--by", "died"], &["--with COLUMN"]);
    refuse(LACTATE, &["fisher", "FILE", "--value", "shock"], &["--by COLUMN"]);
    let comma = LACTATE.replace("1,1.1,no", "1,\"1,1\",no");
    refuse(&comma, &["rank-sum", "FILE", "--value", "lactate", "--by", "died"], &["decimals with a point", "1,1"]);
    refuse("a,a,b\n1,2,3\n", &["rank-sum", "FILE", "--value", "a", "--by", "b"], &["several columns", "2 columns"]);
    refuse("", &["rank-sum", "FILE", "--value", "a", "--by", "b"], &["empty"]);
    refused(&["rank-sum", "no.csv", "--value", "a", "--by", "b"], &["no such file"]);
}

#[test]
fn the_page_of_conventions_is_what_the_program_makes_today() {
    let run = program().args(["list", "conventions-page"]).assert().success();
    let made = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let page =
        std::fs::read_to_string(format!("{}/docs/conventions.md", env!("CARGO_MANIFEST_DIR"))).expect("the page");
    assert!(
        page == made,
        "docs/conventions.md is out of date: retrocohort list conventions-page > docs/conventions.md"
    );
}

#[test]
fn the_example_in_the_readme_is_real() {
    let readme = std::fs::read_to_string(format!("{}/README.md", env!("CARGO_MANIFEST_DIR"))).expect("the README");
    let example = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let output = text(&["welch-t", "--group", "56.6,10.7,8", "--group", "64.5,8.0,16"]);
    for line in example.lines() {
        assert!(output.contains(line), "the README shows “{line}”, the program:\n{output}");
    }
}
