//! Messages written by hand: any request of the charger's version, checked or exactly as typed; and what follows from profiles.

use crate::bench::{Bench, ME, PATIENCE, steps};
use actions::{
    ClearProfiles, MessageText, Order, Reason, SendMessage, Verdict, clear_charging_profiles, restore_profiles,
    send_message,
};
use charger_sim::{Protocol, Reply, Script};
use csms::Caller;
use model::{CommandKey, Operator, Ordered, OrganisationKey, OrganisationKind, RefusalCode, Role, StepKind, UserKey};
use serde_json::json;
use std::time::Duration;

fn message(action: &str, payload: &str) -> Order {
    send(action, payload, false)
}

fn as_typed(action: &str, payload: &str) -> Order {
    send(action, payload, true)
}

fn send(action: &str, payload: &str, as_typed: bool) -> Order {
    Order::SendMessage(SendMessage { action: action.to_owned(), payload: MessageText(payload.to_owned()), as_typed })
}

fn profile(protocol: Protocol, id: i64, level: i64) -> String {
    let period = json!([{"startPeriod": 0, "limit": 13.0}]);
    if protocol >= Protocol::V201 {
        let schedule = json!([{"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": period}]);
        json!({"evseId": 1, "chargingProfile": {"id": id, "stackLevel": level, "chargingProfilePurpose": "TxDefaultProfile",
            "chargingProfileKind": "Relative", "chargingSchedule": schedule}})
    } else {
        let schedule = json!({"chargingRateUnit": "A", "chargingSchedulePeriod": period});
        json!({"connectorId": 1, "csChargingProfiles": {"chargingProfileId": id, "stackLevel": level,
            "chargingProfilePurpose": "TxDefaultProfile", "chargingProfileKind": "Relative", "chargingSchedule": schedule}})
    }
    .to_string()
}

#[tokio::test]
async fn any_request_of_the_version_is_sent_through_the_register_and_its_answer_shown() {
    for (protocol, action, payload) in [
        (Protocol::V16, "UnlockConnector", json!({"connectorId": 1})),
        (
            Protocol::V16Security,
            "GetInstalledCertificateIds",
            json!({"certificateType": "CentralSystemRootCertificate"}),
        ),
        (
            Protocol::V201,
            "GetVariables",
            json!({"getVariableData": [
            {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}]}),
        ),
        (Protocol::V21, "UnlockConnector", json!({"evseId": 1, "connectorId": 1})),
    ] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        let command = bench.ends(&key, message(action, &payload.to_string())).await;
        assert!(
            matches!(command.verdict, Verdict::SendMessage(send_message::Verdict::Answered { .. })),
            "{protocol}: {:#?}",
            steps(&command)
        );
        assert_eq!(command.title(), format!("Send Message ({action})"));
        let sent = sim.sent_to_me(action);
        assert_eq!((sent.len(), &sent[0].payload), (1, &payload), "{protocol}");
        let page = bench.page(&key).await;
        let exchange = page.trace.exchanges.iter().find(|exchange| exchange.call.action.as_deref() == Some(action));
        let exchange = exchange.expect("it is in the trace");
        assert!(
            exchange.answer.is_some() && exchange.call.command.as_ref().is_some_and(|(key, _)| *key == command.key)
        );
    }
}

#[tokio::test]
async fn every_form_of_every_version_passes_its_own_check_and_goes_out() {
    for protocol in Protocol::ALL {
        let bench = Bench::with(|config| config.limits.open_commands = 100).await;
        let script = Script::default().otherwise(Reply::error("NotImplemented", ""));
        let (key, sim) = bench.speaking(protocol, script).await;
        let messages = bench.csms.commands().messages(&ME, &key).await.unwrap().unwrap();
        assert!(messages.forms.len() >= 26, "{protocol}");
        let mark = sim.mark();
        for form in &messages.forms {
            // An accepted charger must not be asked to boot again.
            let payload = form.example.replace("\"BootNotification\"", "\"Heartbeat\"");
            let order = message(&form.action, &payload);
            // On 2.x an empty clearing fits the schema, and is refused all the same.
            if form.action == "ClearChargingProfile" && protocol >= Protocol::V201 {
                assert!(bench.refusal(&key, order).await.sentence.contains("K10.FR.02"));
                continue;
            }
            bench.order(&key, order).await;
            let action = form.action.clone();
            let came = sim.wait_for_after(
                mark,
                |entry| entry.is_received() && entry.action().as_deref() == Some(&action),
                PATIENCE,
            );
            assert!(came.await.is_some(), "{protocol} {action}");
        }
    }
}

#[tokio::test]
async fn a_message_that_does_not_fit_is_refused_and_goes_out_as_typed() {
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    let check = |order: Order, field: &'static str, words: &'static str| {
        let (bench, key) = (&bench, &key);
        async move {
            let refusal = bench.refusal(key, order).await;
            assert_eq!(refusal.field.as_deref(), Some(field), "{}", refusal.sentence);
            assert!(refusal.sentence.contains(words), "{}", refusal.sentence);
        }
    };
    check(message("Reset", "{\"type\":"), "payload", "not JSON").await;
    check(message("Reset", "{}"), "payload", "type is missing").await;
    check(message("Reset", r#"{"type":"Soft"}"#), "payload", "OnIdle").await;
    check(message("GetDiagnostics", "{}"), "action", "GetDiagnostics").await;
    check(message("TriggerMessage", r#"{"requestedMessage":"BootNotification"}"#), "payload", "boot again").await;
    check(as_typed("Reset", "nonsense"), "payload", "not JSON").await;
    assert!(sim.sent_to_me("Reset").is_empty(), "nothing was sent");
    let command = bench.order(&key, as_typed("Reset", r#"{ "type" : "Warm",  "n":1.50 }"#)).await;
    let command = bench.settled(&key, &command).await;
    let entry = sim.wait_for_call("Reset", PATIENCE).await.unwrap();
    assert!(entry.text.ends_with(r#"{ "type" : "Warm",  "n":1.50 }]"#), "{}", entry.text);
    assert!(command.steps.iter().any(|step| step.kind == StepKind::AsTyped), "{:#?}", steps(&command));
}

#[tokio::test]
async fn only_administrators_write_messages() {
    // E-37
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default()).await;
    let tokens = bench.csms.tokens().list(&ME, None, "", None).await.unwrap().unwrap();
    let operator = |role| {
        Caller::Person(Operator {
            key: UserKey::from("u"),
            email: "desk@nordic.example".to_owned(),
            role,
            organisation: "Nordic Charge".to_owned(),
            organisation_key: OrganisationKey(tokens.organisation.0.clone()),
            organisation_kind: OrganisationKind::Cpo,
        })
    };
    let order = || message("UnlockConnector", r#"{"connectorId":1}"#);
    for (role, allowed) in [(Role::Viewer, false), (Role::Operator, false), (Role::Administrator, true)] {
        let caller = operator(role);
        let ordered = bench.csms.commands().order(&caller, &key, order(), Reason(None), None).await.unwrap();
        match ordered {
            Ordered::Taken(_) => assert!(allowed, "{role:?}"),
            Ordered::Refused(refusal) => assert!(!allowed && refusal.code == RefusalCode::NotAllowed, "{role:?}"),
        }
        assert_eq!(bench.csms.commands().messages(&caller, &key).await.unwrap().is_some(), allowed, "{role:?}");
    }
}

#[tokio::test]
async fn a_message_reaches_a_charger_that_has_not_booted_on_this_socket() {
    let bench = Bench::new().await;
    let key = bench.register("CP-1").await;
    let sim = bench.sim("CP-1").start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    sim.reconnect(Duration::from_millis(20)).await;
    assert!(sim.wait_connected(PATIENCE).await);
    let boots = sim.wire().iter().filter(|entry| entry.action().as_deref() == Some("BootNotification")).count();
    bench.wait(&key, |page| page.charger.online).await;
    let command = bench.ends(&key, message("UnlockConnector", r#"{"connectorId":1}"#)).await;
    assert!(matches!(command.verdict, Verdict::SendMessage(send_message::Verdict::Answered { .. })));
    assert_eq!(boots, 1, "it did not boot again");
}

#[tokio::test]
async fn a_message_with_a_secret_is_masked_everywhere_but_on_the_wire() {
    // E-41, E-42
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let payload = r#"{"location":"ftp://canary-user:c4nary-pass@server.com/","retries":1}"#;
    let command = bench.ends(&key, message("GetDiagnostics", payload)).await;
    assert!(sim.sent_to_me("GetDiagnostics")[0].payload.to_string().contains("c4nary-pass"));
    let told = format!("{command:?}{:?}", bench.page(&key).await);
    assert!(!told.contains("c4nary"), "{told}");
    let masked = bench.refusal(&key, message("GetDiagnostics", r#"{"location":"ftp://***@server.com/"}"#)).await;
    assert!(masked.sentence.contains("***"));
}

#[tokio::test]
async fn profiles_set_from_here_are_listed_and_restored_in_one_click() {
    // E4, E8
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        for (id, level) in [(11, 3), (12, 4)] {
            let command = bench.ends(&key, message("SetChargingProfile", &profile(protocol, id, level))).await;
            assert_eq!(
                command.verdict,
                Verdict::SendMessage(send_message::Verdict::Answered { status: Some("Accepted".to_owned()) }),
                "{protocol}"
            );
        }
        let held = bench.page(&key).await.profiles;
        let ours: Vec<_> = held.iter().filter(|profile| profile.set_here).map(|profile| profile.id).collect();
        assert_eq!(ours, [11, 12], "{protocol}");
        assert_eq!(held[0].amount.as_deref(), Some("13 A"));
        let cleared = bench.ends(&key, Order::ClearChargingProfiles(ClearProfiles::default())).await;
        assert_eq!(
            cleared.verdict,
            Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared),
            "{protocol}"
        );
        let restorable =
            |page: &actions::ChargerPage, key: &CommandKey| page.command(key).map(|command| command.restorable);
        let page = bench.wait(&key, |page| restorable(page, &cleared.key) == Some(2)).await;
        assert!(page.profiles.iter().all(|profile| !profile.set_here), "{protocol}");
        let mark = sim.mark();
        let restored = bench.ends(&key, Order::RestoreProfiles { cleared: cleared.key.clone() }).await;
        assert_eq!(
            restored.verdict,
            Verdict::RestoreProfiles(restore_profiles::Verdict::ProfilesRestored { count: 2 }),
            "{protocol}: {:#?}",
            steps(&restored)
        );
        let again =
            sim.wire_since(mark).into_iter().filter(|entry| entry.action().as_deref() == Some("SetChargingProfile"));
        assert_eq!(again.count(), 2, "{protocol}");
        let page = bench.page(&key).await;
        assert_eq!(restorable(&page, &cleared.key), Some(0), "{protocol}");
        assert_eq!(page.profiles.iter().filter(|profile| profile.set_here).count(), 2, "{protocol}");
        let refusal = bench.refusal(&key, Order::RestoreProfiles { cleared: cleared.key.clone() }).await;
        assert!(refusal.sentence.contains("back already"), "{}", refusal.sentence);
    }
}
