//! Block J: meter values, by the clock and in transactions, signed and unsigned.

use crate::steps_v201::{CARD, NOW, Session, Station, accepted, token};
use serde_json::{Value, json};

/// A reading of the energy register.
fn reading(wh: i64, context: &str) -> Value {
    json!([{"timestamp": NOW, "sampledValue": [
        {"value": wh, "context": context, "measurand": "Energy.Active.Import.Register",
            "unitOfMeasure": {"unit": "Wh"}},
        {"value": 230.1, "context": context, "measurand": "Voltage", "phase": "L1-N", "location": "Outlet"}]}])
}

/// The same with a signature.
fn signed(wh: i64, context: &str) -> Value {
    let mut values = reading(wh, context);
    values[0]["sampledValue"][0]["signedMeterValue"] = json!({
        "signedMeterData": "AQIDBA==", "signingMethod": "ECDSA-secp256r1-SHA256", "encodingMethod": "OCMF",
        "publicKey": "BQYHCA=="});
    values
}

async fn by_the_clock(values: Value) {
    let station = Station::booted().await;
    for evse in [1, 2] {
        station.tells("MeterValues", json!({"evseId": evse, "meterValue": values})).await;
    }
    assert_eq!(station.running().await, 0);
}

/// The energy of the one running transaction as it is shown.
async fn energy(station: &Station) -> Option<i64> {
    station.bench.page(&station.key).await.charger.transactions[0].energy_wh
}

async fn updated(trigger: &str, begin: Value, update: Value) {
    let station = Station::booted().await;
    let mut session = Session::new(&station, 1);
    let more = json!({"evse": {"id": 1, "connectorId": 1}, "meterValue": begin});
    let state = json!({"chargingState": "Charging"});
    assert_eq!(session.event("Started", "ChargingStateChanged", state.clone(), more).await, json!({}));
    let told = session.event("Updated", trigger, state, json!({"meterValue": update})).await;
    assert_eq!((told, energy(&station).await), (json!({}), Some(500)));
}

async fn ended(context: &str, values: Value) {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    let trigger = if context == "Sample.Clock" { "MeterValueClock" } else { "MeterValuePeriodic" };
    let told = session.event("Updated", trigger, json!({}), json!({"meterValue": reading(1200, context)})).await;
    // What the register showed at the start was not told, so that it is counted from here on.
    assert_eq!((told, energy(&station).await), (json!({}), Some(0)));
    let info = json!({"stoppedReason": "Local", "chargingState": "EVConnected"});
    let more = json!({"meterValue": values, "idToken": token(CARD)});
    let told = session.event("Ended", "StopAuthorized", info, more).await;
    assert_eq!(told, json!({"idTokenInfo": accepted()}));
    assert_eq!(station.running().await, 0);
}

#[tokio::test]
async fn tc_j_01_by_the_clock_without_a_transaction() {
    by_the_clock(reading(1000, "Sample.Clock")).await;
}

#[tokio::test]
async fn tc_j_02_by_the_clock_in_a_transaction() {
    updated("MeterValueClock", reading(1000, "Transaction.Begin"), reading(1500, "Sample.Clock")).await;
}

#[tokio::test]
async fn tc_j_03_by_the_clock_at_the_end() {
    let both = [reading(1300, "Sample.Clock"), reading(1500, "Sample.Clock")].map(|values| values[0].clone());
    ended("Sample.Clock", json!(both)).await;
}

#[tokio::test]
async fn tc_j_04_by_the_clock_signed() {
    by_the_clock(signed(1000, "Sample.Clock")).await;
    updated("MeterValueClock", reading(1000, "Transaction.Begin"), signed(1500, "Sample.Clock")).await;
}

#[tokio::test]
async fn tc_j_07_sampled_at_the_start() {
    let station = Station::booted().await;
    let mut session = Session::new(&station, 1);
    let more = json!({"evse": {"id": 1, "connectorId": 1}, "meterValue": reading(1000, "Transaction.Begin")});
    let told = session.event("Started", "CablePluggedIn", json!({"chargingState": "EVConnected"}), more).await;
    assert_eq!(told, json!({}));
    let more = json!({"meterValue": reading(1500, "Sample.Periodic")});
    assert_eq!(session.event("Updated", "MeterValuePeriodic", json!({}), more).await, json!({}));
    assert_eq!(energy(&station).await, Some(500), "counted from the reading at the start");
}

#[tokio::test]
async fn tc_j_08_sampled_once_the_evse_is_known() {
    let station = Station::booted().await;
    let mut session = Session::new(&station, 2);
    let told = session.event("Started", "Authorized", json!({}), json!({"idToken": token(CARD)})).await;
    assert_eq!(told, json!({"idTokenInfo": accepted()}));
    let more = json!({"evse": {"id": 2, "connectorId": 1}, "meterValue": reading(1000, "Transaction.Begin")});
    let told = session.event("Updated", "CablePluggedIn", json!({"chargingState": "EVConnected"}), more).await;
    assert_eq!(told, json!({}));
    let page = station.bench.page(&station.key).await;
    assert_eq!(page.charger.transactions.len(), 1);
    assert_eq!(page.charger.transactions[0].evse, 2);
}

#[tokio::test]
async fn tc_j_09_sampled_on_the_way() {
    updated("MeterValuePeriodic", reading(1000, "Transaction.Begin"), reading(1500, "Sample.Periodic")).await;
}

#[tokio::test]
async fn tc_j_10_sampled_at_the_end() {
    ended("Sample.Periodic", reading(1500, "Transaction.End")).await;
}

#[tokio::test]
async fn tc_j_11_sampled_and_signed() {
    updated("MeterValuePeriodic", signed(1000, "Transaction.Begin"), signed(1500, "Sample.Periodic")).await;
    ended("Sample.Periodic", signed(1500, "Transaction.End")).await;
}
