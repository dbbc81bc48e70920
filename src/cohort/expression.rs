//! What expressions of the user mean where polars would take them in another way.

use polars::prelude::{
    DataType, Expr, Null, Operator, PolarsError, PolarsResult, Schema, TimeUnit, UnknownKind, lit, when,
};

use super::date;
use super::dictionary::{Dictionary, Role, Variable};

/// Functions of numbers that are not defined everywhere.
const PARTIAL: [&str; 6] = ["sqrt", "cbrt", "log", "log1p", "pow", "exp"];

/// The expression with differences of dates as numbers of days wherever they meet numbers, which polars would take for
/// microseconds. In a condition a division by 0, and a root or logarithm that is not defined, are unknown; elsewhere they
/// would be larger than every number.
///
/// # Errors
/// A comparison of a date with a number.
pub(super) fn meant(expression: Expr, schema: &Schema, condition: bool) -> PolarsResult<Expr> {
    expression.try_map_expr(|part| {
        let part = in_days(part, schema)?;
        Ok(match &part {
            Expr::BinaryExpr {
                op: Operator::RustDivide | Operator::TrueDivide | Operator::FloorDivide | Operator::Modulus,
                ..
            } if condition => defined(part),
            // A derived variable may be infinite.
            Expr::Column(_) if condition && kind(&part, schema).is_float() => defined(part),
            Expr::Function { function, .. } if condition && PARTIAL.contains(&function.to_string().as_str()) => {
                defined(part)
            }
            _ => part,
        })
    })
}

fn defined(number: Expr) -> Expr {
    let finite = number.clone().cast(DataType::Float64).is_finite();
    when(finite).then(number).otherwise(lit(Null {}))
}

fn kind(part: &Expr, schema: &Schema) -> DataType {
    part.to_field(schema).map_or(DataType::Null, |field| field.dtype().clone())
}

/// A part of which operands and arguments that are lengths of time are days.
fn in_days(part: Expr, schema: &Schema) -> PolarsResult<Expr> {
    let moment = |kind: &DataType| matches!(kind, DataType::Date | DataType::Datetime(..) | DataType::Time);
    let number = |kind: &DataType| {
        kind.is_numeric() || matches!(kind, DataType::Unknown(UnknownKind::Int(_) | UnknownKind::Float))
    };
    let against = |a: &DataType, b: &DataType| moment(a) && number(b);
    let refused = || {
        let message = "a date is compared with a number; write DATE '2021-03-09', or subtract another date";
        Err(PolarsError::ComputeError(message.into()))
    };
    match part {
        Expr::BinaryExpr { left, op, right } => {
            let (a, b) = (kind(&left, schema), kind(&right, schema));
            if op.is_comparison() && (against(&a, &b) || against(&b, &a)) {
                return refused();
            }
            if moment(&a) || moment(&b) {
                return Ok(Expr::BinaryExpr { left, op, right });
            }
            let side = |side: std::sync::Arc<Expr>, kind: &DataType| match kind {
                DataType::Duration(unit) => std::sync::Arc::new(days((*side).clone(), *unit)),
                _ => side,
            };
            Ok(Expr::BinaryExpr { left: side(left, &a), op, right: side(right, &b) })
        }
        Expr::Function { input, function } => {
            let name = function.to_string();
            let kinds: Vec<DataType> = input.iter().map(|input| kind(input, schema)).collect();
            let between = name == "is_between" || name == "is_in";
            if between && kinds.first().is_some_and(|first| kinds.iter().skip(1).any(|other| against(first, other))) {
                return refused();
            }
            let of_times = name.starts_with("dt.") || kinds.iter().any(moment);
            let argument = |(input, kind): (Expr, &DataType)| match kind {
                DataType::Duration(unit) if !of_times => days(input, *unit),
                _ => input,
            };
            Ok(Expr::Function { input: input.into_iter().zip(&kinds).map(argument).collect(), function })
        }
        Expr::Cast { expr, dtype, options } => match kind(&expr, schema) {
            DataType::Duration(unit) => {
                Ok(Expr::Cast { expr: std::sync::Arc::new(days((*expr).clone(), unit)), dtype, options })
            }
            _ => Ok(Expr::Cast { expr, dtype, options }),
        },
        other => Ok(other),
    }
}

fn days(length: Expr, unit: TimeUnit) -> Expr {
    let day = match unit {
        TimeUnit::Nanoseconds => 86_400e9,
        TimeUnit::Microseconds => 86_400e6,
        TimeUnit::Milliseconds => 86_400e3,
    };
    length.cast(DataType::Int64).cast(DataType::Float64) / lit(day)
}

/// A variable of dates that are not read, and so are texts, which an expression compares with something: by their letters
/// `12/03/2021` would come before `2021-01-01`.
pub(super) fn compared_text<'a>(expression: &Expr, dictionary: &'a Dictionary) -> Option<&'a Variable> {
    let read = |variable: &Variable| {
        let of_text = date::DATE_FORMATS.iter().any(|format| variable.because == format.because());
        of_text || [date::COMPACT, "dates"].contains(&variable.because.as_str())
    };
    let unread = |part: &Expr| match part {
        Expr::Column(name) => dictionary.variable(name).filter(|found| found.role == Role::Date && !read(found)),
        _ => None,
    };
    expression.into_iter().find_map(|part| match part {
        Expr::BinaryExpr { left, op: Operator::Lt | Operator::LtEq | Operator::Gt | Operator::GtEq, right } => {
            unread(left).or(unread(right))
        }
        Expr::Function { input, function, .. } if function.to_string() == "is_between" => input.iter().find_map(unread),
        _ => None,
    })
}
