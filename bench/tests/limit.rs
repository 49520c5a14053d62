//! The benchmark's own road, from the command line to the report: the limit, measured beside the limit, by three chargers.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

const BENCH: &str = env!("CARGO_BIN_EXE_chargehand-bench");
const PASSWORD: &str = "a password of the test";

/// A responder that ends with the test.
struct Limit(Child);

impl Drop for Limit {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}

/// With its address.
fn limit() -> (Limit, String) {
    let mut command = Command::new(BENCH);
    command.args(["limit", "--password", PASSWORD]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut limit = Limit(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(limit.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("chargers ").unwrap().to_owned();
    (limit, url)
}

#[test]
fn any_server_is_measured_by_its_address() {
    let (limit, url) = limit();
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("results");
    let output = Command::new(BENCH)
        .args(["--url", &url, "--pid", &limit.0.id().to_string(), "--password", PASSWORD, "--turns", "1", "--json"])
        .arg(&json)
        .args(["throughput", "--n", "3", "--seconds", "1"])
        .env_remove("CHARGEHAND_BIN")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{err}");
    assert!(out.contains("commit") && out.contains("messages a second"), "{out}");
    let result: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    for name in ["messages a second", "answer p99, ms"] {
        let figures = result["figures"].as_array().unwrap();
        let figure = figures.iter().find(|figure| figure["name"] == name).unwrap();
        assert!(figure["limit"].as_f64().unwrap() > 0.0 && figure["product"].as_f64().unwrap() > 0.0, "{figure}");
    }
}

#[test]
fn a_wrong_password_measures_nothing() {
    let (_limit, url) = limit();
    let output = Command::new(BENCH)
        .args(["--url", &url, "--password", "another", "--turns", "1", "--without-limit"])
        .args(["throughput", "--n", "1", "--seconds", "1"])
        .env_remove("CHARGEHAND_BIN")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("401"));
}
