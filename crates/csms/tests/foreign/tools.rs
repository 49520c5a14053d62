//! The foreign programs in end2end/foreign and what runs them; whatever is missing is named, never skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

const FETCHED_BY: &str = "is not there; `make test` sets it up (scripts/prepare.sh does that alone)";

/// A script in end2end/foreign on the Python of `.venv`.
pub fn python(script: &str) -> Command {
    let python = root().join(".venv/bin/python");
    assert!(root().join(".venv/.installed").is_file(), "{} {FETCHED_BY}", python.display());
    run(&python, script)
}

/// A script in end2end/foreign on Node, with the packages of `end2end/node_modules`.
pub fn node(script: &str) -> Command {
    let packages = root().join("end2end/node_modules");
    assert!(packages.join(".installed").is_file(), "{} {FETCHED_BY}", packages.display());
    run(Path::new("node"), script)
}

fn run(program: &Path, script: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(Path::new("foreign").join(script)).current_dir(root().join("end2end"));
    // Nothing is written beside the sources.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
