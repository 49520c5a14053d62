//! Files really fetched and put: what a charger is sent for, how it goes about it, and what came of it.

mod failure;
mod fetch;
mod ftp;
mod http;
mod ledger;
mod place;
mod put;
mod tempo;
mod trust;

pub(crate) mod bundle;

use std::fmt;

pub(crate) use self::fetch::FetchResult;
pub(crate) use self::ledger::Ledger;
pub(crate) use self::place::LocalAddress;
pub(crate) use self::put::Parcel;

use crate::script::TransferScript;

/// A file that was fetched or put, or was not. One that was called off, by another request or a power cut, leaves none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Counts from 0 over the charger's life, in the order in which transfers ended.
    pub number: u64,
    pub direction: TransferDirection,
    /// What was asked for; with the file's name where one was added.
    pub url: String,
    /// Of the file; of a failed one what had gone over the wire.
    pub bytes: u64,
    /// In hex: of the file that was put, or of the bytes that were fetched.
    pub sha256: String,
    /// How often it was begun.
    pub tries: u32,
    /// A try went on where another had ended.
    pub resumed: bool,
    pub outcome: Result<(), String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferDirection {
    Fetched,
    Put,
}

/// What a charger is sent for.
pub(crate) struct Errand {
    pub(crate) place: LocalAddress,
    pub(crate) script: TransferScript,
    pub(crate) tries: u32,
}

impl Transfer {
    /// One that failed before anything went over the wire.
    pub(crate) fn never_begun(direction: TransferDirection, why: String) -> Transfer {
        let (url, sha256) = (String::new(), String::new());
        Transfer { number: 0, direction, url, bytes: 0, sha256, tries: 0, resumed: false, outcome: Err(why) }
    }
}

impl fmt::Display for TransferDirection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TransferDirection::Fetched => "fetched",
            TransferDirection::Put => "put",
        })
    }
}

impl fmt::Display for Transfer {
    /// One line, without what the address may hide: of it only scheme and host.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Ok(()) => write!(f, "{} {} bytes, sha256 {}", self.direction, self.bytes, self.sha256),
            Err(why) => write!(f, "failed {}: {why}", place::origin(&self.url)),
        }
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
