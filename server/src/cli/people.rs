//! People on the command line.

use super::folder::DataFolder;
use clap::{Subcommand, ValueEnum};

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
        folder: DataFolder,
    },
    /// Ends what a person may do: no sign-in, no session, no open page
    Disable {
        email: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Lets a person who was disabled sign in again
    Enable {
        email: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Gives a person another role, which counts at once
    Role {
        email: String,
        role: Role,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Gives a person a new password, and prints it where it was made; whoever is signed in with the old one is so no more
    Password {
        email: String,
        /// Reads the password from standard input instead of making one
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        folder: DataFolder,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Role {
    Admin,
    Operator,
    Viewer,
}
