//! What has no model, or no estimate, and options that cannot be: it is said why.

use super::*;

/// Rows in a file of their own.
fn rows(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv");
    fs::write(&path, text).expect("rows");
    (folder, path)
}

/// What a refused command says.
fn refused(text: &str, options: &str) -> String {
    let (_folder, path) = rows(text);
    let mut command = program();
    command.arg("model").arg(path).args(options.split(' ')).args(["--out", "-", "--format", "json"]);
    let output = command.assert().code(2);
    String::from_utf8_lossy(&output.get_output().stderr).into_owned()
}

const SIX: &str =
    "died,age,sex,arm\n0,41,male,a\n0,52,female,a\n1,63,male,b\n0,60,female,b\n1,58,female,a\n1,71,male,b\n";

#[test]
fn options_that_cannot_be_are_refused_in_words() {
    let cases = [
        ("--outcome dead --covariates age", "there is no such variable"),
        ("--outcome age --covariates sex", "the outcome has no levels"),
        ("--outcome died --covariates age,age", "named twice"),
        ("--outcome died --covariates died", "covariate of itself"),
        ("--outcome died --event 2 --covariates age", "no such level"),
        ("--outcome died --covariates age --reference sex=male", "no covariate"),
        ("--outcome died --covariates age,sex --reference sex=boy", "no such level"),
        ("--outcome died --covariates age --reference age=41", "does not go with"),
        ("--outcome died --covariates age,sex --per sex=10", "does not go with"),
        ("--outcome died --covariates age --per age=0", "no positive number"),
        ("--outcome died --covariates age --method lasso", "no such method"),
        ("--outcome died --covariates age --interval exact", "no such interval"),
        ("--outcome died --covariates age --univariable-n some", "no such choice"),
        ("--outcome died --covariates age --conf 95", "not between 0 and 1"),
        ("--outcome arm --covariates age", "not clear which level"),
    ];
    for (options, expected) in cases {
        let message = refused(SIX, options);
        assert!(message.contains(expected), "{options}: {message}");
    }
    let three = "stage,age\na,41\nb,52\nc,63\na,60\nb,58\nc,71\n";
    assert!(refused(three, "--outcome stage --covariates age").contains("does not have two levels"));
    assert!(
        refused("died,age\nyes,41\nyes,52\nyes,63\nyes,60\n", "--outcome died --covariates age").contains("two levels")
    );
    let text =
        format!("died,age\n{}1,about 60\n", (0..40).map(|i| format!("{},{}.5\n", i % 2, 40 + i)).collect::<String>());
    let message = refused(&text, "--outcome died --covariates age");
    assert!(message.contains("text stands in a column of numbers") && message.contains("row 42"), "{message}");
    assert!(refused("died,age\n0,\n1,\n0,\n", "--outcome died --covariates age").contains("cannot be a covariate"));
}

/// Why there is no multivariable model.
fn why(text: &str, options: &str) -> String {
    let (_folder, path) = rows(text);
    let found = json(&path, options);
    assert!(found["prediction"].is_null());
    found["multivariable"]["error"].as_str().expect("a reason").to_string()
}

#[test]
fn a_model_that_cannot_be_says_why() {
    let with = |outcome: &dyn Fn(usize) -> &'static str| {
        (0..30)
            .map(|i| format!("{},{}.5,{}\n", outcome(i), 40 + (i * 7) % 30, 80 + 2 * ((i * 7) % 30)))
            .collect::<String>()
    };
    let header = "died,age,twice\n";
    let options = "--outcome died --covariates age";
    assert_eq!(why(&format!("{header}{}", with(&|_| "0")), options), "none of the 30 patients has the event");
    assert_eq!(why(&format!("{header}{}", with(&|_| "1")), options), "all 30 patients have the event");
    let mixed = format!("{header}{}", with(&|i| if i % 3 == 0 { "1" } else { "0" }));
    let collinear = why(&mixed, "--outcome died --covariates age,twice");
    assert!(collinear.contains("“twice” is a linear combination"), "{collinear}");
    let constant: String = (0..30).map(|i| format!("{},7.25,m\n", i % 2)).collect();
    assert_eq!(
        why(&format!("died,lactate,sex\n{constant}"), "--outcome died --covariates lactate"),
        "all 30 patients have the same lactate, 7.25"
    );
    assert_eq!(
        why(&format!("died,lactate,sex\n{constant}"), "--outcome died --covariates sex"),
        "all 30 patients have the same sex, m"
    );
    let few = why(SIX, "--outcome died --covariates age,sex,arm --categorical age");
    assert!(few.contains("too few"), "{few}");
    // One patient is complete; then none is.
    let one = "died,age,lactate\n0,41.5,\n1,52.5,3.1\n0,63.5,\n1,,2.2\n0,,2.4\n1,,2.9\n";
    let reason = why(one, "--outcome died --covariates age,lactate");
    assert!(reason.contains("all 1 patients") || reason.contains("1 patient"), "{reason}");
    let none = "died,age,lactate\n0,41.5,\n1,52.5,\n0,63.5,\n1,,2.2\n0,,2.4\n1,,2.9\n";
    assert_eq!(
        why(none, "--outcome died --covariates age,lactate"),
        "no patient has a known outcome and all covariates"
    );
}

#[test]
fn complete_separation_is_fitted_by_firth() {
    let text: String = (0..24)
        .map(|i| format!("{},{}.5\n", u8::from(i >= 12), 40 + (7 * i) % 12 + if i >= 12 { 15 } else { 0 }))
        .collect();
    let (_folder, path) = rows(&format!("died,age\n{text}"));
    let found = json(&path, "--outcome died --covariates age");
    assert_eq!(found["multivariable"]["separation"]["kind"], "complete");
    assert_eq!(found["multivariable"]["method"], "firth");
    assert!(
        coefficient(&found, "age", "", "multivariable")["estimate"]["ci_high"].as_f64().is_some_and(f64::is_finite)
    );
    // The area has no interval then, and says so.
    assert_eq!(found["prediction"]["auc"]["estimate"], 1.0);
    assert!(found["prediction"]["auc"]["error"].is_string());
}

#[test]
fn levels_that_nobody_has_are_named() {
    let rows_of = |level: &str, n: usize| (0..n).map(|i| format!("{},{level},\n", i % 2)).collect::<String>();
    let text = format!("died,rhythm,ph\n{}{}0,asystole,\n", rows_of("shockable", 9), rows_of("pea", 9));
    // Only the patient with asystole lacks the other covariate.
    let text: String = text
        .lines()
        .enumerate()
        .map(
            |(i, line)| {
                if i == 0 || line.contains("asystole") { format!("{line}\n") } else { format!("{line}7.{i}\n") }
            },
        )
        .collect();
    let (_folder, path) = rows(&text);
    let found = json(&path, "--outcome died --covariates rhythm,ph --reference rhythm=shockable --continuous ph");
    assert!(found["warnings"].to_string().contains("the level asystole of rhythm"), "{}", found["warnings"]);
    assert!(coefficient(&found, "rhythm", "asystole", "multivariable").is_null());
    let message = why(&text, "--outcome died --covariates rhythm,ph --reference rhythm=asystole --continuous ph");
    assert_eq!(message, "no patient has the reference level asystole of rhythm");
}
