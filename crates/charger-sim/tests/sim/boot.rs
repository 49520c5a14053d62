//! Connecting, booting and the messages that belong to it.

use std::time::Duration;

use charger_sim::{CallFailure, Fleet, Knock, OddFields, Refusal, Script, connect_refused};
use serde_json::json;

use crate::tiny_csms::{A_WHILE, PATIENCE, TinyCsms, said, statuses, wait_said};

#[tokio::test]
async fn a_charger_boots_and_tells_every_connector() {
    let csms = TinyCsms::start().await;
    let charger = csms.charger("CP 1").password("secret").vendor("ABB").model("Terra 184").serial("T1").connectors(2);
    let sim = csms.booted(charger.firmware("1.8.30")).await;
    let boot = json!({"chargePointVendor": "ABB", "chargePointModel": "Terra 184", "chargePointSerialNumber": "T1",
                      "firmwareVersion": "1.8.30"});
    assert_eq!(said(&sim, "BootNotification"), [boot]);
    sim.wait_for(|entry| entry.is_sent() && entry.payload()["connectorId"] == 2, PATIENCE).await.unwrap();
    assert_eq!(statuses(&sim, "StatusNotification"), ["Available"; 3]);
    assert_eq!(csms.requests(), [("/ocpp/CP%201".to_owned(), "Basic Q1AgMTpzZWNyZXQ=".to_owned())]);
    sim.stop().await;
    assert!(!sim.is_connected());
    assert_eq!(sim.call("Heartbeat", json!({})).await, Err(CallFailure::Stopped));
}

#[tokio::test]
async fn heartbeats_keep_the_interval_told() {
    let csms = TinyCsms::start().await;
    csms.answer(
        "BootNotification",
        json!({"status": "Accepted", "currentTime": "2026-11-23T18:49:00Z", "interval": 1}),
    );
    let told = csms.booted(csms.charger("TOLD")).await;
    let own = csms.charger("OWN").script(Script::default().heartbeat(Duration::from_millis(20)));
    let own = csms.booted(own).await;
    for sim in [told, own] {
        assert!(sim.wait_for(|entry| entry.is_sent() && entry.is_call("Heartbeat"), PATIENCE).await.is_some());
    }
}

#[tokio::test]
async fn a_charger_that_is_pending_boots_again() {
    let csms = TinyCsms::start().await;
    csms.answer("BootNotification", json!({"status": "Pending", "currentTime": "2026-11-23T18:49:00Z", "interval": 1}));
    let sim = csms.charger("CP-1").start().await;
    sim.wait_for(|entry| entry.is_received(), PATIENCE).await.unwrap();
    assert!(!sim.status().booted);
    csms.answer(
        "BootNotification",
        json!({"status": "Accepted", "currentTime": "2026-11-23T18:49:00Z", "interval": 9}),
    );
    assert!(sim.wait_booted(PATIENCE).await);
    assert_eq!(said(&sim, "BootNotification").len(), 2);
}

#[tokio::test]
async fn a_refused_charger_knows_the_status_and_tries_again_unless_once() {
    let csms = TinyCsms::start().await;
    let once = csms.charger("STRANGER-1").once().start().await;
    let often = csms.charger("STRANGER-2").start().await;
    for sim in [&once, &often] {
        assert!(sim.wait_until(|status| status.refusal == Some(Refusal::Http(401)), PATIENCE).await);
    }
    let tries = |identity: &str| csms.requests().iter().filter(|(path, _)| path.ends_with(identity)).count();
    tokio::time::timeout(PATIENCE, async {
        while tries("STRANGER-2") < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    assert_eq!(tries("STRANGER-1"), 1);
}

#[tokio::test]
async fn a_bare_handshake_shows_the_answer() {
    let csms = TinyCsms::start().await;
    assert_eq!(connect_refused(&format!("{}/CP-1", csms.url), &[]).await.unwrap(), 101);
    assert_eq!(connect_refused(&format!("{}/STRANGER", csms.url), &[("X-Odd", "1")]).await.unwrap(), 401);
    let knocked = Knock::new(&format!("{}/STRANGER", csms.url)).basic("a", b"b").send().await.unwrap();
    assert_eq!((knocked.status, knocked.body.as_str()), (401, "who are you?"));
    let (_, authorization) = csms.requests().pop().unwrap();
    assert_eq!(authorization, "Basic YTpi");
    let plain = Knock::new(&format!("{}/CP-1", csms.url)).without("Upgrade").send().await;
    assert!(plain.map_or(true, |knocked| knocked.status != 101));
}

#[tokio::test]
async fn odd_fields_go_out_as_told() {
    let csms = TinyCsms::start().await;
    let odd = OddFields {
        numbers_as_text: true,
        error_code_error: true,
        timestamps_without_zone: true,
        ids_restart: true,
        short_errors: true,
        status_in_empty_answers: true,
        ..OddFields::default()
    };
    let sim = csms.booted(csms.charger("CP-1").script(Script::default().odd(odd))).await;
    wait_said(&sim, "StatusNotification", "Available").await;
    let status = &said(&sim, "StatusNotification")[0];
    assert_eq!((&status["connectorId"], &status["errorCode"]), (&json!("0"), &json!("Error")));
    assert_eq!(status["timestamp"].as_str().unwrap().len(), 19);
    assert_eq!(sim.wire()[0].id().unwrap(), "1");
    assert_eq!(csms.call(&sim, "Unheard", json!({})).await.as_array().unwrap().len(), 4);
    let update = json!({"location": "ftp://host/f.bin", "retrieveDate": "2020-01-01T00:00:00Z"});
    assert_eq!(csms.call(&sim, "UpdateFirmware", update).await[2], json!({"status": "Accepted"}));
}

#[tokio::test]
async fn a_fleet_boots_in_one_process() {
    let csms = TinyCsms::start().await;
    let script = Script::default().chatter(Duration::from_millis(50));
    let chargers = (0..200).map(|n| csms.charger(&format!("CP-{n}")).script(script.clone()).wire_limit(50));
    let fleet = Fleet::start(chargers, Duration::from_millis(100)).await;
    assert!(fleet.wait_booted(PATIENCE).await);
    let last = fleet.get("CP-199").unwrap();
    assert!(last.wait_for(|entry| entry.is_sent() && entry.is_call("MeterValues"), PATIENCE).await.is_some());
    assert_eq!((fleet.handles().len(), fleet.connected()), (200, 200));
    tokio::time::sleep(A_WHILE).await;
    assert!(last.wire().len() <= 50);
    fleet.stop().await;
    assert_eq!(fleet.connected(), 0);
}
