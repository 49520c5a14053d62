//! Requests as chargers, browsers and strangers send them.

use super::*;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

const GOOD: &str = "GET /ocpp/CP-1 HTTP/1.1\r\nHost: csms\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n";

fn with(header: &str) -> String {
    GOOD.replace("\r\n\r\n", &format!("\r\n{header}\r\n\r\n"))
}

fn without(name: &str) -> String {
    GOOD.split_inclusive("\r\n").filter(|line| !line.starts_with(name)).collect()
}

fn upgrade(request: &[u8]) -> Upgrade {
    match read(request) {
        Progress::Upgrade(upgrade) => upgrade,
        other => panic!("{}: {other:?}", String::from_utf8_lossy(request)),
    }
}

fn status(request: &[u8]) -> u16 {
    match read(request) {
        Progress::Refused(refused) => refused.status,
        Progress::Upgrade(_) => 101,
        Progress::Probe(..) => 200,
        Progress::NeedMore => 0,
    }
}

#[test]
fn a_good_request_is_answered_with_exact_headers() {
    let request = upgrade(GOOD.as_bytes());
    assert_eq!((&*request.identity, request.head_len), ("CP-1", GOOD.len()));
    assert_eq!(
        response_101(&request, Some("ocpp1.6")),
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n"
    );
    let mut with_frame = GOOD.as_bytes().to_vec();
    with_frame.extend_from_slice(b"\x81\x80abcd\n");
    assert_eq!(upgrade(&with_frame).head_len, GOOD.len());
    let lower = GOOD.to_lowercase().replace("get /ocpp/cp-1 http", "GET /ocpp/CP-1 HTTP").replace("dghl", "dGhl");
    assert_eq!(status(lower.replace("ihnhbxbszsbub25jzq", "IHNhbXBsZSBub25jZQ").as_bytes()), 101);
}

#[test]
fn a_request_is_waited_for_within_the_limit() {
    for length in 0..GOOD.len() {
        assert_eq!(status(&GOOD.as_bytes()[..length]), 0, "{length}");
    }
    // B-23
    let padded = |length: usize| with(&format!("X: {}", "a".repeat(length - GOOD.len() - 5)));
    assert_eq!(padded(HEAD_MAX).len(), HEAD_MAX);
    assert_eq!(status(padded(HEAD_MAX).as_bytes()), 101);
    assert_eq!(status(padded(HEAD_MAX + 1).as_bytes()), 431);
    assert_eq!(status(padded(64 * 1024).as_bytes()), 431);
    assert_eq!(status(with(&"X: y\r\n".repeat(200)).as_bytes()), 431);
    assert_eq!(status(&[b'a'; HEAD_MAX]), 431);
}

/// W-20.
#[test]
fn sub_protocols_are_read_as_they_are_spelt() {
    let check = |offer: &str, known: &[&str], first: Option<&str>| {
        let request = upgrade(GOOD.replace("Sec-WebSocket-Protocol: ocpp1.6", offer).as_bytes());
        let found: Vec<&str> = request.offered.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!((found.as_slice(), request.first_offer.as_deref()), (known, first), "{offer}");
    };
    check("Sec-WebSocket-Protocol: ocpp0.1", &[], Some("ocpp0.1"));
    check("Sec-WebSocket-Protocol: ocpp0.1,ocpp1.6", &["ocpp1.6"], Some("ocpp0.1"));
    check("Sec-WebSocket-Protocol: ocpp2.0.1, ocpp1.6", &["ocpp2.0.1", "ocpp1.6"], Some("ocpp2.0.1"));
    check(
        "Sec-WebSocket-Protocol: ocpp2.0.1\r\nSec-WebSocket-Protocol: ocpp1.6",
        &["ocpp2.0.1", "ocpp1.6"],
        Some("ocpp2.0.1"),
    );
    check("Sec-WebSocket-Protocol: OCPP1.6, ocpp1.6", &["OCPP1.6"], Some("OCPP1.6"));
    check("Sec-WebSocket-Protocol: ocpp1.6x", &[], Some("ocpp1.6x"));
    check("Sec-WebSocket-Protocol: a b, \"c\"", &[], None);
    check("Sec-WebSocket-Protocol:", &[], None);
    check("X: y", &[], None);
    let none = upgrade(GOOD.replace("Sec-WebSocket-Protocol: ocpp1.6", "X: y").as_bytes());
    assert!(!response_101(&none, None).contains("Sec-WebSocket-Protocol"));
}

///
#[test]
fn the_identity_is_read_from_the_address() {
    let check = |target: &str, expected: Result<&str, u16>| {
        let request = GOOD.replace("/ocpp/CP-1", target);
        match (read(request.as_bytes()), expected) {
            (Progress::Upgrade(upgrade), Ok(identity)) => assert_eq!(upgrade.identity, identity, "{target}"),
            (Progress::Refused(refused), Err(status)) => assert_eq!(refused.status, status, "{target} {refused:?}"),
            (found, _) => panic!("{target}: {found:?}"),
        }
    };
    check("/ocpp/CP-1", Ok("CP-1"));
    check("/ocpp/CP-1/", Ok("CP-1"));
    check("//ocpp//CP-1//", Ok("CP-1"));
    check("/ocpp/CP-1?version=1&x=/y", Ok("CP-1"));
    check("/ocpp/CP%201", Ok("CP 1"));
    check("/ocpp/%43P-1", Ok("CP-1"));
    check("/ocpp/S%C3%A4ule", Ok("Säule"));
    check("/ocpp/a%2541", Ok("a%41"));
    check("/ocpp/a%2Fb", Err(400));
    check("/ocpp/..", Err(400));
    check("/ocpp/%2e%2E", Err(400));
    check("/ocpp/../ocpp/CP-1", Err(400));
    check("/ocpp/a:b", Err(400));
    check("/ocpp/a%3Ab", Err(400));
    check("/ocpp/a%00b", Err(400));
    check("/ocpp/a%0d%0ab", Err(400));
    check("/ocpp/a%ffb", Err(400));
    check("/ocpp/a%4", Err(400));
    check("/ocpp/a%zz", Err(400));
    check("/ocpp/a#b", Err(400));
    check(&format!("/ocpp/{}", "x".repeat(48)), Ok(&"x".repeat(48)));
    check(&format!("/ocpp/{}", "x".repeat(49)), Err(400));
    check(&format!("/ocpp/{}", "%78".repeat(48)), Ok(&"x".repeat(48)));
    check("/ocpp", Err(404));
    check("/ocpp/", Err(404));
    check("/ocpp/a/b", Err(404));
    check("/CP-1", Err(404));
    // W-17
    check("http://csms/ocpp/CP-1", Ok("CP-1"));
    check("HTTP://csms:9000/ocpp/CP-1?x=1", Ok("CP-1"));
    check("ws://csms/ocpp/CP%201/", Ok("CP 1"));
    check("http://csms", Err(404));
    check("http://csms?/ocpp/CP-1", Err(400));
    check("http://csms/CP-1", Err(404));
    check("ftp://csms/ocpp/CP-1", Err(400));
    check("*", Err(400));
}

///
#[test]
fn basic_authorization_is_read_byte_by_byte() {
    let encoded = |bytes: &[u8]| format!("Authorization: Basic {}", STANDARD.encode(bytes));
    let check = |header: &str, expected: Credentials, password: Option<&[u8]>| {
        let request = upgrade(with(header).as_bytes());
        assert_eq!((request.credentials, request.password.as_deref()), (expected, password), "{header}");
    };
    check("X: y", Credentials::Missing, None);
    check(&encoded(b"CP-1:secret"), Credentials::Given, Some(b"secret"));
    check(&encoded(b"CP-1:with:colon"), Credentials::Given, Some(b"with:colon"));
    check(&encoded(b"CP-1:\xff\x00\xfe"), Credentials::Given, Some(b"\xff\x00\xfe"));
    check(&encoded(b"CP-1:"), Credentials::Given, Some(b""));
    check(encoded(b"CP-1:sec").trim_end_matches('='), Credentials::Given, Some(b"sec"));
    check(&encoded(b"CP-1:secret").replace("Basic ", "bASIC   "), Credentials::Given, Some(b"secret"));
    check(&encoded(b"CP-2:secret"), Credentials::WrongUser, None);
    check(&encoded(b"cp-1:secret"), Credentials::WrongUser, None);
    check(&encoded(b":secret"), Credentials::WrongUser, None);
    check(&encoded(b"CP-1"), Credentials::Malformed, None);
    check(&encoded(b""), Credentials::Malformed, None);
    check("Authorization:", Credentials::Malformed, None);
    check("Authorization: Bearer abc", Credentials::Malformed, None);
    check("Authorization: Basic !!!", Credentials::Malformed, None);
    check("Authorization: Basic", Credentials::Malformed, None);
    assert!(!format!("{:?}", upgrade(with(&encoded(b"CP-1:secret")).as_bytes())).contains("secret"));
    assert_eq!(
        refusal(401),
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"ocpp\"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    );
}

/// B-22.
#[test]
fn compression_is_declined_by_not_answering_it() {
    let request = upgrade(with("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits").as_bytes());
    assert!(!response_101(&request, Some("ocpp1.6")).contains("Extensions"));
}

/// B-23.
#[test]
fn malformed_upgrades_are_refused() {
    let check = |request: String, expected: u16| assert_eq!(status(request.as_bytes()), expected, "{request}");
    check(with("Host: other"), 400);
    // A list in two headers (it was refused before).
    check(with("Upgrade: websocket"), 101);
    check(with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 400);
    check(with("Authorization: Basic QQ==\r\nAuthorization: Basic QQ=="), 400);
    check(with("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400);
    // W-18
    check(with("Content-Length: 0"), 101);
    check(with("Content-Length: 00"), 101);
    check(with("Content-Length: 5"), 400);
    check(with("Content-Length:"), 400);
    check(with("Content-Length: 0\r\nContent-Length: 5"), 400);
    check(without("Host"), 400);
    check(without("Connection"), 400);
    check(without("Sec-WebSocket-Key"), 400);
    check(GOOD.replace("bm9uY2U", "").replace("dGhl", ""), 400);
    check(GOOD.replace("Upgrade: websocket", "Upgrade: h2c"), 400);
    check(GOOD.replace("Connection: Upgrade", "Connection: keep-alive, Upgrade"), 101);
    check(GOOD.replace("Version: 13", "Version: 12"), 426);
    check(without("Sec-WebSocket-Version"), 426);
    check(GOOD.replace("HTTP/1.1", "HTTP/1.0"), 400);
    check(GOOD.replace("\r\n", "\n"), 400);
    check(GOOD.replacen("\r\n", "\n", 1), 400);
    check("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 400);
    check("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0".to_owned(), 400);
}

/// B-24.
#[test]
fn other_requests_learn_nothing() {
    let check = |request: &str, expected: u16| {
        assert_eq!(status(request.as_bytes()), expected, "{request}");
        let answer = refusal(expected).to_lowercase();
        assert!(!answer.contains("server") && !answer.contains("chargehand") && answer.contains("connection: close"));
    };
    check("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 404);
    check("GET /ocpp/CP-1 HTTP/1.1\r\nHost: a\r\n\r\n", 426);
    check("POST /ocpp/CP-1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 426);
    check("POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 404);
    check("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 404);
    assert!(refusal(426).contains("\r\nUpgrade: websocket\r\n"));
    assert!(refusal(999).starts_with("HTTP/1.1 400 Bad Request\r\n"));
}

/// O-65: by whatever name, with a slash or without, for the whole answer or for its head.
#[test]
fn whoever_watches_is_answered_here_too() {
    let check = |line: &str, expected: Option<(Probe, Body)>| {
        let found = match read(format!("{line} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes()) {
            Progress::Probe(probe, body) => Some((probe, body)),
            _other => None,
        };
        assert_eq!(found, expected, "{line}");
    };
    check("GET /healthz", Some((Probe::Alive, Body::Wanted)));
    check("HEAD /healthz", Some((Probe::Alive, Body::Unwanted)));
    check("GET /readyz/", Some((Probe::Ready, Body::Wanted)));
    check("HEAD /readyz/?x=1", Some((Probe::Ready, Body::Unwanted)));
    check("GET /api/health", Some((Probe::Ready, Body::Wanted)));
    check("POST /healthz", None);
    check("GET /healthz/x", None);
    assert!(response_to_probe(true, Body::Wanted).ends_with("Content-Length: 2\r\n\r\nok"));
    assert!(response_to_probe(true, Body::Unwanted).ends_with("Content-Length: 2\r\n\r\n"));
    assert!(response_to_probe(false, Body::Wanted).ends_with("Content-Length: 0\r\n\r\n"));
}

/// W-16.
#[test]
fn whoever_is_refused_is_named_as_far_as_the_request_can_be_read() {
    let check = |request: &str, status: u16, name: Name| match read(request.as_bytes()) {
        Progress::Refused(refused) => assert_eq!((refused.status, refused.name), (status, name), "{request}"),
        other => panic!("{request}: {other:?}"),
    };
    let called = |identity: &str| Name::Called(identity.to_owned());
    check(&with("Content-Length: 5"), 400, called("CP-1"));
    check(&without("Connection"), 400, called("CP-1"));
    check(&without("Sec-WebSocket-Key"), 400, called("CP-1"));
    check(&GOOD.replace("HTTP/1.1", "HTTP/1.0"), 400, called("CP-1"));
    check(&GOOD.replace("\r\n", "\n"), 400, called("CP-1"));
    check(&GOOD.replace("Host: csms", "Host csms"), 400, called("CP-1"));
    check(&GOOD.replace("/ocpp/CP-1", "/CP-1"), 404, Name::Elsewhere("CP-1".to_owned()));
    check(
        &GOOD.replace("/ocpp/CP-1", "/steve/websocket/CentralSystemService/CP-1"),
        404,
        Name::Elsewhere("CP-1".to_owned()),
    );
    check(&GOOD.replace("/ocpp/CP-1", "/ocpp/a%3Ab"), 400, called("a:b"));
    // An address without an identity: it may stand in the login, and who forgot it is told of all the same.
    for address in ["/ocpp", "/ocpp/", "/"] {
        let request = GOOD.replace("/ocpp/CP-1", address);
        check(&request, 404, Name::Unsaid);
        let login = format!("Host: csms\r\nAuthorization: Basic {}", STANDARD.encode("CP-7:pw"));
        check(&request.replace("Host: csms", &login), 404, called("CP-7"));
        check(&request.replace("Host: csms", "Host: csms\r\nAuthorization: Bearer x"), 404, Name::Unsaid);
    }
    check("GET /ocpp/CP-1 HTTP/1.1\r\nHost: a\r\n\r\n", 426, called("CP-1"));
    check("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 404, Name::None);
    check("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0", 400, Name::Sealed);
    check("SSH-2.0-x\r\n\r\n", 400, Name::None);
}

/// W-17, W-18: what is said twice and is the same, what is a list, and what is empty says nothing new.
#[test]
fn the_door_is_as_wide_as_http() {
    for header in [
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Content-Length: 0, 0",
        "Content-Length: 0\r\nContent-Length: 0",
        "Origin:",
        "Origin: http://csms\r\nOrigin: http://csms",
    ] {
        let upgrade = upgrade(with(header).as_bytes());
        assert_eq!(upgrade.identity, "CP-1", "{header}");
        assert_ne!(upgrade.origin.as_deref(), Some(""), "{header}");
    }
    let key = |key: &str| GOOD.replace("dGhlIHNhbXBsZSBub25jZQ==", key);
    assert_ne!(key("x"), GOOD, "the key is where it is looked for");
    assert_eq!(upgrade(key("AAAAAAAAAAAAAAAAAAAAAB==").as_bytes()).identity, "CP-1");
    for header in
        ["Sec-WebSocket-Version: 8", "Host: other", "Origin: http://a\r\nOrigin: http://b", "Content-Length: 0, 3"]
    {
        assert_eq!(status(with(header).as_bytes()), 400, "{header}");
    }
}

/// F-06: what an origin means is decided where the charger is known (`listener/origin.rs`).
#[test]
fn the_origin_is_read_with_the_request() {
    assert_eq!(
        upgrade(with("Origin: https://evil.example").as_bytes()).origin.as_deref(),
        Some("https://evil.example")
    );
    assert_eq!(upgrade(GOOD.as_bytes()).origin, None);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = status(&bytes);
    }

    #[test]
    fn any_mutation_is_read_or_refused(at in 0..GOOD.len(), byte in any::<u8>(), header in "[ -~]{0,80}") {
        let mut bytes = GOOD.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = status(&bytes);
        let _ = status(with(&header).as_bytes());
        let _ = status(with(&format!("Authorization: {header}")).as_bytes());
        let _ = status(GOOD.replace("CP-1", &header).as_bytes());
    }
}
