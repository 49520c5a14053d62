//! Reports of chargers: to whom they belong, what is kept of them, and what a charger may not do to another's.

use crate::bench::{Bench, ME, PATIENCE, steps};
use actions::{Order, RequestDiagnostics, UpdateFirmware, Verdict, request_diagnostics, update_firmware};
use charger_sim::{DiagnosticsScript, FirmwareScript, Protocol, Script};
use model::Delivery;
use serde_json::json;

fn update() -> Order {
    Order::UpdateFirmware(UpdateFirmware::now("https://server.com/firmware.bin"))
}

#[tokio::test]
async fn a_report_with_an_unknown_request_id_touches_no_action() {
    // A-11
    let bench = Bench::new().await;
    let script = Script::default().firmware(FirmwareScript::reports(&["Downloading"]));
    let (key, sim) = bench.speaking(Protocol::V201, script).await;
    let command = bench.order(&key, update()).await;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.standing() == "Downloading")).await;
    let told = |status: &str| json!({"status": status, "requestId": 987_654});
    assert_eq!(sim.call("FirmwareStatusNotification", told("InstallationFailed")).await.unwrap(), json!({}));
    crate::talk::settle_any(&sim).await;
    let page = bench.page(&key).await;
    let command = page.command(&command).unwrap();
    assert!(command.is_open(), "{:#?}", steps(command));
    assert!(page.security.is_empty(), "nobody's request");
}

#[tokio::test]
async fn a_charger_cannot_report_on_anothers_request_or_session() {
    // E-20
    let bench = Bench::new().await;
    let script = Script::default().firmware(FirmwareScript::reports(&["Downloading"]));
    let (key, sim) = bench.speaking(Protocol::V201, script).await;
    let command = bench.order(&key, update()).await;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.standing() == "Downloading")).await;
    let request = sim.sent_to_me("UpdateFirmware")[0].payload["requestId"].clone();
    let other_key = bench.register("CP-2").await;
    let other = bench.sim("CP-2").speaks(&[Protocol::V201]).start().await;
    assert!(other.wait_booted(PATIENCE).await);
    let told = json!({"status": "InstallationFailed", "requestId": request});
    assert_eq!(other.call("FirmwareStatusNotification", told).await.unwrap(), json!({}), "answered all the same");
    bench.wait(&other_key, |page| page.charger.alerts == 1).await;
    assert!(bench.page(&key).await.command(&command).unwrap().is_open());
    // The same with a session of 1.6, whose numbers are ours.
    let third_key = bench.register("CP-3").await;
    let third = bench.sim("CP-3").start().await;
    assert!(third.wait_booted(PATIENCE).await);
    let fourth_key = bench.register("CP-4").await;
    let fourth = bench.sim("CP-4").start().await;
    assert!(fourth.wait_booted(PATIENCE).await);
    let transaction = third.start_transaction(1, "TAG-1").await.unwrap();
    let stop = json!({"transactionId": transaction, "meterStop": 5, "timestamp": "2026-11-26T10:00:00Z"});
    assert!(fourth.call("StopTransaction", stop).await.is_ok());
    bench.wait(&fourth_key, |page| page.charger.alerts == 1).await;
    assert_eq!(bench.page(&third_key).await.charger.transactions.len(), 1, "it goes on");
}

#[tokio::test]
async fn security_events_are_answered_listed_and_alert_until_they_are_seen() {
    // A-36, TC_077, TC_078
    for protocol in [Protocol::V16Security, Protocol::V201, Protocol::V21] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        let event =
            |kind: &str, info: &str| json!({"type": kind, "timestamp": "2026-11-26T10:00:00Z", "techInfo": info});
        let long = "x".repeat(255);
        for (kind, info) in [("InvalidFirmwareSignature", "bad"), ("NoSuchEvent", long.as_str())] {
            assert_eq!(sim.call("SecurityEventNotification", event(kind, info)).await.unwrap(), json!({}));
        }
        let page = bench.wait(&key, |page| page.security.iter().any(|event| event.kind == "NoSuchEvent")).await;
        assert_eq!(page.charger.alerts, 1, "{protocol}: one is critical");
        let critical = page.security.iter().find(|event| event.critical).unwrap();
        assert_eq!((critical.kind.as_str(), critical.info.as_deref()), ("InvalidFirmwareSignature", Some("bad")));
        bench.csms.chargers().seen(&ME, &key).await.unwrap();
        let page = bench.page(&key).await;
        assert_eq!(page.charger.alerts, 0);
        assert!(page.security.iter().all(|event| event.seen_by.is_some()));
    }
}

#[tokio::test]
async fn a_transaction_goes_on_over_a_reconnect_and_its_repeats_count_once() {
    // E_11, A-47
    for protocol in [Protocol::V201, Protocol::V21] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        sim.start_transaction(1, "TAG-1").await.unwrap();
        bench.wait(&key, |page| page.charger.transactions.len() == 1).await;
        let started = sim
            .wire()
            .into_iter()
            .find(|entry| entry.is_sent() && entry.action().as_deref() == Some("TransactionEvent"));
        let started = started.unwrap().json()[3].clone();
        // The same report again, and the connection cut in between.
        sim.call("TransactionEvent", started.clone()).await.unwrap();
        sim.reconnect(std::time::Duration::from_millis(20)).await;
        assert!(sim.wait_connected(PATIENCE).await);
        sim.call("TransactionEvent", started).await.unwrap();
        assert_eq!(bench.page(&key).await.charger.transactions.len(), 1, "{protocol}");
        sim.stop_transaction(1).await.unwrap();
        bench.wait(&key, |page| page.charger.transactions.is_empty()).await;
    }
}

#[tokio::test]
async fn frames_of_2_1_are_taken_as_they_are() {
    // SEND and CALLRESULTERROR
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V21, Script::default()).await;
    let mark = sim.mark();
    let stream = json!({"data": [{"t": 1.0, "v": "230"}], "id": 1, "pending": 0, "basetime": "2026-11-26T10:00:00Z"});
    sim.send_unconfirmed("NotifyPeriodicEventStream", stream).await.unwrap();
    crate::talk::settle_any(&sim).await;
    let answers = crate::talk::answers_since(&sim, mark);
    assert_eq!(answers.len(), 1, "a SEND has no answer: {answers:?}");
    let page = bench.page(&key).await;
    assert!(
        page.trace
            .exchanges
            .iter()
            .any(|exchange| exchange.call.action.as_deref() == Some("NotifyPeriodicEventStream"))
    );
    // An answer of ours that the charger could not read.
    let heartbeat = crate::talk::ask(&sim, r#"[2,"h-1","Heartbeat",{}]"#).await;
    assert_eq!(heartbeat[0], 3);
    sim.send_text(r#"[5,"h-1","FormatViolation","no",{}]"#).await.unwrap();
    crate::talk::settle_any(&sim).await;
    let page = bench.page(&key).await;
    assert!(page.trace.exchanges.iter().any(|exchange| exchange.call.plain.contains("could not read our answer")));
    // An answer of the charger's that does not fit is told so.
    let script = Script::default().reply("ClearCache", charger_sim::Reply::Payload(json!({"state": "Accepted"})));
    sim.set_script(script);
    let mark = sim.mark();
    let command = bench.ends(&key, Order::ClearCache).await;
    let refused = sim.wait_for_after(mark, |entry| entry.is_received() && entry.json()[0] == 5, PATIENCE).await;
    assert!(refused.is_some(), "{:#?}", steps(&command));
}

#[tokio::test]
async fn unknown_frames_are_answered_in_the_versions_way() {
    // A-46, A-50, B-01
    for (protocol, text, answer) in [
        (Protocol::V16, r#"[7,"x","y"]"#, None),
        (Protocol::V16, "}{", None),
        (Protocol::V201, r#"[7,"x","y"]"#, Some(("x", "MessageTypeNotSupported"))),
        (Protocol::V201, "}{", Some(("-1", "RpcFrameworkError"))),
        (Protocol::V21, r#"[2,"x"]"#, Some(("x", "RpcFrameworkError"))),
        (Protocol::V16, r#"[2,"x","NoSuchAction",{}]"#, Some(("x", "NotImplemented"))),
        (Protocol::V201, r#"[2,"x","NoSuchAction",{}]"#, Some(("x", "NotImplemented"))),
        (Protocol::V201, r#"[2,"x","Reset",{"type":"Immediate"}]"#, Some(("x", "NotSupported"))),
        // Nothing decides in a Heartbeat, so that an empty array is enough (it was refused before, for ever).
        (Protocol::V201, r#"[2,"x","Heartbeat",[]]"#, Some(("x", "a result"))),
        (Protocol::V201, r#"[2,"x","Heartbeat",[5]]"#, Some(("x", "TypeConstraintViolation"))),
        (Protocol::V201, r#"[2,"x","StatusNotification",{}]"#, Some(("x", "OccurrenceConstraintViolation"))),
    ] {
        let bench = Bench::new().await;
        let (_, sim) = bench.speaking(protocol, Script::default()).await;
        let mark = sim.mark();
        sim.send_text(text).await.unwrap();
        crate::talk::settle_any(&sim).await;
        let mut answers = crate::talk::answers_since(&sim, mark);
        answers.pop();
        let told: Vec<_> = answers
            .iter()
            .map(|answer| (answer[1].as_str().unwrap(), answer[2].as_str().unwrap_or("a result")))
            .collect();
        assert_eq!(told, answer.into_iter().collect::<Vec<_>>(), "{protocol} {text}");
    }
}

#[tokio::test]
async fn what_is_asked_by_hand_alarms_nobody() {
    // E-20
    let bench = Bench::new().await;
    let (other, _sim) = bench.speaking(Protocol::V201, Script::default()).await;
    for _ in 0..3 {
        bench.ends(&other, Order::ReadConfiguration).await;
    }
    let key = bench.register("CP-2").await;
    let sim = bench.sim("CP-2").speaks(&[Protocol::V201]).start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    let messages = bench.csms.commands().messages(&crate::bench::ME, &key).await.unwrap().unwrap();
    let form = messages.forms.iter().find(|form| form.action == "GetBaseReport").unwrap();
    let send = |payload: String| {
        let action = "GetBaseReport".to_owned();
        Order::SendMessage(actions::SendMessage { action, payload: actions::MessageText(payload), as_typed: false })
    };
    let command = bench.ends(&key, send(form.example.clone())).await;
    // An id of its own, of another kind, is no alarm either.
    let own = sim.sent_to_me("GetBaseReport")[0].payload["requestId"].clone();
    bench.ends(&key, send(json!({"requestId": own, "reportBase": "FullInventory"}).to_string())).await;
    let reported = |n| {
        bench.wait(&key, move |page| {
            page.trace.exchanges.iter().filter(|it| it.call.action.as_deref() == Some("NotifyReport")).count() >= n
        })
    };
    reported(2).await;
    crate::talk::settle_any(&sim).await;
    assert_eq!(bench.page(&key).await.charger.alerts, 0, "{:#?}", crate::bench::steps(&command));
}

#[tokio::test]
async fn a_cancelled_log_without_an_id_is_not_the_newest_one() {
    // A-16
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V16Security, Script::default().stretched(200)).await;
    let request = RequestDiagnostics::now("https://server.com/logs/");
    let command = bench.order(&key, Order::RequestDiagnostics(request)).await;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.len() > 2)).await;
    let told = json!({"status": "AcceptedCanceled"});
    assert_eq!(sim.call("LogStatusNotification", told).await.unwrap(), json!({}));
    crate::talk::settle(&sim).await;
    assert!(bench.page(&key).await.command(&command).unwrap().is_open());
}

/// R-11: 1.6 names no request in its reports. What ends an upload that had begun is no word on the next order, until that begins.
#[tokio::test]
async fn a_late_end_of_an_upload_is_not_booked_on_the_next_order() {
    let check = |earlier: &'static [&'static str], later: &'static [&'static str], on_the_earlier: bool| async move {
        let bench = Bench::new().await;
        let quiet = DiagnosticsScript { steps: Vec::new(), ..DiagnosticsScript::default() };
        let (key, sim) = bench.charger(Script::default().diagnostics(quiet)).await;
        let say = async |statuses: &[&str]| {
            for status in statuses {
                let told = json!({"status": status});
                assert_eq!(sim.call("DiagnosticsStatusNotification", told).await.unwrap(), json!({}));
            }
        };
        let order = || Order::RequestDiagnostics(RequestDiagnostics::now("https://server.com/logs/"));
        let first = bench.order(&key, order()).await;
        bench.wait(&key, |page| page.command(&first).is_some_and(|it| it.delivery == Delivery::Answered)).await;
        say(earlier).await;
        if bench.page(&key).await.command(&first).unwrap().is_open() {
            bench.settled_after(&key, &first, bench.config.deadlines.diagnostics).await;
        }
        let second = bench.order(&key, order()).await;
        bench.wait(&key, |page| page.command(&second).is_some_and(|it| it.delivery == Delivery::Answered)).await;
        say(later).await;
        say(&["Uploaded"]).await;
        crate::talk::settle(&sim).await;
        let page = bench.page(&key).await;
        let is_uploaded = |key| {
            matches!(
                page.command(key).unwrap().verdict,
                Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { .. })
            )
        };
        let told = || (steps(page.command(&first).unwrap()), steps(page.command(&second).unwrap()));
        assert_eq!((is_uploaded(&first), is_uploaded(&second)), (on_the_earlier, !on_the_earlier), "{:#?}", told());
    };
    check(&["Uploading"], &[], true).await;
    check(&["Uploading", "Uploading"], &[], true).await;
    check(&["Uploading"], &["Uploading"], false).await;
    check(&[], &[], false).await;
    check(&["Uploading", "UploadFailed"], &[], false).await;
}

/// W-24, as reports have it: nobody gives a request the number 0, or one below it, so that such a report names none.
#[tokio::test]
async fn a_report_with_a_number_that_nobody_gives_is_about_the_open_order() {
    for (protocol, number) in [(Protocol::V201, 0), (Protocol::V201, -1), (Protocol::V21, 0)] {
        let bench = Bench::new().await;
        let script = Script::default().firmware(FirmwareScript::reports(&["Downloading"]));
        let (key, sim) = bench.speaking(protocol, script).await;
        let command = bench.order(&key, update()).await;
        bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.standing() == "Downloading")).await;
        let told = json!({"status": "InvalidSignature", "requestId": number});
        sim.call("FirmwareStatusNotification", told).await.unwrap();
        let command = bench.settled(&key, &command).await;
        assert_eq!(
            command.verdict,
            Verdict::UpdateFirmware(update_firmware::Verdict::InvalidSignature),
            "{protocol} {number}"
        );
        assert!(bench.page(&key).await.security.is_empty());
    }
}
