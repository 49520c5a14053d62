//! Our CALLs: every order in every variant, and what follows from them.

mod fields;
mod follow_ups;

use super::check::{Payloads, check_envelopes};
use super::orders::every_order;
use super::speaking;
use crate::bench::Bench;
use charger_sim::{AfterReset, DiagnosticsScript, FirmwareScript, Protocol, ResetScript, Script, WireEntry};
use fields::{expected, seen};
use std::time::Duration;

#[tokio::test]
async fn every_call_of_1_6_is_as_its_schema_says() {
    every_call(Protocol::V16).await;
}

#[tokio::test]
async fn every_call_of_1_6_with_the_security_extension_is_as_its_schema_says() {
    every_call(Protocol::V16Security).await;
}

#[tokio::test]
async fn every_call_of_2_0_1_is_as_its_schema_says() {
    every_call(Protocol::V201).await;
}

#[tokio::test]
async fn every_call_of_2_1_is_as_its_schema_says() {
    every_call(Protocol::V21).await;
}

async fn every_call(protocol: Protocol) {
    //
    let bench = Bench::new().await;
    let (key, sim) = speaking(&bench, protocol, quick()).await;
    for order in every_order(protocol) {
        let command = bench.order(&key, order).await;
        bench.settled(&key, &command).await;
    }
    let mut wire = sim.wire();
    wire.extend(follow_ups::after_clearing(protocol).await);
    wire.extend(follow_ups::after_silence(protocol).await);
    wire.extend(follow_ups::after_admission(protocol).await);
    if protocol >= Protocol::V201 {
        wire.extend(follow_ups::without_inventory(protocol).await);
    }

    let calls: Vec<&WireEntry> = wire.iter().filter(|entry| entry.is_received() && entry.json()[0] == 2).collect();
    assert_eq!(check_envelopes(protocol, calls.iter().copied()), Vec::<String>::new());
    let mut payloads = Payloads::of(protocol);
    for call in &calls {
        payloads.add_call(&call.action().unwrap(), &call.payload());
    }
    payloads.check();
    let seen = seen(calls.iter().map(|call| (call.action().unwrap(), call.payload())));
    assert_eq!(seen, expected(protocol), "{protocol}: left is what was sent, right what is to be covered");
}

/// Every action comes to its end as soon as it is answered, or shortly after.
fn quick() -> Script {
    let mut script = Script::default();
    script.reset = ResetScript { after: AfterReset::Reboot { offline: Duration::from_millis(20) }, ..script.reset };
    script.firmware = FirmwareScript::reports(&["DownloadFailed"]);
    script.firmware.waits_for_retrieve_date = false;
    script.diagnostics = DiagnosticsScript { file_name: None, ..script.diagnostics };
    script
}
