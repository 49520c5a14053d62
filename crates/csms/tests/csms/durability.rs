//! Restarts: what was recorded is there, in a true state, and nothing is sent again by itself.

use crate::bench::{Bench, steps};
use actions::{Common, Order, Reboot, RebootKind, Verdict, reboot};
use charger_sim::{AfterReset, Reply, Script};
use csms::{Config, Csms, OpenError};
use model::Delivery;

const SOFT: Order = Order::Reboot(Reboot::now(RebootKind::Soft));

#[tokio::test]
async fn an_unanswered_command_is_unknown_after_a_restart_and_never_sent_again() {
    // D-03, H3
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("ClearCache", Reply::Silence)).await;
    let command = bench.order(&key, Order::ClearCache).await;
    bench.wait(&key, |page| page.command(&command).unwrap().delivery == Delivery::Sent).await;
    let bench = bench.restart().await;
    let told = bench.settled(&key, &command).await;
    assert_eq!(
        (told.delivery, &told.verdict),
        (Delivery::OutcomeUnknown, &Verdict::Common(Common::OutcomeUnknown)),
        "{:#?}",
        steps(&told)
    );
    sim.stop().await;
    let again = bench.sim("CP-1").start().await;
    bench.wait(&key, |page| page.charger.online).await;
    // Another order goes through, and it is the only thing that was sent.
    let fresh = bench.order(&key, Order::ClearCache).await;
    bench.settled(&key, &fresh).await;
    assert_eq!(again.sent_to_me("ClearCache").len(), 1);
}

#[tokio::test]
async fn a_reboot_survives_the_restart_and_is_settled_by_the_boot() {
    // D-03, A8's promise for 1.6: deadlines are instants.
    let bench = Bench::new().await;
    let mut script = Script::default();
    script.reset.after = AfterReset::StaysUp;
    let (key, sim) = bench.charger(script).await;
    let command = bench.order(&key, SOFT).await;
    let before = bench.wait(&key, |page| page.command(&command).unwrap().delivery == Delivery::Answered).await;
    sim.stop().await;
    let bench = bench.restart().await;
    let after = bench.page(&key).await;
    assert_eq!(after.command(&command).unwrap().deadline, before.command(&command).unwrap().deadline);
    let again = bench.sim("CP-1").start().await;
    let told = bench.settled(&key, &command).await;
    assert!(matches!(told.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:?}", told.verdict);
    assert!(again.sent_to_me("Reset").is_empty());
}

#[tokio::test]
async fn what_waited_for_its_turn_is_never_sent_after_a_restart() {
    // D-01, decisions 9
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("ClearCache", Reply::Silence)).await;
    let first = bench.order(&key, Order::ClearCache).await;
    bench.wait(&key, |page| page.command(&first).unwrap().delivery == Delivery::Sent).await;
    let second = bench.order(&key, SOFT).await;
    assert_eq!(bench.page(&key).await.command(&second).unwrap().delivery, Delivery::Queued);
    let bench = bench.restart().await;
    let told = bench.settled(&key, &second).await;
    assert_eq!((told.delivery, told.verdict), (Delivery::Expired, Verdict::Common(Common::NeverSent)));
    assert!(sim.sent_to_me("Reset").is_empty());
}

#[tokio::test]
async fn a_deadline_that_passed_while_the_server_was_down_is_kept() {
    let bench = Bench::new().await;
    let mut script = Script::default();
    script.reset.after = AfterReset::StaysUp;
    let (key, sim) = bench.charger(script).await;
    let command = bench.order(&key, SOFT).await;
    bench.wait(&key, |page| page.command(&command).unwrap().delivery == Delivery::Answered).await;
    sim.stop().await;
    let away = bench.config.deadlines.reboot;
    let bench = bench.restart_after(away).await;
    assert_eq!(bench.settled(&key, &command).await.verdict, Verdict::Reboot(reboot::Verdict::DidNotReboot));
}

#[tokio::test]
async fn one_server_serves_a_folder_and_a_demo_folder_is_no_other() {
    // decisions 31
    let bench = Bench::new().await;
    let second = Csms::open(Config::new(bench.folder.path())).await.unwrap();
    assert!(matches!(second.serve().await, Err(OpenError::Refused(_))));
    let mut demo = Config::new(bench.folder.path());
    demo.demo = true;
    assert!(matches!(Csms::open(demo).await, Err(OpenError::Refused(_))));
    let fresh = crate::bench::Folder::new();
    let mut demo = Config::new(fresh.path());
    demo.demo = true;
    Csms::open(demo).await.unwrap().close().await;
    assert!(matches!(Csms::open(Config::new(fresh.path())).await, Err(OpenError::Refused(_))));
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    // decisions 27, D-14
    let folder = crate::bench::Folder::new();
    Csms::open(Config::new(folder.path())).await.unwrap().close().await;
    let status = std::process::Command::new("python3")
        .arg("-c")
        .arg("import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(\"insert into _sqlx_migrations(version,description,success,checksum,execution_time) values (99999999,'from the future',1,x'00',0)\"); c.commit()")
        .arg(folder.path().join("chargehand.db"))
        .status()
        .unwrap();
    assert!(status.success());
    assert!(matches!(Csms::open(Config::new(folder.path())).await, Err(OpenError::NewerSchema)));
}
