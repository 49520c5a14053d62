//! OCPP 2.x: what chargers say of themselves, and how they are answered. 2.1 differs in what it adds.

use super::super::{Fault, Reply, Said, spelling, to_value};
use model::{Admission, TokenStatus};
use ocpp::{Oddities, v201};
use redact::Redactor;
use serde_json::Value;
use words::BootReason;
use words::TokenAnswer;
use words::local_time::utc_text;

/// What the reason of a boot says of its cause. Many firmwares write PowerUp at every boot.
pub(in super::super) fn boot_reason(told: &str) -> BootReason {
    use v201::BootReasonEnumType as Reason;
    let word = spelling::word(told).to_owned();
    match Reason::from(word.clone()) {
        Reason::RemoteReset | Reason::ScheduledReset => BootReason::Ordered(word),
        Reason::FirmwareUpdate => BootReason::Firmware,
        Reason::LocalReset | Reason::Triggered | Reason::Watchdog => BootReason::Other(word),
        Reason::ApplicationReset | Reason::PowerUp | Reason::Unknown | Reason::Other(_) => {
            BootReason::Open(Some(word).filter(|word| !word.trim().is_empty()))
        }
    }
}

/// Makes the reader of a version's messages: those that both have, and the further ones given. A macro, because the two versions'
/// types differ while their fields, as far as they are read here, do not.
macro_rules! both_say {
    ($version:ident, $hide:ident; $incoming:expr; { $($further:tt)* }) => {{
        use $crate::Said;
        let hide: &redact::Redactor = $hide;
        let text = |text: String| $crate::own_words(&text, hide);
        match $incoming {
            ocpp::$version::Incoming::BootNotification(boot) => {
                let reason = boot.reason.map(|reason| text(reason.as_str().to_owned()));
                let station = boot.charging_station.unwrap_or_default();
                Said::Booted {
                    vendor: station.vendor_name.map(text).filter(|vendor| !vendor.is_empty()),
                    model: station.model.map(text).filter(|model| !model.is_empty()),
                    serial: station.serial_number.map(text),
                    firmware: station.firmware_version.and_then(|version| $crate::own_version(&version, hide)),
                    reason: $crate::v201::boot_reason(&reason.unwrap_or_default()),
                    asked: false,
                }
            }
            ocpp::$version::Incoming::Heartbeat(_) => Said::Alive,
            ocpp::$version::Incoming::StatusNotification(status) => Said::Connector(model::Connector {
                evse: i64::from(status.evse_id),
                // An EVSE that tells no connector has one.
                id: status.connector_id.map_or(1, i64::from),
                status: text(status.connector_status.as_str().to_owned()),
                error: None,
                info: None,
            }),
            ocpp::$version::Incoming::Authorize(asked) => Said::AskedFor {
                id_tag: $crate::told_tag(asked.id_token.id_token, hide),
            },
            ocpp::$version::Incoming::TransactionEvent(event) => {
                let meter = event.meter_value.iter().rev().flat_map(|value| &value.sampled_value);
                Said::Transaction(words::Report {
                    reference: text(event.transaction_info.transaction_id),
                    evse: event.evse.as_ref().map(|evse| i64::from(evse.id)),
                    connector: event.evse.as_ref().and_then(|evse| evse.connector_id).map(i64::from),
                    id_tag: event.id_token.map(|token| $crate::told_tag(token.id_token, hide)),
                    meter_wh: meter
                        .filter_map(|sample| sample.energy_wh())
                        .next()
                        .map(|energy| $crate::plausible(energy.round() as i64)),
                    timestamp: event.timestamp.map(|at| text(at.as_str().to_owned())).unwrap_or_default(),
                    begun: event.event_type == ocpp::v201::TransactionEventEnumType::Started,
                    offline: event.offline == Some(true),
                    asked: event.trigger_reason == Some(ocpp::$version::TriggerReasonEnumType::Trigger),
                    ended: match event.event_type {
                        ocpp::v201::TransactionEventEnumType::Ended => {
                            Some(event.transaction_info.stopped_reason.map(|reason| text(reason.as_str().to_owned())))
                        }
                        ocpp::v201::TransactionEventEnumType::Started
                        | ocpp::v201::TransactionEventEnumType::Updated => None,
                    },
                })
            }
            ocpp::$version::Incoming::MeterValues(values) => Said::Metered {
                evse: values.evse_id.map_or(0, i64::from),
                connector: values.evse_id.map(|_| 1),
                transaction: None,
                energy_wh: values
                    .meter_value
                    .iter()
                    .rev()
                    .flat_map(|value| &value.sampled_value)
                    .find_map(|sample| sample.energy_wh())
                    .map(|energy| $crate::plausible(energy.round() as i64)),
            },
            ocpp::$version::Incoming::FirmwareStatusNotification(told) => Said::Firmware {
                status: $crate::v16::firmware_status(told.status.as_str()),
                request: $crate::said::given(told.request_id),
                unsigned: false,
            },
            ocpp::$version::Incoming::LogStatusNotification(told) => Said::Diagnostics {
                status: $crate::v16::log_status(told.status.as_str()),
                request: $crate::said::given(told.request_id),
            },
            ocpp::$version::Incoming::SecurityEventNotification(event) => Said::Security {
                critical: $crate::v16::is_critical(&event.kind),
                kind: text(event.kind),
                info: event.tech_info.map(text),
            },
            ocpp::$version::Incoming::NotifyReport(report) => Said::Settings {
                request: $crate::said::given(report.request_id),
                last: report.tbc != Some(true),
                settings: $crate::v201::of_report(report.report_data, hide),
            },
            ocpp::$version::Incoming::ReportChargingProfiles(report) => {
                let evse = report.evse_id.map_or(0, i64::from);
                let place = model::place(evse, 0);
                let source = report
                    .charging_limit_source
                    .map_or_else(|| "nobody it names".to_owned(), |source| text(source.as_str().to_owned()));
                let mut left = Vec::new();
                let mut profiles = Vec::new();
                for profile in report.charging_profile {
                    let purpose = profile
                        .charging_profile_purpose
                        .map_or_else(|| "a profile".to_owned(), |purpose| text(purpose.as_str().to_owned()));
                    let periods = profile.charging_schedule.iter().flat_map(|each| &each.charging_schedule_period);
                    let limits: Vec<f64> = periods.filter_map(|period| period.limit).collect();
                    let amount = profile.charging_schedule.first().and_then(|schedule| {
                        let unit = schedule.charging_rate_unit.as_ref();
                        let unit = unit.map(|unit| text(unit.as_str().to_owned())).unwrap_or_default();
                        $crate::lowest(limits.iter().copied(), &unit)
                    });
                    // It is there, and limits nothing, where all its limits are negative.
                    if limits.is_empty() || amount.is_some() {
                        left.push(words::LeftProfile {
                            place: place.clone(),
                            amount: amount.clone().unwrap_or_else(|| "what the charger does not tell".to_owned()),
                            by: match profile.id {
                                Some(id) => format!("{purpose} {id}, set by {source}"),
                                None => format!("{purpose}, set by {source}"),
                            },
                        });
                    }
                    // One without an id cannot be known again.
                    profiles.extend(profile.id.map(|id| words::Profile {
                        id,
                        place: evse,
                        purpose,
                        stack_level: profile.stack_level.unwrap_or(0),
                        amount,
                    }));
                }
                Said::Profiles { request: $crate::said::given(report.request_id), left, profiles, last: report.tbc != Some(true) }
            }
            ocpp::$version::Incoming::DataTransfer(_) => Said::Answered($crate::to_value(
                &ocpp::v201::DataTransferResponse {
                    status: ocpp::v201::DataTransferStatusEnumType::UnknownVendorId,
                    status_info: None,
                    data: None,
                },
            )),
            // Signing comes with certificates.
            ocpp::$version::Incoming::SignCertificate(_) => Said::Answered($crate::to_value(
                &ocpp::v201::SignCertificateResponse {
                    status: ocpp::v201::GenericStatusEnumType::Rejected,
                    status_info: Some($crate::v201::not_here()),
                },
            )),
            ocpp::$version::Incoming::Get15118EVCertificate(_) => Said::Answered($crate::to_value(
                &ocpp::v201::Get15118EVCertificateResponse {
                    status: ocpp::v201::Iso15118EVCertificateStatusEnumType::Failed,
                    status_info: Some($crate::v201::not_here()),
                    exi_response: String::new(),
                },
            )),
            ocpp::$version::Incoming::GetCertificateStatus(_) => Said::Answered($crate::to_value(
                &ocpp::v201::GetCertificateStatusResponse {
                    status: ocpp::v201::GetCertificateStatusEnumType::Failed,
                    ocsp_result: None,
                    status_info: Some($crate::v201::not_here()),
                },
            )),
            // No schedule of ours follows.
            ocpp::$version::Incoming::NotifyEVChargingNeeds(_) => Said::Answered($crate::to_value(
                &ocpp::v201::NotifyEVChargingNeedsResponse {
                    status: ocpp::v201::NotifyEVChargingNeedsStatusEnumType::Rejected,
                    status_info: Some($crate::v201::not_here()),
                },
            )),
            ocpp::$version::Incoming::NotifyEVChargingSchedule(_) => Said::Answered($crate::to_value(
                &ocpp::v201::NotifyEVChargingScheduleResponse {
                    status: ocpp::v201::GenericStatusEnumType::Accepted,
                    status_info: None,
                },
            )),
            // Kept as their frames; the answer to each is empty.
            ocpp::$version::Incoming::ClearedChargingLimit(_)
            | ocpp::$version::Incoming::NotifyChargingLimit(_)
            | ocpp::$version::Incoming::NotifyCustomerInformation(_)
            | ocpp::$version::Incoming::NotifyDisplayMessages(_)
            | ocpp::$version::Incoming::NotifyEvent(_)
            | ocpp::$version::Incoming::NotifyMonitoringReport(_)
            | ocpp::$version::Incoming::PublishFirmwareStatusNotification(_)
            | ocpp::$version::Incoming::ReservationStatusUpdate(_) => Said::Answered(serde_json::json!({})),
            $($further)*
        }
    }};
}

pub(in super::super) use both_say;

/// Reads a CALL from a charger.
pub(crate) fn said(action: &str, payload: Value, hide: &Redactor, odd: &mut Oddities) -> Result<Said, Fault> {
    let incoming = v201::Incoming::read(action, payload, odd).map_err(Fault)?;
    Ok(both_say!(v201, hide; incoming; {}))
}

/// Writes the answer to a CALL of a charger.
pub(crate) fn reply(reply: &Reply) -> Value {
    match reply {
        Reply::Boot { admission, now, interval_s } => to_value(&v201::BootNotificationResponse {
            current_time: utc_text(*now).into(),
            interval: *interval_s,
            status: match admission {
                Admission::Accepted => v201::RegistrationStatusEnumType::Accepted,
                Admission::Pending => v201::RegistrationStatusEnumType::Pending,
                Admission::Rejected => v201::RegistrationStatusEnumType::Rejected,
            },
            status_info: None,
        }),
        Reply::Time { now } => to_value(&v201::HeartbeatResponse { current_time: utc_text(*now).into() }),
        Reply::Tag(tag) => {
            to_value(&v201::AuthorizeResponse { id_token_info: token_info(tag), certificate_status: None })
        }
        Reply::Transaction(tag) => to_value(&v201::TransactionEventResponse {
            id_token_info: tag.as_ref().map(token_info),
            ..v201::TransactionEventResponse::default()
        }),
        Reply::Taken | Reply::Started { .. } => Value::Object(serde_json::Map::new()),
        Reply::Ready(answer) => answer.clone(),
    }
}

fn token_info(tag: &TokenAnswer) -> v201::IdTokenInfoType {
    let status = match tag.status {
        TokenStatus::Accepted => v201::AuthorizationStatusEnumType::Accepted,
        TokenStatus::Blocked => v201::AuthorizationStatusEnumType::Blocked,
        TokenStatus::Expired => v201::AuthorizationStatusEnumType::Expired,
        TokenStatus::Invalid => v201::AuthorizationStatusEnumType::Invalid,
    };
    v201::IdTokenInfoType {
        cache_expiry_date_time: tag.expires_at.map(|at| utc_text(at).into()),
        group_id_token: tag.group.clone().map(|group| v201::IdTokenType {
            id_token: group,
            kind: Some(v201::IdTokenEnumType::Central),
            additional_info: Vec::new(),
        }),
        ..v201::IdTokenInfoType::only(status)
    }
}

/// Why something is answered with no.
pub(in super::super) fn not_here() -> v201::StatusInfoType {
    v201::StatusInfoType {
        reason_code: "NotEnabled".to_owned(),
        additional_info: Some("this is not offered here".to_owned()),
    }
}
