//! Reboot, Clear Cache and Clear Charging Profiles, each in every way it can end.

use crate::bench::{Bench, PATIENCE, steps};
use crate::talk::{any_status, asked};
use actions::{
    ClearProfiles, Common, Order, Reboot, RebootKind, Verdict, clear_cache, clear_charging_profiles, reboot,
};
use charger_sim::{AfterReset, Protocol, Reply, ResetScript, Script};
use model::{Delivery, Limit, Ordered, RebootNeeded, RefusalCode, StepKind};
use serde_json::json;
use std::time::Duration;

const SOFT: Order = Order::Reboot(Reboot::now(RebootKind::Soft));
const HARD: Order = Order::Reboot(Reboot::now(RebootKind::Hard));
const ALL: Order =
    Order::ClearChargingProfiles(ClearProfiles { id: None, connector: None, purpose: None, stack_level: None });

async fn ends(order: Order, script: Script, verdict: &str) {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(script).await;
    let command = bench.order(&key, order).await;
    let command = bench.settled(&key, &command).await;
    assert_eq!(command.verdict.words(), verdict, "{:#?}", steps(&command));
}

#[tokio::test]
async fn a_reboot_is_confirmed_by_the_boot_that_follows() {
    // A1, A5, A-01, A-02
    for (order, sent) in [(SOFT, json!({"type": "Soft"})), (HARD, json!({"type": "Hard"}))] {
        let bench = Bench::new().await;
        let (key, sim) = bench.charger(Script::default()).await;
        let command = bench.order(&key, order).await;
        let command = bench.settled(&key, &command).await;
        assert!(
            matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { downtime_ms: Some(_), .. })),
            "{:?}",
            command.verdict
        );
        let resets = sim.sent_to_me("Reset");
        assert_eq!(resets.len(), 1);
        assert_eq!(resets[0].payload, sent);
        assert!(resets[0].id.len() <= 36, "A-45: {}", resets[0].id);
        let told = steps(&command);
        let order = [
            "Ordered",
            "Sent",
            "Accepted by the charger",
            "Went offline",
            "Connected again",
            "Booted with firmware 1.8.30",
        ];
        assert_eq!(told.len(), order.len(), "{told:#?}");
        for (step, begin) in told.iter().zip(order) {
            assert!(step.starts_with(begin), "{step} should begin with {begin}");
        }
        // G5: the steps that a frame shows link to it, and the frame back.
        let sent = command.steps.iter().find(|step| step.kind == StepKind::Sent).unwrap();
        let page = bench.page(&key).await;
        let frame = page.trace.exchanges.iter().find(|exchange| Some(exchange.call.seq) == sent.event).unwrap();
        assert_eq!(frame.call.command.as_ref().map(|(key, _)| key), Some(&command.key));
        assert!(frame.answer.as_ref().is_some_and(|answer| answer.latency_ms.is_some()), "G4");
    }
}

#[tokio::test]
async fn an_accepted_reboot_that_does_not_happen_is_no_success() {
    // A6
    let script = || {
        let reset = ResetScript { after: AfterReset::StaysUp, ..ResetScript::default() };
        Script { reset, ..Script::default() }
    };
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(script()).await;
    let command = bench.order(&key, SOFT).await;
    bench.delivered(&key, &command, Delivery::Answered).await;
    let command = bench.settled_after(&key, &command, bench.config.deadlines.reboot).await;
    assert_eq!(command.verdict, Verdict::Reboot(reboot::Verdict::DidNotReboot));
    assert!(command.verdict.next_step(command.kind).is_some());
}

#[tokio::test]
async fn a_reconnect_without_a_boot_is_told_as_that() {
    // decisions 11, C-14
    let mut script = Script::default();
    script.reset.after = AfterReset::ReconnectWithoutBoot { offline: Duration::from_millis(50) };
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(script).await;
    let command = bench.order(&key, SOFT).await;
    bench.told(&key, &command, "Connected again").await;
    let command = bench.settled_after(&key, &command, bench.config.deadlines.reboot).await;
    assert_eq!(command.verdict, Verdict::Reboot(reboot::Verdict::CameBackWithoutBoot));
}

#[tokio::test]
async fn a_socket_dropped_before_the_answer_is_no_error_if_the_charger_boots() {
    // A12, A-03, A-04
    let mut script = Script::default();
    script.reset.after = AfterReset::DropsBeforeAnswer { offline: Duration::from_millis(100) };
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(script).await;
    let command = bench.order(&key, HARD).await;
    let command = bench.settled(&key, &command).await;
    assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:?}", command.verdict);
    assert_eq!(command.delivery, Delivery::OutcomeUnknown);
    assert_eq!(sim.sent_to_me("Reset").len(), 1, "never sent again");
}

#[tokio::test]
async fn refusals_of_the_charger_are_verdicts() {
    // A7, A-05, D2, A-17, E5, A-18, D4, A-44
    let with = |action: &str, reply: Reply| Script::default().reply(action, reply);
    ends(SOFT, with("Reset", Reply::status("Rejected")), "Rejected").await;
    ends(Order::ClearCache, with("ClearCache", Reply::status("Rejected")), "Rejected").await;
    ends(ALL, with("ClearChargingProfile", Reply::status("Unknown")), "Nothing matched").await;
    ends(Order::ClearCache, with("ClearCache", Reply::error("NotImplemented", "")), "Refused with NotImplemented")
        .await;
    // An answer that is neither yes nor no leaves the verdict to the effect where one can be seen (W-22, `verdicts.rs`).
    ends(SOFT, with("Reset", Reply::error("SecurityError", "no")), "Refused with SecurityError").await;
    ends(ALL, with("ClearChargingProfile", Reply::error("NotSupported", "")), "Refused with NotSupported").await;
}

#[tokio::test]
async fn every_error_code_ends_the_command_and_is_named() {
    //
    for code in [
        "NotImplemented",
        "NotSupported",
        "InternalError",
        "ProtocolError",
        "SecurityError",
        "FormationViolation",
        "PropertyConstraintViolation",
        "OccurenceConstraintViolation",
        "TypeConstraintViolation",
        "GenericError",
        "RpcFrameworkError",
        "MessageTypeNotSupported",
        "<b>NoSuchCode</b>",
    ] {
        let script = Script::default().reply("ClearCache", Reply::error(code, &"long ".repeat(100)));
        ends(Order::ClearCache, script, &format!("Refused with {code}")).await;
    }
}

#[tokio::test]
async fn what_a_charger_does_not_know_is_remembered_until_its_firmware_changes() {
    // D4
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("ClearCache", Reply::error("NotImplemented", ""))).await;
    let command = bench.order(&key, Order::ClearCache).await;
    bench.settled(&key, &command).await;
    assert_eq!(bench.page(&key).await.charger.unsupported, [model::CommandKind::ClearCache]);
    // It can be tried again, and another answer takes the mark away.
    sim.set_script(Script::default());
    let command = bench.order(&key, Order::ClearCache).await;
    bench.settled(&key, &command).await;
    assert_eq!(bench.page(&key).await.charger.unsupported, []);
    sim.set_script(Script::default().reply("ClearCache", Reply::error("NotSupported", "")));
    let command = bench.order(&key, Order::ClearCache).await;
    bench.settled(&key, &command).await;
    assert_eq!(bench.page(&key).await.charger.unsupported, [model::CommandKind::ClearCache]);
    sim.set_firmware("1.9.0").await;
    sim.reboot(Duration::from_millis(10)).await;
    bench.wait(&key, |page| page.charger.firmware.as_deref() == Some("1.9.0")).await;
    assert_eq!(bench.page(&key).await.charger.unsupported, []);
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_told_as_that() {
    //
    let script = Script::default().reply("ClearCache", Reply::Payload(json!({"fileName": "log.zip"})));
    ends(Order::ClearCache, script, "The answer does not fit").await;
    ends(Order::ClearCache, Script::default().reply("ClearCache", Reply::status("Perhaps")), "Answered “Perhaps”")
        .await;
}

#[tokio::test]
async fn a_time_out_is_not_a_rejection_and_a_late_answer_corrects_it() {
    // H4, A-40, A-41
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("ClearCache", Reply::Silence)).await;
    let timed_out = bench.unanswered(&key, Order::ClearCache).await;
    assert_eq!(timed_out.verdict, Verdict::Common(Common::NoAnswer));
    let first = timed_out.key;
    let page = bench.page(&key).await;
    let row = |page: &actions::ChargerPage| {
        page.trace
            .exchanges
            .iter()
            .find(|exchange| exchange.call.action.as_deref() == Some("ClearCache"))
            .unwrap()
            .clone()
    };
    assert!(row(&page).unanswered, "G4: marked after the time-out");
    // The next command goes all the same, and the late answer is never taken for its own.
    sim.set_script(Script::default().reply("ClearChargingProfile", Reply::Silence));
    let second = bench.order(&key, ALL).await;
    bench.delivered(&key, &second, Delivery::Sent).await;
    let answers = async |action: &str| {
        let answer = json!([3, asked(&sim, action), {"status": "Accepted"}]);
        sim.send_text(&answer.to_string()).await.unwrap();
    };
    answers("ClearCache").await;
    let page = bench
        .wait(&key, |page| {
            matches!(
                page.command(&first).unwrap().verdict,
                Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })
            )
        })
        .await;
    let corrected = page.command(&first).unwrap();
    assert!(steps(corrected).iter().any(|step| step.starts_with("Late answer after")), "{:#?}", steps(corrected));
    assert!(!row(&page).unanswered && row(&page).answer.unwrap().late, "G4: un-marked by the late answer");
    assert!(page.command(&second).unwrap().is_open());
    answers("ClearChargingProfile").await;
    assert_eq!(
        bench.settled(&key, &second).await.verdict,
        Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared)
    );
    assert_eq!(sim.sent_to_me("ClearCache").len(), 1);
}

#[tokio::test]
async fn a_lost_socket_leaves_the_outcome_unknown() {
    // C-06
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default().reply("ClearCache", Reply::DropSocket)).await;
    let command = bench.order(&key, Order::ClearCache).await;
    let command = bench.settled(&key, &command).await;
    assert_eq!(
        (command.delivery, command.verdict),
        (Delivery::OutcomeUnknown, Verdict::Common(Common::OutcomeUnknown))
    );
}

#[tokio::test]
async fn an_offline_charger_is_refused_in_a_sentence_and_nothing_is_recorded() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.disconnect().await;
    bench.wait(&key, |page| !page.charger.online).await;
    for order in [SOFT, Order::ClearCache, ALL] {
        let refusal = bench.refusal(&key, order).await;
        assert_eq!(refusal.code, RefusalCode::Offline);
        assert!(refusal.sentence.contains("offline") && refusal.sentence.contains("Nothing was sent"));
    }
    assert!(bench.page(&key).await.timeline.rows.is_empty());
}

#[tokio::test]
async fn cleared_profiles_are_followed_by_the_schedule_and_need_a_reboot() {
    // E1, E6, A-18
    let bench = Bench::new().await;
    let mut script = Script::default();
    script.profiles.schedule = charger_sim::ScheduleAnswer::Limit(16.0);
    let (key, sim) = bench.charger(script).await;
    let command = bench.order(&key, ALL).await;
    let page = bench
        .wait(&key, |page| {
            let command = page.command(&command).unwrap();
            command.steps.iter().filter(|step| matches!(step.kind, StepKind::Schedule { .. })).count() == 2
        })
        .await;
    assert_eq!(sim.sent_to_me("ClearChargingProfile")[0].payload, json!({}));
    assert_eq!(sim.sent_to_me("GetCompositeSchedule")[0].payload, json!({"connectorId": 1, "duration": 86400}));
    let told = page.command(&command).unwrap();
    let limit = Limit::Limited { amount: "16 A".to_owned(), stood: None };
    assert!(told.steps.iter().any(|step| step.kind == StepKind::Schedule { connector: 2, limit: limit.clone() }));
    assert_eq!(page.charger.reboot_needed, Some(RebootNeeded::ProfilesCleared));
    let reboot = bench.order(&key, SOFT).await;
    bench.settled(&key, &reboot).await;
    assert_eq!(bench.page(&key).await.charger.reboot_needed, None);
}

/// a negative limit is none, and a limit that stays after clearing is compared with what was left before.
#[tokio::test]
async fn what_limits_a_connector_is_compared_with_what_stood_before() {
    let bench = Bench::new().await;
    let mut script = Script::default();
    script.profiles.schedule = charger_sim::ScheduleAnswer::Limit(48.0);
    // It takes each clearing, also where nothing is left to clear.
    script.profiles.unknown_when_empty = false;
    let (key, sim) = bench.charger(script.clone()).await;
    let told = async || {
        let command = bench.order(&key, ALL).await;
        let schedules = |command: &actions::Command| {
            let words = command.steps.iter().filter(|step| matches!(step.kind, StepKind::Schedule { .. }));
            words.map(|step| step.kind.words()).collect::<Vec<_>>()
        };
        let page = bench.wait(&key, |page| schedules(page.command(&command).unwrap()).len() == 2).await;
        schedules(page.command(&command).unwrap()).remove(0)
    };
    assert_eq!(told().await, "Connector 1: reports a limit of 48 A, which may be its own");
    let same = "Connector 1: 48 A, as after profiles were cleared before; that may be its own limit";
    assert_eq!(told().await, same);
    script.profiles.schedule = charger_sim::ScheduleAnswer::Limit(32.0);
    sim.set_script(script.clone());
    assert_eq!(told().await, "Connector 1: 32 A now, 48 A before");
    script.profiles.schedule = charger_sim::ScheduleAnswer::Limit(-1.0);
    sim.set_script(script);
    assert_eq!(told().await, "Connector 1: nothing limits it any more");
}

#[tokio::test]
async fn profile_criteria_reach_the_wire_zeros_included() {
    // E1
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let criteria = ClearProfiles { connector: Some(0), stack_level: Some(0), ..ClearProfiles::default() };
    let command = bench.order(&key, Order::ClearChargingProfiles(criteria)).await;
    bench.settled(&key, &command).await;
    assert_eq!(sim.sent_to_me("ClearChargingProfile")[0].payload, json!({"connectorId": 0, "stackLevel": 0}));
}

#[tokio::test]
async fn nothing_matched_wants_no_reboot() {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default().reply("ClearChargingProfile", Reply::status("Unknown"))).await;
    let command = bench.order(&key, ALL).await;
    bench.settled(&key, &command).await;
    assert_eq!(bench.page(&key).await.charger.reboot_needed, None);
}

#[tokio::test]
async fn a_second_order_of_the_same_kind_is_refused_and_names_the_first() {
    // decisions 8, F-18
    let bench = Bench::new().await;
    let mut script = Script::default().reply("ClearCache", Reply::Silence);
    script.reset.after = AfterReset::StaysUp;
    let (key, _sim) = bench.charger(script).await;
    let first = bench.order(&key, SOFT).await;
    let refusal = bench.refusal(&key, SOFT).await;
    assert_eq!(refusal.code, RefusalCode::AlreadyOpen);
    assert!(refusal.sentence.contains("Reboot (Soft) by command line"), "{}", refusal.sentence);
    // Another kind only waits its turn; Hard supersedes Soft.
    bench.order(&key, Order::ClearCache).await;
    let hard = bench.order(&key, HARD).await;
    let page = bench.page(&key).await;
    assert_eq!(page.command(&first).unwrap().verdict, Verdict::Common(Common::Superseded));
    // Stop waiting ends it, and the next order is taken.
    let stopped = bench.csms.commands().stop_waiting(&crate::bench::ME, &hard).await.unwrap();
    assert_eq!(stopped, Ordered::Taken(hard.clone()));
    // Whether it was written by then is a matter of moments; what was not is "Not sent" (K-13).
    let ended = bench.page(&key).await.command(&hard).unwrap().verdict.clone();
    assert!(matches!(ended, Verdict::Common(Common::Abandoned) | Verdict::Common(Common::NotSent)), "{ended:?}");
    bench.order(&key, SOFT).await;
}

#[tokio::test]
async fn the_same_form_twice_is_one_command() {
    // H6, D-06, D-07
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let orders = (0..8).map(|_| bench.once(&key, Order::ClearCache, "0123456789abcdef0123456789abcdef"));
    let taken = futures::future::join_all(orders).await;
    assert!(taken.iter().all(|ordered| *ordered == taken[0] && matches!(ordered, Ordered::Taken(_))), "{taken:?}");
    let Ordered::Taken(command) = &taken[0] else { unreachable!() };
    bench.settled(&key, command).await;
    assert_eq!(bench.once(&key, Order::ClearCache, "0123456789abcdef0123456789abcdef").await, taken[0]);
    assert_eq!(sim.sent_to_me("ClearCache").len(), 1);
    // Another action under the same key is not the same form.
    assert!(matches!(bench.once(&key, SOFT, "0123456789abcdef0123456789abcdef").await, Ordered::Refused(_)));
}

#[tokio::test]
async fn one_call_is_outstanding_however_many_operators_order() {
    // H5, A-37, A-38, A-39
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let script =
            Script::default().reply("ClearCache", Reply::Silence).reply("ClearChargingProfile", Reply::Silence);
        let (key, sim) = bench.speaking(protocol, script).await;
        let orders = (0..50).map(|n| bench.try_order(&key, if n % 2 == 0 { Order::ClearCache } else { ALL }));
        let taken = futures::future::join_all(orders).await;
        assert_eq!(taken.iter().filter(|ordered| matches!(ordered, Ordered::Taken(_))).count(), 2);
        // Meanwhile the charger's own calls are answered.
        for _ in 0..5 {
            assert!(sim.call("Heartbeat", json!({})).await.is_ok());
            assert!(sim.call("StatusNotification", any_status(protocol)).await.is_ok());
        }
        // The first is answered by hand, the others by themselves.
        let first = sim.wire().into_iter().find(|entry| {
            entry.is_received() && ["ClearCache", "ClearChargingProfile"].iter().any(|action| entry.is_call(action))
        });
        sim.set_script(Script::default());
        let yes = json!([3, first.unwrap().id().unwrap(), {"status": "Accepted"}]);
        sim.send_text(&yes.to_string()).await.unwrap();
        let last = if protocol >= Protocol::V201 { "GetChargingProfiles" } else { "GetCompositeSchedule" };
        sim.wait_for_call(last, PATIENCE).await.unwrap();
        let mut open = 0;
        for entry in sim.wire() {
            let json = entry.json();
            if entry.is_received() && json[0] == 2 {
                open += 1;
                assert_eq!(open, 1, "two calls outstanding at {}", entry.text);
            } else if entry.is_sent() && (json[0] == 3 || json[0] == 4) {
                open -= 1;
            }
        }
    }
}

#[tokio::test]
async fn a_hard_reboot_that_ends_a_session_wants_a_tick_and_a_reason() {
    // A4, A11, E-39
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(2, "TAG-1").await.unwrap();
    let page = bench.wait(&key, |page| page.charger.transactions.len() == 1).await;
    assert_eq!(page.charger.transactions[0].connector, 2);
    let refusal = bench.refusal(&key, HARD).await;
    assert_eq!((refusal.code, refusal.field.as_deref()), (RefusalCode::SessionRunning, Some("end_session")));
    let ticked = Order::Reboot(Reboot { end_session: true, ..Reboot::now(RebootKind::Hard) });
    let refusal = bench.refusal(&key, ticked.clone()).await;
    assert_eq!(refusal.field.as_deref(), Some("reason"));
    let reason = actions::Reason(Some("stuck session".to_owned()));
    let ordered = bench.csms.commands().order(&crate::bench::ME, &key, ticked, reason, None).await.unwrap();
    let Ordered::Taken(command) = ordered else { panic!("{ordered:?}") };
    let command = bench.settled(&key, &command).await;
    assert_eq!(command.reason.as_deref(), Some("stuck session"));
}
