//! Which file uses which within csms, app and server: no circle, and between rooms only down. The order of floors stands here and in
//! ARCHITECTURE.md, whose map is held to what is there.

#[path = "arrows/graph.rs"]
mod graph;
#[path = "arrows/known.rs"]
mod known;
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
    /// Files in circles that still stand.
    circles: &'static [&'static str],
    /// Arrows between rooms that do not go down and still stand.
    up: &'static [(&'static str, &'static str)],
}

const HOUSES: [House; 3] = [
    House {
        name: "csms",
        src: "crates/csms/src",
        floors: &[
            &["caller", "failure", "registry"],
            &["keys", "store"],
            &["belonging", "readiness"],
            &["files", "handshake"],
            &["config"],
            &["commands"],
            &["access", "handlers", "import", "publisher"],
            &["connection"],
            &["listener"],
            &["areas"],
            &["lib"],
        ],
        circles: known::CSMS_CIRCLES,
        up: known::CSMS_UP,
    },
    House {
        name: "app",
        src: "app/src",
        floors: &[
            &["asking", "clock", "memo", "notice", "rows", "steady", "telling"],
            &["live", "registering", "sending", "uploading", "way_back"],
            &["kept", "reads"],
            &["changing", "following"],
            &["files"],
            &["components"],
            &["commands"],
            &["pages"],
            &["app"],
            &["shell"],
            &["lib"],
        ],
        circles: known::APP_CIRCLES,
        up: known::APP_UP,
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
        circles: &[],
        up: &[],
    },
];

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut wrong = Vec::new();
    for house in HOUSES {
        let circles = graph::circles(&reader::arrows(&sources(house.src)));
        let mut standing = BTreeSet::new();
        for (files, way) in circles {
            let new: Vec<_> = files.iter().filter(|file| !house.circles.contains(&file.as_str())).cloned().collect();
            if !new.is_empty() {
                wrong.push(format!("{}: {} in a circle of {} files: {way}", house.name, new.join(", "), files.len()));
            }
            standing.extend(files);
        }
        let gone = house.circles.iter().filter(|file| !standing.contains(**file));
        wrong.extend(
            gone.map(|file| format!("{}: {file} is in no circle any more: strike it from the list", house.name)),
        );
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn no_room_uses_one_that_is_not_below_it() {
    let mut wrong = Vec::new();
    for house in HOUSES {
        let not_down = graph::not_down(&reader::arrows(&sources(house.src)), house.floors);
        for ((from, to), arrows) in &not_down {
            if !house.up.contains(&(from, to)) {
                let arrow = &arrows[0];
                let (file, by, more) = (&arrow.from, &arrow.by, arrows.len() - 1);
                wrong.push(format!("{}: {from} is not above {to}: {file} by {by}, and {more} more", house.name));
            }
        }
        let gone = house.up.iter().filter(|(from, to)| !not_down.contains_key(&((*from).to_owned(), (*to).to_owned())));
        wrong.extend(gone.map(|(from, to)| format!("{}: {from} to {to} is gone: strike it from the list", house.name)));
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
    let known = known::SQL_OUTSIDE.iter().copied().collect();
    assert_eq!(outside, known, "files outside of csms/src/store that name sqlx, and those that are known to");
    assert!(naming.len() > outside.len(), "this test reads nothing");
}
