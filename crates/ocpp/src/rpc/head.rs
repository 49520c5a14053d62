//! The first two elements of a frame, read without holding the rest, so that a frame with a bad rest can still be answered.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{Kind, LONGEST_ID, Reason, Unreadable};
use crate::Version;

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
    pub(super) fn read(version: Version, text: &str) -> Result<Head, Unreadable> {
        let nameless = |kind, reason| Unreadable { id: None, kind, has_head: false, reason };
        let raw: RawHead = serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Data => nameless(None, Reason::NotAnArray),
            Category::Io | Category::Syntax | Category::Eof => nameless(None, Reason::NotJson),
        })?;
        let (number, exact_type) = match raw.kind {
            Some(Element::Whole(number)) => (number, true),
            Some(Element::Fraction(number)) if (2.0..=6.0).contains(&number) => {
                (if number.fract() == 0.0 { number as u64 } else { 0 }, false)
            }
            Some(Element::Text(text)) => (text.parse().unwrap_or(0), false),
            Some(Element::Fraction(_) | Element::Unusable) | None => (0, false),
        };
        let id = readable_id(raw.id);
        let Some(kind) = Kind::of(version, number) else {
            let reason = if exact_type { Reason::UnknownType } else { Reason::BadType };
            return Err(Unreadable { id: id.ok(), kind: None, has_head: false, reason });
        };
        let id = id.map_err(|reason| nameless(Some(kind), reason))?;
        Ok(Head { kind, exact_type, id, elements: raw.elements })
    }
}

/// Whether an id can be repeated to the charger.
pub(super) fn is_usable(id: &str) -> bool {
    !id.is_empty() && !id.contains(char::is_control) && id.chars().count() <= LONGEST_ID
}

/// An id that can be repeated to the charger.
fn readable_id(element: Option<Element>) -> Result<String, Reason> {
    match element {
        Some(Element::Text(id)) if id.chars().count() > LONGEST_ID => Err(Reason::IdTooLong),
        Some(Element::Text(id)) if is_usable(&id) => Ok(id),
        Some(Element::Text(_) | Element::Whole(_) | Element::Fraction(_) | Element::Unusable) | None => {
            Err(Reason::BadId)
        }
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
