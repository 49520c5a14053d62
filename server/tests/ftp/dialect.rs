//! What real clients and chargers say over the control connection, byte for byte.

use crate::common::{PATIENCE, eventually};
use crate::host::{bytes, diagnostics, host, idle, image, received, steps, update, verdict};
use crate::raw::Raw;
use actions::{Verdict, request_diagnostics};
use model::FileProtocol::{Ftp, Ftps};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, timeout};

#[tokio::test(flavor = "multi_thread")]
async fn answers_come_in_the_order_of_the_commands() {
    // O-01
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let mut raw = Raw::connect(&address).await;
    let all = format!("USER {}\r\nPASS {}\r\nTYPE I\r\nCWD /\r\n", address.user, address.password);
    raw.write(all.as_bytes()).await;
    for expected in [331, 230, 200, 250] {
        assert_eq!(raw.code().await, expected);
    }
    // A wrong password is answered late, and the rest still after it.
    let mut raw = Raw::connect(&address).await;
    raw.write(format!("USER x\nPASS y\nNOOP\nUSER {}\nPASS {}\nPWD\n", address.user, address.password).as_bytes())
        .await;
    for expected in [331, 530, 200, 331, 230, 257] {
        assert_eq!(raw.code().await, expected);
    }
    // What is said while a transfer runs is answered after it.
    let data = raw.data().await;
    raw.write(b"STOR a.log\r\nNOOP\r\nSIZE a.log\r\nQUIT\r\n").await;
    assert_eq!(raw.code().await, 150);
    drop(data);
    for expected in [226, 200, 213, 221] {
        assert_eq!(raw.code().await, expected);
    }
    assert!(raw.has_ended().await);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_parameter_ends_the_session() {
    // O-03, R-03
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    for said in [
        "OPTS UTF8",
        "OPTS UTF8 ON",
        "OPTS MLST type;size;modify;",
        "OPTS MLST",
        "OPTS",
        "MODE S ",
        "MODE Z",
        "STRU F ",
        "STRU R",
        "TYPE I ",
        "TYPE",
        "REST abc",
        "CLNT Modem",
        "SITE",
        "ALLO",
        "PROT",
        "PBSZ x",
        "EPSV 7",
        "PORT",
        "FOO BAR",
        "",
    ] {
        let code = raw.say(said).await;
        assert!([200, 500, 501, 502, 503, 504, 522].contains(&code), "{said}: {code}");
    }
    raw.write(&[&b"CWD "[..], &[b'x'; 10_000], b"\r\n\xff\xf4\xff\xf2\0NO\0OP\r\n"].concat()).await;
    assert_eq!((raw.code().await, raw.code().await), (500, 200));
    assert_eq!(raw.put("STOR a.log", b"all is well\n").await, 226);
    assert_eq!(raw.say("QUIT").await, 221);
    assert_eq!(received(server.csms(), &charger.0).await.name, "a.log");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_go_up_no_further_than_the_root() {
    // O-04
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    for said in ["CWD /a", "CWD ..", "CWD ..", "CDUP", "XCUP"] {
        assert_eq!(raw.say(said).await, 250, "{said}");
    }
    assert_eq!(raw.ask("XPWD").await, "257 \"/\" is where you are.\r\n");
    assert_eq!(raw.put("STOR ../diag.log", b"all is well\n").await, 226);
    assert_eq!(raw.say("QUIT").await, 221);
    assert_eq!(received(server.csms(), &charger.0).await.name, "diag.log");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_inside_is_told() {
    // O-05
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    for said in ["STAT", "HELP", "FEAT", "SYST", "HELP STOR", "SITE HELP", "STAT /", "CSID", "NOSUCH"] {
        let told = raw.ask(said).await.to_lowercase();
        for inside in ["unftp", "rust", "::", "tokio", env!("CARGO_PKG_VERSION"), address.user.as_str()] {
            assert!(!told.contains(inside), "{said}: {told}");
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn active_mode_is_refused_and_the_operator_hears_of_it() {
    // O-44
    let server = host().await;
    for (identity, asks) in [("CP-1", "PORT 127,0,0,1,200,10"), ("CP-2", "EPRT |1|127.0.0.1|51210|")] {
        let charger = idle(&server, identity).await;
        let address = diagnostics(server.csms(), &charger, Ftp).await;
        let mut raw = Raw::log_in(&address).await;
        for (said, expected) in [(asks, 502), ("STOR a.log", 425), (asks, 502), ("QUIT", 221)] {
            assert_eq!(raw.say(said).await, expected, "{said}");
        }
        eventually("the timeline tells of it", || async {
            let told = steps(server.csms(), &charger.0).await;
            told.iter().filter(|words| words.contains("active mode")).count() == 1
        })
        .await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_in_the_open_where_ftps_was_told_is_a_step() {
    // O-42
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftps).await;
    let mut raw = Raw::connect(&address).await;
    assert_eq!(raw.say(&format!("USER {}", address.user)).await, 331);
    assert_eq!(raw.say(&format!("PASS {}", address.password)).await, 530);
    assert_eq!(raw.say("PASV").await, 530);
    eventually("the timeline tells of it", || async {
        steps(server.csms(), &charger.0).await.iter().any(|words| words.contains("without encryption"))
    })
    .await;
    charger.1.call("DiagnosticsStatusNotification", json!({"status": "UploadFailed"})).await.unwrap();
    eventually("it failed, and had been here", || async {
        verdict(server.csms(), &charger.0).await
            == Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed)
    })
    .await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_at_this_door_is_told_with_its_reason() {
    // O-42, O-44 and their neighbours
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(1_000));
    let image = image(csms, &file).await;
    let (fetches, puts) = (idle(&server, "CP-1").await, idle(&server, "CP-2").await);
    let check = |charger, words: &'static str| async move {
        eventually(words, || async { steps(csms, charger).await.iter().any(|told| told.contains(words)) }).await;
    };
    let mut raw = Raw::log_in(&update(csms, &fetches, &image, Ftp).await).await;
    let _data = raw.data().await;
    assert_eq!(raw.say("STOR a.log").await, 550);
    check(&fetches.0, "is for fetching").await;
    let mut raw = Raw::log_in(&diagnostics(csms, &puts, Ftp).await).await;
    let _data = raw.data().await;
    assert_eq!(raw.say("RETR a.log").await, 550);
    check(&puts.0, "is for putting").await;
    let other = idle(&server, "CP-3").await;
    let mut raw = Raw::log_in(&diagnostics(csms, &other, Ftp).await).await;
    assert_eq!((raw.say("STOR a.log").await, raw.say("TYPE E").await), (425, 504));
    check(&other.0, "without asking for a port first").await;
    check(&other.0, "a type, mode or structure").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_with_a_wrong_password_was_here() {
    // O-42 and its neighbours
    let server = host().await;
    let csms = server.csms();
    let wrong = "wrong password";
    for (n, (by, words)) in
        [("wrong", wrong), ("cut", wrong), ("letters", wrong), ("empty", wrong), ("before", "without logging in")]
            .into_iter()
            .enumerate()
    {
        let charger = idle(&server, &format!("CP-{n}")).await;
        let address = diagnostics(csms, &charger, Ftp).await;
        let mut raw = Raw::connect(&address).await;
        let (user, password) = (address.user.clone(), address.password.clone());
        let (user, password) = match by {
            "wrong" => (user, "x".repeat(22)),
            "cut" => (user, password[..10].to_owned()),
            "letters" => (user.to_uppercase(), password),
            "empty" => (user, String::new()),
            _ => (user, password),
        };
        if by == "before" {
            assert_eq!(raw.say(&format!("PASS {password}")).await, 503);
            assert_eq!((raw.say(&format!("USER {user}")).await, raw.say("PASV").await), (331, 530));
        } else {
            for _ in 0..2 {
                assert_eq!(raw.say(&format!("USER {user}")).await, 331, "{by}");
                let began = Instant::now();
                assert_eq!(raw.say(&format!("PASS {password}")).await, 530, "{by}");
                assert!(began.elapsed().as_millis() >= 1_000, "{by}");
            }
        }
        eventually("the timeline tells of it", || async {
            steps(csms, &charger.0).await.iter().filter(|told| told.contains(words)).count() == 1
        })
        .await;
        charger.1.call("DiagnosticsStatusNotification", json!({"status": "UploadFailed"})).await.unwrap();
        eventually("it failed, and had been here", || async {
            verdict(csms, &charger.0).await == Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed)
        })
        .await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_a_name_is_taken_under_one_of_ours() {
    // O-04 and its neighbours
    let server = host().await;
    for (n, said) in ["STOR", "STOR /", "STOR ..", "STOR .", "APPE", "STOU"].into_iter().enumerate() {
        let charger = idle(&server, &format!("CP-{n}")).await;
        let address = diagnostics(server.csms(), &charger, Ftp).await;
        let mut raw = Raw::log_in(&address).await;
        assert_eq!(raw.put(said, b"all is well\n").await, 226, "{said}");
        assert_eq!(raw.say("QUIT").await, 221);
        let archive = received(server.csms(), &charger.0).await;
        assert!(archive.name.starts_with("diagnostics") && archive.bytes == 12, "{said}: {}", archive.name);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_greeted_within_a_second_where_tls_could_come() {
    // O-06
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftps).await;
    let began = Instant::now();
    let raw = Raw::connect(&address).await;
    assert!(began.elapsed() < PATIENCE, "it was greeted");
    drop(raw);
    // What is neither is answered, and does no harm.
    let mut stream = tokio::net::TcpStream::connect(format!("{}:{}", address.host, address.port)).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, b"\x16\x03\x01\0\x05hello").await.unwrap();
    let mut rest = Vec::new();
    let ended = timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "a handshake that is none ends the connection");
    let mut raw = Raw::connect(&address).await;
    assert_eq!(raw.say("AUTH TLS").await, 234);
    raw.write(b"USER this is no TLS\r\n").await;
    assert!(raw.has_ended().await);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_can_be_called_off() {
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    let _data = raw.data().await;
    assert_eq!(raw.say("STOR a.log").await, 150);
    raw.write(b"\xff\xf4\xff\xf2ABOR\r\n").await;
    assert_eq!((raw.code().await, raw.code().await), (426, 226));
    assert_eq!(raw.say("ABOR").await, 226);
    assert_eq!(raw.put("STOR a.log", b"all is well\n").await, 226);
    assert_eq!(raw.say("QUIT").await, 221);
    assert_eq!(received(server.csms(), &charger.0).await.bytes, 12);
    server.stop().await;
}
