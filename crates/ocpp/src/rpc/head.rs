//! The first two elements of a frame, read without holding the rest, so that a frame with a bad rest can still be answered.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{LONGEST_ID, Reason, Unreadable};

/// What a frame was meant as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Call,
    CallResult,
    CallError,
}

/// The head of a frame whose syntax is right to the end.
pub(super) struct Head {
    pub kind: Kind,
    /// False where the type was written as 2.0 or "2".
    pub exact_type: bool,
    pub id: String,
    pub elements: usize,
}

struct RawHead {
    kind: Option<Element>,
    id: Option<Element>,
    elements: usize,
}

/// One element, with the insides of arrays and objects passed over.
enum Element {
    Whole(u64),
    Fraction(f64),
    Text(String),
    Unusable,
}

struct RawHeadVisitor;
struct ElementVisitor;

impl Head {
    pub(super) fn read(text: &str) -> Result<Head, Unreadable> {
        let nameless = |is_call, reason| Unreadable { id: None, is_call, reason };
        let raw: RawHead = serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Data => nameless(false, Reason::NotAnArray),
            Category::Io | Category::Syntax | Category::Eof => nameless(false, Reason::NotJson),
        })?;
        let (number, exact_type) = match raw.kind {
            Some(Element::Whole(number)) => (number, true),
            Some(Element::Fraction(number)) if (2.0..=4.0).contains(&number) => {
                (if number.fract() == 0.0 { number as u64 } else { 0 }, false)
            }
            Some(Element::Text(text)) => (text.parse().unwrap_or(0), false),
            Some(Element::Fraction(_) | Element::Unusable) | None => (0, false),
        };
        let kind = match number {
            2 => Kind::Call,
            3 => Kind::CallResult,
            4 => Kind::CallError,
            _ if exact_type => return Err(nameless(false, Reason::UnknownType)),
            _ => return Err(nameless(false, Reason::BadType)),
        };
        let is_call = kind == Kind::Call;
        let id = match raw.id {
            Some(Element::Text(id)) if !id.is_empty() && !id.contains(char::is_control) => id,
            Some(Element::Text(_) | Element::Whole(_) | Element::Fraction(_) | Element::Unusable) | None => {
                return Err(nameless(is_call, Reason::BadId));
            }
        };
        if id.chars().count() > LONGEST_ID {
            return Err(nameless(is_call, Reason::IdTooLong));
        }
        Ok(Head { kind, exact_type, id, elements: raw.elements })
    }
}

impl<'de> Deserialize<'de> for RawHead {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(RawHeadVisitor)
    }
}

impl<'de> Visitor<'de> for RawHeadVisitor {
    type Value = RawHead;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawHead, A::Error> {
        let kind = seq.next_element()?;
        let id = seq.next_element()?;
        let mut elements = usize::from(kind.is_some()) + usize::from(id.is_some());
        while seq.next_element::<IgnoredAny>()?.is_some() {
            elements += 1;
        }
        Ok(RawHead { kind, id, elements })
    }
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Element, E> {
        Ok(Element::Whole(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Element, E> {
        Ok(Element::Unusable)
    }

    fn visit_f64<E>(self, number: f64) -> Result<Element, E> {
        Ok(Element::Fraction(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Element, E> {
        Ok(Element::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Element, E> {
        Ok(Element::Unusable)
    }

    fn visit_unit<E>(self) -> Result<Element, E> {
        Ok(Element::Unusable)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Element, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Element::Unusable)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Element, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Element::Unusable)
    }
}
