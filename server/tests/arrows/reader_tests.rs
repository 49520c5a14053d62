//! The reader and the rules, held to small sources that are made up.

use super::graph::{circles, not_down};
use super::reader::{Arrow, Sources, arrows, that_name, top_modules};
use std::collections::BTreeSet;

fn made_up(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// Which file uses which, without the paths.
fn used(files: &[(&str, &str)]) -> Vec<String> {
    let pairs: BTreeSet<_> =
        arrows(&made_up(files)).into_iter().map(|arrow| format!("{} -> {}", arrow.from, arrow.to)).collect();
    pairs.into_iter().collect()
}

fn arrow(from: &str, to: &str) -> Arrow {
    Arrow { from: from.to_owned(), to: to.to_owned(), by: "it".to_owned() }
}

const TWO: &str = "mod a; mod b;";

#[test]
fn a_path_is_an_arrow_wherever_it_stands() {
    let check = |text: &str, expected: &[&str]| {
        let files = [("lib.rs", TWO), ("a.rs", text), ("b.rs", "pub struct B; pub fn f() {} pub trait T {}")];
        assert_eq!(used(&files), expected, "{text}");
    };
    let there = &["a.rs -> b.rs"];
    check("use crate::b::B;", there);
    check("use crate::{b::{B, f}};", there);
    check("use super::b::B as Other;", there);
    check("use crate::b::T as _;", there);
    check("use crate::b::*;", &[]);
    check("use crate::b::*; fn g(_: B) {}", there);
    check("use crate::b; fn g() { b::f() }", there);
    check("use crate::b::{self as other}; fn g() { other::f() }", there);
    check("fn g() -> crate::b::B { todo!() }", there);
    check("fn g() { super::b::f::<u8>() }", there);
    check("impl crate::b::T for u8 {}", there);
    check("fn g() { match x { crate::b::B => {} } }", there);
    check("fn g() { println!(\"{}\", crate::b::f()) }", there);
    check("fn g() { view! { <div>{move || [crate::b::f()]}</div> } }", there);
    check("use crate::b; fn g() { view! { <b::B/> } }", there);
    check("macro_rules! m { () => { $crate::b::f() } }", there);
    check("m! { use crate::b::{B, f}; }", there);
    check("#[serde(with = \"crate::b\")] struct A { #[serde(default = \"crate::b::f\")] a: u8 }", there);
    check("#[m(crate::b::f)] struct A;", there);
    check("mod inline { use super::super::b::B; }", there);
    check("fn g() { fn h() { use crate::b::f; } }", there);
}

#[test]
fn what_names_nothing_of_another_file_is_no_arrow() {
    let check = |text: &str| {
        let files = [("lib.rs", TWO), ("a.rs", text), ("b.rs", "pub struct B; pub fn f() {}")];
        assert!(used(&files).is_empty(), "{text}");
    };
    check("use crate::b;");
    check("pub(in crate::b) struct A;");
    check("/// [`crate::b::B`] is elsewhere.\nstruct A;");
    check("fn g() { x.f(); b.f(); m!(x.b) }");
    check("use ::b::B; fn g() { ::b::f() }");
    check("use serde::b::B; fn g(_: B) {}");
    check("struct B; fn f() {} fn g(_: B) { f(); self::f(); Self::f() }");
    check("const TEXT: &str = \"crate::b::f\";");
}

#[test]
fn what_is_compiled_for_tests_alone_does_not_count() {
    let check = |text: &str, expected: &[&str]| {
        let files = [("lib.rs", TWO), ("a.rs", text), ("b.rs", "pub fn f() {}"), ("a/tests.rs", "use crate::b::f;")];
        assert_eq!(used(&files), expected, "{text}");
    };
    check("#[cfg(test)] mod tests;", &[]);
    check("#[cfg(test)] mod tests { use crate::b::f; }", &[]);
    check("#[cfg(test)] use crate::b::f;", &[]);
    check("#[cfg(all(test, unix))] use crate::b::f;", &[]);
    check("#[tokio::test] async fn it_works() { crate::b::f() }", &[]);
    check("#[cfg(any(test, unix))] use crate::b::f;", &["a.rs -> b.rs"]);
    check("#[cfg(not(test))] use crate::b::f;", &["a.rs -> b.rs"]);
    check("#[cfg(feature = \"ssr\")] use crate::b::f;", &["a.rs -> b.rs"]);
}

#[test]
fn a_path_leads_to_the_file_where_the_thing_is_written() {
    let inside = ("b/inside.rs", "pub struct B;");
    let check = |a: &str, b: &str, expected: &[&str]| {
        assert_eq!(used(&[("lib.rs", TWO), ("a.rs", a), ("b.rs", b), inside]), expected, "{a} {b}");
    };
    // A door: it declares its child and hands on what it holds.
    check("", "mod inside; pub use inside::B;", &[]);
    check("use crate::b::B;", "mod inside; pub use inside::B;", &["a.rs -> b/inside.rs"]);
    check("use crate::b::B;", "mod inside; pub(crate) use self::inside::*;", &["a.rs -> b/inside.rs"]);
    check("use crate::b::Other;", "mod inside; pub use inside::B as Other;", &["a.rs -> b/inside.rs"]);
    check("fn g() { crate::b::inside::B }", "pub mod inside;", &["a.rs -> b/inside.rs"]);
    check("fn g() { crate::b::inside::B }", "pub mod inside; pub fn inside() {}", &["a.rs -> b/inside.rs"]);
    // It uses its child itself.
    check("", "mod inside; pub use inside::B; fn g(_: B) {}", &["b.rs -> b/inside.rs"]);
    check("", "mod inside; use inside::B;", &["b.rs -> b/inside.rs"]);
    // Handed on from another crate, or written by a macro: that is the file's own.
    check("use crate::b::Key;", "mod inside; pub use model::Key;", &["a.rs -> b.rs"]);
    check("use crate::b::Key;", "mod inside; keys! { Key }", &["a.rs -> b.rs"]);
    // A child that uses what stands in its parent, by what the parent uses itself.
    let files = [("lib.rs", TWO), ("a.rs", "pub fn f() {}"), ("b.rs", "mod c; use crate::a::f; fn g() {}")];
    let with = |c| [files[0], files[1], files[2], ("b/c.rs", c)];
    assert_eq!(used(&with("use super::g;")), ["b.rs -> a.rs", "b/c.rs -> b.rs"]);
    assert_eq!(used(&with("fn h() { super::f() }")), ["b.rs -> a.rs", "b/c.rs -> a.rs"]);
}

#[test]
fn files_are_found_where_the_compiler_finds_them() {
    let files = [
        ("lib.rs", "mod a; mod inline { mod c; }"),
        ("a/mod.rs", "use crate::inline::c::C;"),
        ("inline/c.rs", "pub struct C;"),
    ];
    assert_eq!(used(&files), ["a/mod.rs -> inline/c.rs"]);
    assert_eq!(top_modules(&made_up(&files)), BTreeSet::from(["a".to_owned(), "inline".to_owned()]));
}

#[test]
fn another_crate_is_seen_wherever_it_is_named() {
    let text = "fn f() { m!(sqlx::query(\"\")) }";
    let files = made_up(&[("lib.rs", TWO), ("a.rs", text), ("b.rs", "const SQL: &str = \"sqlx::query\";")]);
    assert_eq!(that_name(&files, "sqlx"), BTreeSet::from(["a.rs".to_owned()]));
}

#[test]
fn circles_are_found_and_told() {
    let check = |pairs: &[(&str, &str)], expected: &[&str]| {
        let arrows = pairs.iter().map(|(from, to)| arrow(from, to)).collect();
        let told: Vec<String> = circles(&arrows).into_iter().map(|(_, way)| way).collect();
        assert_eq!(told, expected);
    };
    check(&[("a", "b"), ("b", "c"), ("a", "c")], &[]);
    check(&[("a", "b"), ("b", "a"), ("b", "c")], &["a -> b by it, b -> a by it"]);
    check(
        &[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("e", "d")],
        &["a -> b by it, b -> c by it, c -> a by it", "d -> e by it, e -> d by it"],
    );
    let both = circles(&[arrow("a", "b"), arrow("b", "a"), arrow("b", "c"), arrow("c", "b")].into());
    assert_eq!(both[0].0, BTreeSet::from(["a", "b", "c"].map(str::to_owned)));
}

#[test]
fn only_arrows_down_are_right() {
    let check = |from: &str, to: &str, right: bool| {
        let floors: &[&[&str]] = &[&["store"], &["files", "keys"], &["lib"]];
        assert_eq!(not_down(&BTreeSet::from([arrow(from, to)]), floors).is_empty(), right, "{from} {to}");
    };
    check("files/link.rs", "store.rs", true);
    check("lib.rs", "store/events.rs", true);
    check("store.rs", "store/events.rs", true);
    check("store/events.rs", "files.rs", false);
    check("files.rs", "keys.rs", false);
    check("files.rs", "lib.rs", false);
    check("unknown.rs", "store.rs", false);
}
