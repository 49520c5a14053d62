//! OCPP 1.6: the wire's messages into what they mean, and back.

pub mod plain;

use super::{Fault, Reply, Request, Said};
use crate::commands::args::{Args, Purpose};
use crate::commands::life::Evidence;
use crate::keys::SecretText;
use crate::local_time::utc_text;
use crate::printable::printable;
use crate::redact::Redactor;
use model::{
    ClearProfiles, Connector, DiagnosticsStatus, FirmwareStatus, Limit, Outcome, ProfilePurpose, RebootKind, Retries,
};
use ocpp::exchange::RemoteError;
use ocpp::v16::{self, Incoming};
use serde_json::Value;

/// How far ahead a charger is asked for its schedule, in seconds: one day.
const SCHEDULE_S: u32 = 86_400;
/// Most characters of a charger's own words kept with a command.
const WORDS_MAX: usize = 200;
/// Readings beyond this many watt-hours either way are taken as this: no meter shows more, and differences stay in range.
const METER_MAX: i64 = 1_000_000_000_000_000;

pub fn request(args: &Args, purpose: &Purpose, location: Option<&SecretText>) -> Option<Request> {
    if let Purpose::Schedule { connector } = purpose {
        let connector_id = u32::try_from(*connector).unwrap_or_default();
        return Some(write(&v16::GetCompositeScheduleRequest {
            connector_id,
            duration: SCHEDULE_S,
            charging_rate_unit: None,
        }));
    }
    let location = |url: &str| v16::Location::new(location.map_or(url, SecretText::expose));
    Some(match args {
        Args::Reboot { kind } => write(&v16::ResetRequest {
            kind: match kind {
                RebootKind::Soft => v16::ResetType::Soft,
                RebootKind::Hard => v16::ResetType::Hard,
            },
        }),
        Args::UpdateFirmware { url, retrieve_at, retries } => write(&v16::UpdateFirmwareRequest {
            location: location(url),
            retrieve_date: utc_text(*retrieve_at).into(),
            retries: times(*retries),
            retry_interval: interval(*retries),
        }),
        Args::RequestDiagnostics { url, from, to, retries } => write(&v16::GetDiagnosticsRequest {
            location: location(url),
            retries: times(*retries),
            retry_interval: interval(*retries),
            start_time: from.map(|at| utc_text(at).into()),
            stop_time: to.map(|at| utc_text(at).into()),
        }),
        Args::ClearCache => write(&v16::ClearCacheRequest {}),
        Args::ClearChargingProfiles { criteria } => write(&clear_profiles(criteria)),
        Args::ChangeSite { .. } => return None,
    })
}

fn write<R: v16::Request>(request: &R) -> Request {
    let payload = serde_json::to_value(request).expect("our own requests are plain data");
    Request { action: R::ACTION, payload }
}

fn times(retries: Retries) -> Option<u32> {
    retries.times.and_then(|times| u32::try_from(times).ok())
}

fn interval(retries: Retries) -> Option<u32> {
    retries.interval_s.and_then(|seconds| u32::try_from(seconds).ok())
}

fn clear_profiles(criteria: &ClearProfiles) -> v16::ClearChargingProfileRequest {
    v16::ClearChargingProfileRequest {
        id: criteria.id,
        connector_id: criteria.connector.and_then(|connector| u32::try_from(connector).ok()),
        charging_profile_purpose: criteria.purpose.map(|purpose| match purpose {
            ProfilePurpose::ChargePointMaxProfile => v16::ChargingProfilePurposeType::ChargePointMaxProfile,
            ProfilePurpose::TxDefaultProfile => v16::ChargingProfilePurposeType::TxDefaultProfile,
            ProfilePurpose::TxProfile => v16::ChargingProfilePurposeType::TxProfile,
        }),
        stack_level: criteria.stack_level.and_then(|level| u32::try_from(level).ok()),
    }
}

pub fn evidence(
    args: &Args,
    purpose: &Purpose,
    answer: Result<Value, RemoteError>,
    after_ms: i64,
    late: bool,
    hide: &Redactor,
) -> Evidence {
    let words = |text: &str| own_words(text, hide);
    match purpose {
        Purpose::Main => Evidence::Answered { outcome: outcome(args, answer, words), after_ms, late },
        Purpose::Schedule { connector } => Evidence::Schedule { connector: *connector, limit: limit(answer, words) },
    }
}

/// A charger's own words as they may be kept: without secrets, printable, not too long.
fn own_words(text: &str, hide: &Redactor) -> String {
    printable(&hide.redact(text), WORDS_MAX)
}

fn outcome(args: &Args, answer: Result<Value, RemoteError>, words: impl Fn(&str) -> String) -> Outcome {
    // Some chargers borrow Rejected from another message.
    let odd = |status: &str| match status {
        "Rejected" => Outcome::Rejected,
        status => Outcome::Odd { status: words(status) },
    };
    let payload = match answer {
        Ok(payload) => payload,
        Err(error) => {
            return Outcome::Failed { code: words(&error.code), description: words(&error.description) };
        }
    };
    let read = match args {
        Args::Reboot { .. } => v16::read_response::<v16::ResetRequest>(payload).map(|answer| match answer.status {
            v16::ResetStatus::Accepted => Outcome::Accepted,
            v16::ResetStatus::Rejected => Outcome::Rejected,
            v16::ResetStatus::Other(status) => odd(&status),
        }),
        Args::UpdateFirmware { .. } => {
            v16::read_response::<v16::UpdateFirmwareRequest>(payload).map(|answer| match answer.status.as_deref() {
                None | Some("Accepted") => Outcome::Received,
                Some("Rejected") => Outcome::Rejected,
                Some(other) => odd(other),
            })
        }
        Args::RequestDiagnostics { .. } => v16::read_response::<v16::GetDiagnosticsRequest>(payload).map(|answer| {
            match answer.file_name.filter(|name| !name.trim().is_empty()) {
                Some(name) => Outcome::File { name: words(&name) },
                None => Outcome::NoFile,
            }
        }),
        Args::ClearCache => v16::read_response::<v16::ClearCacheRequest>(payload).map(|answer| match answer.status {
            v16::ClearCacheStatus::Accepted => Outcome::Accepted,
            v16::ClearCacheStatus::Rejected => Outcome::Rejected,
            v16::ClearCacheStatus::Other(status) => odd(&status),
        }),
        Args::ClearChargingProfiles { .. } => {
            v16::read_response::<v16::ClearChargingProfileRequest>(payload).map(|answer| match answer.status {
                v16::ClearChargingProfileStatus::Accepted => Outcome::Accepted,
                v16::ClearChargingProfileStatus::Unknown => Outcome::Unknown,
                v16::ClearChargingProfileStatus::Other(status) => odd(&status),
            })
        }
        Args::ChangeSite { .. } => return Outcome::Misfit { why: "nothing was asked".to_owned() },
    };
    read.unwrap_or_else(|error| Outcome::Misfit { why: words(&error.description) })
}

fn limit(answer: Result<Value, RemoteError>, words: impl Fn(&str) -> String) -> Limit {
    let cannot = |why: &str| Limit::CannotSay { why: words(why) };
    let payload = match answer {
        Ok(payload) => payload,
        Err(error) => return cannot(&error.code),
    };
    let Ok(answer) = v16::read_response::<v16::GetCompositeScheduleRequest>(payload) else {
        return cannot("its answer does not fit");
    };
    match (answer.status, answer.charging_schedule) {
        (v16::GetCompositeScheduleStatus::Accepted, Some(schedule)) => {
            match schedule.charging_schedule_period.iter().map(|period| period.limit).min_by(f64::total_cmp) {
                Some(least) => {
                    Limit::Limited { amount: format!("{least} {}", words(schedule.charging_rate_unit.as_str())) }
                }
                None => Limit::Unlimited,
            }
        }
        (v16::GetCompositeScheduleStatus::Accepted, None) => Limit::Unlimited,
        (v16::GetCompositeScheduleStatus::Rejected, _) => cannot("Rejected"),
        (v16::GetCompositeScheduleStatus::Other(status), _) => cannot(&status),
    }
}

/// Reads a CALL from a charger.
pub fn said(action: &str, payload: Value, hide: &Redactor) -> Result<Said, Fault> {
    let text = |text: String| own_words(&text, hide);
    Ok(match Incoming::read(action, payload).map_err(Fault)? {
        Incoming::BootNotification(boot) => Said::Booted {
            vendor: text(boot.charge_point_vendor),
            model: text(boot.charge_point_model),
            serial: boot.charge_point_serial_number.or(boot.charge_box_serial_number).map(text),
            firmware: boot.firmware_version.map(text).filter(|version| !version.is_empty()),
        },
        Incoming::Heartbeat(_) => Said::Alive,
        Incoming::StatusNotification(status) => Said::Connector(Connector {
            id: i64::from(status.connector_id),
            status: text(status.status.as_str().to_owned()),
            error: status.error_code.map(|code| text(code.as_str().to_owned())).filter(|code| code != "NoError"),
            info: status.info.or(status.vendor_error_code).map(text).filter(|info| !info.is_empty()),
        }),
        Incoming::Authorize(authorize) => Said::AskedFor { id_tag: text(authorize.id_tag) },
        Incoming::StartTransaction(start) => {
            let timestamp = start.timestamp.as_str().to_owned();
            Said::Started {
                digest: digest(&[
                    &start.connector_id.to_string(),
                    &start.id_tag,
                    &timestamp,
                    &start.meter_start.to_string(),
                ]),
                connector: i64::from(start.connector_id),
                id_tag: text(start.id_tag),
                meter_wh: plausible(start.meter_start),
                timestamp: text(timestamp),
            }
        }
        Incoming::StopTransaction(stop) => {
            let timestamp = stop.timestamp.as_str().to_owned();
            Said::Stopped {
                digest: digest(&[&stop.transaction_id.to_string(), &timestamp, &stop.meter_stop.to_string()]),
                transaction: stop.transaction_id,
                meter_wh: plausible(stop.meter_stop),
                timestamp: text(timestamp),
                reason: stop.reason.map(|reason| text(reason.as_str().to_owned())),
            }
        }
        Incoming::MeterValues(values) => Said::Metered {
            connector: i64::from(values.connector_id),
            transaction: values.transaction_id,
            energy_wh: values
                .meter_value
                .iter()
                .rev()
                .flat_map(|value| &value.sampled_value)
                .find_map(v16::SampledValue::energy_wh)
                .map(|energy| plausible(energy.round() as i64)),
        },
        Incoming::DataTransfer(_) => Said::Vendor,
        Incoming::FirmwareStatusNotification(told) => Said::Firmware(FirmwareStatus::parse(told.status.as_str())),
        Incoming::DiagnosticsStatusNotification(told) => {
            Said::Diagnostics(DiagnosticsStatus::parse(told.status.as_str()))
        }
    })
}

fn plausible(wh: i64) -> i64 {
    wh.clamp(-METER_MAX, METER_MAX)
}

/// What makes a repeated report the same report.
fn digest(parts: &[&str]) -> String {
    serde_json::Value::from(parts.to_vec()).to_string()
}

/// Writes the answer to a CALL of a charger.
pub fn reply(said: &Said, reply: &Reply) -> Value {
    let accepted = || v16::IdTagInfo::only(v16::AuthorizationStatus::Accepted);
    let value = match reply {
        Reply::BootAccepted { now, heartbeat_s } => serde_json::to_value(v16::BootNotificationResponse {
            status: v16::RegistrationStatus::Accepted,
            current_time: utc_text(*now).into(),
            interval: *heartbeat_s,
        }),
        Reply::Time { now } => serde_json::to_value(v16::HeartbeatResponse { current_time: utc_text(*now).into() }),
        Reply::Taken => serde_json::to_value(v16::StatusNotificationResponse {}),
        Reply::TagAccepted => serde_json::to_value(v16::AuthorizeResponse { id_tag_info: accepted() }),
        Reply::Started { transaction } => serde_json::to_value(v16::StartTransactionResponse {
            transaction_id: *transaction,
            id_tag_info: accepted(),
        }),
        Reply::Stopped => serde_json::to_value(v16::StopTransactionResponse {
            id_tag_info: matches!(said, Said::Stopped { .. }).then(accepted),
        }),
        Reply::UnknownVendor => serde_json::to_value(v16::DataTransferResponse {
            status: v16::DataTransferStatus::UnknownVendorId,
            data: None,
        }),
    };
    value.expect("our own answers are plain data")
}
