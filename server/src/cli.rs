//! The command line: what `chargehand` can be told, and how it answers. A file below for each subject.

mod chargers;
mod folder;
mod people;
mod sites;
mod tokens;

pub use chargers::{Admission, Charger, Ocpp};
pub use folder::{Answer, DataFolder, FolderConfig};
pub use people::{Role, User};
pub use sites::{Organisation, Site};
pub use tokens::{Token, TokenStatus};

use crate::config::Settings;
use clap::{Args, Parser, Subcommand};
use folder::File;
use std::io::{self, Write};

/// Manages OCPP chargers: sees what is wrong, orders what helps, and shows whether it did.
#[derive(Debug, Parser)]
#[command(name = "chargehand", version, propagate_version = true)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
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
pub struct Serve {
    #[command(flatten)]
    pub settings: Settings,
    #[command(flatten)]
    pub file: File,
}

/// All lines at once, so that whoever has read one of them has the others too.
pub fn print(lines: &[String]) -> io::Result<()> {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[cfg(test)]
mod tests;
