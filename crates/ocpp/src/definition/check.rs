//! What of a payload does not fit its definition, in sentences for the person who wrote it.

use std::fmt;

use serde_json::Value;

use super::date_time::is_date_time;
use super::{Definition, Field, Shape};

/// Most faults that are told; whoever wrote the payload mends these first.
const FAULTS_MAX: usize = 50;
/// Most characters of a name that is no field's; it is the writer's own text.
const NAME_MAX: usize = 50;
/// Most characters of the one field that `customData` must have.
const VENDOR_ID_MAX: usize = 255;
const CUSTOM_DATA: &str = "customData";

/// Where a payload does not fit, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// `chargingProfile.chargingSchedule[0].id`; empty for the payload itself.
    pub path: String,
    /// What follows the path in a sentence: `is missing`, `must be one of Hard, Soft`.
    pub fault: String,
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(formatter, "The message {}", self.fault),
            path => write!(formatter, "{path} {}", self.fault),
        }
    }
}

impl std::error::Error for Misfit {}

impl Definition {
    /// Whether a payload fits; else all that does not, up to 50 faults in the order of the definition. Values are never quoted.
    pub fn check(&self, payload: &Value) -> Result<(), Vec<Misfit>> {
        let mut checking = Checker { custom_data: self.custom_data, found: Vec::new() };
        checking.object("", self.fields, payload);
        if checking.found.is_empty() { Ok(()) } else { Err(checking.found) }
    }
}

struct Checker {
    custom_data: bool,
    found: Vec<Misfit>,
}

impl Checker {
    fn fault(&mut self, path: &str, fault: impl Into<String>) {
        if self.found.len() < FAULTS_MAX {
            self.found.push(Misfit { path: path.to_owned(), fault: fault.into() });
        }
    }

    fn object(&mut self, path: &str, fields: &[Field], value: &Value) {
        let Value::Object(members) = value else {
            return self.fault(path, "must be an object: { … }");
        };
        for field in fields {
            let path = below(path, field.name);
            match members.get(field.name) {
                Some(value) => self.value(&path, &field.shape, value),
                None if field.required => self.fault(&path, "is missing"),
                None => {}
            }
        }
        for (name, value) in members {
            if self.found.len() >= FAULTS_MAX {
                return;
            }
            if name == CUSTOM_DATA && self.custom_data {
                self.custom(&below(path, name), value);
            } else if !fields.iter().any(|field| field.name == name) {
                self.unknown(path, name, fields);
            }
        }
    }

    fn unknown(&mut self, path: &str, name: &str, fields: &[Field]) {
        let meant = fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        let shown = name.chars().take(NAME_MAX).map(|letter| if letter.is_control() { '\u{fffd}' } else { letter });
        let path = below(path, &shown.collect::<String>());
        match meant {
            Some(field) => self.fault(&path, format!("is no field of this message; {} is", field.name)),
            None => self.fault(&path, "is no field of this message"),
        }
    }

    fn custom(&mut self, path: &str, value: &Value) {
        let vendor = below(path, "vendorId");
        match value {
            Value::Object(members) => match members.get("vendorId") {
                Some(value) => self.value(&vendor, &Shape::Text { max: VENDOR_ID_MAX }, value),
                None => self.fault(&vendor, "is missing"),
            },
            _ => self.fault(path, "must be an object: { … }"),
        }
    }

    fn value(&mut self, path: &str, shape: &Shape, value: &Value) {
        match shape {
            Shape::Text { max } => match value.as_str() {
                Some(text) => self.length(path, text.chars().count(), *max),
                None => self.fault(path, "must be a text"),
            },
            Shape::DateTime if !value.as_str().is_some_and(is_date_time) => {
                self.fault(path, "must be a time such as 2026-01-01T00:00:00Z");
            }
            Shape::Uri if !value.as_str().is_some_and(is_uri) => {
                self.fault(path, "must be an address such as https://example.com/file");
            }
            Shape::Boolean if !value.is_boolean() => self.fault(path, "must be true or false"),
            Shape::DateTime | Shape::Uri | Shape::Boolean | Shape::Anything => {}
            Shape::Integer { min, max } => self.integer(path, *min, *max, value),
            Shape::Number { min, max } => match value.as_f64() {
                None => self.fault(path, "must be a number"),
                Some(number) if number < *min => self.fault(path, format!("must be at least {min}")),
                Some(number) if number > *max => self.fault(path, format!("must be at most {max}")),
                Some(_) => {}
            },
            Shape::Tenths => match value.as_f64() {
                None => self.fault(path, "must be a number"),
                // The nearest number with one decimal reads the same as the number itself.
                Some(number) if (number * 10.0).round() / 10.0 != number => {
                    self.fault(path, "must have at most one decimal");
                }
                Some(_) => {}
            },
            Shape::Word(words) => {
                if !value.as_str().is_some_and(|word| words.contains(&word)) {
                    self.fault(path, one_of(words));
                }
            }
            Shape::Object(fields) => self.object(path, fields, value),
            Shape::List { of, min, max } => self.list(path, of, *min, *max, value),
        }
    }

    fn length(&mut self, path: &str, length: usize, max: usize) {
        if length > max {
            self.fault(path, format!("has {length} characters, at most {max} are allowed"));
        }
    }

    fn integer(&mut self, path: &str, min: i64, max: i64, value: &Value) {
        // What is beyond an i64 is beyond any maximum, and whole all the same.
        match value.as_i64().or_else(|| value.as_u64().map(|_| i64::MAX)) {
            None => self.fault(path, "must be a whole number"),
            Some(number) if (min..=max).contains(&number) => {}
            Some(number) if number < min => self.fault(path, format!("must be at least {min}")),
            Some(_) => self.fault(path, format!("must be at most {max}")),
        }
    }

    fn list(&mut self, path: &str, of: &Shape, min: usize, max: usize, value: &Value) {
        let Value::Array(items) = value else {
            return self.fault(path, "must be a list: [ … ]");
        };
        if items.len() < min {
            self.fault(path, format!("has {}, at least {min} must be there", count(items.len())));
        }
        if items.len() > max {
            self.fault(path, format!("has {}, at most {max} are allowed", count(items.len())));
        }
        for (index, item) in items.iter().take(max).enumerate() {
            if self.found.len() >= FAULTS_MAX {
                return;
            }
            self.value(&format!("{path}[{index}]"), of, item);
        }
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn one_of(words: &[&str]) -> String {
    match words {
        [word] => format!("must be {word}"),
        words => format!("must be one of {}", words.join(", ")),
    }
}

fn count(items: usize) -> String {
    match items {
        1 => "1 item".to_owned(),
        items => format!("{items} items"),
    }
}

/// A scheme, a colon, and something that has neither spaces nor control characters.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme && !rest.is_empty() && !rest.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}
