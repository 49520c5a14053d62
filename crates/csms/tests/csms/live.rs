//! Live events: everything once and in order, resumed after a break, only as far as the caller may see.

use crate::bench::{Bench, ME, PATIENCE};
use crate::database::Database;
use actions::{Event, Order, Verdict, clear_cache};
use charger_sim::Script;
use csms::{CHARGERS_MAX, Watch};
use model::{Charger, Frame, FrameShape, Seq};
use serde_json::json;
use std::time::Duration;

async fn next(watch: &mut Watch) -> Event {
    let published = tokio::time::timeout(PATIENCE, watch.next()).await.expect("an event in time").expect("open");
    serde_json::from_str(&published.json).expect("an event")
}

async fn frames(watch: &mut Watch, count: usize) -> Vec<Frame> {
    let mut frames = Vec::new();
    while frames.len() < count {
        if let Event::Frame(frame) = next(watch).await {
            frames.push(frame);
        }
    }
    frames
}

async fn data_transfers(sim: &charger_sim::Handle, from: usize, count: usize) {
    for n in from..from + count {
        sim.call("DataTransfer", json!({"vendorId": "test", "data": n.to_string()})).await.unwrap();
    }
}

#[tokio::test]
async fn a_stream_resumes_without_loss_or_duplicates() {
    // G2, F-13: 100 frames pass while nobody listens.
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let keys = std::slice::from_ref(&key);
    let seq = bench.page(&key).await.seq;
    let mut watch = bench.csms.trace().watch(&ME, keys, Some(seq)).await.unwrap();
    data_transfers(&sim, 0, 5).await;
    let first = frames(&mut watch, 10).await;
    drop(watch);
    data_transfers(&sim, 5, 50).await;
    let mut watch = bench.csms.trace().watch(&ME, keys, Some(first[9].seq)).await.unwrap();
    data_transfers(&sim, 55, 5).await;
    let second = frames(&mut watch, 110).await;
    let calls: Vec<String> = first
        .iter()
        .chain(&second)
        .filter(|frame| frame.shape == FrameShape::Call)
        .map(|frame| {
            serde_json::from_str::<serde_json::Value>(&frame.text).unwrap()[3]["data"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(calls, (0..60).map(|n| n.to_string()).collect::<Vec<_>>());
    let seqs: Vec<Seq> = first.iter().chain(&second).map(|frame| frame.seq).collect();
    assert!(seqs.is_sorted_by(|a, b| a < b), "once and in order");
}

#[tokio::test]
async fn whoever_begins_to_listen_is_told_of_what_came_just_before() {
    // A list that was made before the message shows it, though nobody listened when it came.
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    data_transfers(&sim, 0, 1).await;
    bench
        .wait(&key, |page| page.charger.last_message.as_ref().is_some_and(|(_, action)| action == "DataTransfer"))
        .await;
    let mut watch = bench.csms.trace().watch(&ME, &[], None).await.unwrap();
    let told = loop {
        if let Event::Charger { charger, .. } = next(&mut watch).await {
            break charger;
        }
    };
    assert_eq!(told.last_message.unwrap().1, "DataTransfer");
}

#[tokio::test]
async fn too_old_a_place_in_the_stream_gets_a_snapshot() {
    // F-13
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default()).await;
    let ahead = Seq(bench.page(&key).await.seq.0 + 1_000_000);
    let mut watch = bench.csms.trace().watch(&ME, std::slice::from_ref(&key), Some(ahead)).await.unwrap();
    assert!(matches!(next(&mut watch).await, Event::Snapshot { .. }));
}

#[tokio::test]
async fn after_very_many_events_the_page_reads_its_data_again() {
    // F-13: also where hardly any of them concerns the reader.
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default()).await;
    let seq = bench.page(&key).await.seq;
    let mut database = Database::open(&bench).await;
    database.pass_by(60_000).await;
    let mut watch = bench.csms.trace().watch(&ME, &[], Some(seq)).await.unwrap();
    assert!(matches!(next(&mut watch).await, Event::Snapshot { .. }));
}

#[tokio::test]
async fn a_command_is_told_step_by_step_to_its_page_and_by_state_to_all() {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default()).await;
    let seq = bench.page(&key).await.seq;
    let mut page = bench.csms.trace().watch(&ME, std::slice::from_ref(&key), Some(seq)).await.unwrap();
    let mut list = bench.csms.trace().watch(&ME, &[], Some(seq)).await.unwrap();
    let command = bench.order(&key, Order::ClearCache).await;
    let settled = |event: &Event| match event {
        Event::Command(told) => {
            told.command.key == command
                && matches!(told.command.verdict, Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. }))
        }
        Event::Frame(_) | Event::Charger { .. } | Event::Gone(_) | Event::Snapshot { .. } | Event::Bye { .. } => false,
    };
    while !settled(&next(&mut page).await) {}
    loop {
        let event = next(&mut list).await;
        assert!(!matches!(event, Event::Frame(_)), "frames are for the open page only");
        if settled(&event) {
            break;
        }
    }
}

#[tokio::test]
async fn states_of_a_charger_are_paced_and_the_newest_arrives() {
    // decisions 23
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let seq = bench.page(&key).await.seq;
    let mut watch = bench.csms.trace().watch(&ME, &[], Some(seq)).await.unwrap();
    for n in 0..40 {
        let status = if n == 39 {
            "Faulted"
        } else if n % 2 == 0 {
            "Preparing"
        } else {
            "Available"
        };
        let payload = json!({"connectorId": 1, "errorCode": "NoError", "status": status});
        sim.call("StatusNotification", payload).await.unwrap();
    }
    let mut told = 0;
    loop {
        if let Event::Charger { charger, .. } = next(&mut watch).await {
            told += 1;
            let Charger { connectors, .. } = *charger;
            if connectors.iter().any(|connector| connector.id == 1 && connector.status == "Faulted") {
                break;
            }
        }
    }
    assert!(told <= 10, "{told} states for one burst");
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_sent_to_the_snapshot_and_slows_nobody() {
    // G9, F-14
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let seq = bench.page(&key).await.seq;
    let mut stuck = bench.csms.trace().watch(&ME, std::slice::from_ref(&key), Some(seq)).await.unwrap();
    for _ in 0..2_300 {
        sim.send_text(r#"[2,"x","Heartbeat",{}]"#).await.unwrap();
    }
    sim.call("DataTransfer", json!({"vendorId": "last"})).await.unwrap();
    bench.wait(&key, |page| page.last.as_ref().is_some_and(|last| last.call.text.contains("last"))).await;
    let mut seen = Vec::new();
    // Whatever was under way before, the reader learns that it missed something.
    while !matches!(seen.last(), Some(Event::Snapshot { .. })) && seen.len() < 5_000 {
        match tokio::time::timeout(Duration::from_secs(3), stuck.next()).await {
            Ok(Some(published)) => seen.push(serde_json::from_str(&published.json).unwrap()),
            Ok(None) | Err(_) => break,
        }
    }
    assert!(matches!(seen.last(), Some(Event::Snapshot { .. })), "after {} events", seen.len());
}

/// K-04: of as many chargers as one stream may be asked for, every one's frames come.
#[tokio::test]
async fn a_stream_carries_the_frames_of_all_its_chargers() {
    let bench = Bench::new().await;
    let mut chargers = Vec::new();
    for n in 0..CHARGERS_MAX {
        chargers.push(bench.another(&format!("CP-{n}")).await);
    }
    let keys: Vec<_> = chargers.iter().map(|(key, _)| key.clone()).collect();
    let seq = bench.page(&keys[0]).await.seq;
    let mut watch = bench.csms.trace().watch(&ME, &keys, Some(seq)).await.unwrap();
    for (_, sim) in &chargers {
        data_transfers(sim, 0, 1).await;
    }
    let told = frames(&mut watch, 2 * CHARGERS_MAX).await;
    for key in &keys {
        assert_eq!(told.iter().filter(|frame| frame.charger == *key).count(), 2);
    }
}
