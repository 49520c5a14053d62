//! What stands in the database, in events and in answers keeps its JSON: recorded samples are read, and written back the same to the
//! byte.

use actions::{Args, Progress, Verdict};
use model::{CommandKind, StepKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Reads every line and writes it back; gives the words by which the variants are told apart.
fn keep<T: Serialize + DeserializeOwned>(samples: &str, tag: &str) -> BTreeSet<String> {
    let read = |line: &str| {
        let value: T = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(serde_json::to_string(&value).unwrap(), line);
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        value[tag].as_str().unwrap_or_default().to_owned()
    };
    samples.lines().map(read).collect()
}

#[test]
fn verdicts_keep_their_json() {
    assert_eq!(keep::<Verdict>(include_str!("samples/verdicts.jsonl"), "verdict").len(), 51);
}

#[test]
fn inputs_keep_their_json() {
    let told = keep::<Args>(include_str!("samples/args.jsonl"), "action");
    let slugs = CommandKind::ALL.map(|kind| kind.slug().to_owned());
    assert_eq!(told, BTreeSet::from(slugs));
    for kind in CommandKind::ALL {
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.slug()));
    }
}

#[test]
fn steps_keep_their_json() {
    assert_eq!(keep::<StepKind>(include_str!("samples/steps.jsonl"), "step").len(), 46);
}

/// What was seen so far grows, and is written with every field: what was kept before is read.
#[test]
fn what_was_seen_before_is_still_read() {
    for line in include_str!("samples/progress.jsonl").lines() {
        let read: Progress = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let written = serde_json::to_value(&read).unwrap();
        for (field, value) in serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line).unwrap() {
            assert_eq!(written[&field], value, "{field}");
        }
    }
}
