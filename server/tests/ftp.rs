//! The file host over FTP and FTPS, with the clients that people and chargers have: curl, Python's ftplib, suppaftp.

mod common;
#[path = "ftp/host.rs"]
mod host;

use charger_sim::{Script, TransferScript, Transfers};
use common::process::Running;
use common::{Folder, PATIENCE, eventually};
use host::{
    CALLER, IMAGE, PASSIVE, archives, bytes, curl, curl_well, diagnostics, host, idle, image, python, received, sha256,
    update, with,
};
use model::FileProtocol::{self, Ftp, Ftps};
use server::serve::Serving;
use std::time::Instant;

const FILE: usize = 300_000;

fn text(path: &std::path::Path) -> &str {
    path.to_str().unwrap()
}

/// curl's way to a protocol.
fn secured(by: FileProtocol) -> &'static [&'static str] {
    if by == Ftps { &["--ssl-reqd", "--insecure"] } else { &[] }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firmware_is_fetched_and_the_rest_of_one() {
    // B4, G-06, G-14
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(FILE));
    let image = image(csms, &file).await;
    for (identity, by) in [("CP-1", Ftp), ("CP-2", Ftps)] {
        let charger = idle(&server, identity).await;
        let address = update(csms, &charger, &image, by).await;
        assert_eq!((address.scheme.as_str(), address.name.as_str()), (by.as_str(), IMAGE));
        let whole = curl_well(&[secured(by), &[address.url().as_str()]].concat()).await;
        assert_eq!(sha256(&whole), sha256(&file), "{by:?}");

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
data = ftp.transfercmd('STOR logs.log')
data.sendall(open(args[0], 'rb').read()[:int(args[1])])
other = connected()
login(other)
while True:
    try:
        other.size('logs.log')
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
    let (csms, mut file) = (server.csms(), bytes(FILE));
    // A zip shows whether it is whole, however a connection ended.
    file[..4].copy_from_slice(b"PK\x03\x04");
    file[FILE - 22..FILE - 18].copy_from_slice(b"PK\x05\x06");
    let local = server.folder.path().join("logs.zip");
    std::fs::write(&local, &file).unwrap();
    let goes_on = "
login()
have = ftp.size('logs.log')
print(have)
data = ftp.transfercmd('STOR logs.log', have)
data.sendall(open(args[0], 'rb').read()[have:])
data.close()
print(ftp.voidresp()[:3])
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
async fn a_login_reaches_its_one_file_and_nothing_else() {
    // G-14
    let server = host().await;
    let csms = server.csms();
    let image = image(csms, &bytes(FILE)).await;
    let charger = idle(&server, "CP-1").await;
    let address = update(csms, &charger, &image, Ftp).await;
    let script = format!(
        "
say('SYST')
login()
print(ftp.nlst(), [name for name, facts in ftp.mlsd()], ftp.pwd())
print(ftp.size('/{IMAGE}'), ftp.sendcmd('MDTM {IMAGE}')[:3])
print(ftp.cwd('/')[:3])
for path in ['other.bin', '../{IMAGE}', '/etc/passwd', '../../../../etc/passwd', 'x/{IMAGE}', '.', '{IMAGE}/..']:
    try:
        ftp.retrbinary('RETR ' + path, lambda data: None)
        print('served', path)
    except ftplib.Error as error:
        print(str(error)[0], end=' ')
try:
    ftp.storbinary('STOR {IMAGE}', open('/dev/null', 'rb'))
except ftplib.Error as error:
    print(str(error)[:3])
for command in ['DELE {IMAGE}', 'MKD x', 'RMD x', 'CWD x', 'CWD ..', 'SITE CHMOD 777 {IMAGE}', 'SITE MD5 {IMAGE}']:
    say(command)
say('RNFR {IMAGE}')
say('RNTO x')
say('PORT 127,0,0,1,200,10')
say('PORT 192,0,2,1,0,25')
say('EPRT |1|192.0.2.1|25|')
port = ftp.makepasv()[1]
print({} <= port <= {})
",
        PASSIVE.from, PASSIVE.to
    );
    let said = python(&address, false, &script, &[]).await;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "530", "nothing before the login");
    assert_eq!(lines[1], format!("['{IMAGE}'] ['{IMAGE}'] /"));
    assert_eq!(lines[2], format!("{FILE} 213"));
    assert_eq!(lines[3], "250");
    assert_eq!(lines[4], "5 5 5 5 5 5 5 550", "{said}");
    let codes = &lines[5..lines.len() - 1];
    // RNFR alone changes nothing.
    assert_eq!(codes[7], "350", "{said}");
    for (at, code) in codes.iter().enumerate().filter(|(at, _)| *at != 7) {
        assert!(code.starts_with('5'), "{at}: {said}");
    }
    assert_eq!(lines[lines.len() - 1], "True", "{said}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_to_put_a_file_gives_none_away() {
    // G-14
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let script = "
login()
for command in ['MKD logs', 'CWD logs', 'CWD deeper']:
    say(command)
print(ftp.nlst())
data = ftp.transfercmd('STOR part.zip')
data.sendall(b'PK\\x03\\x04' + b'x' * 50000)
data.close()
try:
    ftp.voidresp()
except ftplib.Error as error:
    print(str(error)[:3])
print(ftp.size('part.zip'), ftp.nlst())
for command in ['STOR ../x', 'RETR part.zip', 'STOR x']:
    try:
        data = ftp.transfercmd(command, 90000 if command == 'STOR x' else None)
        data.close()
        ftp.voidresp()
        print('done', command)
    except ftplib.Error as error:
        print(str(error)[:3])
say('DELE part.zip')
say('SIZE part.zip')
";
    let said = python(&address, false, script, &[]).await;
    let expected = "257\n250\n250\n[]\n426\n50004 []\n553\n550\n550\n550\n213\n";
    assert_eq!(said, expected);
    server.stop().await;
}

/// Tries logins of `args`, each in a session of its own.
const LOGINS: &str = "
for login in args:
    user, password = login.split(':')
    other = ftplib.FTP()
    other.connect(host, int(port), timeout=30)
    try:
        print(other.login(user, password)[:3])
    except ftplib.Error as error:
        print(str(error)[:3])
";

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_good_for_one_command_of_one_charger() {
    // G-01, G-14
    let server = host().await;
    let csms = server.csms();
    let (one, other) = (idle(&server, "CP-1").await, idle(&server, "CP-2").await);
    let (mine, theirs) = (diagnostics(csms, &one, Ftp).await, diagnostics(csms, &other, Ftps).await);
    let login = |user: &str, password: &str| format!("{user}:{password}");
    let tries = [
        login(&mine.user, &mine.password),
        login(&mine.user, &theirs.password),
        login(&theirs.user, &mine.password),
        // Of ftps, in the open.
        login(&theirs.user, &theirs.password),
        login("anonymous", "me@example.com"),
        login("ftp", ""),
        login(&mine.user, ""),
    ];
    let tries: Vec<&str> = tries.iter().map(String::as_str).collect();
    assert_eq!(python(&mine, false, LOGINS, &tries).await, "230\n530\n530\n530\n530\n530\n530\n");

    // The file has arrived: neither the session that put it nor a new one puts another.
    let again = "
import io
login()
ftp.storbinary('STOR a.log', io.BytesIO(b'all is well'))
try:
    ftp.storbinary('STOR b.log', io.BytesIO(b'once more'))
except ftplib.Error as error:
    print(str(error)[:3])
say('SIZE a.log')
";
    assert_eq!(python(&mine, false, again, &[]).await, "550\n550\n");
    assert_eq!(received(csms, &one.0).await.name, "a.log");
    assert_eq!(python(&mine, false, LOGINS, &tries[..1]).await, "530\n");
    assert!(archives(csms, &other.0).await.is_empty());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_is_cut_off() {
    // G-14
    let server = host().await;
    let charger = idle(&server, "CP-1").await;
    let address = diagnostics(server.csms(), &charger, Ftp).await;
    let guesses = "
for guess in range(9):
    try:
        login(password=str(guess))
    except ftplib.Error as error:
        print(str(error)[:3])
    except (EOFError, OSError):
        print('gone')
        break
";
    let began = Instant::now();
    let said = python(&address, false, guesses, &[]).await;
    assert!(["530\n530\ngone\n", "530\n530\n530\ngone\n"].contains(&said.as_str()), "{said}");
    assert!(began.elapsed().as_secs() >= 3, "each guess costs a second");
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
        let Err(error) = Serving::begin(config).await else { panic!("{certificate} and {key} are taken") };
        let error = error.to_string();
        assert!(error.contains(expected), "{error}");
    }
    check("missing.pem", "key.pem", "missing.pem cannot be used: No such file").await;
    check("certificate.pem", "missing.pem", "missing.pem cannot be used").await;
    check("key.pem", "key.pem", "there is no certificate in it").await;
    check("certificate.pem", "certificate.pem", "there is none in it").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_password_is_logged() {
    // E-49, G-07
    let folder = Folder::new();
    let (certificate, key) = (host::pem("certificate.pem"), host::pem("key.pem"));
    let arguments = ["--log", "trace", "--ftp", "127.0.0.1:0", "--ftp-host", "localhost"];
    let secured = ["--ftp-certificate", text(&certificate), "--ftp-key", text(&key)];
    let running = Running::start(&folder, &[&arguments[..], &secured[..]].concat());
    let at = running.wait_for_line("ftp ftp://");
    for secured in [&[][..], &["--ssl-reqd", "--insecure"]] {
        let url = format!("ftp://somebody:Sesame0penThisDoor@{at}/x");
        let output = curl(&[secured, &[url.as_str()]].concat()).await;
        assert_eq!(output.status.code(), Some(67), "{output:?}");
    }
    let (out, err) = (running.out(), running.err());
    assert!(!out.contains("Sesame") && !err.contains("Sesame") && !err.contains("libunftp"), "{err}");
}
