//! Ask on real sockets: done when what was asked for has come, on every version.

use crate::bench::{Bench, ME, PATIENCE, steps};
use crate::talk::{ask as say, asked, call, settle, status};
use actions::{Ask, Command, Common, Order, Verdict, ask};
use charger_sim::{Handle, Protocol, Reply, Script};
use model::{Admission, Notice, RefusalCode, StepKind, Topic, Treatment};
use serde_json::{Value, json};
use std::time::Duration;

fn about(topic: Topic) -> Order {
    Order::Ask(Ask { topic, evse: None, connector: None })
}

fn of(topic: Topic, evse: Option<i64>, connector: i64) -> Order {
    Order::Ask(Ask { topic, evse, connector: Some(connector) })
}

#[track_caller]
fn came(command: &Command) -> Notice {
    match &command.verdict {
        Verdict::Ask(ask::Verdict::Came { notice, .. }) => *notice,
        _not_yet => panic!("{:?}: {:#?}", command.verdict, steps(command)),
    }
}

/// The last CALL of this action that the charger was sent.
fn last(sim: &Handle, action: &str) -> Value {
    sim.sent_to_me(action).last().unwrap_or_else(|| panic!("it was sent no {action}")).payload.clone()
}

/// A charger that says yes and does nothing.
fn says_yes() -> Script {
    Script::default().reply("TriggerMessage", yes())
}

fn yes() -> Reply {
    Reply::Raw(r#"[3,"{id}",{"status":"Accepted"}]"#.to_owned())
}

#[tokio::test]
async fn each_version_sends_what_it_was_asked_for() {
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        let two = protocol >= Protocol::V201;
        let action = if protocol == Protocol::V16Security { "ExtendedTriggerMessage" } else { "TriggerMessage" };
        let (evse, upload) = match protocol {
            Protocol::V16 => (None, Topic::Diagnostics),
            Protocol::V16Security => (None, Topic::Log),
            Protocol::V201 | Protocol::V21 => (Some(2), Topic::Log),
        };
        let connector = if two { 1 } else { 2 };
        let orders = [
            of(Topic::Status, evse, connector),
            of(Topic::Meter, evse, connector),
            about(Topic::Meter),
            about(Topic::Heartbeat),
            about(Topic::Firmware),
            about(upload),
        ];
        for order in orders {
            let command = bench.ends(&key, order.clone()).await;
            let notice = came(&command);
            let told = steps(&command);
            assert_eq!(command.title(), format!("Ask ({})", notice.words()), "{protocol}");
            assert!(told.iter().any(|step| step.ends_with(" after it was asked for")), "{told:#?}");
            // The step leads to the frame that came.
            let step = command.steps.iter().find(|step| matches!(step.kind, StepKind::Came { .. })).unwrap();
            let page = bench.page(&key).await;
            let frame = page.trace.exchanges.iter().find(|exchange| Some(exchange.call.seq) == step.event);
            let frame = frame.unwrap_or_else(|| panic!("{protocol} {order:?}: {:?}", step.event));
            assert_eq!(frame.call.command.as_ref().map(|(key, _)| key), Some(&command.key), "{protocol}");
            // One at a time: the answer is in before the next is asked for.
            bench.wait(&key, |page| page.command(&command.key).unwrap().delivery == model::Delivery::Answered).await;
        }
        let sent: Vec<Value> = sim.sent_to_me(action).into_iter().map(|call| call.payload).collect();
        assert_eq!(sent.len(), 6, "{protocol}: {sent:#?}");
        let status = if two {
            json!({"requestedMessage": "StatusNotification", "evse": {"id": 2, "connectorId": 1}})
        } else {
            json!({"requestedMessage": "StatusNotification", "connectorId": 2})
        };
        assert_eq!(sent[0], status, "{protocol}");
        let word = if upload == Topic::Log { "LogStatusNotification" } else { "DiagnosticsStatusNotification" };
        assert_eq!(sent[5], json!({"requestedMessage": word}), "{protocol}");
        // An accepted charger is not asked to boot.
        let refusal = bench.refusal(&key, about(Topic::Boot)).await;
        assert_eq!(refusal.field.as_deref(), Some("what"), "{protocol}");
    }
}

#[tokio::test]
async fn a_boot_is_asked_for_while_the_charger_is_held_back() {
    for protocol in Protocol::ALL {
        let bench = Bench::with(|config| config.limits.boot_retry = Duration::from_secs(30)).await;
        let key = bench.register("CP-1").await;
        let treatment = Treatment { admission: Admission::Pending, ..Treatment::default() };
        bench.csms.chargers().treat(&ME, &key, treatment).await.unwrap();
        let _sim = bench.sim("CP-1").speaks(&[protocol]).start().await;
        bench.wait(&key, |page| page.charger.registered == Some(Admission::Pending)).await;
        let command = bench.ends(&key, about(Topic::Boot)).await;
        assert_eq!(came(&command), Notice::of(Topic::Boot), "{protocol}");
    }
}

#[tokio::test]
async fn what_comes_before_the_answer_counts_and_what_came_before_the_call_does_not() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("TriggerMessage", Reply::Silence)).await;
    assert_eq!(say(&sim, &call("before", "Heartbeat", &json!({}))).await[0], 3);
    let command = bench.order(&key, about(Topic::Heartbeat)).await;
    assert!(sim.wait_for_call("TriggerMessage", PATIENCE).await.is_some());
    settle(&sim).await;
    assert!(bench.page(&key).await.command(&command).unwrap().is_open(), "what came before is not it");
    let answer = say(&sim, &call("after", "Heartbeat", &json!({}))).await;
    assert!(answer[2]["currentTime"].is_string(), "{answer}");
    assert_eq!(came(&bench.settled(&key, &command).await), Notice::of(Topic::Heartbeat));
    let yes = json!([3, asked(&sim, "TriggerMessage"), {"status": "Accepted"}]);
    sim.send_text(&yes.to_string()).await.unwrap();
    let page = bench.wait(&key, |page| steps(page.command(&command).unwrap()).len() == 4).await;
    let told = steps(page.command(&command).unwrap());
    assert!(told[2].starts_with("Heartbeat came, "), "{told:#?}");
    assert!(told[3].starts_with("Accepted by the charger"), "{told:#?}");
}

/// What it says while it is asked is taken in behind the CALL, and counts only where it was said behind it.
#[tokio::test]
async fn what_is_said_in_the_same_moment_counts_by_its_place_on_the_wire() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(says_yes()).await;
    for round in 0..20 {
        let burst = async {
            for n in 0..40 {
                sim.send_text(&status(&format!("burst-{round}-{n}"), 1, "Available")).await.unwrap();
            }
        };
        let (command, ()) = tokio::join!(bench.order(&key, of(Topic::Status, None, 1)), burst);
        assert!(sim.wait_for_call("TriggerMessage", PATIENCE).await.is_some());
        bench.wait(&key, |page| steps(page.command(&command).unwrap()).len() >= 3).await;
        assert_eq!(say(&sim, &status(&format!("last-{round}"), 1, "Available")).await[0], 3);
        let command = bench.settled(&key, &command).await;
        let frame = |wanted: fn(&StepKind) -> bool| {
            let step = command.steps.iter().find(|step| wanted(&step.kind));
            step.unwrap_or_else(|| panic!("{:#?}", steps(&command))).event
        };
        let sent = frame(|kind| matches!(kind, StepKind::Sent));
        let came = frame(|kind| matches!(kind, StepKind::Came { .. }));
        assert!(came > sent, "round {round}: {came:?} came before {sent:?}");
    }
}

#[tokio::test]
async fn another_connector_does_not_count_and_nothing_is_waited_for_long() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(says_yes()).await;
    let command = bench.order(&key, of(Topic::Status, None, 1)).await;
    bench.wait(&key, |page| steps(page.command(&command).unwrap()).len() == 3).await;
    // One at a time.
    assert_eq!(bench.refusal(&key, about(Topic::Heartbeat)).await.code, RefusalCode::AlreadyOpen);
    assert_eq!(say(&sim, &status("other", 2, "Available")).await[0], 3);
    assert_eq!(say(&sim, &call("beat", "Heartbeat", &json!({}))).await[0], 3);
    assert!(bench.page(&key).await.command(&command).unwrap().is_open());
    let settled = bench.settled_after(&key, &command, Duration::from_secs(31)).await;
    assert_eq!(settled.verdict, Verdict::Ask(ask::Verdict::DidNotCome));
    // A late one corrects that.
    assert_eq!(say(&sim, &status("late", 1, "Available")).await[0], 3);
    let late = bench.page(&key).await.command(&command).unwrap().clone();
    assert_eq!(came(&late).words(), "Status of connector 1");
    assert!(steps(&late).last().unwrap().starts_with("Verdict corrected"), "{:#?}", steps(&late));
}

#[tokio::test]
async fn a_charger_that_will_not_ends_it() {
    let check = async |reply: Reply, verdict: &str| {
        let bench = Bench::new().await;
        let (key, _sim) = bench.charger(Script::default().reply("TriggerMessage", reply)).await;
        let command = bench.ends(&key, about(Topic::Heartbeat)).await;
        assert_eq!(command.verdict.words(), verdict);
        assert!(command.verdict.next_step(command.kind).is_some());
        // One message that it does not know says nothing of the others.
        assert!(bench.page(&key).await.charger.unsupported.is_empty());
    };
    check(Reply::status("Rejected"), "Rejected").await;
    check(Reply::status("NotImplemented"), "Refused with NotImplemented").await;
    check(Reply::error("NotSupported", ""), "Refused with NotSupported").await;
}

/// Meter values may come with the transaction that runs there.
#[tokio::test]
async fn meter_values_may_come_as_news_of_a_transaction() {
    for protocol in [Protocol::V201, Protocol::V21] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, says_yes()).await;
        let command = bench.order(&key, of(Topic::Meter, Some(1), 1)).await;
        bench.wait(&key, |page| steps(page.command(&command).unwrap()).len() == 3).await;
        let event = |reason: &str, seq: i64| {
            json!({
                "eventType": "Updated", "timestamp": "2026-11-23T10:00:00Z", "triggerReason": reason, "seqNo": seq,
                "transactionInfo": {"transactionId": "tx-1"}, "evse": {"id": 1, "connectorId": 1},
            })
        };
        assert!(sim.call("TransactionEvent", event("MeterValuePeriodic", 1)).await.is_ok());
        assert!(bench.page(&key).await.command(&command).unwrap().is_open(), "{protocol}: nobody asked for that");
        assert!(sim.call("TransactionEvent", event("Trigger", 2)).await.is_ok());
        assert_eq!(came(&bench.settled(&key, &command).await).words(), "Meter values of EVSE 1", "{protocol}");
    }
}

/// A charger with security events and no ExtendedTriggerMessage.
#[tokio::test]
async fn one_that_knows_no_extended_trigger_is_asked_by_the_plain_one() {
    let bench = Bench::new().await;
    let script = Script::default().reply("ExtendedTriggerMessage", Reply::error("NotImplemented", ""));
    let (key, sim) = bench.speaking(Protocol::V16Security, script).await;
    let command = bench.ends(&key, about(Topic::Log)).await;
    assert_eq!(came(&command).topic, Topic::Log);
    assert_eq!(last(&sim, "TriggerMessage"), json!({"requestedMessage": "DiagnosticsStatusNotification"}));
}

/// An order that is open is waited for over a restart, also by a heartbeat, which otherwise needs nothing stored.
#[tokio::test]
async fn a_restart_forgets_nothing_that_was_asked_for() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(says_yes()).await;
    let command = bench.order(&key, about(Topic::Heartbeat)).await;
    bench.wait(&key, |page| steps(page.command(&command).unwrap()).len() == 3).await;
    sim.stop().await;
    let bench = bench.restart().await;
    let sim = bench.sim("CP-1").start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    assert_eq!(say(&sim, &call("beat", "Heartbeat", &json!({}))).await[0], 3);
    assert_eq!(came(&bench.settled(&key, &command).await), Notice::of(Topic::Heartbeat));
}

#[tokio::test]
async fn an_answer_that_never_comes_is_told_as_that() {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default().reply("TriggerMessage", Reply::Silence)).await;
    let command = bench.unanswered(&key, about(Topic::Heartbeat)).await;
    assert_eq!(command.verdict, Verdict::Common(Common::NoAnswer));
}
