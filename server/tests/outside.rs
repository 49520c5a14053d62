//! What stands around a server: who watches over it, proxies before it, addresses typed by hand, commands beside it.

mod common;

use common::browser::{Browser, location};
use common::process::{ServerProcess, must};
use common::{Folder, PATIENCE, SITE, TestServer, eventually};
use reqwest::header::{ACCEPT, HOST, ORIGIN, REFERER};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends bytes to a door, and gives the whole answer.
async fn raw(door: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(door).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("an answer in time").unwrap();
    answer
}

async fn probe(door: SocketAddr, method: &str, path: &str, host: &str) -> (u16, String) {
    let answer = raw(door, &format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await;
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
}

/// O-65: whoever watches over it learns at each door whether it is well, by whatever name, and nothing else.
#[tokio::test]
async fn each_door_says_whether_it_is_well() {
    let server = TestServer::start().await;
    let doors = [server.serving.console(), server.serving.files().unwrap(), server.serving.chargers()];
    for door in doors {
        for path in [
            "/healthz",
            "/readyz",
            "/livez",
            "/health",
            "/ready",
            "/api/health",
            "/healthz/",
            "/readyz/",
            "/livez/",
            "/api/health/",
        ] {
            assert_eq!(probe(door, "HEAD", path, "localhost").await, (200, String::new()), "{door} {path}");
            for host in ["localhost", "10.1.2.3:8080", "health.example"] {
                assert_eq!(probe(door, "GET", path, host).await, (200, "ok".to_owned()), "{door} {path} {host}");
            }
        }
        assert_ne!(probe(door, "GET", "/healthz/x", "localhost").await.0, 200, "{door}");
        assert_ne!(probe(door, "POST", "/healthz", "localhost").await.0, 200, "{door}");
    }
    // The process answers still; the database does not.
    server.csms().close().await;
    eventually("that the database does not answer", async || probe(doors[0], "GET", "/readyz", "any").await.0 == 503)
        .await;
    for door in &doors[..2] {
        assert_eq!(probe(*door, "GET", "/healthz", "any").await, (200, "ok".to_owned()), "{door}");
        assert_eq!(probe(*door, "GET", "/readyz", "any").await, (503, String::new()), "{door}");
    }
    server.stop().await;
}

/// O-66: whoever set up a proxy reads what is missing, on the page and in the log.
#[tokio::test]
async fn behind_an_unknown_proxy_the_missing_flag_is_named() {
    let folder = Folder::new();
    must(&folder, &["organisation", "add", "Nordvolt"], "");
    let running = ServerProcess::start(&folder, &[]);
    let browser = Browser::new(&running.console());
    let sign_in = browser.client.post(browser.url("/sign-in")).header(ORIGIN, "https://console.example.com");
    let answer = sign_in.header(ACCEPT, "text/html").form(&[("email", "a"), ("password", "b")]).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    let text = answer.text().await.unwrap();
    assert!(text.contains("--console-origin https://console.example.com"), "{text}");
    let answer = browser.client.get(browser.url("/chargers")).header(HOST, "other.example.com").send().await.unwrap();
    assert_eq!(answer.status(), 421);
    let text = answer.text().await.unwrap();
    assert!(text.contains("--console-origin https://other.example.com"), "{text}");
    let plain = browser.client.post(browser.url("/sign-in")).header(HOST, "plain.example.com");
    let answer = plain.header(ORIGIN, "http://plain.example.com").form(&[("email", "a")]).send().await.unwrap();
    assert_eq!(answer.status(), 421);
    let text = answer.text().await.unwrap();
    assert!(text.contains("--console-origin http://plain.example.com\n"), "{text}");
    for (name, value) in [(ORIGIN, "null"), (REFERER, "http://127.0.0.1/sign-in")] {
        let answer = browser.client.post(browser.url("/sign-in")).header(&name, value).form(&[("email", "a")]);
        let answer = answer.send().await.unwrap();
        assert_eq!(answer.status(), 403);
        let text = answer.text().await.unwrap();
        assert!(text.contains("--console-origin"), "{name}: {text}");
    }
    let foreign = browser.client.post(browser.url("/sign-in")).header(ORIGIN, "https://evil.example");
    let answer = foreign.header("Sec-Fetch-Site", "cross-site").form(&[("email", "a")]).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    assert!(!answer.text().await.unwrap().contains("--console-origin"), "a foreign page is no proxy");
    let (_, _, _, log) = running.end("TERM");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("--console-origin")).collect();
    assert!(matches!(lines[..], [line] if line.contains("WARN") && line.contains("console.example.com")), "{log}");
}

/// K-20: an address typed with a slash at its end is the page without it.
#[tokio::test]
async fn a_slash_at_the_end_of_an_address_is_no_other_page() {
    let server = TestServer::start().await;
    let desk = server.signed_in(common::DESK).await;
    for (asked, page) in [
        ("/chargers/", "/chargers"),
        ("/chargers/?q=a", "/chargers?q=a"),
        ("/actions/", "/actions"),
        ("/files/firmware/", "/files/firmware"),
        ("/sign-in/", "/sign-in"),
    ] {
        let answer = desk.get(asked).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (308, page), "{asked}");
    }
    assert_eq!(desk.get("/nowhere").await.status(), 404);
    assert_eq!(desk.get("/").await.status(), 303);
    server.stop().await;
}

/// K-21: a command beside a running server tells the address that is true.
#[tokio::test]
async fn the_running_servers_address_is_told() {
    let folder = Folder::new();
    must(&folder, &["organisation", "add", "Nordvolt"], "");
    must(&folder, &["site", "add", SITE, "--organisation", "Nordvolt"], "");
    let add = |identity: &str, more: &[&str]| {
        let arguments = [&["charger", "add", identity, "--site", SITE, "--no-password"], more].concat();
        must(&folder, &arguments, "")
    };
    let running = ServerProcess::start(&folder, &[]);
    assert_eq!(add("CP-1", &[]), format!("address {}/CP-1\n", running.chargers()));
    assert_eq!(
        add("CP-2", &["--chargers", "192.0.2.7:9100"]),
        "address ws://192.0.2.7:9100/ocpp/CP-2\n",
        "as was said"
    );
    assert!(running.end("TERM").0.success());
    assert_eq!(add("CP-3", &[]), "address ws://127.0.0.1:9000/ocpp/CP-3\n");
    let running = ServerProcess::start(&folder, &["--chargers-url", "wss://ocpp.example.com"]);
    assert_eq!(add("CP-4", &[]), "address wss://ocpp.example.com/ocpp/CP-4\n");
    // One that was killed could not take its addresses away.
    running.kill();
    assert_eq!(add("CP-5", &[]), "address ws://127.0.0.1:9000/ocpp/CP-5\n");
}
