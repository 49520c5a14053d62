//! The door as the field knocks at it: libraries that say too much, chargers that say nothing, and those turned away.

use crate::bench::{Bench, ME, PASSWORD, PATIENCE};
use crate::raw::{Raw, request};
use actions::Order;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use charger_sim::{Knock, Script};
use csms::{NewCharger, Password};
use futures::{SinkExt, StreamExt};
use model::{Admission, ChargerKey, Protocol, Treatment};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

/// A charger's socket that says just what it is told to.
struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    async fn open(bench: &Bench, identity: &str, protocol: &str) -> Socket {
        let mut request = format!("{}/{identity}", bench.url()).into_client_request().unwrap();
        let login = format!("Basic {}", STANDARD.encode(format!("{identity}:{PASSWORD}")));
        request.headers_mut().insert("Authorization", login.parse().unwrap());
        request.headers_mut().insert("Sec-WebSocket-Protocol", protocol.parse().unwrap());
        let stream = TcpStream::connect(bench.address).await.unwrap();
        Socket(client_async(request, stream).await.unwrap().0)
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next text.
    async fn hear(&mut self) -> Value {
        loop {
            let message = timeout(PATIENCE, self.0.next()).await.expect("something comes").unwrap().unwrap();
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// Says it, and gives its answer; nothing else comes before that.
    async fn ask(&mut self, id: &str, action: &str, payload: Value) -> Value {
        self.say(json!([2, id, action, payload])).await;
        let answer = self.hear().await;
        assert_eq!(answer[1], id, "{answer}");
        answer
    }
}

fn boot_v16() -> Value {
    json!({"chargePointVendor": "ABB", "chargePointModel": "Terra 184", "firmwareVersion": "1.8.30"})
}

fn boot_v2() -> Value {
    json!({"reason": "PowerUp", "chargingStation": {"vendorName": "ABB", "model": "Terra 184"}})
}

fn status_v2() -> Value {
    json!({"timestamp": "2026-11-26T10:00:00Z", "connectorStatus": "Available", "evseId": 1, "connectorId": 1})
}

async fn register_with(bench: &Bench, identity: &str, password: Password) -> ChargerKey {
    let (site, name, organisation) = ("Kamppi P1".to_owned(), None, None);
    let new = NewCharger { identity: identity.to_owned(), name, site, organisation, password };
    bench.csms.chargers().add(&ME, new).await.unwrap().key
}

async fn treat(bench: &Bench, key: &ChargerKey, change: impl FnOnce(&mut Treatment)) {
    let mut treatment = bench.page(key).await.charger.treatment;
    change(&mut treatment);
    bench.csms.chargers().treat(&ME, key, treatment).await.unwrap();
}

async fn status(knock: Knock) -> u16 {
    knock.send().await.unwrap().status
}

/// The status of the answer to bytes that no library would send.
async fn status_of(bench: &Bench, request: &str) -> u16 {
    let mut raw = Raw::silent(bench).await;
    raw.write(request.as_bytes()).await;
    let mut head = [0; 12];
    timeout(PATIENCE, tokio::io::AsyncReadExt::read_exact(&mut raw.0, &mut head)).await.unwrap().unwrap();
    String::from_utf8_lossy(&head)[9..12].parse().unwrap()
}

#[tokio::test]
async fn one_that_speaks_without_having_booted_is_asked_to_boot_once() {
    // W-08
    let bench = Bench::new().await;
    for (identity, protocol) in [("CP-1", "ocpp2.0.1"), ("CP-2", "ocpp2.1")] {
        let key = bench.register(identity).await;
        let mut socket = Socket::open(&bench, identity, protocol).await;
        socket.say(json!([2, "s1", "StatusNotification", status_v2()])).await;
        assert_eq!(socket.hear().await[2], "SecurityError");
        let asked = socket.hear().await;
        assert_eq!(
            (&asked[2], &asked[3]),
            (&json!("TriggerMessage"), &json!({"requestedMessage": "BootNotification"}))
        );
        for id in ["s2", "s3", "s4"] {
            assert_eq!(socket.ask(id, "StatusNotification", status_v2()).await[2], "SecurityError");
        }
        socket.say(json!([3, asked[1], {"status": "Accepted"}])).await;
        assert_eq!(socket.ask("b", "BootNotification", boot_v2()).await[2]["status"], "Accepted");
        assert_eq!(socket.ask("s5", "StatusNotification", status_v2()).await, json!([3, "s5", {}]));
        bench.wait(&key, |page| page.charger.plugs().count() == 1).await;
    }
    // Not in a loop: on the next connection it was asked within the hour. And not one that is turned away.
    for (identity, admission) in [("CP-3", Admission::Accepted), ("CP-4", Admission::Rejected)] {
        let key = bench.register(identity).await;
        treat(&bench, &key, |treatment| treatment.admission = admission).await;
        let mut first = Socket::open(&bench, identity, "ocpp2.0.1").await;
        first.ask("s1", "StatusNotification", status_v2()).await;
        if admission == Admission::Accepted {
            assert_eq!(first.hear().await[2], "TriggerMessage");
        }
        let mut again = Socket::open(&bench, identity, "ocpp2.0.1").await;
        for id in ["s1", "s2", "s3"] {
            again.ask(id, "StatusNotification", status_v2()).await;
        }
    }
}

#[tokio::test]
async fn a_silent_charger_that_never_answers_a_ping_has_time() {
    // W-09, C-01: nothing of the peer is read, so that no ping is answered.
    let bench = Bench::with(|config| {
        config.limits.ping = Duration::from_millis(50);
        config.limits.silence = Duration::from_millis(100);
        config.limits.quiet = Duration::from_millis(600);
        config.limits.heartbeat = Duration::from_millis(80);
    })
    .await;
    bench.register("CP-1").await;
    let mut raw = Raw::open(&bench, "CP-1").await;
    let began = Instant::now();
    let mut first = [0; 1];
    tokio::io::AsyncReadExt::read_exact(&mut raw.0, &mut first).await.unwrap();
    assert_eq!(first, [0x89], "the first ping comes right after the handshake");
    raw.rest().await;
    assert!(began.elapsed() >= Duration::from_millis(600), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_charger_that_never_answers_a_ping_stays_by_its_heartbeats() {
    // W-09: one that has answered a ping before is measured by that, and one that never did by the heartbeat it was told.
    let silence = Duration::from_millis(300);
    let bench = Bench::with(|config| {
        config.limits.ping = Duration::from_millis(50);
        config.limits.silence = silence;
        config.limits.heartbeat = Duration::from_secs(3600);
    })
    .await;
    for never_pongs in [true, false] {
        let identity = format!("CP-{never_pongs}");
        bench.register(&identity).await;
        let script = if never_pongs { Script::default().never_pongs() } else { Script::default() };
        let sim = bench.sim(&identity).script(script).start().await;
        assert!(sim.wait_booted(PATIENCE).await);
        tokio::time::sleep(3 * silence).await;
        assert_eq!((sim.is_connected(), sim.status().connections), (true, 1), "never pongs: {never_pongs}");
        sim.vanish().await;
    }
}

#[tokio::test]
async fn what_follows_a_first_boot_in_the_same_write_is_judged_after_it() {
    //
    let bench = Bench::new().await;
    for (identity, protocol) in [("CP-1", "ocpp2.0.1"), ("CP-2", "ocpp2.1")] {
        let key = bench.register(identity).await;
        let mut socket = Socket::open(&bench, identity, protocol).await;
        socket.0.feed(Message::text(json!([2, "b", "BootNotification", boot_v2()]).to_string())).await.unwrap();
        socket.0.feed(Message::text(json!([2, "s", "StatusNotification", status_v2()]).to_string())).await.unwrap();
        socket.0.feed(Message::text(json!([2, "h", "Heartbeat", {}]).to_string())).await.unwrap();
        socket.0.flush().await.unwrap();
        assert_eq!(socket.hear().await[2]["status"], "Accepted");
        assert_eq!(socket.hear().await, json!([3, "s", {}]));
        assert_eq!(socket.hear().await[0], 3);
        bench.wait(&key, |page| page.charger.plugs().count() == 1).await;
    }
    let key = bench.register("CP-3").await;
    treat(&bench, &key, |treatment| treatment.admission = Admission::Pending).await;
    let mut socket = Socket::open(&bench, "CP-3", "ocpp2.0.1").await;
    socket.0.feed(Message::text(json!([2, "b", "BootNotification", boot_v2()]).to_string())).await.unwrap();
    socket.0.feed(Message::text(json!([2, "s", "StatusNotification", status_v2()]).to_string())).await.unwrap();
    socket.0.flush().await.unwrap();
    assert_eq!(socket.hear().await[2]["status"], "Pending");
    assert_eq!(socket.hear().await[2], "SecurityError", "held back, it may not say that");
}

#[tokio::test]
async fn nothing_is_ordered_of_a_charger_that_may_be_about_to_boot() {
    // W-31
    let bench = Bench::with(|config| config.limits.first_word = Duration::from_secs(3600)).await;
    let key = bench.register("CP-1").await;
    let mut socket = Socket::open(&bench, "CP-1", "ocpp1.6").await;
    bench.wait(&key, |page| page.charger.online).await;
    bench.order(&key, Order::ClearCache).await;
    assert_eq!(socket.ask("b", "BootNotification", boot_v16()).await[2]["status"], "Accepted");
    assert_eq!(socket.hear().await[2], "ClearCache");
    // One that says nothing gets it after a while: many never boot on a reconnect.
    let bench = Bench::with(|config| config.limits.first_word = Duration::from_millis(50)).await;
    let key = bench.register("CP-1").await;
    let mut socket = Socket::open(&bench, "CP-1", "ocpp1.6").await;
    bench.wait(&key, |page| page.charger.online).await;
    bench.order(&key, Order::ClearCache).await;
    assert_eq!(socket.hear().await[2], "ClearCache");
}

#[tokio::test]
async fn whoever_is_turned_away_is_told_of() {
    // W-16
    let bench = Bench::new().await;
    let open = register_with(&bench, "OPEN-1", Password::None).await;
    let key = bench.register("CP-1").await;
    let good = || bench.knock("CP-1", "CP-1");
    let root = format!("ws://{}", bench.address);
    let rows = [
        (
            "a foreign origin",
            Knock::new(&format!("{}/OPEN-1", bench.url())).header("Origin", "https://evil.example"),
            403,
        ),
        ("a body", good().header("Content-Length", "7"), 400),
        ("no connection", good().without("Connection"), 400),
        ("a bad key", good().header("Sec-WebSocket-Key", "c2hvcnQ="), 400),
        ("no sub-protocol", good().without("Sec-WebSocket-Protocol"), 400),
        ("not the room", Knock::new(&format!("{root}/CP-1")).without("Upgrade"), 404),
        ("a stranger's path", Knock::new(&format!("{root}/admin")).without("Upgrade"), 404),
    ];
    for (what, knock, expected) in rows {
        assert_eq!(status(knock).await, expected, "{what}");
    }
    assert_eq!(status_of(&bench, "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\0\0\0\r\n\r\n").await, 400, "TLS");
    let page = bench.wait(&key, |page| page.charger.turned_away.as_ref().is_some_and(|away| away.count == 5)).await;
    assert!(page.charger.turned_away.unwrap().words().starts_with("Turned away at the door 5 times today"));
    assert!(page.trace.exchanges.is_empty(), "a stranger cannot fill its trace");
    bench
        .wait(&open, |page| page.charger.turned_away.as_ref().is_some_and(|away| away.why.contains("foreign origin")))
        .await;
    let rows = bench.csms.chargers().knocking(&ME).await.unwrap().rows;
    let identities: Vec<&str> = rows.iter().map(|row| row.identity.as_str()).collect();
    assert!(
        identities.contains(&"CP-1") && identities.contains(&"OPEN-1") && !identities.contains(&"admin"),
        "{identities:?}"
    );
    assert!(rows.iter().any(|row| row.why.contains("TLS") && !row.registrable), "{rows:?}");
}

#[tokio::test]
async fn requests_that_say_more_than_they_need_are_taken() {
    // W-17, W-18
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    let absolute = request("CP-1").replace("GET /ocpp", &format!("GET http://{}/ocpp", bench.address));
    assert_eq!(status_of(&bench, &absolute).await, 101, "RFC 9112, 3.2.2");
    assert_eq!(status(bench.knock("CP-1", "CP-1").header("Content-Length", "0")).await, 101);
}

#[tokio::test]
async fn an_origin_is_taken_where_it_is_our_own_or_an_administrator_says_so() {
    // W-19, F-06
    let bench = Bench::new().await;
    let key = register_with(&bench, "OPEN-1", Password::None).await;
    let with = |origin: &str| Knock::new(&format!("{}/OPEN-1", bench.url())).header("Origin", origin);
    assert_eq!(status(with(&format!("http://{}", bench.address))).await, 101);
    assert_eq!(status(with("https://evil.example")).await, 403);
    // A page may send any login; without a password it proves nothing.
    assert_eq!(status(with("https://evil.example").basic("OPEN-1", b"x")).await, 403);
    // The Host header is a stranger's word under DNS rebinding.
    assert_eq!(status(with("http://evil.example").header("Host", "evil.example")).await, 403);
    treat(&bench, &key, |treatment| treatment.any_origin = true).await;
    assert_eq!(status(with("https://evil.example")).await, 101);
    bench.register("CP-1").await;
    assert_eq!(status(bench.knock("CP-1", "CP-1").header("Origin", "file://")).await, 101, "its password proves it");
}

#[tokio::test]
async fn one_that_is_held_to_a_version_may_offer_none() {
    // W-20, A-25
    let bench = Bench::new().await;
    let key = bench.register("CP-1").await;
    let bare = || bench.knock("CP-1", "CP-1").without("Sec-WebSocket-Protocol");
    assert_eq!(status(bare()).await, 400);
    treat(&bench, &key, |treatment| treatment.pinned = Some(Protocol::V16)).await;
    let knocked = bare().send().await.unwrap();
    assert_eq!((knocked.status, knocked.header("Sec-WebSocket-Protocol")), (101, None));
    let odd = bench.knock("CP-1", "CP-1").header("Sec-WebSocket-Protocol", "ocpp1.6j").send().await.unwrap();
    assert_eq!((odd.status, odd.header("Sec-WebSocket-Protocol")), (101, Some("ocpp1.6j")));
    let other = bench.knock("CP-1", "CP-1").header("Sec-WebSocket-Protocol", "ocpp2.0.1");
    assert_eq!(status(other).await, 400, "another version than it is held to");
}

#[tokio::test]
async fn a_key_counts_as_its_bytes_and_as_its_digits() {
    // W-29
    let bench = Bench::new().await;
    let bytes: Vec<u8> = (0xe1..=0xf4).collect();
    let lower: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    for (identity, registered) in [("CP-1", lower.clone()), ("CP-2", lower.to_uppercase())] {
        register_with(&bench, identity, Password::Given(registered.clone())).await;
        let with = |password: &[u8]| Knock::new(&format!("{}/{identity}", bench.url())).basic(identity, password);
        assert_eq!(status(with(registered.as_bytes())).await, 101, "{identity}");
        assert_eq!(status(with(&bytes)).await, 101, "{identity}");
        assert_eq!(status(with(&bytes[1..])).await, 401, "{identity}");
        assert_eq!(status(with(&bytes[..16])).await, 401, "{identity}");
    }
}

#[tokio::test]
async fn one_without_a_password_may_send_any() {
    // W-30
    let bench = Bench::new().await;
    register_with(&bench, "OPEN-1", Password::None).await;
    let bare = || Knock::new(&format!("{}/OPEN-1", bench.url()));
    for login in ["admin:admin", ":", ":secret", "OPEN-1:x", "nonsense"] {
        let header = format!("Basic {}", STANDARD.encode(login));
        assert_eq!(status(bare().header("Authorization", &header)).await, 101, "{login}");
    }
    assert_eq!(status(bare().header("Authorization", "Bearer x")).await, 101);
}
