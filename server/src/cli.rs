//! The command line: what `chargehand` can be told, and how it answers and fails.

use crate::config::{Config, ConfigError, Settings};
use crate::demo::Demo;
use crate::log;
use crate::management::{self, ManagementError};
use crate::open_files;
use crate::serve::{ServeError, Serving};
use crate::trouble::with_sources;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::error::Error;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Wrong use: a flag, a variable or the configuration file.
const USAGE: u8 = 2;
/// Right use that came to nothing.
const FAILED: u8 = 1;

/// Manages OCPP chargers: sees what is wrong, orders what helps, and shows whether it did.
#[derive(Debug, Parser)]
#[command(name = "chargehand", version, propagate_version = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the console and the chargers' listener
    Serve(Box<Serve>),
    /// Manages organisations
    #[command(subcommand)]
    Organisation(Organisation),
    /// Manages sites
    #[command(subcommand)]
    Site(Site),
    /// Manages people
    #[command(subcommand)]
    User(User),
    /// Manages chargers
    #[command(subcommand)]
    Charger(Charger),
    /// Manages who may charge
    #[command(subcommand)]
    Token(Token),
}

#[derive(Args, Debug)]
struct Serve {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    file: File,
}

/// A file of the same settings, its keys the flags without their dashes.
#[derive(Args, Debug)]
struct File {
    /// A TOML file with settings; flags and variables win over it
    #[arg(long, env = "CHARGEHAND_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Which data folder is meant; a server may be running on it.
#[derive(Args, Debug)]
pub struct Place {
    /// Folder that holds the database and the key file [default: data, with --demo: demo]
    #[arg(long, env = "CHARGEHAND_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Where the server's chargers connect, for the address that is printed [default: 127.0.0.1:9000]
    #[arg(long, env = "CHARGEHAND_CHARGERS", value_name = "ADDRESS:PORT")]
    chargers: Option<SocketAddr>,
    /// The data folder is that of a demo
    #[arg(long, env = "CHARGEHAND_DEMO", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")]
    demo: Option<bool>,
    #[command(flatten)]
    file: File,
}

#[derive(Debug, Subcommand)]
pub enum Organisation {
    /// Adds an organisation: a charge point operator, or below one a customer of it
    Add {
        name: String,
        /// The organisation above it
        #[arg(long, value_name = "NAME")]
        parent: Option<String>,
        /// Lets any card charge that is on no list, at its chargers and at those of organisations below it
        #[arg(long)]
        accept_any_token: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub enum Site {
    /// Adds a site
    Add {
        name: String,
        #[arg(long, value_name = "NAME")]
        organisation: String,
        /// IANA name, as Europe/Helsinki [default: UTC]
        #[arg(long, value_name = "ZONE")]
        time_zone: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Adds the sites of a CSV file with the header name,organisation,time_zone: all or none
    Import {
        #[arg(value_name = "FILE.csv")]
        csv: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub enum User {
    /// Adds a person
    Add {
        email: String,
        #[arg(long)]
        role: Role,
        #[arg(long, value_name = "NAME")]
        organisation: String,
        /// Reads the password from standard input
        #[arg(long, required = true)]
        password_stdin: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub enum Charger {
    /// Adds a charger, and prints the address to enter in it and the password made for it
    Add {
        identity: String,
        #[arg(long, value_name = "NAME")]
        site: String,
        /// Settles equal site names
        #[arg(long, value_name = "NAME")]
        organisation: Option<String>,
        /// How people call it [default: the identity]
        #[arg(long)]
        name: Option<String>,
        /// Reads the password from standard input instead of making one
        #[arg(long, conflicts_with = "no_password")]
        password_stdin: bool,
        /// Lets it connect without a password; it wears a badge
        #[arg(long)]
        no_password: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Changes how a charger is treated; what is not given stays as it is
    Treat {
        identity: String,
        /// What its boots are answered with
        #[arg(long)]
        admission: Option<Admission>,
        /// The only version of OCPP it may speak
        #[arg(long)]
        ocpp: Option<Ocpp>,
        /// Whether its configuration is read by itself
        #[arg(long)]
        asked: Option<Answer>,
        #[command(flatten)]
        place: Place,
    },
    /// Adds the chargers of a CSV file with the header identity,name,site,password: all or none
    Import {
        #[arg(value_name = "FILE.csv")]
        csv: PathBuf,
        /// Settles equal site names
        #[arg(long, value_name = "NAME")]
        organisation: Option<String>,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub enum Token {
    /// Adds an identifier to an organisation's list, or changes what is said of it
    Put {
        id: String,
        #[arg(long, value_name = "NAME")]
        organisation: String,
        #[arg(long, default_value = "accepted")]
        status: TokenStatus,
        /// From then on it counts as expired, as 2027-01-31
        #[arg(long, value_name = "DAY")]
        expires: Option<String>,
        /// Identifiers of one group may end each other's sessions
        #[arg(long)]
        group: Option<String>,
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Takes an identifier off an organisation's list
    Remove {
        id: String,
        #[arg(long, value_name = "NAME")]
        organisation: String,
        #[command(flatten)]
        place: Place,
    },
    /// Says whether identifiers on no list may charge
    Any {
        answer: Answer,
        #[arg(long, value_name = "NAME")]
        organisation: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TokenStatus {
    Accepted,
    Blocked,
    Expired,
    Invalid,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Answer {
    Yes,
    No,
}

/// What a charger's BootNotification is answered with.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Admission {
    Accepted,
    Pending,
    Rejected,
}

/// The versions of OCPP a charger may be held to.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Ocpp {
    /// The first it offers that is spoken here
    Any,
    #[value(name = "1.6")]
    V16,
    #[value(name = "2.0.1")]
    V201,
    #[value(name = "2.1")]
    V21,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Role {
    Admin,
    Operator,
    Viewer,
}

/// Why the process ends badly.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Demo(#[from] crate::demo::DemoError),
    #[error(transparent)]
    Management(#[from] ManagementError),
    #[error("standard output cannot be written")]
    Output(#[from] io::Error),
}

/// Reads the command line, does what it says, and tells the exit code.
pub fn main() -> ExitCode {
    // Bad use ends here, with a sentence and the exit code 2.
    let CommandLine { command } = CommandLine::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error, FAILED),
    };
    let outcome = runtime.block_on(run(command));
    // Whatever still runs was given its time already.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error @ Failure::Config(_)) => fail(&error, USAGE),
        Err(error) => fail(&error, FAILED),
    }
}

impl Place {
    /// The backend's configuration: the file's settings where neither flag nor variable says otherwise.
    pub fn settle(self) -> Result<Config, ConfigError> {
        let file = Settings::read(self.file.config.as_deref())?;
        let given = Settings {
            data: self.data,
            chargers: self.chargers,
            demo: self.demo,
            // Nothing listens here, so nothing needs to be allowed.
            allow_plaintext: Some(true),
            ..Settings::default()
        };
        given.settle(file)
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(serve) => {
            let file = Settings::read(serve.file.config.as_deref())?;
            let config = serve.settings.settle(file)?;
            log::start(config.log);
            open_files::raise(config.csms.limits.connections);
            run_server(config).await
        }
        Command::Organisation(command) => Ok(management::organisation(command).await?),
        Command::Site(command) => Ok(management::site(command).await?),
        Command::User(command) => Ok(management::user(command).await?),
        Command::Charger(command) => Ok(management::charger(command).await?),
        Command::Token(command) => Ok(management::token(command).await?),
    }
}

/// Serves until a signal ends it.
async fn run_server(config: Config) -> Result<(), Failure> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let (is_demo, data) = (config.csms.demo, config.csms.data.clone());
    let serving = Serving::begin(config).await?;
    let demo = if is_demo { Some(Demo::begin(&serving, &data).await?) } else { None };
    let mut lines = serving.lines();
    lines.extend(demo.iter().flat_map(Demo::lines));
    print(&lines)?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    tracing::info!("stopping");
    // Its chargers only hang on it; they end with the process.
    drop(demo);
    serving.end().await;
    Ok(())
}

/// All lines at once, so that whoever has read one of them has the others too.
pub fn print(lines: &[String]) -> io::Result<()> {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn fail(error: &(dyn Error + 'static), code: u8) -> ExitCode {
    eprintln!("chargehand: {}", with_sources(error));
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn what_is_asked_is_read() {
        let check = |line: &str, expected: bool| {
            assert_eq!(CommandLine::try_parse_from(line.split(' ')).is_ok(), expected, "{line}");
        };
        check("chargehand serve", true);
        check("chargehand serve --demo --data demo --console 127.0.0.1:0 --call-timeout 250ms", true);
        check("chargehand serve --allow-url-host a --allow-url-host b --log trace", true);
        check("chargehand serve --log loud", false);
        check("chargehand serve --call-timeout soon", false);
        check("chargehand serve --console nowhere", false);
        check("chargehand", false);
        check("chargehand organisation add Nordvolt --parent Voltwerk", true);
        check("chargehand site add Kamppi --organisation Nordvolt --time-zone Europe/Helsinki", true);
        check("chargehand site import sites.csv --data d", true);
        check("chargehand user add a@b.example --role admin --organisation Nordvolt --password-stdin", true);
        check("chargehand user add a@b.example --role admin --organisation Nordvolt", false);
        check("chargehand user add a@b.example --role king --organisation Nordvolt --password-stdin", false);
        check("chargehand charger add CP-1 --site Kamppi --name One --no-password", true);
        check("chargehand charger add CP-1 --site Kamppi --no-password --password-stdin", false);
        check("chargehand charger add CP-1", false);
        check("chargehand charger treat CP-1 --admission pending --ocpp 2.0.1 --asked no", true);
        check("chargehand charger treat CP-1 --ocpp 3", false);
        check("chargehand token put 04A7 --organisation Nordvolt --status blocked --expires 2027-01-31", true);
        check("chargehand token remove 04A7 --organisation Nordvolt", true);
        check("chargehand token any yes --organisation Nordvolt", true);
        check("chargehand token any --organisation Nordvolt", false);
        check("chargehand charger import chargers.csv --organisation Nordvolt", true);
    }
}
