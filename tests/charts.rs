//! The charts of comparisons: few variables and many, long names and Chinese ones, two groups and seven.

use retrocohort::comparison::{Options, add_strata, compare};
use retrocohort::report::document::{Sections, TableKind};
use retrocohort::report::figure::{Picture, draw, png};
use retrocohort::report::{Source, style};
use retrocohort::study::VariableKind;
use retrocohort::summary::{
    CohortSummary, ContingencyTable, GroupingSummary, ValueCounts, VariableData, VariableSummary,
};

const LONG: &str = "Interval from the call to the emergency services until the return of spontaneous circulation";
const CHINESE: &str = "从呼叫急救服务到恢复自主循环的时间间隔以及入院时动脉血乳酸水平";
const WORD: &str = "pneumonoultramicroscopicsilicovolcanoconiosis_time_to_first_defibrillation_in_minutes";

/// Numbers that are the same on every machine.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as f64 + 0.5) / f64::from(1_u32 << 31)
    }

    /// A sum of twelve, which is normal enough for a picture.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// An invented cohort of so many variables of every kind.
fn cohort(variables: usize, sizes: &[u64], names: &[&str]) -> CohortSummary {
    let mut random = Random(7);
    let variable = |i: usize| {
        let label = format!("{} {i}", names[i % names.len()]);
        let (kind, data, unit) = match i % 5 {
            0 | 3 => {
                let shift = random.uniform() * 1.2;
                let skewed = i % 5 == 3;
                let mut value = |group: usize| {
                    let z = random.normal() + shift * group as f64;
                    (if skewed { (10.0 * (0.6 * z).exp()).round() } else { (600.0 + 100.0 * z).round() }) / 10.0
                };
                let groups: Vec<Vec<f64>> =
                    sizes.iter().enumerate().map(|(g, n)| (1..*n).map(|_| value(g)).collect()).collect();
                let values = ValueCounts::from_groups(&groups).unwrap().with_missing(vec![1; sizes.len()]).unwrap();
                (VariableKind::Continuous, VariableData::Values(values), Some("mmol/L".to_string()))
            }
            kind => {
                let count = match kind {
                    1 => 2,
                    2 => 4,
                    _ => 3 + i % 14,
                };
                let mut cells = vec![vec![0; sizes.len()]; count];
                let share = random.uniform();
                for (group, n) in sizes.iter().enumerate() {
                    for _ in 0..*n {
                        let place = (random.uniform() * (0.6 + 0.4 * share) * count as f64) as usize;
                        cells[(place + group * usize::from(share > 0.7)) % count][group] += 1;
                    }
                }
                let levels = if count == 2 {
                    vec!["no".into(), "yes".into()]
                } else {
                    (0..count).map(|l| format!("{} {l}", names[l % names.len()])).collect()
                };
                let missing = sizes.iter().map(|n| n * (i as u64 % 4) / 9).collect();
                let table = ContingencyTable::new(cells).unwrap();
                let kind = [
                    VariableKind::Nominal,
                    VariableKind::Binary,
                    VariableKind::Nominal,
                    VariableKind::Nominal,
                    VariableKind::Ordinal,
                ][kind];
                (kind, VariableData::Levels { names: levels, table, missing }, None)
            }
        };
        VariableSummary { name: format!("v{i}"), label, unit, kind, data, notes: Vec::new() }
    };
    CohortSummary {
        grouping: GroupingSummary {
            variable: "group".into(),
            label: "Group".into(),
            levels: (0..sizes.len()).map(|g| format!("{} {g}", names[g % names.len()])).collect(),
            sizes: sizes.to_vec(),
            missing: 0,
        },
        variables: (0..variables).map(variable).collect(),
    }
}

fn pictures(cohort: &CohortSummary, kind: TableKind) -> Vec<Picture> {
    let mut results = compare(cohort, &Options::default());
    if cohort.grouping.sizes.len() == 2 && cohort.variables.len() < 20 {
        // The same patients in each stratum will do for a picture.
        let strata = ["Ward", "Operation room", LONG].map(|level| (level.to_string(), cohort.clone()));
        add_strata(&mut results, "Place", &strata, &Options::default());
    }
    let sections = Sections { kind, style: style::STYLES[0], smd: false, overall: true };
    draw(Source::Comparison(&results), Some(&sections)).unwrap()
}

const CASES: [(&str, usize, &[u64], &[&str]); 5] = [
    ("five", 5, &[31, 22], &["Lactate"]),
    ("sixty", 60, &[310, 220], &["Lactate", "Initial rhythm", "Troponin I"]),
    ("long", 15, &[31, 22], &[LONG, WORD]),
    ("chinese", 10, &[31, 22, 25], &[CHINESE, "性别"]),
    ("seven", 12, &[31, 22, 25, 40, 12, 16, 33], &["Lactate", LONG]),
];

/// Attributes of an element.
fn number(element: &str, name: &str) -> Option<f64> {
    let start = element.find(&format!(" {name}=\""))? + name.len() + 3;
    element[start..].split('"').next()?.trim_end_matches("mm").parse().ok()
}

/// Width of a text in the font of the charts, no letter being narrower than that of the widest Latin one.
fn width(element: &str) -> f64 {
    let content = element.split_once('>').map_or("", |(_, rest)| rest).split('<').next().unwrap_or_default();
    let content = content.replace("&lt;", "<").replace("&amp;", "&").replace("&gt;", ">").replace("&quot;", "\"");
    let font =
        ttf_parser::Face::parse(include_bytes!("../src/report/figure/fonts/LiberationSans-Regular.ttf"), 0).unwrap();
    let em = f64::from(font.units_per_em());
    let advance = |c: char| font.glyph_index(c).map_or(1.0, |g| f64::from(font.glyph_hor_advance(g).unwrap_or(0)) / em);
    content.chars().map(advance).sum::<f64>() * number(element, "font-size").unwrap_or(0.0)
}

/// Boxes of the texts of a picture: left, right, top, bottom, text.
fn texts(svg: &str) -> Vec<([f64; 4], String)> {
    let of = |line: &str| {
        let (x, y, size) = (number(line, "x")?, number(line, "y")?, number(line, "font-size")?);
        let width = width(line);
        let left = if line.contains("\"end\"") {
            x - width
        } else if line.contains("\"middle\"") {
            x - width / 2.0
        } else {
            x
        };
        Some(([left, left + width, y - 0.72 * size, y], line.to_string()))
    };
    svg.lines().filter(|line| line.starts_with("<text")).filter_map(of).collect()
}

#[test]
fn nothing_leaves_the_canvas_and_no_texts_overlap() {
    let mut faults = Vec::new();
    for (case, variables, sizes, names) in CASES {
        for picture in pictures(&cohort(variables, sizes, names), TableKind::Outcome) {
            let id = picture.name();
            if let Ok(folder) = std::env::var("RETROCOHORT_LOOK") {
                let path = std::path::Path::new(&folder).join(case);
                std::fs::create_dir_all(&path).unwrap();
                std::fs::write(path.join(format!("{id}.svg")), &picture.svg).unwrap();
                std::fs::write(path.join(format!("{id}.png")), png(&picture.svg).unwrap()).unwrap();
                std::fs::write(
                    path.join(format!("{id}.txt")),
                    format!("{}\n{}\n", picture.caption, picture.description),
                )
                .unwrap();
            }
            let (w, h) =
                (number(&picture.svg, "width").unwrap() * 100.0, number(&picture.svg, "height").unwrap() * 100.0);
            let texts = texts(&picture.svg);
            let mut fault = |text: String| faults.push(format!("{case} {id}: {text}"));
            if h > 22_500.0 {
                fault(format!("{h} high: on a page its letters would be too small to be read"));
            }
            for ([left, right, top, bottom], text) in &texts {
                if *left < -1.0 || *right > w + 1.0 || *top < -1.0 || *bottom > h + 1.0 {
                    fault(format!("outside: {text}"));
                }
            }
            for (i, (a, one)) in texts.iter().enumerate() {
                for (b, other) in &texts[i + 1..] {
                    if a[1] > b[0] + 1.0 && b[1] > a[0] + 1.0 && a[3] > b[2] + 1.0 && b[3] > a[2] + 1.0 {
                        fault(format!("{one} over {other}"));
                    }
                }
            }
            for (names, end) in [(["x1", "x2", "cx"], w), (["y1", "y2", "cy"], h)] {
                let marks = picture.svg.lines().filter(|line| !line.starts_with("<svg"));
                let mut places = marks.flat_map(|line| names.map(|name| number(line, name))).flatten();
                if !places.all(|place| (0.0..=end).contains(&place)) {
                    fault("a mark off the canvas".into());
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn too_many_variables_are_chosen_and_the_caption_says_so() {
    let all = pictures(&cohort(75, &[31, 22], &["Lactate"]), TableKind::Outcome);
    for id in ["box_plots", "distribution_functions", "normal_plots", "levels"] {
        let picture = all.iter().find(|picture| picture.figure.id == id).unwrap();
        assert!(
            picture.caption.contains("variables the 24 with the largest standardised differences are shown"),
            "{id}"
        );
    }
}

#[test]
fn a_table_without_p_has_charts_without_p() {
    for picture in pictures(&cohort(5, &[31, 22], &["Lactate"]), TableKind::Descriptive) {
        assert!(!picture.svg.contains(">P <") && !picture.svg.contains(">P =") && !picture.svg.contains(">P &lt;"));
        assert!(!picture.figure.id.starts_with("forest") && !picture.caption.contains("Bracket"));
    }
}

/// Two groups have P in a bracket beside their boxes, more have it in the heading.
#[test]
fn p_stands_between_two_groups() {
    for (sizes, bracketed) in [(&[31_u64, 22][..], true), (&[31, 22, 25], false)] {
        let cohort = cohort(5, sizes, &["Lactate"]);
        let results = compare(&cohort, &Options::default());
        let p = results.variables.iter().find_map(|variable| variable.tests.iter().find(|test| test.primary)?.p);
        let p = style::STYLES[0].p(p.unwrap());
        let all = pictures(&cohort, TableKind::Outcome);
        let boxes = all.iter().find(|picture| picture.figure.id == "box_plots").unwrap();
        assert_eq!(boxes.svg.contains(&format!(">{p}</text>")), bracketed);
        assert_eq!(boxes.svg.contains(">P = "), !bracketed);
        assert_eq!(boxes.caption.contains("Brackets: P"), bracketed);
        let strata = all.iter().find(|picture| picture.figure.id == "forest_by_stratum");
        assert_eq!(strata.is_some_and(|picture| picture.svg.contains(">\u{a0}\u{a0}\u{a0}common")), bracketed);
    }
}

/// What has no room on a page goes on in further pictures, none of them lost.
#[test]
fn a_tall_chart_is_several_pictures() {
    let all = pictures(&cohort(75, &[31, 22], &["Lactate"]), TableKind::Outcome);
    let parts: Vec<&Picture> = all.iter().filter(|picture| picture.figure.id == "normal_plots").collect();
    let names: Vec<String> = parts.iter().map(|part| part.name()).collect();
    assert_eq!(names, ["normal_plots", "normal_plots-2"]);
    assert!(parts[1].title().ends_with("(2 of 2)") && parts[0].caption.contains("Lines: normal"));
    let panels = |part: &&Picture| part.svg.matches("normal quantile (standard deviations)").count();
    assert_eq!(parts.iter().map(panels).sum::<usize>(), 24);
    let drawn: usize =
        all.iter().filter(|p| p.figure.id == "love_plot").map(|p| p.svg.matches("Lactate").count()).sum();
    assert_eq!(drawn, 75);
    let mut names: Vec<String> = all.iter().map(Picture::name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all.len());
}
