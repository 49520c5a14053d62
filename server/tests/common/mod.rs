//! What the tests of the server share: a server in a folder of its own, people, chargers, and browsers to ask with.
#![allow(dead_code, reason = "each test file takes what it needs")]

pub mod browser;
pub mod files;
pub mod process;

use browser::Browser;
use charger_sim::{Charger, Handle, Script};
use csms::{Caller, Csms, NewCharger, Password};
use model::{ChargerKey, Role};
use server::config::{Config, FileDoors, Level, PortRange};
use server::serve::RunningServer;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub const OPERATOR: &str = "Nordvolt";
pub const CUSTOMER: &str = "Stadshem";
pub const SITE: &str = "Kamppi P1";
pub const OTHER_SITE: &str = "Tripla";
pub const CUSTOMERS_SITE: &str = "Solna depot";
pub const ADMIN: &str = "admin@nordvolt.example";
pub const DESK: &str = "desk@nordvolt.example";
pub const GUEST: &str = "guest@nordvolt.example";
pub const CUSTOMERS_DESK: &str = "desk@stadshem.example";
pub const PASSWORD: &str = "correct horse battery";
pub const CHARGER_PASSWORD: &str = "0123456789abcdef0123";

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(60);

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder that goes when the test is over.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("chargehand-test-{}-{number}", std::process::id()));
        // A run that was killed may have left one, and its process's number come again.
        let _not_there = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// The smallest site that the server takes.
    pub fn site(&self) -> PathBuf {
        let site = self.0.join("site");
        let files = [
            ("chargehand.js", "pkg/chargehand.1a.js", "export default 1;"),
            ("chargehand_bg.wasm", "pkg/chargehand_bg.1a.wasm", "wasm"),
            ("chargehand.css", "pkg/chargehand.1a.css", "body{}"),
            ("live.js", "live.1a.js", "// live"),
            ("theme.js", "theme.1a.js", "// theme"),
            ("favicon.svg", "favicon.1a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            ("fonts/inter.woff2", "fonts/inter.1a.woff2", "font"),
        ];
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        std::fs::create_dir_all(site.join("fonts")).unwrap();
        let mut manifest = String::new();
        for (name, path, content) in files {
            std::fs::write(site.join(path), content).unwrap();
            manifest.push_str(&format!("{name} /{path}\n"));
        }
        std::fs::write(site.join("pkg/chargehand.1a.js.br"), "brotli").unwrap();
        std::fs::write(site.join("manifest.txt"), manifest).unwrap();
        site
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server in this process.
pub struct TestServer {
    pub serving: RunningServer,
    pub folder: Folder,
}

impl TestServer {
    /// With organisations, sites and people.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let server = Self::empty(change).await;
        populate(server.csms()).await;
        server
    }

    /// As on the first day.
    pub async fn empty(change: impl FnOnce(&mut Config)) -> Self {
        let folder = Folder::new();
        let mut config = config(&folder);
        change(&mut config);
        let serving = RunningServer::begin(config).await.unwrap();
        Self { serving, folder }
    }

    /// Ends the server and starts it again on the same folder.
    pub async fn restart(self) -> Self {
        let Self { serving, folder } = self;
        serving.end().await;
        let serving = RunningServer::begin(config(&folder)).await.unwrap();
        Self { serving, folder }
    }

    pub async fn stop(self) {
        self.serving.end().await;
    }

    pub fn csms(&self) -> &Csms {
        self.serving.csms()
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.serving.console())
    }

    /// Nobody is signed in here.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.origin())
    }

    pub async fn signed_in(&self, email: &str) -> Browser {
        let browser = self.browser();
        browser.sign_in(email).await;
        browser
    }

    pub fn chargers_url(&self) -> String {
        format!("ws://{}/ocpp", self.serving.chargers())
    }

    /// A registered charger at the operator's site, connected and booted.
    pub async fn charger(&self, identity: &str, script: Script) -> (ChargerKey, Handle) {
        let key = add_charger(self.csms(), identity, SITE).await;
        let charger = simulated(identity, &self.chargers_url(), script).start().await;
        assert!(charger.wait_booted(PATIENCE).await, "{identity} did not boot");
        (key, charger)
    }
}

pub fn config(folder: &Folder) -> Config {
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Config {
        csms: csms::Config { chargers: anywhere, reads_settings: false, ..csms::Config::new(folder.data()) },
        console: anywhere,
        chargers_url: None,
        files: FileDoors {
            web: Some(anywhere),
            web_tls: None,
            public_url: None,
            ftp: None,
            ftp_host: None,
            ftp_passive: PortRange { from: 50_000, to: 50_199 },
            ftps: None,
        },
        console_origins: Vec::new(),
        log: Level::Info,
        site: Some(folder.site()),
    }
}

pub async fn populate(csms: &Csms) {
    let caller = Caller::CommandLine;
    let operator = csms.sites().add_organisation(&caller, OPERATOR, None).await.unwrap();
    csms.tokens().accept_any(&caller, &operator, true).await.unwrap();
    csms.sites().add_organisation(&caller, CUSTOMER, Some(OPERATOR)).await.unwrap();
    csms.sites().add(&caller, SITE, OPERATOR, Some("Europe/Helsinki")).await.unwrap();
    csms.sites().add(&caller, OTHER_SITE, OPERATOR, Some("Europe/Helsinki")).await.unwrap();
    csms.sites().add(&caller, CUSTOMERS_SITE, CUSTOMER, Some("Europe/Stockholm")).await.unwrap();
    let people = [
        (ADMIN, Role::Administrator, OPERATOR),
        (DESK, Role::Operator, OPERATOR),
        (GUEST, Role::Viewer, OPERATOR),
        (CUSTOMERS_DESK, Role::Operator, CUSTOMER),
    ];
    for (email, role, organisation) in people {
        csms.people().add(&caller, email, role, organisation, PASSWORD.to_owned()).await.unwrap();
    }
}

pub async fn add_charger(csms: &Csms, identity: &str, site: &str) -> ChargerKey {
    let new = NewCharger {
        identity: identity.to_owned(),
        name: None,
        site: site.to_owned(),
        organisation: None,
        password: Password::Given(CHARGER_PASSWORD.to_owned()),
    };
    csms.chargers().add(&Caller::CommandLine, new).await.unwrap().key
}

pub fn simulated(identity: &str, url: &str, script: Script) -> Charger {
    Charger::new(identity)
        .url(url)
        .password(CHARGER_PASSWORD)
        .vendor("ABB")
        .model("Terra 184")
        .connectors(2)
        .script(script)
}

/// Asks again and again until it holds, at most for `PATIENCE`.
pub async fn eventually<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let began = tokio::time::Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
