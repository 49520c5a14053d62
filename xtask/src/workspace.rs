//! Where things lie: the workspace's root, cargo's target folder, and the programs that are called.

use crate::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace that cargo was called in, which need not be the one this program was compiled in: clones may share a
    /// target folder.
    pub fn here() -> Self {
        let xtask =
            std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = xtask.parent().expect("xtask lies one folder below the root");
        Self { root: root.to_owned() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The built site. It stays below the root whatever `CARGO_TARGET_DIR` says, because the server is compiled to look there.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// What is kept from one build of the site to the next.
    pub fn site_cache(&self) -> PathBuf {
        self.root.join("target/site-cache")
    }

    /// Where cargo puts what it builds.
    pub fn cargo_target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) if !folder.is_empty() => self.root.join(folder),
            _ => self.root.join("target"),
        }
    }

    /// The cargo that called us, so that both are of one toolchain.
    pub fn cargo(&self) -> OsString {
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
    }
}

/// Runs a program to its end; its standard output goes to standard error, since ours is for results.
pub fn run(command: &mut Command) -> Result<(), Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .stdout(std::io::stderr())
        .status()
        .map_err(|source| Error::NotStarted { program: program.clone(), source })?;
    if status.success() { Ok(()) } else { Err(Error::Failed { program, status }) }
}

/// Runs a program to its end: whether it succeeded, and its standard output.
pub fn output(command: &mut Command) -> Result<(bool, String), Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|source| Error::NotStarted { program, source })?;
    Ok((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// Writes a page that is made from the tests. One that is not as it was must be committed: continuous integration does not take it
/// otherwise.
pub fn write_if_new(path: &Path, name: &str, text: &str) -> Result<(), Error> {
    let before = std::fs::read_to_string(path).unwrap_or_default();
    if before == text {
        return Ok(());
    }
    std::fs::write(path, text).map_err(Error::file(path))?;
    if std::env::var_os("CI").is_some_and(|ci| ci == "true") {
        return Err(Error::Stale(name.to_owned()));
    }
    eprintln!("{name} has changed; commit it");
    Ok(())
}

/// All files below `folder`, in order of their paths.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(Error::file(&folder))? {
            let path = entry.map_err(Error::file(&folder))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
