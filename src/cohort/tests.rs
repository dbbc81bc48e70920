//! Typing of awkward columns, declarations, derived variables and criteria.

use super::*;
use crate::loaders::patients::{Code, ReadOptions, open};
use crate::study::VariableKind;

fn rows(text: &str) -> Result<PatientRows> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, text).unwrap();
    open(&[path.display().to_string()], &ReadOptions::default())
}

/// The variable of one column with the given cells, repeated.
fn typed(name: &str, cells: &[&str], times: usize) -> Variable {
    let quoted = |cell: &&str| format!("\"{}\",1\n", cell.replace('"', "\"\""));
    let text: String = cells.iter().map(quoted).collect();
    let dictionary = dictionary(&rows(&format!("{name},other\n{}", text.repeat(times))).unwrap()).unwrap();
    dictionary.variables.into_iter().next().unwrap()
}

fn labels(variable: &Variable) -> Vec<&str> {
    variable.levels.iter().map(|level| level.label.as_str()).collect()
}

#[test]
fn kinds_are_what_a_statistician_would_say() {
    use VariableKind::*;
    let cases: [(&str, &[&str], Role, &[&str]); 32] = [
        ("edema", &["0", "0.5", "1"], Role::Analysed(Ordinal), &["0", "0.5", "1"]),
        ("dose", &["2.5", "5", "7.5", "10"], Role::Analysed(Ordinal), &["2.5", "5", "7.5", "10"]),
        ("died", &["0", "1", "1"], Role::Analysed(Binary), &["0", "1"]),
        ("arm", &["1", "2"], Role::Analysed(Binary), &["1", "2"]),
        ("icu", &["yes", "no", "Yes"], Role::Analysed(Binary), &["no", "yes"]),
        ("icu", &["TRUE", "FALSE"], Role::Analysed(Binary), &["FALSE", "TRUE"]),
        ("sex", &["M", "F"], Role::Analysed(Binary), &["F", "M"]),
        ("性别", &["男", "女"], Role::Analysed(Binary), &["女", "男"]),
        ("nyha", &["1", "2", "3", "4"], Role::Analysed(Ordinal), &["1", "2", "3", "4"]),
        ("stage", &["IV", "I", "III", "II"], Role::Analysed(Ordinal), &["I", "II", "III", "IV"]),
        ("pain", &["mild", "severe", "none"], Role::Analysed(Ordinal), &["none", "mild", "severe"]),
        ("band", &["60+", "<40", "40-59"], Role::Analysed(Ordinal), &["<40", "40-59", "60+"]),
        // What R's cut() writes: nhanes of the package survey; children of the package mlmRev; attrition of modeldata.
        ("agecat", &["(59,Inf]", "(0,19]", "(19,39]"], Role::Analysed(Ordinal), &["(0,19]", "(19,39]", "(59,Inf]"]),
        (
            "cut",
            &["[2.5,10)", "(-Inf,0.5)", "[0.5,2.5)"],
            Role::Analysed(Ordinal),
            &["(-Inf,0.5)", "[0.5,2.5)", "[2.5,10)"],
        ),
        ("livch", &["0", "3+", "1", "2"], Role::Analysed(Ordinal), &["0", "1", "2", "3+"]),
        ("job", &["Very_High", "Low", "High"], Role::Analysed(Ordinal), &["Low", "High", "Very_High"]),
        // birthwt of the package MASS: three codes of race have no order.
        ("race", &["1", "2", "3"], Role::Analysed(Nominal), &["1", "2", "3"]),
        ("site", &["4", "12", "7", "30"], Role::Analysed(Nominal), &["4", "7", "12", "30"]),
        // NMES1988 of the package AER: stays in hospital, not its number.
        ("hospital", &["0", "1", "2", "3", "4", "5", "8", "6"], Role::Analysed(Continuous), &[]),
        ("days_in_ward", &["4", "12", "7", "30", "1", "2", "8", "9"], Role::Analysed(Continuous), &[]),
        ("blood", &["A", "0", "AB", "B"], Role::Analysed(Nominal), &["0", "A", "AB", "B"]),
        ("zip", &["01067", "10115", "04109"], Role::Analysed(Nominal), &["01067", "04109", "10115"]),
        ("age", &["50", "61", "72.5", "33", "18", "25"], Role::Analysed(Continuous), &[]),
        ("beds", &["50", "61", "72", "33", "18", "22", "25", "40"], Role::Analysed(Continuous), &[]),
        ("temp", &["36.5", "NA", "38.1", "37", "36", "39.2", "38"], Role::Analysed(Continuous), &[]),
        ("seen", &["2021-03-09", "2020-12-31"], Role::Date, &[]),
        ("seen", &["31.12.2020", "01.02.2021"], Role::Date, &[]),
        ("seen", &["12/31/2020", "1/2/2021"], Role::Date, &[]),
        ("empty", &["", "NA", "."], Role::Empty, &[]),
        ("patient_id", &["7", "3", "9", "11", "5"], Role::Identifier, &[]),
        ("constant", &["5"], Role::Analysed(Continuous), &[]),
        ("site", &["north"], Role::Analysed(Nominal), &["north"]),
    ];
    for (name, cells, role, levels) in cases {
        let times = if role == Role::Identifier { 1 } else { 24 };
        let variable = typed(name, cells, times);
        assert_eq!(
            (variable.role, labels(&variable).as_slice()),
            (role, levels),
            "{name} {cells:?}: {}",
            variable.because
        );
    }
}

#[test]
fn identifiers_of_repeated_rows_are_left_out_and_places_are_not() {
    let ids: Vec<String> = (100..140).flat_map(|id| [id.to_string(), id.to_string()]).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(typed("id", &ids, 1).role, Role::Identifier);
    assert_eq!(typed("site_id", &ids, 1).role, Role::Analysed(VariableKind::Continuous));
    assert_eq!(typed("weight", &ids, 1).role, Role::Analysed(VariableKind::Continuous));
    // Children of the Muscatine study: 4856 of them, three rows each.
    let ids: Vec<String> = (0..3000).map(|row| (row * 7 % 1000).to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(typed("id", &ids, 1).role, Role::Identifier);
    assert_eq!(typed("URIC_ACID", &ids[..900], 1).role, Role::Analysed(VariableKind::Continuous));
    assert_eq!(typed("weight", &ids, 1).role, Role::Analysed(VariableKind::Continuous));
}

#[test]
fn text_is_left_out_for_a_reason_that_is_true() {
    let states: Vec<String> = (0..40).map(|i| format!("state {i}")).collect();
    let states: Vec<&str> = states.iter().map(String::as_str).collect();
    let state = typed("state", &states, 20);
    assert_eq!((state.role, state.because.as_str()), (Role::FreeText, "more than 30 different texts"));
    assert_eq!(typed("country", &["NL"], 20).notes, ["only “NL” occurs"]);
    // Contraception of the package mlmRev: 60 districts.
    let districts: Vec<String> = (1..=60).map(|i| (i * 17 % 61).to_string()).collect();
    let districts: Vec<&str> = districts.iter().map(String::as_str).collect();
    assert!(typed("district", &districts, 3).notes[0].contains("codes have no mean"));
    assert_eq!(typed("dose", &["5"], 20).notes, ["only 5 occurs"]);
}

#[test]
fn codes_sentinels_and_words_for_missing_are_reported() {
    let ages: Vec<String> = (18..80).map(|age| age.to_string()).collect();
    let mut cells: Vec<&str> = ages.iter().map(String::as_str).collect();
    cells.extend(["-99", "999", "999", "unknown", "."]);
    let age = typed("age", &cells, 1);
    assert_eq!(age.role, Role::Analysed(VariableKind::Continuous));
    let missing = [Code::Text(".".into()), Code::Text("unknown".into()), Code::Number(-99.0), Code::Number(999.0)];
    assert_eq!(age.missing, missing);
    let notes = age.notes.join("; ");
    for part in ["“.” (1)", "“unknown” (1)", "number -99 (1) read as missing", "number 999 (2) read as missing"]
    {
        assert!(notes.contains(part), "{part} in {notes}");
    }
    let scale = typed("score", &["1", "2", "3", "9"], 10);
    assert!(scale.notes.iter().any(|note| note.contains("9 (10) may mean missing")), "{:?}", scale.notes);
    let binary = typed("died", &["0", "1", "-9"], 10);
    assert_eq!((labels(&binary), binary.missing.clone()), (vec!["0", "1"], vec![Code::Number(-9.0)]));
    let cells: Vec<String> = (0..30).map(|i| format!("{i}.5")).collect();
    let mut cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    cells.push("<0.5");
    let crp = typed("crp", &cells, 1);
    assert!(crp.notes.iter().any(|note| note.contains("row 32: “<0.5”")), "{:?}", crp.notes);
}

const COHORT: &str = "id,died,age,weight,height,in,out,grade\n\
    1,0,50,80,1.8,2020-01-01,2020-01-11,1\n2,1,17,60,1.6,2020-01-05,2020-01-06,2\n3,0,70,,1.7,2020-02-01,2020-03-01,9\n\
    4,1,NA,90,1.9,2020-02-03,2020-02-05,2\n5,0,33,70,1.75,2020-02-03,,1\n6,1,81,55,1.5,2020-02-09,2020-02-10,2\n";

#[test]
fn declarations_take_the_place_of_inference_and_are_read_back() {
    let text = "[[variable]]\nname = \"grade\"\nkind = \"ordinal\"\nmissing = [9]\n\
        levels = [{ label = \"low\", codes = [1] }, { label = \"high\", codes = [2] }]\n\
        [[variable]]\nname = \"age\"\nlabel = \"Age at admission\"\nunit = \"years\"\n";
    let declared = declarations(text, "study.toml").unwrap();
    let rows = rows(COHORT).unwrap();
    let dictionary = dictionary_with(&rows, &declared.variables).unwrap();
    let grade = dictionary.variable("grade").unwrap();
    assert_eq!((labels(grade), grade.missing.clone()), (vec!["low", "high"], vec![Code::Number(9.0)]));
    assert_eq!(grade.role, Role::Analysed(VariableKind::Ordinal));
    let written = study_toml(&dictionary, &declared);
    let again = declarations(&written, "study.toml").unwrap();
    let read_back = dictionary_with(&rows, &again.variables).unwrap();
    for (a, b) in dictionary.variables.iter().zip(&read_back.variables) {
        let meaning = |v: &Variable| (v.label.clone(), v.unit.clone(), v.role, v.levels.clone(), v.missing.clone());
        assert_eq!(meaning(a), meaning(b), "{}", a.name);
    }
    for wrong in ["name = \"colour\"", "name = \"age\"\nkind = \"binary\"", "name = \"in\"\nkind = \"continuous\""] {
        let declared = declarations(&format!("[[variable]]\n{wrong}\n"), "study.toml").unwrap();
        assert!(dictionary_with(&rows, &declared.variables).is_err(), "{wrong}");
    }
}

#[test]
fn derived_variables_and_criteria_count_every_patient() {
    let text = "[[derived]]\nname = \"bmi\"\nexpression = \"weight / (height * height)\"\nunit = \"kg/m2\"\n\
        [[derived]]\nname = \"stay\"\nexpression = \"\\\"out\\\" - \\\"in\\\"\"\nkind = \"continuous\"\n\
        [[criterion]]\nlabel = \"adults\"\ninclude = \"age >= 18\"\n[[criterion]]\nexclude = \"bmi < 24\"\n";
    let declared = declarations(text, "study.toml").unwrap();
    let cohort = cohort(&rows(COHORT).unwrap(), &declared).unwrap();
    let steps: Vec<_> =
        cohort.flow.iter().map(|s| (s.label.as_str(), s.before, s.left_out, s.unknown, s.after)).collect();
    assert_eq!(steps, [("adults", 6, 1, 1, 4), ("bmi < 24", 4, 1, 1, 3)]);
    let stay = cohort.dictionary.variable("stay").unwrap();
    let mut stays = Vec::new();
    each_batch(&cohort.rows, &["stay".into()], |batch, first| {
        stays.extend(numbers(&batch.columns()[0], stay, &cohort.rows, first)?);
        Ok(())
    })
    .unwrap();
    assert_eq!(stays.iter().map(|days| days.to_string()).collect::<Vec<_>>(), ["10", "29", "1"]);
    assert_eq!((0..3).map(|i| cohort.rows.row(i)).collect::<Vec<_>>(), [2, 4, 7]);
    for wrong in ["include = \"age >=\"", "include = \"height\"", "include = \"colour = 1\"", "include = \"age > 200\""]
    {
        let declared = declarations(&format!("[[criterion]]\n{wrong}\n"), "study.toml").unwrap();
        assert!(super::cohort(&rows(COHORT).unwrap(), &declared).is_err(), "{wrong}");
    }
}

#[test]
fn labels_of_texts_that_write_numbers_are_kept() {
    let mut rows = rows("x,other\n0,1\n1,1\n2,2\n0,2\n1,1\n2,2\n").unwrap();
    let label = |code: &str, label: &str| (Code::Text(code.into()), label.to_string());
    rows.columns[0].value_labels = vec![label("0", "none"), label("1", "one"), label("2", "two")];
    let dictionary = dictionary(&rows).unwrap();
    assert_eq!(labels(&dictionary.variables[0]), ["none", "one", "two"]);
    assert_eq!(dictionary.variables[0].notes, Vec::<String>::new());
}

#[test]
fn a_labelled_code_of_a_measurement_is_missing_where_its_label_says_so() {
    let text: String = (0..60).map(|i| format!("{},1\n", if i % 20 == 7 { 999 } else { 20 + i })).collect();
    let mut rows = rows(&format!("age,other\n{text}30,1\n888,1\n")).unwrap();
    let label = |code: f64, label: &str| (Code::Number(code), label.to_string());
    rows.columns[0].value_labels = vec![label(888.0, "Refused"), label(999.0, "Unknown"), label(777.0, "Unknown")];
    let found = dictionary(&rows).unwrap();
    let age = &found.variables[0];
    assert_eq!(
        (age.role, &age.missing),
        (Role::Analysed(VariableKind::Continuous), &vec![Code::Number(999.0), Code::Number(888.0)])
    );
    assert!(age.notes.iter().any(|note| note == "read as missing by its label: 999 = Unknown"), "{:?}", age.notes);
    let declared =
        VariableDeclaration { name: "age".into(), missing: Some(Vec::new()), ..VariableDeclaration::default() };
    assert_eq!(dictionary_with(&rows, &[declared]).unwrap().variables[0].missing, []);
}

#[test]
fn a_code_in_single_precision_is_missing() {
    use polars::prelude::{DataType, col};
    let mut rows = rows("x,other\n0.1,1\n-9.9,1\n0.3,2\n").unwrap();
    let single = rows.source.query().clone().with_column(col("x").cast(DataType::Float32));
    rows.source = crate::loaders::patients::Source::Query(single);
    let missing = Some(vec![Code::Number(-9.9)]);
    let declared = VariableDeclaration { name: "x".into(), missing, ..VariableDeclaration::default() };
    let dictionary = dictionary_with(&rows, &[declared]).unwrap();
    let mut found = Vec::new();
    each_batch(&rows, &["x".into()], |batch, first| {
        found.extend(numbers(&batch.columns()[0], &dictionary.variables[0], &rows, first)?);
        Ok(())
    })
    .unwrap();
    // As R's haven and pyreadstat give it.
    assert_eq!((found[0], found[1].is_nan(), found[2]), (0.10000000149011612, true, 0.30000001192092896));
}
