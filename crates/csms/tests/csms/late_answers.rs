//! Answers that come over another socket than their CALL went out on, or more than once.

use crate::bench::{Bench, steps};
use crate::talk::{asked, settle};
use actions::{ClearProfiles, Common, Order, Verdict, clear_charging_profiles};
use charger_sim::{Reply, Script};
use model::Delivery;
use serde_json::json;

const ALL: Order =
    Order::ClearChargingProfiles(ClearProfiles { id: None, connector: None, purpose: None, stack_level: None });

#[tokio::test]
async fn the_same_answer_again_changes_nothing() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let command = bench.order(&key, Order::ClearCache).await;
    let before = bench.settled(&key, &command).await;
    let id = asked(&sim, "ClearCache");
    for status in ["Accepted", "Rejected", "Rejected"] {
        sim.send_text(&json!([3, id, {"status": status}]).to_string()).await.unwrap();
    }
    settle(&sim).await;
    let page = bench.page(&key).await;
    let after = page.command(&command).unwrap();
    assert_eq!((&after.verdict, steps(after)), (&before.verdict, steps(&before)));
}

#[tokio::test]
async fn an_answer_after_a_reconnect_is_followed_up_at_once() {
    // A-41, E6
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("ClearChargingProfile", Reply::Silence)).await;
    let command = bench.order(&key, ALL).await;
    bench.wait(&key, |page| page.command(&command).unwrap().delivery == Delivery::Sent).await;
    let id = asked(&sim, "ClearChargingProfile");
    sim.cut().await;
    assert_eq!(bench.settled(&key, &command).await.verdict, Verdict::Common(Common::OutcomeUnknown));
    sim.connect().await;
    bench.wait(&key, |page| page.charger.online).await;
    settle(&sim).await;
    for _ in 0..2 {
        sim.send_text(&json!([3, id, {"status": "Accepted"}]).to_string()).await.unwrap();
    }
    let asked = |page: &actions::ChargerPage| {
        let steps = steps(page.command(&command).unwrap());
        steps.iter().filter(|step| step.contains("onnector")).count() >= 2
    };
    let page = bench.wait(&key, asked).await;
    let told = page.command(&command).unwrap();
    assert_eq!(told.verdict, Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared));
    assert_eq!(steps(told).iter().filter(|step| step.starts_with("Late answer")).count(), 1, "{:#?}", steps(told));
    assert_eq!(sim.sent_to_me("ClearChargingProfile").len(), 1, "never sent again");
}
