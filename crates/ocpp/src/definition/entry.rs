//! How the tables are written: `must idTag: text(20)`, `may connectorId: INTEGER`.

use super::{Definition, Shape};

/// Stands for "as many as one likes"; a frame's size is bounded elsewhere.
pub(super) const MANY: usize = usize::MAX;
/// OCPP's integers have 32 bits (2.0.1 part 2, primitive data types).
pub(super) const INTEGER_MIN: i64 = i32::MIN as i64;
pub(super) const INTEGER_MAX: i64 = i32::MAX as i64;
pub(super) const INTEGER: Shape = whole(INTEGER_MIN, INTEGER_MAX);
pub(super) const NUMBER: Shape = Shape::Number { min: f64::NEG_INFINITY, max: f64::INFINITY };
pub(super) const AT_MOST_ZERO: Shape = Shape::Number { min: f64::NEG_INFINITY, max: 0.0 };
/// Text without a limit of its own.
pub(super) const TEXT: Shape = text(MANY);

pub(super) const fn text(max: usize) -> Shape {
    Shape::Text { max }
}

pub(super) const fn whole(min: i64, max: i64) -> Shape {
    Shape::Integer { min, max }
}

/// A whole number that is not below this.
pub(super) const fn from(min: i64) -> Shape {
    whole(min, INTEGER_MAX)
}

pub(super) const fn list(of: &'static Shape, min: usize, max: usize) -> Shape {
    Shape::List { of, min, max }
}

/// One request of OCPP 2.x: what it is in 2.0.1, and what it is in 2.1.
pub(super) struct Entry {
    pub v201: Option<Definition>,
    pub v21: Option<Definition>,
}

/// Fields, each `must` be there or `may`.
macro_rules! fields {
    (@ must) => { true };
    (@ may) => { false };
    ($($need:ident $name:ident: $shape:expr),* $(,)?) => {
        &[$($crate::definition::Field {
            name: stringify!($name),
            required: $crate::definition::entry::fields!(@ $need),
            shape: $shape,
        }),*]
    };
}

/// A value that has fields.
macro_rules! object {
    ($($field:tt)*) => { $crate::definition::Shape::Object($crate::definition::entry::fields!($($field)*)) };
}

/// A request of OCPP 1.6.
macro_rules! request {
    ($action:ident, $about:literal, { $($field:tt)* }) => {
        $crate::definition::Definition {
            action: stringify!($action),
            about: $about,
            fields: $crate::definition::entry::fields!($($field)*),
            custom_data: false,
        }
    };
}

/// A request of one edition of OCPP 2.x, in that edition's words for types.
macro_rules! in_edition {
    ($edition:ident, $action:ident, $about:literal, { $($field:tt)* }) => {
        Some($crate::definition::Definition {
            action: stringify!($action),
            about: $about,
            fields: {
                #[allow(unused_imports, reason = "some requests have no fields")]
                use $crate::definition::v2::$edition::*;
                $crate::definition::entry::fields!($($field)*)
            },
            custom_data: true,
        })
    };
}

/// A request whose fields have the same names in 2.0.1 and 2.1; what they hold may differ by edition.
macro_rules! both {
    ($action:ident, $about:literal, $fields:tt) => {
        $crate::definition::entry::Entry {
            v201: $crate::definition::entry::in_edition!(v201, $action, $about, $fields),
            v21: $crate::definition::entry::in_edition!(v21, $action, $about, $fields),
        }
    };
}

/// A request to which 2.1 has added fields.
macro_rules! grown {
    ($action:ident, $about:literal, { $($old:tt)* } and in 2.1 { $($new:tt)* }) => {
        $crate::definition::entry::Entry {
            v201: $crate::definition::entry::in_edition!(v201, $action, $about, { $($old)* }),
            v21: $crate::definition::entry::in_edition!(v21, $action, $about, { $($old)* $($new)* }),
        }
    };
}

/// A request that 2.1 has brought.
macro_rules! since_v21 {
    ($action:ident, $about:literal, $fields:tt) => {
        $crate::definition::entry::Entry {
            v201: None,
            v21: $crate::definition::entry::in_edition!(v21, $action, $about, $fields),
        }
    };
}

pub(crate) use {both, fields, grown, in_edition, object, request, since_v21};
