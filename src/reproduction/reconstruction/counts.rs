//! Levels: as many patients with each as are printed.

use super::column::{Cell, Drawn, PrintedValue};
use crate::analysis::random::SplitMix64;

/// One cell a patient. The cells of parts come before those of wholes, which must agree with them.
pub(super) fn draw(
    values: &[PrintedValue],
    levels: usize,
    patients: usize,
    random: &mut SplitMix64,
    drawn: &mut Drawn,
) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank; patients];
    // Patients about whom some cell has spoken, blanks included.
    let mut spoken = vec![false; patients];
    for printed in values {
        let Some(wanted) = wanted(printed, levels) else {
            drawn.left_out.push(printed.left_out(format!("the counts are more than {} patients", printed.n_used)));
            continue;
        };
        let have = |level: usize| {
            let in_level = |patient: &&usize| cells.get(**patient) == Some(&Cell::Level(level));
            printed.patients.iter().filter(in_level).count()
        };
        let mut free: Vec<usize> =
            printed.patients.iter().copied().filter(|patient| spoken.get(*patient) == Some(&false)).collect();
        let missing: Option<Vec<usize>> =
            wanted.iter().enumerate().map(|(level, wanted)| wanted.checked_sub(have(level))).collect();
        let fits = |missing: &Vec<usize>| missing.iter().sum::<usize>() <= free.len();
        let Some(missing) = missing.filter(fits) else {
            let counts: Vec<String> = (0..levels).map(|level| have(level).to_string()).collect();
            let reason = format!("contradicts its parts, which have {}", counts.join(", "));
            drawn.left_out.push(printed.left_out(reason));
            continue;
        };
        random.shuffle(&mut free);
        let all = missing.iter().enumerate().flat_map(|(level, n)| std::iter::repeat_n(level, *n));
        for (patient, level) in free.iter().zip(all) {
            if let Some(cell) = cells.get_mut(*patient) {
                *cell = Cell::Level(level);
            }
        }
        for patient in &printed.patients {
            if let Some(spoken) = spoken.get_mut(*patient) {
                *spoken = true;
            }
        }
        drawn.kept.push(printed.at.clone());
    }
    cells
}

/// Patients in every level; `None` where they are more than are known. One printed count is that of `yes`.
fn wanted(printed: &PrintedValue, levels: usize) -> Option<Vec<usize>> {
    let counts = printed.value.counts()?;
    let known = usize::try_from(printed.n_used).ok()?;
    let counts: Vec<usize> = counts.iter().map(|level| usize::try_from(level.count).ok()).collect::<Option<_>>()?;
    let sum = counts.iter().try_fold(0_usize, |sum, n| sum.checked_add(*n))?;
    let rest = known.checked_sub(sum)?;
    match counts.as_slice() {
        [yes] if levels == 2 => Some(vec![rest, *yes]),
        _ if counts.len() == levels => Some(counts),
        _ => None,
    }
}
