//! Where a server is reached: how its addresses are written, and how they are left in its data folder for the command line beside it.

use crate::gate::authority;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
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

/// The address to enter in a charger, up to its identity: below the public one, or where it listens.
pub fn chargers_address(public: Option<&str>, listening: SocketAddr) -> String {
    match public {
        Some(url) => format!("{url}/ocpp/"),
        None => format!("ws://{}/ocpp/", url_host(listening, machine_name)),
    }
}

/// Host and port as they stand in an address; listening on all addresses, `everywhere` stands for one of them.
pub fn url_host(listening: SocketAddr, everywhere: impl FnOnce() -> Option<String>) -> String {
    let ip = listening.ip();
    let named = if ip.is_unspecified() { everywhere() } else { Some(ip.to_string()) };
    authority(&named.unwrap_or_else(|| "127.0.0.1".to_owned()), listening.port())
}

/// Linux tells it in a file; elsewhere the loopback address must do.
pub fn machine_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?.trim().to_owned();
    let is_plain =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    is_plain.then_some(name)
}
