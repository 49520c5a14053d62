//! What a charger of OCPP 2.x is asked to do.

use super::{after, count, criteria, place, place_of, session, settings, short, token};
use crate::plain::data_transfer;
use crate::plain::fields::{Fields, text};
use crate::plain::words::{host, join, lower, words};

pub(super) fn told(action: &str, fields: Fields) -> Option<String> {
    operation(action, fields)
        .or_else(|| charging(action, fields))
        .or_else(|| upkeep(action, fields))
        .or_else(|| monitoring(action, fields))
        .or_else(|| since_v21(action, fields))
}

/// What is started, stopped and kept.
fn operation(action: &str, fields: Fields) -> Option<String> {
    Some(match action {
        "Reset" => {
            let kind = match fields.or_unknown("type").as_str() {
                "OnIdle" => "when idle".to_owned(),
                "Immediate" => "at once".to_owned(),
                "ImmediateAndResume" => "at once, sessions go on after it".to_owned(),
                other => words(other),
            };
            format!("{}, {kind}", join(" ", [Some("Reboot".to_owned()), place(fields)])?)
        }
        "RequestStartTransaction" => {
            format!("Start a session{} with token {}", after("on", place(fields)), token(fields, "idToken"))
        }
        "RequestStopTransaction" => format!("Stop session {}", short(&fields.or_unknown("transactionId"))),
        "GetTransactionStatus" => match fields.text("transactionId") {
            Some(id) => format!("Ask whether session {} goes on", short(&id)),
            None => "Ask whether messages about sessions are waiting".to_owned(),
        },
        "ChangeAvailability" => {
            let status = fields.text("operationalStatus").map(|status| lower(&status));
            join(": ", [Some("Change availability".to_owned()), join(", ", [place_of(fields), status])])?
        }
        "UnlockConnector" => join(" ", [Some("Unlock".to_owned()), place(fields)])?,
        "ReserveNow" => {
            let place = place(fields).unwrap_or("an EVSE".to_owned());
            let until = fields.text("expiryDateTime").map_or(String::new(), |time| format!(" until {time}"));
            format!("Reserve {place} for token {}{until}", token(fields, "idToken"))
        }
        "CancelReservation" => format!("Cancel reservation {}", fields.or_unknown("reservationId")),
        "TriggerMessage" => {
            let message = fields.text("customTrigger").unwrap_or(fields.or_unknown("requestedMessage"));
            format!("Ask for {message}{}", after("of", place_of(fields)))
        }
        "DataTransfer" => data_transfer(fields),
        "ClearCache" => "Clear cache".to_owned(),
        "GetLocalListVersion" => "Ask for the version of the local list".to_owned(),
        "SendLocalList" => {
            let version = fields.text("versionNumber").map(|version| format!("version {version}"));
            let kind = fields.text("updateType").map(|kind| lower(&kind));
            let tokens = count(fields.items("localAuthorizationList").len(), "token");
            join(": ", [Some("Send local list".to_owned()), join(", ", [version, kind, Some(tokens)])])?
        }
        _ => return None,
    })
}

/// How much power is drawn.
fn charging(action: &str, fields: Fields) -> Option<String> {
    Some(match action {
        "SetChargingProfile" => {
            let profile = fields.at("chargingProfile");
            let what = join(", ", [profile.text("chargingProfilePurpose"), limit(profile)]);
            let place = place(fields).unwrap_or("the whole charger".to_owned());
            join(": ", [Some(format!("Set a charging profile for {place}")), what])?
        }
        "GetChargingProfiles" => {
            let wanted = fields.at("chargingProfile");
            let ids: Vec<String> = wanted.items("chargingProfileId").iter().filter_map(text).collect();
            let ids = (!ids.is_empty()).then(|| format!("id {}", ids.join(", ")));
            let which = join(", ", [place(fields), criteria(wanted, ids)]).unwrap_or("all".to_owned());
            format!("Ask for charging profiles: {which}")
        }
        "ClearChargingProfile" => {
            let id = fields.text("chargingProfileId").map(|id| format!("id {id}"));
            let which = criteria(fields.at("chargingProfileCriteria"), id).unwrap_or("all".to_owned());
            format!("Clear charging profiles: {which}")
        }
        "GetCompositeSchedule" => format!("Ask for the charging schedule{}", after("of", place(fields))),
        _ => return None,
    })
}

/// The limit of a profile whose schedule has but one, `16 A`.
fn limit(profile: Fields) -> Option<String> {
    let [schedule] = profile.items("chargingSchedule") else {
        return None;
    };
    let [period] = Fields(schedule).items("chargingSchedulePeriod") else {
        return None;
    };
    let amount = Fields(period).number("limit")?;
    Some(format!("{amount} {}", Fields(schedule).text("chargingRateUnit")?))
}

/// Settings, firmware, certificates and logs.
fn upkeep(action: &str, fields: Fields) -> Option<String> {
    let certificate =
        |what: &str, field: &str| join(": ", [Some(what.to_owned()), fields.text(field).map(|kind| words(&kind))]);
    Some(match action {
        "GetVariables" => format!("Read {}", settings(fields, "getVariableData")),
        "SetVariables" => format!("Set {}", settings(fields, "setVariableData")),
        "GetBaseReport" => {
            let base = fields.text("reportBase").map_or("a report".to_owned(), |base| format!("the {}", words(&base)));
            format!("Ask for {base}")
        }
        "GetReport" => {
            let criteria: Vec<String> = fields.items("componentCriteria").iter().filter_map(text).collect();
            let criteria = (!criteria.is_empty()).then(|| lower(&criteria.join(", ")));
            let wanted = (!fields.items("componentVariable").is_empty()).then(|| settings(fields, "componentVariable"));
            join(": ", [Some("Ask for a report".to_owned()), join(", ", [criteria, wanted])])?
        }
        "SetNetworkProfile" => {
            let profile = fields.at("connectionData");
            let slot = fields.text("configurationSlot").map_or(String::new(), |slot| format!(" {slot}"));
            let to = profile.text("ocppCsmsUrl").map_or(String::new(), |url| format!(" to {}", host(&url)));
            format!("Set network profile{slot}{to}")
        }
        "UpdateFirmware" => format!("Update firmware from {}", host(&fields.at("firmware").or_unknown("location"))),
        "PublishFirmware" => format!("Offer firmware to others, from {}", host(&fields.or_unknown("location"))),
        "UnpublishFirmware" => "Stop offering firmware to others".to_owned(),
        "GetLog" => {
            let kind = match fields.text("logType").as_deref() {
                None | Some("DiagnosticsLog") => "diagnostics".to_owned(),
                Some(kind) => words(kind),
            };
            format!("Send {kind} to {}", host(&fields.at("log").or_unknown("remoteLocation")))
        }
        "CertificateSigned" => certificate("Bring the signed certificate", "certificateType")?,
        "InstallCertificate" => certificate("Install a certificate", "certificateType")?,
        "DeleteCertificate" => {
            let serial = fields.at("certificateHashData").text("serialNumber").map(|serial| format!("serial {serial}"));
            join(": ", [Some("Delete a certificate".to_owned()), serial])?
        }
        "GetInstalledCertificateIds" => {
            let kinds: Vec<String> = fields.items("certificateType").iter().filter_map(text).collect();
            let kinds = kinds.iter().map(|kind| words(kind)).collect::<Vec<_>>().join(", ");
            join(": ", [Some("Ask for the installed certificates".to_owned()), Some(kinds)])?
        }
        _ => return None,
    })
}

/// What is watched, shown and told about customers.
fn monitoring(action: &str, fields: Fields) -> Option<String> {
    Some(match action {
        "SetVariableMonitoring" => format!("Watch {}", settings(fields, "setMonitoringData")),
        "ClearVariableMonitoring" => {
            let ids: Vec<String> = fields.items("id").iter().filter_map(text).collect();
            join(" ", [Some("Remove monitors".to_owned()), Some(ids.join(", "))])?
        }
        "SetMonitoringBase" => format!("Use monitors: {}", words(&fields.or_unknown("monitoringBase"))),
        "SetMonitoringLevel" => format!("Report events up to severity {}", fields.or_unknown("severity")),
        "GetMonitoringReport" => "Ask for a monitoring report".to_owned(),
        "CustomerInformation" => {
            let tasks =
                [fields.is("report").then(|| "report".to_owned()), fields.is("clear").then(|| "erase".to_owned())];
            join(": ", [Some("Customer information".to_owned()), join(" and ", tasks)])?
        }
        "SetDisplayMessage" => {
            let message = fields.at("message");
            let content = message.at("message").text("content").map(|content| format!("“{content}”"));
            let id = message.text("id").map(|id| format!("message {id}"));
            join(", ", [join(": ", [Some("Show".to_owned()), id]), content])?
        }
        "GetDisplayMessages" => "Ask for the messages on the display".to_owned(),
        "ClearDisplayMessage" => format!("Remove message {} from the display", fields.or_unknown("id")),
        "CostUpdated" => format!("{} has cost {} so far", session(fields), fields.or_unknown("totalCost")),
        _ => return None,
    })
}

/// What 2.1 has brought.
fn since_v21(action: &str, fields: Fields) -> Option<String> {
    let of_place = || place(fields).map_or(String::new(), |place| format!(" of {place}"));
    let control = || {
        let what = [fields.text("controlType"), fields.text("controlId").map(|id| short(&id))];
        let default = fields.is("isDefault").then(|| "default".to_owned());
        let [kind, id] = what;
        join(", ", [kind, id, default])
    };
    Some(match action {
        "UpdateDynamicSchedule" => {
            let profile = fields.or_unknown("chargingProfileId");
            let update = fields.at("scheduleUpdate");
            let amount = |name: &str, what: &str| update.text(name).map(|amount| format!("{what} {amount}"));
            let amounts =
                [amount("limit", "limit"), amount("dischargeLimit", "discharge limit"), amount("setpoint", "setpoint")];
            join(": ", [Some(format!("Change charging profile {profile}")), join(", ", amounts)])?
        }
        "UsePriorityCharging" => {
            let turned = if fields.is("activate") { "on" } else { "off" };
            format!("{}: turn priority charging {turned}", session(fields))
        }
        "NotifyAllowedEnergyTransfer" => {
            let kinds: Vec<String> = fields.items("allowedEnergyTransfer").iter().filter_map(text).collect();
            format!("{} may use {}", session(fields), kinds.join(", ").replace('_', " "))
        }
        "AFRRSignal" => format!("Grid signal {}", fields.or_unknown("signal")),
        "SetDERControl" => join(": ", [Some("Set grid control".to_owned()), control()])?,
        "GetDERControl" => join(": ", [Some("Ask for grid controls".to_owned()), control()])?,
        "ClearDERControl" => join(": ", [Some("Clear grid controls".to_owned()), control()])?,
        "SetDefaultTariff" => {
            format!("Set the tariff{} to {}", of_place(), fields.at("tariff").or_unknown("tariffId"))
        }
        "GetTariffs" => format!("Ask for the tariffs{}", of_place()),
        "ClearTariffs" => {
            let ids: Vec<String> = fields.items("tariffIds").iter().filter_map(text).collect();
            let ids = if ids.is_empty() { "all".to_owned() } else { ids.join(", ") };
            format!("Clear tariffs{}: {ids}", of_place())
        }
        "ChangeTransactionTariff" => {
            format!("{}: change the tariff to {}", session(fields), fields.at("tariff").or_unknown("tariffId"))
        }
        "NotifyWebPaymentStarted" => format!("Somebody pays in the browser{}", after("for", place(fields))),
        "AdjustPeriodicEventStream" => format!("Adjust stream {} of measured values", fields.or_unknown("id")),
        "GetPeriodicEventStream" => "Ask for the open streams of measured values".to_owned(),
        "RequestBatterySwap" => format!("Swap a battery for token {}", token(fields, "idToken")),
        _ => return None,
    })
}
