//! A file in pieces, several of one order, one without a byte: what counts as whole, and when that is told.

use crate::common::eventually;
use crate::host::{archives, bytes, diagnostics, host, idle, python, received, sha256, steps, verdict, with};
use crate::raw::Raw;
use actions::{Common, Verdict, request_diagnostics};
use charger_sim::{Script, TransferScript, Transfers};
use model::FileProtocol::{Ftp, Ftps};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

const WHOLE: usize = 154_890;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_pieces_is_one_file() {
    // O-15, C3
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(WHOLE));
    let thirds: Vec<&[u8]> = file.chunks(WHOLE / 3).collect();
    // By APPE, by REST and STOR; over one login, and over three.
    for (at, (by_rest, logins)) in [(false, 1), (true, 1), (false, 3), (true, 3)].into_iter().enumerate() {
        let charger = idle(&server, &format!("CP-{at}")).await;
        let address = diagnostics(csms, &charger, Ftp).await;
        let mut raw = Raw::log_in(&address).await;
        for (n, third) in thirds.iter().enumerate() {
            if n > 0 && logins > 1 {
                assert_eq!(raw.say("QUIT").await, 221);
                raw = Raw::log_in(&address).await;
            }
            let command = if n == 0 || by_rest { "STOR a.log" } else { "APPE a.log" };
            if by_rest {
                assert_eq!(raw.say(&format!("REST {}", n * WHOLE / 3)).await, 350);
            }
            assert_eq!(raw.put(command, third).await, 226, "{at} {n}");
            let here = (n + 1) * WHOLE / 3;
            assert_eq!(raw.ask("SIZE a.log").await, format!("213 {here}\r\n"));
            assert!(raw.ask("MDTM a.log").await.starts_with("213 20"));
        }
        assert_eq!(raw.say("QUIT").await, 221);
        eventually("the whole of it is here", || async {
            archives(csms, &charger.0).await.iter().any(|archive| archive.bytes == WHOLE as i64)
        })
        .await;
        let archive = received(csms, &charger.0).await;
        assert_eq!((archive.name.as_str(), archive.sha256), ("a.log", sha256(&file)), "{at}");
        let Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { bytes, .. }) =
            verdict(csms, &charger.0).await
        else {
            panic!("{at}")
        };
        assert_eq!(bytes, WHOLE as i64);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_green_before_goodbye_or_quiet() {
    // O-15, C3
    let server = host().await;
    let csms = server.csms();
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(csms, &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    assert_eq!(raw.put("STOR a.log", &bytes(51_630)).await, 226);
    let put = Instant::now();
    assert_eq!(verdict(csms, &charger.0).await, Verdict::Common(Common::Pending));
    eventually("a step says what has arrived", || async {
        steps(csms, &charger.0).await.iter().any(|words| words.contains("arrived over"))
    })
    .await;
    assert!(archives(csms, &charger.0).await.is_empty());
    // The session stays open, and says nothing more.
    received(csms, &charger.0).await;
    assert!(put.elapsed() >= Duration::from_secs(4), "after {:?}", put.elapsed());
    // What comes late still belongs to it.
    assert_eq!(raw.put("APPE a.log", &bytes(1_000)).await, 226);
    assert_eq!(raw.ask("SIZE a.log").await, "213 52630\r\n");
    assert_eq!(raw.say("QUIT").await, 221);
    eventually("the verdict is put right", || async {
        matches!(
            verdict(csms, &charger.0).await,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { bytes: 52_630, .. })
        )
    })
    .await;
    assert_eq!(received(csms, &charger.0).await.bytes, 52_630);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chargers_word_is_the_end_of_it() {
    // O-15, C3, G-01
    let server = host().await;
    let csms = server.csms();
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(csms, &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    assert_eq!(raw.put("STOR a.log", &bytes(51_630)).await, 226);
    charger.1.call("DiagnosticsStatusNotification", json!({"status": "Uploaded"})).await.unwrap();
    received(csms, &charger.0).await;
    let mut other = Raw::connect(&address).await;
    assert_eq!(other.say(&format!("USER {}", address.user)).await, 331);
    assert_eq!(other.say(&format!("PASS {}", address.password)).await, 530);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chargers_upload_in_pieces_by_themselves() {
    // O-15
    let server = host().await;
    let csms = server.csms();
    for by in [Ftp, Ftps] {
        let script = TransferScript::default().upload_bytes(200_000).pieces(3);
        let script = Script::default().transfers(Transfers::Real(script));
        let charger = with(&server, &format!("CP-{}", by.as_str()), script).await;
        diagnostics(csms, &charger, by).await;
        let put = charger.1.wait_transfer(0, crate::common::PATIENCE).await.unwrap();
        assert_eq!(put.outcome, Ok(()), "{by:?}");
        let archive = received(csms, &charger.0).await;
        assert_eq!((archive.bytes, archive.sha256), (200_000, put.sha256), "{by:?}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_names_are_several_files_of_one_order() {
    // O-15, C3
    let server = host().await;
    let csms = server.csms();
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(csms, &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    assert_eq!(raw.put("STOR a.log", b"one\n").await, 226);
    assert_eq!(raw.put("STOR logs/b.log", b"another\n").await, 226);
    assert_eq!(raw.put("STOR c.log.part", b"a third\n").await, 226);
    assert_eq!(raw.put("APPE a.log", b"more\n").await, 226);
    assert_eq!((raw.say("RNFR c.log.part").await, raw.say("RNTO c.log").await), (350, 250));
    assert_eq!(raw.ask("SIZE a.log").await, "213 9\r\n");
    assert_eq!(raw.say("QUIT").await, 221);
    eventually("all of them are here", || async { archives(csms, &charger.0).await.len() == 3 }).await;
    let mut names: Vec<(String, i64)> =
        archives(csms, &charger.0).await.into_iter().map(|archive| (archive.name, archive.bytes)).collect();
    names.sort();
    assert_eq!(names, [("a.log".to_owned(), 9), ("b.log".to_owned(), 8), ("c.log".to_owned(), 8)]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_told_as_that() {
    // O-50
    let server = host().await;
    let csms = server.csms();
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(csms, &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    assert_eq!(raw.put("STOR empty.log", b"").await, 226);
    assert_eq!(raw.say("QUIT").await, 221);
    charger.1.call("DiagnosticsStatusNotification", json!({"status": "Uploaded"})).await.unwrap();
    let expected =
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::EmptyFile { name: "empty.log".to_owned() });
    eventually("the verdict says so", || async { verdict(csms, &charger.0).await == expected }).await;
    assert!(steps(csms, &charger.0).await.iter().any(|words| words == "The charger sent an empty file, empty.log"));
    assert!(archives(csms, &charger.0).await.is_empty());
    // A file that comes after all puts it right.
    let mut raw = Raw::log_in(&address).await;
    assert_eq!(raw.put("STOR empty.log", b"all is well\n").await, 226);
    assert_eq!(raw.say("QUIT").await, 221);
    assert_eq!(received(csms, &charger.0).await.bytes, 12);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_down_outlives_a_stop() {
    // O-15
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let mut raw = Raw::log_in(&address).await;
    assert_eq!(raw.put("STOR a.log", b"all is well\n").await, 226);
    let server = server.restart().await;
    assert_eq!(received(server.csms(), &charger.0).await.bytes, 12);
    server.stop().await;
}

/// Archives as chargers make them, and cut off.
const ARCHIVES: &str = "
import gzip, io, tarfile, zipfile
log = b''.join(b'%05d relay %d\\n' % (n, n * 2654435761 % 4294967296) for n in range(8000))
gz = gzip.compress(log)
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode='w', format=tarfile.USTAR_FORMAT) as made:
    member = tarfile.TarInfo('charger.log')
    member.size = len(log)
    made.addfile(member, io.BytesIO(log))
unended = tar.getvalue()[:512 + (len(log) + 511) // 512 * 512]
packed = io.BytesIO()
with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as made:
    made.writestr('charger.log', log)
files = {
    'padded.log.gz': gz + bytes(-len(gz) % 512 or 512),
    'unended.tar.gz': gzip.compress(unended),
    'unended.tar': unended,
    'signed.log.gz': gz + bytes(range(0xa0, 0xe0)),
    'padded.zip': packed.getvalue() + bytes(80 * 1024),
    'signed.zip': packed.getvalue() + b's' * 300,
    'twice.log.gz': gz + gz + bytes(100),
    'whole.log.gz': gz,
    'cut.log.gz': gz[:len(gz) // 2],
    'cut.zip': packed.getvalue()[:len(packed.getvalue()) // 2],
}
name, how = args
login()
data = ftp.transfercmd('STOR ' + name)
data.sendall(files[name])
if how == 'breaks':
    other = connected()
    login(other)
    while True:
        try:
            if other.size(name) == len(files[name]): break
        except ftplib.Error:
            pass
        time.sleep(0.02)
    cut(data)
elif secure == 'yes':
    data.unwrap().close()
else:
    data.close()
try:
    print(ftp.voidresp()[:3], len(files[name]))
except ftplib.Error as error:
    print(str(error)[:3], len(files[name]))
ftp.quit()
";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_whole_for_its_sender_is_whole() {
    // O-08, O-09, O-10, O-11
    let server = host().await;
    let csms = server.csms();
    for name in [
        "padded.log.gz",
        "unended.tar.gz",
        "unended.tar",
        "signed.log.gz",
        "padded.zip",
        "signed.zip",
        "twice.log.gz",
        "whole.log.gz",
    ] {
        for by in [Ftp, Ftps] {
            let charger = idle(&server, &format!("CP-{}-{}", name.replace('.', "-"), by.as_str())).await;
            let address = diagnostics(csms, &charger, by).await;
            let said = python(&address, by == Ftps, ARCHIVES, &[name, "ends"]).await;
            let length = said.strip_prefix("226 ").unwrap_or_else(|| panic!("{name}: {said}")).trim().to_owned();
            let archive = received(csms, &charger.0).await;
            assert_eq!((archive.name.as_str(), archive.bytes.to_string()), (name, length), "{by:?}");
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_inside_stays_cut_off() {
    // O-08, O-11, G-06
    let server = host().await;
    let csms = server.csms();
    for name in ["cut.log.gz", "cut.zip"] {
        for (by, how, code) in
            [(Ftp, "breaks", "426"), (Ftps, "breaks", "426"), (Ftp, "ends", "226"), (Ftps, "ends", "226")]
        {
            let identity = format!("CP-{}-{}-{how}", name.replace('.', "-"), by.as_str());
            let charger = idle(&server, &identity).await;
            let address = diagnostics(csms, &charger, by).await;
            let said = python(&address, by == Ftps, ARCHIVES, &[name, how]).await;
            assert_eq!(&said[..3], code, "{name} {by:?} {how}");
            eventually("the timeline tells that it broke off", || async {
                steps(csms, &charger.0).await.iter().any(|words| words.contains("broke off"))
            })
            .await;
            assert_eq!(verdict(csms, &charger.0).await, Verdict::Common(Common::Pending), "{name} {by:?} {how}");
            assert!(archives(csms, &charger.0).await.is_empty());
        }
    }
    server.stop().await;
}
