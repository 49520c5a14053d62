//! What messages of OCPP 1.6 say, in one plain line each.

mod answer;

pub(crate) use answer::answered;

use crate::plain::fields::{Fields, text};
use crate::plain::words::{host, join, lower, words};
use crate::plain::{data_transfer, meter};
use model::Direction;
use serde_json::Value;

/// What a request says: `Diagnostics: uploaded`, `Connector 2: charging`, `Reboot, soft`; nothing of an action that has no
/// line of its own.
pub(crate) fn told(direction: Direction, action: &str, fields: Fields) -> Option<String> {
    match direction {
        Direction::FromCharger => from_charger(action, fields),
        Direction::ToCharger => to_charger(action, fields),
    }
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
                super::said::firmware_status(&status).map_or(words(&status), |status| lower(status.words()))
            )
        }
        "DiagnosticsStatusNotification" => {
            let status = fields.or_unknown("status");
            format!(
                "Diagnostics: {}",
                super::said::log_status(&status).map_or(words(&status), |status| lower(status.words()))
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

fn on_connector(fields: Fields) -> String {
    fields.text("connectorId").map_or(String::new(), |id| format!(" on connector {id}"))
}

#[cfg(test)]
mod tests;
