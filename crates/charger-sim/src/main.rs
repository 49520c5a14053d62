//! The command line: one simulated charger, or many, with the wire and the finished transfers on standard output.

use std::io::Write as _;
use std::time::Duration;

use charger_sim::{
    Behaviour, Charger, Direction, Fleet, Handle, Protocol, TransferScript, Transfers, UploadBy, WireEntry,
};
use clap::{Args, Parser, ValueEnum};

/// A simulated OCPP charger. It connects to the Csms and to nothing beyond this machine: files are only said to be
/// fetched or uploaded, unless --transfers real, and then at loopback addresses only.
#[derive(Parser)]
#[command(name = "charger-sim", version)]
struct Options {
    /// The address up to the identity, ws://HOST:PORT/PATH
    #[arg(long)]
    url: String,
    /// The charger's identity; with --count, what stands before -0001 and so on
    #[arg(long)]
    identity: String,
    /// For Basic authentication, the same for all
    #[arg(long)]
    password: Option<String>,
    /// --password is an authorization key in hex digits, and its bytes are sent
    #[arg(long, requires = "password")]
    hex_key: bool,
    /// Answers no ping of the WebSocket
    #[arg(long)]
    never_pongs: bool,
    /// The version that BootNotification reports
    #[arg(long, default_value = "1.0.0")]
    firmware: String,
    #[arg(long, default_value_t = 1)]
    connectors: u32,
    /// prompt, rejecting, drops-at-reset, lies-about-firmware, late, never-reboots or silent
    #[arg(long, default_value_t = Behaviour::Prompt)]
    behave: Behaviour,
    /// 1.6, 1.6-security, 2.0.1 or 2.1; several (repeated, or with commas) are offered in this order
    #[arg(long, value_delimiter = ',', default_value = "1.6")]
    protocol: Vec<Protocol>,
    /// How many chargers; from 2 on they are called IDENTITY-0001, IDENTITY-0002 and so on
    #[arg(long, default_value_t = 1)]
    count: u32,
    /// MeterValues a second that each charger sends all the time, each with the time it was made, to the millisecond
    #[arg(long, value_parser = rate)]
    rate: Option<f64>,
    /// Seconds over which the first connections are spread
    #[arg(long, default_value_t = 0)]
    spread: u64,
    /// A charging session begins on this connector once the charger has booted
    #[arg(long)]
    charge: Option<u32>,
    /// Reboots, updates and uploads take so many times as long
    #[arg(long, default_value_t = 1)]
    stretch: u32,
    #[command(flatten)]
    files: Files,
}

/// What happens to files; all but the first only with --transfers real.
#[derive(Args)]
struct Files {
    /// Whether files at loopback addresses are really fetched and uploaded (http, ftp, ftps by AUTH TLS)
    #[arg(long, value_enum, default_value_t = Reality::Pretend)]
    transfers: Reality,
    /// Cuts the first try after so many bytes, and tries again
    #[arg(long, value_name = "BYTES")]
    abort_after: Option<u64>,
    /// A later try goes on where the one before it ended
    #[arg(long)]
    resumes: bool,
    /// Reads and writes no faster
    #[arg(long, value_name = "N")]
    bytes_per_second: Option<u64>,
    /// How files are uploaded by HTTP
    #[arg(long, value_enum, default_value_t = Upload::Put)]
    upload: Upload,
    /// Uploads by FTP in so many pieces: STOR, then APPE
    #[arg(long, value_name = "N", default_value_t = 1)]
    pieces: u32,
    /// Does the work and reports nothing of it
    #[arg(long)]
    silent_about_files: bool,
    /// Reports without having done anything
    #[arg(long)]
    lies_about_files: bool,
    /// Uploads a plain log of this size instead of a zip
    #[arg(long, value_name = "N")]
    upload_bytes: Option<usize>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Reality {
    Pretend,
    Real,
}

#[derive(Clone, Copy, ValueEnum)]
enum Upload {
    Put,
    Post,
    Multipart,
}

/// The wire is printed as it goes; the log that is kept for tests can be short here.
const WIRE_LIMIT: usize = 100;

/// The card that --charge holds to the reader.
const CARD: &str = "04A7C9E2";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let mut script = options.behave.script().transfers(options.files.script()).stretched(options.stretch);
    script.never_pongs = options.never_pongs;
    if let Some(rate) = options.rate {
        script = script.chatter(Duration::from_secs_f64(1.0 / rate));
    }
    let password = options.password.as_deref().map(|password| match options.hex_key {
        true => bytes_of(password),
        false => Ok(password.as_bytes().to_vec()),
    });
    let password = password.transpose()?;
    let chargers = (1..=options.count).map(|number| {
        let identity = match options.count {
            1 => options.identity.clone(),
            _ => format!("{}-{number:04}", options.identity),
        };
        let charger = Charger::new(&identity)
            .url(&options.url)
            .firmware(&options.firmware)
            .connectors(options.connectors)
            .speaks(&options.protocol)
            .script(script.clone())
            .wire_limit(WIRE_LIMIT)
            .observe(print);
        match &password {
            Some(password) => charger.password_bytes(password),
            None => charger,
        }
    });
    let fleet = Fleet::start(chargers, Duration::from_secs(options.spread)).await;
    for handle in fleet.handles().to_vec() {
        if let Some(connector) = options.charge {
            tokio::spawn(charge(handle.clone(), connector));
        }
        tokio::spawn(print_transfers(handle.clone()));
        tokio::spawn(async move {
            let mut told = None;
            loop {
                if !handle.wait_until(|status| status.refusal != told, Duration::MAX).await {
                    return;
                }
                told = handle.status().refusal;
                if let Some(refusal) = &told {
                    eprintln!("{}: {refusal}", handle.identity());
                }
            }
        });
    }
    tokio::signal::ctrl_c().await?;
    fleet.stop().await;
    Ok(())
}

/// The bytes that hex digits stand for.
fn bytes_of(digits: &str) -> std::io::Result<Vec<u8>> {
    let wrong = || {
        std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            "--hex-key: --password is not an even number of hex digits",
        )
    };
    let digits: Option<Vec<u8>> =
        digits.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let pairs = digits.filter(|digits| digits.len() % 2 == 0).ok_or_else(wrong)?;
    Ok(pairs.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

impl Files {
    fn script(&self) -> Transfers {
        match self.transfers {
            Reality::Pretend => Transfers::Pretend,
            Reality::Real => Transfers::Real(TransferScript {
                abort_after: self.abort_after,
                resumes: self.resumes,
                bytes_per_second: self.bytes_per_second,
                upload: match self.upload {
                    Upload::Put => UploadBy::Put,
                    Upload::Post => UploadBy::Post,
                    Upload::Multipart => UploadBy::Multipart,
                },
                pieces: self.pieces,
                silent: self.silent_about_files,
                lies: self.lies_about_files,
                upload_bytes: self.upload_bytes,
                ..TransferScript::default()
            }),
        }
    }
}

/// Begins a charging session, and says so if that does not work.
async fn charge(handle: Handle, connector: u32) {
    if !handle.wait_booted(Duration::MAX).await {
        return;
    }
    if let Err(failure) = handle.start_transaction(connector, CARD).await {
        eprintln!("{}: no charging session: {failure:?}", handle.identity());
    }
}

/// One line per transfer, from the first that ends.
async fn print_transfers(handle: Handle) {
    let mut next = 0;
    while let Some(transfer) = handle.wait_transfer(next, Duration::MAX).await {
        next = transfer.number + 1;
        // A reader that has gone away is no reason to end the chargers.
        let _reader_gone = writeln!(std::io::stdout().lock(), "{} * {transfer}", handle.identity());
    }
}

fn print(identity: &str, entry: &WireEntry) {
    let arrow = match entry.direction {
        Direction::Sent => ">",
        Direction::Received => "<",
    };
    // A reader that has gone away is no reason to end the chargers.
    let _reader_gone = writeln!(std::io::stdout().lock(), "{identity} {arrow} {}", entry.text);
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate.is_finite() => Ok(rate),
        _ => Err("a number above 0".to_owned()),
    }
}
