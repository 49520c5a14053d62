//! Sockets that live, fall silent, are taken over, or break the rules.

use crate::bench::{Bench, PATIENCE};
use crate::raw::{Raw, frame};
use crate::talk::{answers, ask, call, settle, status};
use actions::{Common, Order, Verdict, clear_cache};
use charger_sim::{Close, Handle, Protocol, Reply, Script};
use model::{ChargerKey, Delivery, FrameShape};
use serde_json::json;
use std::time::Duration;

/// The default limit of a message.
const LIMIT: usize = 256 * 1024;

/// Sockets are found dead after a second.
async fn impatient() -> Bench {
    Bench::with(|config| {
        config.limits.ping = Duration::from_millis(100);
        config.limits.silence = Duration::from_secs(1);
    })
    .await
}

async fn closed(sim: &Handle) -> Close {
    assert!(sim.wait_until(|status| status.close.is_some(), PATIENCE).await, "the socket is closed with a reason");
    sim.status().close.unwrap()
}

/// A charger that says something, and the code with which its socket is closed for it.
async fn check_closed(bench: &Bench, key: &ChargerKey, code: u16, say: impl AsyncFn(&Handle)) {
    let sim = bench.sim("CP-1").once().start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    // Nothing of its own comes between what it says.
    assert!(sim.wait_reported(2, PATIENCE).await);
    settle(&sim).await;
    say(&sim).await;
    assert_eq!(closed(&sim).await.code, code);
    let why = format!("Socket closed with {code}: ");
    let page = bench.wait(key, |page| !page.charger.online).await;
    let told = &page.trace.exchanges[0].call;
    assert!(told.shape == FrameShape::Odd && told.plain.starts_with(&why), "the page says why: {}", told.plain);
}

#[tokio::test]
async fn a_charger_that_answers_no_ping_is_offline_soon() {
    // C-01, C-02, C-07, C-10
    let bench = impatient().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let (neighbours_key, neighbour) = bench.another("CP-2").await;
    sim.vanish().await;
    bench.wait(&key, |page| !page.charger.online).await;
    assert_eq!(bench.refusal(&key, Order::ClearCache).await.code, model::RefusalCode::Offline);
    assert!(bench.page(&neighbours_key).await.charger.online, "pings keep the others");
    assert_eq!(neighbour.status().losses, 0);
    sim.connect().await;
    bench.wait(&key, |page| page.charger.online).await;
}

#[tokio::test]
async fn a_newcomer_need_not_wait_for_a_dead_socket() {
    // C-10
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.vanish().await;
    sim.connect().await;
    assert!(sim.wait_connected(PATIENCE).await);
    settle(&sim).await;
    let command = bench.order(&key, Order::ClearCache).await;
    assert!(matches!(
        bench.settled(&key, &command).await.verdict,
        Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })
    ));
}

#[tokio::test]
async fn the_newest_socket_wins_and_the_old_one_leaves_it_alone() {
    // C-09, C-11, H5
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let key = bench.register("CP-1").await;
        let old = bench
            .sim("CP-1")
            .speaks(&[protocol])
            .once()
            .script(Script::default().reply("ClearCache", Reply::Silence))
            .start()
            .await;
        assert!(old.wait_booted(PATIENCE).await);
        let command = bench.order(&key, Order::ClearCache).await;
        old.wait_for_call("ClearCache", PATIENCE).await.unwrap();
        let new = bench.sim("CP-1").speaks(&[protocol]).start().await;
        assert!(new.wait_booted(PATIENCE).await);
        let close = closed(&old).await;
        assert_eq!((close.code, close.reason.as_str()), (1008, "another connection of this charger took over"));
        let settled = bench.settled(&key, &command).await;
        assert_eq!(
            (settled.delivery, settled.verdict),
            (Delivery::OutcomeUnknown, Verdict::Common(Common::OutcomeUnknown))
        );
        // That was the old connection's last word; the charger is still there.
        assert!(bench.page(&key).await.charger.online);
        let command = bench.order(&key, Order::ClearCache).await;
        assert!(matches!(
            bench.settled(&key, &command).await.verdict,
            Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })
        ));
        assert_eq!((new.sent_to_me("ClearCache").len(), new.status().losses), (1, 0));
    }
}

#[tokio::test]
async fn a_second_socket_with_a_wrong_password_changes_nothing() {
    // C-12
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let before = bench.page(&key).await.charger;
    let stranger = bench.sim("CP-1").password("guessed").once().start().await;
    assert!(stranger.wait_until(|status| status.refusal.is_some(), PATIENCE).await);
    assert_eq!(stranger.status().refusal.unwrap().http(), Some(401));
    settle(&sim).await;
    let after = bench.page(&key).await.charger;
    assert_eq!((after.online, after.since), (true, before.since), "not even a flicker");
    assert_eq!(sim.status().losses, 0);
}

#[tokio::test]
async fn a_reconnect_without_a_boot_keeps_what_is_known() {
    // C-14
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.start_transaction(2, "TAG-1").await.unwrap();
    let before = bench.wait(&key, |page| page.charger.transactions.len() == 1).await.charger;
    sim.reconnect(Duration::from_millis(10)).await;
    assert!(sim.wait_until(|status| status.connections == 2, PATIENCE).await);
    let started = call("m", "MeterValues", &json!({"connectorId": 2, "meterValue": []}));
    assert_eq!(ask(&sim, &started).await, json!([3, "m", {}]));
    let after = bench.page(&key).await.charger;
    assert_eq!((&after.firmware, &after.model, &after.serial), (&before.firmware, &before.model, &before.serial));
    assert_eq!((after.transactions, after.online), (before.transactions, true));
    assert_eq!(sim.status().boots, 1);
}

#[tokio::test]
async fn a_message_may_be_as_long_as_the_limit() {
    // B-13
    let bench = Bench::new().await;
    let key = bench.register("CP-1").await;
    let long = |length: usize| {
        let bare = call("long", "DataTransfer", &json!({"vendorId": "V", "data": ""})).len();
        call("long", "DataTransfer", &json!({"vendorId": "V", "data": "x".repeat(length - bare)}))
    };
    let sim = bench.sim("CP-1").once().start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    bench.wait(&key, |page| page.charger.plugs().count() == 2).await;
    for length in [LIMIT - 1, LIMIT] {
        let text = long(length);
        assert_eq!(text.len(), length);
        assert_eq!(ask(&sim, &text).await, json!([3, "long", {"status": "UnknownVendorId"}]));
        bench.wait(&key, |page| page.last.as_ref().is_some_and(|last| last.call.text == text)).await;
    }
    sim.stop().await;
    check_closed(&bench, &key, 1009, async |sim| sim.send_text(&long(LIMIT + 1)).await.unwrap()).await;
    check_closed(&bench, &key, 1009, async |sim| {
        // In pieces it is no shorter. The socket may close while they leave.
        for n in 0..=LIMIT / 4096 {
            let _closed_meanwhile = sim.send_frame(u8::from(n == 0), false, &[b'x'; 4096]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn only_text_that_is_utf_8_is_taken() {
    // B-10, B-17
    let bench = Bench::new().await;
    let key = bench.register("CP-1").await;
    let sim = bench.sim("CP-1").once().start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    let text = call("é", "DataTransfer", &json!({"vendorId": "Zürich"}));
    let split = text.find('ü').unwrap() + 1;
    assert!(!text.is_char_boundary(split));
    sim.send_frame(1, false, &text.as_bytes()[..split]).await.unwrap();
    sim.send_frame(0, true, &text.as_bytes()[split..]).await.unwrap();
    settle(&sim).await;
    assert_eq!(answers(&sim, "é").len(), 1, "a character split over two frames is whole");
    sim.stop().await;
    check_closed(&bench, &key, 1007, async |sim| sim.send_frame(1, true, b"[2,\"\xff\"]").await.unwrap()).await;
    let heartbeat = call("1", "Heartbeat", &json!({}));
    check_closed(&bench, &key, 1003, async |sim| sim.send_binary(heartbeat.as_bytes()).await.unwrap()).await;
}

#[tokio::test]
async fn broken_websocket_rules_close_the_socket() {
    // B-14, B-16
    let bench = Bench::new().await;
    let (_key, sim) = bench.charger(Script::default()).await;
    bench.register("CP-2").await;
    let heartbeat = call("1", "Heartbeat", &json!({}));
    let unmasked = [&[0x81, heartbeat.len() as u8], heartbeat.as_bytes()].concat();
    let endless = [&[0x81, 0xff][..], &(1_u64 << 63).to_be_bytes(), &[0; 4]].concat();
    let rows = [
        ("a reserved opcode", frame(0x83, b"x"), 1002),
        ("a reserved control opcode", frame(0x8b, b"x"), 1002),
        ("a reserved bit", frame(0xc1, heartbeat.as_bytes()), 1002),
        ("no mask", unmasked, 1002),
        ("a control frame in pieces", frame(0x09, b"x"), 1002),
        ("a ping too long", frame(0x89, &[b'x'; 126]), 1002),
        ("a continuation of nothing", frame(0x80, b"x"), 1002),
        ("a text within a text", [frame(0x01, b"["), frame(0x81, b"]")].concat(), 1002),
        ("2^63 bytes announced", endless, 1009),
    ];
    for (what, bytes, code) in rows {
        let mut raw = Raw::open(&bench, "CP-2").await;
        raw.write(&bytes).await;
        assert_eq!(raw.close_code().await, Some(code), "{what}");
    }
    // A close is answered by a close.
    let mut raw = Raw::open(&bench, "CP-2").await;
    raw.write(&frame(0x88, &1000_u16.to_be_bytes())).await;
    assert_eq!(raw.close_code().await, Some(1000));
    settle(&sim).await;
    assert_eq!(sim.status().losses, 0);
}

#[tokio::test]
async fn too_much_nonsense_in_a_row_closes_the_socket() {
    // B-32, A-42
    let bench = Bench::with(|config| config.limits.bad_messages = 5).await;
    let key = bench.register("CP-1").await;
    for nonsense in ["}{", r#"[2,"r"]"#, r#"[3,"nobody-asked",{}]"#, r#"[4,"nobody-asked","GenericError","",{}]"#] {
        check_closed(&bench, &key, 1002, async |sim| {
            for _ in 0..4 {
                sim.send_text(nonsense).await.unwrap();
            }
            // A good frame starts the count anew.
            settle(sim).await;
            assert!(sim.is_connected(), "{nonsense}");
            for _ in 0..5 {
                sim.send_text(nonsense).await.unwrap();
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_charger_that_reads_nothing_is_let_go() {
    // C-05
    const WRITTEN_MAX: usize = 64 * 1024 * 1024;
    let bench = impatient().await;
    let (_neighbours_key, neighbour) = bench.another("CP-2").await;
    let key = bench.register("CP-1").await;
    let mut raw = Raw::open(&bench, "CP-1").await;
    bench.wait(&key, |page| page.charger.online).await;
    // The answers repeat the id, so they fill the way back.
    let heartbeat = frame(0x81, call(&"🔌".repeat(255), "Heartbeat", &json!({})).as_bytes());
    let mut written = 0;
    while tokio::io::AsyncWriteExt::write_all(&mut raw.0, &heartbeat).await.is_ok() {
        written += heartbeat.len();
        assert!(written < WRITTEN_MAX, "the server holds it all");
    }
    bench.wait(&key, |page| !page.charger.online).await;
    assert!(neighbour.call("Heartbeat", json!({})).await.is_ok());
    assert_eq!(ask(&neighbour, &status("s", 1, "Available")).await, json!([3, "s", {}]));
    assert_eq!(neighbour.status().losses, 0);
}
