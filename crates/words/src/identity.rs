//! What a charger may be called: the rules that the address, the command line and imports share.

use crate::is_unprintable;

/// The longest identity in OCPP.
pub const IDENTITY_MAX: usize = 48;

/// Can a charger have this identity? Otherwise a sentence says what is wrong.
pub fn check_identity(text: &str) -> Result<(), String> {
    let length = text.chars().count();
    if length == 0 {
        return Err("The identity is empty.".to_owned());
    }
    if length > IDENTITY_MAX {
        return Err(format!("The identity has {length} characters; at most {IDENTITY_MAX} are allowed."));
    }
    if text.chars().any(is_unprintable) {
        return Err("The identity holds a character that cannot be printed.".to_owned());
    }
    if let Some(character) = text.chars().find(|character| [':', '/', '\\'].contains(character)) {
        return Err(format!("The identity holds “{character}”, which cannot stand in a charger's address and login."));
    }
    if text == "." || text.contains("..") {
        return Err("The identity is or holds dots that mean another place in an address.".to_owned());
    }
    if text.trim() != text {
        return Err("The identity begins or ends with a space.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn identities_follow_the_rules() {
        let check = |text: &str, fault: Option<&str>| match (check_identity(text), fault) {
            (Ok(()), None) => {}
            (Err(sentence), Some(part)) => assert!(sentence.contains(part), "{text:?}: {sentence}"),
            (found, _) => panic!("{text:?}: {found:?}"),
        };
        check("CP-001", None);
        check("Säule 1 (Nord)", None);
        check("100%", None);
        check("a.b", None);
        check(&"x".repeat(48), None);
        check(&"ü".repeat(48), None);
        check(&"x".repeat(49), Some("49 characters"));
        check("", Some("empty"));
        check("a:b", Some("“:”"));
        check("a/b", Some("“/”"));
        check("a\\b", Some("“\\”"));
        check("..", Some("dots"));
        check("a..b", Some("dots"));
        check(".", Some("dots"));
        check("a\nb", Some("printed"));
        check("a\u{202e}b", Some("printed"));
        check(" a", Some("space"));
    }
}
