//! Organisations and their sites on the command line.

use super::folder::DataFolder;
use clap::Subcommand;
use std::path::PathBuf;

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
        folder: DataFolder,
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
        folder: DataFolder,
    },
    /// Adds the sites of a CSV file with the columns name, organisation and time_zone, in any order: all or none
    Import {
        #[arg(value_name = "FILE.csv")]
        csv: PathBuf,
        #[command(flatten)]
        folder: DataFolder,
    },
}
