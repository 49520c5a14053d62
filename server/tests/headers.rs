//! What every response carries, whatever it is.

mod common;

use common::{ADMIN, TestServer};
use reqwest::header::{ACCEPT_ENCODING, HOST, ORIGIN};
use reqwest::{Method, Response};

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The headers that stand on everything.
fn check(what: &str, response: &Response, status: u16) {
    assert_eq!(response.status().as_u16(), status, "{what}");
    assert_eq!(header(response, "x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header(response, "referrer-policy"), "same-origin", "{what}");
    assert_eq!(header(response, "x-frame-options"), "DENY", "{what}");
    assert_eq!(header(response, "cross-origin-opener-policy"), "same-origin", "{what}");
    assert!(header(response, "permissions-policy").contains("camera=()"), "{what}");
    let policy = header(response, "content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    assert_eq!(header(response, "server"), "", "{what}");
    assert!(response.headers().get("access-control-allow-origin").is_none(), "{what}");
}

/// F-09, F-25.
#[tokio::test]
async fn every_response_carries_the_security_headers() {
    let server = TestServer::start().await;
    let admin = server.signed_in(ADMIN).await;
    let nobody = server.browser();

    for path in ["/chargers", "/actions", "/help/actions", "/more", "/chargers/knocking"] {
        let page = admin.get(path).await;
        check(path, &page, 200);
        assert_eq!(header(&page, "cache-control"), "no-store", "{path}");
        let policy = header(&page, "content-security-policy").to_owned();
        assert!(policy.contains("'wasm-unsafe-eval'") && policy.contains("'nonce-"), "{policy}");
        assert!(policy.contains("base-uri 'none'") && policy.contains("object-src 'none'"), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        let html = page.text().await.unwrap();
        assert!(html.contains(&format!("nonce=\"{nonce}\"")), "{path}: the page's script carries the nonce");
        assert!(!html.contains(" style=\""), "{path}: inline styles are refused by the policy");
        assert!(!html.contains(" onclick="), "{path}");
    }
    check("/sign-in", &nobody.get("/sign-in").await, 200);
    check("not signed in", &nobody.get("/chargers").await, 303);
    check("unknown page", &admin.get("/nowhere").await, 404);
    check("unknown page, not signed in", &nobody.get("/nowhere").await, 404);
    check("unknown charger", &admin.get("/chargers/00000000000000000000000000000000").await, 404);
    check("foreign post", &nobody.client.post(nobody.url("/sign-in")).send().await.unwrap(), 403);
    check("wrong host", &nobody.client.get(nobody.url("/")).header(HOST, "evil.example").send().await.unwrap(), 421);
    check("wrong method", &nobody.client.request(Method::PUT, nobody.url("/")).send().await.unwrap(), 405);
    check("stream, not signed in", &nobody.events("").send().await.unwrap(), 401);
    let typeless = nobody.client.post(nobody.url("/sign-in")).header(ORIGIN, &nobody.origin).body("x");
    check("no form", &typeless.send().await.unwrap(), 415);
    let answer = admin.form("/api/signed-in", &[], "application/json").send().await.unwrap();
    check("server function", &answer, 200);
    assert_eq!(header(&answer, "cache-control"), "no-store");
    server.stop().await;
}

#[tokio::test]
async fn every_page_has_a_nonce_of_its_own() {
    let server = TestServer::start().await;
    let nobody = server.browser();
    let policy = async || header(&nobody.get("/sign-in").await, "content-security-policy").to_owned();
    assert_ne!(policy().await, policy().await);
    server.stop().await;
}

#[tokio::test]
async fn the_built_site_is_served_compressed_and_kept() {
    let server = TestServer::start().await;
    let nobody = server.browser();
    let plain = nobody.get("/pkg/chargehand.1a.js").await;
    check("script", &plain, 200);
    assert_eq!(header(&plain, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header(&plain, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.text().await.unwrap(), "export default 1;");
    let request = nobody.client.get(nobody.url("/pkg/chargehand.1a.js")).header(ACCEPT_ENCODING, "gzip, br");
    let compressed = request.send().await.unwrap();
    assert_eq!(header(&compressed, "content-encoding"), "br");
    assert_eq!(header(&compressed, "vary"), "accept-encoding");
    assert_eq!(compressed.text().await.unwrap(), "brotli");
    let wasm = nobody.get("/pkg/chargehand_bg.1a.wasm").await;
    assert_eq!(header(&wasm, "content-type"), "application/wasm");
    let head = nobody.client.head(nobody.url("/favicon.1a.svg")).send().await.unwrap();
    check("head", &head, 200);
    assert_eq!(header(&head, "content-type"), "image/svg+xml");
    server.stop().await;
}
