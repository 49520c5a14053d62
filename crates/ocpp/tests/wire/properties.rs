//! What holds for every text, message and mutation.

use std::time::Instant;

use ocpp::exchange::Received;
use ocpp::rpc::{self, Message};
use ocpp::v16::{ClearCacheRequest, Incoming, ResetRequest, read_response};
use ocpp::{ErrorCode, Exchange};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::exchange::TIMEOUT;

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

fn valid_messages() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!([2, "1", "BootNotification", {"chargePointVendor": "V", "chargePointModel": "M"}]),
        json!([2, "1", "Heartbeat", {}]),
        json!([2, "1", "StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "Available"}]),
        json!([2, "1", "Authorize", {"idTag": "T"}]),
        json!([2, "1", "StartTransaction", {"connectorId": 1, "idTag": "T", "meterStart": 0, "timestamp": "t"}]),
        json!([2, "1", "StopTransaction", {"transactionId": 1, "meterStop": 5, "timestamp": "t"}]),
        json!([2, "1", "MeterValues", {"connectorId": 1, "meterValue": [{"sampledValue": [{"value": "1"}]}]}]),
        json!([2, "1", "DataTransfer", {"vendorId": "V", "data": {"a": 1}}]),
        json!([2, "1", "FirmwareStatusNotification", {"status": "Installed"}]),
        json!([3, "ours", {"status": "Accepted"}]),
        json!([4, "ours", "NotSupported", "no", {}]),
    ])
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

/// Takes in a text with one CALL of ours open, does what the caller must do, and checks that the charger gets at most one
/// answer, with its own id, and exactly one where it made a CALL that can be answered.
fn check(text: &str) {
    let now = Instant::now();
    let mut exchange = Exchange::new();
    exchange.call("ours", "ClearCache", &json!({}), now, TIMEOUT).unwrap();
    let (id, answer) = match exchange.on_text(text, now) {
        Received::Call { id, action, payload } => {
            let read = Incoming::read(&action, payload);
            let result = read.as_ref().map(|_| const { &Value::Null });
            let answer = exchange.answer(&id, result).expect("the CALL is in work");
            assert_eq!(exchange.answer(&id, Ok(&Value::Null)), None);
            (id, answer)
        }
        Received::Refused { id, answer, .. } => (id, answer),
        Received::Answer { id, result, .. } => {
            assert_eq!(id, "ours");
            assert_eq!(exchange.outstanding(), None);
            if let Ok(payload) = result {
                let _ = read_response::<ResetRequest>(payload.clone());
                let _ = read_response::<ClearCacheRequest>(payload);
            }
            return;
        }
        Received::StillInWork { id } => panic!("nothing was in work: {id}"),
        Received::Stray { .. } | Received::Unreadable { .. } => {
            assert_eq!(exchange.outstanding(), Some("ours"));
            return;
        }
    };
    assert_eq!(exchange.in_work(), 0);
    match rpc::read(&answer) {
        Ok(Message::CallResult { id: read, .. }) => assert_eq!(read, id),
        Ok(Message::CallError { id: read, code, description, .. }) => {
            assert_eq!(read, id);
            assert!(ErrorCode::from_name(&code).is_some(), "{code}");
            assert!(description.chars().count() <= rpc::LONGEST_DESCRIPTION);
        }
        other => panic!("not an answer: {other:?}"),
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn no_json_is_too_strange(value in values()) {
        check(&value.to_string());
    }

    #[test]
    fn no_element_is_too_strange(kind in 2..5, rest in prop::collection::vec(values(), 0..6)) {
        let mut elements = vec![json!(kind), json!("1")];
        elements.extend(rest);
        check(&Value::from(elements).to_string());
    }

    /// B-29
    #[test]
    fn a_mutated_message_gets_one_answer_or_none(message in valid_messages(), mutation in mutations()) {
        check(&mutate(&message, mutation));
    }

    #[test]
    fn any_payload_of_any_action_is_read_or_refused(message in valid_messages(), payload in values()) {
        if let Some(action) = message[2].as_str() {
            let _ = Incoming::read(action, payload);
        }
    }

    #[test]
    fn what_is_written_is_read_again(
        id in "[^\\p{Cc}]{1,40}",
        action in any::<String>(),
        payload in exact_values().prop_filter("null is read as {}", |value| !value.is_null()),
        description in any::<String>(),
        code in prop::sample::select(ErrorCode::ALL.to_vec()),
    ) {
        let called = rpc::read(&rpc::write_call(&id, &action, &payload));
        prop_assert_eq!(called, Ok(Message::Call { id: id.clone(), action, payload: payload.clone() }));
        let answered = rpc::read(&rpc::write_result(&id, &payload));
        prop_assert_eq!(answered, Ok(Message::CallResult { id: id.clone(), payload }));
        let refused = rpc::read(&rpc::write_error(&id, code, &description));
        prop_assert_eq!(refused, Ok(Message::CallError {
            id,
            code: code.name().to_owned(),
            description: description.chars().take(rpc::LONGEST_DESCRIPTION).collect(),
            details: json!({}),
        }));
    }
}
