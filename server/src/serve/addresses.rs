//! Where a running server is reached, left in its data folder for the command line beside it.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// A line for each door: its name, a blank, its address. It tells nothing that a page does not.
const FILE: &str = "addresses";
/// Written beside, so that nobody reads half of it.
const BESIDE: &str = "addresses.new";
/// Nothing longer was written by us, in bytes.
const READ_MAX: usize = 4 * 1024;

/// Leaves the lines, in place of what an earlier start has left.
pub fn leave(data: &Path, lines: &[String]) -> io::Result<()> {
    let beside = data.join(BESIDE);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    for line in lines {
        writeln!(file, "{line}")?;
    }
    fs::rename(&beside, data.join(FILE))
}

/// The server has ended.
pub fn take_away(data: &Path) {
    match fs::remove_file(data.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => tracing::debug!(%error, "the addresses stay"),
        Ok(()) | Err(_) => {}
    }
}

/// The address of a door that the running server has left. A server that was killed leaves its own: ask whether one runs.
pub fn find(data: &Path, door: &str) -> Option<String> {
    let text = fs::read_to_string(data.join(FILE)).ok().filter(|text| text.len() <= READ_MAX)?;
    text.lines().find_map(|line| Some(line.strip_prefix(door)?.strip_prefix(' ')?.to_owned()))
}
