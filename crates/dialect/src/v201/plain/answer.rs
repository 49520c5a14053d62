//! What answers of OCPP 2.x say.

use super::{count, short, why};
use crate::plain::fields::Fields;
use crate::plain::status;
use crate::plain::words::{first_upper, join, words};

/// What an answer to an action says; nothing where it has neither a status nor anything else to tell.
pub(crate) fn answered(action: &str, fields: Fields) -> Option<String> {
    let told = |more: Option<String>| join(", ", [status(fields), why(fields), more]);
    let of_token = || fields.at("idTokenInfo").text("status").map(|status| words(&status));
    match action {
        "Heartbeat" => fields.text("currentTime").map(|time| format!("It is {time}")),
        "Authorize" => Some(of_token().map_or("Answered".to_owned(), |status| format!("Token {status}"))),
        "TransactionEvent" => {
            let token = of_token().map(|status| format!("token {status}"));
            let cost = fields.text("totalCost").map(|cost| format!("cost so far {cost}"));
            join(", ", [Some("Received".to_owned()), token, cost])
        }
        "ClearChargingProfile" if fields.text("status").as_deref() == Some("Unknown") => {
            join(", ", [Some("Nothing matched".to_owned()), why(fields)])
        }
        "GetCompositeSchedule" => told(fields.0.get("schedule").map(|_| "with a schedule".to_owned())),
        "GetLog" => told(fields.text("filename").map(|name| format!("will upload {name}"))),
        "RequestStartTransaction" => told(fields.text("transactionId").map(|id| format!("session {}", short(&id)))),
        "GetLocalListVersion" => fields.text("versionNumber").map(|version| match version.as_str() {
            "0" => "No local list".to_owned(),
            version => format!("Version {version}"),
        }),
        "GetTransactionStatus" => {
            let ongoing = fields.text("ongoingIndicator");
            let ongoing = ongoing.map(|goes_on| if goes_on == "true" { "Session goes on" } else { "Session is over" });
            let waiting = if fields.is("messagesInQueue") { "messages are waiting" } else { "no messages are waiting" };
            join(", ", [ongoing.map(str::to_owned), Some(waiting.to_owned())]).map(|told| first_upper(&told))
        }
        "GetInstalledCertificateIds" => {
            let certificates = fields.items("certificateHashDataChain").len();
            told((certificates > 0).then(|| count(certificates, "certificate")))
        }
        "GetTariffs" => {
            let tariffs = fields.items("tariffAssignments").len();
            told((tariffs > 0).then(|| count(tariffs, "tariff")))
        }
        "GetPeriodicEventStream" => Some(count(fields.items("constantStreamData").len(), "stream")),
        "GetVariables" => tally(fields, "getVariableResult", "attributeStatus"),
        "SetVariables" => tally(fields, "setVariableResult", "attributeStatus"),
        "SetVariableMonitoring" => tally(fields, "setMonitoringResult", "status"),
        "ClearVariableMonitoring" => tally(fields, "clearMonitoringResult", "status"),
        "ClearTariffs" => tally(fields, "clearTariffsResult", "status"),
        _ => told(None),
    }
}

/// How many of several parts had which status: `Accepted`, `2 accepted, 1 unknown variable`.
fn tally(fields: Fields, list: &str, status: &str) -> Option<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for item in fields.items(list) {
        let status = words(&Fields(item).or_unknown(status));
        match counts.iter_mut().find(|(known, _)| *known == status) {
            Some((_, count)) => *count += 1,
            None => counts.push((status, 1)),
        }
    }
    match counts.as_slice() {
        [] => None,
        [(status, 1)] => Some(first_upper(status)),
        counts => Some(counts.iter().map(|(status, count)| format!("{count} {status}")).collect::<Vec<_>>().join(", ")),
    }
}
