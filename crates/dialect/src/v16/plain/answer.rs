//! What answers of OCPP 1.6 say, in one plain line each.

use crate::plain::fields::Fields;
use crate::plain::status;
use crate::plain::words::{join, words};
use serde_json::Value;

/// What an answer to an action says, where it is more than its status.
pub(crate) fn answered(action: &str, fields: Fields) -> Option<String> {
    let of_tag = || fields.at("idTagInfo").text("status").map(|status| words(&status));
    Some(match action {
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
            join(", ", [status(fields), schedule]).unwrap_or("Received".to_owned())
        }
        _ => return None,
    })
}
