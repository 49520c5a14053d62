//! Chargehand itself: a fresh data folder, its chargers and its people registered by its own command line, and its server.

use crate::failed::Failed;
use crate::load::charger::identity;
use crate::load::person::Credentials;
use crate::under_test::{Server, line, started};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;

/// A command of its own may take so long: 100,000 chargers are many.
const COMMAND_TIME: Duration = Duration::from_secs(300);
/// Chargers in one file, below what one file may hold.
const FILE_CHARGERS: usize = 50_000;
const ORGANISATION: &str = "Bench";
const SITE: &str = "Field";
const EMAIL: &str = "admin@bench.example";
const PASSWORD: &str = "a password of the bench";
/// The files that its pages link to. What is in them matters to browsers alone.
const SITE_FILES: [&str; 6] =
    ["chargehand.js", "chargehand_bg.wasm", "chargehand.css", "live.js", "theme.js", "favicon.svg"];

/// An installation that is started again for every turn.
pub struct Product {
    binary: PathBuf,
    folder: TempDir,
    password: String,
    /// Further arguments of `serve`.
    further: Vec<String>,
}

impl Product {
    /// Lays a data folder with so many chargers, below this one.
    pub async fn lay(
        binary: &Path,
        within: &Path,
        chargers: usize,
        password: &str,
        further: &[String],
    ) -> Result<Self, Failed> {
        let folder = tempfile::Builder::new().prefix("chargehand-bench-").tempdir_in(within)?;
        let binary = binary.canonicalize().map_err(|why| Failed::because(format!("{}: {why}", binary.display())))?;
        let product = Self { binary, folder, password: password.to_owned(), further: further.to_vec() };
        product.lay_site()?;
        product.command(&["organisation", "add", ORGANISATION, "--accept-any-token"], "").await?;
        product.command(&["site", "add", SITE, "--organisation", ORGANISATION], "").await?;
        let person = ["user", "add", EMAIL, "--role", "admin", "--organisation", ORGANISATION, "--password-stdin"];
        product.command(&person, PASSWORD).await?;
        for first in (0..chargers).step_by(FILE_CHARGERS) {
            product.import(first, chargers.min(first + FILE_CHARGERS)).await?;
        }
        Ok(product)
    }

    /// The server, on free ports.
    pub async fn start(&self) -> Result<Server, Failed> {
        let mut command = self.chargehand(&["serve", "--read-configuration=false", "--log", "warn"]);
        command.args(["--console", "127.0.0.1:0", "--chargers", "127.0.0.1:0", "--files", "off"]);
        command.arg("--site").arg(self.site()).args(&self.further);
        let log = self.folder.path().join("log");
        command.stdin(Stdio::null()).stderr(File::options().create(true).append(true).open(&log)?);
        let begun = started(command, "chargers ").await;
        let (process, lines) = begun.map_err(|failed| {
            Failed::because(format!("{failed}; {}", fs::read_to_string(&log).unwrap_or_default().trim_end()))
        })?;
        let told = |beginning| line(&lines, beginning).ok_or(Failed::Late("the server's address"));
        let url = told("chargers ")?;
        let credentials =
            Credentials { console: told("console ")?, email: EMAIL.to_owned(), password: PASSWORD.to_owned() };
        Ok(Server::started(process, url.trim_end_matches("/{identity}"), &self.password, credentials))
    }

    async fn import(&self, first: usize, end: usize) -> Result<(), Failed> {
        let mut rows = String::from("identity,name,site,password\n");
        for place in first..end {
            let identity = identity(place);
            writeln!(rows, "{identity},{identity},{SITE},{}", self.password).expect("writing to a String cannot fail");
        }
        let csv = self.folder.path().join("chargers.csv");
        fs::write(&csv, rows)?;
        self.command(&["charger", "import", &csv.to_string_lossy()], "").await
    }

    fn lay_site(&self) -> Result<(), Failed> {
        let site = self.site();
        fs::create_dir(&site)?;
        let mut manifest = String::new();
        for file in SITE_FILES {
            fs::write(site.join(file), "")?;
            writeln!(manifest, "{file} /{file}").expect("writing to a String cannot fail");
        }
        Ok(fs::write(site.join("manifest.txt"), manifest)?)
    }

    async fn command(&self, arguments: &[&str], input: &str) -> Result<(), Failed> {
        let mut command = self.chargehand(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).await?;
        }
        let ended = timeout(COMMAND_TIME, child.wait_with_output()).await;
        let output = ended.map_err(|_| Failed::Late("the end of a command"))??;
        if output.status.success() {
            return Ok(());
        }
        let why = String::from_utf8_lossy(&output.stderr);
        Err(Failed::because(format!("chargehand {}: {}", arguments.join(" "), why.trim_end())))
    }

    /// With nothing set but what is given.
    fn chargehand(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CHARGEHAND_")) {
            command.env_remove(name);
        }
        command.args(arguments).arg("--data").arg(self.folder.path().join("data")).kill_on_drop(true);
        command
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }
}
