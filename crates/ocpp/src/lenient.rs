//! Reading a payload into a message the way real chargers write it, and naming the specification's code where it cannot be.
//!
//! Whole numbers may come as `"1"` or `1.0`, texts as numbers, booleans as texts; null counts as absent; unknown fields
//! are passed over. Descriptions name fields of the specification and never quote what was sent.

mod misfit;

use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::{Map, Value};

use crate::rpc::CallError;
use misfit::Misfit;

/// 2^63, the first number beyond an i64, which a float holds exactly.
const BEYOND_I64: f64 = 9_223_372_036_854_775_808.0;

/// Reads a payload as a message.
pub(crate) fn read<T: DeserializeOwned>(payload: Value) -> Result<T, CallError> {
    T::deserialize(Lenient(payload)).map_err(Misfit::into_call_error)
}

/// For meter readings, which some chargers send with decimals: reads any number and drops the fraction.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_f64(WholeVisitor)
}

struct Lenient(Value);

struct Fields {
    rest: serde_json::map::IntoIter,
    next: Option<(String, Value)>,
}

struct Items {
    rest: std::vec::IntoIter<Value>,
    index: usize,
}

struct WholeVisitor;

/// A number as found in a payload, told apart so that whole ones stay exact.
enum Number {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
}

impl Lenient {
    fn number(&self, wanted: &'static str) -> Result<Number, Misfit> {
        let found = match &self.0 {
            Value::Number(number) => number
                .as_i64()
                .map(Number::Signed)
                .or_else(|| number.as_u64().map(Number::Unsigned))
                .or_else(|| number.as_f64().map(Number::Float)),
            Value::String(text) => {
                let text = text.trim();
                text.parse()
                    .map(Number::Signed)
                    .or_else(|_| text.parse().map(Number::Unsigned))
                    .or_else(|_| text.parse().map(Number::Float))
                    .ok()
            }
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        match found {
            None => Err(Misfit::wrong_type(wanted)),
            Some(Number::Float(number)) if number.is_nan() => Err(Misfit::wrong_type(wanted)),
            Some(Number::Float(number)) if number.is_infinite() => Err(Misfit::out_of_range()),
            Some(number) => Ok(number),
        }
    }

    fn read_whole<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let wanted = "a whole number";
        match self.number(wanted)? {
            Number::Signed(number) => visitor.visit_i64(number),
            Number::Unsigned(number) => visitor.visit_u64(number),
            Number::Float(number) if number.fract() != 0.0 => Err(Misfit::wrong_type(wanted)),
            Number::Float(number) if (-BEYOND_I64..BEYOND_I64).contains(&number) => visitor.visit_i64(number as i64),
            Number::Float(_) => Err(Misfit::out_of_range()),
        }
    }

    fn read_float<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.number("a number")? {
            Number::Signed(number) => visitor.visit_i64(number),
            Number::Unsigned(number) => visitor.visit_u64(number),
            Number::Float(number) => visitor.visit_f64(number),
        }
    }

    fn read_text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            Value::Number(number) => visitor.visit_string(number.to_string()),
            Value::Bool(value) => visitor.visit_string(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => Err(Misfit::wrong_type("a text")),
        }
    }

    fn read_bool<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let found = match &self.0 {
            Value::Bool(value) => Some(*value),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Value::Number(number) if number.as_u64() == Some(1) => Some(true),
            Value::Number(number) if number.as_u64() == Some(0) => Some(false),
            Value::Null | Value::String(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
        };
        visitor.visit_bool(found.ok_or_else(|| Misfit::wrong_type("true or false"))?)
    }
}

/// Methods of [`Deserializer`] that differ in their name alone.
macro_rules! alike {
    ($($method:ident)+ => $reader:ident) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.$reader(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for Lenient {
    type Error = Misfit;

    alike! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 => read_whole }
    alike! { deserialize_f32 deserialize_f64 => read_float }
    alike! { deserialize_str deserialize_string deserialize_char deserialize_identifier => read_text }
    alike! { deserialize_bool => read_bool }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.0.deserialize_any(visitor).map_err(Misfit::custom)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            value => visitor.visit_some(Lenient(value)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items { rest: items.into_iter(), index: 0 }),
            _ => Err(Misfit::wrong_type("an array")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields::new(fields)),
            _ => Err(Misfit::wrong_type("an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(word) => {
                let word: StringDeserializer<Misfit> = word.into_deserializer();
                visitor.visit_enum(word)
            }
            _ => Err(Misfit::wrong_type("a text")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i128 u128 bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

impl Fields {
    fn new(fields: Map<String, Value>) -> Self {
        Fields { rest: fields.into_iter(), next: None }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.next = self.rest.find(|(_, value)| !value.is_null());
        match &self.next {
            None => Ok(None),
            Some((name, _)) => seed.deserialize(name.as_str().into_deserializer()).map(Some),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        let (name, value) = self.next.take().expect("serde asks for the key first");
        seed.deserialize(Lenient(value)).map_err(|misfit| misfit.in_field(&name))
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let Some(item) = self.rest.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Lenient(item)).map(Some).map_err(|misfit| misfit.in_item(index))
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
