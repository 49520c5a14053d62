//! Asks a program of the operator's choice, such as a virus scanner, what it thinks of a file before anybody gets it.

use super::host::Host;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// A scan takes no longer; one that does counts as failed.
const LONGEST: Duration = Duration::from_secs(300);

/// Ok where no program is named, or it ends with 0. Else a sentence: whatever is not clearly good is held back.
pub(crate) async fn scan(host: &Host, path: &Path) -> Result<(), String> {
    let Some(program) = &host.register.config().scan else { return Ok(()) };
    let mut command = Command::new(program);
    command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    match timeout(LONGEST, command.status()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => {
            tracing::warn!(%status, "the scan refused a file");
            Err("the scan found something in it".to_owned())
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "the scan cannot be run");
            Err("the scan could not be run".to_owned())
        }
        Err(_elapsed) => {
            tracing::error!("the scan did not end");
            Err("the scan did not end in time".to_owned())
        }
    }
}
