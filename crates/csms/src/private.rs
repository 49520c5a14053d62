//! Files and folders for nobody else's eyes.

use crate::failure::OpenError;
use std::path::Path;

/// Makes the database's file for nobody else's eyes, also in a folder that others may enter; its side files follow it.
pub fn make_private(file: &Path) -> Result<(), OpenError> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
        .open(file)
        .map(drop)
        .map_err(|error| OpenError::Folder { path: file.display().to_string(), why: error.to_string() })
}

/// Makes a folder, for nobody else's eyes.
pub fn make_folder(path: &Path) -> Result<(), OpenError> {
    let unusable =
        |error: std::io::Error| OpenError::Folder { path: path.display().to_string(), why: error.to_string() };
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(unusable)
}
