//! What holds for every text, message and mutation.

use std::time::Instant;

use ocpp::exchange::Received;
use ocpp::rpc::{self, Message};
use ocpp::{ErrorCode, Exchange, Version, read_response, v16, v21, v201};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::exchange::TIMEOUT;
use crate::samples;

/// What is done to a valid message once (B-29).
#[derive(Clone, Debug)]
enum Mutation {
    DropByte(usize),
    PutByte(usize, char),
    CutAt(usize),
    ReplaceElement(usize, Value),
    DropElement(usize),
    ReplaceField(usize, Value),
    DropField(usize),
}

fn versions() -> impl Strategy<Value = Version> {
    prop::sample::select(Version::ALL.to_vec())
}

/// A good frame and the version it is of.
fn valid_messages() -> impl Strategy<Value = (Version, Value)> {
    let mut frames = Vec::new();
    for version in Version::ALL {
        for (action, payload) in samples::messages(version) {
            let kind = if action == "NotifyPeriodicEventStream" { 6 } else { 2 };
            frames.push((version, json!([kind, "1", action, payload])));
        }
        frames.push((version, json!([3, "ours", {"status": "Accepted", "statusInfo": {"reasonCode": "x"}}])));
        frames.push((version, json!([4, "ours", "NotSupported", "no", {}])));
    }
    frames.push((Version::V21, json!([5, "1", "FormatViolation", "no", {}])));
    prop::sample::select(frames)
}

/// A good payload, its action and the version it is of.
fn valid_payloads() -> impl Strategy<Value = (Version, &'static str, Value)> {
    let of = |version| samples::messages(version).into_iter().map(move |(action, payload)| (version, action, payload));
    prop::sample::select(Version::ALL.into_iter().flat_map(of).collect::<Vec<_>>())
}

fn values() -> impl Strategy<Value = Value> {
    values_with(any::<f64>())
}

/// Values whose decimals are few, since serde_json reads the last bit of others only roughly.
fn exact_values() -> impl Strategy<Value = Value> {
    values_with(any::<i32>().prop_map(|eighths| f64::from(eighths) / 8.0))
}

fn values_with(floats: impl Strategy<Value = f64> + 'static) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        floats.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn mutations() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        any::<usize>().prop_map(Mutation::DropByte),
        (any::<usize>(), any::<char>()).prop_map(|(at, put)| Mutation::PutByte(at, put)),
        any::<usize>().prop_map(Mutation::CutAt),
        (any::<usize>(), values()).prop_map(|(at, value)| Mutation::ReplaceElement(at, value)),
        any::<usize>().prop_map(Mutation::DropElement),
        (any::<usize>(), values()).prop_map(|(at, value)| Mutation::ReplaceField(at, value)),
        any::<usize>().prop_map(Mutation::DropField),
    ]
}

fn mutate(message: &Value, mutation: Mutation) -> String {
    // The messages above are ASCII, so every byte is a character.
    let mut text = message.to_string();
    let mut elements = message.as_array().unwrap().clone();
    let payload = elements.iter().rposition(Value::is_object).unwrap();
    let name_at = |fields: &Map<String, Value>, at: usize| {
        let at = at % fields.len().max(1);
        fields.keys().nth(at).cloned().unwrap_or_default()
    };
    match mutation {
        Mutation::DropByte(at) => {
            text.remove(at % text.len());
            return text;
        }
        Mutation::PutByte(at, put) => {
            text.insert(at % text.len(), put);
            return text;
        }
        Mutation::CutAt(at) => {
            text.truncate(at % text.len());
            return text;
        }
        Mutation::ReplaceElement(at, value) => {
            let at = at % elements.len();
            elements[at] = value;
        }
        Mutation::DropElement(at) => {
            elements.remove(at % elements.len());
        }
        Mutation::ReplaceField(at, value) => {
            let fields = elements[payload].as_object_mut().unwrap();
            let name = name_at(fields, at);
            fields.insert(name, value);
        }
        Mutation::DropField(at) => {
            let fields = elements[payload].as_object_mut().unwrap();
            let name = name_at(fields, at);
            fields.remove(&name);
        }
    }
    Value::from(elements).to_string()
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

/// Takes in a text with one CALL of ours open, does what the caller must do, and checks that the charger gets at most one
/// answer, with its own id, and exactly one where it made a CALL that can be answered.
fn check(version: Version, text: &str) {
    let now = Instant::now();
    let mut exchange = Exchange::new(version);
    exchange.call("ours", "ClearCache", &json!({}), (), now, TIMEOUT).unwrap();
    let (id, answer) = match exchange.on_text(text, now) {
        Received::Call { id, action, payload } => {
            let read = samples::read(version, &action, payload);
            let result = read.as_ref().map(|_| const { &Value::Null });
            let answer = exchange.answer(&id, result).expect("the CALL is in work");
            assert_eq!(exchange.answer(&id, Ok(&Value::Null)), None);
            (id, answer)
        }
        Received::Refused { id, answer, .. } => (id, answer),
        Received::Send { id, action, payload } => {
            assert_eq!(version, Version::V21);
            let _ = samples::read(version, &action, payload);
            assert_eq!(exchange.answer(&id, Ok(&Value::Null)), None);
            return;
        }
        Received::Answer { id, result, .. } => {
            assert_eq!(id, "ours");
            assert_eq!(exchange.outstanding(), None);
            if let Ok(payload) = result {
                read_answers(version, &payload);
            }
            return;
        }
        Received::StillInWork { id } => panic!("nothing was in work: {id}"),
        Received::ResultRefused { id, .. } => panic!("nothing was answered: {id}"),
        Received::Stray { .. } | Received::StrayRefusal { .. } | Received::Unreadable { .. } => {
            assert_eq!(exchange.outstanding(), Some("ours"));
            return;
        }
    };
    assert_eq!(exchange.in_work(), 0);
    match rpc::read(version, &answer) {
        Ok(Message::CallResult { id: read, .. }) => assert_eq!(read, id),
        Ok(Message::CallError { id: read, code, description, .. }) => {
            assert_eq!(read, id);
            assert_eq!(ErrorCode::from_name(&code).map(|code| code.name(version)), Some(code.as_str()));
            assert!(description.chars().count() <= rpc::LONGEST_DESCRIPTION);
        }
        other => panic!("not an answer: {other:?}"),
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(version in versions(), text in any::<String>()) {
        check(version, &text);
    }

    #[test]
    fn no_json_is_too_strange(version in versions(), value in values()) {
        check(version, &value.to_string());
    }

    #[test]
    fn no_element_is_too_strange(
        version in versions(),
        kind in 1..8,
        rest in prop::collection::vec(values(), 0..6),
    ) {
        let mut elements = vec![json!(kind), json!("1")];
        elements.extend(rest);
        check(version, &Value::from(elements).to_string());
    }

    /// B-29
    #[test]
    fn a_mutated_message_gets_one_answer_or_none((version, message) in valid_messages(), mutation in mutations()) {
        check(version, &mutate(&message, mutation));
    }

    #[test]
    fn any_payload_of_any_action_is_read_or_refused((version, message) in valid_messages(), payload in values()) {
        if let Some(action) = message[2].as_str() {
            let _ = samples::read(version, action, payload);
        }
    }

    /// B-29
    #[test]
    fn any_value_deep_in_a_message_is_refused_or_read_alike_again(
        (version, action, mut payload) in valid_payloads(),
        path in prop::collection::vec(any::<usize>(), 1..6),
        value in values(),
    ) {
        put(&mut payload, &path, value);
        if let Ok(understood) = samples::read(version, action, payload) {
            prop_assert_eq!(samples::read(version, action, understood.clone()), Ok(understood));
        }
    }

    #[test]
    fn any_answer_is_read_or_refused(version in versions(), payload in values()) {
        read_answers(version, &payload);
    }

    #[test]
    fn what_is_written_is_read_again(
        version in versions(),
        id in "[^\\p{Cc}]{1,40}",
        action in any::<String>(),
        payload in exact_values().prop_filter("null is read as {}", |value| !value.is_null()),
        description in any::<String>(),
        code in prop::sample::select(ErrorCode::ALL.to_vec()),
    ) {
        let called = rpc::read(version, &rpc::write_call(&id, &action, &payload));
        prop_assert_eq!(called, Ok(Message::Call { id: id.clone(), action, payload: payload.clone() }));
        let answered = rpc::read(version, &rpc::write_result(&id, &payload));
        prop_assert_eq!(answered, Ok(Message::CallResult { id: id.clone(), payload }));
        let refused = rpc::read(version, &rpc::write_error(version, &id, code, &description));
        let description: String = description.chars().take(rpc::LONGEST_DESCRIPTION).collect();
        let details = json!({});
        prop_assert_eq!(refused, Ok(Message::CallError {
            id: id.clone(),
            code: code.name(version).to_owned(),
            description: description.clone(),
            details: details.clone(),
        }));
        let refused = rpc::read(Version::V21, &rpc::write_result_error(&id, code, &description));
        let code = code.name(Version::V21).to_owned();
        prop_assert_eq!(refused, Ok(Message::ResultError { id, code, description, details }));
    }
}

/// Puts a value where a path leads, of which each step picks one field or item, as far as there are any.
fn put(into: &mut Value, path: &[usize], value: Value) {
    let inside = path.split_first().and_then(|(step, rest)| {
        let inner = match &mut *into {
            Value::Object(fields) => {
                let at = step % fields.len().max(1);
                fields.values_mut().nth(at)
            }
            Value::Array(items) => {
                let at = step % items.len().max(1);
                items.get_mut(at)
            }
            _ => None,
        };
        Some((inner?, rest))
    });
    match inside {
        Some((inner, rest)) => put(inner, rest, value),
        None => *into = value,
    }
}
