//! Reboots that wait until no charging session runs, held by the backend where the charger cannot.

use crate::bench::{Bench, PATIENCE, steps};
use actions::{Common, Order, Reboot, RebootKind, Verdict, clear_cache, reboot};
use charger_sim::{Protocol, Script};
use model::{Delivery, Hold, Ordered, RefusalCode, Step, StepKind};
use std::time::Duration;

fn when_idle(kind: RebootKind) -> Order {
    Order::Reboot(Reboot { when_idle: true, ..Reboot::now(kind) })
}

#[tokio::test]
async fn a_reboot_when_idle_is_held_until_no_session_runs() {
    // A9
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    sim.start_transaction(2, "TAG-2").await.unwrap();
    let command = bench.order(&key, when_idle(RebootKind::Soft)).await;
    let held = |running| {
        move |page: &actions::ChargerPage| {
            // Each plug is told with its time (it was only a count before: what holds it is to be seen).
            let all = |holds: &[Hold]| holds.len() == running && holds.iter().all(|it| matches!(it, Hold::Plug { .. }));
            let waits = |step: &Step| matches!(&step.kind, StepKind::WaitsFor { holds } if all(holds));
            page.timeline.rows.iter().any(|command| command.steps.iter().any(waits))
        }
    };
    let page = bench.wait(&key, held(2)).await;
    assert_eq!(page.command(&command).unwrap().delivery, Delivery::Queued);
    // Commands do not block each other.
    let cleared = bench.order(&key, Order::ClearCache).await;
    assert!(matches!(
        bench.settled(&key, &cleared).await.verdict,
        Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })
    ));
    sim.stop_transaction(1).await.unwrap();
    bench.wait(&key, held(1)).await;
    assert!(sim.sent_to_me("Reset").is_empty(), "one still runs");
    sim.stop_transaction(2).await.unwrap();
    let command = bench.settled(&key, &command).await;
    assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:#?}", steps(&command));
    assert_eq!(sim.sent_to_me("Reset").len(), 1);
}

#[tokio::test]
async fn a_held_reboot_survives_a_reconnect_and_a_restart_and_is_sent_once() {
    // A9, H3
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    let command = bench.order(&key, when_idle(RebootKind::Soft)).await;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.len() == 2)).await;
    sim.disconnect().await;
    bench.wait(&key, |page| !page.charger.online).await;
    assert!(bench.page(&key).await.command(&command).unwrap().is_open());
    sim.stop().await;
    let bench = bench.restart().await;
    assert!(bench.page(&key).await.command(&command).unwrap().is_open());
    let again = bench.sim("CP-1").script(Script::default()).start().await;
    assert!(again.wait_booted(PATIENCE).await);
    // Its connectors are free again, so the session that was running has ended.
    let command = bench.settled(&key, &command).await;
    assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:#?}", steps(&command));
    assert_eq!(again.sent_to_me("Reset").len(), 1);
}

#[tokio::test]
async fn a_hard_reboot_can_wait_too_and_needs_no_reason_then() {
    // A9, A11
    for protocol in [Protocol::V16, Protocol::V201] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        sim.start_transaction(1, "TAG-1").await.unwrap();
        bench.wait(&key, |page| page.charger.transactions.len() == 1).await;
        let command = bench.order(&key, when_idle(RebootKind::Hard)).await;
        bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.len() == 2)).await;
        sim.stop_transaction(1).await.unwrap();
        let command = bench.settled(&key, &command).await;
        assert!(
            matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })),
            "{protocol}: {:#?}",
            steps(&command)
        );
    }
}

#[tokio::test]
async fn a_charger_that_comes_back_in_another_version_is_taken_as_it_is() {
    // C-15, A-26
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    let command = bench.order(&key, when_idle(RebootKind::Soft)).await;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.len() == 2)).await;
    sim.set_protocols(&[Protocol::V201, Protocol::V16]);
    sim.reconnect(Duration::from_millis(20)).await;
    // What waits is said in its new words.
    let command = bench.settled(&key, &command).await;
    assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:#?}", steps(&command));
    assert_eq!(sim.sent_to_me("Reset")[0].payload["type"], "OnIdle");
    let page = bench.page(&key).await;
    assert_eq!(page.charger.protocol, Some(model::Protocol::V201));
    assert!(page.charger.connectors.iter().all(|connector| connector.evse > 0), "those of 1.6 are forgotten");
}

#[tokio::test]
async fn what_would_mean_something_else_in_another_version_is_not_sent_there() {
    // C-15: its sessions are not known yet, and the request is another one.
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    let command = bench.order(&key, when_idle(RebootKind::Hard)).await;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.len() == 2)).await;
    sim.set_protocols(&[Protocol::V201]);
    sim.reconnect(Duration::from_millis(20)).await;
    let command = bench.settled(&key, &command).await;
    assert_eq!(command.verdict, Verdict::Common(Common::NeverSent));
    assert!(steps(&command).concat().contains("another version"), "{:#?}", steps(&command));
    assert!(sim.sent_to_me("Reset").is_empty());
}

#[tokio::test]
async fn one_evse_waits_for_its_own_session_alone() {
    // A9, A2
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    sim.start_transaction(2, "TAG-2").await.unwrap();
    let reboot = Reboot { evse: Some(1), when_idle: true, ..Reboot::now(RebootKind::Hard) };
    let command = bench.ends(&key, Order::Reboot(reboot)).await;
    assert_eq!(command.verdict, Verdict::Reboot(reboot::Verdict::EvseRestarted { evse: 1 }), "{:#?}", steps(&command));
}

/// What a person gave up is never sent, though its turn comes.
#[tokio::test]
async fn a_held_reboot_that_was_stopped_is_never_sent() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    let command = bench.order(&key, when_idle(RebootKind::Soft)).await;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.len() == 2)).await;
    bench.csms.commands().stop_waiting(&crate::bench::ME, &command).await.unwrap();
    assert_eq!(bench.settled(&key, &command).await.verdict, Verdict::Common(Common::NotSent));
    sim.stop_transaction(1).await.unwrap();
    crate::talk::settle(&sim).await;
    // Whatever is ordered after it goes, and it goes alone.
    let cleared = bench.order(&key, Order::ClearCache).await;
    assert!(matches!(
        bench.settled(&key, &cleared).await.verdict,
        Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })
    ));
    assert!(sim.sent_to_me("Reset").is_empty());
    assert!(sim.is_connected());
}

/// Of what waits for one charger there is a bound, which says so.
#[tokio::test]
async fn orders_that_wait_for_a_charger_are_bounded() {
    let bench = Bench::with(|config| config.limits.open_commands = 1).await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    let held = bench.order(&key, when_idle(RebootKind::Soft)).await;
    let refusal = bench.refusal(&key, Order::ClearCache).await;
    assert_eq!(refusal.code, RefusalCode::QueueFull);
    assert!(refusal.sentence.contains("Too many actions wait"), "{}", refusal.sentence);
    assert!(sim.sent_to_me("ClearCache").is_empty());
    bench.csms.commands().stop_waiting(&crate::bench::ME, &held).await.unwrap();
    // What was given up is let go of in its turn.
    let cleared = tokio::time::timeout(PATIENCE, async {
        loop {
            match bench.try_order(&key, Order::ClearCache).await {
                Ordered::Taken(command) => return command,
                Ordered::Refused(_) => tokio::task::yield_now().await,
            }
        }
    });
    let cleared = cleared.await.expect("there is room again");
    assert!(matches!(
        bench.settled(&key, &cleared).await.verdict,
        Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })
    ));
}
