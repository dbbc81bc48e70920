//! Cells that can be read in two ways, through the program: what is read, and what the reader is told.
#![cfg(feature = "patients")]

use std::process::{Command, Output};

use serde_json::Value;

/// Runs the program on a file of this text.
fn run(name: &str, text: &str, dictionary: Option<&str>, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_retrocohort"));
    command.args(arguments).arg(&path);
    if let Some(dictionary) = dictionary {
        let path = folder.path().join("study.toml");
        std::fs::write(&path, dictionary).unwrap();
        command.arg("--dictionary").arg(path);
    }
    command.output().expect("the program runs")
}

/// The variable `x` as `describe` tells it.
fn described(name: &str, text: &str, dictionary: Option<&str>) -> Value {
    let output = run(name, text, dictionary, &["describe", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let variables = all["variables"].as_array().unwrap();
    variables.iter().find(|variable| variable["name"] == "x").unwrap().clone()
}

fn notes(variable: &Value) -> String {
    variable["notes"].as_array().unwrap().iter().map(|note| format!("{}\n", note.as_str().unwrap())).collect()
}

/// A column of these cells, repeated, between two others.
fn column(delimiter: &str, cells: &[&str], times: usize) -> String {
    let mut text = ["group", "x", "other"].join(delimiter) + "\n";
    for (i, cell) in (0..times).flat_map(|_| cells).enumerate() {
        text += &[if i % 2 == 0 { "a" } else { "b" }, cell, ""].join(delimiter);
        text.push('\n');
    }
    text
}

const THOUSANDS: [&str; 8] = ["1.200", "12.500", "850.125", "2.300", "850", "4.125", "9.875", "6.250"];

#[test]
fn thousands_that_may_be_fractions_are_said_and_can_be_declared() {
    for (delimiter, mark, other) in [(";", ".", ","), ("\t", ".", ","), (";", ",", ".")] {
        let cells: Vec<String> = THOUSANDS.iter().map(|cell| cell.replace('.', mark)).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let text = column(delimiter, &cells, 3);
        let found = described("rows.csv", &text, None);
        assert_eq!(found["summary"]["min"], 1.2);
        let said = notes(&found);
        assert!(said.contains("in row 2") && said.contains("if it means 1200"), "{said}");
        assert!(said.contains(&format!("thousands_mark = \"{mark}\"")), "{said}");
        // The warning stands in a comparison, too.
        let compared = run("rows.csv", &text, None, &["compare", "--by", "group", "--out", "-", "--format", "json"]);
        assert!(String::from_utf8_lossy(&compared.stdout).contains("if it means 1200"));
        let declared = |key: &str, mark: &str| {
            described("rows.csv", &text, Some(&format!("[[variable]]\nname = \"x\"\n{key} = \"{mark}\"\n")))
        };
        let thousands = declared("thousands_mark", mark);
        assert_eq!((&thousands["summary"]["min"], &thousands["summary"]["max"]), (&850.0.into(), &850_125.0.into()));
        assert_eq!(notes(&thousands), "");
        let fractions = declared("decimal_mark", mark);
        assert_eq!((fractions["summary"]["min"].clone(), notes(&fractions)), (1.2.into(), String::new()));
        let wrong = format!("[[variable]]\nname = \"x\"\ndecimal_mark = \"{other}\"\n");
        let wrong = run("rows.csv", &text, Some(&wrong), &["describe"]);
        let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
        assert!(wrong.status.code() == Some(2) && said.contains("row 2") && said.contains(cells[0]), "{said}");
    }
    // A fraction of another length says what the mark is, in the column or beside it.
    let refuted = column(";", &THOUSANDS, 3).replace(";\n", ";36.6\n");
    assert_eq!(notes(&described("rows.csv", &refuted, None)), "");
}

#[test]
fn marks_are_read_back_from_a_written_dictionary() {
    let text = column(";", &THOUSANDS, 3);
    let declared = "[[variable]]\nname = \"x\"\nthousands_mark = \".\"\ndecimal_mark = \",\"\n";
    let written = run("rows.csv", &text, Some(declared), &["describe", "--write-dictionary", "-"]);
    let written = String::from_utf8(written.stdout).unwrap();
    assert!(written.contains("decimal_mark = \",\"\nthousands_mark = \".\"\n"), "{written}");
    assert_eq!(described("rows.csv", &text, Some(&written))["summary"]["max"], 850_125.0);
    let fault = |dictionary: &str| {
        let output = run("rows.csv", &text, Some(dictionary), &["describe"]);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(fault("[[variable]]\nname = \"x\"\nthousands_mark = \";\"\n").contains("thousands_mark"));
    assert!(fault("[[variable]]\nname = \"x\"\nthousands_mark = \".\"\ndecimal_mark = \".\"\n").contains("one mark"));
    let json = "{\"x\": 1.5}\n{\"x\": 2.5}\n";
    let output = run("rows.jsonl", json, Some("[[variable]]\nname = \"x\"\nthousands_mark = \".\"\n"), &["describe"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("holds no text"));
}

#[test]
fn a_cell_that_people_read_as_a_number_is_an_error_with_its_row() {
    let many: Vec<String> = (0..40).map(|i| format!("{}.{}", 20 + i, i % 10)).collect();
    for (cell, hint) in [
        ("1.200.500", "thousands_mark = \".\""),
        ("1,234.5", "thousands_mark = \",\""),
        ("1'234", "thousands_mark = \"'\""),
        ("1\u{202F}234", "thousands_mark = \" \""),
        ("5,5", "decimal_mark = \",\""),
        ("12%", "declare it as missing or correct it"),
        ("<0.01", ""),
        (">1000", ""),
        ("١٢", ""),
        ("１２", ""),
        ("5-", ""),
        ("(5)", ""),
        ("½", ""),
        ("12:30", ""),
        ("3/10", ""),
        ("5 mg", ""),
    ] {
        for length in [10, 40] {
            let mut cells: Vec<&str> = many.iter().map(String::as_str).take(length).collect();
            cells[4] = cell;
            let found = described("rows.csv", &column(";", &cells, 1), None);
            let error = found["error"].as_str().unwrap_or_default();
            assert!(error.contains("in row 6") && error.contains(cell), "{cell} of {length}: {found}");
            assert!(notes(&found).contains(hint), "{found}");
        }
    }
    let mut cells: Vec<&str> = many.iter().map(String::as_str).collect();
    (cells[4], cells[5]) = ("−5", "1e5");
    let found = described("rows.csv", &column(";", &cells, 1), None);
    assert_eq!((&found["summary"]["min"], &found["summary"]["max"]), (&(-5.0).into(), &100_000.0.into()));
}

#[test]
fn texts_that_read_like_numbers_are_said_to_be_texts() {
    for (cells, said) in [
        (["1,234", "2,345", "3,456", "1,234"], "thousands_mark = \",\""),
        (["45%", "50%", "55%", "45%"], "read as text"),
        (["12:30", "13:15", "9:05", "12:30"], ""),
        (["0.5", "1", "2", ">4"], "3 of 4"),
    ] {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
        let quoted: Vec<&str> = quoted.iter().map(String::as_str).collect();
        let found = described("rows.csv", &column(",", &quoted, 1), None);
        assert!(notes(&found).contains(said) || found["because"].as_str().unwrap().contains("not read"), "{found}");
    }
}

#[test]
fn dates_that_are_not_read_are_neither_levels_nor_numbers_nor_names() {
    for (cells, because) in [
        (["12.03.21", "13.03.21", "14.04.21", "12.03.21"], "years of two digits"),
        (["Mar 2021", "Apr 2021", "May 2021", "Mar 2021"], "names of months"),
        (["2021-03", "2021-04", "2021-05", "2021-03"], "months without a day"),
        (["2021-03-12", "04/25/2021", "04/26/2021", "2021-03-12"], "more than one order"),
        (["20210312", "20210413", "20210514", "20210615"], "one number"),
        (["12:30", "13:15", "9:05", "12:30"], "times of day"),
    ] {
        let found = described("rows.csv", &column(";", &cells, 6), None);
        assert!(found["because"].as_str().unwrap().contains(because), "{found}");
        assert!(found["summary"].is_null());
    }
    let ambiguous = described("rows.csv", &column(";", &["12/03/2021", "01/04/2021"], 6), None);
    assert!(notes(&ambiguous).contains("cannot be told apart"));
    let serials = column(";", &["44267", "44280", "44291"], 8).replacen(";x;", ";x date;", 1);
    let output = run("rows.csv", &serials, None, &["describe", "--json"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("as workbooks count them"));
}

#[test]
fn codes_that_nobody_declared_are_said() {
    let ages: Vec<String> = (0..60).map(|i| (20 + (i * 7) % 73).to_string()).collect();
    for (code, said) in [
        ("-9", "read as missing"),
        ("999", "read as missing"),
        ("-2", "may mean missing"),
        ("99", "may mean missing"),
        ("6666", "far from all other values"),
        ("-2147483648", "far from all other values"),
        ("9.96921e36", "far from all other values"),
        ("999.9", "far from all other values"),
    ] {
        let mut cells: Vec<&str> = ages.iter().map(String::as_str).collect();
        (cells[3], cells[30]) = (code, code);
        let found = described("rows.csv", &column(";", &cells, 1), None);
        assert!(notes(&found).contains(said), "{code}: {found}");
    }
    let smoker = described("rows.csv", &column(";", &["1", "2", "1", "2", "77", "88"], 10), None);
    assert_eq!((&smoker["kind"], &smoker["summary"]["n_missing"]), (&"binary".into(), &20.into()));
}

#[test]
fn answers_are_answers_in_any_spelling() {
    let of = |cells: &[&str]| described("rows.csv", &column(";", cells, 8), None);
    let levels = |found: &Value| -> Vec<(String, u64)> {
        let counts = found["summary"]["counts"].as_array().unwrap();
        counts.iter().map(|c| (c["level"].as_str().unwrap().into(), c["count"].as_u64().unwrap())).collect()
    };
    for (no, yes) in
        [("nein", "ja"), ("N", "J"), ("non", "oui"), ("нет", "да"), ("-", "+"), ("阴性", "阳性"), ("无", "有")]
    {
        let found = of(&[yes, no, no]);
        assert_eq!(levels(&found), [(no.to_string(), 16), (yes.to_string(), 8)], "{found}");
    }
    let one = of(&["Y", "Yes", ""]);
    assert_eq!(levels(&one), [("Yes".to_string(), 16)]);
    assert!(notes(&one).contains("beside 8 empty cells"), "{one}");
    assert!(notes(&of(&["mild", "severe", "None", "moderate"])).contains("“None” may mean missing"));
    assert!(notes(&of(&["yes", "no", "refused"])).contains("“refused” may mean missing"));
    assert_eq!(of(&["yes", "no", "keine Angabe"])["summary"]["n_missing"], 8);
}

#[test]
fn lengths_of_time_are_days_in_every_format() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/patients");
    for file in ["times.sav", "times.xpt", "times.parquet", "times.xlsx"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retrocohort"));
        let output = command.args(["describe", "--json"]).arg(folder.join(file)).output().unwrap();
        let all: Value = serde_json::from_slice(&output.stdout).unwrap();
        let stay = &all["variables"][1];
        assert_eq!((&stay["unit"], &stay["summary"]["max"]), (&"days".into(), &1.5.into()), "{file}");
        assert_eq!((&stay["summary"]["median"], &stay["summary"]["n_missing"]), (&0.5.into(), &4.into()), "{file}");
        assert!(notes(stay).contains("36 hours are 1.5"), "{file}");
    }
}

#[test]
fn what_is_not_defined_is_unknown_and_not_large() {
    let text = "x,h\n".to_string() + &(0..40).map(|i| format!("{},{}\n", i % 8, i % 4)).collect::<String>();
    let dictionary = "[[derived]]\nname = \"ratio\"\nexpression = \"(x - x) / h\"\n\
        [[criterion]]\ninclude = \"x / h > 1 AND sqrt(h - 1) >= 0\"\n";
    let output = run("rows.csv", &text, Some(dictionary), &["describe", "--json"]);
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ratio = &all["variables"][2];
    assert!(notes(ratio).contains("10 values are not defined"), "{ratio}");
    // Of x and h: (0 4, 0), (1 5, 1), (2 6, 2), (3 7, 3), five times each; 5 / 1, 6 / 2 and 7 / 3 are above 1.
    let step = all["flow"][0].to_string();
    assert!(step.contains("10 not known, left out") && step.contains("\"left\":15"), "{step}");
    let dictionary = "[[derived]]\nname = \"ratio\"\nexpression = \"x / h\"\n[[criterion]]\ninclude = \"ratio > 1\"\n";
    let output = run("rows.csv", &text, Some(dictionary), &["describe", "--json"]);
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(all["flow"][0].to_string().contains("10 not known, left out"), "{}", all["flow"]);
}

#[test]
fn rows_that_repeat_an_identifier_are_said_once() {
    let rows: String = (0..40).map(|i| format!("P{:03},{},{}\n", i, i % 2, 20 + i)).collect();
    let text = format!("patient_id,died,x\n{rows}P001,1,21\nP002,0,22\n");
    let compared = run("rows.csv", &text, None, &["compare", "--by", "died", "--out", "-", "--format", "json"]);
    let all: Value = serde_json::from_slice(&compared.stdout).unwrap();
    let said = |all: &Value| all["warnings"].to_string().matches("2 of 42 rows repeat a value of patient_id").count();
    assert_eq!(said(&all), 1, "{}", all["warnings"]);
    let unique: String = (0..40).map(|i| format!("{},{}\n", 1_000_000 + 7919 * i, i % 2)).collect();
    assert!(notes(&described("rows.csv", &format!("x,died\n{unique}"), None)).contains("all different"));
}

#[test]
fn dates_are_compared_as_dates_or_not_at_all() {
    let text = |first: &str, last: &str| {
        let rows: String = (0..24).map(|i| format!("{},{}\n", if i % 2 == 0 { first } else { last }, 50 + i)).collect();
        format!("seen,x\n{rows}")
    };
    let flow = |text: &str, condition: &str| {
        let dictionary = format!("[[criterion]]\ninclude = \"{condition}\"\n");
        let output = run("rows.csv", text, Some(&dictionary), &["describe", "--json"]);
        match output.status.code() {
            Some(0) => serde_json::from_slice::<Value>(&output.stdout).unwrap()["flow"][0]["left"].to_string(),
            _ => String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    };
    let condition = "seen >= DATE '2021-01-01'";
    assert_eq!(flow(&text("2021-03-25", "2020-12-31"), condition), "12");
    assert_eq!(flow(&text("25/03/2021", "31/12/2020"), condition), "12");
    assert_eq!(flow(&text("20210325", "20201231"), condition), "12");
    for condition in ["seen >= '2021-01-01'", "'2021-01-01' < seen", "seen BETWEEN '2021-01-01' AND '2021-12-31'"] {
        let refused = flow(&text("12/03/2021", "11/12/2020"), condition);
        assert!(refused.contains("compares dates that are not read"), "{condition}: {refused}");
        assert!(flow(&text("25.03.21", "31.12.20"), condition).contains("not read"));
    }
}

#[test]
fn a_missing_code_in_quotes_is_the_number_where_cells_are_numbers() {
    let rows: String = (0..30).map(|i| format!("{{\"x\": {}}}\n", if i % 10 == 3 { -99 } else { 40 + i })).collect();
    for code in ["-99", "\"-99\"", "\"-99.0\""] {
        let declared = format!("[[variable]]\nname = \"x\"\nmissing = [{code}]\n");
        let found = described("rows.jsonl", &rows, Some(&declared));
        assert_eq!((&found["summary"]["n_missing"], &found["summary"]["min"]), (&3.into(), &40.0.into()), "{found}");
    }
}

#[test]
fn differences_of_dates_are_days_wherever_they_stand() {
    // Of 30 patients 10 stay 0 days, 10 seven and 10 fourteen.
    let rows: String = (0..30).map(|i| format!("2020-01-{:02},2020-01-{:02},{i}\n", 1, 1 + 7 * (i % 3))).collect();
    let text = format!("a,b,x\n{rows}");
    let left = |condition: &str| {
        let dictionary =
            format!("[[derived]]\nname = \"stay\"\nexpression = \"b - a\"\n[[criterion]]\ninclude = \"{condition}\"\n");
        let output = run("rows.csv", &text, Some(&dictionary), &["describe", "--json"]);
        match output.status.code() {
            Some(0) => serde_json::from_slice::<Value>(&output.stdout).unwrap()["flow"][0]["left"].to_string(),
            _ => String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    };
    for condition in [
        "b - a > 7",
        "7 < b - a",
        "(b - a) / 7 > 1",
        "(b - a) * 2 >= 28",
        "(b - a) + 1 > 8",
        "ABS(a - b) > 7",
        "-(b - a) < -7",
        "b - a BETWEEN 8 AND 20",
        "b - a = 14",
        "b - a IN (14, 15)",
        "CAST(b - a AS INT) > 7",
        "COALESCE(b - a, 0) > 7",
        "CASE WHEN b - a > 7 THEN TRUE ELSE FALSE END",
        "stay > 7",
        "b - a > INTERVAL '7 days'",
        "b > a + INTERVAL '7 days'",
        "b = DATE '2020-01-15'",
    ] {
        assert_eq!(left(condition), "10", "{condition}");
    }
    for condition in ["a > 18000", "18000 < b", "a BETWEEN 1 AND 30000"] {
        assert!(left(condition).contains("compared with a number"), "{condition}: {}", left(condition));
    }
    assert!(left("a >= '2020-01-01'").contains("cannot"), "{}", left("a >= '2020-01-01'"));
}

#[test]
fn what_a_statistician_would_stumble_over_is_said() {
    let of = |name: &str, cells: &[&str], times: usize| {
        let text = column(";", cells, times).replacen(";x;", &format!(";{name};"), 1);
        let output = run("rows.csv", &text, None, &["describe", "--json"]);
        let all: Value = serde_json::from_slice(&output.stdout).unwrap();
        all["variables"][1].clone()
    };
    let icd = of("icd9", &["410.0", "410.9", "428", "250.00"], 8);
    assert_eq!((&icd["kind"], &icd["summary"]["counts"][0]["level"]), (&"nominal".into(), &"250.00".into()));
    assert_eq!(of("zip", &["1067", "10115", "4109", "80331"], 8)["kind"], "nominal");
    assert!(notes(&of("x", &["01-May", "06-Oct", "11-20"], 8)).contains("turned into a date"));
    assert_eq!(of("x", &["low", "mid", "high"], 8)["kind"], "ordinal");
    let troponin: Vec<String> = (0..24).map(|i| format!("0.{}", 11 + i)).collect();
    let mut cells: Vec<&str> = troponin.iter().map(String::as_str).collect();
    cells.extend(["<0.01"; 36]);
    assert!(of("x", &cells, 1)["error"].as_str().is_some_and(|error| error.contains("“<0.01”")));
    let creatinine: Vec<String> = (0..60)
        .map(|i| if i % 6 == 0 { format!("{:.2}", 0.6 + f64::from(i) / 80.0) } else { (60 + i).to_string() })
        .collect();
    let creatinine: Vec<&str> = creatinine.iter().map(String::as_str).collect();
    assert!(notes(&of("x", &creatinine, 1)).contains("they may be in two units"));
    let weights: Vec<String> = (0..30).map(|i| format!("{}kg", 50 + i)).collect();
    let weights: Vec<&str> = weights.iter().map(String::as_str).collect();
    assert!(notes(&of("x", &weights, 1)).contains("“50kg” in row 2 is read as text"));
}

#[test]
fn a_date_that_is_a_code_is_no_follow_up() {
    let rows: String = (0..30).map(|i| format!("2020-01-01,2020-03-{:02},{}\n", 1 + i, i % 2)).collect();
    let survival = ["survival", "--from", "a", "--until", "x", "--event", "died", "--out", "-", "--format", "json"];
    for (date, year) in [("9999-12-31", "9999"), ("0001-01-01", "the year 1")] {
        let text = format!("a,x,died\n{rows}2020-01-01,{date},0\n");
        let output = run("rows.csv", &text, None, &survival);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("row 32") && said.contains(year), "{said}");
        let criterion = "[[criterion]]\ninclude = \"died = 0\"\n";
        let output = run("rows.csv", &text, Some(criterion), &["describe", "--json"]);
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 dates of x lie before 1850 or after 2199"));
    }
    // Dates written as one number are the same dates, with criteria and without.
    let text = format!("a,x,died\n{rows}");
    let compact = text.replace('-', "");
    let criterion = "[[criterion]]\ninclude = \"x >= a\"\n";
    let longest = |text: &str, dictionary: Option<&str>| {
        let output = run("rows.csv", text, dictionary, &survival);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["follow_up"]["longest"].clone()
    };
    let expected = longest(&text, None);
    assert_eq!(expected, 89.0);
    for (text, dictionary) in [(&text, Some(criterion)), (&compact, None), (&compact, Some(criterion))] {
        assert_eq!(longest(text, dictionary), expected);
    }
}
