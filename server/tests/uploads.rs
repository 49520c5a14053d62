//! Firmware comes in from browsers: in pieces, as a plain form, from administrators only, and never more than is allowed.

mod common;

use common::browser::{Browser, SEC_FETCH_SITE, location};
use common::files::{image, sha256};
use common::{ADMIN, DESK, GUEST, TestServer, eventually};
use reqwest::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

const FACTS: [(&str, &str); 3] = [("vendor", "ABB"), ("model", "Terra 184"), ("version", "1.9.0")];

fn address(what: &str, name: &str, bytes: usize, offset: usize) -> String {
    format!("/files/firmware/{what}?name={name}&bytes={bytes}&modified=7&offset={offset}")
}

fn piece(browser: &Browser, address: &str, bytes: &[u8]) -> RequestBuilder {
    browser
        .client
        .post(browser.url(address))
        .header(CONTENT_TYPE, "application/octet-stream")
        .header(ORIGIN, &browser.origin)
        .header(SEC_FETCH_SITE, "same-origin")
        .body(bytes.to_vec())
}

async fn told(request: RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

async fn finish(browser: &Browser, name: &str, bytes: usize) -> Value {
    let bytes = bytes.to_string();
    let file = [("name", name), ("bytes", bytes.as_str()), ("modified", "7")];
    let fields: Vec<_> = file.into_iter().chain(FACTS).collect();
    browser.ask("/api/finish-firmware", &fields).await
}

/// A form as a browser without script sends it.
fn plain(browser: &Browser, name: &str, file: &[u8], facts: &[(&str, &str)]) -> RequestBuilder {
    let mut body = Vec::new();
    let head = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    for (name, value) in facts {
        let field = format!("\r\n--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
        body.extend_from_slice(field.as_bytes());
    }
    body.extend_from_slice(b"\r\n--cut--\r\n");
    browser
        .client
        .post(browser.url("/files/firmware/upload"))
        .header(ACCEPT, "text/html")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(ORIGIN, &browser.origin)
        .header(SEC_FETCH_SITE, "same-origin")
        .body(body)
}

/// The page that a plain form leads back to.
async fn led_back(browser: &Browser, response: Response) -> String {
    assert_eq!(response.status(), 303);
    let back = location(&response).to_owned();
    assert!(back.starts_with("/files/firmware?told="), "{back}");
    browser.page(&back).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_comes_in_pieces_and_goes_on_where_it_broke_off() {
    // B1
    let server = TestServer::start().await;
    let browser = server.signed_in(ADMIN).await;
    let image = image("1.9.0", 5_000_000);
    let (name, bytes) = ("terra.bin", image.len());
    assert_eq!(
        told(piece(&browser, &address("piece", name, bytes, 0), &image[..3_000_000])).await,
        json!({"have": 3_000_000})
    );

    // Another page, later: it asks first.
    let request = browser.form(&address("uploaded", name, bytes, 0), &[], "application/json");
    assert_eq!(told(request).await, json!({"have": 3_000_000}));
    let gap = told(piece(&browser, &address("piece", name, bytes, 4_000_000), &image[4_000_000..])).await;
    assert_eq!(gap["have"], 3_000_000);
    assert!(gap["refused"].as_str().unwrap().ends_with("another place."), "{gap}");
    let early = finish(&browser, name, bytes).await;
    assert!(early["Refused"].as_str().unwrap().contains("upload the rest first"), "{early}");

    let rest = told(piece(&browser, &address("piece", name, bytes, 3_000_000), &image[3_000_000..])).await;
    assert_eq!(rest, json!({"have": bytes}));
    assert_eq!(finish(&browser, name, bytes).await, json!({"Done": "terra.bin is in the library."}));
    let page = browser.page("/files/firmware").await;
    assert!(page.contains(&sha256(&image)) && page.contains("terra.bin"), "{page}");

    // The same bytes once more.
    told(piece(&browser, &address("piece", "again.bin", bytes, 0), &image)).await;
    let again = finish(&browser, "again.bin", bytes).await;
    assert_eq!(again, json!({"Done": "again.bin was in the library already; its description was updated."}));
    let list = browser.ask("/api/firmware", &[]).await;
    assert_eq!(list["Here"]["list"]["rows"].as_array().unwrap().len(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_comes_by_a_plain_form_too() {
    // F-17
    let server = TestServer::start().await;
    let browser = server.signed_in(ADMIN).await;
    let image = image("1.9.0", 9_000_000);
    let page = led_back(&browser, plain(&browser, "plain.bin", &image, &FACTS).send().await.unwrap()).await;
    assert!(page.contains("plain.bin is in the library."), "{page}");
    assert!(page.contains(&sha256(&image)));

    let unsaid = led_back(&browser, plain(&browser, "b.bin", b"other", &FACTS[..2]).send().await.unwrap()).await;
    assert!(unsaid.contains("Version: say which one the image is for."), "{unsaid}");
    let empty = led_back(&browser, plain(&browser, "", b"", &FACTS).send().await.unwrap()).await;
    assert!(empty.contains("Choose a file first."), "{empty}");
    let forged = browser.page("/files/firmware?told=%3Cb%3Ehello").await;
    assert!(!forged.contains("<b>hello"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_upload() {
    // F-12
    let server = TestServer::start().await;
    for email in [DESK, GUEST] {
        let browser = server.signed_in(email).await;
        let refused = told(piece(&browser, &address("piece", "a.bin", 3, 0), b"abc")).await;
        assert_eq!(refused, json!({"refused": "Your role does not allow this."}), "{email}");
        let page = led_back(&browser, plain(&browser, "a.bin", b"abc", &FACTS).send().await.unwrap()).await;
        assert!(page.contains("Your role does not allow this.") && !page.contains("Upload firmware"), "{email}");
        assert!(finish(&browser, "a.bin", 3).await["Refused"].is_string(), "{email}");
    }
    let nobody = server.browser();
    let refused = told(piece(&nobody, &address("piece", "a.bin", 3, 0), b"abc")).await;
    assert_eq!(refused, json!({"refused": "You are signed out."}));
    let response = plain(&nobody, "a.bin", b"abc", &FACTS).send().await.unwrap();
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/sign-in"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_uploads_nothing() {
    // F-03
    let server = TestServer::start().await;
    let browser = server.signed_in(ADMIN).await;
    for what in ["piece", "upload"] {
        let request = browser.client.post(browser.url(&address(what, "a.bin", 3, 0)));
        let foreign = request.header(ORIGIN, "https://evil.example").header(SEC_FETCH_SITE, "cross-site");
        let response =
            foreign.header(CONTENT_TYPE, "multipart/form-data; boundary=cut").body("abc").send().await.unwrap();
        assert_eq!(response.status(), 403, "{what}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_and_everything_else_stays_bounded() {
    // F-20
    let server = TestServer::with(|config| config.csms.limits.firmware_bytes = 10_000_000).await;
    let browser = server.signed_in(ADMIN).await;
    let large = told(piece(&browser, &address("piece", "a.bin", 10_000_001, 0), b"abc")).await;
    assert_eq!(large, json!({"refused": "The file is larger than 10.0 MB."}));
    let beyond = told(piece(&browser, &address("piece", "a.bin", 2, 0), b"abc")).await;
    assert!(beyond["refused"].as_str().unwrap().contains("larger than 2 bytes"), "{beyond}");
    let response = piece(&browser, &address("piece", "a.bin", 9_999_999, 0), &vec![7; 8 * 1024 * 1024 + 1]);
    assert_eq!(response.send().await.unwrap().status(), 413);
    let page = led_back(&browser, plain(&browser, "a.bin", &vec![7; 12_000_000], &FACTS).send().await.unwrap()).await;
    assert!(page.contains("The file is larger than 10.0 MB."), "{page}");

    let elsewhere = piece(&browser, "/api/firmware", b"abc").send().await.unwrap();
    assert_eq!(elsewhere.status(), 415);
    let elsewhere = piece(&browser, "/files/firmware/piece/", &vec![7; 2_000_000]).send().await.unwrap();
    assert_eq!(elsewhere.status(), 413);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_finds_no_room_is_refused_at_its_beginning_and_leaves_nothing() {
    // G-05, G-11
    let server = TestServer::with(|config| config.csms.limits.organisation_bytes = 100_000).await;
    let browser = server.signed_in(ADMIN).await;
    let first = image("1.9.0", 60_000);
    assert_eq!(told(piece(&browser, &address("piece", "a.bin", 60_000, 0), &first)).await, json!({"have": 60_000}));
    assert!(finish(&browser, "a.bin", 60_000).await["Done"].is_string());
    let refused = told(piece(&browser, &address("piece", "b.bin", 50_000, 0), b"the beginning")).await;
    assert_eq!(refused, json!({"refused": "The organisation has no room left for files; delete old ones."}));
    let page = led_back(&browser, plain(&browser, "b.bin", &[7; 50_000], &FACTS).send().await.unwrap()).await;
    assert!(page.contains("no room left for files") && page.contains("60.0 kB of 100.0 kB used"), "{page}");
    // What is here already may be described anew, however full it is.
    assert_eq!(told(piece(&browser, &address("piece", "c.bin", 60_000, 0), &first)).await, json!({"have": 60_000}));
    let again = finish(&browser, "c.bin", 60_000).await;
    assert!(again["Done"].as_str().unwrap().contains("was in the library already"), "{again}");
    // A form that is refused after its file has come leaves nothing either.
    let unsaid = led_back(&browser, plain(&browser, "d.bin", b"other", &FACTS[..2]).send().await.unwrap()).await;
    assert!(unsaid.contains("Version: say which one"), "{unsaid}");
    let partial = server.folder.data().join("files/partial");
    eventually("nothing is left", async || std::fs::read_dir(&partial).unwrap().count() == 0).await;
    server.stop().await;
}
