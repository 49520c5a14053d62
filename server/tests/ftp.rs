//! The file host over FTP and FTPS, with the clients that people and chargers have: curl, lftp, wget, BusyBox, ncftp, tnftp, Python's
//! ftplib, suppaftp.

#[path = "ftp/access.rs"]
mod access;
#[path = "ftp/clients.rs"]
mod clients;
mod common;
#[path = "ftp/dialect.rs"]
mod dialect;
#[path = "ftp/host.rs"]
mod host;
#[path = "ftp/pieces.rs"]
mod pieces;
#[path = "ftp/raw.rs"]
mod raw;

use charger_sim::{Script, TransferScript, Transfers};
use common::{Folder, PATIENCE, TestServer, eventually};
use csms::Csms;
use host::{
    CALLER, IMAGE, archives, bytes, curl_well, diagnostics, host, idle, image, python, received, sha256, text, update,
    with, zip,
};
use model::FileProtocol::{self, Ftp, Ftps};
use model::{ChargerKey, CommandQuery, StepKind};
use server::serve::RunningServer;
use std::time::Instant;

const FILE: usize = 300_000;

/// curl's way to a protocol.
fn secured(by: FileProtocol) -> &'static [&'static str] {
    if by == Ftps { &["--ssl-reqd", "--insecure"] } else { &[] }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firmware_is_fetched_and_the_rest_of_one() {
    // B4, E-49, G-06
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(FILE));
    let image = image(csms, &file).await;
    for (identity, by) in [("CP-1", Ftp), ("CP-2", Ftps)] {
        let charger = idle(&server, identity).await;
        let address = update(csms, &charger, &image, by).await;
        assert_eq!((address.scheme.as_str(), address.name.as_str()), (by.as_str(), IMAGE));
        let whole = curl_well(&[secured(by), &[address.url().as_str()]].concat()).await;
        assert_eq!(sha256(&whole), sha256(&file), "{by:?}");
        eventually("all of it is told", || async {
            let steps = told(csms, &charger.0, &address.password).await.steps;
            let is_all = |kind: &StepKind| matches!(kind, StepKind::Fetched { bytes, total, .. } if bytes == total);
            steps.iter().any(|step| is_all(&step.kind))
        })
        .await;

        let rest = server.folder.path().join(format!("rest-{identity}"));
        std::fs::write(&rest, &file[..100_000]).unwrap();
        curl_well(&[secured(by), &["-C", "-", "-o", text(&rest), &address.url()]].concat()).await;
        assert_eq!(sha256(&std::fs::read(&rest).unwrap()), sha256(&file), "{by:?}");

        let python_does = "
import hashlib
login()
whole = hashlib.sha256()
ftp.retrbinary('RETR ' + args[0], whole.update)
print(whole.hexdigest())
";
        assert_eq!(python(&address, by == Ftps, python_does, &[IMAGE]).await.trim(), sha256(&file), "{by:?}");

        // By PASV as by EPSV.
        let whole = curl_well(&[secured(by), &["--disable-epsv", &address.url()]].concat()).await;
        assert_eq!(sha256(&whole), sha256(&file), "{by:?}");
    }
    server.stop().await;
}

/// The charger's one command as people see it, which never holds the password (E-49).
async fn told(csms: &Csms, charger: &ChargerKey, password: &str) -> actions::Command {
    let query = CommandQuery { charger: Some(charger.clone()), ..CommandQuery::default() };
    let mut commands = csms.commands().list(&CALLER, &query).await.unwrap().rows;
    assert_eq!(commands.len(), 1);
    assert!(!serde_json::to_string(&commands).unwrap().contains(password));
    commands.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn diagnostics_are_put() {
    // C2
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(FILE));
    let local = server.folder.path().join("logs.log");
    std::fs::write(&local, &file).unwrap();
    for (identity, by, folder) in [("CP-1", Ftp, ""), ("CP-2", Ftps, ""), ("CP-3", Ftp, "a/b/"), ("CP-4", Ftps, "a/")] {
        let charger = idle(&server, identity).await;
        let address = diagnostics(csms, &charger, by).await;
        let url = format!("{}{folder}", address.url());
        curl_well(&[secured(by), &["--ftp-create-dirs", "-T", text(&local), &url]].concat()).await;
        let archive = received(csms, &charger.0).await;
        assert_eq!((archive.name.as_str(), archive.bytes, archive.protocol), ("logs.log", FILE as i64, by));
        assert_eq!(archive.sha256, sha256(&file));
        let (_, path) = csms.archives().file(&CALLER, &archive.key).await.unwrap().unwrap();
        assert_eq!(sha256(&std::fs::read(path).unwrap()), sha256(&file));
    }
    server.stop().await;
}

/// Stores so much of a file, and cuts the data connection off when some of it is there.
const CUT_OFF: &str = "
login()
data = ftp.transfercmd('STOR logs.zip')
data.sendall(open(args[0], 'rb').read()[:int(args[1])])
other = connected()
login(other)
while True:
    try:
        other.size('logs.zip')
        break
    except ftplib.Error:
        time.sleep(0.02)
cut(data)
try:
    ftp.voidresp()
    print('taken')
except ftplib.Error as error:
    print(str(error)[:3])
";

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_was_cut_off_goes_on() {
    // G-06, C2
    let server = host().await;
    // A zip shows whether it is whole, however a connection ended.
    let (csms, file) = (server.csms(), zip("charger.log", &bytes(FILE)));
    let local = server.folder.path().join("logs.zip");
    std::fs::write(&local, &file).unwrap();
    let goes_on = "
login()
have = ftp.size('logs.zip')
print(have)
data = ftp.transfercmd('STOR logs.zip', have)
data.sendall(open(args[0], 'rb').read()[have:])
(data.unwrap() if secure == 'yes' else data).close()
print(ftp.voidresp()[:3])
ftp.quit()
";
    for (identity, by) in [("CP-1", Ftp), ("CP-2", Ftps)] {
        let charger = idle(&server, identity).await;
        let address = diagnostics(csms, &charger, by).await;
        let said = python(&address, by == Ftps, CUT_OFF, &[text(&local), "100000"]).await;
        assert_eq!(said.trim(), "426", "{by:?}");
        assert!(archives(csms, &charger.0).await.is_empty());
        let said = python(&address, by == Ftps, goes_on, &[text(&local)]).await;
        let have: usize = said.strip_suffix("\n226\n").unwrap().parse().unwrap();
        assert!((1..=100_000).contains(&have), "{have}");
        assert_eq!(received(csms, &charger.0).await.sha256, sha256(&file), "{by:?}");
    }
    // curl asks for SIZE and goes on by APPE.
    let charger = idle(&server, "CP-3").await;
    let address = diagnostics(csms, &charger, Ftp).await;
    python(&address, false, CUT_OFF, &[text(&local), "100000"]).await;
    curl_well(&["-C", "-", "-T", text(&local), &address.url()]).await;
    assert_eq!(received(csms, &charger.0).await.sha256, sha256(&file));
    // And begins where there is nothing yet.
    let charger = idle(&server, "CP-4").await;
    let address = diagnostics(csms, &charger, Ftp).await;
    curl_well(&["-C", "-", "-T", text(&local), &address.url()]).await;
    assert_eq!(received(csms, &charger.0).await.sha256, sha256(&file));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chargers_do_it_by_themselves() {
    // B4, C2, G-06
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(FILE));
    let image = image(csms, &file).await;
    let plain = || TransferScript::default().upload_bytes(200_000);
    let cases = [plain(), plain().abort_after(50_000), plain().abort_after(50_000).resumes()];
    for (case, script) in cases.into_iter().enumerate() {
        for by in [Ftp, Ftps] {
            let resumed = script.resumes;
            let real = Script::default().transfers(Transfers::Real(script.clone()));
            let charger = with(&server, &format!("CP-{case}-{}", by.as_str()), real).await;
            diagnostics(csms, &charger, by).await;
            let put = charger.1.wait_transfer(0, PATIENCE).await.unwrap();
            assert_eq!((&put.outcome, put.resumed), (&Ok(()), resumed), "{case} {by:?}");
            let archive = received(csms, &charger.0).await;
            assert_eq!((archive.bytes, archive.sha256), (200_000, put.sha256));

            update(csms, &charger, &image, by).await;
            let fetched = charger.1.wait_transfer(1, PATIENCE).await.unwrap();
            assert_eq!((&fetched.outcome, fetched.resumed), (&Ok(()), resumed), "{case} {by:?}");
            assert_eq!((fetched.bytes, fetched.sha256), (FILE as u64, sha256(&file)));
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chargers_are_told_the_host_that_was_given() {
    // G-14
    let server = TestServer::with(|config| {
        host::doors(config);
        config.files.ftp_host = Some("localhost".to_owned());
    })
    .await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    assert_eq!(address.host, "localhost");
    // The name is looked up for PASV.
    let said = python(&address, false, "login()\nprint(ftp.sendcmd('PASV').split('(')[1][:10])", &[]).await;
    assert_eq!(said, "127,0,0,1,\n");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_sessions_and_transfers() {
    // G-06
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let script = "
login()
data = ftp.transfercmd('STOR a.log')
data.sendall(b'x' * 1000)
open(args[0], 'w').close()
try:
    while ftp.sock.recv(1000): pass
except OSError:
    pass
print('gone')
";
    let sign = server.folder.path().join("under-way");
    let client = tokio::spawn({
        let (address, sign) = (address.clone(), text(&sign).to_owned());
        async move { python(&address, false, script, &[&sign]).await }
    });
    eventually("a transfer is under way", || async { sign.exists() }).await;
    let began = Instant::now();
    server.stop().await;
    assert!(began.elapsed().as_secs() < 10);
    assert_eq!(client.await.unwrap(), "gone\n");
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said_at_the_start() {
    async fn check(certificate: &str, key: &str, expected: &str) {
        let folder = Folder::new();
        let mut config = common::config(&folder);
        host::doors(&mut config);
        config.files.ftps = Some((host::pem(certificate), host::pem(key)));
        let Err(error) = RunningServer::begin(config).await else { panic!("{certificate} and {key} are taken") };
        let error = error.to_string();
        assert!(error.contains(expected), "{error}");
    }
    check("missing.pem", "key.pem", "missing.pem cannot be used: No such file").await;
    check("certificate.pem", "missing.pem", "missing.pem cannot be used").await;
    check("key.pem", "key.pem", "there is no certificate in it").await;
    check("certificate.pem", "certificate.pem", "there is none in it").await;
}
