//! Our CALLERRORs: to what is no message of the version, in the version's own codes.

use super::check::{Payloads, check_envelopes, examples};
use super::{answered, speaking};
use crate::bench::{Bench, PATIENCE};
use charger_sim::{CallFailure, Protocol, Script, WireEntry};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Characters of a text that is longer than any may be.
const LONG: usize = 20_000;
/// Entries of a list that has too many.
const OFTEN: usize = 9;

#[tokio::test]
async fn what_is_no_message_gets_an_error_of_its_version() {
    // A-46, A-50, B-01
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let (_key, sim) = speaking(&bench, protocol, Script::default()).await;
        let mark = sim.mark();
        for (action, payload) in [
            ("Reset", json!({"type": "Soft"})),
            // Only what decides may refuse; a boot has nothing that does (W-11).
            ("StatusNotification", json!({"connectorId": 1})),
            ("Heartbeat", json!([5])),
            ("<b>\u{202e}No</b>", json!({"long": "x".repeat(5_000)})),
        ] {
            assert!(sim.call(action, payload).await.is_err(), "{protocol} {action}");
        }
        for text in [r#"[2,"one-1"]"#, r#"[2,"one-2","Heartbeat"]"#, r#"[2,"one-3",7,{}]"#] {
            sim.send_text(text).await.unwrap();
        }
        let last = |entry: &WireEntry| entry.is_received() && entry.id().as_deref() == Some("one-3");
        assert!(sim.wait_for_after(mark, last, PATIENCE).await.is_some(), "{protocol}");
        let codes = check_envelopes(protocol, &sim.wire());
        assert_eq!(codes.len(), 7, "{protocol}: every provoked error is among them: {codes:?}");
    }
}

#[tokio::test]
async fn a_broken_message_gets_a_valid_answer_or_an_error_of_its_version() {
    // A-45, A-46, B-05
    for protocol in [Protocol::V16Security, Protocol::V201, Protocol::V21] {
        let bench = Bench::with(|config| config.limits.bad_messages = u32::MAX).await;
        let (_key, sim) = speaking(&bench, protocol, Script::default()).await;
        let (mut payloads, mut done) = (Payloads::of(protocol), BTreeSet::new());
        let known = answered(protocol);
        // The first of each action is the one with the least in it.
        for (action, example) in examples(protocol) {
            if !known.contains(&action.as_str()) || !done.insert(action.clone()) {
                continue;
            }
            for broken in broken(&example) {
                match sim.call(&action, broken.clone()).await {
                    Ok(answer) => payloads.add_answer(&action, &answer),
                    Err(CallFailure::Error { .. }) => {}
                    Err(failure) => panic!("{protocol} {action} {broken}: {failure}"),
                }
            }
        }
        payloads.check();
        let codes: BTreeSet<String> = check_envelopes(protocol, &sim.wire()).into_iter().collect();
        let missing = if protocol == Protocol::V16Security {
            "OccurenceConstraintViolation"
        } else {
            "OccurrenceConstraintViolation"
        };
        assert!(codes.contains(missing) && codes.contains("TypeConstraintViolation"), "{protocol}: {codes:?}");
    }
}

/// The message with each of its fields in turn left out, of another type, too long, or too often.
fn broken(example: &Value) -> Vec<Value> {
    let mut broken = vec![json!([]), json!(null), json!("text")];
    let others =
        [json!(null), json!({}), json!([]), json!(-1), json!(""), json!(true), json!("x".repeat(LONG)), json!("Odd")];
    for path in paths(example) {
        let mut without = example.clone();
        let (object, name) = path.rsplit_once('/').unwrap();
        match without.pointer_mut(object).unwrap() {
            Value::Object(fields) => drop(fields.remove(name)),
            Value::Array(items) => drop(items.remove(0)),
            _ => panic!("{object} has no fields"),
        }
        broken.push(without);
        let often = match example.pointer(&path).unwrap() {
            Value::Array(items) => json!(items.iter().cycle().take(OFTEN).collect::<Vec<_>>()),
            single => json!(vec![single; OFTEN]),
        };
        for other in others.iter().chain([&often]) {
            let mut with = example.clone();
            *with.pointer_mut(&path).unwrap() = other.clone();
            broken.push(with);
        }
    }
    broken
}

/// Where each field is, and each entry of a list, as JSON pointers.
fn paths(value: &Value) -> Vec<String> {
    let below = |(name, value): (String, &Value)| {
        let deeper = paths(value).into_iter().map(|path| format!("/{name}{path}")).collect::<Vec<_>>();
        [vec![format!("/{name}")], deeper].concat()
    };
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).flat_map(below).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(n, value)| (n.to_string(), value)).flat_map(below).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
