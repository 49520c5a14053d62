//! Blocks A and B: the door, the password, and how a boot is answered.

use crate::bench::{Bench, ME, PASSWORD, PATIENCE};
use crate::steps_v201::{NOW, Station, accepted};
use actions::{Common, MessageText, Order, SetConfiguration, Verdict, set_configuration};
use charger_sim::{CallFailure, Knock, KnockAnswer, Protocol, Registration, Reply, Script};
use model::{Admission, Treatment};
use serde_json::{Value, json};
use std::time::Duration;

/// Until a station that is held back boots again: a whole second is the least that can be said.
const RETRY: Duration = Duration::from_secs(1);

async fn knock(bench: &Bench, user: &str, password: &str, protocols: &str) -> KnockAnswer {
    let knock = Knock::new(&format!("{}/CP-1", bench.url())).header("Sec-WebSocket-Protocol", protocols);
    knock.basic(user, password.as_bytes()).send().await.unwrap()
}

async fn refused(user: &str, password: &str) {
    let station = Station::booted().await;
    let knocked = knock(&station.bench, user, password, "ocpp2.0.1").await;
    assert_eq!(knocked.status, 401);
    assert!(knocked.header("WWW-Authenticate").is_some(), "A-31: {knocked:?}");
    assert!(station.sim.is_connected(), "C-12: the one that is let in is not touched");
}

#[tokio::test]
async fn tc_a_01_valid_password() {
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    let knocked = knock(&bench, "CP-1", PASSWORD, "ocpp2.0.1").await;
    assert_eq!((knocked.status, knocked.header("Sec-WebSocket-Protocol")), (101, Some("ocpp2.0.1")));
}

#[tokio::test]
async fn tc_a_02_user_name_is_not_the_identity() {
    refused("CP-2", PASSWORD).await;
}

#[tokio::test]
async fn tc_a_03_invalid_password() {
    refused("CP-1", "charger-key-0002").await;
}

/// A new password is told to the station, which answers so; how that is judged.
async fn told_a_password(station: &Station, answered: &str) -> Verdict {
    let (component, variable) = (json!({"name": "SecurityCtrlr"}), json!({"name": "BasicAuthPassword"}));
    let value = MessageText("another-key-0001".to_owned());
    let order = Order::SetConfiguration(SetConfiguration { name: "SecurityCtrlr.BasicAuthPassword".to_owned(), value });
    let answer = json!({"setVariableResult": [
        {"attributeStatus": answered, "component": component, "variable": variable}]});
    let (command, sent) = station.ordered(order, "SetVariables", answer).await;
    let asked = json!({"attributeValue": "another-key-0001", "component": component, "variable": variable});
    assert_eq!(sent, json!({"setVariableData": [asked]}));
    station.settled(&command).await.verdict
}

#[tokio::test]
async fn tc_a_09_password_update_accepted() {
    //
    let station = Station::booted().await;
    assert_eq!(
        told_a_password(&station, "Accepted").await,
        Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: false })
    );
    assert_eq!(knock(&station.bench, "CP-1", PASSWORD, "ocpp2.0.1").await.status, 401);
    assert_eq!(knock(&station.bench, "CP-1", "another-key-0001", "ocpp2.0.1").await.status, 101);
}

#[tokio::test]
async fn tc_a_10_password_update_rejected() {
    //
    let station = Station::booted().await;
    assert_eq!(told_a_password(&station, "Rejected").await, Verdict::Common(Common::Rejected));
    assert_eq!(knock(&station.bench, "CP-1", "another-key-0001", "ocpp2.0.1").await.status, 401);
    assert_eq!(knock(&station.bench, "CP-1", PASSWORD, "ocpp2.0.1").await.status, 101);
}

#[tokio::test]
async fn tc_b_58_sub_protocol() {
    //
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    assert_eq!(knock(&bench, "CP-1", PASSWORD, "ocpp0.1").await.status, 400);
    let knocked = knock(&bench, "CP-1", PASSWORD, "ocpp0.1,ocpp2.0.1").await;
    assert_eq!((knocked.status, knocked.header("Sec-WebSocket-Protocol")), (101, Some("ocpp2.0.1")));
}

/// A station whose boot is answered so.
async fn held_back(admission: Admission, script: Script) -> Station {
    let bench = Bench::with(|config| config.limits.boot_retry = RETRY).await;
    let key = bench.register("CP-1").await;
    treat(&bench, &key, admission).await;
    let sim = bench.sim("CP-1").speaks(&[Protocol::V201]).script(script).start().await;
    let expected = match admission {
        Admission::Accepted => Registration::Accepted,
        Admission::Pending => Registration::Pending,
        Admission::Rejected => Registration::Rejected,
    };
    assert!(sim.wait_until(|status| status.registration == Some(expected), PATIENCE).await);
    Station { bench, key, sim }
}

async fn treat(bench: &Bench, key: &model::ChargerKey, admission: Admission) {
    bench.csms.chargers().treat(&ME, key, Treatment { admission, ..Treatment::default() }).await.unwrap();
}

/// The reasons of the boots so far, each with its answer.
fn boots(station: &Station) -> Vec<(String, Value)> {
    let wire = station.sim.wire();
    let answer = |id: Option<String>| {
        let answer = wire.iter().find(|entry| entry.is_received() && entry.id() == id && entry.json()[0] == 3);
        answer.map(charger_sim::WireEntry::payload)
    };
    let sent = wire.iter().filter(|entry| entry.is_call("BootNotification"));
    sent.filter_map(|boot| Some((boot.payload()["reason"].as_str()?.to_owned(), answer(boot.id())?))).collect()
}

fn check(boot: &(String, Value), reason: &str, status: &str, interval: u64) {
    let (given, answer) = boot;
    let now = answer["currentTime"].as_str().unwrap();
    assert!(now.ends_with('Z') && now.parse::<jiff::Timestamp>().is_ok(), "A-20: {now}");
    assert_eq!(given, reason);
    assert_eq!(*answer, json!({"status": status, "currentTime": now, "interval": interval}));
}

#[tokio::test]
async fn tc_b_01_cold_boot_accepted() {
    //
    let station = Station::booted().await;
    check(&boots(&station)[0], "PowerUp", "Accepted", 300);
    station.reports(1, "Available").await;
    let page = station.bench.page(&station.key).await;
    assert_eq!(page.charger.registered, Some(Admission::Accepted));
    assert_eq!(page.charger.make(), "ABB Terra 184");
}

#[tokio::test]
async fn tc_b_02_cold_boot_pending() {
    // The station keeps to the interval: it does not boot because it is asked to.
    let station =
        held_back(Admission::Pending, Script::default().reply("TriggerMessage", Reply::status("Rejected"))).await;
    treat(&station.bench, &station.key, Admission::Accepted).await;
    assert!(station.sim.wait_booted(PATIENCE).await);
    let boots = boots(&station);
    assert_eq!(boots.len(), 2);
    check(&boots[0], "PowerUp", "Pending", 1);
    check(&boots[1], "PowerUp", "Accepted", 300);
    assert_eq!(station.sim.status().connections, 1, "B02.FR.06: the connection is kept");
    station.reports(1, "Available").await;
}

/// Says something before it may.
async fn is_refused(station: &Station) {
    let payload = json!({"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1});
    let Err(CallFailure::Error { code, .. }) = station.sim.call("StatusNotification", payload).await else {
        panic!("it is taken")
    };
    assert_eq!(code, "SecurityError");
}

#[tokio::test]
async fn tc_b_30_security_error_while_pending_or_rejected() {
    //
    for admission in [Admission::Pending, Admission::Rejected] {
        let station = held_back(admission, Script::default()).await;
        is_refused(&station).await;
        assert_eq!(station.bench.page(&station.key).await.charger.plugs().count(), 0, "nothing of it is kept");
        assert_eq!(station.sim.status().connections, 1, "the connection is kept");
        treat(&station.bench, &station.key, Admission::Accepted).await;
        assert!(station.sim.wait_booted(PATIENCE).await);
        station.reports(1, "Available").await;
    }
}

#[tokio::test]
async fn tc_b_31_boot_is_triggered_while_pending() {
    //
    let station = held_back(Admission::Pending, Script::default()).await;
    treat(&station.bench, &station.key, Admission::Accepted).await;
    let trigger = station.sim.wait_for_call("TriggerMessage", PATIENCE).await.unwrap();
    assert_eq!(trigger.payload(), json!({"requestedMessage": "BootNotification"}));
    assert!(station.sim.wait_booted(PATIENCE).await);
    let boots = boots(&station);
    check(&boots[0], "PowerUp", "Pending", 1);
    check(&boots[1], "Triggered", "Accepted", 300);
    station.reports(1, "Available").await;
}

#[tokio::test]
async fn tc_b_31_what_a_pending_station_is_asked_for_is_taken() {
    // A-21, B02.FR.01
    let station = held_back(Admission::Pending, Script::default()).await;
    station.triggered(json!({"requestedMessage": "Heartbeat"})).await;
    assert!(station.says("Heartbeat", json!({})).await["currentTime"].is_string());
    is_refused(&station).await;
    let answer = json!({"getVariableResult": [{"attributeStatus": "Accepted", "attributeValue": "300",
        "component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}]});
    let asked = json!({"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}});
    station.sends("GetVariables", json!({"getVariableData": [asked]}), answer).await;
    station.sends("SetMonitoringLevel", json!({"severity": 4}), accepted()).await;
}
