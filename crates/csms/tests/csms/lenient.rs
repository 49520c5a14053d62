//! Messages with one field too few, and frames that break off, through real sockets.

use crate::bench::{Bench, PATIENCE};
use crate::database::Database;
use crate::talk::{answers_since, ask, call, settle};
use actions::{Common, Order, Verdict, request_diagnostics};
use charger_sim::{Protocol, Reply, Script};
use serde_json::json;

#[tokio::test]
async fn a_boot_that_lacks_names_is_accepted() {
    // W-11
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let before = bench.page(&key).await.charger.oddities.map_or(0, |odd| odd.count);
    for (payload, make) in [
        (json!({"chargePointVendor": null, "chargePointModel": "M"}), "M"),
        (json!({"chargePointVendor": "V", "chargePointModel": null}), "V"),
        (json!({"chargepointVendor": "V", "chargePointModel": "M"}), "V M"),
        (json!({}), "vendor and model not told"),
    ] {
        let answer = ask(&sim, &call("b", "BootNotification", &payload)).await;
        assert_eq!(answer[2]["status"], "Accepted", "{payload}");
        assert_eq!(bench.page(&key).await.charger.make(), make);
    }
    let page = bench.page(&key).await;
    let odd = page.charger.oddities.expect("they are counted");
    assert_eq!(odd.count, before + 4);
    assert!(odd.last.starts_with("chargePointVendor is missing; read as unknown"), "{}", odd.last);
    let told = &page.trace.exchanges[0].call.plain;
    assert!(told.contains("chargePointVendor is missing; read as unknown"), "the trace says so: {told}");
}

#[tokio::test]
async fn a_boot_of_2_0_1_without_a_reason_is_accepted() {
    // W-11
    let bench = Bench::new().await;
    let (_key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    for payload in
        [json!({"chargingStation": {"model": "M", "vendorName": "V"}}), json!({"reason": "PowerUp"}), json!({})]
    {
        assert_eq!(sim.call("BootNotification", payload.clone()).await.unwrap()["status"], "Accepted", "{payload}");
    }
}

#[tokio::test]
async fn a_stop_with_too_little_ends_its_session() {
    // W-12, W-13
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let mut database = Database::open(&bench).await;
    let stops = [
        json!({"transactionId": 1, "timestamp": "2026-11-23T11:00:01Z"}),
        json!({"meterStop": 700, "timestamp": "2026-11-23T11:00:02Z"}),
        json!({"idTag": "TAG-1", "timestamp": null}),
        json!({"transactionId": 4, "meterStop": 700, "timestamp": null}),
    ];
    for (n, stop) in stops.iter().enumerate() {
        let start = json!({"connectorId": 1, "idTag": "TAG-1", "meterStart": 100, "timestamp": null});
        let answer = ask(&sim, &call("s", "StartTransaction", &start)).await;
        assert_eq!(answer[2]["transactionId"], n + 1, "{answer}");
        let reading = json!({"connectorId": 1, "meterValue": [{"sampledValue": [{"value": "700"}]}]});
        ask(&sim, &call("m", "MeterValues", &reading)).await;
        assert_eq!(ask(&sim, &call("e", "StopTransaction", stop)).await[0], 3, "{stop}");
        assert!(bench.page(&key).await.charger.transactions.is_empty(), "{stop}");
    }
    assert_eq!(database.count("SELECT count(*) FROM transactions WHERE meter_stop = 700").await, 4);
}

#[tokio::test]
async fn a_stop_without_a_number_ends_the_only_session_of_its_card() {
    // W-12
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    for (connector, card) in [(1, "TAG-1"), (2, "TAG-2")] {
        let start =
            json!({"connectorId": connector, "idTag": card, "meterStart": 0, "timestamp": "2026-11-23T10:00:00Z"});
        ask(&sim, &call("s", "StartTransaction", &start)).await;
    }
    let stop = json!({"meterStop": 1, "timestamp": "2026-11-23T11:00:00Z"});
    assert_eq!(ask(&sim, &call("e", "StopTransaction", &stop)).await[0], 3);
    assert_eq!(bench.page(&key).await.charger.transactions.len(), 2, "two run, and none is named");
    let stop = json!({"meterStop": 1, "timestamp": "2026-11-23T11:00:01Z", "idTag": "TAG-2"});
    ask(&sim, &call("e", "StopTransaction", &stop)).await;
    let left = bench.page(&key).await.charger.transactions;
    assert_eq!((left.len(), left[0].connector), (1, 1));
    ask(&sim, &call("e", "StopTransaction", &stop)).await;
    assert_eq!(bench.page(&key).await.charger.transactions.len(), 1, "a repeat ends no other");
}

#[tokio::test]
async fn an_end_without_a_trigger_ends_the_session() {
    // W-14
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    let event = |kind: &str| json!({"eventType": kind, "transactionInfo": {"transactionId": "t"}, "evse": {"id": 1}});
    assert_eq!(sim.call("TransactionEvent", event("Started")).await.unwrap(), json!({}));
    assert_eq!(bench.page(&key).await.charger.transactions.len(), 1);
    assert_eq!(sim.call("TransactionEvent", event("Ended")).await.unwrap(), json!({}));
    assert!(bench.page(&key).await.charger.transactions.is_empty());
}

#[tokio::test]
async fn an_odd_row_of_a_report_costs_only_itself() {
    // W-15
    let bench = Bench::new().await;
    let (_key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    let mut database = Database::open(&bench).await;
    let before = database.count("SELECT count(*) FROM settings").await;
    let row = |name: &str| {
        json!({
            "component": {"name": "Odd"}, "variable": {"name": name}, "variableAttribute": [{"value": "1"}],
            "variableCharacteristics": {"dataType": "integer", "supportsMonitoring": false},
        })
    };
    let (mut third, mut fourth, mut fifth) = (row("C"), row("D"), row("E"));
    third["variableCharacteristics"].as_object_mut().unwrap().remove("supportsMonitoring");
    fourth.as_object_mut().unwrap().remove("variableAttribute");
    fifth["component"] = json!({});
    let report = json!({"requestId": 99, "seqNo": 0, "reportData": [row("A"), row("B"), third, fourth, fifth]});
    assert_eq!(sim.call("NotifyReport", report).await.unwrap(), json!({}));
    assert_eq!(database.count("SELECT count(*) FROM settings").await - before, 4);
    assert_eq!(database.count("SELECT count(*) FROM settings WHERE name = 'Odd.C' AND value = '1'").await, 1);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_ends_its_call_at_once() {
    // W-26
    for text in [
        r#"[3,"{id}",{"status":"Accepted"}"#,
        "[3,\"{id}\",{\"status\":\"Acc\u{0}epted\"}]",
        r#"[3,"{id}",{"status":"Accepted",}]"#,
    ] {
        let bench = Bench::new().await;
        let script = Script::default().reply("ClearCache", Reply::Raw(text.to_owned()));
        let (key, sim) = bench.charger(script).await;
        let command = bench.order(&key, Order::ClearCache).await;
        let command = bench.settled(&key, &command).await;
        let Verdict::Common(Common::AnswerMisfit { why }) = &command.verdict else {
            panic!("{text}: {:?}", command.verdict)
        };
        assert_eq!(why, "it answered, and the answer cannot be read", "{text}");
        assert_eq!(sim.status().losses, 0);
    }
}

#[tokio::test]
async fn calls_that_break_off_are_each_answered_and_the_socket_stays() {
    // W-27, W-28
    let bench = Bench::new().await;
    let (_key, sim) = bench.charger(Script::default()).await;
    let mark = sim.mark();
    for n in 0..70 {
        let text = format!(r#"[2,"mv-{n}","MeterValues",{{"connectorId":1,"transactionId":,"meterValue":[]}}]"#);
        sim.send_text(&text).await.unwrap();
    }
    settle(&sim).await;
    let answers = answers_since(&sim, mark);
    assert_eq!(answers.len(), 71);
    for (n, answer) in answers[..70].iter().enumerate() {
        assert_eq!(
            (&answer[0], &answer[1], &answer[2]),
            (&json!(4), &json!(format!("mv-{n}")), &json!("FormationViolation"))
        );
    }
    assert_eq!(sim.status().losses, 0);
    // What has no head still ends it.
    for _ in 0..60 {
        if sim.send_text("noise").await.is_err() {
            break;
        }
    }
    assert!(sim.wait_disconnected(PATIENCE).await);
}

#[tokio::test]
async fn what_a_charger_does_not_know_is_asked_of_it_once() {
    // R-11: of several parts only the first is sent.
    let bench = Bench::new().await;
    let script = Script::default().reply("ClearChargingProfile", Reply::error("NotImplemented", ""));
    let (key, sim) = bench.speaking(Protocol::V201, script).await;
    let command = bench.order(&key, Order::ClearChargingProfiles(actions::ClearProfiles::default())).await;
    let command = bench.settled(&key, &command).await;
    assert!(
        matches!(&command.verdict, Verdict::Common(Common::Failed { code, .. }) if code == "NotImplemented"),
        "{:?}",
        command.verdict
    );
    assert_eq!(sim.sent_to_me("ClearChargingProfile").len(), 1);
    // R-11: what it answered is told, and no words of ours as its own.
    let script = Script::default().reply("GetConfiguration", Reply::error("NotSupported", "never"));
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(script).await;
    let command = bench.order(&key, Order::ReadConfiguration).await;
    let command = bench.settled(&key, &command).await;
    assert!(
        matches!(&command.verdict, Verdict::Common(Common::Failed { code, .. }) if code == "NotSupported"),
        "{:?}",
        command.verdict
    );
}

#[tokio::test]
async fn a_payload_that_is_empty_in_another_way_is_an_empty_one() {
    // W-11: neighbours; PHP and some embedded writers make `[]` of an empty object.
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    for payload in [json!([]), json!("")] {
        for action in ["Heartbeat", "BootNotification"] {
            assert_eq!(ask(&sim, &call("a", action, &payload)).await[0], 3, "{action} {payload}");
        }
        let refused = ask(&sim, &call("b", "StatusNotification", &payload)).await;
        assert_eq!(refused[0], 4, "{payload}: its connector decides");
    }
    assert!(bench.page(&key).await.charger.oddities.is_some_and(|odd| odd.count > 0));
}

#[tokio::test]
async fn an_answer_to_get_diagnostics_that_says_no_is_a_no() {
    // W-22: neighbours
    for (status, expected) in [
        ("Rejected", Verdict::Common(Common::Rejected)),
        (
            "NotSupported",
            Verdict::Common(Common::Failed { code: "NotSupported".to_owned(), description: String::new() }),
        ),
        ("Accepted", Verdict::RequestDiagnostics(request_diagnostics::Verdict::NothingToUpload)),
    ] {
        let bench = Bench::new().await;
        let (key, _sim) = bench.charger(Script::default().reply("GetDiagnostics", Reply::status(status))).await;
        let order = Order::RequestDiagnostics(actions::RequestDiagnostics::now("ftp://server.com/in/"));
        let command = bench.order(&key, order).await;
        assert_eq!(bench.settled(&key, &command).await.verdict, expected, "{status}");
    }
}
