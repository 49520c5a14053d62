//! A definition as lines for a person.

use super::entry::{INTEGER_MAX, INTEGER_MIN, MANY};
use super::{Definition, Field, Shape};

/// One field in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `chargingProfile.chargingSchedule[].id`.
    pub path: String,
    /// Whether it must be there, once what it lies in is there.
    pub required: bool,
    /// `text up to 20 characters`, `Hard or Soft`, `list of 1 to 3 groups`.
    pub kind: String,
}

impl Definition {
    /// Its fields and theirs, each group followed by what it holds.
    pub fn outline(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        add("", self.fields, &mut lines);
        lines
    }
}

fn add(path: &str, fields: &[Field], lines: &mut Vec<Line>) {
    for field in fields {
        let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        lines.push(Line { path: path.clone(), required: field.required, kind: kind(&field.shape) });
        let (mut inner, mut path) = (&field.shape, path);
        while let Shape::List { of, .. } = inner {
            path.push_str("[]");
            inner = of;
        }
        if let Shape::Object(fields) = inner {
            add(&path, fields, lines);
        }
    }
}

fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Text { max: MANY } => "text".to_owned(),
        Shape::Text { max } => format!("text up to {max} characters"),
        Shape::DateTime => "date and time".to_owned(),
        Shape::Uri => "address".to_owned(),
        Shape::Boolean => "true or false".to_owned(),
        Shape::Integer { min, max } => range(
            "whole number",
            Some(min).filter(|min| **min > INTEGER_MIN),
            Some(max).filter(|max| **max < INTEGER_MAX),
        ),
        Shape::Number { min, max } => {
            range("number", Some(min).filter(|min| min.is_finite()), Some(max).filter(|max| max.is_finite()))
        }
        Shape::Tenths => "number with at most one decimal".to_owned(),
        Shape::Word(words) => match words {
            [] => "nothing".to_owned(),
            [word] => (*word).to_owned(),
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
        },
        Shape::Object(_) => "group".to_owned(),
        Shape::List { of, min, max } => {
            let count = match (*min, *max) {
                (0, MANY) => "list of".to_owned(),
                (min, MANY) => format!("list of {min} or more:"),
                (0, max) => format!("list of up to {max}:"),
                (min, max) => format!("list of {min} to {max}:"),
            };
            format!("{count} {}", kind(of))
        }
        Shape::Anything => "anything".to_owned(),
    }
}

fn range<T: std::fmt::Display>(what: &str, min: Option<T>, max: Option<T>) -> String {
    match (min, max) {
        (None, None) => what.to_owned(),
        (Some(min), None) => format!("{what}, at least {min}"),
        (None, Some(max)) => format!("{what}, at most {max}"),
        (Some(min), Some(max)) => format!("{what}, {min} to {max}"),
    }
}
