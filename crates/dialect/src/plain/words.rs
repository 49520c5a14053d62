//! Words out of names, and lines out of words.

/// The parts that are there, joined; none if there are none.
pub fn join<const N: usize>(by: &str, parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(by))
}

/// `InstallationFailed` as `installation failed`; short words in capitals stay, `EV`, `V2G`.
pub fn words(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut told = String::with_capacity(name.len() + 8);
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| letters[index]);
        let after = letters.get(index + 1);
        // Digits go with capitals.
        let in_capitals =
            |other: Option<&char>| other.is_some_and(|other| other.is_ascii_uppercase() || other.is_ascii_digit());
        let starts = letter.is_ascii_uppercase()
            && (before.is_some_and(|before| before.is_ascii_lowercase())
                || (in_capitals(before.as_ref()) && after.is_some_and(char::is_ascii_lowercase)));
        if starts {
            told.push(' ');
        }
        let is_alone = !in_capitals(before.as_ref()) && !in_capitals(after);
        told.push(if is_alone || after.is_some_and(char::is_ascii_lowercase) {
            letter.to_ascii_lowercase()
        } else {
            *letter
        });
    }
    told
}

pub fn lower(text: &str) -> String {
    text.to_lowercase()
}

pub fn first_upper(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The host of a URL, without user, password, path or query.
pub fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    match authority.rsplit_once('@').map_or(authority, |(_, host)| host) {
        "" => "an address".to_owned(),
        host => host.to_owned(),
    }
}
