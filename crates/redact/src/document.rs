//! The values of a JSON text, each with whether its field's name makes it a secret.

use super::layer::Layer;
use super::names::{holds_key, is_secret_field};
use serde::de::IgnoredAny;
use std::ops::Range;

/// A string, or a number that is or may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    /// Its content in the source, a string's between the quotes.
    pub(super) range: Range<usize>,
    pub(super) is_string: bool,
    /// Masked whole, whatever it holds.
    pub(super) is_secret: bool,
}

/// All such values in the order of the text; none where it is no JSON object or array. A lone number or word is taken
/// for plain text, since it may be a secret as it is.
pub(super) fn read(text: &str) -> Option<Vec<Scalar>> {
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
            b'-' | b'0'..=b'9' => {
                let number = at..end_of_number(bytes, at);
                at = number.end - 1;
                reader.number(number);
            }
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

fn end_of_number(bytes: &[u8], at: usize) -> usize {
    let is_of_number = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    at + bytes[at..].iter().take_while(|byte| is_of_number(byte)).count()
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
    /// Its field `key` is itself a secret.
    holds_key: bool,
    /// Its field `key`, or the name of its `variable`, names a secret setting.
    names_secret: bool,
    /// Its fields `value`, and those within it, as places in the list of values.
    values: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Secret,
    /// What stands in it holds a key.
    Vault,
    Key,
    Value,
    Variable,
    Name,
    Other,
}

struct Reader<'a> {
    text: &'a str,
    values: Vec<Scalar>,
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
            holds_key: self.open.last().is_some_and(|outer| outer.field == Field::Vault),
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
            inner.field = match field(&spelled(text, range)) {
                Field::Key if inner.holds_key => Field::Secret,
                field @ (Field::Secret
                | Field::Vault
                | Field::Key
                | Field::Value
                | Field::Variable
                | Field::Name
                | Field::Other) => field,
            };
            return;
        }
        match inner.field {
            Field::Key => inner.names_secret |= is_secret_field(&spelled(text, range.clone())),
            Field::Value => inner.values.push(self.values.len()),
            Field::Name if inner.is_variable => inner.names_secret |= is_secret_field(&spelled(text, range.clone())),
            Field::Secret | Field::Vault | Field::Variable | Field::Name | Field::Other => {}
        }
        let is_secret = inner.is_secret || inner.field == Field::Secret;
        self.values.push(Scalar { range, is_string: true, is_secret });
    }

    /// Only what its name, or its key's, may make a secret is kept.
    fn number(&mut self, range: Range<usize>) {
        let inner = self.open.last_mut().expect("every number of an object or array stands inside of it");
        let is_secret = inner.is_secret || inner.field == Field::Secret;
        if inner.field == Field::Value {
            inner.values.push(self.values.len());
        } else if !is_secret {
            return;
        }
        self.values.push(Scalar { range, is_string: false, is_secret });
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
    } else if holds_key(name) {
        Field::Vault
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
        // A VPN's key is its secret, and numbers are secrets too.
        check(
            r#"{"vpn":{"server":"s","key":"x"},"key":"y","apn":{"simPin":1234,"id":5}}"#,
            Some(&[("s", false), ("x", true), ("y", false), ("1234", true)]),
        );
        check(r#"{"key":"SimPin","value":-12.5e3}"#, Some(&[("SimPin", false), ("-12.5e3", true)]));
        check(r#"{"password":[1,{"a":2}]}"#, Some(&[("1", true), ("2", true)]));
        check("[12]", Some(&[]));
        check(r#""alone""#, None);
        check("12345678", None);
        check(r#"{"a":"#, None);
        check("", None);
        check("}{", None);
    }

    #[test]
    fn a_string_ends_at_its_quote_or_with_the_text() {
        assert_eq!(end_of_string(b"abc\" ", 0), 3);
        assert_eq!(end_of_string(b"a\\\"c\"", 0), 4);
        assert_eq!(end_of_string(b"abc", 0), 3);
        assert_eq!(end_of_string(b"abc\\", 0), 4);
    }
}
