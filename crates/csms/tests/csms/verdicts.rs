//! Verdicts on real sockets: only what was seen, whatever was said.

use crate::bench::{Bench, PATIENCE, steps};
use actions::{Common, Order, Reboot, RebootKind, Verdict, reboot};
use charger_sim::{AfterReset, Protocol, Reply, Script};
use model::Delivery;
use serde_json::json;

const SOFT: Order = Order::Reboot(Reboot::now(RebootKind::Soft));

/// W-22: whatever it answers that is neither yes nor no, the boot decides.
#[tokio::test]
async fn a_reboot_that_was_answered_oddly_is_seen() {
    let odd = [
        Reply::Payload(json!({})),
        Reply::Payload(json!({"status": ""})),
        Reply::Payload(json!({"status": "OK"})),
        Reply::Payload(json!({"status": null})),
        Reply::Payload(json!({"status": "accepted"})),
        Reply::error("", ""),
        Reply::error("InternalError", "oops"),
        Reply::error("FormationViolation", ""),
    ];
    for protocol in [Protocol::V16, Protocol::V201, Protocol::V21] {
        // The versions differ in how they read a reset, not in what an odd answer means.
        let replies = if protocol == Protocol::V16 { &odd[..] } else { &odd[..3] };
        for reply in replies {
            let bench = Bench::new().await;
            let script = Script::default().boot_reason("PowerUp").resets_although(reply.clone());
            let (key, _sim) = bench.speaking(protocol, script).await;
            let command = bench.order(&key, SOFT).await;
            let command = bench.settled(&key, &command).await;
            assert!(
                matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })),
                "{protocol} {reply:?}: {:#?}",
                steps(&command)
            );
        }
    }
}

/// W-22: a clear no stays, though it reboots all the same.
#[tokio::test]
async fn a_reboot_that_was_clearly_refused_stays_refused() {
    for reply in [Reply::status("Rejected"), Reply::status("rejected"), Reply::error("NotSupported", "")] {
        let bench = Bench::new().await;
        let (key, sim) = bench.charger(Script::default().resets_although(reply.clone())).await;
        let command = bench.order(&key, SOFT).await;
        let refused = bench.settled(&key, &command).await.verdict;
        assert!(
            matches!(refused, Verdict::Common(Common::Rejected) | Verdict::Common(Common::Failed { .. })),
            "{refused:?}"
        );
        assert!(sim.wait_boots(2, PATIENCE).await, "it boots again");
        bench.wait(&key, |page| page.charger.online && page.charger.plugs().count() == 2).await;
        assert_eq!(bench.page(&key).await.command(&command).unwrap().verdict, refused, "{reply:?}");
    }
}

/// W-06: it says that it booted, again and again, and never goes away.
#[tokio::test]
async fn a_boot_on_the_same_socket_is_no_reboot() {
    for protocol in [Protocol::V16, Protocol::V201] {
        let bench = Bench::new().await;
        let script = Script::default().after_reset(AfterReset::BootsInPlace { times: 3 });
        let (key, _sim) = bench.speaking(protocol, script).await;
        let command = bench.order(&key, SOFT).await;
        bench.told(&key, &command, "(reported 3 times)").await;
        let command = bench.settled_after(&key, &command, bench.config.deadlines.reboot).await;
        assert_eq!(command.verdict, Verdict::Reboot(reboot::Verdict::BootedNeverAway), "{protocol}");
    }
}

/// accepted, away, booted: the reason stands beside the verdict.
#[tokio::test]
async fn what_reason_it_gives_stands_beside_the_verdict() {
    let bench = Bench::new().await;
    let (key, _sim) = bench.speaking(Protocol::V201, Script::default().boot_reason("PowerUp")).await;
    let command = bench.order(&key, SOFT).await;
    let command = bench.settled(&key, &command).await;
    assert!(command.verdict.words().ends_with(", reason PowerUp"), "{}", command.verdict.words());
    assert!(steps(&command).iter().any(|step| step.starts_with("Booted with") && step.contains("reason PowerUp")));
}

/// K-13: what was held back and never sent is not in doubt.
#[tokio::test]
async fn stopping_a_reboot_that_is_held_back_says_that_it_was_not_sent() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    bench.wait(&key, |page| page.charger.transactions.len() == 1).await;
    let waits = Order::Reboot(Reboot { when_idle: true, ..Reboot::now(RebootKind::Soft) });
    let command = bench.order(&key, waits).await;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.held_by().is_some())).await;
    bench.csms.commands().stop_waiting(&crate::bench::ME, &command).await.unwrap();
    let told = bench.settled(&key, &command).await;
    assert_eq!(
        (&told.verdict, told.delivery),
        (&Verdict::Common(Common::NotSent), Delivery::Expired),
        "{:#?}",
        steps(&told)
    );
    assert!(sim.sent_to_me("Reset").is_empty());
}

/// K-02: states by delivery: a reboot that waits is no reboot; and it can be had all the same.
#[tokio::test]
async fn a_held_reboot_says_what_it_waits_for_and_gives_way() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    bench.wait(&key, |page| page.charger.transactions.len() == 1).await;
    let waits = Order::Reboot(Reboot { when_idle: true, ..Reboot::now(RebootKind::Soft) });
    let held = bench.order(&key, waits).await;
    let page = bench.wait(&key, |page| page.command(&held).is_some_and(|it| it.held_by().is_some())).await;
    let open = &page.charger.open[0];
    assert_eq!((open.state.as_str(), open.acts), ("Reboot waits for the session", false));
    let told = steps(page.command(&held).unwrap());
    assert!(told.last().unwrap().starts_with("Waits for connector 1, charging since "), "{told:?}");
    // Now, after all: the same kind, without waiting.
    let now = bench.order(&key, SOFT).await;
    assert_eq!(bench.page(&key).await.command(&held).unwrap().verdict, Verdict::Common(Common::Superseded));
    assert!(matches!(bench.settled(&key, &now).await.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })));
    assert_eq!(sim.sent_to_me("Reset").len(), 1);
}

/// K-14: the socket went between CALL and answer: neither the last message nor the trace waits for what never comes.
#[tokio::test]
async fn an_answer_that_never_comes_is_not_waited_for() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("ClearCache", Reply::Silence)).await;
    let command = bench.order(&key, Order::ClearCache).await;
    bench.wait(&key, |page| page.command(&command).unwrap().delivery == Delivery::Sent).await;
    sim.disconnect().await;
    let page = bench.wait(&key, |page| !page.charger.online).await;
    let last = page.last.expect("the CALL");
    assert_eq!(last.call.action.as_deref(), Some("ClearCache"));
    assert_eq!(last.missing_answer(), Some("The answer never came: the connection went first"));
    let traced = page.trace.exchanges.iter().find(|it| it.call.seq == last.call.seq).expect("it is in the trace, too");
    assert!(traced.unanswered);
    assert!(page.trace.exchanges.iter().all(|it| it.answer.is_some() || it.unanswered), "nothing is waited for");
}
