//! OCPP 2.x: what chargers answer. The answers of 2.1 are those of 2.0.1.

use super::super::messages::status_info;
use super::super::v16::dropped;
use super::super::{Learnt, Manner, Meaning, SentCall, by_status, odd_status, spelling};
use super::{nth_clearing, settings};
use actions::{Args, clear_charging_profiles, set_configuration};
use model::Outcome;
use ocpp::exchange::RemoteError;
use ocpp::{CallError, Oddities, Request, Version, read_response, read_response_noting, v201};
use serde_json::Value;
use words::{DroppedProfiles, Evidence, Purpose};

pub(crate) fn answered(
    version: Version,
    asked: &SentCall,
    answer: Result<Value, RemoteError>,
    manner: &Manner,
) -> Meaning {
    match asked.purpose {
        Purpose::HowFar => return just(Evidence::HowFar { answer: outcome(asked, answer, manner).0 }),
        Purpose::Profiles => return profiles(answer, manner),
        Purpose::Settings { from } => return variables(asked, *from, answer, manner),
        Purpose::Main | Purpose::Part { .. } | Purpose::Schedule { .. } => {}
    }
    let (outcome, info) = outcome(asked, answer, manner);
    let mut meaning = Meaning::default();
    let mut part = String::new();
    match asked.args {
        Args::ClearChargingProfiles(clear_charging_profiles::Inputs { criteria }) => {
            if let Ok(clearing) = nth_clearing(version, criteria, asked.purpose) {
                part = clearing.label();
                if outcome == Outcome::Accepted {
                    let purpose = clearing.purpose.map(|purpose| super::purpose_word(purpose).to_owned());
                    let dropped = DroppedProfiles { purpose, ..dropped(criteria) };
                    meaning.learnt.push(Learnt::ProfilesDropped(dropped));
                }
            }
        }
        Args::SetConfiguration(set_configuration::Inputs { name, value })
            if matches!(outcome, Outcome::Accepted | Outcome::AfterReboot) =>
        {
            meaning.learnt.push(Learnt::SettingTaken { name: name.clone(), value: value.clone() });
        }
        _nothing_to_learn => {}
    }
    meaning.evidence.push(manner.told(asked, &part, outcome, info));
    meaning
}

fn just(evidence: Evidence) -> Meaning {
    Meaning { evidence: vec![evidence], ..Meaning::default() }
}

/// Whether a report of the profiles that are left will come.
fn profiles(answer: Result<Value, RemoteError>, manner: &Manner) -> Meaning {
    use v201::GetChargingProfileStatusEnumType as Status;
    let read = answer
        .map_err(|error| manner.words(&error.code))
        .and_then(|payload| read_response::<v201::GetChargingProfilesRequest>(payload).map_err(|_| misfit()));
    match read.map(|answer| answer.status) {
        // The report says it.
        Ok(Status::Accepted) => Meaning::default(),
        Ok(Status::NoProfiles) => Meaning {
            evidence: vec![Evidence::Limits { left: Vec::new(), known: Ok(()) }],
            learnt: vec![Learnt::NoProfilesLeft],
            ..Meaning::default()
        },
        Ok(Status::Other(status)) => just(Evidence::Limits { left: Vec::new(), known: Err(manner.words(&status)) }),
        Err(why) => just(Evidence::Limits { left: Vec::new(), known: Err(why) }),
    }
}

/// What is odd about an answer.
pub(crate) fn odd_answer(action: &str, answer: &Value) -> Oddities {
    let mut odd = Oddities::default();
    macro_rules! read_as {
        ($($request:ident),+ $(,)?) => {
            match action {
                $(v201::$request::ACTION => {
                    // What refuses it is told elsewhere.
                    let _read = read_response_noting::<v201::$request>(answer.clone(), &mut odd);
                })+
                _not_read_here => {}
            }
        };
    }
    read_as!(
        ClearCacheRequest,
        ClearChargingProfileRequest,
        GetBaseReportRequest,
        GetChargingProfilesRequest,
        GetLogRequest,
        GetVariablesRequest,
        ResetRequest,
        SetVariablesRequest,
        TriggerMessageRequest,
        UpdateFirmwareRequest,
    );
    odd
}

fn misfit() -> String {
    "its answer does not fit".to_owned()
}

/// The well-known variables, where the charger would not report all.
fn variables(asked: &SentCall, from: usize, answer: Result<Value, RemoteError>, manner: &Manner) -> Meaning {
    let read = match answer {
        Ok(payload) => read_response::<v201::GetVariablesRequest>(payload),
        // What it told before is what there is.
        Err(_) if from > 0 => return just(Evidence::Settings { count: 0, last: true }),
        Err(error) => {
            // Now it is known that it cannot be asked at all.
            let evidence = Evidence::Answered {
                outcome: Outcome::Odd { status: manner.words(&error.code) },
                after_ms: manner.after_ms,
                late: manner.late,
                info: None,
            };
            return just(evidence);
        }
    };
    match read {
        Ok(answer) => {
            let from = from + answer.get_variable_result.len().max(1);
            let last = from >= super::WELL_KNOWN.len();
            let settings = settings::of_variables(answer.get_variable_result, manner.hide);
            let count = settings.len() as i64;
            Meaning {
                evidence: vec![Evidence::Settings { count, last }],
                learnt: vec![Learnt::Settings { settings, whole: false }],
                next: (!last).then_some(Purpose::Settings { from }),
                ..Meaning::default()
            }
        }
        Err(error) => just(manner.told(asked, "", Outcome::Misfit { why: manner.words(&error.description) }, None)),
    }
}

/// What came of it, and what the charger adds.
fn outcome(asked: &SentCall, answer: Result<Value, RemoteError>, manner: &Manner) -> (Outcome, Option<String>) {
    let payload = match answer {
        Ok(payload) => spelling::mended(payload, "filename"),
        Err(error) => return (manner.failed(&error), None),
    };
    let odd = |status: &str| odd_status(status, |status| manner.words(status));
    let info = |info: Option<v201::StatusInfoType>| {
        info.map(|info| {
            let more = info.additional_info.filter(|more| !more.trim().is_empty());
            manner.words(&more.map_or(info.reason_code.clone(), |more| format!("{}, {more}", info.reason_code)))
        })
    };
    let read: Result<(Outcome, Option<String>), CallError> = match asked.action {
        v201::ResetRequest::ACTION => read_response::<v201::ResetRequest>(payload).map(|answer| {
            use v201::ResetStatusEnumType as Status;
            let outcome = match answer.status {
                Status::Accepted => Outcome::Accepted,
                Status::Rejected => Outcome::Rejected,
                Status::Scheduled => Outcome::Scheduled,
                Status::Other(status) => odd(&status),
            };
            (outcome, info(answer.status_info))
        }),
        v201::UpdateFirmwareRequest::ACTION => read_response::<v201::UpdateFirmwareRequest>(payload).map(|answer| {
            use v201::UpdateFirmwareStatusEnumType as Status;
            let outcome = match answer.status {
                Status::Accepted => Outcome::Accepted,
                Status::Rejected => Outcome::Rejected,
                Status::AcceptedCanceled => Outcome::Replaces,
                status @ (Status::InvalidCertificate | Status::RevokedCertificate) => {
                    Outcome::CertificateRefused { status: status.as_str().to_owned() }
                }
                Status::Other(status) => odd(&status),
            };
            (outcome, info(answer.status_info))
        }),
        v201::GetLogRequest::ACTION => read_response::<v201::GetLogRequest>(payload).map(|answer| {
            use v201::LogStatusEnumType as Status;
            let file = answer.filename.filter(|name| !name.trim().is_empty()).map(|name| manner.words(&name));
            match (answer.status, file) {
                (Status::Accepted, Some(name)) => (Outcome::File { name }, info(answer.status_info)),
                (Status::Accepted, None) => (Outcome::Accepted, info(answer.status_info)),
                (Status::AcceptedCanceled, file) => (Outcome::Replaces, file),
                (Status::Rejected, _) => (Outcome::Rejected, info(answer.status_info)),
                (Status::Other(status), _) => (odd(&status), info(answer.status_info)),
            }
        }),
        v201::ClearCacheRequest::ACTION => read_response::<v201::ClearCacheRequest>(payload).map(|answer| {
            use v201::ClearCacheStatusEnumType as Status;
            let outcome = match answer.status {
                Status::Accepted => Outcome::Accepted,
                Status::Rejected => Outcome::Rejected,
                Status::Other(status) => odd(&status),
            };
            (outcome, info(answer.status_info))
        }),
        v201::ClearChargingProfileRequest::ACTION => {
            read_response::<v201::ClearChargingProfileRequest>(payload).map(|answer| {
                use v201::ClearChargingProfileStatusEnumType as Status;
                let outcome = match answer.status {
                    Status::Accepted => Outcome::Accepted,
                    Status::Unknown => Outcome::Unknown,
                    Status::Other(status) => odd(&status),
                };
                (outcome, info(answer.status_info))
            })
        }
        v201::TriggerMessageRequest::ACTION => read_response::<v201::TriggerMessageRequest>(payload).map(|answer| {
            use v201::TriggerMessageStatusEnumType as Status;
            let outcome = match answer.status {
                Status::Accepted => Outcome::Accepted,
                Status::Rejected => Outcome::Rejected,
                Status::NotImplemented => unable("NotImplemented"),
                Status::Other(status) => odd(&status),
            };
            (outcome, info(answer.status_info))
        }),
        v201::GetBaseReportRequest::ACTION => read_response::<v201::GetBaseReportRequest>(payload).map(|answer| {
            use v201::GenericDeviceModelStatusEnumType as Status;
            let outcome = match answer.status {
                Status::Accepted => Outcome::Accepted,
                // It may still answer for single variables.
                status @ (Status::Rejected | Status::NotSupported | Status::EmptyResultSet) => unable(status.as_str()),
                Status::Other(status) => unable(&manner.words(&status)),
            };
            (outcome, info(answer.status_info))
        }),
        v201::SetVariablesRequest::ACTION => read_response::<v201::SetVariablesRequest>(payload).map(|answer| {
            use v201::SetVariableStatusEnumType as Status;
            let Some(result) = answer.set_variable_result.into_iter().next() else {
                return (Outcome::Misfit { why: "it says nothing of the variable".to_owned() }, None);
            };
            let outcome = match result.attribute_status {
                Status::Accepted => Outcome::Accepted,
                Status::Rejected => Outcome::Rejected,
                Status::RebootRequired => Outcome::AfterReboot,
                Status::UnknownComponent | Status::UnknownVariable | Status::NotSupportedAttributeType => {
                    Outcome::Unknown
                }
                Status::Other(status) => odd(&status),
            };
            (outcome, info(result.attribute_status_info))
        }),
        _by_its_status_alone => return (by_status(&payload, manner), status_info(&payload, manner)),
    };
    read.unwrap_or_else(|error| (Outcome::Misfit { why: manner.words(&error.description) }, None))
}

fn unable(status: &str) -> Outcome {
    Outcome::Failed { code: status.to_owned(), description: String::new() }
}
