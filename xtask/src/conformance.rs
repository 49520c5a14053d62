//! Runs the cases of the public OCPP compliance test and writes the table of what passes from what they said.

use crate::error::Error;
use crate::workspace::{self, Workspace};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;

/// Every case there is, `id | title | - or why it is not done`, under a header a list.
const CASES: &str = "crates/csms/tests/octt/cases.txt";
const TABLE: &str = "docs/conformance.md";
/// Stands for "there is a test".
const TESTED: &str = "-";

const HEAD: &str = "# Conformance

The central-system cases of the public OCPP compliance test (OCTT), each as a conversation on a real socket with a real database
behind it: `crates/csms/tests/octt`, one test per case, named by its id. This page is made by `make test` from what those tests
said. It is our own reading of the cases, not a certificate.
";

/// Runs the tests, writes the table, and fails where a test did, or where a case has neither a test nor a reason.
pub fn check(workspace: &Workspace) -> Result<(), Error> {
    let cases_path = workspace.root().join(CASES);
    let cases = std::fs::read_to_string(&cases_path).map_err(Error::file(&cases_path))?;
    let mut cargo = Command::new(workspace.cargo());
    // Of the whole workspace, as all tests are built: for one package alone, shared crates would be compiled anew.
    cargo.args(["test", "--workspace", "--exclude", "frontend", "--exclude", "xtask", "--test", "octt"]);
    cargo.current_dir(workspace.root());
    let (succeeded, said) = workspace::output(&mut cargo)?;
    print!("{said}");
    let results = results(&said);
    let table = table(&cases, &results).map_err(Error::Conformance)?;
    let path = workspace.root().join(TABLE);
    workspace::write_if_new(&path, TABLE, &table)?;
    if succeeded { Ok(()) } else { Err(Error::Conformance("a case does not pass".to_owned())) }
}

/// By case id: whether all tests of it passed.
fn results(said: &str) -> BTreeMap<String, bool> {
    let mut results = BTreeMap::new();
    for line in said.lines() {
        let Some((name, outcome)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... ")) else {
            continue;
        };
        if let Some(id) = id_of(name) {
            let passed = outcome.trim() == "ok";
            results.entry(id).and_modify(|all| *all &= passed).or_insert(passed);
        }
    }
    results
}

/// `v16_reset::tc_044_1_firmware` is about TC_044_1, `v201_reset::tc_b_21_on_idle` about TC_B_21.
fn id_of(test: &str) -> Option<String> {
    let name = test.rsplit("::").next()?.strip_prefix("tc_")?;
    let mut id = "TC".to_owned();
    for (index, part) in name.split('_').enumerate() {
        let letter = index == 0 && part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_lowercase());
        if !letter && !part.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        let _infallible = write!(id, "_{}", part.to_uppercase());
    }
    (id.len() > 2).then_some(id)
}

fn table(cases: &str, results: &BTreeMap<String, bool>) -> Result<String, String> {
    let mut sections: Vec<(String, Vec<[String; 3]>)> = Vec::new();
    let mut listed = Vec::new();
    for line in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(title) = line.strip_prefix("# ") {
            sections.push((title.to_owned(), Vec::new()));
            continue;
        }
        let fields: Vec<&str> = line.split(" | ").collect();
        let [id, title, done] = fields.as_slice() else { return Err(format!("{CASES}: this is no case: {line}")) };
        let result = match (*done, results.get(*id)) {
            (TESTED, Some(true)) => "passes".to_owned(),
            (TESTED, Some(false)) => "**fails**".to_owned(),
            (TESTED, None) => return Err(format!("{id} has no test")),
            (why, None) => format!("not yet: {why}"),
            (_, Some(_)) => return Err(format!("{id} has a test, and a reason for having none")),
        };
        let Some((_, rows)) = sections.last_mut() else { return Err(format!("{CASES}: {id} is in no list")) };
        rows.push([(*id).to_owned(), (*title).to_owned(), result]);
        listed.push((*id).to_owned());
    }
    if let Some(id) = results.keys().find(|id| !listed.contains(id)) {
        return Err(format!("{id} has a test and is not in {CASES}"));
    }
    let mut page = HEAD.to_owned();
    page.push_str("\n| list | cases | pass | fail | not yet |\n|---|---:|---:|---:|---:|\n");
    for (title, rows) in &sections {
        let count = |begin: &str| rows.iter().filter(|[_, _, result]| result.starts_with(begin)).count();
        let (pass, fail, missing) = (count("passes"), count("**fails"), count("not yet"));
        let _infallible = writeln!(page, "| {title} | {} | {pass} | {fail} | {missing} |", rows.len());
    }
    for (title, rows) in &sections {
        let _infallible = write!(page, "\n## {title}\n\n| case | what | result |\n|---|---|---|\n");
        for [id, what, result] in rows {
            let _infallible = writeln!(page, "| {id} | {what} | {result} |");
        }
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_tells_its_case() {
        let check = |name: &str, id: Option<&str>| assert_eq!(id_of(name).as_deref(), id, "{name}");
        check("v16_reset::tc_013_hard_reset", Some("TC_013"));
        check("v16_firmware::tc_044_1_firmware", Some("TC_044_1"));
        check("v201_reset::tc_b_21_on_idle", Some("TC_B_21"));
        check("v16_security::the_event_of_a_certificate", None);
        check("tc_x", Some("TC_X"));
    }

    #[test]
    fn each_case_has_a_test_or_a_reason_and_none_both() {
        let results = results("test a::tc_001_boot ... ok\ntest a::tc_b_02_x ... FAILED\nrunning 2 tests\n");
        let check = |cases: &str, expected: Result<&str, &str>| match (table(cases, &results), expected) {
            (Ok(page), Ok(part)) => assert!(page.contains(part), "{page}"),
            (Err(why), Err(part)) => assert!(why.contains(part), "{why}"),
            (other, _) => panic!("{cases}: {other:?}"),
        };
        let both = "# 1.6\nTC_001 | Boot | -\n# 2.0.1\nTC_B_02 | Pending | -\n";
        check(both, Ok("| TC_001 | Boot | passes |"));
        check(both, Ok("| TC_B_02 | Pending | **fails** |"));
        check(both, Ok("| 1.6 | 1 | 1 | 0 | 0 |"));
        check(&format!("{both}TC_B_03 | More | no TLS\n"), Ok("| TC_B_03 | More | not yet: no TLS |"));
        check(&format!("{both}TC_B_03 | More | -\n"), Err("TC_B_03 has no test"));
        check("# 1.6\nTC_001 | Boot | -\n", Err("TC_B_02 has a test and is not in"));
        check(&both.replace("Boot | -", "Boot | no"), Err("a reason for having none"));
        check("TC_001 | Boot | -\n", Err("is in no list"));
    }
}
