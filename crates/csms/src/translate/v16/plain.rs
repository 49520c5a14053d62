//! One plain line for each OCPP 1.6 message, for people who do not read JSON. Any payload has one, however odd.
//!
//! Lines are printable but not cut, so that whoever stores them can take secrets out first: half a secret would not be
//! recognised any more.

mod answer;
mod meter;

pub use answer::plain_answer;

use crate::printable::printable;
use model::{DiagnosticsStatus, Direction, FirmwareStatus};
use serde_json::Value;

/// What a request says: `Diagnostics: uploaded`, `Connector 2: charging`, `Reboot, soft`.
pub fn plain(direction: Direction, action: &str, payload: &Value) -> String {
    let fields = Fields(payload);
    let told = match direction {
        Direction::FromCharger => from_charger(action, fields),
        Direction::ToCharger => to_charger(action, fields),
    };
    printable(&told.unwrap_or_else(|| unknown(action, fields)), usize::MAX)
}

fn from_charger(action: &str, fields: Fields) -> Option<String> {
    Some(match action {
        "BootNotification" => {
            let machine = join(" ", [fields.text("chargePointVendor"), fields.text("chargePointModel")]);
            match join(", ", [machine, fields.text("firmwareVersion")]) {
                Some(machine) => format!("Booted: {machine}"),
                None => "Booted".to_owned(),
            }
        }
        "Heartbeat" => "Heartbeat".to_owned(),
        "StatusNotification" => connector_status(fields),
        "Authorize" => format!("May tag {} charge?", fields.or_unknown("idTag")),
        "StartTransaction" => format!("Session started{} by tag {}", on_connector(fields), fields.or_unknown("idTag")),
        "StopTransaction" => {
            let session = fields.text("transactionId").map_or("Session".to_owned(), |id| format!("Session {id}"));
            let meter = fields.number("meterStop").map(|wh| format!("meter at {}", meter::kilo(wh, "kWh")));
            join(", ", [Some(format!("{session} stopped")), fields.text("reason").map(|reason| words(&reason)), meter])?
        }
        "MeterValues" => {
            let place = fields.connector().map_or("charger".to_owned(), |id| format!("connector {id}"));
            join(", ", [Some(format!("Meter values: {place}")), meter::newest(fields.0)])?
        }
        "DataTransfer" => data_transfer(fields),
        "FirmwareStatusNotification" => {
            let status = fields.or_unknown("status");
            format!(
                "Firmware: {}",
                FirmwareStatus::parse(&status).map_or(words(&status), |status| lower(status.words()))
            )
        }
        "DiagnosticsStatusNotification" => {
            let status = fields.or_unknown("status");
            format!(
                "Diagnostics: {}",
                DiagnosticsStatus::parse(&status).map_or(words(&status), |status| lower(status.words()))
            )
        }
        "SecurityEventNotification" => format!("Security event: {}", words(&fields.or_unknown("type"))),
        _ => return None,
    })
}

fn to_charger(action: &str, fields: Fields) -> Option<String> {
    let connector = || fields.text("connectorId").map(|id| format!("connector {id}"));
    Some(match action {
        "Reset" => format!("Reboot, {}", lower(&fields.or_unknown("type"))),
        "UpdateFirmware" => format!("Update firmware from {}", host(&fields.or_unknown("location"))),
        "GetDiagnostics" => format!("Send diagnostics to {}", host(&fields.or_unknown("location"))),
        "ClearCache" => "Clear cache".to_owned(),
        "ClearChargingProfile" => {
            let purpose = fields.text("chargingProfilePurpose");
            let level = fields.text("stackLevel").map(|level| format!("stack level {level}"));
            let criteria = [fields.text("id").map(|id| format!("id {id}")), connector(), purpose, level];
            format!("Clear charging profiles: {}", join(", ", criteria).unwrap_or("all".to_owned()))
        }
        "GetCompositeSchedule" => join(" of ", [Some("Ask for the charging schedule".to_owned()), connector()])?,
        "TriggerMessage" | "ExtendedTriggerMessage" => {
            join(" of ", [Some(format!("Ask for {}", fields.or_unknown("requestedMessage"))), connector()])?
        }
        "ChangeConfiguration" => format!("Set {}", fields.or_unknown("key")),
        "GetConfiguration" => match fields.0.get("key").and_then(Value::as_array) {
            Some(keys) if !keys.is_empty() => {
                format!("Read configuration: {}", keys.iter().filter_map(text).collect::<Vec<_>>().join(", "))
            }
            Some(_) | None => "Read the whole configuration".to_owned(),
        },
        "ChangeAvailability" => join(
            ": ",
            [
                Some("Change availability".to_owned()),
                join(", ", [connector(), fields.text("type").map(|kind| lower(&kind))]),
            ],
        )?,
        "RemoteStartTransaction" => {
            format!("Start a session{} with tag {}", on_connector(fields), fields.or_unknown("idTag"))
        }
        "RemoteStopTransaction" => format!("Stop session {}", fields.or_unknown("transactionId")),
        "UnlockConnector" => join(" ", [Some("Unlock".to_owned()), connector()])?,
        "DataTransfer" => data_transfer(fields),
        _ => return None,
    })
}

/// `Connector 2: charging`, with what is wrong where something is.
fn connector_status(fields: Fields) -> String {
    let place = fields.connector().map_or("Charger".to_owned(), |id| format!("Connector {id}"));
    let status = fields.or_unknown("status");
    let status = match status.as_str() {
        "SuspendedEV" => "paused by the car".to_owned(),
        "SuspendedEVSE" => "paused by the charger".to_owned(),
        other => words(other),
    };
    let error = fields.text("errorCode").filter(|code| code != "NoError");
    let told = [Some(status), error.map(|code| words(&code)), fields.text("vendorErrorCode"), fields.text("info")];
    format!("{place}: {}", join(", ", told).unwrap_or_default())
}

fn data_transfer(fields: Fields) -> String {
    let about = join(", ", [fields.text("vendorId"), fields.text("messageId")]);
    join(": ", [Some("Data transfer".to_owned()), about]).unwrap_or_default()
}

/// An action without a line of its own: its name, spelled apart.
fn unknown(action: &str, fields: Fields) -> String {
    let mut name = words(action);
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    join(", ", [Some(name).filter(|name| !name.is_empty()), fields.text("status").map(|status| words(&status))])
        .unwrap_or("A message without a name".to_owned())
}

fn on_connector(fields: Fields) -> String {
    fields.text("connectorId").map_or(String::new(), |id| format!(" on connector {id}"))
}

/// The host of a URL, without user, password, path or query.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    match authority.rsplit_once('@').map_or(authority, |(_, host)| host) {
        "" => "an address".to_owned(),
        host => host.to_owned(),
    }
}

/// `InstallationFailed` as `installation failed`; short words in capitals stay, `EV`.
fn words(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut told = String::with_capacity(name.len() + 8);
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| letters[index]);
        let after = letters.get(index + 1);
        let in_capitals = |other: Option<&char>| other.is_some_and(char::is_ascii_uppercase);
        let starts = letter.is_ascii_uppercase()
            && (before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit())
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

fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// The parts that are there, joined; none if there are none.
fn join<const N: usize>(by: &str, parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(by))
}

/// Text, number or truth value as text; nothing of anything larger.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A payload's fields, whatever the payload is.
#[derive(Clone, Copy)]
struct Fields<'a>(&'a Value);

impl Fields<'_> {
    fn text(self, name: &str) -> Option<String> {
        self.0.get(name).and_then(text).filter(|text| !text.is_empty())
    }

    fn or_unknown(self, name: &str) -> String {
        self.text(name).unwrap_or("unknown".to_owned())
    }

    fn number(self, name: &str) -> Option<f64> {
        meter::number(self.0.get(name)?)
    }

    /// The connector, if it is one: 0 is the charger itself.
    fn connector(self) -> Option<String> {
        self.text("connectorId").filter(|id| id != "0")
    }
}

#[cfg(test)]
mod tests;
