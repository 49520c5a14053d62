//! Texts that hold secrets: what of them may be kept and shown, what is sealed, and what must not be seen anywhere.

use crate::destination::Destination;
use crate::{Redactor, is_secret_field};
use serde::{Deserialize, Serialize};
use words::SecretText;

/// A text that is sealed as a whole, told apart from the parts of a URL.
#[derive(Serialize, Deserialize)]
struct Whole {
    whole: String,
    /// The secrets in it, where no rule would find them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hide: Vec<String>,
}

/// The text as it may be kept, and itself to be sealed where something had to be taken out.
pub fn cut(text: &str) -> (String, Option<SecretText>) {
    let public = Redactor::new(Vec::new()).redact(text);
    let secret = (public != text).then(|| whole(text));
    (public, secret)
}

/// A text to be sealed whole.
pub fn whole(text: &str) -> SecretText {
    address(text, Vec::new())
}

/// An address of our own to be sealed whole, with the secrets in it.
pub fn address(text: &str, hide: Vec<String>) -> SecretText {
    let sealed = serde_json::to_string(&Whole { whole: text.to_owned(), hide }).expect("texts are always JSON");
    SecretText::new(sealed)
}

/// The text that was sealed whole, if this is one.
pub fn whole_of(secret: &SecretText) -> Option<SecretText> {
    serde_json::from_str::<Whole>(secret.expose()).ok().map(|sealed| SecretText::new(sealed.whole))
}

/// What must not be seen in any frame while a sealed secret lives.
pub fn secrets_to_hide(secret: &SecretText) -> Vec<SecretText> {
    let whole = serde_json::from_str::<Whole>(secret.expose()).ok();
    if let Some(whole) = whole.filter(|whole| !whole.hide.is_empty()) {
        return whole.hide.into_iter().map(SecretText::new).collect();
    }
    match whole_of(secret) {
        Some(text) => {
            let mut found = Redactor::new(Vec::new()).secrets(text.expose());
            if found.is_empty() {
                // A value that is a secret as a whole looks like none.
                found.push(text.expose().to_owned());
            }
            // Of user and password, the password alone is one too.
            let passwords =
                found.iter().filter_map(|text| text.split_once(':')).map(|(_, password)| password.to_owned());
            let passwords: Vec<String> = passwords.collect();
            found.into_iter().chain(passwords).map(SecretText::new).collect()
        }
        None => Destination::secrets_to_hide(secret),
    }
}

/// Is the value of this setting a secret? The last part of a 2.x name counts: `SecurityCtrlr.BasicAuthPassword`.
pub fn is_secret_setting(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let last = last.split(['[', '/']).next().unwrap_or(last);
    is_secret_field(last.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_a_message_are_sealed_and_hidden() {
        // E-41, E-42
        let check = |text: &str, public: &str, hidden: &[&str]| {
            let (kept, secret) = cut(text);
            assert_eq!(kept, public, "{text}");
            let found: Vec<String> = secret
                .as_ref()
                .map(secrets_to_hide)
                .unwrap_or_default()
                .iter()
                .map(|secret| secret.expose().to_owned())
                .collect();
            for secret in hidden {
                assert!(found.iter().any(|text| text == secret), "{text}: {found:?}");
            }
            if let Some(secret) = &secret {
                assert_eq!(whole_of(secret).unwrap().expose(), text);
            }
            assert_eq!(secret.is_none(), hidden.is_empty());
        };
        check(r#"{"type":"Soft"}"#, r#"{"type":"Soft"}"#, &[]);
        check(
            r#"{"key":"AuthorizationKey","value":"hunter2x"}"#,
            r#"{"key":"AuthorizationKey","value":"***"}"#,
            &["hunter2x"],
        );
        check(r#"{"location":"ftp://u:pa%20ss@h/"}"#, r#"{"location":"ftp://***@h/"}"#, &["u:pa%20ss"]);
    }

    #[test]
    fn secret_settings_are_known_by_their_name() {
        let check = |name: &str, secret: bool| assert_eq!(is_secret_setting(name), secret, "{name}");
        check("AuthorizationKey", true);
        check("SecurityCtrlr.BasicAuthPassword", true);
        check("SecurityCtrlr.BasicAuthPassword/Target", true);
        check("AuthCtrlr.AuthorizeRemoteStart", false);
        check("HeartbeatInterval", false);
    }
}
