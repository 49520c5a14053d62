//! What the arrows of one crate make together: circles of files, and arrows between rooms that do not go down.

use super::reader::Arrow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

type Ways<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>;

/// Files that lead to each other, each set with the shortest way around that begins at its first file.
pub fn circles(arrows: &BTreeSet<Arrow>) -> Vec<(BTreeSet<String>, String)> {
    let mut ways: Ways = BTreeMap::new();
    for arrow in arrows {
        ways.entry(&arrow.from).or_default().entry(&arrow.to).or_insert(&arrow.by);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = ways.keys().map(|from| (*from, reached(&ways, from))).collect();
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for (file, to) in &reached {
        if !to.contains(file) || !seen.insert(*file) {
            continue;
        }
        let back = |other: &&&str| reached.get(**other).is_some_and(|to| to.contains(file));
        let circle: BTreeSet<&str> = to.iter().filter(back).copied().collect();
        seen.extend(&circle);
        circles.push((circle.into_iter().map(str::to_owned).collect(), way_around(&ways, file)));
    }
    circles
}

fn reached<'a>(ways: &Ways<'a>, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&str> = vec![from];
    while let Some(at) = next.pop() {
        for to in ways.get(at).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(*to) {
                next.push(to);
            }
        }
    }
    found
}

fn way_around(ways: &Ways, start: &str) -> String {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(at) = next.pop_front() {
        for to in ways.get(at).into_iter().flat_map(BTreeMap::keys) {
            if !before.contains_key(to) {
                before.insert(to, at);
                next.push_back(to);
            }
        }
    }
    let mut steps = Vec::new();
    let mut at = start;
    loop {
        let from = before[at];
        steps.push(format!("{from} -> {at} by {}", ways[from][at]));
        at = from;
        if at == start {
            break;
        }
    }
    steps.reverse();
    steps.join(", ")
}

/// The room of a file: the module of `lib.rs` that it belongs to, or `lib` itself.
pub fn room(file: &str) -> &str {
    file.split('/').next().expect("a path has a beginning").trim_end_matches(".rs")
}

/// Arrows that do not go to a lower floor, by their rooms. Floors are listed from the ground up; within a room every arrow is right.
pub fn not_down(arrows: &BTreeSet<Arrow>, floors: &[&[&str]]) -> BTreeMap<(String, String), Vec<Arrow>> {
    let floor = |room: &str| floors.iter().position(|rooms| rooms.contains(&room));
    let mut wrong: BTreeMap<(String, String), Vec<Arrow>> = BTreeMap::new();
    for arrow in arrows {
        let (from, to) = (room(&arrow.from), room(&arrow.to));
        if from != to && floor(from) <= floor(to) {
            wrong.entry((from.to_owned(), to.to_owned())).or_default().push(arrow.clone());
        }
    }
    wrong
}
