//! Tables that are taller than a page, over several.

use super::layout::TALLEST;
use super::rows::{Line, Rows};
use crate::error::Result;

/// Tables over pages: those that have no room below the others begin a page, together where they are set together, and one
/// that has none on a page goes on on the next one. Rows without marks are headings, and stay with those below them.
pub fn paged(sets: Vec<Vec<Rows>>, top: i32) -> Result<Vec<Vec<Rows>>> {
    let (mut pages, mut page) = (Vec::new(), Vec::new());
    let mut y = top;
    let mut tables = Vec::new();
    for set in sets {
        let mut measured = Vec::new();
        for mut table in set {
            let (frame, heights) = table.heights()?;
            let whole = frame + heights.iter().sum::<i32>();
            measured.push((table, frame, heights, whole));
        }
        let together: i32 = measured.iter().map(|(.., whole)| whole).sum();
        let last = |i: usize, whole: i32| if i == 0 && top + together <= TALLEST { together } else { whole };
        let needs = |(i, (table, frame, heights, whole))| (table, frame, heights, last(i, whole));
        tables.extend(measured.into_iter().enumerate().map(needs));
    }
    for (mut table, frame, heights, need) in tables {
        if y > top && y + need > TALLEST {
            pages.push(std::mem::take(&mut page));
            y = top;
        }
        let headed = table.lines.iter().any(|line| line.marks.is_empty());
        let mut blocks: Vec<(i32, Vec<Line>)> = Vec::new();
        for (line, height) in std::mem::take(&mut table.lines).into_iter().zip(heights) {
            match blocks.last_mut() {
                Some((sum, block)) if headed && !line.marks.is_empty() => {
                    *sum += height;
                    block.push(line);
                }
                _ => blocks.push((height, vec![line])),
            }
        }
        y += frame;
        let mut part = table.part();
        for (height, block) in blocks {
            if y + height > TALLEST && !part.lines.is_empty() {
                let full = std::mem::replace(&mut part, table.part());
                page.push(full);
                pages.push(std::mem::take(&mut page));
                y = top + frame;
            }
            y += height;
            part.lines.extend(block);
        }
        page.push(part);
    }
    pages.push(page);
    Ok(pages)
}
