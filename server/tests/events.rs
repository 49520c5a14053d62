//! The live stream: what happens reaches the browsers that may see it, once and in order, whatever breaks in between.

mod common;

use charger_sim::{Handle, Script};
use common::browser::{Event, Stream};
use common::{ADMIN, CUSTOMERS_DESK, DESK, GUEST, PASSWORD, TestServer, eventually};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The charger says this number, and the server answers.
async fn say(charger: &Handle, number: usize) {
    let payload = json!({"vendorId": "test", "messageId": "number", "data": format!("number-{number}.")});
    charger.call("DataTransfer", payload).await.unwrap();
}

/// The number that a frame's CALL says.
fn number(event: &Event) -> Option<usize> {
    let text = event.json()["text"].as_str()?.to_owned();
    text.split("number-").nth(1)?.split('.').next()?.parse().ok()
}

/// Reads on until this number was said; all frames until then.
async fn frames_until(stream: &mut Stream, last: usize) -> Vec<Event> {
    let mut frames = Vec::new();
    loop {
        let event = stream.next().await.expect("the stream goes on");
        let is_last = number(&event) == Some(last);
        if event.name == "frame" {
            frames.push(event);
        }
        if is_last {
            return frames;
        }
    }
}

/// The sequence number up to which the charger's page knows.
async fn page_seq(browser: &common::browser::Browser, key: &str) -> i64 {
    let sheet = browser.ask("/api/charger", &[("charger", key)]).await;
    sheet["Here"]["page"]["seq"].as_i64().unwrap_or_else(|| panic!("no sequence in {sheet}"))
}

/// G2, F-13: a stream that breaks loses nothing and says nothing twice.
#[tokio::test]
async fn a_broken_stream_goes_on_where_it_stopped() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let after = page_seq(&desk, key.as_str()).await;
    let query = format!("?charger={key}&after={after}");
    let mut stream = desk.stream(&query).await;
    for n in 0..10 {
        say(&charger, n).await;
    }
    let mut frames = frames_until(&mut stream, 9).await;
    let last = frames.last().unwrap().id.unwrap();
    drop(stream);
    for n in 10..110 {
        say(&charger, n).await;
    }
    let mut stream = desk.resume(&query, last).await;
    for n in 110..120 {
        say(&charger, n).await;
    }
    frames.extend(frames_until(&mut stream, 119).await);
    let ids: Vec<i64> = frames.iter().map(|frame| frame.id.unwrap()).collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "growing: {ids:?}");
    assert!(frames.iter().all(|frame| frame.json()["seq"] == json!(frame.id.unwrap())));
    let said: Vec<usize> = frames.iter().filter_map(number).collect();
    assert_eq!(said, (0..120).collect::<Vec<_>>());
    charger.stop().await;
    server.stop().await;
}

/// G3: what was said while the server was down for the browser is there after its restart.
#[tokio::test]
async fn a_restart_of_the_server_loses_nothing() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let after = page_seq(&desk, key.as_str()).await;
    let mut stream = desk.stream(&format!("?charger={key}&after={after}")).await;
    say(&charger, 0).await;
    let last = frames_until(&mut stream, 0).await.last().unwrap().id.unwrap();
    say(&charger, 1).await;
    charger.stop().await;
    drop(stream);
    let server = server.restart().await;
    let desk = server.signed_in(DESK).await;
    let mut stream = desk.resume(&format!("?charger={key}&after={after}"), last).await;
    assert_eq!(frames_until(&mut stream, 1).await.iter().filter_map(number).collect::<Vec<_>>(), [1]);
    server.stop().await;
}

/// G2: a state that was held back for its pace does not send the browser back to before what it has had.
#[tokio::test]
async fn the_place_in_the_stream_never_goes_back() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let (_, other) = server.charger("CP-2", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let after = page_seq(&desk, key.as_str()).await;
    let mut stream = desk.stream(&format!("?charger={key}&after={after}")).await;
    for (round, status) in ["Preparing", "Faulted"].into_iter().enumerate() {
        other.report(1, status, "NoError").await.unwrap();
        for n in 0..5 {
            say(&charger, 5 * round + n).await;
        }
    }
    let mut ids = Vec::new();
    loop {
        let event = stream.next().await.expect("the stream goes on");
        ids.extend(event.id);
        if event.name == "charger" && event.data.contains("CP-2") && event.data.contains("Faulted") {
            break;
        }
    }
    assert!(ids.is_sorted(), "{ids:?}");
    charger.stop().await;
    other.stop().await;
    server.stop().await;
}

/// decisions 23: frames go to those who have the charger's page open, states to all who may see it.
#[tokio::test]
async fn frames_go_only_to_those_who_asked_and_may() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let foreign = server.signed_in(CUSTOMERS_DESK).await;
    let mut asked = desk.stream(&format!("?charger={key}")).await;
    let mut elsewhere = desk.stream("").await;
    let mut stranger = foreign.stream(&format!("?charger={key}")).await;
    say(&charger, 1).await;
    asked.find(|event| number(event) == Some(1)).await;
    charger.report(1, "Faulted", "GroundFailure").await.unwrap();
    elsewhere.find(|event| event.name == "charger" && event.data.contains("Faulted")).await;
    assert!(!elsewhere.raw.contains("number-1."), "{}", elsewhere.raw);
    let silence = tokio::time::timeout(Duration::from_secs(2), stranger.find(|event| event.name != "bye")).await;
    assert!(silence.is_err(), "{silence:?}");
    assert!(!stranger.raw.contains("CP-1") && !stranger.raw.contains(key.as_str()), "{}", stranger.raw);
    charger.stop().await;
    server.stop().await;
}

/// F-14: a reader that takes nothing slows nobody, and is told afterwards that it missed something.
#[tokio::test]
async fn a_slow_reader_slows_nobody() {
    const MESSAGES: usize = 300;
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let after = page_seq(&desk, key.as_str()).await;
    let mut quick = desk.stream(&format!("?charger={key}&after={after}")).await;
    // A session of its own: signing in once more would end that of the quick one.
    let session = server.browser().post("/sign-in", &[("email", DESK), ("password", PASSWORD)]).await;
    let cookie = session.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let console = server.serving.console();
    let mut slow = TcpStream::connect(console).unwrap();
    let request = format!(
        "GET /events?charger={key}&after={after} HTTP/1.1\r\nHost: {console}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\r\n"
    );
    slow.write_all(request.as_bytes()).unwrap();
    let quick = tokio::spawn(async move { frames_until(&mut quick, MESSAGES - 1).await });
    let filling = "x".repeat(60_000);
    let mut slowest = Duration::ZERO;
    for n in 0..MESSAGES {
        let began = Instant::now();
        let data = format!("number-{n}. {filling}");
        charger.call("DataTransfer", json!({"vendorId": "test", "data": data})).await.unwrap();
        slowest = slowest.max(began.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "the charger waited {slowest:?} for its answer");
    let said: Vec<usize> = quick.await.unwrap().iter().filter_map(number).collect();
    assert_eq!(said, (0..MESSAGES).collect::<Vec<_>>());
    let everything = tokio::task::spawn_blocking(move || {
        slow.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
        let mut text = Vec::new();
        let mut buffer = [0; 65_536];
        while let Ok(count @ 1..) = slow.read(&mut buffer) {
            text.extend_from_slice(&buffer[..count]);
        }
        String::from_utf8_lossy(&text).into_owned()
    });
    let text = everything.await.unwrap();
    let told: BTreeSet<usize> = (0..MESSAGES).filter(|n| text.contains(&format!("number-{n}. "))).collect();
    assert!(text.starts_with("HTTP/1.1 200"), "{}", &text[..text.len().min(200)]);
    assert!(told.len() == MESSAGES || text.contains("event: snapshot"), "missed {} in silence", MESSAGES - told.len());
    charger.stop().await;
    server.stop().await;
}

/// F-16.
#[tokio::test]
async fn a_quiet_stream_shows_that_it_lives() {
    let server = TestServer::start().await;
    let guest = server.signed_in(GUEST).await;
    let mut response = guest.events("").send().await.unwrap();
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let first = response.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"retry: 1000\n:"), "{first:?}");
    let began = Instant::now();
    let second = tokio::time::timeout(Duration::from_secs(15), response.chunk()).await.unwrap().unwrap().unwrap();
    assert!(second.starts_with(b":"), "{second:?} after {:?}", began.elapsed());
    server.stop().await;
}

/// E-16: the stream ends with the session, within 5 s and a little.
#[tokio::test]
async fn signing_out_ends_the_stream() {
    let server = TestServer::start().await;
    let desk = server.signed_in(DESK).await;
    let mut stream = desk.stream("").await;
    desk.post("/sign-out", &[]).await;
    let began = Instant::now();
    while let Some(event) = stream.next().await {
        assert_eq!(event.name, "bye");
    }
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert_eq!(desk.events("").send().await.unwrap().status(), 401);
    server.stop().await;
}

#[tokio::test]
async fn streams_and_chargers_are_bounded() {
    let server = TestServer::start().await;
    let desk = server.signed_in(DESK).await;
    // K-04: as many as live.js asks for in one browser, and no more.
    let script = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../public/live.js")).unwrap();
    let most = script.split_once("MOST_CHARGERS = ").and_then(|(_, rest)| rest.split_once(';')).unwrap().0;
    let most: usize = most.parse().unwrap();
    let named = |count: usize| format!("?{}", "charger=0123456789abcdef0123456789abcdef&".repeat(count));
    assert_eq!(desk.events(&named(most + 1)).send().await.unwrap().status(), 400);
    let mut open = vec![desk.stream(&named(most)).await];
    for _ in 1..16 {
        open.push(desk.stream("").await);
    }
    assert_eq!(desk.events("").send().await.unwrap().status(), 429);
    let admin = server.signed_in(ADMIN).await;
    drop(admin.stream("").await);
    drop(open);
    eventually("a place is free again", async || desk.events("").send().await.unwrap().status() == 200).await;
    server.stop().await;
}

/// The browser's events are the model's own, by name.
#[tokio::test]
async fn an_event_says_what_it_is() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let mut stream = desk.stream(&format!("?charger={key}")).await;
    let ordered = desk.ask("/api/clear-cache", &[("charger", key.as_str()), ("once", "test-1")]).await;
    let command = ordered["Taken"].as_str().unwrap_or_else(|| panic!("{ordered}")).to_owned();
    let read = |event: &Event| serde_json::from_str::<actions::Event>(&event.data).unwrap();
    let is_done = |event: &Event| match read(event) {
        actions::Event::Command(live) => live.command.key.as_str() == command && !live.command.is_open(),
        actions::Event::Frame(_) | actions::Event::Charger { .. } | actions::Event::Gone(_) => false,
        actions::Event::Snapshot { .. } | actions::Event::Bye { .. } => panic!("nothing was missed"),
    };
    let event = stream.find(is_done).await;
    assert_eq!(event.name, read(&event).name());
    assert_eq!(event.id, Some(read(&event).seq().0));
    charger.stop().await;
    server.stop().await;
}
