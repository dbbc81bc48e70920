//! Summaries from small files.

use std::path::Path;

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, ParquetWriter, Series};
use proptest::prelude::*;

use super::{Grouping, summarise, summarise_within};
use crate::cohort::{Cohort, Declarations, Dictionary, cohort, dictionary};
use crate::error::Result;
use crate::loaders::patients::{PatientRows, ReadOptions, open};
use crate::study::VariableKind;
use crate::summary::{CohortSummary, ValueCounts, VariableData};

fn opened(path: &Path) -> Result<(PatientRows, Dictionary)> {
    let rows = open(&[path.display().to_string()], &ReadOptions::default())?;
    let dictionary = dictionary(&rows)?;
    Ok((rows, dictionary))
}

fn csv(text: &str) -> Result<(PatientRows, Dictionary)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, text).unwrap();
    opened(&path)
}

fn died(text: &str) -> Result<CohortSummary> {
    let (rows, dictionary) = csv(text)?;
    summarise(&rows, &dictionary, &Grouping::by("died"))
}

fn variable<'a>(summary: &'a CohortSummary, name: &str) -> &'a VariableData {
    &summary.variables.iter().find(|variable| variable.name == name).unwrap().data
}

#[test]
fn a_small_file_becomes_counts_by_group() {
    let text = "id,died,age,sex,centre\n1,0,50,m,A\n2,1,60.5,f,B\n3,0,NA,m,B\n4,1,70,f,\n5,0,50,m,A\n6,,40,f,A\n";
    let summary = died(text).unwrap();
    assert_eq!(summary.grouping.levels, ["0", "1"]);
    assert_eq!((summary.grouping.sizes.as_slice(), summary.grouping.missing), ([3, 2].as_slice(), 1));
    let names: Vec<&str> = summary.variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["age", "sex", "centre"], "the identifier and the group are left out");
    let ages = ValueCounts::from_groups(&[vec![50.0, 50.0], vec![60.5, 70.0]]).unwrap().with_missing(vec![1, 0]);
    assert_eq!(*variable(&summary, "age"), VariableData::Values(ages.unwrap()));
    let VariableData::Levels { names, table, missing } = variable(&summary, "centre") else { panic!("levels") };
    assert_eq!(*names, ["A", "B"]);
    assert_eq!((table.get(0, 0), table.get(1, 0), table.get(0, 1), table.get(1, 1)), (2, 1, 0, 1));
    assert_eq!(*missing, [0, 1]);
}

#[test]
fn groups_are_named_and_ordered_by_the_user() {
    let (rows, dictionary) = csv("died,age\n0,50\n1,60.5\n0,55\n").unwrap();
    let levels = vec![("non-survivor".into(), "1".into()), ("survivor".into(), "0".into())];
    let mut grouping = Grouping { by: Some("died".into()), levels };
    let summary = summarise(&rows, &dictionary, &grouping).unwrap();
    assert_eq!(summary.grouping.levels, ["non-survivor", "survivor"]);
    assert_eq!(summary.grouping.sizes, [1, 2]);
    grouping.levels.pop();
    assert!(summarise(&rows, &dictionary, &grouping).unwrap_err().message.contains("in no group"));
    let none = summarise(&rows, &dictionary, &Grouping::by("dead")).unwrap_err();
    assert!(none.hint.unwrap().contains("died") || none.message.contains("no such"));
}

#[test]
fn strata_add_up_to_the_whole() {
    let text = "died,age,centre\n0,50,A\n1,60.5,A\n0,55,B\n1,41,B\n0,50,B\n1,3,\n,4,A\n";
    let (rows, dictionary) = csv(text).unwrap();
    let strata = summarise_within(&rows, &dictionary, &Grouping::by("died"), "centre").unwrap();
    assert_eq!(strata.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(strata[0].1.grouping.sizes, [1, 1]);
    assert_eq!(strata[0].1.grouping.missing, 1);
    assert_eq!(strata[1].1.grouping.sizes, [2, 1]);
    let ages = ValueCounts::from_groups(&[vec![55.0, 50.0], vec![41.0]]).unwrap();
    assert_eq!(*variable(&strata[1].1, "age"), VariableData::Values(ages));
}

#[test]
fn what_cannot_be_read_is_named() {
    let many: String = (0..40).map(|i| format!("{},{}.5\n", i % 2, i)).collect();
    let fault = died(&format!("died,crp\n{many}1,<0.5\n")).unwrap_err();
    assert_eq!((fault.place.row, fault.place.column.as_deref()), (Some(42), Some("crp")));
    assert_eq!(fault.found.as_deref(), Some("“<0.5”"));
    let fault = died("died,crp\n0,1\n\n\n1,2,3\n").unwrap_err();
    assert_eq!((fault.place.row, fault.message.contains("number of cells")), (Some(5), true));
    let fault = died("died,died\n0,1\n").unwrap_err();
    assert!(fault.message.contains("same name"));
}

#[test]
fn parquet_gives_what_text_gives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let columns = [
        Series::new("died".into(), [Some(0_i64), Some(1), Some(0), None]).into_column(),
        Series::new("age".into(), [Some(50.5_f64), None, Some(f64::NAN), Some(3.0)]).into_column(),
        Series::new("sex".into(), [Some("m"), Some("f"), Some(" m"), None]).into_column(),
        Series::new("icu".into(), [Some(true), None, Some(false), None]).into_column(),
    ];
    let mut frame = DataFrame::new(4, columns.to_vec()).unwrap();
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    let (rows, dictionary) = opened(&path).unwrap();
    let parquet = summarise(&rows, &dictionary, &Grouping::by("died")).unwrap();
    let text = died("died,age,sex,icu\n0,50.5,m,true\n1,,f,\n0,, m,false\n,3,,\n").unwrap();
    assert_eq!(parquet, text);
    assert_eq!(parquet.variables[2].kind, VariableKind::Binary);

    let infinite = Series::new("age".into(), [1.0, f64::NEG_INFINITY]).into_column();
    let mut frame = DataFrame::new(2, vec![infinite]).unwrap();
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    let (rows, dictionary) = opened(&path).unwrap();
    let fault = summarise(&rows, &dictionary, &Grouping::default()).unwrap_err();
    assert_eq!((fault.place.row, fault.place.column.as_deref()), (Some(2), Some("age")));

    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    assert!(opened(&path).unwrap_err().message.contains("truncated"));
}

/// What stayed in memory gives the summary, or the error, that the file gives.
fn same_from_memory_and_from_the_file(rows: &PatientRows, grouping: &Grouping) -> usize {
    let Ok(Cohort { rows: kept, dictionary, .. }) = cohort(rows, &Declarations::default()) else { return 0 };
    let place = |error: crate::error::Error| (error.message, error.place.row, error.place.column, error.found);
    let from_memory = summarise(&kept, &dictionary, grouping).map_err(place);
    assert_eq!(from_memory, summarise(rows, &dictionary, grouping).map_err(place));
    kept.in_memory.len()
}

#[test]
fn columns_in_memory_are_those_of_the_file_whatever_a_batch_holds() {
    // Batches of text hold 65,536 rows: what is few in one may be many in the next.
    type Cell = fn(usize) -> String;
    let kinds: [Cell; 6] = [
        |i| (i % 3).to_string(),
        |i| format!("{}.5", i % 700),
        |i| ["NA", "1", "", "2"][i % 4].to_string(),
        |i| ["NA".to_string(), i.to_string()][i % 2].clone(),
        |i| if i % 60_000 == 59_999 { "inf".into() } else { (i % 40).to_string() },
        |i| ["mild", "severe"][i % 2].to_string(),
    ];
    let mut kept = 0;
    for first in kinds {
        for second in kinds {
            let mut text = String::from("x,died\n");
            for i in 0..66_000 {
                let cell = if i < 65_536 { first(i) } else { second(i) };
                text.push_str(&format!("{cell},{}\n", i % 2));
            }
            kept += same_from_memory_and_from_the_file(&open_text(&text), &Grouping::by("died"));
        }
    }
    assert!(kept > 40, "{kept}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_cells_make_typing_panic_and_every_row_is_counted(
        cells in prop::collection::vec("(-?[0-9]{1,3}(\\.[0-9])?|NA|yes|no|[0-9]{4}-[01][0-9]-[0-3][0-9]|\\PC{0,6}|)", 1..60)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["x", "other"]).unwrap();
        for cell in &cells {
            writer.write_record([cell.as_str(), "1"]).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let rows = open_text(&text);
        same_from_memory_and_from_the_file(&rows, &Grouping::default());
        let Ok(dictionary) = dictionary(&rows) else { return Ok(()) };
        prop_assert_eq!(dictionary.rows, cells.len() as u64);
        if let Ok(summary) = summarise(&rows, &dictionary, &Grouping::default()) {
            for variable in &summary.variables {
                prop_assert_eq!(variable.data.n(0) + variable.data.missing(0), cells.len() as u64);
            }
        }
    }
}

fn open_text(text: &str) -> PatientRows {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, text).unwrap();
    let options = ReadOptions { encoding: Some("utf-8".into()), delimiter: Some(','), ..ReadOptions::default() };
    open(&[path.display().to_string()], &options).unwrap()
}
