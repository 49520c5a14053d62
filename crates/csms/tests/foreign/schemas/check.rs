//! What the published schemas say of payloads, and OCPP-J of the frames around them.

use super::{DESCRIPTION_MAX, ID_MAX, version};
use crate::bench::Folder;
use crate::tools::python;
use charger_sim::{Protocol, WireEntry};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{self, File};

/// Distinct payloads of one version, to be checked together.
pub struct Payloads {
    protocol: Protocol,
    lines: BTreeSet<String>,
}

impl Payloads {
    pub fn of(protocol: Protocol) -> Payloads {
        Payloads { protocol, lines: BTreeSet::new() }
    }

    pub fn add_call(&mut self, action: &str, payload: &Value) {
        self.lines.insert(format!("{}\t{action}\t{payload}", version(self.protocol)));
    }

    pub fn add_answer(&mut self, action: &str, payload: &Value) {
        self.lines.insert(format!("{}\t{action}.conf\t{payload}", version(self.protocol)));
    }

    /// Fails with what the schemas find.
    pub fn check(&self) {
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        if let Err(findings) = check_frames(&lines) {
            panic!("{}: the schemas refuse what we sent:\n{findings}", self.protocol);
        }
    }
}

/// What the schemas find in these lines.
pub fn check_frames(lines: &[&str]) -> Result<(), String> {
    let folder = Folder::new();
    let file = folder.path().join("frames.txt");
    fs::write(&file, lines.join("\n")).unwrap();
    let output = python("check_frames.py").stdin(File::open(&file).unwrap()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && said.contains(&format!("{} payloads checked, 0 failed", lines.len())) {
        return Ok(());
    }
    Err(format!("{said}{}", String::from_utf8_lossy(&output.stderr)))
}

/// Valid requests of this version, all of them, made from the schemas: action and payload.
pub fn examples(protocol: Protocol) -> Vec<(String, Value)> {
    let output = python("examples.py").arg(version(protocol)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let example = |line: &str| {
        let (action, payload) = line.split_once('\t').unwrap();
        (action.to_owned(), serde_json::from_str(payload).unwrap())
    };
    String::from_utf8(output.stdout).unwrap().lines().map(example).collect()
}

/// The envelopes of all that we sent, which no schema covers: OCPP-J, 4.2. Gives the codes of our CALLERRORs.
pub fn check_envelopes<'a>(protocol: Protocol, wire: impl IntoIterator<Item = &'a WireEntry>) -> Vec<String> {
    let mut codes = Vec::new();
    for entry in wire.into_iter().filter(|entry| entry.is_received()) {
        let frame = entry.json();
        let (frame, text) = (frame.as_array().unwrap(), &entry.text);
        let characters = |place: usize| frame[place].as_str().unwrap().chars().count();
        assert!((1..=ID_MAX).contains(&characters(1)), "{text}");
        match (frame[0].as_i64(), frame.len()) {
            (Some(2), 4) => assert!(characters(2) > 0 && frame[3].is_object(), "{text}"),
            (Some(3), 3) => assert!(frame[2].is_object(), "{text}"),
            (Some(4), 5) => {
                let code = frame[2].as_str().unwrap();
                assert!(codes_of(protocol).contains(&code), "{protocol} has no such code: {text}");
                assert!(characters(3) <= DESCRIPTION_MAX && frame[4].is_object(), "{text}");
                codes.push(code.to_owned());
            }
            _ => panic!("no frame of OCPP-J: {text}"),
        }
    }
    codes
}

/// The error codes of OCPP-J 1.6, 4.2.3, and of 2.0.1 and 2.1, 4.3.
fn codes_of(protocol: Protocol) -> &'static [&'static str] {
    match protocol {
        Protocol::V16 | Protocol::V16Security => &[
            "NotImplemented",
            "NotSupported",
            "InternalError",
            "ProtocolError",
            "SecurityError",
            "FormationViolation",
            "PropertyConstraintViolation",
            "OccurenceConstraintViolation",
            "TypeConstraintViolation",
            "GenericError",
        ],
        Protocol::V201 | Protocol::V21 => &[
            "FormatViolation",
            "GenericError",
            "InternalError",
            "MessageTypeNotSupported",
            "NotImplemented",
            "NotSupported",
            "OccurrenceConstraintViolation",
            "PropertyConstraintViolation",
            "ProtocolError",
            "RpcFrameworkError",
            "SecurityError",
            "TypeConstraintViolation",
        ],
    }
}

#[test]
fn the_check_finds_what_is_wrong() {
    for bad in [
        "1.6	Reset	{\"type\":\"Warm\"}",
        "1.6	ClearChargingProfile	{\"stackLevel\":null}",
        "1.6	UpdateFirmware	{\"location\":\"no address\",\"retrieveDate\":\"2026-11-23T10:00:00Z\"}",
        "1.6	UpdateFirmware	{\"location\":\"ftp://a.example/f\",\"retrieveDate\":\"2026-11-23T10:00:00\"}",
        "1.6	Heartbeat.conf	{}",
        "1.6	Reboot	{}",
        "1.6	GetLog	{\"logType\":\"SecurityLog\"}",
        "2.0.1	Reset	{\"type\":\"Soft\"}",
        "2.0.1	Reset	{\"type\":\"ImmediateAndResume\"}",
        "2.0.1	GetDiagnostics	{\"location\":\"ftp://a.example/f\"}",
        "2.0.1	Heartbeat.conf	{\"currentTime\":\"2026-11-23\"}",
        "2.1	Reset	{\"type\":\"Immediate\",\"evseId\":-1}",
        "2.1	StatusNotification.conf	{\"status\":\"Accepted\"}",
        "2.2	ClearCache	{}",
        "ClearCache	{}",
    ] {
        assert!(check_frames(&["1.6	ClearCache	{}", bad]).is_err(), "{bad}");
    }
    check_frames(&[
        "1.6	ClearCache	{}",
        "2.0.1	Reset	{\"type\":\"OnIdle\"}",
        "2.1	ClearCache.conf	{\"status\":\"Accepted\"}",
    ])
    .unwrap();
}
