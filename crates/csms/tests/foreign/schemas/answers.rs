//! Our answers: to each valid message that a charger may send, in the version's own form.

use super::check::{Payloads, check_envelopes, examples};
use super::{SEND, answered, speaking};
use crate::bench::Bench;
use charger_sim::{Protocol, Script};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_message_of_1_6_is_answered_as_its_schema_says() {
    every_message_is_answered(Protocol::V16Security).await;
}

#[tokio::test]
async fn every_message_of_2_0_1_is_answered_as_its_schema_says() {
    every_message_is_answered(Protocol::V201).await;
}

#[tokio::test]
async fn every_message_of_2_1_is_answered_as_its_schema_says() {
    every_message_is_answered(Protocol::V21).await;
}

/// With the least and with all that a message may hold, in every word of it.
async fn every_message_is_answered(protocol: Protocol) {
    // A-45, B-05
    let bench = Bench::new().await;
    let (_key, sim) = speaking(&bench, protocol, Script::default()).await;
    let (mut payloads, mut told, mut refused) = (Payloads::of(protocol), BTreeSet::new(), Vec::new());
    let known = answered(protocol);
    for (action, payload) in examples(protocol) {
        if action == SEND {
            let mark = sim.mark();
            sim.send_unconfirmed(&action, payload.clone()).await.unwrap();
            let beat = sim.call("Heartbeat", serde_json::json!({})).await;
            assert!(beat.is_ok(), "{beat:?}");
            let answers = sim.wire_since(mark).into_iter().filter(|entry| entry.is_received());
            assert_eq!(answers.count(), 1, "a SEND is not answered");
        }
        let Some(action) = known.iter().find(|known| **known == action) else { continue };
        match sim.call(action, payload.clone()).await {
            Ok(answer) => {
                told.insert(*action);
                payloads.add_answer(action, &answer);
            }
            Err(failure) => refused.push(format!("{action}: {failure} {:.400}", payload.to_string())),
        }
    }
    assert!(refused.is_empty(), "{protocol}: valid messages were refused:\n{}", refused.join("\n"));
    assert_eq!(told, known.into_iter().collect(), "{protocol}: each is answered");
    payloads.check();
    assert_eq!(check_envelopes(protocol, &sim.wire()), Vec::<String>::new());
}
