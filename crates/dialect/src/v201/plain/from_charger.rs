//! What a charger of OCPP 2.x says.

use super::{after, count, place, place_of, session, setting, short, token, why};
use crate::plain::fields::Fields;
use crate::plain::words::{join, words};
use crate::plain::{data_transfer, meter};

pub(super) fn told(action: &str, fields: Fields) -> Option<String> {
    status(action, fields).or_else(|| reported(action, fields)).or_else(|| since_v21(action, fields))
}

/// How the charger is, and what happens at it.
fn status(action: &str, fields: Fields) -> Option<String> {
    Some(match action {
        "BootNotification" => booted(fields),
        "Heartbeat" => "Heartbeat".to_owned(),
        "StatusNotification" => {
            let place = place(fields).unwrap_or("Charger".to_owned());
            format!("{place}: {}", words(&fields.or_unknown("connectorStatus")))
        }
        "Authorize" => format!("May token {} charge?", token(fields, "idToken")),
        "TransactionEvent" => transaction(fields),
        "MeterValues" => {
            let place = place(fields).unwrap_or("charger".to_owned());
            join(", ", [Some(format!("Meter values: {place}")), meter::newest(fields.0)])?
        }
        "DataTransfer" => data_transfer(fields),
        "FirmwareStatusNotification" => progress("Firmware", "not updating", fields),
        "LogStatusNotification" => progress("Log", "not uploading", fields),
        "PublishFirmwareStatusNotification" => progress("Firmware for others", "not publishing", fields),
        "SecurityEventNotification" => format!("Security event: {}", words(&fields.or_unknown("type"))),
        "ReservationStatusUpdate" => {
            let id = fields.text("reservationId").map_or(String::new(), |id| format!(" {id}"));
            format!("Reservation{id}: {}", words(&fields.or_unknown("reservationUpdateStatus")))
        }
        "SignCertificate" => join(
            ": ",
            [
                Some("Ask for a certificate to be signed".to_owned()),
                fields.text("certificateType").map(|kind| words(&kind)),
            ],
        )?,
        "Get15118EVCertificate" => {
            let order = fields.text("action").map(|order| words(&order));
            join(": ", [Some("Ask for a contract certificate for a car".to_owned()), order])?
        }
        "GetCertificateStatus" => "Ask whether a certificate is still good".to_owned(),
        _ => return None,
    })
}

/// What it was asked to report, and what it reports by itself.
fn reported(action: &str, fields: Fields) -> Option<String> {
    let more = || fields.is("tbc").then(|| "more to come".to_owned());
    let report = |name: &str, what: Option<String>| {
        let name = join(" ", [Some(name.to_owned()), fields.text("requestId")]);
        join(": ", [name, join(", ", [what, more()])])
    };
    let items = |list: &str, what: &str| Some(count(fields.items(list).len(), what));
    match action {
        "NotifyEvent" => {
            let events = fields.items("eventData");
            let first = events.first().map(|event| event_told(Fields(event)));
            let others = events.len().saturating_sub(1);
            let others = (others > 0).then(|| format!("and {}", count(others, "other event")));
            join(", ", [first.or(Some("Event".to_owned())), others, more()])
        }
        "NotifyReport" => report("Report", items("reportData", "setting")),
        "NotifyMonitoringReport" => report("Monitoring report", items("monitor", "watched value")),
        "NotifyCustomerInformation" => report("Customer information", None),
        "NotifyDisplayMessages" => report("Display messages", items("messageInfo", "message")),
        "ReportChargingProfiles" => {
            let source = fields.text("chargingLimitSource").map(|source| format!("set by {source}"));
            let what = [items("chargingProfile", "profile"), place(fields), source];
            report("Charging profiles", join(", ", what))
        }
        "NotifyChargingLimit" => {
            let limit = fields.at("chargingLimit");
            let source = limit.text("chargingLimitSource").map(|source| format!("set by {source}"));
            let critical = limit.is("isGridCritical").then(|| "critical for the grid".to_owned());
            join(", ", [Some(format!("Charging limit{}", after("on", place(fields)))), source, critical])
        }
        "ClearedChargingLimit" => {
            let source = fields.text("chargingLimitSource").map_or(String::new(), |source| format!(" set by {source}"));
            Some(format!("Charging limit{source} ended{}", after("on", place(fields))))
        }
        "NotifyEVChargingNeeds" => {
            let needs = fields.at("chargingNeeds");
            let kind = needs.text("requestedEnergyTransfer").map(|kind| words(&kind.replace('_', " ")));
            let energy = needs.at("acChargingParameters").number("energyAmount").map(|wh| meter::kilo(wh, "kWh"));
            let until = needs.text("departureTime").map(|time| format!("until {time}"));
            let asked = Some(format!("Charging needs of the car{}", after("on", place(fields))));
            join(": ", [asked, join(", ", [kind, energy, until])])
        }
        "NotifyEVChargingSchedule" => Some(format!("Charging plan of the car{}", after("on", place(fields)))),
        _ => None,
    }
}

/// What 2.1 has brought.
fn since_v21(action: &str, fields: Fields) -> Option<String> {
    let id = |name: &str| fields.text(name).map_or(String::new(), |id| format!(" {}", short(&id)));
    Some(match action {
        "BatterySwap" => {
            let batteries = fields.items("batteryData").len();
            let batteries = (batteries > 0)
                .then(|| if batteries == 1 { "1 battery".to_owned() } else { format!("{batteries} batteries") });
            let what = join(", ", [Some(words(&fields.or_unknown("eventType"))), batteries]);
            join(": ", [Some("Battery swap".to_owned()), what])?
        }
        "NotifySettlement" => {
            let payment = format!("Payment {}", words(&fields.or_unknown("status")));
            join(", ", [Some(payment), fields.text("settlementAmount")])?
        }
        "NotifyPriorityCharging" => {
            format!("{}: priority charging {}", session(fields), on_or_off(fields, "activated"))
        }
        "NotifyDERAlarm" => {
            let ended = if fields.is("alarmEnded") { "Grid alarm ended" } else { "Grid alarm" };
            let fault = fields.text("gridEventFault").map(|fault| words(&fault));
            join(": ", [Some(ended.to_owned()), join(", ", [fault, fields.text("controlType")])])?
        }
        "NotifyDERStartStop" => {
            format!("Grid control{} {}", id("controlId"), if fields.is("started") { "started" } else { "stopped" })
        }
        "ReportDERControl" => {
            let more = fields.is("tbc").then(|| "more to come".to_owned());
            join(", ", [Some(format!("Grid controls{}", id("requestId"))), more])?
        }
        "VatNumberValidation" => "Ask whether a VAT number is valid".to_owned(),
        "PullDynamicScheduleUpdate" => format!("Ask for the limits of charging profile{}", id("chargingProfileId")),
        "OpenPeriodicEventStream" => {
            let id = fields.at("constantStreamData").text("id").map_or(String::new(), |id| format!(" {id}"));
            format!("Open stream{id} of measured values")
        }
        "ClosePeriodicEventStream" => format!("Close stream{} of measured values", id("id")),
        "NotifyPeriodicEventStream" => {
            format!("Stream{}: {}", id("id"), count(fields.items("data").len(), "measured value"))
        }
        "GetCertificateChainStatus" => "Ask whether certificates are still good".to_owned(),
        _ => return None,
    })
}

fn booted(fields: Fields) -> String {
    let station = fields.at("chargingStation");
    let machine = join(" ", [station.text("vendorName"), station.text("model")]);
    let reason = match fields.text("reason").as_deref() {
        None | Some("Unknown") => None,
        Some("Triggered") => Some("told again because asked".to_owned()),
        Some(reason) => Some(format!("after {}", words(reason))),
    };
    match join(", ", [machine, station.text("firmwareVersion"), reason]) {
        Some(machine) => format!("Booted: {machine}"),
        None => "Booted".to_owned(),
    }
}

fn transaction(fields: Fields) -> String {
    let info = fields.at("transactionInfo");
    let session = session(info);
    let why = fields.text("triggerReason").filter(|reason| !is_routine(reason)).map(|reason| words(&reason));
    let late = fields.is("offline").then(|| "told later".to_owned());
    let told = match fields.text("eventType").as_deref() {
        Some("Started") => {
            let token = fields.at("idToken").text("idToken").map_or(String::new(), |id| format!(" by token {id}"));
            let started = format!("{session} started{}{token}", after("on", place_of(fields)));
            join(", ", [Some(started), why, late])
        }
        Some("Ended") => {
            let reason = info.text("stoppedReason").map(|reason| words(&reason)).or(why);
            let meter = meter::energy(fields.0).map(|energy| format!("meter at {energy}"));
            join(", ", [Some(format!("{session} stopped")), reason, meter, late])
        }
        Some(_) | None => {
            let state = info.text("chargingState").map(|state| charging(&state));
            let state = join(", ", [state, why, meter::newest(fields.0), late]).unwrap_or("goes on".to_owned());
            Some(format!("{session}: {state}"))
        }
    };
    told.unwrap_or_default()
}

/// Triggers that tell nothing beside the state or the meter values.
fn is_routine(reason: &str) -> bool {
    matches!(reason, "MeterValueClock" | "MeterValuePeriodic" | "ChargingStateChanged" | "ChargingRateChanged")
}

fn charging(state: &str) -> String {
    match state {
        "SuspendedEV" => "paused by the car".to_owned(),
        "SuspendedEVSE" => "paused by the charger".to_owned(),
        "EVConnected" => "car connected".to_owned(),
        other => words(other),
    }
}

/// `Event: warning, Connector.Problem of EVSE 1 is true`.
fn event_told(event: Fields) -> String {
    let severity = event.text("severity").and_then(|severity| severity_words(&severity));
    let what = setting(event).map(|what| match event.text("actualValue") {
        Some(value) => format!("{what} is {value}"),
        None => what,
    });
    let cleared = event.is("cleared").then(|| "cleared".to_owned());
    let told = join(", ", [severity, what, event.text("techCode"), event.text("techInfo"), cleared]);
    join(": ", [Some("Event".to_owned()), told]).unwrap_or_default()
}

/// The names of severities (2.0.1 part 2, SetMonitoringLevel); those that need nobody have none here.
fn severity_words(severity: &str) -> Option<String> {
    let words = match severity {
        "0" => "danger",
        "1" => "hardware failure",
        "2" => "system failure",
        "3" => "critical",
        "4" => "error",
        "5" => "alert",
        "6" => "warning",
        _ => return None,
    };
    Some(words.to_owned())
}

/// `Firmware: installing`, with why where that is told.
fn progress(what: &str, idle: &str, fields: Fields) -> String {
    let status = match fields.or_unknown("status").as_str() {
        "Idle" => idle.to_owned(),
        status => words(status),
    };
    format!("{what}: {}", join(", ", [Some(status), why(fields)]).unwrap_or_default())
}

fn on_or_off(fields: Fields, name: &str) -> &'static str {
    if fields.is(name) { "on" } else { "off" }
}
