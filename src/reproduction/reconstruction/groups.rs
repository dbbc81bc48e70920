//! Which patients are in which printed group: the smallest groups, and the unions that the study declares.

use super::column::{Cell, ColumnKind, SyntheticColumn};
use crate::error::{Error, ErrorCode, Result};
use crate::reproduction::comparison::{GroupColumn, ReadTable};
use crate::study::Study;

/// A group without declared parts.
struct Atom {
    id: String,
    patients: Vec<usize>,
}

/// The patients and their groups.
pub(super) struct Population {
    /// Number of patients.
    pub(super) patients: usize,
    atoms: Vec<Atom>,
    /// Id, label and ids of the atoms of every group.
    groups: Vec<(String, String, Vec<String>)>,
    /// Groups (ids) compared by each table, with the table's id; equal ones once.
    groupings: Vec<(String, Vec<String>)>,
}

impl Population {
    /// The population of a study's tables.
    ///
    /// # Errors
    /// No group has a size; the number of patients is beyond what is drawn.
    pub(super) fn new(study: &Study, tables: &[ReadTable]) -> Result<Population> {
        let mut groups = Vec::new();
        let mut sizes: Vec<(String, u64)> = Vec::new();
        for group in &study.groups {
            let mut atoms = Vec::new();
            atoms_of(study, &group.id, 0, &mut atoms);
            if let ([only], Some(n)) = (atoms.as_slice(), group.n)
                && *only == group.id
            {
                sizes.push((group.id.clone(), n));
            }
            groups.push((group.id.clone(), group.label.clone(), atoms));
        }
        let mut groupings: Vec<(String, Vec<String>)> = Vec::new();
        for table in tables {
            for column in &table.groups {
                let id = name(column);
                if groups.iter().any(|(known, ..)| *known == id) {
                    continue;
                }
                groups.push((id.clone(), column.label.clone(), vec![id.clone()]));
                sizes.extend(column.n.map(|n| (id, n)));
            }
            let ids: Vec<String> = table.groups.iter().map(name).collect();
            if !groupings.iter().any(|(_, known)| *known == ids) {
                groupings.push((table.id.clone(), ids));
            }
        }
        let tied = tied(&groups, groupings.first().map_or(&[], |(_, ids)| ids.as_slice()));
        sizes.retain(|(id, _)| tied.contains(id));
        let total: u64 = sizes.iter().map(|(_, n)| *n).fold(0, u64::saturating_add);
        if total == 0 {
            return Err(Error::new(ErrorCode::Table, "no group has a size, so that no patients can be drawn")
                .expected("headers such as “Survivors (n = 8)”, or [[group]] with n in study.toml"));
        }
        if total > MOST_PATIENTS {
            return Err(Error::new(ErrorCode::Table, "the study has more patients than are drawn")
                .found(total.to_string())
                .expected(format!("at most {MOST_PATIENTS}")));
        }
        let mut next = 0;
        let mut atoms = Vec::new();
        for (id, n) in sizes {
            let end = next + n as usize;
            atoms.push(Atom { id, patients: (next..end).collect() });
            next = end;
        }
        Ok(Population { patients: next, atoms, groups, groupings })
    }

    /// Patients of a group of the study; `None` where its parts have no sizes or do not add up to its own.
    pub(super) fn of_id(&self, id: &str) -> Option<Vec<usize>> {
        let (_, _, parts) = self.groups.iter().find(|(known, ..)| known == id)?;
        let mut patients = Vec::new();
        for part in parts {
            patients.extend(self.atoms.iter().find(|atom| atom.id == *part)?.patients.iter().copied());
        }
        patients.sort_unstable();
        patients.dedup();
        Some(patients)
    }

    /// Patients of a column of a table, or why it has none.
    pub(super) fn of_column(&self, column: &GroupColumn) -> std::result::Result<Vec<usize>, String> {
        let Some(patients) = self.of_id(&name(column)) else {
            return Err("how many patients are in its group, or how it lies to the other groups, is not known".into());
        };
        match column.n {
            Some(n) if n != patients.len() as u64 => {
                Err(format!("its group is printed with {n} patients, its parts with {}", patients.len()))
            }
            _ => Ok(patients),
        }
    }

    /// Patients of an overall column: those of the table's groups together.
    pub(super) fn overall(&self, table: &ReadTable) -> std::result::Result<Vec<usize>, String> {
        let mut all = Vec::new();
        for column in &table.groups {
            all.extend(self.of_column(column)?);
        }
        all.sort_unstable();
        all.dedup();
        match table.overall.as_ref().and_then(|column| column.n) {
            Some(n) if n != all.len() as u64 => {
                Err(format!("all patients are printed as {n}, the groups together are {}", all.len()))
            }
            _ => Ok(all),
        }
    }

    /// One column for every grouping that a table compares, and one for every declared group that none compares.
    pub(super) fn columns(&self) -> Vec<SyntheticColumn> {
        let mut columns = Vec::new();
        let label = |id: &String| {
            let group = self.groups.iter().find(|(known, ..)| known == id);
            group.map_or_else(|| id.clone(), |(_, label, _)| label.clone())
        };
        for (table, ids) in &self.groupings {
            if ids.iter().any(|id| self.of_id(id).is_none()) {
                continue;
            }
            let name = if columns.is_empty() { "group".to_string() } else { format!("group_{table}") };
            let mut cells = vec![Cell::Blank; self.patients];
            for (level, id) in ids.iter().enumerate() {
                for patient in self.of_id(id).unwrap_or_default() {
                    if let Some(cell) = cells.get_mut(patient) {
                        *cell = Cell::Level(level);
                    }
                }
            }
            let levels = ids.iter().map(label).collect();
            columns.push(SyntheticColumn { name, unit: None, kind: ColumnKind::Grouping(levels), cells });
        }
        for (id, _, _) in &self.groups {
            let compared = self.groupings.iter().any(|(_, ids)| ids.contains(id));
            let Some(patients) = self.of_id(id).filter(|p| !compared && p.len() < self.patients) else { continue };
            let cells = (0..self.patients).map(|i| Cell::Level(usize::from(patients.contains(&i)))).collect();
            let kind = ColumnKind::Grouping(vec!["no".into(), "yes".into()]);
            columns.push(SyntheticColumn { name: id.clone(), unit: None, kind, cells });
        }
        columns
    }
}

/// Most patients that are drawn: rows for a registry are not what printed tables can give.
const MOST_PATIENTS: u64 = 200_000;

/// Name under which a column's group is known: the study's id, else its label.
fn name(column: &GroupColumn) -> String {
    column.id.clone().unwrap_or_else(|| column.label.clone())
}

/// The smallest groups whose patients are known not to be counted twice: those of the first table, and those that are
/// parts of one group together with them.
fn tied(groups: &[(String, String, Vec<String>)], first: &[String]) -> Vec<String> {
    let parts = |id: &String| groups.iter().find(|(known, ..)| known == id).map_or(&[][..], |(_, _, atoms)| atoms);
    let mut tied: Vec<String> = first.iter().flat_map(parts).cloned().collect();
    loop {
        let more: Vec<String> = groups
            .iter()
            .filter(|(_, _, atoms)| atoms.iter().any(|atom| tied.contains(atom)))
            .flat_map(|(_, _, atoms)| atoms.iter().filter(|atom| !tied.contains(atom)).cloned())
            .collect();
        if more.is_empty() {
            return tied;
        }
        tied.extend(more);
    }
}

/// The parts of a group that have no parts; a partition that leads to itself ends at a depth.
fn atoms_of(study: &Study, id: &str, depth: usize, found: &mut Vec<String>) {
    let parts = study.groups.iter().find(|group| group.id == id).and_then(|group| group.partitions.first());
    match parts.filter(|_| depth < 16) {
        Some(parts) => parts.iter().for_each(|part| atoms_of(study, part, depth + 1, found)),
        None if found.iter().any(|known| known == id) => {}
        None => found.push(id.to_string()),
    }
}
