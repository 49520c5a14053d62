//! What chargers have put here is sent as it came, to be kept, and to those alone who may see its charger.

mod common;

use actions::{Verdict, request_diagnostics};
use charger_sim::Script;
use common::files::{drop_box, settled};
use common::{ADMIN, CUSTOMERS_DESK, DESK, GUEST, TestServer};
use reqwest::Client;

const PAGE: &str = "<script>alert(1)</script>";

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_downloaded_and_never_shown() {
    // G-10, G-11
    let server = TestServer::start().await;
    let (key, sim) = server.charger("CP-1", Script::default()).await;
    let (command, address) = drop_box(&server, &key, &sim).await;
    let address = format!("{}/a%22b.html", address.trim_end_matches('/'));
    let put = Client::new().put(address).body(PAGE).send().await.unwrap();
    assert!(put.status().is_success(), "{}", put.status());
    let command = settled(server.csms(), &key, &command).await;
    let Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { archive, .. }) =
        command.verdict
    else {
        panic!("{:?}", command.verdict)
    };
    let path = format!("/files/diagnostics/{archive}/download");

    for email in [ADMIN, DESK] {
        let response = server.signed_in(email).await.get(&path).await;
        assert_eq!(response.status(), 200, "{email}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/octet-stream");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(header("content-disposition"), "attachment; filename=\"a_b.html\"; filename*=UTF-8''a%22b.html");
        assert_eq!(response.text().await.unwrap(), PAGE);
    }
    // A viewer reads what is masked, and gets no file in which nothing is.
    assert_eq!(server.signed_in(GUEST).await.get(&path).await.status(), 404);
    let theirs = server.signed_in(CUSTOMERS_DESK).await;
    assert_eq!(theirs.get(&path).await.status(), 404);
    assert_eq!(theirs.get("/files/diagnostics/nothing/download").await.status(), 404);
    assert_eq!(server.browser().get(&path).await.status(), 303);

    // The list names it as text.
    let admin = server.signed_in(ADMIN).await;
    let list = admin.page("/files/diagnostics").await;
    assert!(list.contains("b.html") && list.contains(&path), "{list}");
    assert!(!theirs.page("/files/diagnostics").await.contains("b.html"));
    let page = admin.page(&format!("/chargers/{key}")).await;
    assert!(page.contains("Diagnostics files"), "{page}");

    // Only administrators remove.
    let fields = [("archive", archive.as_str())];
    let refused = server.signed_in(GUEST).await.ask("/api/remove-archive", &fields).await;
    assert!(refused["Refused"].is_string(), "{refused}");
    assert_eq!(admin.ask("/api/remove-archive", &fields).await, "Done");
    assert_eq!(admin.get(&path).await.status(), 404);
    server.stop().await;
}
