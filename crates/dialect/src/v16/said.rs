//! OCPP 1.6: what chargers say of themselves, and how they are answered.

use super::super::{Fault, Reply, Said, own_version, own_words, plausible, spelling, to_value, told_tag};
use crate::said::given;
use model::{Admission, Connector, DiagnosticsStatus, FirmwareStatus, TokenStatus};
use ocpp::v16::{self, Incoming};
use ocpp::{Oddities, Request};
use redact::Redactor;
use serde_json::Value;
use words::BootReason;
use words::TokenAnswer;
use words::local_time::utc_text;

/// Does saying this show that the charger knows the security extension?
pub(crate) fn is_of_security_extension(action: &str) -> bool {
    [
        v16::SecurityEventNotificationRequest::ACTION,
        v16::SignedFirmwareStatusNotificationRequest::ACTION,
        v16::LogStatusNotificationRequest::ACTION,
        v16::SignCertificateRequest::ACTION,
    ]
    .contains(&action)
}

/// Reads a CALL from a charger.
pub(crate) fn said(action: &str, payload: Value, hide: &Redactor, odd: &mut Oddities) -> Result<Said, Fault> {
    let text = |text: String| own_words(&text, hide);
    Ok(match Incoming::read(action, payload, odd).map_err(Fault)? {
        Incoming::BootNotification(boot) => Said::Booted {
            vendor: boot.charge_point_vendor.map(text).filter(|vendor| !vendor.is_empty()),
            model: boot.charge_point_model.map(text).filter(|model| !model.is_empty()),
            serial: boot.charge_point_serial_number.or(boot.charge_box_serial_number).map(text),
            firmware: boot.firmware_version.and_then(|version| own_version(&version, hide)),
            reason: BootReason::Unsaid,
            asked: false,
        },
        Incoming::Heartbeat(_) => Said::Alive,
        Incoming::StatusNotification(status) => Said::Connector(Connector {
            evse: 0,
            id: i64::from(status.connector_id),
            status: text(status.status.as_str().to_owned()),
            error: status.error_code.map(|code| text(code.as_str().to_owned())).filter(|code| code != "NoError"),
            info: status.info.or(status.vendor_error_code).map(text).filter(|info| !info.is_empty()),
        }),
        Incoming::Authorize(authorize) => Said::AskedFor { id_tag: told_tag(authorize.id_tag, hide) },
        Incoming::StartTransaction(start) => {
            let timestamp = start.timestamp.map(|at| at.as_str().to_owned()).unwrap_or_default();
            let id_tag = told_tag(start.id_tag, hide);
            Said::Started {
                digest: digest(&[
                    &start.connector_id.to_string(),
                    &id_tag.kept,
                    &timestamp,
                    &number(start.meter_start),
                ]),
                connector: i64::from(start.connector_id),
                id_tag,
                meter_wh: start.meter_start.map(plausible),
                timestamp: text(timestamp),
            }
        }
        Incoming::StopTransaction(stop) => {
            let timestamp = stop.timestamp.map(|at| at.as_str().to_owned()).unwrap_or_default();
            // Without a reading of its own the last of its readings counts.
            let meter_stop = stop.meter_stop.map(plausible).or_else(|| energy(&stop.transaction_data));
            let id_tag = stop.id_tag.filter(|id_tag| !id_tag.trim().is_empty()).map(|id_tag| told_tag(id_tag, hide));
            // Where no number tells sessions apart their cards do.
            let numbered = stop.transaction_id.is_some_and(|number| number > 0);
            let card = id_tag.as_ref().filter(|_| !numbered).map(|id_tag| id_tag.kept.clone()).unwrap_or_default();
            Said::Stopped {
                digest: digest(&[&number(stop.transaction_id), &timestamp, &number(stop.meter_stop), &card]),
                transaction: stop.transaction_id,
                meter_wh: meter_stop,
                timestamp: text(timestamp),
                reason: stop.reason.map(|reason| text(reason.as_str().to_owned())),
                id_tag,
            }
        }
        Incoming::MeterValues(values) => Said::Metered {
            evse: 0,
            connector: values.connector_id.map(i64::from),
            transaction: values.transaction_id,
            energy_wh: energy(&values.meter_value),
        },
        Incoming::DataTransfer(_) => Said::Answered(to_value(&v16::DataTransferResponse {
            status: v16::DataTransferStatus::UnknownVendorId,
            data: None,
        })),
        Incoming::FirmwareStatusNotification(told) => {
            Said::Firmware { status: firmware_status(told.status.as_str()), request: None, unsigned: true }
        }
        Incoming::SignedFirmwareStatusNotification(told) => Said::Firmware {
            status: firmware_status(told.status.as_str()),
            request: given(told.request_id),
            unsigned: false,
        },
        Incoming::DiagnosticsStatusNotification(told) => {
            Said::Diagnostics { status: log_status(told.status.as_str()), request: None }
        }
        Incoming::LogStatusNotification(told) => {
            Said::Diagnostics { status: log_status(told.status.as_str()), request: given(told.request_id) }
        }
        Incoming::SecurityEventNotification(event) => Said::Security {
            critical: is_critical(&event.kind),
            kind: text(event.kind),
            info: event.tech_info.map(text),
        },
        // Signing comes with certificates.
        Incoming::SignCertificate(_) => {
            Said::Answered(to_value(&v16::SignCertificateResponse { status: v16::GenericStatusEnumType::Rejected }))
        }
    })
}

pub(crate) fn firmware_status(word: &str) -> Option<FirmwareStatus> {
    FirmwareStatus::parse(spelling::word(word))
}

/// The status of a log's upload; its failure has another name than that of 1.6's diagnostics.
pub(crate) fn log_status(word: &str) -> Option<DiagnosticsStatus> {
    match spelling::word(word) {
        "UploadFailure" => Some(DiagnosticsStatus::UploadFailed),
        other => DiagnosticsStatus::parse(other),
    }
}

/// Somebody should look at these. What our own actions bring about, such as ResetOrReboot, would only teach people to look away,
/// though the security appendix of OCPP calls it critical.
const ALERTS: [&str; 13] = [
    "AttemptedReplayAttacks",
    "InvalidCentralSystemCertificate",
    "InvalidChargePointCertificate",
    "InvalidChargingStationCertificate",
    "InvalidCsmsCertificate",
    "InvalidFirmwareSignature",
    "InvalidFirmwareSigningCertificate",
    "InvalidTLSCipherSuite",
    "InvalidTLSVersion",
    "MaintenanceLoginFailed",
    "MemoryExhaustion",
    "SecurityLogWasCleared",
    "TamperDetectionActivated",
];

pub(crate) fn is_critical(kind: &str) -> bool {
    ALERTS.contains(&kind)
}

/// The newest reading of the energy register.
fn energy(values: &[v16::MeterValue]) -> Option<i64> {
    let samples = values.iter().rev().flat_map(|value| &value.sampled_value);
    samples.filter_map(v16::SampledValue::energy_wh).next().map(|energy| plausible(energy.round() as i64))
}

fn number(number: Option<i64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// What makes a repeated report the same report.
fn digest(parts: &[&str]) -> String {
    Value::from(parts.to_vec()).to_string()
}

/// Writes the answer to a CALL of a charger.
pub(crate) fn reply(said: &Said, reply: &Reply) -> Value {
    match reply {
        Reply::Boot { admission, now, interval_s } => to_value(&v16::BootNotificationResponse {
            status: match admission {
                Admission::Accepted => v16::RegistrationStatus::Accepted,
                Admission::Pending => v16::RegistrationStatus::Pending,
                Admission::Rejected => v16::RegistrationStatus::Rejected,
            },
            current_time: utc_text(*now).into(),
            interval: *interval_s,
        }),
        Reply::Time { now } => to_value(&v16::HeartbeatResponse { current_time: utc_text(*now).into() }),
        Reply::Tag(tag) => to_value(&v16::AuthorizeResponse { id_tag_info: tag_info(tag) }),
        Reply::Started { transaction, tag } => {
            to_value(&v16::StartTransactionResponse { transaction_id: *transaction, id_tag_info: tag_info(tag) })
        }
        Reply::Transaction(tag) => to_value(&v16::StopTransactionResponse {
            id_tag_info: tag.as_ref().filter(|_| matches!(said, Said::Stopped { .. })).map(tag_info),
        }),
        Reply::Taken => to_value(&v16::StatusNotificationResponse {}),
        Reply::Ready(answer) => answer.clone(),
    }
}

fn tag_info(tag: &TokenAnswer) -> v16::IdTagInfo {
    v16::IdTagInfo {
        status: match tag.status {
            TokenStatus::Accepted => v16::AuthorizationStatus::Accepted,
            TokenStatus::Blocked => v16::AuthorizationStatus::Blocked,
            TokenStatus::Expired => v16::AuthorizationStatus::Expired,
            TokenStatus::Invalid => v16::AuthorizationStatus::Invalid,
        },
        expiry_date: tag.expires_at.map(|at| utc_text(at).into()),
        parent_id_tag: tag.group.clone(),
    }
}
