//! Files put over HTTP in the wrappings that chargers give them.

use super::common::TestServer;
use super::common::files::{command, drop_box, image, received, settled, sha256, stepped, words};
use super::silent;
use actions::{Common, Verdict, request_diagnostics};
use csms::Caller;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use model::StepKind;
use serde_json::json;
use std::io::Write;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends one request as it stands, and gives the answer's status.
async fn send(url: &str, method: &str, path: &str, headers: &str, body: &[u8]) -> u16 {
    let (host, base) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut socket = TcpStream::connect(host).await.unwrap();
    let length = body.len();
    let length = if headers.contains("Transfer-Encoding: chunked") {
        String::new()
    } else {
        format!("Content-Length: {length}\r\n")
    };
    let head = format!("{method} /{base}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{length}{headers}\r\n");
    socket.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// What one charger puts, and what is here afterwards: the file's name, length and SHA-256.
async fn put(server: &TestServer, identity: &str, path: &str, headers: &str, body: &[u8]) -> (String, i64, String) {
    let (charger, sim) = server.charger(identity, silent()).await;
    let (ordered, url) = drop_box(server, &charger, &sim).await;
    let status = send(&url, "PUT", path, headers, body).await;
    let told = command(server.csms(), &charger, &ordered).await;
    assert_eq!(status, 201, "{identity}: {headers}\n{}", words(&told));
    let (name, bytes) = received(&settled(server.csms(), &charger, &ordered).await);
    let list = server.csms().archives().list(&Caller::CommandLine, Some(&charger), None).await.unwrap();
    sim.stop().await;
    (name, bytes, list.rows[0].sha256.clone())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// What it is, its kind, its body, and the name and the bytes that are kept.
type Case<'a> = (&'a str, &'a str, &'a [u8], &'a str, &'a [u8]);

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_packed_on_the_way_is_taken() {
    // O-45 and its neighbours
    let server = TestServer::start().await;
    let log = b"00007 step relay 7\n".repeat(5_000);
    let packed = gzip(&log);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&log).unwrap();
    let zlib = zlib.finish().unwrap();
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(&log).unwrap();
    let deflate = deflate.finish().unwrap();
    let cases: [Case; 8] = [
        ("charger.log.gz", "gzip", &packed[..], "charger.log.gz", &packed[..]),
        ("charger.log", "gzip", &packed[..], "charger.log.gz", &packed[..]),
        ("charger.log", "x-gzip", &packed[..], "charger.log.gz", &packed[..]),
        ("charger.log", "gzip", &log[..], "charger.log", &log[..]),
        ("charger.log", "identity", &log[..], "charger.log", &log[..]),
        ("charger.log", "utf-8", &log[..], "charger.log", &log[..]),
        ("charger.log", "deflate", &zlib[..], "charger.log", &log[..]),
        ("charger.log", "deflate", &deflate[..], "charger.log", &log[..]),
    ];
    for (n, (path, coding, body, name, kept)) in cases.into_iter().enumerate() {
        let headers = format!("Content-Encoding: {coding}\r\nContent-Type: application/gzip\r\n");
        let here = put(&server, &format!("D-CODED-{n}"), path, &headers, body).await;
        assert_eq!(here, (name.to_owned(), kept.len() as i64, sha256(kept)), "{path} {coding}");
    }
    // What does not unpack from its beginning is no less a file; what breaks within is cut off there.
    let here = put(&server, "D-NO-DEFLATE", "a.log", "Content-Encoding: deflate\r\n", b"no deflate at all").await;
    assert_eq!(here, ("a.log".to_owned(), 17, sha256(b"no deflate at all")));
    let mut broken = noise_deflated();
    *broken.last_mut().unwrap() ^= 1;
    let (charger, sim) = server.charger("D-DAMAGED", silent()).await;
    let (ordered, url) = drop_box(&server, &charger, &sim).await;
    assert_eq!(send(&url, "PUT", "a.log", "Content-Encoding: deflate\r\n", &broken).await, 400);
    let cut = |step: &StepKind| matches!(step, StepKind::CutOff { .. });
    let told = stepped(server.csms(), &charger, &ordered, "a step", cut).await;
    assert!(told.is_open() && words(&told).contains("not unpack"), "{}", words(&told));
    server.stop().await;
}

/// A form's parts, the name that counts, and all names that are kept.
type OfForm = (Vec<Vec<u8>>, &'static str, &'static [&'static str]);

/// Bytes that hardly pack, packed.
fn noise_deflated() -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&image("x", 100_000)).unwrap();
    packer.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_is_no_packing_changes_nothing() {
    // O-45, O-46 and their neighbours
    let server = TestServer::start().await;
    let packed = gzip(b"00007 step relay 7\n");
    let words =
        ["zip", "x-tar", "base64", "aws-chunked", "gzip, deflate", "none", "binary", "utf-8", "application/zip"];
    for (n, word) in words.into_iter().enumerate() {
        let headers = format!("Content-Encoding: {word}\r\n");
        let here = put(&server, &format!("D-WORD-{n}"), "a.bin", &headers, &packed).await;
        assert_eq!(here, ("a.bin".to_owned(), packed.len() as i64, sha256(&packed)), "{word}");
    }
    let here = put(&server, "D-WORD-GZIP", "a.log", "Content-Encoding: application/gzip\r\n", &packed).await;
    assert_eq!(here, ("a.log.gz".to_owned(), packed.len() as i64, sha256(&packed)));
    // Made to fit through mail, though nothing else is mail's.
    let mail = "Content-Transfer-Encoding: base64\r\n";
    let here = put(&server, "D-MAIL", "a.log", mail, b"YWxsIGlz\r\nIHdlbGwK").await;
    assert_eq!(here, ("a.log".to_owned(), 12, sha256(b"all is well\n")));
    let here = put(&server, "D-NO-MAIL", "a.log", mail, b"all is well\n").await;
    assert_eq!(here, ("a.log".to_owned(), 12, sha256(b"all is well\n")));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_of_a_form_is_kept_and_the_largest_is_the_file() {
    // O-48 and its neighbours
    let server = TestServer::start().await;
    let log = b"00007 step relay 7\r\n".repeat(3_000);
    let part = |name: &str, content: &[u8]| {
        let head = format!("--b0und\r\nContent-Disposition: form-data; name=\"file\"{name}\r\n\r\n");
        [head.as_bytes(), content, b"\r\n"].concat()
    };
    let (info, real) = (part("; filename=\"info.txt\"", b"8 bytes."), part("; filename=\"m.log\"", &log));
    let (bare, again) = (part("", &log), part("; filename=\"m.log\"", b"another"));
    let empty = part("; filename=\"e.log\"", b"");
    let cases: [OfForm; 6] = [
        (vec![info.clone(), real.clone()], "m.log", &["info.txt", "m.log"]),
        (vec![real.clone(), info.clone()], "m.log", &["info.txt", "m.log"]),
        (vec![again.clone(), real.clone()], "m-2.log", &["m-2.log", "m.log"]),
        (vec![info.clone(), bare.clone()], "diagnostics", &["diagnostics", "info.txt"]),
        (vec![empty.clone(), real.clone()], "m.log", &["m.log"]),
        (vec![bare.clone(), real.clone()], "m.log", &["m.log"]),
    ];
    for (n, (parts, main, names)) in cases.into_iter().enumerate() {
        for kind in
            ["Content-Type: multipart/form-data; boundary=b0und\r\n", "Content-Type: application/octet-stream\r\n", ""]
        {
            let (charger, sim) = server.charger(&format!("D-PARTS-{n}-{}", kind.len()), silent()).await;
            let (ordered, url) = drop_box(&server, &charger, &sim).await;
            let body = [parts.concat(), b"--b0und--\r\n".to_vec()].concat();
            assert_eq!(send(&url, "POST", "", kind, &body).await, 201, "{n} {kind}");
            let told = settled(server.csms(), &charger, &ordered).await;
            let (name, bytes) = received(&told);
            assert!(name.starts_with(main) && bytes == log.len() as i64, "{n} {kind}: {name} {bytes}");
            let list = server.csms().archives().list(&Caller::CommandLine, Some(&charger), None).await.unwrap();
            let mut here: Vec<String> = list.rows.into_iter().map(|archive| archive.name).collect();
            here.sort();
            assert!(
                here.len() == names.len() && here.iter().zip(names).all(|(name, expected)| name.starts_with(expected)),
                "{n} {kind}: {here:?}"
            );
            sim.stop().await;
        }
    }
    // Quoted-printable within a form.
    let quoted = "--b0und\r\nContent-Disposition: form-data; filename=\"q.log\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3Db\r\n--b0und--\r\n";
    let here =
        put(&server, "D-QUOTED", "", "Content-Type: multipart/mixed; boundary=b0und\r\n", quoted.as_bytes()).await;
    assert_eq!(here, ("q.log".to_owned(), 3, sha256(b"a=b")));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_told_as_that_and_takes_nothing_away() {
    // O-50, as HTTP has it
    let server = TestServer::start().await;
    let form = "--b\r\nContent-Disposition: form-data; name=f; filename=e.log\r\n\r\n\r\n--b--\r\n";
    let chunked = "Transfer-Encoding: chunked\r\n";
    let cases = [
        ("e.log", "", ""),
        ("e.log", chunked, "0\r\n\r\n"),
        ("", "Content-Type: multipart/form-data; boundary=b\r\n", form),
    ];
    for (n, (path, headers, body)) in cases.into_iter().enumerate() {
        let (charger, sim) = server.charger(&format!("D-EMPTY-{n}"), silent()).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        assert_eq!(send(&url, "PUT", path, headers, body.as_bytes()).await, 201, "{n}");
        let told = settled(server.csms(), &charger, &ordered).await;
        assert_eq!(
            told.verdict,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::EmptyFile { name: "e.log".to_owned() }),
            "{n}: {}",
            words(&told)
        );
        // What comes after all puts it right.
        assert_eq!(send(&url, "PUT", "e.log", "", b"all is well\n").await, 201, "{n}");
        let told = command(server.csms(), &charger, &ordered).await;
        assert_eq!(received(&told), ("e.log".to_owned(), 12), "{n}: {}", words(&told));
        sim.stop().await;
    }
    // Who asks first with nothing in hand is not told of, and what is here stays.
    let file = image("x", 100_000);
    let (charger, sim) = server.charger("D-PROBES", silent()).await;
    let (ordered, url) = drop_box(&server, &charger, &sim).await;
    assert_eq!(send(&url, "PUT", "a.log", "", b"").await, 201);
    assert_eq!(send(&url, "PUT", "a.log", "Content-Range: bytes 0-49999/100000\r\n", &file[..50_000]).await, 202);
    assert_eq!(send(&url, "PUT", "a.log", "Content-Range: bytes 0-49999/100000\r\n", b"").await, 202);
    assert_eq!(send(&url, "PUT", "a.log", "", b"").await, 201);
    assert_eq!(send(&url, "PUT", "a.log", "Content-Range: bytes 50000-99999/100000\r\n", &file[50_000..]).await, 201);
    assert_eq!(received(&settled(server.csms(), &charger, &ordered).await), ("a.log".to_owned(), 100_000));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn further_files_are_files_of_the_one_order() {
    // O-15, as HTTP has it
    let server = TestServer::start().await;
    let (charger, sim) = server.charger("D-FURTHER", silent()).await;
    let (ordered, url) = drop_box(&server, &charger, &sim).await;
    for (path, body) in
        [("a.log", &b"one\n"[..]), ("b.log", b"another\n"), ("a.log", b"one\nand more\n"), ("", b"x"), ("", b"y")]
    {
        assert_eq!(send(&url, "PUT", path, "", body).await, 201, "{path}");
    }
    let told = command(server.csms(), &charger, &ordered).await;
    assert_eq!(received(&told), ("a.log".to_owned(), 13), "{}", words(&told));
    let list = server.csms().archives().list(&Caller::CommandLine, Some(&charger), None).await.unwrap();
    assert_eq!(list.rows.len(), 4, "those without a name take none from each other");
    // The charger says that this was all: what comes then is told, and not taken.
    sim.call("DiagnosticsStatusNotification", json!({"status": "Uploaded"})).await.unwrap();
    assert_eq!(send(&url, "PUT", "c.log", "", b"late\n").await, 404);
    let told = command(server.csms(), &charger, &ordered).await;
    assert!(words(&told).contains("when nothing was awaited any more"), "{}", words(&told));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_a_form_is_taken_in_any_dialect() {
    // O-47, O-48, O-49 and their neighbours
    let server = TestServer::start().await;
    let log = b"00007 step relay 7\r\n".repeat(10_000);
    let crlf = |boundary: &str, parts: &[(&str, &[u8])]| {
        let mut body = Vec::new();
        for (head, content) in parts {
            body.extend(format!("--{boundary}\r\n{head}\r\n\r\n").into_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").into_bytes());
        body
    };
    let file = "Content-Disposition: form-data; name=\"file\"; filename=\"form.log\"";
    let unix = [&b"--b0und\nContent-Disposition: form-data; name=\"log\"; filename=\"lf.log\"\nContent-Type: text/plain\n\n"[..], &log, b"\n--b0und--\n"].concat();
    let open_ended = [&b"--b0und\r\n"[..], file.as_bytes(), b"\r\n\r\n", &log].concat();
    let (serial, bare) =
        ("Content-Disposition: form-data; name=\"serial\"", "Content-Disposition: form-data; name=\"log\"");
    let meta = "Content-Type: application/xml";
    let related = "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=rel.log";
    let cases: Vec<(&str, Vec<u8>, Option<&str>)> = vec![
        ("multipart/form-data; boundary=\"b0und\"", unix, Some("lf.log")),
        ("multipart/form-data; boundary=b0und", open_ended, Some("form.log")),
        ("multipart/form-data; boundary=b0und", crlf("b0und", &[(serial, &b"4711"[..]), (bare, &log[..])]), None),
        ("multipart/form-data; boundary=b0und", crlf("b0und", &[(bare, &log[..]), (serial, &b"4711"[..])]), None),
        (
            "multipart/form-data; boundary=b0und",
            crlf("b0und", &[(serial, &b"4711"[..]), (file, &log[..]), (bare, &b"x"[..])]),
            Some("form.log"),
        ),
        ("multipart/form-data; boundary=b0und", crlf("b0und", &[(file, &b""[..]), (file, &log[..])]), Some("form.log")),
        (
            "multipart/related; boundary=\"b0und\"; type=\"text/plain\"",
            crlf("b0und", &[(related, &log[..])]),
            Some("rel.log"),
        ),
        (
            "multipart/mixed; boundary=b0und",
            crlf("b0und", &[(meta, &b"<serial>4711</serial>"[..]), (related, &log[..])]),
            Some("rel.log"),
        ),
        ("multipart/form-data", log.clone(), None),
    ];
    for (n, (kind, body, name)) in cases.iter().enumerate() {
        for coding in ["", "Content-Encoding: gzip\r\n"] {
            let body = if coding.is_empty() { body.clone() } else { gzip(body) };
            let headers = format!("Content-Type: {kind}\r\n{coding}");
            let here = put(&server, &format!("D-FORM-{n}-{}", coding.len()), "", &headers, &body).await;
            assert_eq!((here.1, here.2.as_str()), (log.len() as i64, sha256(&log).as_str()), "{kind} {coding}");
            assert!(name.map_or(here.0.starts_with("diagnostics"), |name| here.0 == name), "{kind}: {}", here.0);
        }
    }
    // A small field alone is the file, too.
    let small = crlf("b0und", &[(serial, &b"47"[..]), (bare, &b"a short log"[..])]);
    let here =
        put(&server, "D-SMALL", "given.log", "Content-Type: multipart/form-data; boundary=b0und\r\n", &small).await;
    assert_eq!((here.0.as_str(), here.2), ("given.log", sha256(b"a short log")));
    // And where there is none, that is told.
    let (charger, sim) = server.charger("D-NO-FILE", silent()).await;
    let (ordered, url) = drop_box(&server, &charger, &sim).await;
    let nothing = crlf("b0und", &[]);
    assert_eq!(send(&url, "POST", "", "Content-Type: multipart/form-data; boundary=b0und\r\n", &nothing).await, 400);
    let told = command(server.csms(), &charger, &ordered).await;
    assert!(words(&told).contains("a form without a file in it"), "{}", words(&told));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_the_name_that_the_charger_gives_it() {
    // O-55 and its neighbours
    let server = TestServer::start().await;
    let cases = [
        ("", "Content-Disposition: attachment; filename*=UTF-8''lade%20punkt.log\r\n", "lade punkt.log"),
        ("", "Content-Disposition: attachment; filename=\"C:\\logs\\lade.log\"\r\n", "lade.log"),
        ("", "Content-Disposition: attachment; filename==?utf-8?Q?l=C3=A4de.log?=\r\n", "läde.log"),
        ("lade%20punkt%E4.log", "", "lade punktä.log"),
        ("logs/today/lade.log", "", "lade.log"),
        ("x", "Content-Type: text/plain; name=lade.log\r\n", "lade.log"),
        ("", "Content-Disposition: attachment; filename='lade.log'\r\n", "lade.log"),
        ("", "Content-Disposition: attachment; filename=UTF-8''lade%20punkt.log\r\n", "lade punkt.log"),
    ];
    for (n, (path, headers, name)) in cases.into_iter().enumerate() {
        let here = put(&server, &format!("D-NAME-{n}"), path, headers, b"a log").await;
        assert_eq!(here.0, name, "{path} {headers}");
    }
    // Where the file has no name of its own, what the charger told before, the address or another header names it.
    for (told, path, headers, name) in [
        (Some("told.zip"), "?filename=asked.log", "X-File-Name: header.log\r\n", "told.zip"),
        (None, "?x=1&filename=asked%20so.log", "X-File-Name: header.log\r\n", "asked so.log"),
        (None, "?name=asked.log", "", "asked.log"),
        (None, "", "X-File-Name: header.log\r\n", "header.log"),
        (Some("told.zip"), "own.log?filename=asked.log", "", "own.log"),
    ] {
        let mut script = silent();
        script.diagnostics.file_name = told.map(str::to_owned);
        let (charger, sim) = server.charger(&format!("D-NAMELESS-{name}-{}", path.len()), script).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        stepped(server.csms(), &charger, &ordered, "its answer", |step| matches!(step, StepKind::Answered { .. }))
            .await;
        assert_eq!(send(&url, "PUT", path, headers, b"a log").await, 201);
        assert_eq!(received(&settled(server.csms(), &charger, &ordered).await).0, name, "{path} {headers}");
        sim.stop().await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_pieces_is_one_file_and_nothing_is_green_before_it_is_whole() {
    // O-15, as HTTP has it
    let server = TestServer::start().await;
    let file = image("x", 154_890);
    for (n, unit) in ["bytes ", "bytes=", ""].into_iter().enumerate() {
        let (charger, sim) = server.charger(&format!("D-PIECES-{n}"), silent()).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        for (from, to) in [(0, 51_630), (51_630, 103_260), (103_260, 154_890)] {
            let range = format!("Content-Range: {unit}{from}-{}/154890\r\n", to - 1);
            let status = send(&url, "PUT", "a.log", &range, &file[from..to]).await;
            let so_far = command(server.csms(), &charger, &ordered).await;
            if to < file.len() {
                assert!(
                    status == 202 && so_far.verdict == Verdict::Common(Common::Pending),
                    "{status} {}",
                    words(&so_far)
                );
            } else {
                assert_eq!(status, 201, "{}", words(&so_far));
            }
        }
        assert_eq!(received(&settled(server.csms(), &charger, &ordered).await), ("a.log".to_owned(), 154_890));
    }
    // Where no length is ever told, what has come is the file once the charger says so, or is quiet.
    for says_so in [true, false] {
        let (charger, sim) = server.charger(&format!("D-ENDLESS-{says_so}"), silent()).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        for (from, to) in [(0, 51_630), (51_630, 103_260), (103_260, 154_890)] {
            let range = format!("Content-Range: bytes {from}-{}/*\r\n", to - 1);
            assert_eq!(send(&url, "PUT", "a.log", &range, &file[from..to]).await, 202);
            assert!(command(server.csms(), &charger, &ordered).await.is_open());
        }
        if says_so {
            sim.call("DiagnosticsStatusNotification", json!({"status": "Uploaded"})).await.unwrap();
        }
        assert_eq!(received(&settled(server.csms(), &charger, &ordered).await), ("a.log".to_owned(), 154_890));
    }
    // A stretch whose place cannot be read must not begin the file anew.
    let (charger, sim) = server.charger("D-PLACELESS", silent()).await;
    let (ordered, url) = drop_box(&server, &charger, &sim).await;
    assert_eq!(send(&url, "PUT", "a.log", "Content-Range: bytes second-third/3\r\n", &file[..1_000]).await, 400);
    let told = command(server.csms(), &charger, &ordered).await;
    assert!(told.is_open() && words(&told).contains("Content-Range"), "{}", words(&told));
    server.stop().await;
}
