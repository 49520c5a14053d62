//! What the crate wants to find again after a reboot, such as the reason for it: one file per key.

use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use ocpp_charge_point::hardware::Storage;
use tokio::fs;

pub struct FileStorage(PathBuf);

impl FileStorage {
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let kept = folder.join("kept");
        std::fs::create_dir_all(&kept)?;
        Ok(Self(kept))
    }

    fn file(&self, key: &str) -> PathBuf {
        self.0.join(key.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
    }
}

#[async_trait]
impl Storage for FileStorage {
    type Error = io::Error;

    async fn get(&self, key: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.file(key)).await {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn set(&self, key: &str, value: &[u8]) -> io::Result<()> {
        fs::write(self.file(key), value).await
    }

    async fn remove(&self, key: &str) -> io::Result<()> {
        match fs::remove_file(self.file(key)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
