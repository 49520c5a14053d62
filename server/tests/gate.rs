//! The gate over HTTP: only the console's own pages may ask it for anything.

mod common;

use common::browser::{Browser, SEC_FETCH_SITE};
use common::{ADMIN, PATIENCE, TestServer};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HOST, ORIGIN};
use reqwest::{Method, StatusCode};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends text as it stands, and gives the head of what comes back.
async fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that refuses early may close before it has read everything.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
        match tokio::time::timeout(PATIENCE, stream.read_buf(&mut answer)).await.expect("an answer in time") {
            Ok(1..) => {}
            Ok(0) | Err(_) => break,
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// F-02: nothing that a link could reach changes anything.
#[tokio::test]
async fn every_server_function_is_post_only() {
    let server = TestServer::start().await;
    let admin = server.signed_in(ADMIN).await;
    let functions: Vec<_> = server_fn_paths().collect();
    assert!(functions.len() >= 7, "{functions:?}");
    for (path, method) in functions {
        assert_eq!(method, Method::POST, "{path}");
        assert!(path.starts_with("/api/"), "{path}");
        let status =
            admin.client.get(admin.url(path)).header(SEC_FETCH_SITE, "same-origin").send().await.unwrap().status();
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    server.stop().await;
}

/// F-01, F-03, F-04: with a valid cookie, and every way a foreign page can post a form.
#[tokio::test]
async fn a_foreign_page_cannot_order_anything() {
    let server = TestServer::start().await;
    let admin = server.signed_in(ADMIN).await;
    let ours = server.origin();
    let port = server.serving.console().port();
    let foreign = [
        "null".to_owned(),
        "http://evil.example".to_owned(),
        ours.replace("http:", "https:"),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        "http://127.0.0.1".to_owned(),
        format!("{ours}.evil.example"),
        format!("http://a.localhost:{port}"),
    ];
    let functions = server_fn_paths().map(|(path, _)| path.to_owned());
    let posts: Vec<String> =
        functions.chain(["/sign-in".to_owned(), "/sign-out".to_owned(), "/setup/x".to_owned()]).collect();
    for path in &posts {
        let post =
            |kind: &str| admin.client.post(admin.url(path)).header(CONTENT_TYPE, kind.to_owned()).body("charger=x");
        for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"] {
            for origin in &foreign {
                let status = post(kind).header(ORIGIN, origin).send().await.unwrap().status();
                assert_eq!(status, StatusCode::FORBIDDEN, "{path} {kind} {origin}");
            }
            assert_eq!(post(kind).send().await.unwrap().status(), StatusCode::FORBIDDEN, "{path} {kind}");
            for site in ["cross-site", "same-site", "none"] {
                let status = post(kind).header(SEC_FETCH_SITE, site).send().await.unwrap().status();
                assert_eq!(status, StatusCode::FORBIDDEN, "{path} {kind} {site}");
            }
        }
    }
    // Nobody was signed out by all this.
    assert_eq!(admin.get("/chargers").await.status(), StatusCode::OK);
    server.stop().await;
}

/// F-05.
#[tokio::test]
async fn a_foreign_page_cannot_read_the_stream() {
    let server = TestServer::start().await;
    let admin = server.signed_in(ADMIN).await;
    let open = |name: &'static str, value: &'static str| admin.client.get(admin.url("/events")).header(name, value);
    for (name, value) in [("Origin", "http://evil.example"), ("Origin", "null"), (SEC_FETCH_SITE, "cross-site")] {
        let response = open(name, value).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(response.headers().get("access-control-allow-origin").is_none());
    }
    let bare = admin.client.get(admin.url("/events")).send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::FORBIDDEN);
    let head = admin.client.head(admin.url("/events")).header(SEC_FETCH_SITE, "same-origin").send().await.unwrap();
    assert_ne!(head.status(), StatusCode::INTERNAL_SERVER_ERROR);
    server.stop().await;
}

/// F-11, F-22, F-21.
#[tokio::test]
async fn only_our_hosts_methods_and_addresses_are_answered() {
    let server = TestServer::start().await;
    let admin = server.signed_in(ADMIN).await;
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = admin.client.request(method.clone(), admin.url("/chargers")).header(ORIGIN, &admin.origin);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    let overridden =
        admin.client.get(admin.url("/sign-out")).header("X-HTTP-Method-Override", "POST").send().await.unwrap();
    assert_eq!(overridden.status(), StatusCode::METHOD_NOT_ALLOWED);
    let hosts = ["evil.example", "evil.example:3000", ""];
    for host in hosts {
        let status = admin.client.get(admin.url("/sign-in")).header(HOST, host).send().await.unwrap().status();
        assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let forwarded =
        admin.client.get(admin.url("/actions")).header("X-Forwarded-Host", "evil.example").send().await.unwrap();
    assert!(!forwarded.text().await.unwrap().contains("evil.example"));
    let console = server.serving.console();
    let check = async |target: &str, expected: &str| {
        let answer = raw(console, &format!("GET {target} HTTP/1.1\r\nHost: {console}\r\n\r\n")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected}")), "{target}: {answer}");
    };
    check("http://evil.example/sign-in", "421").await;
    check("/sign-in", "200").await;
    check("/pkg/../manifest.txt", "404").await;
    check("/pkg/..%2fmanifest.txt", "404").await;
    check("/%2e%2e/%2e%2e/etc/passwd", "404").await;
    check("/manifest.txt", "404").await;
    check("/pkg/", "404").await;
    check("/pkg/chargehand.1a.js.map", "404").await;
    check("/.git/config", "404").await;
    check("/api/nothing", "404").await;
    assert!(raw(console, "GET /sign-in HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 421"));
    server.stop().await;
}

/// F-20.
#[tokio::test]
async fn bodies_are_small_plain_forms() {
    let server = TestServer::start().await;
    let admin = server.signed_in(ADMIN).await;
    let post = |kind: &str, body: Vec<u8>| {
        let request = admin.client.post(admin.url("/api/reboot")).header(ORIGIN, &admin.origin);
        request.header(CONTENT_TYPE, kind.to_owned()).body(body)
    };
    let form = "application/x-www-form-urlencoded";
    let check = async |request: reqwest::RequestBuilder, expected: u16| {
        assert_eq!(request.send().await.unwrap().status().as_u16(), expected);
    };
    check(post(form, vec![b'a'; 1024 * 1024 + 1]), 413).await;
    check(post(form, b"a=1&".repeat(10_000)), 413).await;
    check(post("application/json", b"[".repeat(100_000)), 415).await;
    check(post("multipart/form-data; boundary=x", b"--x--".to_vec()), 415).await;
    check(post("text/plain", b"a=1".to_vec()), 415).await;
    check(post(form, b"a=1".to_vec()).header(CONTENT_ENCODING, "gzip"), 415).await;
    let long = format!("/chargers?q={}", "a".repeat(20_000));
    check(admin.client.get(admin.url(&long)), 414).await;
    let console = server.serving.console();
    let origin = server.origin();
    let chunked = format!(
        "POST /api/reboot HTTP/1.1\r\nHost: {console}\r\nOrigin: {origin}\r\nContent-Type: {form}\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        format!("10000\r\n{}\r\n", "a".repeat(65_536)).repeat(17)
    );
    assert!(raw(console, &chunked).await.starts_with("HTTP/1.1 413"));
    server.stop().await;
}

/// A head that never ends costs a socket for ten seconds at most.
#[tokio::test]
async fn a_slow_head_is_cut_off() {
    let server = TestServer::start().await;
    let console = server.serving.console();
    let mut stream = TcpStream::connect(console).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();
    let began = Instant::now();
    let mut rest = Vec::new();
    tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("cut off").unwrap();
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    server.stop().await;
}

#[tokio::test]
async fn a_proxys_origin_is_ours_when_it_was_named() {
    let server = TestServer::with(|config| config.console_origins = vec!["https://console.example".to_owned()]).await;
    let browser = Browser::new(&server.origin());
    let post = |origin: &'static str| {
        let request = browser.client.post(browser.url("/sign-in")).header(ORIGIN, origin);
        request.form(&[("email", "nobody"), ("password", "x")])
    };
    assert_eq!(post("https://console.example").send().await.unwrap().status(), StatusCode::SEE_OTHER);
    assert_eq!(post("http://console.example").send().await.unwrap().status(), StatusCode::FORBIDDEN);
    server.stop().await;
}
