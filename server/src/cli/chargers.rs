//! Chargers on the command line.

use super::folder::{Answer, DataFolder};
use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

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
        folder: DataFolder,
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
        folder: DataFolder,
    },
    /// Gives a charger a new password, and prints it where it was made; the old one counts no more, and its connection is closed
    Password {
        identity: String,
        /// Reads the password from standard input instead of making one
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Keeps a charger out: its connection is closed, and it is refused from now on
    Block {
        identity: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Lets a charger in again that was blocked
    Unblock {
        identity: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Changes how people call a charger
    Rename {
        identity: String,
        name: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Adds the chargers of a CSV file with the columns identity, name, site and password, in any order: all or none
    Import {
        #[arg(value_name = "FILE.csv")]
        csv: PathBuf,
        /// Settles equal site names
        #[arg(long, value_name = "NAME")]
        organisation: Option<String>,
        #[command(flatten)]
        folder: DataFolder,
    },
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
