//! What goes to screens: each event carries the new state whole, so that a lost one is repaired by the next.

use crate::Command;
use model::{Charger, ChargerKey, Frame, Seq};
use serde::{Deserialize, Serialize};

/// One server-sent event's data. Made once and serialised at once, so that the size of its variants does not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// A frame of a charger whose page is open.
    Frame(Frame),
    /// A charger's state.
    Charger { seq: Seq, charger: Box<Charger> },
    /// A command's state with its whole timeline.
    Command(LiveCommand),
    /// This charger is no longer for these eyes.
    Gone(Gone),
    /// Too much was missed: read the page's data again, then watch from there.
    Snapshot { seq: Seq },
    /// The person was signed out or the role changed: read again.
    Bye { seq: Seq },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveCommand {
    pub seq: Seq,
    pub command: Command,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gone {
    pub seq: Seq,
    pub charger: ChargerKey,
}

impl Event {
    /// The name of the server-sent event.
    pub fn name(&self) -> &'static str {
        match self {
            Event::Frame(_) => "frame",
            Event::Charger { .. } => "charger",
            Event::Command(_) => "command",
            Event::Gone(_) => "gone",
            Event::Snapshot { .. } => "snapshot",
            Event::Bye { .. } => "bye",
        }
    }

    pub fn seq(&self) -> Seq {
        match self {
            Event::Frame(frame) => frame.seq,
            Event::Charger { seq, .. } | Event::Snapshot { seq } | Event::Bye { seq } => *seq,
            Event::Command(command) => command.seq,
            Event::Gone(gone) => gone.seq,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Browsers listen for the names; the number is where they go on after a break.
    #[test]
    fn each_event_has_its_name_and_its_number() {
        let check = |json: &str, name: &str, seq: i64| {
            let event: Event = serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
            assert_eq!((event.name(), event.seq()), (name, Seq(seq)), "{json}");
        };
        check(r#"{"kind":"snapshot","seq":7}"#, "snapshot", 7);
        check(r#"{"kind":"bye","seq":8}"#, "bye", 8);
        check(r#"{"kind":"gone","seq":9,"charger":"c"}"#, "gone", 9);
        let at = r#"{"ms":0,"local":""}"#;
        let command = format!(
            r#""key":"k","charger":"c","charger_name":"","site_name":"","kind":"reboot","subject":"","by":"","reason":null,"ordered":{at},
            "delivery":"Sent","verdict":{{"verdict":"Pending"}},"settled":null,"deadline":null,"steps":[],"move_back":null"#
        );
        check(&format!(r#"{{"kind":"command","seq":10,"command":{{{command}}}}}"#), "command", 10);
        let frame = format!(
            r#""charger":"c","at":{at},"direction":"from-charger","shape":"call","action":null,"plain":"","text":"","pair":null,"latency_ms":null,
            "late":false,"command":null"#
        );
        check(&format!(r#"{{"kind":"frame","seq":11,{frame}}}"#), "frame", 11);
    }
}
