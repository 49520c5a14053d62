//! What was cut out of a URL: one text to seal, to put back, and to look for in what the charger says.

use crate::SECRET_MIN;
use serde::{Deserialize, Serialize};
use words::SecretText;

/// The secret parts in the order in which they stand in the URL, spelled as they are sent.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Parts {
    /// User and password: `user:pass`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) userinfo: Option<String>,
    /// Values of secret parameters in the query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) values: Vec<String>,
}

impl Parts {
    pub(super) fn into_secret(self) -> Option<SecretText> {
        if self.userinfo.is_none() && self.values.is_empty() {
            return None;
        }
        Some(SecretText::new(serde_json::to_string(&self).expect("texts are always JSON")))
    }

    pub(super) fn of_secret(secret: &SecretText) -> Option<Parts> {
        serde_json::from_str(secret.expose()).ok()
    }

    /// What to look for in the charger's frames, from the length on that the redactor takes.
    pub(super) fn into_hidden(self) -> Vec<SecretText> {
        let mut texts = self.values;
        if let Some(userinfo) = self.userinfo {
            if let Some((_, password)) = userinfo.split_once(':') {
                texts.push(password.to_owned());
            }
            texts.push(userinfo);
        }
        let decode =
            |text: &String| percent_encoding::percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned());
        let decoded: Vec<String> = texts.iter().filter_map(decode).collect();
        texts.extend(decoded);
        texts.retain(|text| text.chars().count() >= SECRET_MIN);
        texts.sort();
        texts.dedup();
        texts.into_iter().map(SecretText::new).collect()
    }
}
