//! The chargers' door: who is let in, who is not, and what each learns.

use crate::bench::{Bench, ME, PASSWORD, PATIENCE};
use crate::database::Database;
use crate::raw::{Raw, drip, request};
use charger_sim::{Charger as Sim, Knock, KnockAnswer};
use csms::{NewCharger, Password};
use model::{ChargerKey, Knock as Knocking};
use std::time::Duration;
use tokio::time::Instant;

impl Bench {
    /// A handshake for this path below `/ocpp/`, with the right password for an identity.
    pub fn knock(&self, path: &str, identity: &str) -> Knock {
        Knock::new(&format!("{}/{path}", self.url())).basic(identity, PASSWORD.as_bytes())
    }

    async fn register_with(&self, identity: &str, password: Password) -> ChargerKey {
        let new = NewCharger {
            identity: identity.to_owned(),
            name: None,
            site: "Kamppi P1".to_owned(),
            organisation: None,
            password,
        };
        self.csms.chargers().add(&ME, new).await.unwrap().key
    }

    /// The list of refused newcomers, as soon as it is as wanted.
    async fn knocking(&self, wanted: impl Fn(&[Knocking]) -> bool) -> Vec<Knocking> {
        let until = Instant::now() + PATIENCE;
        loop {
            let rows = self.csms.chargers().knocking(&ME).await.unwrap().rows;
            if wanted(&rows) {
                return rows;
            }
            assert!(Instant::now() < until, "not seen in time: {rows:#?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// The status of the answer; a refusal says nothing of who refuses.
async fn status(knock: Knock) -> u16 {
    let knocked = knock.send().await.unwrap();
    if knocked.status != 101 {
        assert_eq!((knocked.body.as_str(), knocked.header("Server")), ("", None), "{knocked:?}");
    }
    knocked.status
}

/// The answer's first line to bytes that no library would send.
async fn answer(bench: &Bench, bytes: &[u8]) -> String {
    let mut raw = Raw::silent(bench).await;
    raw.write(bytes).await;
    let rest = String::from_utf8_lossy(&raw.rest().await).into_owned();
    rest.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_sub_protocol_is_agreed_on_or_refused() {
    // B-22, H12
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    let offer = |protocols: &str| bench.knock("CP-1", "CP-1").header("Sec-WebSocket-Protocol", protocols);
    // The charger's first choice that is spoken here wins.
    for (protocols, chosen) in [
        ("ocpp1.6", "ocpp1.6"),
        ("ocpp0.1, ocpp1.6", "ocpp1.6"),
        ("ocpp0.1,ocpp1.6", "ocpp1.6"),
        ("ocpp2.1,ocpp2.0.1,ocpp1.6", "ocpp2.1"),
        ("ocpp2.0.1,ocpp2.1", "ocpp2.0.1"),
        ("ocpp1.6,ocpp2.1", "ocpp1.6"),
    ] {
        let knocked = offer(protocols).send().await.unwrap();
        assert_eq!((knocked.status, knocked.header("Sec-WebSocket-Protocol")), (101, Some(chosen)), "{protocols}");
    }
    for protocols in ["ocpp0.1", "ocpp2.0", "ocpp1.60", "ocpp1.5", "soap", ""] {
        assert_eq!(status(offer(protocols)).await, 400, "{protocols}");
    }
    assert_eq!(status(bench.knock("CP-1", "CP-1").without("Sec-WebSocket-Protocol")).await, 400);
    let twice = offer("ocpp0.1").also("Sec-WebSocket-Protocol", b"ocpp1.6");
    assert_eq!(status(twice).await, 101, "two headers are one list");
    let deflated = bench.knock("CP-1", "CP-1").header("Sec-WebSocket-Extensions", "permessage-deflate");
    let knocked = deflated.send().await.unwrap();
    assert_eq!((knocked.status, knocked.header("Sec-WebSocket-Extensions")), (101, None), "declined");
}

#[tokio::test]
async fn the_address_is_read_once_and_leads_to_one_charger() {
    // A-27, E-04
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    bench.register("100%").await;
    bench.register("Säule 1").await;
    for path in ["CP-1", "CP%2D1", "%43%50-1", "CP-1/", "/CP-1", "CP-1//", "CP-1?x=1", "CP-1?password=guess"] {
        assert_eq!(status(bench.knock(path, "CP-1")).await, 101, "{path}");
    }
    assert_eq!(status(bench.knock("100%25", "100%")).await, 101);
    assert_eq!(status(bench.knock("S%C3%A4ule%201", "Säule 1")).await, 101);
    let long = "x".repeat(49);
    for path in
        ["CP%2F1", "..", "%2e%2e", "a..b", "a:b", "CP%3A1", &long, "CP%0A1", "CP%00", "CP%", "CP%zz", "%FF", "a%5Cb"]
    {
        assert_eq!(status(bench.knock(path, "CP-1")).await, 400, "{path}");
    }
    for path in ["", "CP-1/more"] {
        assert_eq!(status(bench.knock(path, "CP-1")).await, 404, "{path}");
    }
    assert_eq!(status(bench.knock("cp-1", "cp-1")).await, 401, "another case is another identity");
    assert_eq!(status(bench.knock("CP%252D1", "CP-1")).await, 401, "not decoded twice");
    let in_query = Knock::new(&format!("{}/CP-1?Authorization=Basic%20Q1A", bench.url()));
    assert_eq!(status(in_query).await, 401);
}

#[tokio::test]
async fn unknown_and_wrong_are_refused_alike() {
    // E-01, E-03, E-08, A-31, H12
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    bench.register_with("CP-2", Password::Given("another:key:with:colons".to_owned())).await;
    let bare = |path: &str| Knock::new(&format!("{}/{path}", bench.url()));
    let model = bare("nobody").basic("nobody", b"guess").send().await.unwrap();
    assert_eq!((model.status, model.header("WWW-Authenticate")), (401, Some("Basic realm=\"ocpp\"")));
    let rows: [(&str, Knock); 12] = [
        ("known, wrong password", bare("CP-1").basic("CP-1", b"guess")),
        ("known, longer password", bare("CP-1").basic("CP-1", b"charger-key-00011")),
        ("known, empty password", bare("CP-1").basic("CP-1", b"")),
        ("known, none", bare("CP-1")),
        ("unknown, none", bare("nobody")),
        ("known, another scheme", bare("CP-1").header("Authorization", "Bearer abc")),
        ("unknown, another scheme", bare("nobody").header("Authorization", "Bearer abc")),
        ("known, unreadable", bare("CP-1").header("Authorization", "Basic ***")),
        ("known, empty header", bare("CP-1").header("Authorization", "")),
        ("another user", bare("CP-1").basic("admin", PASSWORD.as_bytes())),
        ("one's own login at another's address", bare("CP-2").basic("CP-1", PASSWORD.as_bytes())),
        ("one's own password under another's name", bare("CP-2").basic("CP-2", PASSWORD.as_bytes())),
    ];
    for (what, knock) in rows {
        let knocked: KnockAnswer = knock.send().await.unwrap();
        assert_eq!(knocked, model, "{what}");
    }
    assert_eq!(status(bench.knock("CP-1", "CP-1")).await, 101);
    assert_eq!(status(bare("CP-2").basic("CP-2", b"another:key:with:colons")).await, 101, "A-30");
}

#[tokio::test]
async fn unknown_and_wrong_are_refused_in_the_same_time() {
    // E-03: by medians, taken in turn, so that a busy machine slows both alike.
    const ROUNDS: usize = 60;
    const APART_MAX: Duration = Duration::from_millis(5);
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    let rows = ["CP-1", "nobody"];
    let mut times = rows.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for (identity, times) in rows.iter().zip(&mut times) {
            let knock = Knock::new(&format!("{}/{identity}", bench.url())).basic(identity, b"guess");
            let began = Instant::now();
            assert_eq!(status(knock).await, 401, "{identity}");
            times.push(began.elapsed());
        }
    }
    let medians = times.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 2]
    });
    assert!(medians[0].abs_diff(medians[1]) < APART_MAX, "{medians:?}");
}

#[tokio::test]
async fn a_charger_without_a_password_must_be_registered_as_such() {
    // E-01, H12
    let bench = Bench::new().await;
    let key = bench.register_with("OPEN-1", Password::None).await;
    let sim = Sim::new("OPEN-1").url(&bench.url()).once().start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    assert!(bench.page(&key).await.charger.no_password, "and wears a badge");
    bench.register("CP-1").await;
    assert_eq!(status(Knock::new(&format!("{}/CP-1", bench.url()))).await, 401);
    let page = bench.knock("OPEN-1", "OPEN-1").without("Authorization").header("Origin", "https://evil.example");
    assert_eq!(status(page).await, 403, "a page in a browser is no charger");
}

#[tokio::test]
async fn requests_that_are_no_chargers_are_refused() {
    // B-23, B-24, B-25
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    let good = || bench.knock("CP-1", "CP-1");
    let key = b"dGhlIHNhbXBsZSBub25jZQ==";
    let many = (0..200).fold(good(), |knock, n| knock.also(&format!("X-{n}"), b"y"));
    let rows = [
        ("200 headers", many, 431),
        ("64 KiB in a header", good().header("X", &"y".repeat(64 * 1024)), 431),
        ("two hosts", good().also("Host", b"a").also("Host", b"b"), 400),
        ("two versions", good().also("Sec-WebSocket-Version", b"8"), 400),
        ("two keys", good().also("Sec-WebSocket-Key", key), 400),
        ("a body", good().header("Content-Length", "5"), 400),
        ("two lengths", good().header("Content-Length", "5").header("Transfer-Encoding", "chunked"), 400),
        ("version 12", good().header("Sec-WebSocket-Version", "12"), 426),
        ("a short key", good().header("Sec-WebSocket-Key", "c2hvcnQ="), 400),
        ("no upgrade", good().without("Upgrade"), 426),
        ("no connection", good().without("Connection"), 400),
        ("a POST", good().method("POST"), 426),
        ("a HEAD", good().without("Upgrade").method("HEAD"), 426),
    ];
    for (what, knock, expected) in rows {
        assert_eq!(status(knock).await, expected, "{what}");
    }
    let root = format!("ws://{}/", bench.address);
    assert_eq!(status(Knock::new(&root).without("Upgrade")).await, 404);
    assert_eq!(status(Knock::new(&root).method("POST").without("Upgrade")).await, 404);
    assert_eq!(status(Knock::new(&format!("{root}admin"))).await, 404);

    let line_feeds = request("CP-1").replace("\r\n", "\n");
    let old = request("CP-1").replace("HTTP/1.1", "HTTP/1.0");
    let tls = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(40);
    for (what, bytes) in [
        ("line feeds only", line_feeds.as_bytes()),
        ("HTTP/1.0", old.as_bytes()),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("TLS", &tls),
        ("noise", b"\0\0\0\0\xff\xff\r\n\r\n"),
    ] {
        let told = answer(&bench, bytes).await;
        assert!(told.starts_with("HTTP/1.1 400 "), "{what}: {told}");
    }
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_ended() {
    // C-03
    let bench = Bench::with(|config| config.limits.handshake = Duration::from_millis(400)).await;
    let key = bench.register("CP-1").await;
    let slow = (0..40).map(|n| {
        let bench = &bench;
        async move {
            let mut raw = Raw::silent(bench).await;
            match n % 3 {
                0 => {}
                1 => raw.write(request("CP-1").trim_end().as_bytes()).await,
                _ => drip(&mut raw, request("CP-1").as_bytes(), Duration::from_millis(20)).await,
            }
            raw.rest().await
        }
    });
    let real = async {
        let sim = bench.sim("CP-1").start().await;
        assert!(sim.wait_booted(PATIENCE).await, "a real charger comes in beside them");
        sim
    };
    let (ended, sim) = tokio::join!(futures::future::join_all(slow), real);
    assert!(ended.iter().all(Vec::is_empty), "they are told nothing");
    assert!(bench.page(&key).await.charger.online);
    assert_eq!(sim.status().losses, 0);
}

#[tokio::test]
async fn who_knocks_is_listed_and_can_be_registered() {
    // E-06
    let bench = Bench::new().await;
    let site = bench.page(&bench.register("CP-1").await).await.charger.site.key;
    for _ in 0..3 {
        assert_eq!(status(bench.knock("NEW-1", "NEW-1")).await, 401);
    }
    assert_eq!(status(Knock::new(&format!("{}/CP-1", bench.url())).basic("CP-1", b"guess")).await, 401);
    let all_in = |rows: &[Knocking]| rows.len() == 2 && rows.iter().map(|row| row.count).sum::<i64>() == 4;
    let rows = bench.knocking(all_in).await;
    let of = |identity: &str| rows.iter().find(|row| row.identity == identity).unwrap().clone();
    let (new, known) = (of("NEW-1"), of("CP-1"));
    assert_eq!((new.address.as_str(), new.why.as_str(), new.count), ("127.0.0.1", "Unknown identity", 3));
    assert!(new.registrable && new.first.ms <= new.last.ms);
    assert_eq!((known.why.as_str(), known.count, known.registrable), ("Wrong password", 1, false));

    let added = bench.csms.chargers().register(&ME, "NEW-1", Some("Dock 4"), &site).await.unwrap();
    let made = added.password.expect("a password is made, and shown once");
    assert!(made.len() >= 16, "A-29, E-07: at least 128 bits");
    let rows = bench.knocking(|rows| rows.len() == 1).await;
    assert_eq!(rows[0].identity, "CP-1");
    let sim = bench.sim("NEW-1").password(&made).start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    assert_eq!(bench.page(&added.key).await.charger.name, "Dock 4");
    // Whoever tries once more to register it learns that it is there.
    assert!(bench.csms.chargers().register(&ME, "NEW-1", None, &site).await.is_err());
}

#[tokio::test]
async fn a_stolen_database_tells_no_charger_password() {
    // E-07
    let bench = Bench::new().await;
    let (_key, sim) = bench.another("CP-1").await;
    bench.register("CP-2").await;
    let mut database = Database::open(&bench).await;
    let stored = database.passwords().await;
    assert_eq!(stored.len(), 2);
    assert_ne!(stored[0], stored[1], "the same password under two salts");
    sim.stop().await;
    for entry in std::fs::read_dir(bench.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let holds = bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes());
        assert!(!holds, "{} holds the password", path.display());
    }
}
