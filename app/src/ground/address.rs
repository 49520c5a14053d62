//! Addresses of pages: what a page shows stands in its address, so that it can be kept and sent on.

use leptos_router::params::ParamsMap;

/// Names in an address with their values; what has none is left out.
pub type Parts = Vec<(&'static str, Option<String>)>;

/// What a page is asked for, as it stands in an address.
pub trait Query: Sized {
    /// Reads it from the parts of an address, of a form or of a call; what does not read is as if it were not there.
    fn read(part: impl Fn(&str) -> Option<String>) -> Self;

    /// The same as parts, in the order in which they stand in an address.
    fn parts(&self) -> Parts;

    fn of(query: &ParamsMap) -> Self {
        Self::read(|name| query.get(name))
    }

    /// The address of this page with it.
    fn on(&self, path: &str) -> String {
        address(path, &self.parts())
    }

    /// The value of one part, for a call that takes it.
    fn part(&self, name: &str) -> Option<String> {
        self.parts().into_iter().find(|(known, _)| *known == name).and_then(|(_, value)| value)
    }
}

/// An address with its query; parts without a value are left out.
pub fn address(path: &str, parts: &[(&str, Option<String>)]) -> String {
    let mut address = path.to_owned();
    let given =
        parts.iter().filter_map(|(name, value)| Some((name, value.as_deref().filter(|value| !value.is_empty())?)));
    for (index, (name, value)) in given.enumerate() {
        address.push(if index == 0 { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        push_escaped(&mut address, value);
    }
    address
}

/// Escapes all but what every address may hold; the same on the server and in the browser.
fn push_escaped(address: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => address.push(char::from(byte)),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_text_is_escaped_in_addresses() {
        let check = |value: &str, expected: &str| assert_eq!(address("/a", &[("q", Some(value.to_owned()))]), expected);
        check("", "/a");
        check("50 % & ä", "/a?q=50%20%25%20%26%20%C3%A4");
    }
}
