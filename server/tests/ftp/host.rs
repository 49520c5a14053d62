//! A file host over FTP with a charger that waits to be used by a real client, and the addresses that it was told.

use crate::common::{PATIENCE, SITE, TestServer, add_charger, eventually, simulated};
use actions::{FirmwareSource, Order, Reason, Receiver, RequestDiagnostics, UpdateFirmware, Verdict};
use charger_sim::{DiagnosticsScript, FirmwareScript, Handle, Script};
use csms::{Caller, Csms, UploadOf};
use model::{ArchiveRef, ChargerKey, CommandQuery, FileProtocol, FirmwareFacts, FirmwareKey, Ordered};
use server::config::{Config, FileDoors, PortRange};
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const CALLER: Caller = Caller::CommandLine;
pub const PASSIVE: PortRange = PortRange { from: 50_000, to: 50_199 };
pub const IMAGE: &str = "terra.bin";

/// An address as a charger was told it.
#[derive(Clone, Debug)]
pub struct Address {
    pub scheme: String,
    pub user: String,
    pub password: String,
    pub host: String,
    pub port: String,
    pub name: String,
}

impl Address {
    fn read(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (login, rest) = rest.split_once('@').unwrap();
        let (user, password) = login.split_once(':').unwrap();
        let (host, name) = rest.split_once('/').unwrap();
        let (host, port) = host.rsplit_once(':').unwrap();
        let [scheme, user, password, host, port, name] = [scheme, user, password, host, port, name].map(str::to_owned);
        Self { scheme, user, password, host, port, name }
    }

    /// Exactly as it stood in the request.
    pub fn as_told(&self) -> String {
        format!("{}://{}", self.scheme, self.after_scheme())
    }

    /// For clients that are told by an option to send AUTH TLS.
    pub fn url(&self) -> String {
        format!("ftp://{}", self.after_scheme())
    }

    fn after_scheme(&self) -> String {
        format!("{}:{}@{}:{}/{}", self.user, self.password, self.host, self.port, self.name)
    }
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub fn pem(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ftp").join(name)
}

pub fn doors(config: &mut Config) {
    config.files = FileDoors {
        web_tls: None,
        web: None,
        public_url: None,
        ftp: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        ftp_host: None,
        ftp_passive: PASSIVE,
        ftps: Some((pem("certificate.pem"), pem("key.pem"))),
    };
}

pub async fn host() -> TestServer {
    TestServer::with(doors).await
}

/// A charger that says yes and leaves the work to the test's client.
pub async fn idle(server: &TestServer, identity: &str) -> (ChargerKey, Handle) {
    let diagnostics = DiagnosticsScript { steps: Vec::new(), ..DiagnosticsScript::default() };
    let script = Script::default().firmware(FirmwareScript::reports(&[])).diagnostics(diagnostics);
    with(server, identity, script).await
}

pub async fn with(server: &TestServer, identity: &str, script: Script) -> (ChargerKey, Handle) {
    let key = add_charger(server.csms(), identity, SITE).await;
    let charger = simulated(identity, &server.chargers_url(), script).start().await;
    assert!(charger.wait_booted(PATIENCE).await, "{identity} did not boot");
    (key, charger)
}

/// Puts an image into the library.
pub async fn image(csms: &Csms, bytes: &[u8]) -> FirmwareKey {
    let library = csms.firmware();
    let of = UploadOf { name: IMAGE.to_owned(), bytes: bytes.len() as u64, modified: "1".to_owned() };
    let mut piece = library.upload_piece(&CALLER, &of, 0).await.unwrap();
    piece.write(bytes).await.unwrap();
    piece.end().await.unwrap();
    let facts = FirmwareFacts {
        vendor: "ABB".to_owned(),
        model: "Terra 184".to_owned(),
        version: "7.7.7".to_owned(),
        notes: String::new(),
        certificate: String::new(),
        signature: String::new(),
    };
    library.finish(&CALLER, &of, None, &facts).await.unwrap()
}

/// Orders an update, and waits for the address that the charger is told.
pub async fn update(
    csms: &Csms,
    (key, charger): &(ChargerKey, Handle),
    image: &FirmwareKey,
    by: FileProtocol,
) -> Address {
    let mut update = UpdateFirmware::of_library(image.clone());
    update.source = FirmwareSource::Library { key: image.clone(), by: Some(by), anyway: false };
    order(csms, key, Order::UpdateFirmware(update)).await;
    told(charger, "UpdateFirmware").await
}

/// The same with diagnostics.
pub async fn diagnostics(csms: &Csms, (key, charger): &(ChargerKey, Handle), by: FileProtocol) -> Address {
    let request = RequestDiagnostics { receiver: Receiver::Here { by: Some(by) }, ..RequestDiagnostics::here() };
    order(csms, key, Order::RequestDiagnostics(request)).await;
    told(charger, "GetDiagnostics").await
}

async fn order(csms: &Csms, charger: &ChargerKey, order: Order) {
    let ordered = csms.commands().order(&CALLER, charger, order, Reason::default(), None).await.unwrap();
    assert!(matches!(ordered, Ordered::Taken(_)), "{ordered:?}");
}

async fn told(charger: &Handle, action: &str) -> Address {
    let call = charger.wait_for_call(action, PATIENCE).await.unwrap();
    Address::read(call.payload()["location"].as_str().unwrap())
}

/// The file that a charger put here.
pub async fn received(csms: &Csms, charger: &ChargerKey) -> ArchiveRef {
    eventually("a file is here", || async { !archives(csms, charger).await.is_empty() }).await;
    let mut archives = archives(csms, charger).await;
    assert_eq!(archives.len(), 1);
    archives.remove(0)
}

pub async fn archives(csms: &Csms, charger: &ChargerKey) -> Vec<ArchiveRef> {
    csms.archives().list(&CALLER, Some(charger), None).await.unwrap().rows
}

/// The newest command of a charger.
async fn newest(csms: &Csms, charger: &ChargerKey) -> actions::Command {
    let query = CommandQuery { charger: Some(charger.clone()), ..CommandQuery::default() };
    csms.commands().list(&CALLER, &query).await.unwrap().rows.remove(0)
}

pub async fn verdict(csms: &Csms, charger: &ChargerKey) -> Verdict {
    newest(csms, charger).await.verdict
}

/// Its timeline in words.
pub async fn steps(csms: &Csms, charger: &ChargerKey) -> Vec<String> {
    newest(csms, charger).await.steps.iter().map(|step| step.kind.words()).collect()
}

/// Bytes that repeat nowhere near.
pub fn bytes(count: usize) -> Vec<u8> {
    (0_u32..).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).take(count).collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

pub async fn curl(arguments: &[&str]) -> Output {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--max-time", "30"]).args(arguments);
    run(command).await
}

pub async fn curl_well(arguments: &[&str]) -> Vec<u8> {
    let output = curl(arguments).await;
    assert!(output.status.success(), "curl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Runs a script of Python with `ftp` connected, `login()`, and `say(command)`, which prints the code of the reply.
pub async fn python(address: &Address, secure: bool, script: &str, arguments: &[&str]) -> String {
    const PRELUDE: &str = "
import ftplib, socket, ssl, struct, sys, time
host, port, user, password, secure, *args = sys.argv[1:]
def connected():
    if secure == 'yes':
        new = ftplib.FTP_TLS(context=ssl._create_unverified_context())
    else:
        new = ftplib.FTP()
    new.connect(host, int(port), timeout=30)
    return new
ftp = connected()
def login(ftp=ftp, user=user, password=password):
    ftp.login(user, password)
    if secure == 'yes':
        ftp.prot_p()
    ftp.voidcmd('TYPE I')
def say(command):
    try:
        print(ftp.sendcmd(command)[:3])
    except ftplib.Error as error:
        print(str(error)[:3])
def cut(data):
    if secure != 'yes':
        data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    data.close()
";
    let mut command = Command::new("python3");
    command.arg("-c").arg(format!("{PRELUDE}{script}"));
    command.args([&address.host, &address.port, &address.user, &address.password]);
    command.arg(if secure { "yes" } else { "no" }).args(arguments);
    let output = run(command).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A zip of one file that is stored in it as it is.
pub fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let (length, name_length) = (content.len() as u32, name.len() as u16);
    // Version, flags, method, time and date; then what both heads say of the file.
    let mut about = [&20_u16.to_le_bytes()[..], &[0; 8]].concat();
    for number in [crc.sum(), length, length] {
        about.extend(number.to_le_bytes());
    }
    about.extend(name_length.to_le_bytes());
    about.extend([0; 2]);
    let file = [&b"PK\x03\x04"[..], &about, name.as_bytes(), content].concat();
    let entry = [&b"PK\x01\x02"[..], &20_u16.to_le_bytes(), &about, &[0; 14], name.as_bytes()].concat();
    let mut end = [&b"PK\x05\x06"[..], &[0; 4], &1_u16.to_le_bytes(), &1_u16.to_le_bytes()].concat();
    end.extend((entry.len() as u32).to_le_bytes());
    end.extend((file.len() as u32).to_le_bytes());
    end.extend([0; 2]);
    [file, entry, end].concat()
}
