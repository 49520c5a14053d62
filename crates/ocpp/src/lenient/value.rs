//! A payload's value as serde is shown it: as what it is meant for, and what cannot be read is noted where it may be left out.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::misfit::Misfit;
use super::{BEYOND_I64, DECIDING_ROWS, EXPECTED, EXPECTED_ROWS, OPTIONAL, Oddities, ROWS, names};

/// Where a value stands in its payload.
enum Path<'a> {
    Payload,
    Field(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

/// A value, or nothing where a field is missing.
pub(super) struct Lenient<'a> {
    value: Option<Value>,
    path: &'a Path<'a>,
    notes: &'a RefCell<Oddities>,
}

/// The fields of a struct, each under the name the specification has for it, there or not.
struct Fields<'a> {
    rest: std::vec::IntoIter<(&'static str, Option<Value>)>,
    next: Option<(&'static str, Option<Value>)>,
    path: &'a Path<'a>,
    notes: &'a RefCell<Oddities>,
}

struct Items<'a> {
    rest: std::vec::IntoIter<Value>,
    index: usize,
    path: &'a Path<'a>,
    notes: &'a RefCell<Oddities>,
}

/// Values that may fail one by one: what fails is noted, and the next may be asked for.
struct Attempts<'a> {
    items: Items<'a>,
    /// A field's own value, not a list's rows.
    alone: bool,
}

/// A number as found in a payload, told apart so that whole ones stay exact.
enum Number {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Path::Payload => Ok(()),
            Path::Field(Path::Payload, name) => formatter.write_str(name),
            Path::Field(outer, name) => write!(formatter, "{outer}.{name}"),
            Path::Item(outer, index) => write!(formatter, "{outer}[{index}]"),
        }
    }
}

impl<'a> Lenient<'a> {
    pub(super) fn payload(payload: Value, notes: &'a RefCell<Oddities>) -> Self {
        Lenient { value: Some(payload), path: &Path::Payload, notes }
    }

    fn note(&self, what: &str) {
        self.notes.borrow_mut().add(format!("{} {what}", self.path));
    }

    fn number(&self, wanted: &'static str) -> Result<Number, Misfit> {
        let found = match &self.value {
            None => return Err(Misfit::missing()),
            Some(Value::Null) => return Err(Misfit::null()),
            Some(Value::Number(number)) => number
                .as_i64()
                .map(Number::Signed)
                .or_else(|| number.as_u64().map(Number::Unsigned))
                .or_else(|| number.as_f64().map(Number::Float)),
            Some(Value::String(text)) => {
                let text = text.trim();
                text.parse()
                    .map(Number::Signed)
                    .or_else(|_| text.parse().map(Number::Unsigned))
                    .or_else(|_| text.parse().map(Number::Float))
                    .ok()
            }
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
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
        match self.value {
            Some(Value::String(text)) => visitor.visit_string(text),
            Some(Value::Number(number)) => visitor.visit_string(number.to_string()),
            Some(Value::Bool(value)) => visitor.visit_string(value.to_string()),
            Some(Value::Array(_) | Value::Object(_)) => Err(Misfit::wrong_type("a text")),
            Some(Value::Null) => Err(Misfit::null()),
            None => Err(Misfit::missing()),
        }
    }

    fn read_bool<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let found = match &self.value {
            None => return Err(Misfit::missing()),
            Some(Value::Null) => return Err(Misfit::null()),
            Some(Value::Bool(value)) => Some(*value),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Some(true),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Some(false),
            Some(Value::Number(number)) if number.as_u64() == Some(1) => Some(true),
            Some(Value::Number(number)) if number.as_u64() == Some(0) => Some(false),
            Some(Value::String(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => None,
        };
        visitor.visit_bool(found.ok_or_else(|| Misfit::wrong_type("true or false"))?)
    }

    fn absent(&self) -> Option<Misfit> {
        match &self.value {
            None => Some(Misfit::missing()),
            Some(Value::Null) => Some(Misfit::null()),
            Some(_) => None,
        }
    }

    fn read_forgiving<'de, V: Visitor<'de>>(self, wanted: bool, visitor: V) -> Result<V::Value, Misfit> {
        if let Some(absent) = self.absent() {
            if wanted {
                self.note(&format!("{}; read as unknown", absent.what()));
            }
            return visitor.visit_none();
        }
        visitor.visit_seq(Attempts { items: self.items(|value| vec![value]), alone: true })
    }

    fn read_rows<'de, V: Visitor<'de>>(self, wanted: bool, visitor: V) -> Result<V::Value, Misfit> {
        match &self.value {
            None | Some(Value::Null) => {
                if let Some(absent) = self.absent().filter(|_| wanted) {
                    self.note(&format!("{}; read as empty", absent.what()));
                }
            }
            Some(Value::Array(_)) => {}
            Some(Value::Object(_)) => self.note("is no array; read as its only row"),
            Some(_) => self.note("must be an array; left out"),
        }
        let items = self.items(|value| match value {
            Value::Array(items) => items,
            row @ Value::Object(_) => vec![row],
            _ => Vec::new(),
        });
        visitor.visit_seq(Attempts { items, alone: false })
    }

    fn items(self, of: fn(Value) -> Vec<Value>) -> Items<'a> {
        let rest = self.value.map(of).unwrap_or_default().into_iter();
        Items { rest, index: 0, path: self.path, notes: self.notes }
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

impl<'de> Deserializer<'de> for Lenient<'_> {
    type Error = Misfit;

    alike! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 => read_whole }
    alike! { deserialize_f32 deserialize_f64 => read_float }
    alike! { deserialize_str deserialize_string deserialize_char deserialize_identifier => read_text }
    alike! { deserialize_bool => read_bool }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.value.unwrap_or_default().deserialize_any(visitor).map_err(Misfit::custom)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.value {
            None | Some(Value::Null) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        match name {
            OPTIONAL => self.read_forgiving(false, visitor),
            EXPECTED => self.read_forgiving(true, visitor),
            ROWS => self.read_rows(false, visitor),
            EXPECTED_ROWS => self.read_rows(true, visitor),
            DECIDING_ROWS => match self.absent() {
                Some(absent) => Err(absent),
                None => self.read_rows(true, visitor),
            },
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.value {
            Some(Value::Array(_)) => visitor.visit_seq(self.items(|value| match value {
                Value::Array(items) => items,
                _ => Vec::new(),
            })),
            _ => Err(self.absent().unwrap_or_else(|| Misfit::wrong_type("an array"))),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.value {
            Some(Value::Object(fields)) => visitor.visit_map(Fields::new(fields, names, self.path, self.notes)),
            _ if matches!(self.path, Path::Payload) => Err(Misfit::wrong_type("an object")),
            _ => Err(self.absent().unwrap_or_else(|| Misfit::wrong_type("an object"))),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.value {
            Some(Value::String(word)) => {
                let word: StringDeserializer<Misfit> = word.into_deserializer();
                visitor.visit_enum(word)
            }
            _ => Err(self.absent().unwrap_or_else(|| Misfit::wrong_type("a text"))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i128 u128 bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

impl<'a> Fields<'a> {
    fn new(
        fields: Map<String, Value>,
        names: &'static [&'static str],
        path: &'a Path<'a>,
        notes: &'a RefCell<Oddities>,
    ) -> Self {
        let told = names::told(fields, names, |name, as_written| {
            let path = Path::Field(path, name);
            notes.borrow_mut().add(format!("{path} is spelt {as_written}"));
        });
        Fields { rest: told.into_iter(), next: None, path, notes }
    }
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.next = self.rest.next();
        match &self.next {
            None => Ok(None),
            Some((name, _)) => seed.deserialize((*name).into_deserializer()).map(Some),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        let (name, value) = self.next.take().expect("serde asks for the key first");
        let path = Path::Field(self.path, name);
        seed.deserialize(Lenient { value, path: &path, notes: self.notes }).map_err(|misfit| misfit.in_field(name))
    }
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let Some(item) = self.rest.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        let path = Path::Item(self.path, index);
        let item = Lenient { value: Some(item), path: &path, notes: self.notes };
        seed.deserialize(item).map(Some).map_err(|misfit| misfit.in_item(index))
    }
}

impl<'de> SeqAccess<'de> for Attempts<'_> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let Items { rest, path, notes, .. } = &mut self.items;
        if !self.alone {
            return self.items.next_element_seed(seed).inspect_err(|misfit| {
                let row = misfit.told_below(self.items.path);
                self.items.notes.borrow_mut().add(format!("{row}; the row is left out"));
            });
        }
        let Some(value) = rest.next() else { return Ok(None) };
        seed.deserialize(Lenient { value: Some(value), path, notes }).map(Some).inspect_err(|misfit| {
            let field = misfit.told_below(path);
            notes.borrow_mut().add(format!("{field}; left out"));
        })
    }
}
