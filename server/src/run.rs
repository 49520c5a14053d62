//! Runs what the command line says, and tells how the process ends.

use crate::cli::{Command, CommandLine, print};
use crate::config::{Config, ConfigError, Settings};
use crate::demo::{Demo, DemoError};
use crate::log;
use crate::management::{self, ManagementError};
use crate::open_files;
use crate::serve::{RunningServer, ServeError};
use crate::trouble::with_sources;
use clap::Parser;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Wrong use: a flag, a variable or the configuration file.
const USAGE: u8 = 2;
/// Right use that came to nothing.
const FAILED: u8 = 1;

/// Why the process ends badly.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Demo(#[from] DemoError),
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
    let serving = RunningServer::begin(config).await?;
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

fn fail(error: &(dyn Error + 'static), code: u8) -> ExitCode {
    eprintln!("chargehand: {}", with_sources(error));
    ExitCode::from(code)
}
