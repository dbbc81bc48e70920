//! An exposure that begins during follow-up, such as weaning: nobody can have it who did not live to have it.
//!
//! To split patients by whether they were ever exposed credits the exposed with the time that they had to survive first
//! (immortal time). Either the exposure changes with time, or patients are compared from a landmark on.

use super::Spells;
use crate::analysis::NotComputable;

/// Persons whose exposure changes with time, cut at the time of exposure into one or two spells.
#[derive(Debug, Clone, PartialEq)]
pub struct ExposureSpells {
    /// The spells, for a Cox model.
    pub spells: Spells,
    /// Person (from 0) of every spell, to repeat the other covariates.
    pub person: Vec<usize>,
    /// 1 for spells after exposure, else 0: the covariate.
    pub exposed: Vec<f64>,
    /// Persons who were exposed during follow-up, not from its start.
    pub exposed_later: u64,
    /// Time that these persons were followed before exposure: what a split by "ever exposed" would credit to the
    /// exposed.
    pub immortal_time: f64,
    /// All time of follow-up.
    pub total_time: f64,
}

/// Persons who were followed beyond a landmark, with the exposure that they had by then.
#[derive(Debug, Clone, PartialEq)]
pub struct LandmarkSample {
    /// The landmark.
    pub landmark: f64,
    /// Persons (from 0) who were followed beyond it.
    pub person: Vec<usize>,
    /// Their follow-up from the landmark on.
    pub time: Vec<f64>,
    /// Whether it ended in the event.
    pub event: Vec<bool>,
    /// Whether they were exposed by the landmark; who was exposed later counts as not exposed.
    pub exposed: Vec<bool>,
    /// Persons left out because the event happened up to the landmark.
    pub excluded_events: u64,
    /// Persons left out because they were censored up to the landmark.
    pub excluded_censored: u64,
    /// Persons who were exposed after the landmark only.
    pub exposed_later: u64,
}

/// Cuts the follow-up of everybody at the time of exposure (`None` for never), for a Cox model whose covariate changes
/// with time. An exposure at or before time 0 counts from the start; one at or after the end of follow-up never began.
///
/// # Errors
/// Lists of different length; a time that is not finite or not above 0 (with its row); a time of exposure that is not a
/// number.
///
/// ```
/// use retrocohort::analysis::survival::split_at_exposure;
/// let cut = split_at_exposure(&[9.0, 4.0], &[true, true], &[Some(3.0), None])?;
/// assert_eq!((cut.person, cut.exposed, cut.immortal_time), (vec![0, 0, 1], vec![0.0, 1.0, 0.0], 3.0));
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn split_at_exposure(
    time: &[f64],
    event: &[bool],
    exposed_at: &[Option<f64>],
) -> Result<ExposureSpells, NotComputable> {
    let rows = checked(time, event, exposed_at)?;
    let (mut entry, mut end, mut ended) = (Vec::new(), Vec::new(), Vec::new());
    let (mut person, mut exposed) = (Vec::new(), Vec::new());
    let (mut exposed_later, mut immortal_time, mut total_time) = (0, 0.0, 0.0);
    for (row, (time, event, exposed_at)) in rows.into_iter().enumerate() {
        let mut add = |from: f64, until: f64, event: bool, covariate: f64| {
            entry.push(from);
            end.push(until);
            ended.push(event);
            person.push(row);
            exposed.push(covariate);
        };
        match exposed_at {
            Some(at) if at <= 0.0 => add(0.0, time, event, 1.0),
            Some(at) if at < time => {
                add(0.0, at, false, 0.0);
                add(at, time, event, 1.0);
                exposed_later += 1;
                immortal_time += at;
            }
            _ => add(0.0, time, event, 0.0),
        }
        total_time += time;
    }
    let spells = Spells::new(end, ended)?.with_entry(entry)?;
    Ok(ExposureSpells { spells, person, exposed, exposed_later, immortal_time, total_time })
}

/// Those who were followed beyond `landmark` (without the event), by their exposure at the landmark; their time starts
/// there (Anderson, Cain & Gelber 1983). The landmark should be chosen before the data are seen.
///
/// # Errors
/// As [`split_at_exposure`]; a landmark that is not finite or negative; nobody followed beyond it.
pub fn landmark(
    time: &[f64],
    event: &[bool],
    exposed_at: &[Option<f64>],
    landmark: f64,
) -> Result<LandmarkSample, NotComputable> {
    if !(landmark.is_finite() && landmark >= 0.0) {
        return Err(NotComputable::because("the landmark is negative or not a finite number"));
    }
    let mut sample = LandmarkSample {
        landmark,
        person: Vec::new(),
        time: Vec::new(),
        event: Vec::new(),
        exposed: Vec::new(),
        excluded_events: 0,
        excluded_censored: 0,
        exposed_later: 0,
    };
    for (row, (time, event, exposed_at)) in checked(time, event, exposed_at)?.into_iter().enumerate() {
        if time > landmark {
            sample.person.push(row);
            sample.time.push(time - landmark);
            sample.event.push(event);
            sample.exposed.push(exposed_at.is_some_and(|at| at <= landmark));
            sample.exposed_later += u64::from(exposed_at.is_some_and(|at| at > landmark && at < time));
        } else if event {
            sample.excluded_events += 1;
        } else {
            sample.excluded_censored += 1;
        }
    }
    if sample.person.is_empty() {
        return Err(NotComputable::because("nobody was followed beyond the landmark"));
    }
    Ok(sample)
}

/// Time, event and exposure of everybody.
pub(super) fn checked(
    time: &[f64],
    event: &[bool],
    exposed_at: &[Option<f64>],
) -> Result<Vec<(f64, bool, Option<f64>)>, NotComputable> {
    if time.len() != event.len() || time.len() != exposed_at.len() {
        let text = format!("{} times, {} outcomes and {} exposures", time.len(), event.len(), exposed_at.len());
        return Err(NotComputable::because(text));
    }
    if let Some(row) = time.iter().position(|time| !(time.is_finite() && *time > 0.0)) {
        return Err(NotComputable::because(format!("the follow-up time in row {} is not above 0", row + 1)));
    }
    if let Some(row) = exposed_at.iter().position(|at| at.is_some_and(f64::is_nan)) {
        return Err(NotComputable::because(format!("the time of exposure in row {} is not a number", row + 1)));
    }
    let rows = time.iter().zip(event).zip(exposed_at);
    Ok(rows.map(|((time, event), exposed_at)| (*time, *event, *exposed_at)).collect())
}
