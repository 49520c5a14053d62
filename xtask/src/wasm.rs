//! The browser's half: cargo for wasm32, then wasm-bindgen, then wasm-opt where Node has it; nothing of it twice.

use crate::error::Error;
use crate::site::content_hash;
use crate::workspace::{self, Workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// The stem of every file that wasm-bindgen writes.
pub const NAME: &str = "chargehand";

const TARGET: &str = "wasm32-unknown-unknown";

/// Given flags replace wasm-opt's own, so all that rustc turns on for wasm32 stand here.
const OPT_FLAGS: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// Builds the wasm and its glue into the cache and says in which folder; `keep` takes what is there already.
pub fn build(workspace: &Workspace, keep: bool) -> Result<PathBuf, Error> {
    let folder = workspace.site_cache().join("wasm");
    let stamp = workspace.site_cache().join("wasm.stamp");
    if keep {
        return if stamp.exists() { Ok(folder) } else { Err(Error::NoWasmYet) };
    }
    add_target(workspace)?;
    compile(workspace)?;
    let input = workspace.cargo_target().join(TARGET).join("wasm-release/frontend.wasm");
    let optimizer = find_optimizer(workspace);
    let state = describe(&input, optimizer.as_deref())?;
    if fs::read_to_string(&stamp).is_ok_and(|last| last == state) {
        return Ok(folder);
    }
    remove_if_there(&stamp)?;
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
    }
    bind(&input, &folder)?;
    if let Some(optimizer) = optimizer {
        optimize(&optimizer, &folder.join(format!("{NAME}_bg.wasm")))?;
    }
    fs::write(&stamp, state).map_err(Error::file(&stamp))?;
    Ok(folder)
}

/// What the result depends on, as one line: the same line means the same result.
fn describe(input: &Path, optimizer: Option<&Path>) -> Result<String, Error> {
    let hash = content_hash(&fs::read(input).map_err(Error::file(input))?);
    let optimizer = match optimizer {
        Some(program) => {
            let package = program.with_file_name("../package.json");
            content_hash(&fs::read(&package).unwrap_or_default())
        }
        None => "none".to_owned(),
    };
    Ok(format!("{hash} {optimizer} {}", OPT_FLAGS.join(" ")))
}

fn add_target(workspace: &Workspace) -> Result<(), Error> {
    let sysroot = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(workspace.root())
        .output();
    let installed = sysroot.is_ok_and(|output| {
        output.status.success() && Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir()
    });
    if installed {
        return Ok(());
    }
    eprintln!("site: adding the target {TARGET}");
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]).current_dir(workspace.root());
    workspace::run(&mut rustup)
}

fn compile(workspace: &Workspace) -> Result<(), Error> {
    eprintln!("site: compiling frontend for {TARGET}");
    let mut cargo = Command::new(workspace.cargo());
    cargo
        .args(["build", "-p", "frontend", "--lib", "--target", TARGET])
        .args(["--profile", "wasm-release"])
        .current_dir(workspace.root());
    workspace::run(&mut cargo)
}

fn bind(input: &Path, folder: &Path) -> Result<(), Error> {
    eprintln!("site: wasm-bindgen");
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .out_name(NAME)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // The page names the hashed wasm itself; a default would point at a name that does not exist.
        .omit_default_module_path(true);
    bindgen.web(true).and_then(|bindgen| bindgen.generate(folder)).map_err(|error| Error::Bindgen(format!("{error:#}")))
}

/// npm's `binaryen` in end2end/, if it and Node are there. The site works without, it is only larger.
fn find_optimizer(workspace: &Workspace) -> Option<PathBuf> {
    let program = workspace.root().join("end2end/node_modules/binaryen/bin/wasm-opt");
    let node = Command::new("node").arg("--version").output();
    if program.exists() && node.is_ok_and(|output| output.status.success()) {
        return Some(program);
    }
    eprintln!("site: wasm-opt left out (needs Node, and `npm ci` in end2end/)");
    None
}

fn optimize(program: &Path, wasm: &Path) -> Result<(), Error> {
    eprintln!("site: wasm-opt");
    let smaller = wasm.with_extension("opt");
    let mut node = Command::new("node");
    node.arg(program).args(OPT_FLAGS).arg(wasm).arg("-o").arg(&smaller);
    workspace::run(&mut node)?;
    fs::rename(&smaller, wasm).map_err(Error::file(&smaller))
}

fn remove_if_there(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(path)(error)),
        _ => Ok(()),
    }
}
