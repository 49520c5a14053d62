//! Which crate may use which: the table.

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use std::collections::BTreeSet;
use std::process::Command;

/// What a room may use of ours, and what it must not use of others.
struct Room {
    name: &'static str,
    ours: &'static [&'static str],
    never: &'static [&'static str],
}

const ASYNC: &[&str] = &["tokio", "futures", "tokio-tungstenite", "sqlx", "axum", "leptos", "hyper"];
const WEB: &[&str] =
    &["leptos", "leptos_axum", "leptos_meta", "leptos_router", "axum", "axum-server", "tower-sessions"];
const BACKEND: &[&str] = &["tokio", "sqlx", "tokio-tungstenite", "ring", "charger-sim", "ocpp"];
const STORE: &[&str] = &["sqlx", "tokio-tungstenite", "httparse", "ocpp"];
const CLOCKS: &[&str] = &["tokio", "sqlx", "futures", "jiff", "time", "chrono", "tokio-tungstenite", "rand", "ring"];

const ROOMS: [Room; 16] = [
    Room { name: "archive", ours: &[], never: ASYNC },
    Room { name: "ftp", ours: &[], never: CLOCKS },
    Room { name: "model", ours: &[], never: ASYNC },
    Room { name: "words", ours: &["model"], never: ASYNC },
    Room { name: "redact", ours: &["words"], never: ASYNC },
    Room { name: "actions", ours: &["model", "words"], never: CLOCKS },
    Room { name: "ocpp", ours: &[], never: CLOCKS },
    Room { name: "dialect", ours: &["actions", "model", "ocpp", "redact", "words"], never: CLOCKS },
    Room { name: "csms", ours: &["actions", "archive", "dialect", "model", "ocpp", "redact", "words"], never: WEB },
    Room { name: "app", ours: &["actions", "model", "csms"], never: BACKEND },
    Room { name: "frontend", ours: &["app"], never: BACKEND },
    Room { name: "server", ours: &["app", "csms", "ftp", "model", "charger-sim"], never: STORE },
    Room { name: "bench", ours: &["charger-sim"], never: WEB },
    Room { name: "charger-sim", ours: &[], never: WEB },
    Room { name: "foreign-charger", ours: &[], never: WEB },
    Room { name: "xtask", ours: &[], never: WEB },
];

fn packages() -> Vec<Package> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap().packages
}

#[test]
fn every_room_keeps_to_the_import_table() {
    let packages = packages();
    let names: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let known: BTreeSet<&str> = ROOMS.iter().map(|room| room.name).collect();
    assert_eq!(names, known, "a room is missing in the table, or the table's room does not exist");
    for room in ROOMS {
        let package = packages.iter().find(|package| package.name.as_str() == room.name).unwrap();
        let used = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
        for dependency in used {
            let name = dependency.name.as_str();
            assert!(!names.contains(name) || room.ours.contains(&name), "{} must not use our {name}", room.name);
            assert!(!room.never.contains(&name), "{} must never use {name}", room.name);
        }
    }
}

#[test]
fn the_app_takes_the_backend_only_on_the_server() {
    let packages = packages();
    let app = packages.iter().find(|package| package.name.as_str() == "app").unwrap();
    let csms = app.dependencies.iter().find(|dependency| dependency.name == "csms").unwrap();
    assert!(csms.optional, "the wasm build must not hold the backend");
    assert!(!app.features["hydrate"].iter().any(|feature| feature.contains("csms")));
}

#[test]
fn the_wasm_build_holds_no_backend() {
    let output = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["tree", "--package", "frontend", "--target", "wasm32-unknown-unknown", "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p}"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let held: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(held.contains("app"), "{tree}");
    for never in [
        "csms",
        "archive",
        "ocpp",
        "server",
        "tokio",
        "sqlx",
        "ring",
        "axum",
        "hyper",
        "tokio-tungstenite",
        "charger-sim",
    ] {
        assert!(!held.contains(never), "the wasm build holds {never}");
    }
}
