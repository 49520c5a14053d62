//! Who gets in over FTP, and how far: one login, one file, and nothing of it in the log.

use crate::FILE;
use crate::common::Folder;
use crate::common::process::ServerProcess;
use crate::host::{
    IMAGE, PASSIVE, archives, bytes, curl, diagnostics, host, idle, image, pem, python, received, text, update,
};
use model::FileProtocol::{Ftp, Ftps};
use std::time::Instant;

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
served = set()
for path in ['other.bin', '/etc/passwd', '../../../../etc/passwd', 'x/{IMAGE}', '{IMAGE}'.upper()]:
    came = []
    ftp.retrbinary('RETR ' + path, came.append)
    served.add(b''.join(came))
print(len(served), [len(file) for file in served])
for path in ['.', '/', '{IMAGE}/..']:
    try:
        ftp.retrbinary('RETR ' + path, lambda data: None)
        print('served', path)
    except ftplib.Error as error:
        print(str(error)[0], end=' ')
try:
    ftp.storbinary('STOR {IMAGE}', open('/dev/null', 'rb'))
except ftplib.Error as error:
    print(str(error)[:3])
for command in ['DELE {IMAGE}', 'MKD x', 'RMD x', 'CWD {IMAGE}', 'SITE CHMOD 777 {IMAGE}', 'SITE MD5 {IMAGE}']:
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
    assert_eq!(lines[4], format!("1 [{FILE}]"), "whatever it is called, it is the one file: {said}");
    assert_eq!(lines[5], "5 5 5 550", "{said}");
    let codes = &lines[6..lines.len() - 1];
    for (at, code) in codes.iter().enumerate() {
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
print(ftp.voidresp()[:3])
print(ftp.size('part.zip'), ftp.nlst())
for command in ['RETR part.zip', 'STOR part.zip']:
    try:
        data = ftp.transfercmd(command, 90000 if command == 'STOR part.zip' else None)
        data.close()
        ftp.voidresp()
        print('done', command)
    except ftplib.Error as error:
        print(str(error)[:3])
say('DELE part.zip')
say('SIZE part.zip')
";
    let said = python(&address, false, script, &[]).await;
    // It sees what it has put itself, and gets nothing of it back.
    let expected = "257\n250\n250\n[]\n226\n50004 ['part.zip']\n550\n550\n550\n213\n";
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

    // The charger has said that this was all: nobody gets in by it any more.
    let put = "
import io
login()
ftp.storbinary('STOR a.log', io.BytesIO(b'all is well'))
say('SIZE a.log')
";
    assert_eq!(python(&mine, false, put, &[]).await, "213\n");
    let uploaded = serde_json::json!({"status": "Uploaded"});
    one.1.call("DiagnosticsStatusNotification", uploaded).await.unwrap();
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
async fn no_password_is_logged() {
    // E-49, G-07
    let folder = Folder::new();
    let (certificate, key) = (pem("certificate.pem"), pem("key.pem"));
    let arguments = ["--log", "trace", "--ftp", "127.0.0.1:0", "--ftp-host", "localhost"];
    let secured = ["--ftp-certificate", text(&certificate), "--ftp-key", text(&key)];
    let running = ServerProcess::start(&folder, &[&arguments[..], &secured[..]].concat());
    let at = running.wait_for_line("ftp ftp://");
    for secured in [&[][..], &["--ssl-reqd", "--insecure"]] {
        let url = format!("ftp://somebody:Sesame0penThisDoor@{at}/x");
        let output = curl(&[secured, &[url.as_str()]].concat()).await;
        assert_eq!(output.status.code(), Some(67), "{output:?}");
    }
    let (out, err) = (running.out(), running.err());
    assert!(!out.contains("Sesame") && !err.contains("Sesame"), "{err}");
}
