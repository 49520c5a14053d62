//! Builds what cargo alone cannot: the site that browsers load, the one binary with that site inside, the pages about tests.

mod cases;
mod conformance;
mod error;
mod site;
mod styles;
mod wasm;
mod workspace;

use error::Error;
use site::Options;
use std::process::{Command, ExitCode};
use workspace::Workspace;

const USAGE: &str =
    "usage: cargo xtask site [--no-wasm] [--release] | cargo xtask build | cargo xtask conformance | cargo xtask cases";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), Error> {
    let workspace = Workspace::here();
    match arguments {
        ["site", options @ ..] => site::build(&workspace, &parse_options(options)?),
        ["build"] => build(&workspace),
        ["cases"] => cases::check(&workspace),
        ["conformance"] => conformance::check(&workspace),
        _ => Err(Error::Usage(USAGE)),
    }
}

fn parse_options(arguments: &[&str]) -> Result<Options, Error> {
    let mut options = Options::default();
    for argument in arguments {
        match *argument {
            "--no-wasm" => options.keep_wasm = true,
            "--release" => options.smallest = true,
            _ => return Err(Error::Usage(USAGE)),
        }
    }
    Ok(options)
}

/// The release binary with the site embedded; its path is the last line on standard output.
fn build(workspace: &Workspace) -> Result<(), Error> {
    let options = Options { keep_wasm: false, smallest: true };
    site::build(workspace, &options)?;
    let mut cargo = Command::new(workspace.cargo());
    cargo.args(["build", "--release", "-p", "server", "--features", "embed"]).current_dir(workspace.root());
    workspace::run(&mut cargo)?;
    println!("{}", workspace.cargo_target().join("release/chargehand").display());
    Ok(())
}
