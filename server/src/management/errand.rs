//! What every change from the command line does: opens the backend, reads what is piped in, and tells how it went.

use crate::cli::{Answer, DataFolder, FolderConfig, print};
use crate::config::ConfigError;
use csms::{Caller, ChangeRefusal, Csms, ImportResult, OpenError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The longest password read from standard input, in bytes.
const PASSWORD_MAX: u64 = 1024;
/// The largest file imported: 100,000 long rows fit in easily.
const IMPORT_MAX: u64 = 64 * 1024 * 1024;

#[derive(Debug, Error)]
pub enum ManagementError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Refused(#[from] ChangeRefusal),
    #[error("{0}")]
    Password(&'static str),
    #[error("{path} cannot be read: {why}")]
    Import { path: PathBuf, why: String },
    #[error("standard input or output failed")]
    Pipe(#[from] io::Error),
}

/// Columns of a file that are named where nothing was read from them.
const LEFT_OUT_NAMED: usize = 12;

/// The one who asks: whoever can read the data folder may do everything.
pub const CALLER: Caller = Caller::CommandLine;

pub async fn open(folder: DataFolder) -> Result<(Csms, FolderConfig), ManagementError> {
    let settled = folder.settle()?;
    let csms = Csms::open(settled.config.csms.clone()).await?;
    Ok((csms, settled))
}

/// Closes the backend whatever came of it, so that everything is written, and then tells.
pub async fn finish(csms: Csms, lines: Result<Vec<String>, ChangeRefusal>) -> Result<(), ManagementError> {
    csms.close().await;
    Ok(print(&lines?)?)
}

/// All of standard input but its last line break.
pub fn read_password() -> Result<String, ManagementError> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(PASSWORD_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > PASSWORD_MAX {
        return Err(ManagementError::Password("the password on standard input is longer than 1024 bytes"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| ManagementError::Password("the password on standard input is not UTF-8"))?;
    let password = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if password.is_empty() {
        return Err(ManagementError::Password("there is no password on standard input"));
    }
    Ok(password.to_owned())
}

pub fn read_import(path: &Path) -> Result<Vec<u8>, ManagementError> {
    let error = |why: String| ManagementError::Import { path: path.to_owned(), why };
    let file = std::fs::File::open(path).map_err(|e| error(e.to_string()))?;
    let mut bytes = Vec::new();
    file.take(IMPORT_MAX + 1).read_to_end(&mut bytes).map_err(|e| error(e.to_string()))?;
    if bytes.len() as u64 > IMPORT_MAX {
        return Err(error("it is larger than 64 MiB".to_owned()));
    }
    Ok(bytes)
}

pub fn is_yes(answer: Answer) -> bool {
    match answer {
        Answer::Yes => true,
        Answer::No => false,
    }
}

/// A line, and the password below it where one was made; it is shown this once.
pub fn lines(first: String, password: Option<String>) -> Vec<String> {
    let mut lines = vec![first];
    lines.extend(password.map(|password| format!("password {password}")));
    lines
}

/// What an import took, and how the first line was understood where that needs a word.
pub fn imported(import: &ImportResult, what: &str) -> Vec<String> {
    let mut lines = vec![format!("imported {} {what}", import.taken)];
    let understood = &import.understood;
    if !understood.read_as.is_empty() {
        let read: Vec<String> = understood.read_as.iter().map(|(column, name)| format!("{column} as {name}")).collect();
        lines.push(format!("read {}", read.join(", ")));
    }
    if let Some((named, more)) = understood.left_out.split_at_checked(LEFT_OUT_NAMED) {
        let more = if more.is_empty() { String::new() } else { format!(" and {} more columns", more.len()) };
        lines.push(format!("left out {}{more}", named.join(", ")));
    } else if !understood.left_out.is_empty() {
        lines.push(format!("left out {}", understood.left_out.join(", ")));
    }
    lines.extend(understood.notes.iter().cloned());
    lines
}
