//! The correlation of level and group scores, which the trend tests share.

use crate::analysis::NotComputable;
use crate::summary::ContingencyTable;

/// Squared correlation of the level number (0, 1, 2, …) and the group number over all observations. Levels keep their
/// numbers when a level between them is empty.
pub(super) fn squared_correlation(table: &ContingencyTable) -> Result<f64, NotComputable> {
    super::at_least_two_by_two(table)?;
    if table.rows().max(table.columns()) > 1 << 20 {
        return Err(NotComputable::because("the table is too large for a trend test"));
    }
    let (mut x, mut y, mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    // Scores are centred on the means, so that no large sums are subtracted.
    let n = table.total() as f64;
    let mean = |totals: &[u64]| totals.iter().enumerate().map(|(i, t)| i as f64 * *t as f64).sum::<f64>() / n;
    let (centre_x, centre_y) = (mean(&table.row_totals()), mean(&table.column_totals()));
    for (i, row) in table.iter_rows().enumerate() {
        for (j, count) in row.iter().enumerate() {
            let (weight, dx, dy) = (*count as f64, i as f64 - centre_x, j as f64 - centre_y);
            x += weight * dx;
            y += weight * dy;
            xx += weight * dx * dx;
            yy += weight * dy * dy;
            xy += weight * dx * dy;
        }
    }
    // What rounding left in the means is taken off.
    let (xx, yy, xy) = (xx - x * x / n, yy - y * y / n, xy - x * y / n);
    Ok((xy / xx * (xy / yy)).min(1.0))
}
