//! Who may charge, on the command line.

use super::folder::{Answer, DataFolder};
use clap::{Subcommand, ValueEnum};

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
        folder: DataFolder,
    },
    /// Takes an identifier off an organisation's list
    Remove {
        id: String,
        #[arg(long, value_name = "NAME")]
        organisation: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Says whether identifiers on no list may charge
    Any {
        answer: Answer,
        #[arg(long, value_name = "NAME")]
        organisation: String,
        #[command(flatten)]
        folder: DataFolder,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TokenStatus {
    Accepted,
    Blocked,
    Expired,
    Invalid,
}
