//! Reading a payload into a message the way real chargers write it.
//!
//! A refused message is sent again for ever, and a refused boot keeps a charger out. So only what decides what a message means may
//! refuse it (`decides.rs` has the table); everything else may be missing, null, of another type or misspelt, and costs only
//! itself: it is left out and noted. In lists each row costs only itself. Whole numbers may come as `"1"` or `1.0`, texts as
//! numbers, booleans as texts; unknown fields are passed over. Descriptions name fields of the specification and never quote what
//! was sent.
//!
//! A field says with `deserialize_with` that it does not decide: [`optional`] where the specification lets it be absent, [`expected`]
//! where it wants one, [`rows`] and [`expected_rows`] for lists. One without it decides.

mod misfit;
mod names;
mod oddities;
mod value;

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, SeqAccess, Unexpected, Visitor};
use serde_json::{Map, Value};

use crate::rpc::CallError;
use misfit::Misfit;
use value::Lenient;

pub use oddities::Oddities;

/// 2^63, the first number beyond an i64, which a float holds exactly.
const BEYOND_I64: f64 = 9_223_372_036_854_775_808.0;

/// By these names of newtypes the functions below ask [`Lenient`] for what serde's data model has no word for.
const OPTIONAL: &str = "ocpp::lenient::optional";
const EXPECTED: &str = "ocpp::lenient::expected";
const ROWS: &str = "ocpp::lenient::rows";
const EXPECTED_ROWS: &str = "ocpp::lenient::expected_rows";
const DECIDING_ROWS: &str = "ocpp::lenient::deciding_rows";

/// Reads a payload as a message, and notes what was odd about it.
pub(crate) fn read<T: DeserializeOwned>(payload: Value, oddities: &mut Oddities) -> Result<T, CallError> {
    let notes = RefCell::new(std::mem::take(oddities));
    let read = T::deserialize(Lenient::payload(payload, &notes)).map_err(Misfit::into_call_error);
    *oddities = notes.into_inner();
    read
}

/// The same of a CALL's payload. Some writers make `[]` or `""` of an empty object, which is enough where nothing decides.
pub(crate) fn read_call<T: DeserializeOwned>(payload: Value, oddities: &mut Oddities) -> Result<T, CallError> {
    let is_nothing = match &payload {
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    };
    if is_nothing {
        let mut of_empty = oddities.clone();
        if let Ok(message) = read(Value::Object(Map::new()), &mut of_empty) {
            of_empty.add("the payload is no object; read as an empty one".to_owned());
            *oddities = of_empty;
            return Ok(message);
        }
    }
    read(payload, oddities)
}

/// A field that need not be there.
pub(crate) fn optional<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_newtype_struct(OPTIONAL, ForgivingVisitor(PhantomData))
}

/// A field that the specification wants and that decides nothing.
pub(crate) fn expected<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_newtype_struct(EXPECTED, ForgivingVisitor(PhantomData))
}

/// For what goes both ways: as [`expected`], and where it is not there the type's own nothing stands for it.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    expected(deserializer).map(Option::unwrap_or_default)
}

/// For meter readings, which some chargers send with decimals: as [`expected`], any number, without its fraction.
pub(crate) fn expected_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(expected::<D, Whole>(deserializer)?.map(|whole| whole.0))
}

/// A list that need not be there, of which each row costs only itself.
pub(crate) fn rows<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_newtype_struct(ROWS, Rows(PhantomData))
}

/// The same of a list that the specification wants.
pub(crate) fn expected_rows<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_newtype_struct(EXPECTED_ROWS, Rows(PhantomData))
}

/// The same of a list without which a message means nothing.
pub(crate) fn deciding_rows<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_newtype_struct(DECIDING_ROWS, Rows(PhantomData))
}

struct ForgivingVisitor<T>(PhantomData<T>);
struct Rows<T>(PhantomData<T>);
struct Whole(i64);
struct WholeVisitor;

impl<'de, T: Deserialize<'de>> Visitor<'de> for ForgivingVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value or none")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    /// From [`Lenient`]: the value, to be tried.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<T>, A::Error> {
        Ok(seq.next_element().unwrap_or(None))
    }

    /// From every other reader.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        Option::deserialize(deserializer)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Rows<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an array")
    }

    /// From [`Lenient`]: the rows, each to be tried.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut rows = Vec::new();
        loop {
            match seq.next_element() {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => return Ok(rows),
                Err(_noted) => {}
            }
        }
    }

    /// From every other reader.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        Vec::deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Whole, D::Error> {
        deserializer.deserialize_f64(WholeVisitor).map(Whole)
    }
}

impl Visitor<'_> for WholeVisitor {
    type Value = i64;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a number")
    }

    fn visit_i64<E>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
        if (-BEYOND_I64..BEYOND_I64).contains(&number) {
            Ok(number as i64)
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}
