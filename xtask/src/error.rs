//! What can go wrong while the site is built, each with the file or the program that it happened to.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Usage(&'static str),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{program} could not be started: {source}")]
    NotStarted { program: String, source: std::io::Error },
    #[error("{program} failed ({status})")]
    Failed { program: String, status: ExitStatus },
    #[error("wasm-bindgen: {0}")]
    Bindgen(String),
    #[error("{0}")]
    Style(String),
    #[error("style: url({0}) names no file in public/")]
    UnknownUrl(String),
    #[error("{0}")]
    Conformance(String),
    #[error("{0}")]
    Cases(String),
    #[error("{0} is not up to date; run `make test` and commit it")]
    Stale(String),
    #[error("there is no wasm from an earlier build; run `cargo xtask site` once without --no-wasm")]
    NoWasmYet,
}

impl Error {
    /// For `map_err` after a file operation on `path`.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }
}
