//! Which file uses which within csms, app and server: no circle, and between rooms only down. The order of floors stands here and in
//! ARCHITECTURE.md, whose map is held to what is there.

#[path = "arrows/graph.rs"]
mod graph;
#[path = "arrows/map.rs"]
mod map;
#[path = "arrows/reader.rs"]
mod reader;
#[path = "arrows/reader_tests.rs"]
mod reader_tests;
#[path = "arrows/sources.rs"]
mod sources;

use sources::{architecture, sources};
use std::collections::BTreeSet;

/// A crate whose rooms, the modules of its `lib.rs` and `lib` itself, stand on floors.
struct House {
    name: &'static str,
    src: &'static str,
    /// From the ground up. A room uses rooms of lower floors alone, never one beside it.
    floors: &'static [&'static [&'static str]],
}

const HOUSES: [House; 3] = [
    House {
        name: "csms",
        src: "crates/csms/src",
        floors: &[
            &["bell", "caller", "clock", "names", "private", "random", "signers"],
            &["config", "failure", "registry"],
            &["change", "keys", "store"],
            &["address", "belonging", "import", "publisher", "readiness"],
            &["register"],
            &["access", "files"],
            &["areas", "chargers", "housekeeping"],
            &["lib"],
        ],
    },
    House {
        name: "app",
        src: "app/src",
        floors: &[&["ground"], &["calls"], &["components"], &["forms"], &["pages"], &["app"], &["shell"], &["lib"]],
    },
    House {
        name: "server",
        src: "server/src",
        floors: &[
            &["accept", "attachment", "certificate", "open_files", "probes", "span", "tls", "trouble"],
            &["assets", "config"],
            &["cli", "doors", "gate", "log"],
            &["addresses", "console"],
            &["downloads", "hosting", "management", "members", "sign_in", "uploads"],
            &["bodies", "events", "headers"],
            &["routes"],
            &["serve"],
            &["demo"],
            &["run"],
            &["lib"],
        ],
    },
];

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut wrong = Vec::new();
    for house in HOUSES {
        for (files, way) in graph::circles(&reader::arrows(&sources(house.src))) {
            wrong.push(format!("{}: {} files in a circle: {way}", house.name, files.len()));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn no_room_uses_one_that_is_not_below_it() {
    let mut wrong = Vec::new();
    for house in HOUSES {
        let not_down = graph::not_down(&reader::arrows(&sources(house.src)), house.floors);
        for ((from, to), arrows) in &not_down {
            let (arrow, more) = (&arrows[0], arrows.len() - 1);
            let (file, by) = (&arrow.from, &arrow.by);
            wrong.push(format!("{}: {from} is not above {to}: {file} by {by}, and {more} more", house.name));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_room_stands_on_a_floor() {
    for house in HOUSES {
        let mut rooms = reader::top_modules(&sources(house.src));
        rooms.insert("lib".to_owned());
        let placed: Vec<String> = house.floors.concat().into_iter().map(str::to_owned).collect();
        assert_eq!(placed.len(), placed.iter().collect::<BTreeSet<_>>().len(), "{}: a room stands twice", house.name);
        assert_eq!(rooms, placed.into_iter().collect(), "{}: its rooms, and those on its floors", house.name);
    }
}

#[test]
fn architecture_has_the_same_floors() {
    let text = architecture().split_whitespace().collect::<Vec<_>>().join(" ");
    for house in HOUSES {
        let floors: Vec<String> = house.floors.iter().map(|rooms| rooms.join(", ")).collect();
        let floors = format!("{}: {}", house.name, floors.join(" < "));
        assert!(text.contains(&floors), "ARCHITECTURE.md must say\n{floors}");
    }
}

#[test]
fn sql_stays_in_the_store() {
    let naming = reader::that_name(&sources("crates/csms/src"), "sqlx");
    let outside: BTreeSet<&str> =
        naming.iter().map(String::as_str).filter(|file| graph::room(file) != "store").collect();
    assert!(outside.is_empty(), "files outside of csms/src/store name sqlx: {outside:?}");
    assert!(naming.len() > outside.len(), "this test reads nothing");
}
