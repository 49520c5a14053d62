//! Misbehaviour on purpose, and the good answers beside it.

use std::time::Duration;

use charger_sim::{Behaviour, Handle, ProfilesScript, Reply, ScheduleAnswer, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{A_WHILE, PATIENCE, TinyCsms, wait_said};

async fn charger(script: Script) -> (TinyCsms, Handle) {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1").script(script)).await;
    (csms, sim)
}

#[tokio::test]
async fn every_call_of_1_6_has_an_answer() {
    let (csms, sim) = charger(Script::default()).await;
    async fn check(csms: &TinyCsms, sim: &Handle, action: &str, request: Value, status: &str) {
        let answer = csms.call(sim, action, request).await;
        assert_eq!(answer[0], 3, "{action}: {answer}");
        assert_eq!(answer[2]["status"], status, "{action}");
    }
    check(&csms, &sim, "ClearCache", json!({}), "Accepted").await;
    check(&csms, &sim, "ChangeAvailability", json!({"connectorId": 0, "type": "Operative"}), "Accepted").await;
    check(&csms, &sim, "ChangeConfiguration", json!({"key": "HeartbeatInterval", "value": "9"}), "Accepted").await;
    check(&csms, &sim, "ChangeConfiguration", json!({"key": "Colour", "value": "9"}), "NotSupported").await;
    check(&csms, &sim, "ChangeConfiguration", json!({"key": "NumberOfConnectors", "value": "9"}), "Rejected").await;
    check(&csms, &sim, "RemoteStopTransaction", json!({"transactionId": 9}), "Rejected").await;
    check(&csms, &sim, "UnlockConnector", json!({"connectorId": 1}), "Unlocked").await;
    check(&csms, &sim, "DataTransfer", json!({"vendorId": "x"}), "UnknownVendorId").await;
    check(&csms, &sim, "SendLocalList", json!({"listVersion": 3, "updateType": "Full"}), "Accepted").await;
    check(&csms, &sim, "CancelReservation", json!({"reservationId": 1}), "Rejected").await;
    check(&csms, &sim, "TriggerMessage", json!({"requestedMessage": "Heartbeat"}), "Accepted").await;
    check(&csms, &sim, "TriggerMessage", json!({"requestedMessage": "Weather"}), "NotImplemented").await;
    let reservation = json!({"connectorId": 1, "expiryDate": "2030-01-01T00:00:00Z", "idTag": "T", "reservationId": 1});
    check(&csms, &sim, "ReserveNow", reservation, "Rejected").await;
    assert_eq!(csms.call(&sim, "GetLocalListVersion", json!({})).await[2], json!({"listVersion": 3}));
    let asked = csms.call(&sim, "GetConfiguration", json!({"key": ["HeartbeatInterval", "Colour"]})).await;
    assert_eq!(asked[2]["configurationKey"][0]["value"], "9");
    assert_eq!(asked[2]["unknownKey"], json!(["Colour"]));
}

#[tokio::test]
async fn bad_calls_are_refused_by_name() {
    let (csms, sim) = charger(Script::default()).await;
    async fn check(csms: &TinyCsms, sim: &Handle, action: &str, request: Value, code: &str) {
        let answer = csms.call(sim, action, request).await;
        assert_eq!((&answer[0], &answer[2]), (&json!(4), &json!(code)), "{action}");
    }
    check(&csms, &sim, "Unheard", json!({}), "NotImplemented").await;
    check(&csms, &sim, "Reset", json!({}), "OccurenceConstraintViolation").await;
    check(&csms, &sim, "Reset", json!({"type": "Gentle"}), "PropertyConstraintViolation").await;
    check(&csms, &sim, "Reset", json!([]), "FormationViolation").await;
    check(&csms, &sim, "UpdateFirmware", json!({"location": 5}), "TypeConstraintViolation").await;
    check(&csms, &sim, "ClearChargingProfile", json!({"id": "5"}), "TypeConstraintViolation").await;
}

#[tokio::test]
async fn profiles_are_held_cleared_and_told() {
    let (csms, sim) = charger(Script::default()).await;
    let limit = async || {
        let asked = json!({"connectorId": 1, "duration": 86400});
        let answer = csms.call(&sim, "GetCompositeSchedule", asked).await;
        answer[2]["chargingSchedule"]["chargingSchedulePeriod"][0]["limit"].clone()
    };
    let clear = async |request: Value| csms.call(&sim, "ClearChargingProfile", request).await[2]["status"].clone();
    assert_eq!(limit().await, 16.0);
    assert_eq!(clear(json!({"stackLevel": 4})).await, "Unknown");
    assert_eq!(clear(json!({"connectorId": 1, "stackLevel": 0})).await, "Accepted");
    assert_eq!(limit().await, 32.0);
    assert_eq!(clear(json!({})).await, "Unknown");
    let profile = json!({"connectorId": 0, "csChargingProfiles": {
        "chargingProfileId": 2, "stackLevel": 1, "chargingProfilePurpose": "ChargePointMaxProfile",
        "chargingSchedule": {"chargingSchedulePeriod": [{"startPeriod": 0, "limit": 8.0}]}}});
    csms.call(&sim, "SetChargingProfile", profile).await;
    assert_eq!(limit().await, 8.0);

    let profiles = ProfilesScript {
        unknown_when_empty: false,
        schedule: ScheduleAnswer::Limit(10.0),
        held: vec![],
        external: None,
    };
    sim.set_script(Script::default().profiles(profiles));
    assert_eq!(clear(json!({"id": 99})).await, "Accepted");
    assert_eq!(limit().await, 10.0);
}

#[tokio::test]
async fn silence_answers_nothing() {
    let (csms, sim) = charger(Behaviour::Silent.script()).await;
    let id = csms.send("CP-1", "ClearCache", json!({}));
    sim.wait_for_call("ClearCache", PATIENCE).await.unwrap();
    tokio::time::sleep(A_WHILE).await;
    assert!(!sim.wire().iter().any(|entry| entry.is_sent() && entry.id().as_ref() == Some(&id)));
    assert!(sim.is_connected());
}

#[tokio::test]
async fn a_dropped_socket_comes_back_without_a_boot() {
    let (csms, sim) = charger(Script::default().reply("ClearCache", Reply::DropSocket)).await;
    csms.send("CP-1", "ClearCache", json!({}));
    assert!(sim.wait_until(|status| status.connections == 2 && status.connected, PATIENCE).await);
    assert_eq!((sim.status().boots, sim.status().booted), (1, true));
}

#[tokio::test]
async fn raw_text_goes_out_verbatim() {
    let (csms, sim) = charger(Script::default().reply("ClearCache", Reply::Raw("[3,\"{id}\",{,".to_owned()))).await;
    let id = csms.send("CP-1", "ClearCache", json!({}));
    let raw = format!("[3,\"{id}\",{{,");
    assert!(sim.wait_for(|entry| entry.is_sent() && entry.text == raw, PATIENCE).await.is_some());
}

#[tokio::test]
async fn replies_may_wait_one_in_the_other() {
    let wait = Duration::from_millis(50);
    let reply = Reply::after(wait, Reply::after(wait, Reply::status("Rejected")));
    let (csms, sim) = charger(Script::default().reply("ClearCache", reply)).await;
    assert_eq!(csms.call(&sim, "ClearCache", json!({})).await[2]["status"], "Rejected");
}

#[tokio::test]
async fn a_rejecting_charger_refuses_what_it_can() {
    let (csms, sim) = charger(Behaviour::Rejecting.script()).await;
    let clear = csms.call(&sim, "ClearChargingProfile", json!({})).await;
    assert_eq!(clear[2]["status"], "Unknown");
    let schedule = csms.call(&sim, "GetCompositeSchedule", json!({"connectorId": 0, "duration": 60})).await;
    assert_eq!(schedule[2]["status"], "Rejected");
    assert_eq!(csms.call(&sim, "GetDiagnostics", json!({"location": "ftp://h/"})).await[2], json!({}));
    let update = json!({"location": "ftp://h/f", "retrieveDate": "2020-01-01T00:00:00Z"});
    csms.call(&sim, "UpdateFirmware", update).await;
    wait_said(&sim, "FirmwareStatusNotification", "DownloadFailed").await;
}

#[tokio::test]
async fn a_charger_that_never_reboots_never_does() {
    let (csms, sim) = charger(Behaviour::NeverReboots.script()).await;
    csms.call(&sim, "Reset", json!({"type": "Hard"})).await;
    csms.call(&sim, "UpdateFirmware", json!({"location": "ftp://h/f", "retrieveDate": "2020-01-01T00:00:00Z"})).await;
    wait_said(&sim, "FirmwareStatusNotification", "Installed").await;
    tokio::time::sleep(A_WHILE).await;
    assert_eq!((sim.status().boots, sim.status().losses), (1, 0));
}
