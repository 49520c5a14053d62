//! Diagnostics archives on their way to a browser: pages that read without script, files that run nowhere.

mod common;

use actions::{Verdict, request_diagnostics};
use charger_sim::Script;
use common::browser::location;
use common::files::{drop_box, settled};
use common::{ADMIN, CUSTOMERS_DESK, DESK, GUEST, TestServer};
use model::ArchiveKey;

/// Text to an archive reader, a page to a careless browser; with a password in it.
const EVIL: &str =
    "<html><script>alert(1)</script>\n2026-11-23T10:00:00Z ftp://user:hush-hush@host/ refused\nthe end\n";

/// A charger puts a file here.
async fn put(server: &TestServer, identity: &str, name: &str, bytes: impl Into<reqwest::Body>) -> ArchiveKey {
    let (charger, sim) = server.charger(identity, Script::default()).await;
    let (ordered, url) = drop_box(server, &charger, &sim).await;
    let taken = reqwest::Client::new().put(format!("{url}{name}")).body(bytes).send().await.unwrap();
    assert_eq!(taken.status(), 201);
    match settled(server.csms(), &charger, &ordered).await.verdict {
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { archive, .. }) => archive,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_out_of_an_archive_is_a_download_and_never_a_page() {
    // G-10
    let server = TestServer::start().await;
    let key = put(&server, "A-MEMBER", "evil.html", EVIL).await;
    let path = format!("/files/diagnostics/{key}/member/0");
    let response = server.signed_in(DESK).await.get(&path).await;
    assert_eq!(response.status(), 200);
    for (name, expected) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment; filename=\"evil.html\"; filename*=UTF-8''evil.html"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(response.headers()[name], expected, "{name}");
    }
    assert_eq!(response.text().await.unwrap(), EVIL);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_cannot_try_a_guess_at_a_secret_by_searching() {
    let server = TestServer::start().await;
    let key = put(&server, "A-GUESS", "a.log", EVIL).await;
    let found = async |email: &str, words: &str| {
        let fields = [("archive", key.as_str()), ("q", words)];
        let answer = server.signed_in(email).await.ask("/api/archive-search", &fields).await;
        assert!(!answer.to_string().contains("hush-hush"), "{answer}");
        answer.to_string().matches("\"line\":").count()
    };
    assert_eq!((found(GUEST, "hush-hush").await, found(GUEST, "hush").await), (0, 0));
    assert_eq!((found(GUEST, "REFUSED").await, found(GUEST, "script").await), (1, 1));
    assert_eq!((found(DESK, "hush-hush").await, found(ADMIN, "hush").await), (1, 1));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_others_and_one_that_never_was_answer_alike() {
    let server = TestServer::start().await;
    let key = put(&server, "A-FOREIGN", "a.log", EVIL).await;
    let (theirs, nobody, ours) =
        (server.signed_in(CUSTOMERS_DESK).await, server.browser(), server.signed_in(DESK).await);
    let never = "0123456789abcdef0123456789abcdef";
    let refused = async |path: String| {
        let response = theirs.get(&path).await;
        assert_eq!(response.status(), 404, "{path}");
        response.text().await.unwrap()
    };
    assert_eq!(
        refused(format!("/files/diagnostics/{key}/member/0")).await,
        refused(format!("/files/diagnostics/{never}/member/0")).await
    );
    refused(format!("/files/diagnostics/{key}")).await;
    refused(format!("/files/compare?left={key}&right={key}")).await;
    for (endpoint, fields) in [
        ("archive", vec![("archive", key.as_str())]),
        ("archive-lines", vec![("archive", key.as_str()), ("member", "0")]),
        ("archive-search", vec![("archive", key.as_str()), ("q", "end")]),
        ("archive-line-at", vec![("archive", key.as_str()), ("at", "2026-11-23T10:00")]),
        ("compare", vec![("left", key.as_str()), ("right", key.as_str())]),
        ("compare-lines", vec![("left", key.as_str()), ("right", key.as_str())]),
    ] {
        let endpoint = format!("/api/{endpoint}");
        assert_eq!(theirs.ask(&endpoint, &fields).await, "NotFound", "{endpoint}");
        assert_eq!(nobody.ask(&endpoint, &fields).await, "SignedOut", "{endpoint}");
    }
    let unsigned = nobody.get(&format!("/files/diagnostics/{key}/member/0")).await;
    assert_eq!(unsigned.status(), 303);
    assert!(location(&unsigned).starts_with("/sign-in"));
    for index in ["1", "-1", "x", "99999999999999999999"] {
        assert_eq!(ours.get(&format!("/files/diagnostics/{key}/member/{index}")).await.status(), 404, "{index}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_reads_without_script() {
    // C8, C9, C10
    let server = TestServer::start().await;
    let key = put(&server, "A-READ", "evil.html", EVIL).await;
    let other = put(&server, "A-OTHER", "evil.html", "the end\n").await;
    let desk = server.signed_in(DESK).await;
    let page = desk.page(&format!("/files/diagnostics/{key}?member=0&line=2&q=REFUSED")).await;
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script>alert"), "{page}");
    assert!(page.contains("id=\"L2\" class=\"on\""), "{page}");
    assert!(page.contains("<mark>refused<"), "{page}");
    assert!(page.contains("Passwords and tokens are masked.") && !page.contains("Show them"), "{page}");
    let at = desk.page(&format!("/files/diagnostics/{key}?at=2026-11-23T11:00")).await;
    assert!(at.contains("id=\"L2\" class=\"on\""), "{at}");
    let late = desk.page(&format!("/files/diagnostics/{key}?at=2026-11-23T13:00")).await;
    assert!(late.contains("No line has a time as late as 2026-11-23 13:00."), "{late}");
    let compared = desk.page(&format!("/files/compare?left={other}&right={key}&file=0-0")).await;
    assert!(compared.contains("1 changed") && compared.contains("2 added, 0 gone"), "{compared}");

    // Whoever is no administrator gets no password, whatever is asked for.
    let unmasked = format!("/files/diagnostics/{key}?member=0&unmasked=true");
    for path in [unmasked.as_str(), &format!("/files/compare?left={other}&right={key}&file=0-0")] {
        assert!(!desk.page(path).await.contains("hush-hush"), "{path}");
    }
    let asked = desk.ask("/api/archive-lines", &[("archive", key.as_str()), ("unmasked", "true")]).await;
    assert!(!asked.to_string().contains("hush-hush"), "{asked}");
    let admin = server.signed_in(ADMIN).await;
    assert!(admin.page(&format!("/files/diagnostics/{key}")).await.contains("Show them"));
    assert!(admin.page(&unmasked).await.contains("hush-hush"));
    server.stop().await;
}

/// What is not text is called what it is, padding is said, and a file without times says that it has none.
#[tokio::test(flavor = "multi_thread")]
async fn the_reader_says_what_a_file_is_and_lacks() {
    // O-34, O-43, O-62
    let server = TestServer::start().await;
    let desk = server.signed_in(DESK).await;
    let page = async |key: &ArchiveKey, asked: &str| desk.page(&format!("/files/diagnostics/{key}{asked}")).await;

    let steps: String = (0..300).map(|n| format!("{n:05} step relay {}\n", n % 8)).collect();
    let timeless = page(&put(&server, "A-STEPS", "steps.log", steps).await, "?at=2026-11-20T11:30").await;
    assert!(timeless.contains("No time was found in this file."), "{timeless}");
    assert!(!timeless.contains("as late as") && timeless.contains("00007 step relay 7"), "{timeless}");

    let mut padded = vec![0; 64 * 1024];
    padded.extend(b"2026-11-20 11:30:00 relay\n");
    let padded = page(&put(&server, "A-PADDED", "charger.log", padded).await, "").await;
    assert!(padded.contains("65536 bytes of padding (NULs or erased flash) are left out."), "{padded}");
    assert!(padded.contains("11:30:00 relay"), "{padded}");

    let packed = [&b"7z\xbc\xaf\x27\x1c\0\x04"[..], &[0; 300]].concat();
    let packed = page(&put(&server, "A-PACKED", "charger.7z", packed).await, "").await;
    assert!(packed.contains("7z, which is not read here; download it."), "{packed}");
    server.stop().await;
}

/// A database that was put back without its files knows archives that are not there: that is said, and no reference is given.
#[tokio::test(flavor = "multi_thread")]
async fn an_archive_whose_file_is_missing_says_so() {
    let server = TestServer::start().await;
    let key = put(&server, "A-MISSING", "a.log", EVIL).await;
    let room = server.folder.data().join("files/diagnostics");
    for file in std::fs::read_dir(room).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    let desk = server.signed_in(DESK).await;
    let page = desk.page(&format!("/files/diagnostics/{key}")).await;
    assert!(page.contains("The file is not here") && !page.contains("Something went wrong"), "{page}");
    for path in ["member/0", "download"] {
        let answer = desk.get(&format!("/files/diagnostics/{key}/{path}")).await;
        assert_eq!(answer.status(), 404, "{path}");
        let text = answer.text().await.unwrap();
        assert!(text.contains("The file is not here"), "{path}: {text}");
    }
    server.stop().await;
}
