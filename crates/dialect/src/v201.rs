//! OCPP 2.0.1: what is sent. What 2.1 has in common with it is here too.

mod answers;
mod names;
pub(super) mod pieces;
pub(crate) mod plain;
mod said;
mod settings;

use super::v16::{ACCEPTED, interval, times};
use super::{Request, to_value, write};
use actions::{
    Args, ClearProfiles, RebootKind, clear_charging_profiles, reboot, request_diagnostics, set_configuration,
    update_firmware,
};
use model::{Admission, Known, LogKind, Notice, ProfilePurpose, Room, Topic};
use ocpp::{Location, Request as _, Secret, Version, v201};
use words::local_time::utc_text;
use words::{Purpose, SecretText, Speaking};

pub(crate) use answers::{answered, odd_answer};
pub(crate) use names::Name;
pub(super) use said::boot_reason;
pub(super) use said::{both_say, not_here};
pub(crate) use said::{reply, said};
pub(crate) use settings::facts;
pub(super) use settings::of_report;

/// Asked for where a charger does not report all its variables: what matters for the actions.
const WELL_KNOWN: [(&str, &str, Option<&str>); 14] = [
    ("DeviceDataCtrlr", "ItemsPerMessage", Some("GetVariables")),
    ("DeviceDataCtrlr", "BytesPerMessage", Some("GetVariables")),
    ("DeviceDataCtrlr", "ItemsPerMessage", Some("SetVariables")),
    ("DeviceDataCtrlr", "BytesPerMessage", Some("SetVariables")),
    ("DeviceDataCtrlr", "ItemsPerMessage", Some("GetReport")),
    ("DeviceDataCtrlr", "BytesPerMessage", Some("GetReport")),
    ("OCPPCommCtrlr", "FileTransferProtocols", None),
    ("SmartChargingCtrlr", "Enabled", None),
    ("SmartChargingCtrlr", "ProfileStackLevel", None),
    ("SmartChargingCtrlr", "Entries", Some("ChargingProfiles")),
    ("AuthCacheCtrlr", "Available", None),
    ("AuthCacheCtrlr", "Enabled", None),
    ("SecurityCtrlr", "SecurityProfile", None),
    ("ChargingStation", "AvailabilityState", None),
];

/// What any charger should take that has not said how much it takes.
const LEAST_ROOM: Room = Room { items: Some(4), bytes: None };

pub(crate) fn request(
    speaking: &Speaking,
    args: &Args,
    purpose: &Purpose,
    request_id: i64,
    secret: Option<&SecretText>,
) -> Result<Request, String> {
    match purpose {
        Purpose::Main | Purpose::Part { .. } => {}
        Purpose::Profiles => return Ok(write(&which_profiles(request_id))),
        Purpose::HowFar => return how_far(args),
        Purpose::Settings { from } => return Ok(write(&well_known(&speaking.known, *from))),
        Purpose::Schedule { .. } => return Err("OCPP 2.x is asked for its profiles instead".to_owned()),
    }
    let location = |url: &str| Location::new(secret.map_or(url, SecretText::expose));
    Ok(match args {
        Args::Reboot(reboot::Inputs { kind, evse, .. }) => write(&v201::ResetRequest {
            kind: match kind {
                RebootKind::Soft => v201::ResetEnumType::OnIdle,
                RebootKind::Hard => v201::ResetEnumType::Immediate,
                RebootKind::Resume => return Err("OCPP 2.0.1 does not go on with sessions after a reboot".to_owned()),
            },
            evse_id: evse.and_then(|evse| u32::try_from(evse).ok()),
        }),
        Args::UpdateFirmware(update_firmware::Inputs { url, retrieve_at, install_at, retries, signing, .. }) => {
            write(&v201::UpdateFirmwareRequest {
                retries: times(*retries),
                retry_interval: interval(*retries),
                request_id,
                firmware: v201::FirmwareType {
                    location: location(url),
                    retrieve_date_time: utc_text(*retrieve_at).into(),
                    install_date_time: install_at.map(|at| utc_text(at).into()),
                    signing_certificate: signing.as_ref().map(|signing| signing.certificate.clone()),
                    signature: signing.as_ref().map(|signing| signing.signature.clone()),
                },
            })
        }
        Args::RequestDiagnostics(request_diagnostics::Inputs { url, from, to, retries, log, .. }) => {
            write(&v201::GetLogRequest {
                log: v201::LogParametersType {
                    remote_location: location(url),
                    oldest_timestamp: from.map(|at| utc_text(at).into()),
                    latest_timestamp: to.map(|at| utc_text(at).into()),
                },
                log_type: match log {
                    LogKind::Diagnostics => v201::LogEnumType::DiagnosticsLog,
                    LogKind::Security => v201::LogEnumType::SecurityLog,
                    LogKind::DataCollector => return Err("OCPP 2.0.1 has no data collector log".to_owned()),
                },
                request_id,
                retries: times(*retries),
                retry_interval: interval(*retries),
            })
        }
        Args::ClearCache => write(&v201::ClearCacheRequest {}),
        Args::ClearChargingProfiles(clear_charging_profiles::Inputs { criteria }) => {
            let clearing = nth_clearing(Version::V201, criteria, purpose)?;
            write(&v201::ClearChargingProfileRequest {
                charging_profile_id: clearing.id,
                charging_profile_criteria: clearing.id.is_none().then(|| v201::ClearChargingProfileType {
                    evse_id: clearing.evse_id(),
                    charging_profile_purpose: clearing.purpose.map(|purpose| purpose_word(purpose).to_owned().into()),
                    stack_level: clearing.stack_level(),
                }),
            })
        }
        Args::Ask(notice) => return trigger(speaking, notice),
        Args::ReadConfiguration => {
            write(&v201::GetBaseReportRequest { request_id, report_base: v201::ReportBaseEnumType::FullInventory })
        }
        Args::SetConfiguration(set_configuration::Inputs { name, value }) => {
            let value = Secret::new(secret.map_or(value.as_str(), SecretText::expose));
            setting(name, value).ok_or("this is not the name of a variable")?
        }
        Args::ChangeSite(_) | Args::SendMessage(_) | Args::RestoreProfiles(_) => {
            return Err("this is not sent so".to_owned());
        }
    })
}

/// Sets one variable; None where this is not the name of one.
pub(crate) fn setting(name: &str, value: Secret) -> Option<Request> {
    let set_variable_data = vec![Name::parse(name)?.to_set(value)];
    Some(write(&v201::SetVariablesRequest { set_variable_data }))
}

/// Asks for well-known variables from this one on, as many as the charger takes in one message.
fn well_known(known: &Known, from: usize) -> v201::GetVariablesRequest {
    let variable = |(component, variable, instance): &(&str, &str, Option<&str>)| v201::GetVariableDataType {
        attribute_type: None,
        component: v201::ComponentType { name: (*component).to_owned(), instance: None, evse: None },
        variable: v201::VariableType { name: (*variable).to_owned(), instance: instance.map(str::to_owned) },
    };
    let mut get_variable_data: Vec<_> = WELL_KNOWN.iter().skip(from).map(variable).collect();
    let bytes: Vec<usize> = get_variable_data.iter().map(|asked| to_value(asked).to_string().len()).collect();
    let room = known.rooms.get(v201::GetVariablesRequest::ACTION).copied().unwrap_or(LEAST_ROOM);
    let first = pieces::grouped(&bytes, pieces::AROUND_BYTES, room).first().copied().unwrap_or_default();
    get_variable_data.truncate(first);
    v201::GetVariablesRequest { get_variable_data }
}

/// Every profile, whoever set it.
fn which_profiles(request_id: i64) -> v201::GetChargingProfilesRequest {
    use v201::ChargingLimitSourceEnumType as Source;
    v201::GetChargingProfilesRequest {
        request_id,
        evse_id: None,
        charging_profile: v201::ChargingProfileCriterionType {
            // An empty criterion is refused by some, and what others set must be seen too.
            charging_limit_source: vec![Source::CSO, Source::EMS, Source::Other("Other".to_owned()), Source::SO],
            ..v201::ChargingProfileCriterionType::default()
        },
    }
}

/// Asks for one message.
fn trigger(speaking: &Speaking, notice: &Notice) -> Result<Request, String> {
    use v201::MessageTriggerEnumType as Trigger;
    let requested_message = match notice.topic {
        Topic::Status => Trigger::StatusNotification,
        Topic::Meter => Trigger::MeterValues,
        Topic::Heartbeat => Trigger::Heartbeat,
        Topic::Firmware => Trigger::FirmwareStatusNotification,
        Topic::Diagnostics | Topic::Log => Trigger::LogStatusNotification,
        // F06.FR.17
        Topic::Boot if speaking.registered == Some(Admission::Accepted) => return Err(ACCEPTED.to_owned()),
        Topic::Boot => Trigger::BootNotification,
    };
    let number = |id: i64| u32::try_from(id).ok();
    let connector_id = notice.connector.and_then(number);
    let evse = notice.evse.and_then(number).map(|id| v201::EVSEType { id, connector_id });
    Ok(write(&v201::TriggerMessageRequest { evse, requested_message }))
}

fn how_far(args: &Args) -> Result<Request, String> {
    let requested_message = match args {
        Args::UpdateFirmware(_) => v201::MessageTriggerEnumType::FirmwareStatusNotification,
        Args::RequestDiagnostics(_) => v201::MessageTriggerEnumType::LogStatusNotification,
        _tells_no_progress => return Err("there is nothing to ask for".to_owned()),
    };
    Ok(write(&v201::TriggerMessageRequest { evse: None, requested_message }))
}

/// One request to clear: an id, or criteria of which there is at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClearRequest {
    pub id: Option<i64>,
    pub evse: Option<i64>,
    pub purpose: Option<ProfilePurpose>,
    pub level: Option<i64>,
}

impl ClearRequest {
    pub(super) fn evse_id(&self) -> Option<u32> {
        self.evse.and_then(|evse| u32::try_from(evse).ok())
    }

    pub(super) fn stack_level(&self) -> Option<u32> {
        self.level.and_then(|level| u32::try_from(level).ok())
    }

    /// What it is called on the timeline.
    pub(crate) fn label(&self) -> String {
        self.purpose.map_or_else(|| "Profiles".to_owned(), |purpose| purpose_word(purpose).to_owned())
    }
}

/// The requests that clear what the criteria say. Nothing given means all, and all is never an empty request (K10.FR.02): it is one
/// request per purpose, without what others set (K10.FR.06).
pub(crate) fn clearings(version: Version, criteria: &ClearProfiles) -> Vec<ClearRequest> {
    if criteria.id.is_some() {
        return vec![ClearRequest { id: criteria.id, evse: None, purpose: None, level: None }];
    }
    let one = |purpose| ClearRequest { id: None, evse: criteria.connector, purpose, level: criteria.stack_level };
    match criteria.purpose {
        Some(purpose) => vec![one(Some(purpose))],
        None => super::abilities::purposes(version).into_iter().map(|purpose| one(Some(purpose))).collect(),
    }
}

pub(super) fn nth_clearing(
    version: Version,
    criteria: &ClearProfiles,
    purpose: &Purpose,
) -> Result<ClearRequest, String> {
    clearings(version, criteria).get(purpose.place()).copied().ok_or_else(|| "there is no such part".to_owned())
}

/// The purpose's word on 2.x, where the charger is a charging station.
pub(super) fn purpose_word(purpose: ProfilePurpose) -> &'static str {
    match purpose {
        ProfilePurpose::ChargePointMaxProfile => "ChargingStationMaxProfile",
        ProfilePurpose::TxDefaultProfile
        | ProfilePurpose::TxProfile
        | ProfilePurpose::PriorityCharging
        | ProfilePurpose::LocalGeneration => purpose.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn sent(version: Version, criteria: ClearProfiles) -> Vec<Value> {
        let args = Args::ClearChargingProfiles(clear_charging_profiles::Inputs { criteria });
        let speaking = Speaking::default();
        let count = clearings(version, &criteria).len() as i64;
        let purpose = |n| if n == 0 { Purpose::Main } else { Purpose::Part { n } };
        (0..count)
            .map(|n| match version {
                Version::V21 => super::super::v21::request(&speaking, &args, &purpose(n), 7, None),
                Version::V16 | Version::V201 => request(&speaking, &args, &purpose(n), 7, None),
            })
            .map(|request| request.unwrap().payload)
            .collect()
    }

    #[test]
    fn clearing_all_is_never_an_empty_request() {
        // E2, E9, A-19: K10.FR.02, K10.FR.06
        let by = |purpose: &str| json!({"chargingProfileCriteria": {"chargingProfilePurpose": purpose}});
        let common = [by("ChargingStationMaxProfile"), by("TxDefaultProfile"), by("TxProfile")];
        assert_eq!(sent(Version::V201, ClearProfiles::default()), common);
        let of_v21 = [common.to_vec(), vec![by("PriorityCharging"), by("LocalGeneration")]].concat();
        assert_eq!(sent(Version::V21, ClearProfiles::default()), of_v21);
        let level = ClearProfiles { stack_level: Some(0), connector: Some(0), ..ClearProfiles::default() };
        for payload in sent(Version::V201, level) {
            assert_eq!(payload["chargingProfileCriteria"]["stackLevel"], 0, "E1");
            assert_eq!(payload["chargingProfileCriteria"]["evseId"], 0, "E1");
        }
        let id = ClearProfiles { id: Some(3), stack_level: Some(1), ..ClearProfiles::default() };
        assert_eq!(sent(Version::V201, id), [json!({"chargingProfileId": 3})]);
    }
}
