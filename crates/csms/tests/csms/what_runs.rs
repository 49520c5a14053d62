//! What runs at a plug, from status, readings and sessions of every origin together.

use crate::bench::{Bench, ME, PASSWORD, PATIENCE};
use crate::database::Database;
use crate::talk::{ask, call, settle, settle_any, status};
use actions::{Command, Order, Reboot, RebootKind};
use charger_sim::{Handle, Knock, Protocol, Script};
use model::{ChargerKey, Delivery, KnownBy, Transaction};
use serde_json::{Value, json};

fn reading(id: &str, connector: i64, number: Option<i64>, wh: i64) -> String {
    let mut payload = json!({"connectorId": connector, "meterValue": [{"sampledValue": [{"value": wh.to_string()}]}]});
    if let Some(number) = number {
        payload["transactionId"] = json!(number);
    }
    call(id, "MeterValues", &payload)
}

fn start(id: &str, connector: i64, card: &str, meter: i64) -> String {
    let payload = json!({
        "connectorId": connector, "idTag": card, "meterStart": meter, "timestamp": format!("2026-11-23T10:00:{meter:02}Z"),
    });
    call(id, "StartTransaction", &payload)
}

async fn begin(sim: &Handle, text: &str) -> i64 {
    ask(sim, text).await[2]["transactionId"].as_i64().expect("it is given a number")
}

async fn running(bench: &Bench, key: &ChargerKey) -> Vec<Transaction> {
    bench.page(key).await.charger.transactions
}

/// A reboot when idle is ordered, and waits.
async fn is_held(bench: &Bench, key: &ChargerKey, sim: &Handle) {
    let order = Order::Reboot(Reboot { when_idle: true, ..Reboot::now(RebootKind::Soft) });
    let command = bench.order(key, order).await;
    // Ordered, and what it waits for.
    let waits = |it: &Command| it.delivery == Delivery::Queued && it.steps.len() == 2;
    bench.wait(key, |page| page.command(&command).is_some_and(waits)).await;
    assert!(sim.sent_to_me("Reset").is_empty(), "nothing is sent while something runs");
    bench.csms.commands().stop_waiting(&ME, &command).await.unwrap();
}

/// A reboot when idle goes at once.
async fn is_free(bench: &Bench, key: &ChargerKey, sim: &Handle) {
    assert_eq!(running(bench, key).await, []);
    let order = Order::Reboot(Reboot { when_idle: true, ..Reboot::now(RebootKind::Soft) });
    bench.order(key, order).await;
    sim.wait_for_call("Reset", PATIENCE).await.expect("it does not wait");
}

#[tokio::test]
async fn a_session_begun_elsewhere_holds_a_reboot() {
    // W-01
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    ask(&sim, &status("1", 1, "Charging")).await;
    assert_eq!(running(&bench, &key).await[0].known_by, KnownBy::Status);
    ask(&sim, &reading("2", 1, Some(998_877), 5_000)).await;
    ask(&sim, &reading("3", 1, Some(998_877), 5_600)).await;
    let now = running(&bench, &key).await;
    assert_eq!((now.len(), now[0].energy_wh, now[0].known_by), (1, Some(600), KnownBy::Number));
    is_held(&bench, &key, &sim).await;
    // Its end, under the number that it was given elsewhere.
    let stop = json!({"transactionId": 998_877, "meterStop": 5_700, "timestamp": "2026-11-23T11:00:00Z"});
    assert_eq!(ask(&sim, &call("4", "StopTransaction", &stop)).await[0], 3);
    ask(&sim, &status("5", 1, "Finishing")).await;
    assert_eq!(bench.page(&key).await.security, [], "it began elsewhere, so that nothing is wrong");
    // The number stays in its readings, and the meter stands still.
    ask(&sim, &reading("6", 1, Some(998_877), 5_700)).await;
    ask(&sim, &reading("7", 1, Some(998_877), 5_700)).await;
    is_free(&bench, &key, &sim).await;
}

#[tokio::test]
async fn each_status_says_whether_a_plug_is_busy() {
    // W-01: neighbours
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    for (word, busy) in [
        ("Charging", true),
        ("SuspendedEV", true),
        ("SuspendedEVSE", true),
        ("Preparing", false),
        ("Finishing", false),
        ("Available", false),
        ("Reserved", false),
        ("Unavailable", false),
        ("Faulted", false),
        ("Occupied", false),
    ] {
        ask(&sim, &status("1", 1, word)).await;
        assert_eq!(running(&bench, &key).await.len(), usize::from(busy), "{word}");
    }
}

#[tokio::test]
async fn a_session_goes_on_while_its_meter_rises() {
    // W-02
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let session = begin(&sim, &start("1", 1, "TAG-1", 10)).await;
    ask(&sim, &reading("2", 1, Some(session), 1_010)).await;
    ask(&sim, &status("3", 1, "Available")).await;
    assert_eq!(running(&bench, &key).await, [], "free, as far as is known");
    ask(&sim, &reading("4", 1, Some(session), 2_010)).await;
    ask(&sim, &reading("5", 1, Some(session), 3_010)).await;
    let now = running(&bench, &key).await;
    assert_eq!((now.len(), now[0].energy_wh, now[0].known_by), (1, Some(3_000), KnownBy::Start));
    is_held(&bench, &key, &sim).await;
    let stop = json!({"transactionId": session, "meterStop": 3_010, "timestamp": "2026-11-23T11:00:00Z"});
    ask(&sim, &call("6", "StopTransaction", &stop)).await;
    // W-02: a number that stays in its readings after its stop holds nothing.
    ask(&sim, &reading("7", 1, Some(session), 3_010)).await;
    ask(&sim, &status("8", 1, "Finishing")).await;
    ask(&sim, &reading("9", 1, Some(session), 3_010)).await;
    is_free(&bench, &key, &sim).await;
}

#[tokio::test]
async fn energy_alone_holds_while_it_flows() {
    // W-02: neighbours
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    ask(&sim, &reading("1", 2, None, 500)).await;
    ask(&sim, &reading("2", 2, None, 500)).await;
    // The meter of the whole charger belongs to no plug.
    ask(&sim, &reading("3", 0, None, 900)).await;
    ask(&sim, &reading("4", 0, None, 950)).await;
    assert_eq!(running(&bench, &key).await, []);
    ask(&sim, &reading("5", 2, None, 800)).await;
    let now = running(&bench, &key).await;
    assert_eq!((now.len(), now[0].connector, now[0].known_by), (1, 2, KnownBy::Energy));
    is_held(&bench, &key, &sim).await;
    let order = Order::Reboot(Reboot { when_idle: true, ..Reboot::now(RebootKind::Soft) });
    bench.order(&key, order).await;
    ask(&sim, &reading("6", 2, None, 800)).await;
    sim.wait_for_call("Reset", PATIENCE).await.expect("it flows no longer, so the reboot has its turn");
}

#[tokio::test]
async fn another_version_for_a_moment_forgets_nothing() {
    // W-03
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    let before = bench.wait(&key, |page| page.charger.transactions.len() == 1).await.charger;
    sim.disconnect().await;
    bench.wait(&key, |page| !page.charger.online).await;
    let knock = Knock::new(&format!("{}/CP-1", bench.url())).basic("CP-1", PASSWORD.as_bytes());
    assert_eq!(knock.send().await.unwrap().status, 101, "as 1.6, which says nothing and goes");
    bench.wait(&key, |page| !page.charger.online).await;
    sim.connect().await;
    assert!(sim.wait_connected(PATIENCE).await);
    sim.call("Heartbeat", json!({})).await.unwrap();
    let after = bench.wait(&key, |page| page.charger.online).await.charger;
    assert_eq!((after.transactions, after.connectors), (before.transactions, before.connectors));
}

fn event(kind: &str, number: i64, at: &str, offline: bool) -> Value {
    json!({
        "eventType": kind, "timestamp": at, "triggerReason": "Authorized", "seqNo": number, "offline": offline,
        "transactionInfo": {"transactionId": "1"}, "evse": {"id": 1, "connectorId": 1},
    })
}

#[tokio::test]
async fn a_name_may_be_used_again_after_its_end() {
    // W-04
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    let say = async |event: Value| sim.call("TransactionEvent", event).await.unwrap();
    say(event("Started", 0, "2026-11-23T10:00:00Z", false)).await;
    say(event("Ended", 1, "2026-11-23T11:00:00Z", false)).await;
    // What is said again of the one that has ended revives nothing, before a boot and after it.
    say(event("Started", 0, "2026-11-23T10:00:00Z", false)).await;
    say(event("Updated", 0, "2026-11-23T10:30:00Z", false)).await;
    assert_eq!(running(&bench, &key).await, []);
    sim.reboot(std::time::Duration::from_millis(20)).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    settle_any(&sim).await;
    say(event("Started", 0, "2026-11-23T10:00:00Z", true)).await;
    say(event("Updated", 1, "2026-11-23T10:30:00Z", true)).await;
    say(event("Updated", 1, "2026-11-23T10:30:00Z", false)).await;
    assert_eq!(running(&bench, &key).await, [], "a replay, flagged or out of its order");
    say(event("Started", 0, "2026-11-23T12:00:00Z", false)).await;
    say(event("Updated", 1, "2026-11-23T12:01:00Z", false)).await;
    assert_eq!(running(&bench, &key).await.len(), 1, "another session under the same name");
    say(event("Ended", 1, "2026-11-23T11:00:00Z", true)).await;
    assert_eq!(running(&bench, &key).await.len(), 1, "the old end is not its own");
    say(event("Ended", 2, "2026-11-23T12:10:00Z", false)).await;
    assert_eq!(running(&bench, &key).await, []);
    let mut database = Database::open(&bench).await;
    assert_eq!(database.count("SELECT count(*) FROM transactions").await, 2);
}

#[tokio::test]
async fn a_clock_that_stands_in_1970_begins_each_session_anew() {
    // W-05, A-47
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let content = json!({"connectorId": 1, "meterStart": 0, "idTag": "TAG-1", "timestamp": "1970-01-01T00:00:00.740Z"});
    let start = |id: &str| call(id, "StartTransaction", &content);
    let first = begin(&sim, &start("1")).await;
    assert_eq!(begin(&sim, &start("2")).await, first, "a repeat, before its stop");
    let stop = json!({"transactionId": first, "meterStop": 5, "timestamp": "1970-01-01T00:00:09Z"});
    ask(&sim, &call("3", "StopTransaction", &stop)).await;
    // Its clock may have begun anew together with its socket.
    sim.reconnect(std::time::Duration::from_millis(20)).await;
    assert!(sim.wait_connected(PATIENCE).await);
    let second = begin(&sim, &start("4")).await;
    assert_ne!(second, first);
    assert_eq!(running(&bench, &key).await.len(), 1);
    assert_eq!(begin(&sim, &start("5")).await, second, "a repeat of the new one");
    // A time that can be true tells a repeat, unless the charger knows of the stop.
    let content = json!({"connectorId": 2, "meterStart": 0, "idTag": "TAG-1", "timestamp": "2026-11-23T10:00:00Z"});
    let third = begin(&sim, &call("6", "StartTransaction", &content)).await;
    let stop = json!({"transactionId": third, "meterStop": 5, "timestamp": "2026-11-23T11:00:00Z"});
    ask(&sim, &call("7", "StopTransaction", &stop)).await;
    assert_ne!(begin(&sim, &call("8", "StartTransaction", &content)).await, third, "its stop was answered here");
}

#[tokio::test]
async fn a_number_that_nobody_gives_ends_the_only_session_of_its_card() {
    // W-24
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let stop = |id: &str, number: i64, card: &str| {
        let payload = json!({
            "transactionId": number, "idTag": card, "meterStop": 50, "timestamp": format!("2026-11-23T11:00:0{id}Z"),
        });
        call(id, "StopTransaction", &payload)
    };
    for (n, number) in [-1, 0].into_iter().enumerate() {
        begin(&sim, &start(&format!("s{n}"), 1, "TAG-1", n as i64)).await;
        for unknown in [4_711, i64::MAX] {
            assert_eq!(ask(&sim, &stop("1", unknown, "TAG-1")).await[0], 3);
        }
        assert_eq!(ask(&sim, &stop("2", number, "OTHER")).await[0], 3);
        assert_eq!(running(&bench, &key).await.len(), 1, "an unknown number or another card ends nothing");
        assert_eq!(ask(&sim, &stop(&(n + 3).to_string(), number, "TAG-1")).await[0], 3);
        ask(&sim, &status("f", 1, "Finishing")).await;
        assert_eq!(running(&bench, &key).await, [], "{number}");
    }
}

#[tokio::test]
async fn energy_under_a_foreign_number_is_the_sessions() {
    // W-25
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    begin(&sim, &start("1", 1, "TAG-1", 10)).await;
    for (n, number) in [i64::MAX, -16, 0].into_iter().enumerate() {
        let wh = 1_010 + 100 * n as i64;
        ask(&sim, &reading("2", 1, Some(number), wh)).await;
        let now = running(&bench, &key).await;
        assert_eq!((now.len(), now[0].energy_wh), (1, Some(wh - 10)), "{number}");
    }
    settle(&sim).await;
    assert_eq!(bench.page(&key).await.security, []);
}

fn end(id: &str, number: Option<i64>, card: Option<&str>, meter: Option<i64>, second: u32) -> String {
    let at = format!("2026-11-23T11:00:{second:02}Z");
    call(id, "StopTransaction", &json!({"transactionId": number, "idTag": card, "meterStop": meter, "timestamp": at}))
}

#[tokio::test]
async fn a_stop_that_did_not_name_the_number_makes_no_repeat_a_new_session() {
    // the charger never learnt its number, so that it says its start again.
    for number in [Some(-1), Some(0), None] {
        let bench = Bench::new().await;
        let (key, sim) = bench.charger(Script::default()).await;
        let first = begin(&sim, &start("1", 1, "TAG-1", 0)).await;
        ask(&sim, &end("2", number, Some("TAG-1"), Some(5), 1)).await;
        assert_eq!(begin(&sim, &start("3", 1, "TAG-1", 0)).await, first, "{number:?}");
        ask(&sim, &status("4", 1, "Finishing")).await;
        is_free(&bench, &key, &sim).await;
    }
}

#[tokio::test]
async fn two_sessions_that_end_at_once_without_numbers_both_end() {
    // W-24: told apart by their cards.
    for (number, meter) in [(Some(-1), None), (Some(0), Some(0)), (None, None)] {
        let bench = Bench::new().await;
        let (key, sim) = bench.charger(Script::default()).await;
        begin(&sim, &start("1", 1, "TAG-1", 1)).await;
        begin(&sim, &start("2", 2, "TAG-2", 2)).await;
        ask(&sim, &end("3", number, Some("TAG-1"), meter, 9)).await;
        assert_eq!(running(&bench, &key).await.len(), 1);
        ask(&sim, &end("4", number, Some("TAG-2"), meter, 9)).await;
        assert_eq!(running(&bench, &key).await, [], "{number:?} {meter:?}");
    }
}

#[tokio::test]
async fn a_stop_without_a_number_finds_its_session_by_what_there_is() {
    // W-12, W-24
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let mut database = Database::open(&bench).await;
    // An empty card is no other card.
    for (n, number) in [Some(-1), Some(0), None].into_iter().enumerate() {
        begin(&sim, &start("1", 1, "TAG-1", n as i64)).await;
        ask(&sim, &end("2", number, Some(""), Some(700), n as u32)).await;
        assert_eq!(running(&bench, &key).await, [], "{number:?}");
    }
    // The plug was told to be free first: the energy is still the session's.
    for (n, number) in [Some(-1), None].into_iter().enumerate() {
        begin(&sim, &start("3", 2, "TAG-2", 10 + n as i64)).await;
        ask(&sim, &status("4", 2, "Available")).await;
        ask(&sim, &end("5", number, Some("TAG-2"), Some(910), 20 + n as u32)).await;
        let energy = "SELECT meter_stop - meter_start FROM transactions ORDER BY id DESC LIMIT 1";
        assert_eq!(database.count(energy).await, 900 - n as i64, "{number:?}");
    }
    // And not that of another card that goes on.
    begin(&sim, &start("6", 1, "TAG-3", 30)).await;
    begin(&sim, &start("7", 2, "TAG-4", 31)).await;
    ask(&sim, &status("8", 2, "Available")).await;
    ask(&sim, &end("9", None, Some("TAG-4"), Some(99), 40)).await;
    let now = running(&bench, &key).await;
    assert_eq!((now.len(), now[0].connector), (1, 1));
}

#[tokio::test]
async fn a_session_presumed_to_have_ended_goes_on_where_no_clock_tells_it_apart() {
    // W-05
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let content = json!({"connectorId": 1, "meterStart": 0, "idTag": "TAG-1", "timestamp": "1970-01-01T00:00:00Z"});
    let first = begin(&sim, &call("1", "StartTransaction", &content)).await;
    ask(&sim, &status("2", 1, "Available")).await;
    assert_eq!(running(&bench, &key).await, []);
    assert_eq!(begin(&sim, &call("3", "StartTransaction", &content)).await, first);
    is_held(&bench, &key, &sim).await;
}

#[tokio::test]
async fn a_name_may_be_used_again_on_one_connection_where_no_clock_is_set() {
    // W-04, W-05
    for at in ["1970-01-01T00:00:05Z", ""] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
        for (kind, number) in [("Started", 0), ("Ended", 1), ("Started", 0), ("Updated", 1)] {
            sim.call("TransactionEvent", event(kind, number, at, false)).await.unwrap();
        }
        assert_eq!(running(&bench, &key).await.len(), 1, "{at:?}");
        sim.call("TransactionEvent", event("Ended", 2, at, false)).await.unwrap();
        assert_eq!(running(&bench, &key).await, [], "{at:?}");
    }
}

#[tokio::test]
async fn energy_is_read_however_it_is_spelt() {
    // W-02: neighbours
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let sampled = |value: &str| json!({"value": value, "unit": "kwh", "measurand": "", "phase": ""});
    for (n, value) in ["5.0", "5,6"].into_iter().enumerate() {
        let payload = json!({"connectorId": 1, "meterValue": [{"sampledValue": [sampled(value)]}]});
        ask(&sim, &call(&n.to_string(), "MeterValues", &payload)).await;
    }
    assert_eq!(running(&bench, &key).await.len(), 1, "it rises");
    is_held(&bench, &key, &sim).await;
}
