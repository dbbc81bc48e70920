//! `retrocohort audit` as people and scripts use it, on the synthetic registry.
#![cfg(feature = "patients")]

use assert_cmd::Command;
use serde_json::Value;

#[path = "../examples/synthetic_registry.rs"]
mod synthetic_registry;

const REGISTRY: &str = "data/registry-example/registry.csv";

fn audit(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retrocohort"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("audit").args(arguments);
    command
}

fn json(data: &str, template: &str, more: &[&str]) -> Value {
    let output = audit(&[data, "--template", template, "--out", "-", "--format", "json"]).args(more).assert().success();
    serde_json::from_slice(&output.get_output().stdout).expect("JSON")
}

/// The registry with its header or cells changed.
fn changed(change: impl Fn(String) -> String) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.csv");
    std::fs::write(&path, change(synthetic_registry::registry())).unwrap();
    let shown = path.display().to_string();
    (folder, shown)
}

fn named<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    list.as_array().unwrap().iter().find(|entry| entry[key] == name).unwrap_or_else(|| panic!("{name} in {list}"))
}

/// Rows of the registry as maps would give them: the cell of a column.
fn cells(wanted: &[&str]) -> Vec<Vec<String>> {
    let text = synthetic_registry::registry();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let at: Vec<usize> = wanted.iter().map(|name| header.iter().position(|h| h == name).unwrap()).collect();
    lines.map(|line| at.iter().map(|i| line[*i].to_string()).collect()).collect()
}

#[test]
fn the_committed_registry_is_what_its_generator_writes() {
    assert_eq!(std::fs::read_to_string(REGISTRY).unwrap(), synthetic_registry::registry());
}

#[test]
fn every_item_of_both_templates_is_answered() {
    for template in ["nice-htg762", "nice-ecpr"] {
        let results = json(REGISTRY, template, &[]);
        assert_eq!(results["schema"], "retrocohort.audit/1");
        for item in results["items"].as_array().unwrap() {
            assert_eq!(item["status"], "recorded", "{template}: {item}");
            assert_eq!(item["unusable"], 0, "{template}: {item}");
        }
        for question in results["questions"].as_array().unwrap() {
            assert_eq!(question["answerable"], true, "{template}: {question}");
        }
        for outcome in results["outcomes"].as_array().unwrap() {
            assert!(outcome["overall"]["n"].as_u64().unwrap() > 250, "{outcome}");
            assert!(outcome["trend"]["p"].is_number(), "{outcome}");
        }
        assert!(results["survival"]["steps"].as_array().unwrap().len() > 50);
    }
}

#[test]
fn counts_are_those_of_the_rows() {
    let results = json(REGISTRY, "nice-ecpr", &[]);
    let rows = cells(&["indication", "low_flow_min", "survival_to_discharge", "ecmo_year"]);
    let arrests: Vec<_> = rows.iter().filter(|row| row[0] == "refractory cardiac arrest").collect();
    let count = |wanted: &dyn Fn(&[String]) -> bool| arrests.iter().filter(|row| wanted(row)).count() as u64;
    let survival = named(&results["outcomes"], "label", "Survival to discharge");
    assert_eq!(survival["overall"]["n"], arrests.len());
    assert_eq!(survival["overall"]["count"], count(&|row| row[2] == "alive"));
    let low_flow = named(&survival["strata"], "item", "low_flow");
    let minutes = |row: &[String]| row[1].parse::<f64>().ok();
    let short = &low_flow["groups"][0];
    assert_eq!(short["group"], "up to 60 minutes");
    assert_eq!(short["n"], count(&|row| minutes(row).is_some_and(|m| m <= 60.0)));
    assert_eq!(short["count"], count(&|row| minutes(row).is_some_and(|m| m <= 60.0) && row[2] == "alive"));
    assert_eq!(low_flow["unknown"], count(&|row| minutes(row).is_none()));
    assert_eq!(results["years"]["counts"][3]["year"], 2018);
    assert_eq!(results["years"]["counts"][3]["count"], count(&|row| row[3] == "2018"));
}

#[test]
fn an_absent_item_is_named_and_leaves_its_questions_open() {
    let (_folder, data) = changed(|text| text.replacen("initial_rhythm", "column_x", 1));
    let results = json(&data, "nice-ecpr", &[]);
    let rhythm = named(&results["items"], "id", "rhythm");
    assert_eq!((&rhythm["status"], &rhythm["column"]), (&"absent".into(), &Value::Null));
    let question = named(&results["questions"], "text", "Is survival better with a shockable rhythm?");
    assert_eq!(question["missing"][0], "First rhythm: absent");
    let text = audit(&[&data, "--template", "nice-ecpr", "--out", "-", "--format", "md"]).assert().success();
    assert!(String::from_utf8_lossy(&text.get_output().stdout).contains("Absent: First rhythm (patient selection)."));
    let named_by_user = json(&data, "nice-ecpr", &["--columns", "rhythm=column_x"]);
    assert_eq!(named(&named_by_user["items"], "id", "rhythm")["status"], "recorded");
}

#[test]
fn units_are_converted_and_strange_cells_are_counted() {
    let (_folder, data) = changed(|text| {
        let text = text.replacen("time_to_ecmo_hours", "time_to_ecmo_days", 1);
        text.replacen(",female,", ",unheard of,", 2)
    });
    let results = json(&data, "nice-htg762", &[]);
    let hours = |results: &Value| named(&results["items"], "id", "ecmo_delay")["quartiles"][0].as_f64().unwrap();
    assert_eq!(hours(&results), 24.0 * hours(&json(REGISTRY, "nice-htg762", &[])));
    let all: u64 = ["nice-htg762", "nice-ecpr"]
        .iter()
        .map(|template| named(&json(&data, template, &[])["items"], "id", "sex")["unusable"].as_u64().unwrap())
        .sum();
    assert_eq!(all, 2);
}

/// Every number of patients that a masked result shows.
fn small_cells(results: &Value, below: u64) {
    let small = |value: &Value| value.as_u64().is_some_and(|n| n > 0 && n < below);
    for item in results["items"].as_array().unwrap() {
        for value in item["values"].as_array().unwrap() {
            assert!(!small(&value["count"]), "{item}");
        }
    }
    for outcome in results["outcomes"].as_array().unwrap() {
        let strata = outcome["strata"].as_array().unwrap().iter().chain([&outcome["years"]]);
        for stratum in strata {
            for rate in stratum["groups"].as_array().unwrap() {
                let rest = rate["n"].as_u64().unwrap() - rate["count"].as_u64().unwrap();
                assert!(!small(&rate["count"]) && !small(&rest.into()), "{stratum}");
            }
            let shown = stratum["groups"].as_array().unwrap().is_empty();
            assert!(stratum["withheld"] != true || shown, "{stratum}");
        }
    }
    assert!(results["years"]["counts"].as_array().unwrap().iter().all(|year| !small(&year["count"])));
    assert_eq!(results["survival"]["steps"].as_array().unwrap().len(), 0);
}

#[test]
fn a_mask_leaves_no_small_cell() {
    let open = json(REGISTRY, "nice-ecpr", &[]);
    let masked = json(REGISTRY, "nice-ecpr", &["--mask", "10"]);
    small_cells(&masked, 10);
    let by = |results: &Value, item: &str| {
        let survival = named(&results["outcomes"], "label", "Survival to discharge").clone();
        named(&survival["strata"], "item", item).clone()
    };
    assert_eq!(by(&masked, "rhythm"), by(&open, "rhythm"), "a table without small cells is shown");
    assert_eq!(by(&open, "low_flow")["withheld"], false);
    assert_eq!(by(&masked, "low_flow")["withheld"], true, "fewer than 10 of whom the time is not known");
    audit(&[REGISTRY, "--template", "nice-ecpr", "--mask", "2"]).assert().code(2);
}

#[test]
fn faults_of_template_and_data_are_named() {
    let unknown = audit(&[REGISTRY, "--template", "nice-x"]).assert().code(2);
    assert!(String::from_utf8_lossy(&unknown.get_output().stderr).contains("nice-htg762, nice-ecpr"));
    let (_folder, data) = changed(|text| text.replace("refractory cardiac arrest", "something else"));
    audit(&[&data, "--template", "nice-ecpr"]).assert().code(2);
    let wrong = audit(&[REGISTRY, "--template", "nice-ecpr", "--columns", "rhythm=no_such"]).assert().code(2);
    assert!(String::from_utf8_lossy(&wrong.get_output().stderr).contains("there is no such column"));
}

#[test]
fn the_committed_reports_are_what_the_program_makes() {
    for template in ["nice-htg762", "nice-ecpr"] {
        let output = audit(&[REGISTRY, "--template", template, "--out", "-", "--format", "md"]).assert().success();
        let committed = std::fs::read(format!("reports/registry-example/{template}/report.md")).unwrap();
        assert!(output.get_output().stdout == committed, "{template}: reports/registry-example is not up to date");
    }
}

#[test]
fn the_leading_outcome_stands_beside_published_series() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("published.toml");
    let series =
        "[[literature]]\nlabel = \"A\"\nevents = 183\nn = 607\n[[literature]]\nlabel = \"B\"\nrate = [41, 45]\n";
    std::fs::write(&path, series).unwrap();
    let file = path.display().to_string();
    let results = json(REGISTRY, "nice-ecpr", &["--literature", &file]);
    let found = &results["literature"];
    let leading = &results["outcomes"][results["years"]["shown"].as_u64().unwrap() as usize];
    assert_eq!((&found["own"]["events"], &found["own"]["n"]), (&leading["overall"]["count"], &leading["overall"]["n"]));
    assert_eq!((&found["subject"], &found["outcome"]), (&"registry".into(), &leading["label"]));
    assert_eq!(found["series"][1]["tests"].as_array().unwrap().len(), 2);
    assert!(found["pooled"].is_null());
    let pooled = json(REGISTRY, "nice-ecpr", &["--literature", &file, "--pool"]);
    assert_eq!(pooled["literature"]["pooled"]["series"], serde_json::json!(["A"]));
    assert!(json(REGISTRY, "nice-ecpr", &[]).get("literature").is_none());
    // A masked outcome is not compared, and says so.
    let masked = json(REGISTRY, "nice-ecpr", &["--literature", &file, "--mask", "10000"]);
    assert!(masked.get("literature").is_none() && masked["warnings"].to_string().contains("beside published series"));
    // The report and its figure.
    let out = folder.path().join("out");
    let arguments =
        [REGISTRY, "--template", "nice-ecpr", "--literature", &file, "--format", "md,csv,svg", "--quiet", "--out"];
    audit(&arguments).arg(&out).assert().success();
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    assert!(read("report.md").contains("**This registry**") && read("results.csv").contains("\nliterature,fisher,"));
    assert!(out.join("figures/published_series.svg").is_file());
    std::fs::write(&path, "[[literature]]\nlabel = \"A\"\nevents = 9\nn = 8\n").unwrap();
    let run = audit(&[REGISTRY, "--template", "nice-ecpr", "--literature", &file]).assert().code(2);
    let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(message.contains("9 of 8") && message.contains("row 3"), "{message}");
}

#[test]
fn a_report_is_verified() {
    for own_template in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir(path("data")).unwrap();
        std::fs::copy(REGISTRY, path("data/registry.csv")).unwrap();
        std::fs::copy("data/templates/nice-ecpr.toml", path("data/ours.toml")).unwrap();
        let run = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_retrocohort"));
            command.current_dir(folder.path()).args(arguments).assert()
        };
        let template = if own_template { "data/ours.toml" } else { "nice-ecpr" };
        let report = ["audit", "data/registry.csv", "--template", template, "--mask", "5", "--out", "reports/registry"];
        run(&[&report[..], &["--format", "json,md,csv", "--quiet"]].concat()).success();
        run(&["verify", "reports/registry"]).code(0);
        let changed = |name: &str| {
            let before = std::fs::read_to_string(path(name)).unwrap();
            std::fs::write(path(name), before.replacen("dead", "alive", 1)).unwrap();
            run(&["verify", "reports/registry"]).code(1);
            std::fs::write(path(name), before).unwrap();
            run(&["verify", "reports/registry"]).code(0);
        };
        changed("data/registry.csv");
        if own_template {
            let before = std::fs::read_to_string(path("data/ours.toml")).unwrap();
            std::fs::write(path("data/ours.toml"), format!("{before}\n# changed\n")).unwrap();
            run(&["verify", "reports/registry"]).code(1);
        }
    }
}
