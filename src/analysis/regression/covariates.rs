//! The covariates of a model, complete and finite, and the coordinates in which it is fitted.

use crate::analysis::NotComputable;
use nalgebra::{DMatrix, DVector};

/// The covariates of a model: a row a person, a column a covariate (a factor is its indicator columns), all finite.
/// Persons with a missing value are left out, and counted, before.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariates {
    names: Vec<String>,
    rows: usize,
    /// Row by row.
    values: Vec<f64>,
}

impl Covariates {
    /// From named columns of equal length.
    ///
    /// # Errors
    /// Columns of different length, or a value that is not finite (with its covariate and row).
    ///
    /// ```
    /// use retrocohort::analysis::regression::Covariates;
    /// let covariates = Covariates::new(vec![("age", vec![61.0, 54.0]), ("female", vec![0.0, 1.0])])?;
    /// assert_eq!((covariates.rows(), covariates.names().len()), (2, 2));
    /// # Ok::<(), retrocohort::analysis::NotComputable>(())
    /// ```
    pub fn new<N: Into<String>>(columns: Vec<(N, Vec<f64>)>) -> Result<Covariates, NotComputable> {
        let (names, columns): (Vec<String>, Vec<Vec<f64>>) = columns.into_iter().map(|(n, c)| (n.into(), c)).unzip();
        let rows = columns.first().map_or(0, Vec::len);
        let width = columns.len();
        let mut values = vec![0.0; rows * width];
        for (j, (name, column)) in names.iter().zip(&columns).enumerate() {
            if column.len() != rows {
                let found = column.len();
                return Err(NotComputable::because(format!("covariate “{name}” has {found} values, not {rows}")));
            }
            if let Some(row) = column.iter().position(|value| !value.is_finite()) {
                let row = row + 1;
                return Err(NotComputable::because(format!("covariate “{name}” is not a finite number in row {row}")));
            }
            values.iter_mut().skip(j).step_by(width).zip(column).for_each(|(cell, value)| *cell = *value);
        }
        Ok(Covariates { names, rows, values })
    }

    /// Names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of persons.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// Values of a person (from 0), in the order of the names; empty for a person who is not there.
    pub fn row(&self, row: usize) -> &[f64] {
        let width = self.columns();
        self.values.get(row * width..(row + 1) * width).unwrap_or(&[])
    }

    /// The named columns alone, as for a univariable model.
    ///
    /// # Errors
    /// A name that no column has.
    pub fn select(&self, names: &[&str]) -> Result<Covariates, NotComputable> {
        let mut columns = Vec::with_capacity(names.len());
        for &name in names {
            let at = self.names.iter().position(|there| there == name);
            let at = at.ok_or_else(|| NotComputable::because(format!("there is no covariate “{name}”")))?;
            columns.push((name, self.values.iter().skip(at).step_by(self.columns()).copied().collect()));
        }
        Covariates::new(columns)
    }

    /// Columns of mean 0 and variance 1, row by row, with the way back. An accurate fit needs them: a year of birth
    /// beside an intercept would cost half the digits.
    ///
    /// # Errors
    /// No column, no more persons than columns, a constant column, or one that is a linear combination of others (to a
    /// squared multiple correlation of 1 - 1e-11).
    pub(in crate::analysis) fn standardised(&self) -> Result<(Vec<f64>, Coordinates), NotComputable> {
        let width = self.columns();
        if width == 0 {
            return Err(NotComputable::because("the model has no covariate"));
        }
        if self.rows <= width {
            let text = format!("{} persons cannot tell {width} covariates apart", self.rows);
            return Err(NotComputable::because(text));
        }
        let n = self.rows as f64;
        let mut centre = vec![0.0; width];
        // Two passes: the second removes what rounding left in the mean.
        for _ in 0..2 {
            let mut rest = vec![0.0; width];
            for row in self.values.chunks_exact(width) {
                for ((rest, value), centre) in rest.iter_mut().zip(row).zip(&centre) {
                    *rest += value - centre;
                }
            }
            centre.iter_mut().zip(rest).for_each(|(centre, rest)| *centre += rest / n);
        }
        let mut squares = vec![0.0; width];
        for row in self.values.chunks_exact(width) {
            for ((square, value), centre) in squares.iter_mut().zip(row).zip(&centre) {
                *square += (value - centre) * (value - centre);
            }
        }
        let scale: Vec<f64> = squares.iter().map(|square| (square / n).sqrt()).collect();
        for (j, name) in self.names.iter().enumerate() {
            let mut column = self.values.iter().skip(j).step_by(width);
            let first = column.next();
            if column.all(|value| Some(value) == first) {
                return Err(NotComputable::because(format!("covariate “{name}” is constant")));
            }
            if !scale.get(j).is_some_and(|scale| scale.is_normal()) {
                return Err(NotComputable::because(format!(
                    "the values of covariate “{name}” are too large or too alike"
                )));
            }
        }
        let mut values = self.values.clone();
        for row in values.chunks_exact_mut(width) {
            for ((value, centre), scale) in row.iter_mut().zip(&centre).zip(&scale) {
                *value = (*value - centre) / scale;
            }
        }
        self.refuse_collinear(&values)?;
        Ok((values, Coordinates { centre, scale }))
    }

    /// Cholesky decomposition of the correlations, column by column: what is left of a column after regression on those
    /// before it.
    fn refuse_collinear(&self, standardised: &[f64]) -> Result<(), NotComputable> {
        let width = self.columns();
        let mut sums = vec![0.0; width * width];
        for row in standardised.chunks_exact(width) {
            for (sums, left) in sums.chunks_exact_mut(width).zip(row) {
                sums.iter_mut().zip(row).for_each(|(sum, right)| *sum += left * right);
            }
        }
        let mut rest = DMatrix::from_row_slice(width, width, &sums) / self.rows as f64;
        for (j, name) in self.names.iter().enumerate() {
            let pivot = rest.get((j, j)).copied().unwrap_or(0.0);
            if pivot < 1e-11 {
                let text = format!("covariate “{name}” is a linear combination of the covariates before it");
                return Err(NotComputable::because(text));
            }
            let column: DVector<f64> = rest.column(j).clone_owned();
            rest -= &column * column.transpose() / pivot;
        }
        Ok(())
    }
}

/// How covariates were centred and scaled.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Coordinates {
    pub(in crate::analysis) centre: Vec<f64>,
    pub(in crate::analysis) scale: Vec<f64>,
}

impl Coordinates {
    /// The matrix that turns coefficients of standardised covariates into those of the covariates themselves.
    pub(in crate::analysis) fn slopes(&self) -> DMatrix<f64> {
        DMatrix::from_diagonal(&DVector::from_iterator(self.scale.len(), self.scale.iter().map(|scale| 1.0 / scale)))
    }

    /// As [`Coordinates::slopes`], with the intercept in front.
    pub(in crate::analysis) fn with_intercept(&self) -> DMatrix<f64> {
        let width = self.scale.len();
        let mut map = DMatrix::identity(width + 1, width + 1);
        for (j, (centre, scale)) in self.centre.iter().zip(&self.scale).enumerate() {
            map[(j + 1, j + 1)] = 1.0 / scale;
            map[(0, j + 1)] = -centre / scale;
        }
        map
    }
}
