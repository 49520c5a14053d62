//! Words of the standard as chargers misspell them: by letter case, by what stands between the letters, and by a short list of
//! aliases. The one place for it; a word that is none of these stays as the charger wrote it.

use serde_json::Value;

/// The words that something follows from: of answers, of reports on firmware and logs, of connectors, of boots, and the codes of
/// errors that are a clear no.
const KNOWN: [&str; 55] = [
    "Accepted",
    "AcceptedCanceled",
    "ApplicationReset",
    "Available",
    "BadMessage",
    "Charging",
    "DownloadFailed",
    "DownloadPaused",
    "DownloadScheduled",
    "Downloaded",
    "Downloading",
    "EmptyResultSet",
    "Faulted",
    "Finishing",
    "FirmwareUpdate",
    "Idle",
    "InstallRebooting",
    "InstallScheduled",
    "InstallVerificationFailed",
    "InstallationFailed",
    "Installed",
    "Installing",
    "InvalidCertificate",
    "InvalidSignature",
    "LocalReset",
    "NoProfiles",
    "NotImplemented",
    "NotSupported",
    "NotSupportedAttributeType",
    "NotSupportedOperation",
    "Occupied",
    "PermissionDenied",
    "PowerUp",
    "Preparing",
    "RebootRequired",
    "Rejected",
    "RemoteReset",
    "Reserved",
    "RevokedCertificate",
    "Scheduled",
    "ScheduledReset",
    "SecurityError",
    "SignatureVerified",
    "SuspendedEV",
    "SuspendedEVSE",
    "Triggered",
    "Unavailable",
    "Unknown",
    "UnknownComponent",
    "UnknownVariable",
    "UploadFailed",
    "UploadFailure",
    "Uploaded",
    "Uploading",
    "Watchdog",
];

/// What else was seen in their places, in small letters without anything between.
const ALIASES: [(&str, &str); 14] = [
    ("accept", "Accepted"),
    ("acceptedcancelled", "AcceptedCanceled"),
    ("reject", "Rejected"),
    ("notimplement", "NotImplemented"),
    ("unimplemented", "NotImplemented"),
    ("unsupported", "NotSupported"),
    ("rebootneeded", "RebootRequired"),
    ("downloadfail", "DownloadFailed"),
    ("downloadfailure", "DownloadFailed"),
    ("installfailed", "InstallationFailed"),
    ("installationfailure", "InstallationFailed"),
    ("installfailure", "InstallationFailed"),
    ("uploadfail", "UploadFailed"),
    ("poweron", "PowerUp"),
];

/// The standard's word that is meant, or the charger's own.
pub fn word(told: &str) -> &str {
    if KNOWN.contains(&told) {
        return told;
    }
    let letters: String = told.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    if !told.is_ascii() {
        return told;
    }
    let known = KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(&letters));
    let alias = || ALIASES.into_iter().find(|(alias, _)| *alias == letters).map(|(_, known)| known);
    known.or_else(alias).unwrap_or(told)
}

/// An answer with its status, and the names of the fields that decide, as the standard spells them. `file` is how this answer
/// calls a file's name.
pub fn mended(mut answer: Value, file: &str) -> Value {
    mend(&mut answer, file);
    answer
}

fn mend(answer: &mut Value, file: &str) {
    match answer {
        Value::Object(fields) => {
            for right in ["status", "attributeStatus", file] {
                let wrong = fields.keys().find(|name| name.eq_ignore_ascii_case(right) && *name != right).cloned();
                if let Some(wrong) = wrong.filter(|_| !fields.contains_key(right))
                    && let Some(value) = fields.remove(&wrong)
                {
                    fields.insert(right.to_owned(), value);
                }
            }
            for (name, value) in fields.iter_mut() {
                match value {
                    Value::String(told) if matches!(name.as_str(), "status" | "attributeStatus") => {
                        let meant = word(told);
                        if meant != told {
                            *told = meant.to_owned();
                        }
                    }
                    Value::Object(_) | Value::Array(_) => mend(value, file),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
                }
            }
        }
        Value::Array(several) => several.iter_mut().for_each(|one| mend(one, file)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn misspelt_words_are_read_and_others_stay() {
        // W-23
        for (told, meant) in [
            ("accepted", "Accepted"),
            ("ACCEPTED", "Accepted"),
            (" Accepted ", "Accepted"),
            ("Accept", "Accepted"),
            ("AcceptedCancelled", "AcceptedCanceled"),
            ("not_supported", "NotSupported"),
            ("Not Implemented", "NotImplemented"),
            ("InstallFailed", "InstallationFailed"),
            ("powerup", "PowerUp"),
            ("Remote Reset", "RemoteReset"),
            ("OK", "OK"),
            ("", ""),
            ("Success", "Success"),
            ("Äccepted", "Äccepted"),
            ("NotAccepted", "NotAccepted"),
        ] {
            assert_eq!(word(told), meant, "{told:?}");
        }
    }

    #[test]
    fn an_answer_is_read_by_its_deciding_fields() {
        // W-23
        let check = |told: Value, meant: Value| assert_eq!(mended(told, "fileName"), meant);
        check(json!({"Status": "accepted"}), json!({"status": "Accepted"}));
        check(json!({"STATUS": 1, "status": "rejected"}), json!({"STATUS": 1, "status": "Rejected"}));
        check(json!({"filename": "a.zip"}), json!({"fileName": "a.zip"}));
        check(
            json!({"setVariableResult": [{"attributestatus": "rebootrequired"}]}),
            json!({"setVariableResult": [{"attributeStatus": "RebootRequired"}]}),
        );
        for odd in [json!({}), json!(null), json!({"status": ""}), json!({"status": null}), json!(["accepted"])] {
            check(odd.clone(), odd);
        }
    }

    proptest! {
        /// W-23: letter case never matters, and no word becomes another one of the standard's.
        #[test]
        fn letter_case_is_no_difference(n in 0..KNOWN.len(), upper in proptest::collection::vec(any::<bool>(), 32)) {
            let bent: String = KNOWN[n]
                .chars()
                .zip(upper.into_iter().cycle())
                .map(|(c, upper)| if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
                .collect();
            prop_assert_eq!(word(&bent), KNOWN[n]);
        }

        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            let read = word(&text);
            prop_assert!(read == text || KNOWN.contains(&read));
        }
    }
}
