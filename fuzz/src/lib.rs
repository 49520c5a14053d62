//! One connection with a hostile charger: takes in its texts, does what the caller must do, and checks what must hold.

pub mod ftp;

use std::time::{Duration, Instant};

use ocpp::exchange::Received;
use ocpp::rpc::{self, Message};
use ocpp::{CallError, ErrorCode, Exchange, Oddities, Version, read_response, v16, v21, v201};
use serde_json::{Value, json};

/// How long a CALL of ours waits; two lines, so that late answers are met too.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Takes in one frame a line, a second apart, with a CALL of ours open whenever there can be one.
pub fn converse(version: Version, text: &str) {
    let started = Instant::now();
    let mut exchange = Exchange::new(version);
    for (line, text) in (0..).zip(text.split('\n')) {
        let now = started + Duration::from_secs(line);
        exchange.on_time(now);
        // The ids are "0", "1" and so on, so that the fuzzer can guess them.
        let _ = exchange.call(&line.to_string(), "ClearCache", &json!({}), line, now, TIMEOUT);
        take_in(&mut exchange, text, now);
        assert_eq!(exchange.in_work(), 0, "every CALL is answered at once");
    }
}

/// What is kept of a CALL is its line.
fn take_in(exchange: &mut Exchange<u64>, text: &str, now: Instant) {
    let version = exchange.version();
    check_head(version, text);
    match exchange.on_text(text, now) {
        Received::Call { id, action, payload } => {
            let read = read_twice(version, &action, payload);
            let result = read.as_ref().map(|_| const { &Value::Null });
            let answer = exchange.answer(&id, result).expect("the CALL is in work");
            assert_eq!(exchange.answer(&id, Ok(&Value::Null)), None, "one answer is enough");
            check_answer(version, &id, &answer);
        }
        Received::Send { id, action, payload } => {
            assert_eq!(version, Version::V21);
            let _ = read_twice(version, &action, payload);
            assert_eq!(exchange.answer(&id, Ok(&Value::Null)), None, "a SEND has no answer");
        }
        Received::Refused { id, answer, .. } => check_answer(version, &id, &answer),
        Received::Answer { id, tag, result, .. } => {
            assert_ne!(exchange.outstanding(), Some(id.as_str()));
            assert_eq!(tag.to_string(), id, "each answer gives back its own");
            if let Ok(payload) = result {
                read_answers(version, &payload);
            }
        }
        Received::ResultRefused { .. } | Received::StrayRefusal { .. } => assert_eq!(version, Version::V21),
        Received::StillInWork { id } => panic!("nothing was in work: {id}"),
        Received::Stray { .. } | Received::Unreadable { .. } => {}
    }
}

/// A CALL whose head can be read gets an answer with its own id, whatever the rest is.
fn check_head(version: Version, text: &str) {
    if let Err(rpc::Unreadable { id: Some(id), kind: Some(rpc::Kind::Call), has_head: true, .. }) = rpc::read(version, text)
    {
        match Exchange::<()>::new(version).on_text(text, Instant::now()) {
            Received::Refused { id: told, .. } => assert_eq!(told, id),
            other => panic!("not refused: {other:?}"),
        }
    }
}

/// What goes to the charger must be a frame of its version, with its own id.
fn check_answer(version: Version, wanted: &str, answer: &str) {
    match rpc::read(version, answer) {
        Ok(Message::CallResult { id, .. }) => assert_eq!(id, wanted),
        Ok(Message::CallError { id, code, description, .. }) => {
            assert_eq!(id, wanted);
            assert_eq!(ErrorCode::from_name(&code).map(|code| code.name(version)), Some(code.as_str()));
            assert!(description.chars().count() <= rpc::LONGEST_DESCRIPTION);
        }
        other => panic!("not an answer: {other:?}"),
    }
}

/// Reads a message; what was understood must be understood in the same way once more.
fn read_twice(version: Version, action: &str, payload: Value) -> Result<Value, CallError> {
    let understood = read(version, action, payload)?;
    assert_eq!(read(version, action, understood.clone()).as_ref(), Ok(&understood));
    Ok(understood)
}

fn read(version: Version, action: &str, payload: Value) -> Result<Value, CallError> {
    let odd = &mut Oddities::default();
    match version {
        Version::V16 => v16::Incoming::read(action, payload, odd).map(|incoming| json!(incoming)),
        Version::V201 => v201::Incoming::read(action, payload, odd).map(|incoming| json!(incoming)),
        Version::V21 => v21::Incoming::read(action, payload, odd).map(|incoming| json!(incoming)),
    }
}

/// Reads an answer as that to each of our CALLs; it must be read or refused.
fn read_answers(version: Version, payload: &Value) {
    macro_rules! read_as {
        ($module:ident: $($request:ident),+) => {{
            $(let _ = read_response::<$module::$request>(payload.clone());)+
        }};
    }
    match version {
        Version::V16 => read_as!(v16: ChangeConfigurationRequest, ClearCacheRequest, ClearChargingProfileRequest,
            ExtendedTriggerMessageRequest, GetCompositeScheduleRequest, GetConfigurationRequest, GetDiagnosticsRequest,
            GetLogRequest, ResetRequest, SignedUpdateFirmwareRequest, TriggerMessageRequest, UpdateFirmwareRequest),
        Version::V201 => read_as!(v201: ClearCacheRequest, ClearChargingProfileRequest, GetBaseReportRequest,
            GetChargingProfilesRequest, GetLogRequest, GetVariablesRequest, ResetRequest, SetVariablesRequest,
            TriggerMessageRequest, UpdateFirmwareRequest),
        Version::V21 => read_as!(v21: ClearCacheRequest, ClearChargingProfileRequest, GetBaseReportRequest,
            GetChargingProfilesRequest, GetLogRequest, GetVariablesRequest, ResetRequest, SetVariablesRequest,
            TriggerMessageRequest, UpdateFirmwareRequest),
    }
}
