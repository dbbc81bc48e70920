//! Printed P against recomputed P.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::theme::{Canvas, FAINT, GREY, INK, SMALL, TEXT, fault, verdict};
use super::{Draw, Drawing, Figure};
use crate::error::Result;
use crate::results::reproduction::{Reproduction, RowResult, Verdict};

pub(super) static FIGURE: Figure = Figure {
    id: "p_agreement",
    title: "Printed and recomputed P values",
    caption: "Each mark is one printed P value against the P that the paper's rule (or the usual test) gives from the \
              printed summaries; bars span everything that the printed digits allow. Marks on the diagonal agree. \
              Dashed lines: level of significance. Medians, which determine no P, are left out.",
    draw: Draw::Reproduction(draw),
};

/// Smallest P on the axes; smaller ones stand at the edge.
const FLOOR: f64 = 5e-4;
const SIDE: i32 = 10_600;
const LEFT: i32 = 1_700;
const TOP: i32 = 500;

fn draw(results: &Reproduction) -> Result<Option<Drawing>> {
    let rows: Vec<(&RowResult, f64, f64, f64, f64)> = results.rows.iter().filter_map(point).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let size = (18_000, (TOP + SIDE + 1_500) as u32);
    let mut body = String::new();
    {
        let canvas = Canvas::new(&mut body, size);
        let plane = canvas.area().clone().shrink((LEFT as u32, TOP as u32), (SIDE as u32, SIDE as u32));
        let chart = ChartBuilder::on(&plane)
            .build_cartesian_2d((FLOOR..1.3f64).log_scale(), (FLOOR..1.3f64).log_scale())
            .map_err(fault)?;
        let at = |x: f64, y: f64| chart.backend_coord(&(x.clamp(FLOOR, 1.0), y.clamp(FLOOR, 1.0)));
        let (x0, y0) = (LEFT, TOP + SIDE);
        for tick in [0.001, 0.01, 0.1, 1.0] {
            let (x, y) = at(tick, tick);
            canvas.line((x, TOP), (x, y0), FAINT, 15)?;
            canvas.line((x0, y), (x0 + SIDE, y), FAINT, 15)?;
            canvas.text(&tick.to_string(), (x, y0 + 320), SMALL, HPos::Center, INK, false)?;
            canvas.text(&tick.to_string(), (x0 - 150, y), SMALL, HPos::Right, INK, false)?;
        }
        let alpha = at(results.study.alpha, results.study.alpha);
        canvas.dashed((alpha.0, TOP), (alpha.0, y0), GREY, 18)?;
        canvas.dashed((x0, alpha.1), (x0 + SIDE, alpha.1), GREY, 18)?;
        let level = results.study.alpha.to_string();
        canvas.text(&level, (alpha.0, y0 + 320), SMALL, HPos::Center, GREY, false)?;
        canvas.text(&level, (x0 - 150, alpha.1), SMALL, HPos::Right, GREY, false)?;
        canvas.line(at(FLOOR, FLOOR), at(1.0, 1.0), GREY, 20)?;
        canvas.line((x0, y0), (x0 + SIDE, y0), INK, 25)?;
        canvas.line((x0, TOP), (x0, y0), INK, 25)?;
        for (row, _, low, high, printed) in &rows {
            let (color, ..) = verdict(row.verdict);
            let ends = (at(*low, *printed), at(*high, *printed));
            if ends.1.0 - ends.0.0 > 60 {
                canvas.line(ends.0, ends.1, color, 30)?;
            }
        }
        for (row, recomputed, _, _, printed) in &rows {
            let (color, shape, _) = verdict(row.verdict);
            canvas.marker(shape, at(*recomputed, *printed), 95, color)?;
        }
        name_outliers(&canvas, &rows, &at, results.study.alpha)?;
        canvas.text("P recomputed", (x0 + SIDE / 2, y0 + 820), TEXT, HPos::Center, INK, false)?;
        canvas.text("P printed", (x0 - 1_450, TOP - 230), TEXT, HPos::Left, INK, false)?;
        legend(&canvas, &rows)?;
    }
    let agree = rows
        .iter()
        .filter(|(row, ..)| matches!(row.verdict, Verdict::Reproduced | Verdict::ReproducedWithinRounding))
        .count();
    let description = format!(
        "Scatter plot on logarithmic axes of {} printed P values against recomputed ones; {agree} lie on the diagonal.",
        rows.len()
    );
    Ok(Some(Drawing { size, body, description, ..Drawing::default() }))
}

/// Row, recomputed P with its range, and printed P; for rows with both.
fn point(row: &RowResult) -> Option<(&RowResult, f64, f64, f64, f64)> {
    let (low, high) = row.p_printed_range?;
    let printed = if high <= low {
        low
    } else if low <= 0.0 {
        high / 2.0
    } else {
        (low + high) / 2.0
    };
    let fallback = || {
        let usual = ["pearson_chi2", "freeman_halton", "fisher", "student_t", "anova"];
        let test = row.candidates.iter().find(|candidate| usual.contains(&candidate.method))?;
        Some((test.p, test.p_low, test.p_high))
    };
    let (p, p_low, p_high) = match &row.p_recomputed {
        Some(own) if own.determined => (own.p, own.p_low, own.p_high),
        Some(_) => return None,
        None => fallback()?,
    };
    Some((row, p, p_low, p_high, printed))
}

/// Names the marks that are not reproduced, each beside its mark where there is room.
fn name_outliers(
    canvas: &Canvas<'_>,
    rows: &[(&RowResult, f64, f64, f64, f64)],
    at: &dyn Fn(f64, f64) -> (i32, i32),
    alpha: f64,
) -> Result<()> {
    let mut taken: Vec<i32> = Vec::new();
    for (row, recomputed, _, _, printed) in rows {
        if matches!(row.verdict, Verdict::Reproduced | Verdict::ReproducedWithinRounding) || taken.len() >= 12 {
            continue;
        }
        let (x, y) = at(*recomputed, *printed);
        let (_, line) = at(alpha, alpha);
        let mut place = if (y - line).abs() < 200 { line - 210 } else { y };
        while taken.iter().any(|other| (other - place).abs() < 300) {
            place += 150;
        }
        taken.push(place);
        // Above the diagonal there is room to the left, below it to the right.
        let right = printed < recomputed;
        let side = if right { HPos::Left } else { HPos::Right };
        let offset = if right { 190 } else { -190 };
        canvas.text(&row.name, (x + offset, place), SMALL, side, INK, false)?;
    }
    Ok(())
}

fn legend(canvas: &Canvas<'_>, rows: &[(&RowResult, f64, f64, f64, f64)]) -> Result<()> {
    let order = [
        Verdict::Reproduced,
        Verdict::ReproducedWithinRounding,
        Verdict::OtherTest,
        Verdict::Repairable,
        Verdict::NotReproduced,
        Verdict::Contradicted,
    ];
    let x = LEFT + SIDE + 600;
    // Names of marks near P = 1 may reach beyond the plane above.
    let mut y = TOP + SIDE / 2;
    for kind in order {
        let count = rows.iter().filter(|(row, ..)| row.verdict == kind).count();
        if count == 0 {
            continue;
        }
        let (color, shape, words) = verdict(kind);
        canvas.marker(shape, (x, y), 95, color)?;
        canvas.text(&format!("{words} ({count})"), (x + 260, y), TEXT, HPos::Left, INK, false)?;
        y += 480;
    }
    Ok(())
}
