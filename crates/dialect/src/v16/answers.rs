//! OCPP 1.6: what chargers answer.

use super::super::{Learnt, Manner, Meaning, SentCall, by_status, lowest, odd_status, own_value, spelling};
use actions::{Args, ClearProfiles, clear_charging_profiles, request_diagnostics, set_configuration};
use model::{Limit, LogKind, Outcome, ProfilePurpose, Setting};
use ocpp::exchange::RemoteError;
use ocpp::{Oddities, Request, read_response, read_response_noting, v16};
use redact::Redactor;
use serde_json::Value;
use words::{DroppedProfiles, Evidence, Purpose};

pub(crate) fn answered(asked: &SentCall, answer: Result<Value, RemoteError>, manner: &Manner) -> Meaning {
    match asked.purpose {
        Purpose::Schedule { connector } => {
            let evidence = Evidence::Schedule { connector: *connector, limit: limit(answer, manner) };
            return Meaning { evidence: vec![evidence], ..Meaning::default() };
        }
        Purpose::HowFar => {
            let evidence = Evidence::HowFar { answer: outcome(asked, answer, manner) };
            return Meaning { evidence: vec![evidence], ..Meaning::default() };
        }
        Purpose::Main | Purpose::Part { .. } | Purpose::Profiles | Purpose::Settings { .. } => {}
    }
    let mut meaning = Meaning::default();
    if let (Args::ReadConfiguration, Ok(payload)) = (asked.args, &answer)
        && let Ok(read) = read_response::<v16::GetConfigurationRequest>(payload.clone())
    {
        let settings: Vec<Setting> =
            read.configuration_key.into_iter().map(|told| setting(told, manner.hide)).collect();
        let count = settings.len() as i64;
        meaning.evidence.push(manner.told(asked, "", Outcome::Received, None));
        meaning.evidence.push(Evidence::Settings { count, last: true });
        meaning.learnt.push(Learnt::Settings { settings, whole: true });
        return meaning;
    }
    let answered = answer.is_ok();
    let outcome = outcome(asked, answer, manner);
    meaning.learnt = extension(asked.action, answered, &outcome);
    meaning.instead = instead(asked, &meaning.learnt);
    match (asked.args, &outcome) {
        (
            Args::SetConfiguration(set_configuration::Inputs { name, value }),
            Outcome::Accepted | Outcome::AfterReboot,
        ) => {
            meaning.learnt.push(Learnt::SettingTaken { name: name.clone(), value: value.clone() });
        }
        (Args::ClearChargingProfiles(clear_charging_profiles::Inputs { criteria }), Outcome::Accepted) => {
            meaning.learnt.push(Learnt::ProfilesDropped(dropped(criteria)));
        }
        _nothing_to_learn => {}
    }
    meaning.evidence.push(manner.told(asked, "", outcome, None));
    meaning
}

/// A request of the security extension that was understood shows that the charger knows it; one that was not, that it does not.
fn extension(action: &str, answered: bool, outcome: &Outcome) -> Vec<Learnt> {
    let of_extension = [
        v16::GetLogRequest::ACTION,
        v16::SignedUpdateFirmwareRequest::ACTION,
        v16::ExtendedTriggerMessageRequest::ACTION,
    ];
    // That it knows no such trigger says nothing of the request itself.
    let may_be_a_part = answered && action == v16::ExtendedTriggerMessageRequest::ACTION;
    match outcome {
        _of_another if !of_extension.contains(&action) => Vec::new(),
        Outcome::Failed { code, .. } if is_unknown(code) && !may_be_a_part => vec![Learnt::SecurityExtension(false)],
        _in_whatever_words => answered.then_some(Learnt::SecurityExtension(true)).into_iter().collect(),
    }
}

fn is_unknown(word: &str) -> bool {
    matches!(word, "NotImplemented" | "NotSupported")
}

/// A charger may know security events and no GetLog; GetDiagnostics asks for the same, but for the security log. As TriggerMessage does
/// where there is no ExtendedTriggerMessage.
fn instead(asked: &SentCall, learnt: &[Learnt]) -> Option<&'static str> {
    let asks_the_same =
        matches!(asked.args, Args::RequestDiagnostics(request_diagnostics::Inputs { log: LogKind::Diagnostics, .. }));
    let is_unknown = learnt.contains(&Learnt::SecurityExtension(false));
    match asked.action {
        v16::GetLogRequest::ACTION if asks_the_same && is_unknown => Some(v16::GetDiagnosticsRequest::ACTION),
        v16::ExtendedTriggerMessageRequest::ACTION if asked.args.notice().is_some() && is_unknown => {
            Some(v16::TriggerMessageRequest::ACTION)
        }
        _no_other_way => None,
    }
}

fn setting(told: v16::KeyValue, hide: &Redactor) -> Setting {
    let name = super::super::own_words(&told.key, hide);
    Setting {
        value: told.value.map(|value| own_value(&name, value.as_str(), hide)),
        readonly: told.readonly.unwrap_or_default(),
        about: None,
        choices: Vec::new(),
        name,
    }
}

pub(crate) fn dropped(criteria: &ClearProfiles) -> DroppedProfiles {
    if criteria.id.is_some() {
        return DroppedProfiles { id: criteria.id, ..DroppedProfiles::default() };
    }
    DroppedProfiles {
        id: None,
        place: criteria.connector,
        purpose: criteria.purpose.map(ProfilePurpose::as_str).map(str::to_owned),
        stack_level: criteria.stack_level,
    }
}

fn outcome(asked: &SentCall, answer: Result<Value, RemoteError>, manner: &Manner) -> Outcome {
    let words = |text: &str| manner.words(text);
    let odd = |status: &str| odd_status(status, words);
    let payload = match answer {
        Ok(payload) if asked.action == v16::GetDiagnosticsRequest::ACTION => spelling::mended(payload, "fileName"),
        Ok(payload) => spelling::mended(payload, "filename"),
        Err(error) => return manner.failed(&error),
    };
    let trigger = |status: v16::TriggerMessageStatus| match status {
        v16::TriggerMessageStatus::Accepted => Outcome::Accepted,
        v16::TriggerMessageStatus::Rejected => Outcome::Rejected,
        v16::TriggerMessageStatus::NotImplemented => not_implemented(),
        v16::TriggerMessageStatus::Other(status) => odd(&status),
    };
    let read = match asked.action {
        v16::ResetRequest::ACTION => read_response::<v16::ResetRequest>(payload).map(|answer| match answer.status {
            v16::ResetStatus::Accepted => Outcome::Accepted,
            v16::ResetStatus::Rejected => Outcome::Rejected,
            v16::ResetStatus::Other(status) => odd(&status),
        }),
        v16::UpdateFirmwareRequest::ACTION => {
            read_response::<v16::UpdateFirmwareRequest>(payload).map(|answer| match answer.status.as_deref() {
                None | Some("Accepted") => Outcome::Received,
                Some("Rejected") => Outcome::Rejected,
                Some(other) => odd(other),
            })
        }
        v16::SignedUpdateFirmwareRequest::ACTION => {
            use v16::UpdateFirmwareStatusEnumType as Status;
            read_response::<v16::SignedUpdateFirmwareRequest>(payload).map(|answer| match answer.status {
                Status::Accepted => Outcome::Accepted,
                Status::Rejected => Outcome::Rejected,
                Status::AcceptedCanceled => Outcome::Replaces,
                status @ (Status::InvalidCertificate | Status::RevokedCertificate) => {
                    Outcome::CertificateRefused { status: status.as_str().to_owned() }
                }
                Status::Other(status) => odd(&status),
            })
        }
        v16::GetDiagnosticsRequest::ACTION => {
            // Its answer has no status; where one is there all the same, it says more than a name that is missing.
            let status = payload.get("status").and_then(Value::as_str).map(spelling::word).map(str::to_owned);
            read_response::<v16::GetDiagnosticsRequest>(payload).map(|answer| {
                match (answer.file_name.filter(|name| !name.trim().is_empty()), status.as_deref()) {
                    (Some(name), _) => Outcome::File { name: words(&name) },
                    (None, None | Some("Accepted")) => Outcome::NoFile,
                    (None, Some("Rejected")) => Outcome::Rejected,
                    (None, Some(status)) => odd(status),
                }
            })
        }
        v16::GetLogRequest::ACTION => {
            use v16::LogStatusEnumType as Status;
            read_response::<v16::GetLogRequest>(payload).map(|answer| match (answer.status, answer.filename) {
                (Status::Accepted, Some(name)) if !name.is_empty() => Outcome::File { name: words(&name) },
                (Status::Accepted, _) => Outcome::Accepted,
                (Status::AcceptedCanceled, _) => Outcome::Replaces,
                (Status::Rejected, _) => Outcome::Rejected,
                (Status::Other(status), _) => odd(&status),
            })
        }
        v16::ClearCacheRequest::ACTION => {
            read_response::<v16::ClearCacheRequest>(payload).map(|answer| match answer.status {
                v16::ClearCacheStatus::Accepted => Outcome::Accepted,
                v16::ClearCacheStatus::Rejected => Outcome::Rejected,
                v16::ClearCacheStatus::Other(status) => odd(&status),
            })
        }
        v16::ClearChargingProfileRequest::ACTION => {
            read_response::<v16::ClearChargingProfileRequest>(payload).map(|answer| match answer.status {
                v16::ClearChargingProfileStatus::Accepted => Outcome::Accepted,
                v16::ClearChargingProfileStatus::Unknown => Outcome::Unknown,
                v16::ClearChargingProfileStatus::Other(status) => odd(&status),
            })
        }
        v16::ChangeConfigurationRequest::ACTION => {
            use v16::ConfigurationStatus as Status;
            read_response::<v16::ChangeConfigurationRequest>(payload).map(|answer| match answer.status {
                Status::Accepted => Outcome::Accepted,
                Status::Rejected => Outcome::Rejected,
                Status::RebootRequired => Outcome::AfterReboot,
                Status::NotSupported => Outcome::Unknown,
                Status::Other(status) => odd(&status),
            })
        }
        v16::TriggerMessageRequest::ACTION => {
            read_response::<v16::TriggerMessageRequest>(payload).map(|answer| trigger(answer.status))
        }
        v16::ExtendedTriggerMessageRequest::ACTION => {
            use v16::TriggerMessageStatusEnumType as Status;
            read_response::<v16::ExtendedTriggerMessageRequest>(payload).map(|answer| match answer.status {
                Status::Accepted => Outcome::Accepted,
                Status::Rejected => Outcome::Rejected,
                Status::NotImplemented => not_implemented(),
                Status::Other(status) => odd(&status),
            })
        }
        v16::GetConfigurationRequest::ACTION => {
            read_response::<v16::GetConfigurationRequest>(payload).map(|_| Outcome::Received)
        }
        _by_its_status_alone => return by_status(&payload, manner),
    };
    read.unwrap_or_else(|error| Outcome::Misfit { why: words(&error.description) })
}

/// What is odd about an answer.
pub(crate) fn odd_answer(action: &str, answer: &Value) -> Oddities {
    let mut odd = Oddities::default();
    macro_rules! read_as {
        ($($request:ident),+ $(,)?) => {
            match action {
                $(v16::$request::ACTION => {
                    // What refuses it is told elsewhere.
                    let _read = read_response_noting::<v16::$request>(answer.clone(), &mut odd);
                })+
                _not_read_here => {}
            }
        };
    }
    read_as!(
        ChangeConfigurationRequest,
        ClearCacheRequest,
        ClearChargingProfileRequest,
        ExtendedTriggerMessageRequest,
        GetCompositeScheduleRequest,
        GetConfigurationRequest,
        GetDiagnosticsRequest,
        GetLogRequest,
        ResetRequest,
        SignedUpdateFirmwareRequest,
        TriggerMessageRequest,
        UpdateFirmwareRequest,
    );
    odd
}

/// It cannot be asked that.
fn not_implemented() -> Outcome {
    Outcome::Failed { code: "NotImplemented".to_owned(), description: String::new() }
}

fn limit(answer: Result<Value, RemoteError>, manner: &Manner) -> Limit {
    let cannot = |why: &str| Limit::CannotSay { why: manner.words(why) };
    let payload = match answer {
        Ok(payload) => payload,
        Err(error) => return cannot(&error.code),
    };
    let Ok(answer) = read_response::<v16::GetCompositeScheduleRequest>(payload) else {
        return cannot("its answer does not fit");
    };
    match (answer.status, answer.charging_schedule) {
        (v16::GetCompositeScheduleStatus::Accepted, Some(schedule)) => {
            let unit = schedule.charging_rate_unit.as_ref().map_or(String::new(), |unit| manner.words(unit.as_str()));
            lowest(schedule.charging_schedule_period.iter().map(|period| period.limit), &unit)
                .map_or(Limit::Unlimited, |amount| Limit::Limited { amount, stood: None })
        }
        (v16::GetCompositeScheduleStatus::Accepted, None) => Limit::Unlimited,
        (v16::GetCompositeScheduleStatus::Rejected, _) => cannot("Rejected"),
        (v16::GetCompositeScheduleStatus::Other(status), _) => cannot(&status),
    }
}
