//! A charger that is not accepted yet: pending or rejected.

use charger_sim::{Handle, Protocol, Registration, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{PATIENCE, TinyCsms, answer_to, hear, said};

fn registration(status: &str) -> Value {
    json!({"status": status, "currentTime": "2026-11-23T18:49:00Z", "interval": 1})
}

async fn charger(csms: &TinyCsms, protocol: Protocol, status: &str) -> Handle {
    csms.answer("BootNotification", registration(status));
    let sim = csms.charger("CP-1").speaks(&[protocol]).script(Script::default()).start().await;
    assert!(sim.wait_until(|status| status.registration.is_some(), PATIENCE).await);
    sim
}

#[tokio::test]
async fn a_pending_charger_answers_and_says_only_what_it_is_asked() {
    for protocol in Protocol::ALL {
        let csms = TinyCsms::start().await;
        let sim = charger(&csms, protocol, "Pending").await;
        assert_eq!((sim.status().registration, sim.status().booted), (Some(Registration::Pending), false));
        assert_eq!(csms.call(&sim, "ClearCache", json!({})).await[2]["status"], "Accepted");
        csms.call(&sim, "TriggerMessage", json!({"requestedMessage": "Heartbeat"})).await;
        hear(&sim, "Heartbeat", |_| true).await;
        assert!(said(&sim, "StatusNotification").is_empty(), "{protocol}");
        csms.answer("BootNotification", registration("Accepted"));
        csms.call(&sim, "TriggerMessage", json!({"requestedMessage": "BootNotification"})).await;
        assert!(sim.wait_booted(PATIENCE).await);
        hear(&sim, "StatusNotification", |_| true).await;
        assert_eq!(sim.status().registration, Some(Registration::Accepted));
        if protocol >= Protocol::V201 {
            assert_eq!(said(&sim, "BootNotification").last().unwrap()["reason"], "Triggered");
        }
    }
}

#[tokio::test]
async fn a_pending_charger_reports_what_it_is() {
    let csms = TinyCsms::start().await;
    let sim = charger(&csms, Protocol::V201, "Pending").await;
    csms.call(&sim, "GetBaseReport", json!({"requestId": 4, "reportBase": "FullInventory"})).await;
    hear(&sim, "NotifyReport", |report| report["requestId"] == 4 && report["tbc"] == false).await;
    assert!(!sim.status().booted);
}

#[tokio::test]
async fn a_rejected_charger_is_mute_until_it_tries_again() {
    for protocol in [Protocol::V16, Protocol::V21] {
        let csms = TinyCsms::start().await;
        let sim = charger(&csms, protocol, "Rejected").await;
        let unheard = csms.send("CP-1", "ClearCache", json!({}));
        csms.answer("BootNotification", registration("Accepted"));
        assert!(sim.wait_booted(PATIENCE).await);
        let heard = csms.send("CP-1", "ClearCache", json!({}));
        answer_to(&sim, &heard).await.unwrap();
        assert!(!sim.wire().iter().any(|entry| entry.is_sent() && entry.id().as_ref() == Some(&unheard)), "{protocol}");
        assert_eq!(said(&sim, "BootNotification").len(), 2);
    }
}
