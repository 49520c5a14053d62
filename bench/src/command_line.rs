//! The command line.

#![allow(rustdoc::bare_urls, reason = "what stands over the settings is the text of --help")]

use crate::modes::Mode;
use crate::modes::connect::Connect;
use crate::modes::flood::Flood;
use crate::modes::order::Order;
use crate::modes::pages::Pages;
use crate::modes::storm::Storm;
use crate::modes::stream::Stream;
use crate::modes::throughput::{Mix, Throughput};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Turns of a measurement, where nobody says otherwise.
const TURNS: usize = 5;

/// Measures a central system beside the limit: a bare responder that keeps nothing. In turns, medians, ratios.
#[derive(Debug, Parser)]
#[command(name = "chargehand-bench", version)]
pub struct CommandLine {
    #[command(flatten)]
    pub subject: Subject,
    #[command(subcommand)]
    pub command: Command,
}

/// What is measured, and how often.
#[derive(Args, Debug)]
pub struct Subject {
    /// The binary of Chargehand, of which a server is started for every turn
    #[arg(long, value_name = "FILE", env = "CHARGEHAND_BIN", global = true)]
    pub bin: Option<PathBuf>,
    /// A further argument of `chargehand serve`; repeatable
    #[arg(long, value_name = "ARGUMENT", allow_hyphen_values = true, global = true)]
    pub serve: Vec<String>,
    /// Instead of --bin, a server that runs: its address up to the identity, as ws://127.0.0.1:9000/ocpp. It must know the
    /// chargers BENCH-000000, BENCH-000001 and so on
    #[arg(long, value_name = "URL", conflicts_with = "bin", global = true)]
    pub url: Option<String>,
    /// The process of that server, for its CPU and memory
    #[arg(long, value_name = "PID", requires = "url", global = true)]
    pub pid: Option<u32>,
    /// That server's console, as http://127.0.0.1:3000
    #[arg(long, value_name = "URL", requires_all = ["url", "email", "sign_in"], global = true)]
    pub console: Option<String>,
    /// Who signs in there
    #[arg(long, requires = "console", global = true)]
    pub email: Option<String>,
    /// Their password
    #[arg(long, value_name = "PASSWORD", requires = "console", global = true)]
    pub sign_in: Option<String>,
    /// The password of every charger
    #[arg(long, default_value = "0123456789abcdef0123", global = true)]
    pub password: String,
    /// Turns of each measurement; their median counts [default: 5; in a plan fewer of those that take long]
    #[arg(long, value_name = "NUMBER", global = true)]
    pub turns: Option<usize>,
    /// Leaves the limit out
    #[arg(long, global = true)]
    pub without_limit: bool,
    /// Where data folders are laid, on the disk that is to be measured [default: the system's folder for temporary files]
    #[arg(long, value_name = "FOLDER", global = true)]
    pub within: Option<PathBuf>,
    /// Adds each result to this file, a line of JSON for each
    #[arg(long, value_name = "FILE", global = true)]
    pub json: Option<PathBuf>,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Chargers come some at a time and stay: what each costs, what memory it holds
    Connect(Connect),
    /// Chargers talk in a closed loop: messages a second, CPU for each
    Throughput(Throughput),
    /// All chargers come back at once
    Storm(Storm),
    /// From a form in the console to the CALL at the charger
    Order(Order),
    /// From a charger's frame to browsers
    Stream(Stream),
    /// Lists, searches, traces
    Pages(Pages),
    /// One bad charger, and how long the others wait
    Flood(Flood),
    /// Many of these, one after the other
    Plan { plan: Plan },
    /// The limit itself, until its standard input ends
    #[command(hide = true)]
    Limit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Plan {
    /// Each subject once, small: a minute or two
    Quick,
    /// Up to 10,000 chargers: about ten minutes
    Usual,
    /// 100,000 chargers in the register, a trace of a million messages
    Large,
}

impl Command {
    /// What is to be measured, each with its turns; nothing where this is the limit.
    pub fn modes(&self) -> Vec<(Mode, usize)> {
        let alone = |mode| vec![(mode, TURNS)];
        match self.clone() {
            Self::Connect(mode) => alone(Mode::Connect(mode)),
            Self::Throughput(mode) => alone(Mode::Throughput(mode)),
            Self::Storm(mode) => alone(Mode::Storm(mode)),
            Self::Order(mode) => alone(Mode::Order(mode)),
            Self::Stream(mode) => alone(Mode::Stream(mode)),
            Self::Pages(mode) => alone(Mode::Pages(mode)),
            Self::Flood(mode) => alone(Mode::Flood(mode)),
            Self::Plan { plan } => plan.modes(),
            Self::Limit => Vec::new(),
        }
    }
}

impl Plan {
    fn modes(self) -> Vec<(Mode, usize)> {
        let is_quick = self == Self::Quick;
        let (chargers, listed, messages, seconds) = match self {
            Self::Quick => (1_000, 1_000, 1_000, 2),
            Self::Usual => (10_000, 10_000, 10_000, 5),
            Self::Large => (10_000, 100_000, 1_000_000, 10),
        };
        let (talking, storms, once) = if is_quick { (1, 1, 1) } else { (TURNS, 3, 1) };
        let (orders, browsers) = if is_quick { (50, 100) } else { (200, 200) };
        let throughput = |mix| Mode::Throughput(Throughput { mix, chargers: 100, seconds });
        vec![
            (throughput(Mix::Heartbeat), talking),
            (throughput(Mix::Meter), talking),
            (throughput(Mix::Mixed), talking),
            (Mode::Connect(Connect { chargers, at_once: 64 }), storms),
            (Mode::Storm(Storm { chargers }), storms),
            (Mode::Order(Order { chargers, orders }), once),
            (Mode::Stream(Stream { browsers, chargers: 20, rate: 200, seconds }), once),
            (Mode::Flood(Flood { chargers: 100, bytes: 16_384, seconds: seconds * 2 }), once),
            // The last, since it fills the trace.
            (Mode::Pages(Pages { chargers: listed, messages, opened: 50 }), once),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_plan_measures_each_subject() {
        for plan in [Plan::Quick, Plan::Usual, Plan::Large] {
            assert_eq!(plan.modes().len(), 9);
        }
    }
}
