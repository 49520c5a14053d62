//! Charging sessions: once each, whatever is repeated, whatever the clocks and meters of chargers say.

use crate::bench::{Bench, ME, PATIENCE};
use crate::database::Database;
use crate::talk::{ask, call, settle, status};
use actions::Event;
use charger_sim::{Handle, Script};
use model::{ChargerKey, Transaction};
use serde_json::{Value, json};
use std::time::Duration;

const ROWS: &str = "SELECT count(*) FROM transactions";

fn start(id: &str, connector: i64, meter: i64, timestamp: &str) -> String {
    let payload = json!({"connectorId": connector, "idTag": "TAG-1", "meterStart": meter, "timestamp": timestamp});
    call(id, "StartTransaction", &payload)
}

fn stop(id: &str, transaction: i64, meter: i64, timestamp: &str) -> String {
    let payload = json!({"transactionId": transaction, "meterStop": meter, "timestamp": timestamp, "reason": "Local"});
    call(id, "StopTransaction", &payload)
}

fn meter(id: &str, transaction: i64, value: &Value) -> String {
    let values = json!([{"timestamp": "2026-11-23T10:00:00Z", "sampledValue": [{"value": value}]}]);
    call(id, "MeterValues", &json!({"connectorId": 1, "transactionId": transaction, "meterValue": values}))
}

/// Starts a session and gives its number.
async fn begin(sim: &Handle, text: &str) -> i64 {
    let answer = ask(sim, text).await;
    assert_eq!(answer[2]["idTagInfo"]["status"], "Accepted", "{answer}");
    answer[2]["transactionId"].as_i64().unwrap()
}

async fn running(bench: &Bench, key: &ChargerKey) -> Vec<Transaction> {
    bench.page(key).await.charger.transactions
}

#[tokio::test]
async fn a_repeated_start_or_stop_is_answered_the_same_and_counts_once() {
    // A-47, B-18
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let mut database = Database::open(&bench).await;
    let first = begin(&sim, &start("1", 1, 100, "2026-11-23T10:00:00Z")).await;
    assert_eq!(begin(&sim, &start("1", 1, 100, "2026-11-23T10:00:00Z")).await, first, "the same frame");
    assert_eq!(begin(&sim, &start("2", 1, 100, "2026-11-23T10:00:00Z")).await, first, "another message id");
    sim.reconnect(Duration::from_millis(10)).await;
    assert!(sim.wait_connected(PATIENCE).await);
    assert_eq!(begin(&sim, &start("3", 1, 100, "2026-11-23T10:00:00Z")).await, first, "another socket");
    assert_eq!(database.count(ROWS).await, 1);
    assert_eq!(running(&bench, &key).await.len(), 1);

    let told = ask(&sim, &stop("4", first, 900, "2026-11-23T11:00:00Z")).await[2].clone();
    assert_eq!(ask(&sim, &stop("5", first, 900, "2026-11-23T11:00:00Z")).await[2], told);
    sim.reconnect(Duration::from_millis(10)).await;
    assert!(sim.wait_connected(PATIENCE).await);
    assert_eq!(ask(&sim, &stop("6", first, 900, "2026-11-23T11:00:00Z")).await[2], told);
    assert!(running(&bench, &key).await.is_empty());
    assert_eq!(database.count("SELECT count(*) FROM transactions WHERE meter_stop = 900").await, 1);

    // The start once more is the one that has ended; with one field changed it is a new session.
    assert_eq!(begin(&sim, &start("7", 1, 100, "2026-11-23T10:00:00Z")).await, first);
    assert!(running(&bench, &key).await.is_empty(), "no phantom session");
    assert_ne!(begin(&sim, &start("8", 1, 101, "2026-11-23T10:00:00Z")).await, first);
    assert_eq!(database.count(ROWS).await, 2);
    // Two chargers that say the same mean different sessions.
    let (_others_key, other) = bench.another("CP-2").await;
    assert_ne!(begin(&other, &start("1", 1, 100, "2026-11-23T10:00:00Z")).await, first);
    assert_eq!(database.count(ROWS).await, 3);
}

#[tokio::test]
async fn what_a_session_has_drawn_is_told_live() {
    // A4
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let seq = bench.page(&key).await.seq;
    let mut watch = bench.csms.trace().watch(&ME, &[], Some(seq)).await.unwrap();
    let session = begin(&sim, &start("1", 1, 5_000, "t")).await;
    ask(&sim, &meter("2", session, &json!("17340"))).await;
    loop {
        let published = tokio::time::timeout(PATIENCE, watch.next()).await.expect("told in time").expect("open");
        if let Event::Charger { charger, .. } = serde_json::from_str(&published.json).unwrap()
            && let [running] = charger.transactions.as_slice()
            && running.energy_wh == Some(12_340)
        {
            assert_eq!((running.connector, running.energy().as_str()), (1, "12.3 kWh"));
            break;
        }
    }
}

#[tokio::test]
async fn a_stop_kept_over_a_power_cut_ends_its_session_once() {
    //
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let first = begin(&sim, &start("1", 1, 100, "t1")).await;
    sim.reboot(Duration::from_millis(20)).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    // The connector is free again, so nothing runs there; the report comes later and is taken.
    bench.wait(&key, |page| page.charger.transactions.is_empty()).await;
    ask(&sim, &stop("2", first, 700, "t2")).await;
    let mut database = Database::open(&bench).await;
    assert_eq!(database.count("SELECT count(*) FROM transactions WHERE meter_stop = 700").await, 1);
    assert_eq!(database.count(ROWS).await, 1);
}

#[tokio::test]
async fn a_charger_cannot_touch_the_session_of_another() {
    // E-20
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let (_others_key, other) = bench.another("CP-2").await;
    let session = begin(&sim, &start("1", 1, 100, "t")).await;
    ask(&sim, &meter("2", session, &json!("150"))).await;
    let before = running(&bench, &key).await;
    assert_eq!((before.len(), before[0].energy_wh), (1, Some(50)));
    assert_eq!(ask(&other, &stop("1", session, 9_999, "t")).await[0], 3);
    assert_eq!(ask(&other, &meter("2", session, &json!("9000"))).await[0], 3);
    ask(&other, &status("3", 1, "Available")).await;
    assert_eq!(running(&bench, &key).await, before);
}

#[tokio::test]
async fn odd_timestamps_are_answered_and_stored_as_they_are() {
    // B-27
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let mut database = Database::open(&bench).await;
    let odd = [
        "222222017-10-11T17:29:09.000Z",
        "1000000",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-11-23T10:00:00",
        "2016-12-31T23:59:60Z",
        "2036-11-23T10:00:00Z",
        "2026-02-30T25:61:00Z",
        "yesterday",
        "",
    ];
    for (n, timestamp) in odd.iter().enumerate() {
        let before = bench.page(&key).await.now;
        let session = begin(&sim, &start(&format!("start-{n}"), 1, 100, timestamp)).await;
        let page = bench.page(&key).await;
        assert_eq!(page.charger.transactions.len(), 1, "{timestamp}");
        let started = page.charger.transactions[0].started.ms;
        assert!((before..=page.now).contains(&started), "{timestamp}: the server's own time counts");
        let odd = json!({"connectorId": 2, "errorCode": "NoError", "status": "Available", "timestamp": timestamp});
        assert_eq!(ask(&sim, &call("s", "StatusNotification", &odd)).await[0], 3, "{timestamp}");
        assert_eq!(ask(&sim, &stop(&format!("stop-{n}"), session, 200, timestamp)).await[0], 3, "{timestamp}");
    }
    assert!(running(&bench, &key).await.is_empty());
    assert_eq!(database.count(ROWS).await, odd.len() as i64);
    assert_eq!(database.count("SELECT count(*) FROM transactions WHERE started_text = '1000000'").await, 1);
}

#[tokio::test]
async fn odd_meters_and_connectors_are_answered_and_never_negative() {
    // B-28, B-09
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let energy = |transactions: Vec<Transaction>| transactions[0].energy_wh.unwrap_or_default();

    let session = begin(&sim, &start("1", 1, 5_000, "t1")).await;
    ask(&sim, &meter("2", session, &json!("4000"))).await;
    assert_eq!(energy(running(&bench, &key).await), 0, "a meter that runs backwards");
    for odd in [json!(""), json!("NaN"), json!("-1e300"), json!("1e300"), json!("9223372036854775807"), json!("x")] {
        assert_eq!(ask(&sim, &meter("3", session, &odd)).await[0], 3, "{odd}");
        assert!(energy(running(&bench, &key).await) >= 0, "{odd}");
    }
    assert_eq!(ask(&sim, &stop("4", session, 10, "t2")).await[0], 3, "stopped below its start");
    assert!(running(&bench, &key).await.is_empty());

    let lowest = begin(&sim, &start("5", 1, i64::MIN, "t3")).await;
    ask(&sim, &meter("6", lowest, &json!("9223372036854775807"))).await;
    assert!(energy(running(&bench, &key).await) >= 0);
    assert_eq!(ask(&sim, &stop("7", lowest, i64::MAX, "t4")).await[0], 3);
    bench.page(&key).await;

    for connector in [0, 2_147_483_648] {
        let session = begin(&sim, &start("8", connector, 0, "t5")).await;
        assert_eq!(ask(&sim, &stop("9", session, 1, "t6")).await[0], 3, "{connector}");
    }
    assert_eq!(ask(&sim, &start("10", -1, 0, "t7")).await[2], "PropertyConstraintViolation");
    for unknown in [0, -1, 4_711, i64::MAX] {
        assert_eq!(ask(&sim, &stop("11", unknown, 1, "t8")).await[0], 3, "{unknown}");
        assert_eq!(ask(&sim, &meter("12", unknown, &json!("1"))).await[0], 3, "{unknown}");
    }
    settle(&sim).await;
    assert!(running(&bench, &key).await.is_empty());
    assert_eq!(sim.status().losses, 0);
}
