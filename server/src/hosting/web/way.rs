//! Reads the path of a request as leniently as chargers write it: whose address it is, and what it wants there.

use super::names;

/// Parts of a path that are looked at.
const PARTS_MAX: usize = 16;
/// Letters and digits of a token are no fewer; what is shorter is looked up nowhere.
const TOKEN_MIN: usize = 16;

/// Parts of a path that leads nowhere which are looked up.
const TOKENS_MAX: usize = 2;

/// Which of the two doors a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// `/f/{token}/{name}`: a file is fetched. What follows the token is decoration.
    Fetch,
    /// `/d/{token}/{name}`: a file is put.
    Put,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Way {
    To {
        door: Door,
        token: String,
        name: Option<String>,
    },
    /// Nowhere; one of these may be a token, whose charger has lost its way.
    Nowhere(Vec<String>),
}

/// Takes a path apart. Empty parts are skipped, and escapes resolved, whatever bytes they are.
pub fn way(path: &str) -> Way {
    let parts = path.split('/').filter(|part| !part.is_empty()).take(PARTS_MAX);
    let mut parts: Vec<String> = parts.map(names::of_path).collect();
    let door = match parts.first().map(String::as_str) {
        Some("f") => Some(Door::Fetch),
        Some("d") => Some(Door::Put),
        Some(_) | None => None,
    };
    match door {
        Some(door) if parts.get(1).is_some_and(|part| is_token(part)) => {
            let name = parts.split_off(2);
            let token = parts.pop().expect("there are two parts");
            Way::To { door, token, name: Some(name.join("/")).filter(|name| !name.is_empty()) }
        }
        Some(_) | None => Way::Nowhere(parts.into_iter().filter(|part| is_token(part)).take(TOKENS_MAX).collect()),
    }
}

fn is_token(part: &str) -> bool {
    part.len() >= TOKEN_MIN && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "aBcDeFgHiJkLmNoPqRsTuV";

    #[test]
    fn a_path_leads_to_its_door_however_it_is_written() {
        // O-40 and its neighbours
        let check = |path: &str, expected: Option<(Door, Option<&str>)>| {
            let path = path.replace("TOKEN", TOKEN);
            let expected = match expected {
                Some((door, name)) => Way::To { door, token: TOKEN.to_owned(), name: name.map(str::to_owned) },
                None => Way::Nowhere(vec![TOKEN.to_owned()]),
            };
            assert_eq!(way(&path), expected, "{path}");
        };
        check("/f/TOKEN/fw.bin", Some((Door::Fetch, Some("fw.bin"))));
        check("/f/TOKEN", Some((Door::Fetch, None)));
        check("/f/TOKEN/", Some((Door::Fetch, None)));
        check("//f//TOKEN//fw.bin", Some((Door::Fetch, Some("fw.bin"))));
        check("/f/TOKEN/fw%20one.bin", Some((Door::Fetch, Some("fw one.bin"))));
        check("/f/TOKEN/deep/fw.bin", Some((Door::Fetch, Some("deep/fw.bin"))));
        check("/d/TOKEN", Some((Door::Put, None)));
        check("/d/TOKEN/%FF.log", Some((Door::Put, Some("ÿ.log"))));
        check("/d/TOKEN/..%2f..%2fpasswd", Some((Door::Put, Some("../../passwd"))));
        check("/TOKEN", None);
        check("/TOKEN/fw.bin", None);
        check("/F/TOKEN/fw.bin", None);
        check("/files/f/TOKEN/fw.bin", None);
        check("/x/TOKEN/", None);
        assert_eq!(way("/"), Way::Nowhere(Vec::new()));
        assert_eq!(way("/f/x/y"), Way::Nowhere(Vec::new()));
        assert_eq!(way(&"/a".repeat(10_000)), Way::Nowhere(Vec::new()));
    }
}
