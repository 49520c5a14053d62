//! A charger of the crate `ocpp-charge-point` that really fetches firmware, really uploads diagnostics and really reboots.
//! What happens is one JSON object per line on standard output.

mod args;
mod events;
mod files;
mod firmware;
mod hardware;
mod power;
mod socket;
mod storage;
mod v16;
mod v201;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::sleep;

use crate::args::{Args, Version};
use crate::events::tell;
use crate::files::Files;
use crate::firmware::Installer;
use crate::hardware::Charger;
use crate::power::Power;
use crate::socket::Line;
use crate::storage::FileStorage;

/// How long the charger is away at every start: between the cut of the old socket and the new one after a reboot.
const STARTING: Duration = Duration::from_millis(300);

/// What a charger is made of, whatever version of OCPP it speaks.
struct Parts {
    line: Line,
    charger: Charger,
    files: Arc<Files>,
    installer: Installer,
    storage: Arc<FileStorage>,
    firmware: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let args = Args::parse();
    let mut terminated = signal(SignalKind::terminate())?;
    tell(&json!({"event": "started", "firmware": args.firmware, "version": args.version.name()}));
    tokio::select! {
        ended = live(args) => ended,
        _ = terminated.recv() => Ok(()),
    }
}

async fn live(args: Args) -> Result<(), Box<dyn Error + Send + Sync>> {
    sleep(STARTING).await;
    let power = Arc::new(Power::new(args.clone()));
    let parts = Parts {
        line: Line::new(&args)?,
        charger: Charger::new(Arc::clone(&power)),
        files: Arc::new(Files::in_folder(&args.folder)?),
        installer: Installer::new(&args.folder, args.after.clone(), power),
        storage: Arc::new(FileStorage::in_folder(&args.folder)?),
        firmware: args.firmware,
    };
    match args.version {
        Version::V16 => v16::live(parts).await?,
        Version::V201 => v201::live(parts).await?,
    };
    Ok(())
}
