//! Installs what was fetched: the new version is known, and runs after the reboot that the crate orders.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use ocpp_charge_point::hardware::{FirmwareInstallOutcome, FirmwareInstaller};
use serde_json::json;
use thiserror::Error;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use crate::events::tell;
use crate::files::IMAGE;
use crate::power::Power;

/// An image that says its version does so within these bytes.
const FIRST_LINE: u64 = 200;

#[derive(Debug, Error)]
pub enum InstallError {
    #[error("the image cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    #[error("the image does not say its version, and there is no --after")]
    NoVersion,
}

pub struct Installer {
    image: PathBuf,
    after: Option<String>,
    power: Arc<Power>,
}

impl Installer {
    pub fn new(folder: &Path, after: Option<String>, power: Arc<Power>) -> Self {
        Self { image: folder.join(IMAGE), after, power }
    }
}

#[async_trait]
impl FirmwareInstaller for Installer {
    type Error = InstallError;

    async fn install(&self) -> Result<FirmwareInstallOutcome, InstallError> {
        let mut beginning = Vec::new();
        File::open(&self.image).await?.take(FIRST_LINE).read_to_end(&mut beginning).await?;
        let version = version_in(&beginning).or_else(|| self.after.clone()).ok_or(InstallError::NoVersion)?;
        tell(&json!({"event": "installed", "firmware": version}));
        self.power.install(version);
        Ok(FirmwareInstallOutcome::RebootRequired)
    }
}

/// What stands in the first line after "version:", whatever stands before it.
fn version_in(image: &[u8]) -> Option<String> {
    let line = image.split(|byte| *byte == b'\n').next()?;
    let (_, version) = std::str::from_utf8(line).ok()?.split_once("version:")?;
    let version = version.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    (!version.is_empty() && version.chars().all(plain)).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn an_image_says_its_version_in_its_first_line_or_not_at_all() {
        assert_eq!(version_in(b"version: 2.0.0\n\x00\xff").as_deref(), Some("2.0.0"));
        assert_eq!(version_in(b"chargehand-firmware-version: 1.9.0-rc1\r\nrest").as_deref(), Some("1.9.0-rc1"));
        assert_eq!(version_in(b"\x7fELF\nversion: 2.0.0\n"), None);
        assert_eq!(version_in(b"version:\n"), None);
        assert_eq!(version_in(b""), None);
    }
}
