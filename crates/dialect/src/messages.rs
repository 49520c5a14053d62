//! Messages written by hand: which there are, whether one fits its definition, and what its answer says.

use super::{Learnt, Manner, Meaning, SentCall};
use crate::Spoken;
use actions::{Args, restore_profiles, send_message};
use model::{Admission, MessageField, MessageForm, Outcome};
use ocpp::definition::{self, Definition, Edition};
use ocpp::exchange::RemoteError;
use ocpp::{Secret, Version};
use redact::MASK;
use serde_json::Value;
use words::{DroppedProfiles, Profile, Speaking};

pub const BOOT: &str = "BootNotification";
pub(super) const SET_PROFILE: &str = "SetChargingProfile";
/// Asks a charger that is held back to boot again, in every version.
pub const BOOT_AGAIN: (&str, &str) = ("TriggerMessage", r#"{"requestedMessage":"BootNotification"}"#);
/// What a charger repeats in its reports.
const REQUEST_ID: &str = "requestId";
const CLEAR_PROFILE: &str = "ClearChargingProfile";
const TRIGGERS: [&str; 2] = ["TriggerMessage", "ExtendedTriggerMessage"];
/// Where a setting's value is in the request that sets it: on 1.6, and on 2.x.
const SETTING_VALUES: [&str; 2] = ["value", "attributeValue"];
/// Faults that a refusal names.
const FAULTS_TOLD: usize = 8;

fn edition(speaking: &Speaking) -> Edition {
    match speaking.version() {
        // The extension's messages may be tried on any 1.6 charger; it may be how to find out.
        Version::V16 => Edition::V16Security,
        Version::V201 => Edition::V201,
        Version::V21 => Edition::V21,
    }
}

/// Every request that can be sent to a charger of this version. One that names a request names `request`, so that its reports are
/// nobody else's.
pub fn forms(speaking: &Speaking, request: i64) -> Vec<MessageForm> {
    let example = |definition: &Definition| {
        let mut example = definition.example();
        if let Some(id) = example.get_mut(REQUEST_ID) {
            *id = request.into();
        }
        serde_json::to_string_pretty(&example).unwrap_or_else(|_| "{}".to_owned())
    };
    definition::requests(edition(speaking))
        .map(|definition| MessageForm {
            action: definition.action.to_owned(),
            about: definition.about.to_owned(),
            example: example(definition),
            fields: definition
                .outline()
                .into_iter()
                .map(|line| MessageField { path: line.path, required: line.required, shape: line.kind })
                .collect(),
        })
        .collect()
}

/// Does a charger get firmware by this message, on any version of OCPP and however its name is typed?
pub fn brings_firmware(action: &str) -> bool {
    let names = ["UpdateFirmware", "SignedUpdateFirmware", "PublishFirmware"];
    names.iter().any(|name| action.trim().eq_ignore_ascii_case(name))
}

/// Is this a message that may be sent? The field at fault and a sentence say why not. Exactly as typed it need only be JSON.
pub fn check_message(
    speaking: &Speaking,
    action: &str,
    payload: &str,
    as_typed: bool,
) -> Result<(), (&'static str, String)> {
    let value: Value = serde_json::from_str(payload)
        .map_err(|error| ("payload", format!("This is not JSON: {error}. Nothing was sent.")))?;
    if as_typed {
        return Ok(());
    }
    if payload.contains(MASK) {
        let sentence =
            "The message still has *** where a secret was; write the secret there, or tick Send exactly as typed.";
        return Err(("payload", sentence.to_owned()));
    }
    let Some(definition) = definition::find(edition(speaking), action) else {
        let sentence = format!(
            "No message {action} can be sent to a charger that speaks OCPP {}. Tick Send exactly as typed to send it all the same.",
            speaking.protocol.map_or("1.6J", model::Protocol::as_str),
        );
        return Err(("action", sentence));
    };
    if let Err(misfits) = definition.check(&value) {
        // One a line, as screens list them.
        let mut lines = vec!["The message does not fit its definition. Nothing was sent.".to_owned()];
        lines.extend(misfits.iter().take(FAULTS_TOLD).map(ToString::to_string));
        let more = misfits.len().saturating_sub(FAULTS_TOLD);
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        return Err(("payload", lines.join("\n")));
    }
    if speaking.version().is_2x() && action == CLEAR_PROFILE && is_empty_clearing(&value) {
        let sentence = "Give an id or at least one criterion: an empty request clears nothing (K10.FR.02).";
        return Err(("payload", sentence.to_owned()));
    }
    if TRIGGERS.contains(&action)
        && value.get("requestedMessage").and_then(Value::as_str) == Some(BOOT)
        && speaking.registered == Some(Admission::Accepted)
    {
        let sentence =
            "A charger that is accepted must not be asked to boot again. Tick Send exactly as typed if you mean it.";
        return Err(("payload", sentence.to_owned()));
    }
    Ok(())
}

fn is_empty_clearing(value: &Value) -> bool {
    let criteria = value.get("chargingProfileCriteria").and_then(Value::as_object);
    value.get("chargingProfileId").is_none() && criteria.is_none_or(serde_json::Map::is_empty)
}

/// Can this setting be sent in this version? The field at fault and a sentence say why not.
pub fn check_setting(speaking: &Speaking, name: &str, value: &str) -> Result<(), (&'static str, String)> {
    let request = match speaking.version() {
        Version::V16 => super::v16::setting(name, Secret::new(value)),
        Version::V201 | Version::V21 => super::v201::setting(name, Secret::new(value))
            .ok_or_else(|| ("name", "Name it as the configuration does, Component.Variable.".to_owned()))?,
    };
    let definition =
        definition::find(edition(speaking), &request.action).expect("a setting can be set in every version");
    let Err(misfits) = definition.check(&request.payload) else { return Ok(()) };
    let misfit = misfits.into_iter().next().expect("what does not fit has a misfit");
    let field = if SETTING_VALUES.iter().any(|path| misfit.path.ends_with(path)) { "value" } else { "name" };
    Err((field, format!("This charger has no room for it: {misfit}. Nothing was sent.")))
}

/// What a charger will say because it was sent this; while it is held back it may say nothing else.
pub(super) fn asks_for(action: &str, payload: &Value) -> Vec<String> {
    let names = match action {
        "TriggerMessage" | "ExtendedTriggerMessage" => {
            let word = payload.get("requestedMessage").and_then(Value::as_str).unwrap_or_default();
            return match word {
                "SignChargePointCertificate"
                | "SignChargingStationCertificate"
                | "SignV2GCertificate"
                | "SignCombinedCertificate"
                | "SignV2G20Certificate" => vec!["SignCertificate".to_owned()],
                // The trap of the 1.6 security extension.
                "FirmwareStatusNotification" => {
                    vec![word.to_owned(), "SignedFirmwareStatusNotification".to_owned()]
                }
                other => vec![other.to_owned()],
            };
        }
        "GetBaseReport" | "GetReport" => ["NotifyReport"].as_slice(),
        "GetMonitoringReport" => &["NotifyMonitoringReport"],
        "GetChargingProfiles" => &["ReportChargingProfiles"],
        "CustomerInformation" => &["NotifyCustomerInformation"],
        "GetDisplayMessages" => &["NotifyDisplayMessages"],
        "GetLog" => &["LogStatusNotification"],
        "GetDiagnostics" => &["DiagnosticsStatusNotification"],
        "UpdateFirmware" => &["FirmwareStatusNotification"],
        "SignedUpdateFirmware" => &["SignedFirmwareStatusNotification"],
        _asks_for_nothing => &[],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// What an answer to a message written by hand, or to a profile set again, says.
pub(super) fn answered(
    version: Version,
    asked: &SentCall,
    answer: Result<Value, RemoteError>,
    manner: &Manner,
) -> Meaning {
    let place = asked.purpose.place();
    let (text, part) = match asked.args {
        Args::SendMessage(send_message::Inputs { payload, pieces, .. }) => {
            let part = pieces.get(place).map(|_| super::v201::pieces::label(pieces, place));
            (payload.as_str(), part.unwrap_or_default())
        }
        Args::RestoreProfiles(restore_profiles::Inputs { profiles }) => {
            profiles.get(place).map_or(("", String::new()), |held| (held.request.as_str(), held.label.clone()))
        }
        _written_by_us => ("", String::new()),
    };
    let payload = match answer {
        Ok(payload) => payload,
        Err(error) => {
            let evidence = manner.told(asked, &part, manner.failed(&error), None);
            return Meaning { evidence: vec![evidence], ..Meaning::default() };
        }
    };
    let status = payload.get("status").and_then(Value::as_str).map(|status| manner.words(status));
    let sent: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let accepted = status.as_deref() == Some("Accepted");
    let mut learnt = Vec::new();
    if accepted && asked.action == SET_PROFILE {
        learnt
            .extend(profile_of(version, &sent).map(|profile| Learnt::ProfileSet { profile, request: text.to_owned() }));
    }
    if accepted && asked.action == CLEAR_PROFILE {
        learnt.push(Learnt::ProfilesDropped(dropped_by(&sent)));
    }
    let info = status_info(&payload, manner);
    let outcome = match (asked.args, status) {
        (Args::RestoreProfiles(_), Some(status)) if status == "Accepted" => Outcome::Accepted,
        (Args::RestoreProfiles(_), Some(status)) if status == "Rejected" => Outcome::Rejected,
        (Args::RestoreProfiles(_), Some(status)) => Outcome::Odd { status },
        (Args::RestoreProfiles(_), None) => Outcome::Misfit { why: "it has no status".to_owned() },
        (_, status) => Outcome::Told { status },
    };
    Meaning { evidence: vec![manner.told(asked, &part, outcome, info)], learnt, ..Meaning::default() }
}

pub(super) fn status_info(payload: &Value, manner: &Manner) -> Option<String> {
    let info = payload.get("statusInfo")?;
    let code = info.get("reasonCode").and_then(Value::as_str)?;
    let more = info.get("additionalInfo").and_then(Value::as_str).filter(|more| !more.is_empty());
    Some(manner.words(&more.map_or(code.to_owned(), |more| format!("{code}, {more}"))))
}

/// The profile that a SetChargingProfile sets, as far as it can be read.
fn profile_of(version: Version, sent: &Value) -> Option<Profile> {
    let (place, profile, id) = match version {
        Version::V16 => ("connectorId", sent.get("csChargingProfiles")?, "chargingProfileId"),
        Version::V201 | Version::V21 => ("evseId", sent.get("chargingProfile")?, "id"),
    };
    let schedules: Vec<&Value> = match profile.get("chargingSchedule")? {
        Value::Array(schedules) => schedules.iter().collect(),
        one => vec![one],
    };
    let unit = schedules.first().and_then(|schedule| schedule.get("chargingRateUnit")).and_then(Value::as_str);
    let limits = schedules
        .iter()
        .filter_map(|schedule| schedule.get("chargingSchedulePeriod")?.as_array())
        .flatten()
        .filter_map(|period| period.get("limit")?.as_f64());
    Some(Profile {
        id: profile.get(id)?.as_i64()?,
        place: sent.get(place)?.as_i64()?,
        purpose: profile.get("chargingProfilePurpose")?.as_str()?.to_owned(),
        stack_level: profile.get("stackLevel")?.as_i64()?,
        amount: super::lowest(limits, unit.unwrap_or_default()),
    })
}

fn dropped_by(sent: &Value) -> DroppedProfiles {
    let criteria = sent.get("chargingProfileCriteria").unwrap_or(sent);
    let number = |within: &Value, name: &str| within.get(name).and_then(Value::as_i64);
    let id = number(sent, "id").or_else(|| number(sent, "chargingProfileId"));
    if id.is_some() {
        return DroppedProfiles { id, ..DroppedProfiles::default() };
    }
    DroppedProfiles {
        id: None,
        place: number(criteria, "connectorId").or_else(|| number(criteria, "evseId")),
        purpose: criteria.get("chargingProfilePurpose").and_then(Value::as_str).map(str::to_owned),
        stack_level: number(criteria, "stackLevel"),
    }
}
