//! The socket: leaving, vanishing, being closed, and what the wire log keeps of it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use charger_sim::{CallFailure, Close, Direction};
use serde_json::{Value, json};

use crate::tiny_csms::{A_WHILE, PATIENCE, TinyCsms};

#[tokio::test]
async fn a_charger_stays_away_until_it_is_told() {
    let csms = TinyCsms::start().await;
    let sim = csms.charger("CP-1").offline().start().await;
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(sim.status().connections, 0);
    for connection in 1..=3 {
        sim.connect().await;
        assert!(sim.wait_until(|status| status.booted && status.connections == connection, PATIENCE).await);
        match connection {
            1 => sim.disconnect().await,
            2 => sim.cut().await,
            _ => sim.vanish().await,
        }
        assert!(!sim.is_connected());
        assert_eq!(sim.call("Heartbeat", json!({})).await, Err(CallFailure::NotConnected));
    }
    tokio::time::sleep(A_WHILE).await;
    assert_eq!((sim.status().connections, sim.status().boots), (3, 1));
}

#[tokio::test]
async fn a_vanished_charger_reads_nothing_but_keeps_its_tcp_open() {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1")).await;
    sim.vanish().await;
    csms.send("CP-1", "ClearCache", json!({}));
    tokio::time::sleep(A_WHILE).await;
    assert!(sim.sent_to_me("ClearCache").is_empty());
}

#[tokio::test]
async fn a_closed_charger_knows_why_and_comes_back() {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1")).await;
    let once = csms.booted(csms.charger("CP-2").once()).await;
    csms.close("CP-1", 1009);
    assert!(sim.wait_until(|status| status.connections == 2 && status.booted, PATIENCE).await);
    csms.close("CP-2", 1008);
    assert!(once.wait_disconnected(PATIENCE).await);
    assert_eq!(once.status().close, Some(Close { code: 1008, reason: "go".to_owned() }));
    tokio::time::sleep(A_WHILE).await;
    assert_eq!((sim.status().boots, once.status().connections), (1, 1));
}

#[tokio::test]
async fn calls_are_answered_refused_or_lost() {
    let csms = TinyCsms::start().await;
    csms.answer("Authorize", json!("SecurityError"));
    csms.answer("DataTransfer", Value::Null);
    let sim = csms.booted(csms.charger("CP-1")).await;
    assert_eq!(sim.call("Heartbeat", json!({})).await, Ok(json!({})));
    let refused = CallFailure::Error { code: "SecurityError".to_owned(), description: "as told".to_owned() };
    assert_eq!(sim.call("Authorize", json!({"idTag": "T"})).await, Err(refused));
    let other = sim.clone();
    let lost = tokio::spawn(async move { other.call("DataTransfer", json!({"vendorId": "x"})).await });
    sim.wait_for(|entry| entry.is_sent() && entry.is_call("DataTransfer"), PATIENCE).await.unwrap();
    sim.cut().await;
    assert_eq!(lost.await.unwrap(), Err(CallFailure::Disconnected));
}

#[tokio::test]
async fn any_text_bytes_or_fragments_can_be_sent() {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1")).await;
    sim.send_text("}{").await.unwrap();
    sim.send_binary(b"[2]").await.unwrap();
    sim.send_frame(1, false, "ü".as_bytes().split_at(1).0).await.unwrap();
    sim.send_frame(0, true, "ü".as_bytes().split_at(1).1).await.unwrap();
    sim.call("Heartbeat", json!({})).await.unwrap();
    assert!(csms.texts().contains(&"}{".to_owned()));
    assert!(csms.texts().contains(&"ü".to_owned()));
    sim.send_frame(1, true, &[0xFF]).await.unwrap();
    assert!(sim.wait_until(|status| status.losses == 1, PATIENCE).await);
}

#[tokio::test]
async fn the_wire_log_keeps_order_and_tells_an_observer() {
    let csms = TinyCsms::start().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let observer = Arc::clone(&seen);
    let charger = csms.charger("CP-1").observe(move |identity, entry| {
        observer.lock().unwrap().push((identity.to_owned(), entry.clone()));
    });
    let sim = csms.booted(charger).await;
    let mark = sim.mark();
    assert!(sim.wait_for_after(mark + 1_000, |_| true, Duration::from_millis(20)).await.is_none());
    csms.call(&sim, "ClearCache", json!({})).await;
    let wire = sim.wire();
    assert!(wire.iter().zip(0..).all(|(entry, number)| entry.number == number));
    assert_eq!((wire[0].direction, wire[1].direction), (Direction::Sent, Direction::Received));
    assert_eq!(wire[0].action().as_deref(), Some("BootNotification"));
    assert_eq!(wire[0].id(), wire[1].id());
    assert_eq!(sim.sent_to_me("ClearCache")[0].payload, json!({}));
    let seen = seen.lock().unwrap();
    assert!(seen.iter().take(wire.len()).map(|(_, entry)| entry).eq(&wire));
    assert!(seen.iter().all(|(identity, _)| identity == "CP-1"));
}
