//! The string values of a JSON text, each with whether its field's name makes it a secret.

use super::layer::Layer;
use super::names::is_secret_field;
use serde::de::IgnoredAny;
use std::ops::Range;

/// A string value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StringValue {
    /// Its content in the source, between the quotes.
    pub(super) range: Range<usize>,
    /// Masked whole, whatever it holds.
    pub(super) is_secret: bool,
}

/// All string values in the order of the text; none where it is no JSON object or array. A lone number or word is taken
/// for plain text, since it may be a secret as it is.
pub(super) fn read(text: &str) -> Option<Vec<StringValue>> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut reader = Reader { text, values: Vec::new(), open: Vec::new() };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let content = at + 1..end_of_string(bytes, at + 1);
                at = content.end;
                reader.string(content);
            }
            b'{' => reader.open(true),
            b'[' => reader.open(false),
            b'}' | b']' => reader.close(),
            b',' => reader.next(),
            b':' => reader.colon(),
            _ => {}
        }
        at += 1;
    }
    Some(reader.values)
}

fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

/// An object or array that is not closed yet.
struct Open {
    is_object: bool,
    /// It is the value of a secret field: every string in it is a secret.
    is_secret: bool,
    /// In an object: the next string is a field's name.
    at_name: bool,
    field: Field,
    /// It is the value of a field `variable`, so that its `name` names one.
    is_variable: bool,
    /// Its field `key`, or the name of its `variable`, names a secret setting.
    names_secret: bool,
    /// Its fields `value`, and those within it, as places in the list of values.
    values: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Secret,
    Key,
    Value,
    Variable,
    Name,
    Other,
}

struct Reader<'a> {
    text: &'a str,
    values: Vec<StringValue>,
    open: Vec<Open>,
}

impl Reader<'_> {
    fn open(&mut self, is_object: bool) {
        let is_secret = self.open.last().is_some_and(|outer| outer.is_secret || outer.field == Field::Secret);
        let is_variable = self.open.last().is_some_and(|outer| outer.field == Field::Variable);
        self.open.push(Open {
            is_object,
            is_secret,
            is_variable,
            at_name: is_object,
            field: Field::Other,
            names_secret: false,
            values: Vec::new(),
        });
    }

    fn close(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        let outer = self.open.last_mut();
        match outer {
            // On 2.x the name stands in `variable`, the value beside it, perhaps deeper.
            Some(outer) if closed.is_variable => outer.names_secret |= closed.names_secret,
            Some(outer) if !closed.names_secret => outer.values.extend(closed.values),
            Some(_) | None if closed.names_secret => {
                for value in closed.values {
                    self.values[value].is_secret = true;
                }
            }
            Some(_) | None => {}
        }
    }

    fn next(&mut self) {
        if let Some(inner) = self.open.last_mut() {
            inner.at_name = inner.is_object;
            inner.field = Field::Other;
        }
    }

    fn colon(&mut self) {
        if let Some(inner) = self.open.last_mut() {
            inner.at_name = false;
        }
    }

    fn string(&mut self, range: Range<usize>) {
        let text = self.text;
        let inner = self.open.last_mut().expect("every string of an object or array stands inside of it");
        if inner.at_name {
            inner.field = field(&spelled(text, range));
            return;
        }
        match inner.field {
            Field::Key => inner.names_secret |= is_secret_field(&spelled(text, range.clone())),
            Field::Value => inner.values.push(self.values.len()),
            Field::Name if inner.is_variable => inner.names_secret |= is_secret_field(&spelled(text, range.clone())),
            Field::Secret | Field::Variable | Field::Name | Field::Other => {}
        }
        self.values.push(StringValue { range, is_secret: inner.is_secret || inner.field == Field::Secret });
    }
}

/// How the fields end that hold what the key or the variable beside them names.
const VALUE: &[u8] = b"value";

fn field(name: &[u8]) -> Field {
    if name.eq_ignore_ascii_case(b"key") {
        Field::Key
    } else if name.len() >= VALUE.len() && name[name.len() - VALUE.len()..].eq_ignore_ascii_case(VALUE) {
        Field::Value
    } else if name.eq_ignore_ascii_case(b"variable") {
        Field::Variable
    } else if name.eq_ignore_ascii_case(b"name") {
        Field::Name
    } else if is_secret_field(name) {
        Field::Secret
    } else {
        Field::Other
    }
}

/// The string with its escapes resolved.
fn spelled(text: &str, range: Range<usize>) -> Vec<u8> {
    let layer = Layer::of_source(text, range);
    layer.unescaped().unwrap_or(layer).bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_from_names_and_secrets_from_both() {
        let check = |text: &str, expected: Option<&[(&str, bool)]>| {
            let found = read(text);
            let found: Option<Vec<(&str, bool)>> = found
                .as_ref()
                .map(|values| values.iter().map(|value| (&text[value.range.clone()], value.is_secret)).collect());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check(r#"[2,"id","A",{"status":"Idle"}]"#, Some(&[("id", false), ("A", false), ("Idle", false)]));
        check(r#"{"a":"\"b\\","c":["d",{"e":"f"}]}"#, Some(&[(r#"\"b\\"#, false), ("d", false), ("f", false)]));
        check(r#"{"password":"x","b":"y"}"#, Some(&[("x", true), ("y", false)]));
        check(r#"{"pass\u0077ord":"x"}"#, Some(&[("x", true)]));
        check(r#"{"secret":{"a":["x"]},"b":"y"}"#, Some(&[("x", true), ("y", false)]));
        check(r#"{"key":"AuthorizationKey","value":"x"}"#, Some(&[("AuthorizationKey", false), ("x", true)]));
        check(
            r#"[{"value":"x","key":"authorizationKey"},{"key":"Other","value":"y"}]"#,
            Some(&[("x", true), ("authorizationKey", false), ("Other", false), ("y", false)]),
        );
        // A-54, E-42: on 2.x the name stands in an object of its own.
        check(
            r#"{"component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"},"attributeValue":"x"}"#,
            Some(&[("SecurityCtrlr", false), ("BasicAuthPassword", false), ("x", true)]),
        );
        check(
            r#"[{"variableAttribute":[{"value":"x"}],"variable":{"name":"BasicAuthPassword"}},{"variable":{"name":"Model"},"variableAttribute":[{"value":"y"}]}]"#,
            Some(&[("x", true), ("BasicAuthPassword", false), ("Model", false), ("y", false)]),
        );
        check("[12]", Some(&[]));
        check(r#""alone""#, None);
        check("12345678", None);
        check(r#"{"a":"#, None);
        check("", None);
        check("}{", None);
    }
}
