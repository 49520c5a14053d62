//! One plain line for each answer.

use super::{Fields, join, words};
use crate::printable::printable;
use serde_json::Value;

/// What an answer to an action says: `Accepted`, `Session 12 accepted`, `Error NotImplemented`. An error is its code and
/// its description.
pub fn plain_answer(action: &str, result: Result<&Value, (&str, &str)>) -> String {
    let told = match result {
        Ok(payload) => conf(action, Fields(payload)),
        Err((code, description)) => {
            let error = format!("Error {}", if code.is_empty() { "without a code" } else { code });
            join(": ", [Some(error), Some(description.to_owned())]).unwrap_or_default()
        }
    };
    printable(&told, usize::MAX)
}

fn conf(action: &str, fields: Fields) -> String {
    let status = || fields.text("status").map(|status| first_upper(&words(&status)));
    let of_tag =
        || Fields(fields.0.get("idTagInfo").unwrap_or(&Value::Null)).text("status").map(|status| words(&status));
    match action {
        "GetDiagnostics" => {
            fields.text("fileName").map_or("Nothing to upload".to_owned(), |name| format!("Will upload {name}"))
        }
        "Authorize" => of_tag().map_or("Answered".to_owned(), |status| format!("Tag {status}")),
        "StartTransaction" => {
            let session = fields.text("transactionId").map_or("Session".to_owned(), |id| format!("Session {id}"));
            join(", ", [Some(session), of_tag().map(|status| format!("tag {status}"))]).unwrap_or_default()
        }
        "StopTransaction" => of_tag().map_or("Received".to_owned(), |status| format!("Received, tag {status}")),
        "Heartbeat" => fields.text("currentTime").map_or("Received".to_owned(), |time| format!("It is {time}")),
        "ClearChargingProfile" if fields.text("status").as_deref() == Some("Unknown") => "Nothing matched".to_owned(),
        "GetConfiguration" => match fields.0.get("configurationKey").and_then(Value::as_array) {
            Some(keys) => format!("{} settings", keys.len()),
            None => "Received".to_owned(),
        },
        "GetCompositeSchedule" => {
            let schedule = fields.0.get("chargingSchedule").map(|_| "with a schedule".to_owned());
            join(", ", [status(), schedule]).unwrap_or("Received".to_owned())
        }
        _ => status().unwrap_or("Received".to_owned()),
    }
}

fn first_upper(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
