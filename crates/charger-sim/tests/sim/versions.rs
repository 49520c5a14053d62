//! Choosing a version, and what each one has of its own.

use std::time::Duration;

use charger_sim::{Behaviour, CallFailure, OddFields, Protocol, Script};
use serde_json::json;

use crate::tiny_csms::{PATIENCE, TinyCsms, hear, said, wait_said};

const OFFLINE: Duration = Duration::from_millis(50);

#[tokio::test]
async fn the_csms_chooses_what_is_spoken() {
    async fn check(speaks: &[Protocol], choice: Protocol, offer: &str, spoken: Protocol) {
        let csms = TinyCsms::start().await;
        csms.choose(choice);
        let sim = csms.booted(csms.charger("CP-1").speaks(speaks)).await;
        assert_eq!((csms.offers(), sim.protocol()), (vec![offer.to_owned()], Some(spoken)));
        assert_eq!(said(&sim, "BootNotification")[0].get("reason").is_some(), spoken >= Protocol::V201);
    }
    use Protocol::{V16, V16Security, V21, V201};
    check(&[V16], V16, "ocpp1.6", V16).await;
    check(&[V201, V16Security], V16, "ocpp2.0.1, ocpp1.6", V16Security).await;
    check(&[V21, V201, V16], V201, "ocpp2.1, ocpp2.0.1, ocpp1.6", V201).await;
    check(&[V21, V201], V16, "ocpp2.1, ocpp2.0.1", V21).await;
}

#[tokio::test]
async fn a_2_x_charger_boots_and_tells_every_connector() {
    for protocol in [Protocol::V201, Protocol::V21] {
        let csms = TinyCsms::start().await;
        let charger = csms.charger("CP-1").vendor("ABB").model("Terra 184").serial("T1").connectors(2);
        let sim = csms.booted(charger.firmware("1.8.30").speaks(&[protocol])).await;
        let station = json!({"vendorName": "ABB", "model": "Terra 184", "serialNumber": "T1",
                             "firmwareVersion": "1.8.30"});
        assert_eq!(said(&sim, "BootNotification"), [json!({"chargingStation": station, "reason": "PowerUp"})]);
        hear(&sim, "StatusNotification", |status| status["evseId"] == 2).await;
        let places = said(&sim, "StatusNotification");
        let places =
            places.iter().map(|status| (&status["evseId"], &status["connectorId"], &status["connectorStatus"]));
        assert!(places.eq([(&json!(1), &json!(1), &json!("Available")), (&json!(2), &json!(1), &json!("Available"))]));
    }
}

#[tokio::test]
async fn a_boot_tells_its_reason() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V201, Script::default()).await;
    sim.reboot(OFFLINE).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    csms.call(&sim, "Reset", json!({"type": "Immediate"})).await;
    assert!(sim.wait_boots(3, PATIENCE).await);
    sim.set_script(Script::default().boot_reason("Watchdog"));
    sim.reboot(OFFLINE).await;
    assert!(sim.wait_boots(4, PATIENCE).await);
    let reasons: Vec<_> = said(&sim, "BootNotification").iter().map(|boot| boot["reason"].clone()).collect();
    assert_eq!(reasons, ["PowerUp", "LocalReset", "RemoteReset", "Watchdog"]);
}

#[tokio::test]
async fn a_charger_comes_back_with_another_version() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V16, Script::default()).await;
    sim.start_transaction(1, "TAG").await.unwrap();
    sim.set_protocols(&[Protocol::V201]);
    sim.reconnect(OFFLINE).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    assert_eq!(sim.protocol(), Some(Protocol::V201));
    assert_eq!(said(&sim, "BootNotification")[1]["reason"], "PowerUp");
    assert_eq!(sim.start_transaction(1, "TAG").await, Ok(1));
    assert!(said(&sim, "StopTransaction").is_empty());
}

#[tokio::test]
async fn cards_are_asked_about_on_every_version() {
    for protocol in Protocol::ALL {
        let csms = TinyCsms::start().await;
        csms.answer("Authorize", json!({"idTagInfo": {"status": "Expired"}, "idTokenInfo": {"status": "Expired"}}));
        let sim = csms.speaking(protocol, Script::default()).await;
        assert_eq!(sim.authorize("TAG").await, Ok("Expired".to_owned()), "{protocol}");
        csms.answer("Authorize", json!("InternalError"));
        assert!(matches!(sim.authorize("TAG").await, Err(CallFailure::Error { .. })), "{protocol}");
    }
}

#[tokio::test]
async fn security_events_are_told_by_all_but_plain_1_6() {
    for protocol in Protocol::ALL {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, Script::default()).await;
        let told = sim.security_event("SettingSystemTime").await;
        if protocol == Protocol::V16 {
            assert_eq!(told, Err(CallFailure::NotInThisVersion));
        } else {
            assert_eq!(told, Ok(()), "{protocol}");
            hear(&sim, "SecurityEventNotification", |event| event["type"] == "SettingSystemTime").await;
        }
    }
}

#[tokio::test]
async fn a_send_goes_out_and_a_result_error_changes_nothing() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V21, Script::default()).await;
    let payload = json!({"id": 1, "pending": 0, "basetime": "2026-11-23T18:49:00Z", "data": []});
    sim.send_unconfirmed("NotifyPeriodicEventStream", payload.clone()).await.unwrap();
    let sent = sim.wait_for(|entry| entry.is_unconfirmed("NotifyPeriodicEventStream"), PATIENCE).await.unwrap();
    assert_eq!((sent.is_sent(), &sent.json()[0], sent.payload()), (true, &json!(6), payload));
    csms.send_text("CP-1", r#"[5,"7","FormatViolation","",{}]"#);
    assert_eq!(csms.call(&sim, "ClearCache", json!({})).await[2]["status"], "Accepted");
    assert!(sim.wire().iter().any(|entry| entry.text.starts_with("[5,")));
}

#[tokio::test]
async fn faults_have_the_names_of_their_version() {
    async fn check(protocol: Protocol, action: &str, request: serde_json::Value, code: &str) {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, Script::default()).await;
        let answer = csms.call(&sim, action, request).await;
        assert_eq!((&answer[0], &answer[2]), (&json!(4), &json!(code)), "{protocol} {action}");
    }
    check(Protocol::V16, "Reset", json!([]), "FormationViolation").await;
    check(Protocol::V16, "GetLog", json!({}), "NotImplemented").await;
    check(Protocol::V16Security, "GetLog", json!({}), "OccurenceConstraintViolation").await;
    check(Protocol::V201, "Reset", json!([]), "FormatViolation").await;
    check(Protocol::V201, "Reset", json!({}), "OccurrenceConstraintViolation").await;
    check(Protocol::V201, "Reset", json!({"type": "ImmediateAndResume"}), "PropertyConstraintViolation").await;
    check(Protocol::V21, "GetConfiguration", json!({}), "NotImplemented").await;
}

#[tokio::test]
async fn a_charger_has_the_same_character_on_every_version() {
    for protocol in [Protocol::V201, Protocol::V21] {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, Behaviour::Rejecting.script()).await;
        let reset = csms.call(&sim, "Reset", json!({"type": "Immediate"})).await;
        assert_eq!((&reset[2]["status"], &reset[2]["statusInfo"]["reasonCode"]), (&json!("Rejected"), &json!("Busy")));
        let log = json!({"logType": "DiagnosticsLog", "requestId": 3, "log": {"remoteLocation": "ftp://h/"}});
        assert_eq!(csms.call(&sim, "GetLog", log).await[2], json!({"status": "Accepted"}));
        wait_said(&sim, "LogStatusNotification", "UploadFailure").await;
        sim.set_script(Behaviour::DropsAtReset.script());
        csms.send("CP-1", "Reset", json!({"type": "Immediate"}));
        assert!(sim.wait_boots(2, PATIENCE).await);
    }
}

#[tokio::test]
async fn odd_fields_bend_newer_versions_too() {
    let csms = TinyCsms::start().await;
    let odd =
        OddFields { numbers_as_text: true, timestamps_without_zone: true, long_plate: true, ..OddFields::default() };
    let sim = csms.speaking(Protocol::V201, Script::default().odd(odd)).await;
    let status = hear(&sim, "StatusNotification", |status| status["evseId"] == "1").await;
    assert_eq!(status["timestamp"].as_str().unwrap().len(), 19);
    let model = said(&sim, "BootNotification")[0]["chargingStation"]["model"].clone();
    assert!(model.as_str().unwrap().len() > 20);
}

#[tokio::test]
async fn a_fault_is_told_with_its_error() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V201, Script::default()).await;
    sim.report(2, "Faulted", "GroundFailure").await.unwrap();
    hear(&sim, "StatusNotification", |status| status["connectorStatus"] == "Faulted" && status["evseId"] == 2).await;
    let event = hear(&sim, "NotifyEvent", |_| true).await;
    assert_eq!(event["eventData"][0]["techCode"], "GroundFailure");
    assert_eq!(sim.report(0, "Faulted", "GroundFailure").await, Err(CallFailure::NoSuchConnector));
}
