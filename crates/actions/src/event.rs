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
