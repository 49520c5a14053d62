//! What chargers say, said well: answered once, in order, and shown as it was.

use crate::bench::{Bench, ME, PATIENCE};
use crate::database::Database;
use crate::talk::{answer_after, answers, answers_since, ask, call, settle, status};
use actions::{Common, Order, Verdict};
use charger_sim::{Reply, Script};
use model::{Direction, Exchange, FrameShape, TraceFilter};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_boot_is_accepted_with_the_time_in_utc() {
    // A-20
    let bench = Bench::with(|config| config.limits.heartbeat = Duration::from_secs(77)).await;
    let (key, sim) = bench.charger(Script::default()).await;
    let boot = json!({"chargePointVendor": "Acme", "chargePointModel": "One", "chargePointSerialNumber": "S-9"});
    let answer = ask(&sim, &call("boot-1", "BootNotification", &boot)).await;
    assert_eq!((&answer[2]["status"], &answer[2]["interval"]), (&json!("Accepted"), &json!(77)));
    let time = answer[2]["currentTime"].as_str().unwrap();
    assert!(time.ends_with('Z') && time.as_bytes()[10] == b'T', "{time}");
    let charger = bench.page(&key).await.charger;
    assert_eq!((charger.make().as_str(), charger.serial.as_deref()), ("Acme One", Some("S-9")));
    assert_eq!(charger.firmware, None, "what a boot does not name is not known any more");
}

#[tokio::test]
async fn calls_that_do_not_wait_are_answered_each_once_and_in_order() {
    // A-39
    let bench = Bench::new().await;
    let (_key, sim) = bench.charger(Script::default()).await;
    let mark = sim.mark();
    let payloads = [
        ("StatusNotification", json!({"connectorId": 1, "errorCode": "NoError", "status": "Preparing"})),
        ("Authorize", json!({"idTag": "TAG-1"})),
        ("StartTransaction", json!({"connectorId": 1, "idTag": "TAG-1", "meterStart": 5, "timestamp": "t"})),
        ("MeterValues", json!({"connectorId": 1, "meterValue": [{"sampledValue": [{"value": "7"}]}]})),
        ("DataTransfer", json!({"vendorId": "Acme", "data": "x"})),
        ("FirmwareStatusNotification", json!({"status": "Idle"})),
        ("DiagnosticsStatusNotification", json!({"status": "Idle"})),
        ("StopTransaction", json!({"transactionId": 1, "meterStop": 9, "timestamp": "t"})),
    ];
    for (action, payload) in &payloads {
        sim.send_text(&call(action, action, payload)).await.unwrap();
    }
    settle(&sim).await;
    let told: Vec<Value> = answers_since(&sim, mark).iter().map(|answer| answer[1].clone()).collect();
    let asked: Vec<Value> = payloads.iter().map(|(action, _)| json!(action)).collect();
    assert_eq!(told[..told.len() - 1], asked);
    let payload = |id: &str| answers(&sim, id)[0][2].clone();
    assert_eq!(payload("Authorize"), json!({"idTagInfo": {"status": "Accepted"}}));
    assert_eq!(payload("DataTransfer"), json!({"status": "UnknownVendorId"}), "E-22");
    assert_eq!(payload("StartTransaction")["idTagInfo"], json!({"status": "Accepted"}));
    assert_eq!(payload("MeterValues"), json!({}));
}

#[tokio::test]
async fn what_was_saved_up_while_offline_is_answered_in_order() {
    // C-16
    const SAVED: usize = 2_000;
    let bench = Bench::new().await;
    let (_key, sim) = bench.charger(Script::default()).await;
    let (_neighbours_key, neighbour) = bench.another("CP-2").await;
    let mark = sim.mark();
    let flush = async {
        for n in 0..SAVED {
            let payload = json!({"connectorId": 1, "meterValue": [{"sampledValue": [{"value": n.to_string()}]}]});
            sim.send_text(&call(&format!("saved-{n}"), "MeterValues", &payload)).await.unwrap();
        }
        for n in (SAVED / 4..=SAVED).step_by(SAVED / 4) {
            answer_after(&sim, mark, &format!("saved-{}", n - 1)).await;
        }
    };
    let beside = async {
        for _ in 0..50 {
            assert!(neighbour.call("Heartbeat", json!({})).await.is_ok(), "others are answered meanwhile");
        }
    };
    tokio::join!(flush, beside);
    let told: Vec<Value> = answers_since(&sim, mark);
    assert_eq!(told.len(), SAVED);
    for (n, answer) in told.iter().enumerate() {
        assert_eq!(answer, &json!([3, format!("saved-{n}"), {}]));
    }
    assert_eq!(sim.status().losses, 0);
}

#[tokio::test]
async fn a_slow_database_delays_no_heartbeat() {
    // A-51, A-49
    let bench = Bench::with(|config| {
        config.limits.ping = Duration::from_millis(100);
        config.limits.silence = Duration::from_secs(1);
    })
    .await;
    let (key, sim) = bench.charger(Script::default()).await;
    let (_neighbours_key, neighbour) = bench.another("CP-2").await;
    let mut database = Database::open(&bench).await;
    database.hold().await;
    let mark = sim.mark();
    sim.send_text(&status("held", 1, "Faulted")).await.unwrap();
    sim.send_text(&status("held", 1, "Faulted")).await.unwrap();
    // Longer than the silence that ends a socket, so that pings must have been answered too.
    let until = tokio::time::Instant::now() + Duration::from_secs(2);
    while tokio::time::Instant::now() < until {
        assert!(sim.call("Heartbeat", json!({})).await.is_ok());
        assert!(neighbour.call("Heartbeat", json!({})).await.is_ok());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(answers(&sim, "held").is_empty(), "nothing is said that is not stored");
    database.release().await;
    assert_eq!(answer_after(&sim, mark, "held").await, json!([3, "held", {}]));
    settle(&sim).await;
    assert_eq!(answers(&sim, "held").len(), 1, "A-49: one answer serves both");
    assert_eq!((sim.status().losses, neighbour.status().losses), (0, 0));
    let page = bench.page(&key).await;
    let repeats = page.trace.exchanges.iter().filter(|exchange| exchange.call.text.contains("held"));
    let shapes: Vec<FrameShape> = repeats.map(|exchange| exchange.call.shape).collect();
    assert_eq!(shapes, [FrameShape::Odd, FrameShape::Call]);
    assert!(page.charger.is_faulted());
}

#[tokio::test]
async fn a_message_id_seen_before_is_answered_afresh() {
    // A-48
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    assert_eq!(ask(&sim, &status("1", 1, "Preparing")).await, json!([3, "1", {}]));
    assert_eq!(ask(&sim, &status("1", 1, "Charging")).await, json!([3, "1", {}]));
    assert!(ask(&sim, &call("1", "Heartbeat", &json!({}))).await[2]["currentTime"].is_string());
    assert_eq!(bench.page(&key).await.charger.plugs().next().unwrap().status, "Charging");
}

#[tokio::test]
async fn the_chargers_calls_are_answered_while_ours_is_open() {
    // A-38
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("ClearCache", Reply::Silence)).await;
    let command = bench.order(&key, Order::ClearCache).await;
    sim.wait_for_call("ClearCache", PATIENCE).await.expect("our call is open");
    assert_eq!(ask(&sim, &status("a", 2, "Charging")).await, json!([3, "a", {}]));
    assert!(sim.call("Heartbeat", json!({})).await.is_ok());
    assert!(bench.page(&key).await.command(&command).unwrap().is_open());
}

#[tokio::test]
async fn an_answer_to_nothing_is_shown_and_costs_nothing() {
    // A-42, E-21
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("ClearCache", Reply::Silence)).await;
    let command = bench.order(&key, Order::ClearCache).await;
    sim.wait_for_call("ClearCache", PATIENCE).await.unwrap();
    for stray in [
        r#"[3,"nobody-asked",{"status":"Accepted"}]"#,
        r#"[4,"nobody-asked","InternalError","",{}]"#,
        r#"[4,"nobody-asked","InternalError"]"#,
        r#"[3,"nobody-asked"]"#,
    ] {
        let mark = sim.mark();
        sim.send_text(stray).await.unwrap();
        settle(&sim).await;
        assert_eq!(answers_since(&sim, mark).len(), 1, "{stray} is not answered");
        let page = bench.page(&key).await;
        let shown = &page.trace.exchanges[1].call;
        assert_eq!((shown.shape, shown.text.as_str()), (FrameShape::Odd, stray));
        assert!(page.command(&command).unwrap().is_open(), "never taken for the answer that is waited for");
    }
    assert_eq!(sim.status().losses, 0);
}

#[tokio::test]
async fn last_message_is_the_frame_itself_with_a_plain_line() {
    // A-55, G10
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let text = r#"[2,"35123123-asd23-243x-ba12-0141fc","DiagnosticsStatusNotification",{"status":"Uploaded"}]"#;
    let before = bench.page(&key).await.now;
    ask(&sim, text).await;
    // Heartbeats displace nothing.
    sim.call("Heartbeat", json!({})).await.unwrap();
    let page = bench.wait(&key, |page| page.last.as_ref().is_some_and(|last| last.answer.is_some())).await;
    let last = page.last.clone().unwrap();
    assert_eq!((last.call.text.as_str(), last.call.direction), (text, Direction::FromCharger));
    assert_eq!(last.call.plain, "Diagnostics: uploaded");
    assert!(last.call.at.ms >= before && last.call.at.ms <= page.now, "with its time");
    let answer = last.answer.unwrap();
    assert_eq!(answer.text, r#"[3,"35123123-asd23-243x-ba12-0141fc",{}]"#);
    assert_eq!((answer.direction, answer.plain.as_str()), (Direction::ToCharger, "Received"));
    assert!(answer.latency_ms.is_some());
    let secret =
        r#"[2,"f","DataTransfer",{"vendorId":"Acme","data":"ftp://user:topsecret@files.example/x?sig=abcdef"}]"#;
    ask(&sim, secret).await;
    let page = bench.wait(&key, |page| page.last.as_ref().unwrap().call.text.contains("Acme")).await;
    let shown = page.last.unwrap().call.text;
    assert!(!shown.contains("topsecret") && !shown.contains("abcdef") && shown.contains("***"), "{shown}");
}

#[tokio::test]
async fn the_trace_shows_what_its_filter_admits_and_nothing_else() {
    // G7: the store's filter and the browser's are one.
    let bench = Bench::new().await;
    let script = Script::default()
        .reply("ClearCache", Reply::error("NotSupported", ""))
        .reply("ClearChargingProfile", Reply::Silence);
    let (key, sim) = bench.charger(script).await;
    let refused = bench.order(&key, Order::ClearCache).await;
    bench.settled(&key, &refused).await;
    let order = Order::ClearChargingProfiles(actions::ClearProfiles::default());
    assert_eq!(bench.unanswered(&key, order).await.verdict, Verdict::Common(Common::NoAnswer));
    sim.call("Heartbeat", json!({})).await.unwrap();
    ask(&sim, &call("m", "MeterValues", &json!({"connectorId": 1, "meterValue": []}))).await;
    ask(&sim, &call("n", "Nonsense", &json!({}))).await;
    sim.send_text("not json").await.unwrap();
    settle(&sim).await;
    let all = bench.wait(&key, |page| page.trace.exchanges[0].answer.is_some()).await.trace.exchanges;
    let check = async |filter: TraceFilter, actions: &[&str]| {
        let page = bench.csms.chargers().page(&ME, &key, &filter).await.unwrap().unwrap();
        let admitted: Vec<Exchange> = all.iter().filter(|exchange| filter.admits(exchange)).cloned().collect();
        assert_eq!(page.trace.exchanges, admitted, "{filter:?}");
        let mut told: Vec<&str> =
            admitted.iter().map(|exchange| exchange.call.action.as_deref().unwrap_or("-")).collect();
        told.sort_unstable();
        told.dedup();
        assert_eq!(told, actions, "{filter:?}");
    };
    let filter = TraceFilter::default;
    let to_charger = Some(Direction::ToCharger);
    check(TraceFilter { direction: to_charger, ..filter() }, &["ClearCache", "ClearChargingProfile"]).await;
    check(TraceFilter { action: Some("MeterValues".to_owned()), ..filter() }, &["MeterValues"]).await;
    let errors = TraceFilter { errors_only: true, ..filter() };
    check(errors.clone(), &["-", "ClearCache", "ClearChargingProfile", "Nonsense"]).await;
    check(TraceFilter { direction: Some(Direction::FromCharger), ..errors }, &["-", "Nonsense"]).await;
    let quiet = ["-", "BootNotification", "ClearCache", "ClearChargingProfile", "Nonsense", "StatusNotification"];
    check(TraceFilter { hide_routine: true, ..filter() }, &quiet).await;
    check(TraceFilter { action: Some("Reset".to_owned()), ..filter() }, &[]).await;
}
