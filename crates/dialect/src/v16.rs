//! OCPP 1.6 and its security extension: what is sent.

mod answers;
mod facts;
pub(crate) mod plain;
mod said;

use super::{Request, write};
use actions::{
    Args, ClearProfiles, RebootKind, Retries, clear_charging_profiles, reboot, request_diagnostics, set_configuration,
    update_firmware,
};
use model::{Admission, LogKind, Notice, ProfilePurpose, Topic};
use ocpp::{Location, Secret, v16};
use words::local_time::utc_text;
use words::{Purpose, SecretText, Speaking};

pub(super) use answers::dropped;
pub(crate) use answers::{answered, odd_answer};
pub(crate) use facts::facts;
pub(super) use facts::list;
pub(super) use said::{firmware_status, is_critical, log_status};
pub(crate) use said::{is_of_security_extension, reply, said};

/// How far ahead a charger is asked for its schedule, in seconds: one day.
const SCHEDULE_S: u32 = 86_400;
/// Why a charger's boot is not asked for.
pub(super) const ACCEPTED: &str = "it was accepted first, and must not be asked to boot again";

pub(crate) fn request(
    speaking: &Speaking,
    args: &Args,
    purpose: &Purpose,
    request_id: i64,
    secret: Option<&SecretText>,
) -> Result<Request, String> {
    match purpose {
        Purpose::Main => {}
        Purpose::Schedule { connector } => {
            let connector_id = u32::try_from(*connector).unwrap_or_default();
            return Ok(write(&v16::GetCompositeScheduleRequest {
                connector_id,
                duration: SCHEDULE_S,
                charging_rate_unit: None,
            }));
        }
        Purpose::HowFar => return how_far(speaking, args),
        Purpose::Part { .. } | Purpose::Profiles | Purpose::Settings { .. } => {
            return Err("OCPP 1.6 has no such request".to_owned());
        }
    }
    let location = |url: &str| Location::new(secret.map_or(url, SecretText::expose));
    Ok(match args {
        Args::Reboot(reboot::Inputs { evse: Some(_), .. }) => {
            return Err("OCPP 1.6 restarts whole chargers only".to_owned());
        }
        Args::Reboot(reboot::Inputs { kind, .. }) => write(&v16::ResetRequest {
            kind: match kind {
                RebootKind::Soft => v16::ResetType::Soft,
                RebootKind::Hard => v16::ResetType::Hard,
                RebootKind::Resume => return Err("OCPP 1.6 does not go on with sessions after a reboot".to_owned()),
            },
        }),
        Args::UpdateFirmware(update_firmware::Inputs {
            url,
            retrieve_at,
            install_at,
            retries,
            signing: Some(signing),
            ..
        }) => write(&v16::SignedUpdateFirmwareRequest {
            retries: times(*retries),
            retry_interval: interval(*retries),
            request_id,
            firmware: v16::FirmwareType {
                location: location(url),
                retrieve_date_time: utc_text(*retrieve_at).into(),
                install_date_time: install_at.map(|at| utc_text(at).into()),
                signing_certificate: signing.certificate.clone(),
                signature: signing.signature.clone(),
            },
        }),
        Args::UpdateFirmware(update_firmware::Inputs { url, retrieve_at, retries, signing: None, .. }) => {
            write(&v16::UpdateFirmwareRequest {
                location: location(url),
                retrieve_date: utc_text(*retrieve_at).into(),
                retries: times(*retries),
                retry_interval: interval(*retries),
            })
        }
        Args::RequestDiagnostics(request_diagnostics::Inputs { url, from, to, retries, log, .. })
            if speaking.security =>
        {
            write(&v16::GetLogRequest {
                log: v16::LogParametersType {
                    remote_location: location(url),
                    oldest_timestamp: from.map(|at| utc_text(at).into()),
                    latest_timestamp: to.map(|at| utc_text(at).into()),
                },
                log_type: match log {
                    LogKind::Diagnostics => v16::LogEnumType::DiagnosticsLog,
                    LogKind::Security => v16::LogEnumType::SecurityLog,
                    LogKind::DataCollector => return Err("OCPP 1.6 has no data collector log".to_owned()),
                },
                request_id,
                retries: times(*retries),
                retry_interval: interval(*retries),
            })
        }
        Args::RequestDiagnostics(request_diagnostics::Inputs {
            log: LogKind::Security | LogKind::DataCollector,
            ..
        }) => {
            return Err("OCPP 1.6 without the security extension has one log only".to_owned());
        }
        Args::RequestDiagnostics(request_diagnostics::Inputs {
            url,
            from,
            to,
            retries,
            log: LogKind::Diagnostics,
            ..
        }) => write(&v16::GetDiagnosticsRequest {
            location: location(url),
            retries: times(*retries),
            retry_interval: interval(*retries),
            start_time: from.map(|at| utc_text(at).into()),
            stop_time: to.map(|at| utc_text(at).into()),
        }),
        Args::ClearCache => write(&v16::ClearCacheRequest {}),
        Args::ClearChargingProfiles(clear_charging_profiles::Inputs { criteria }) => write(&clear_profiles(criteria)?),
        Args::Ask(notice) => return trigger(speaking, notice),
        Args::ReadConfiguration => write(&v16::GetConfigurationRequest { key: Vec::new() }),
        Args::SetConfiguration(set_configuration::Inputs { name, value }) => {
            setting(name, Secret::new(secret.map_or(value.as_str(), SecretText::expose)))
        }
        Args::ChangeSite(_) | Args::SendMessage(_) | Args::RestoreProfiles(_) => {
            return Err("this is not sent so".to_owned());
        }
    })
}

/// Sets a key of the configuration.
pub(crate) fn setting(name: &str, value: Secret) -> Request {
    write(&v16::ChangeConfigurationRequest { key: name.to_owned(), value })
}

/// Asks for one message. Where there is the security extension it is asked by that, which knows of logs.
fn trigger(speaking: &Speaking, notice: &Notice) -> Result<Request, String> {
    use v16::{ExtendedTriggerMessageRequest, MessageTrigger, MessageTriggerEnumType, TriggerMessageRequest};
    if notice.topic == Topic::Boot && speaking.registered == Some(Admission::Accepted) {
        return Err(ACCEPTED.to_owned());
    }
    let connector_id = notice.connector.and_then(|connector| u32::try_from(connector).ok());
    if speaking.security {
        let requested_message = match notice.topic {
            Topic::Status => MessageTriggerEnumType::StatusNotification,
            Topic::Meter => MessageTriggerEnumType::MeterValues,
            Topic::Heartbeat => MessageTriggerEnumType::Heartbeat,
            Topic::Firmware => MessageTriggerEnumType::FirmwareStatusNotification,
            Topic::Diagnostics | Topic::Log => MessageTriggerEnumType::LogStatusNotification,
            Topic::Boot => MessageTriggerEnumType::BootNotification,
        };
        return Ok(write(&ExtendedTriggerMessageRequest { requested_message, connector_id }));
    }
    let requested_message = match notice.topic {
        Topic::Status => MessageTrigger::StatusNotification,
        Topic::Meter => MessageTrigger::MeterValues,
        Topic::Heartbeat => MessageTrigger::Heartbeat,
        Topic::Firmware => MessageTrigger::FirmwareStatusNotification,
        Topic::Diagnostics | Topic::Log => MessageTrigger::DiagnosticsStatusNotification,
        Topic::Boot => MessageTrigger::BootNotification,
    };
    Ok(write(&TriggerMessageRequest { requested_message, connector_id }))
}

/// Asks for the status of what runs, in the words of the message that started it.
fn how_far(speaking: &Speaking, args: &Args) -> Result<Request, String> {
    use v16::{ExtendedTriggerMessageRequest, MessageTrigger, MessageTriggerEnumType, TriggerMessageRequest};
    let extended = |requested_message| write(&ExtendedTriggerMessageRequest { requested_message, connector_id: None });
    let core = |requested_message| write(&TriggerMessageRequest { requested_message, connector_id: None });
    match args {
        Args::UpdateFirmware(update_firmware::Inputs { signing: Some(_), .. }) => {
            Ok(extended(MessageTriggerEnumType::FirmwareStatusNotification))
        }
        Args::UpdateFirmware(update_firmware::Inputs { signing: None, .. }) => {
            Ok(core(MessageTrigger::FirmwareStatusNotification))
        }
        Args::RequestDiagnostics(_) if speaking.security => Ok(extended(MessageTriggerEnumType::LogStatusNotification)),
        Args::RequestDiagnostics(_) => Ok(core(MessageTrigger::DiagnosticsStatusNotification)),
        _tells_no_progress => Err("there is nothing to ask for".to_owned()),
    }
}

pub(super) fn times(retries: Retries) -> Option<u32> {
    retries.times.and_then(|times| u32::try_from(times).ok())
}

pub(super) fn interval(retries: Retries) -> Option<u32> {
    retries.interval_s.and_then(|seconds| u32::try_from(seconds).ok())
}

fn clear_profiles(criteria: &ClearProfiles) -> Result<v16::ClearChargingProfileRequest, String> {
    let purpose = criteria.purpose.map(|purpose| match purpose {
        ProfilePurpose::ChargePointMaxProfile => Ok(v16::ChargingProfilePurposeType::ChargePointMaxProfile),
        ProfilePurpose::TxDefaultProfile => Ok(v16::ChargingProfilePurposeType::TxDefaultProfile),
        ProfilePurpose::TxProfile => Ok(v16::ChargingProfilePurposeType::TxProfile),
        ProfilePurpose::PriorityCharging | ProfilePurpose::LocalGeneration => {
            Err("OCPP 1.6 has no such purpose".to_owned())
        }
    });
    Ok(v16::ClearChargingProfileRequest {
        id: criteria.id,
        connector_id: criteria.connector.and_then(|connector| u32::try_from(connector).ok()),
        charging_profile_purpose: purpose.transpose()?,
        stack_level: criteria.stack_level.and_then(|level| u32::try_from(level).ok()),
    })
}
