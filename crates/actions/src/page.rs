//! What a charger's page is made from.

use crate::{Command, Commands};
use model::{Charger, CommandKey, Exchange, HeldHere, Moment, SecurityEvent, Seq, Trace};
use serde::{Deserialize, Serialize};

/// A charger with what only its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChargerPage {
    pub charger: Charger,
    /// The newest CALL that is not routine, with its answer.
    pub last: Option<Exchange>,
    /// The newest CALL of any kind.
    pub last_of_all: Option<Exchange>,
    pub trace: Trace,
    /// The actions seen in this charger's trace, for the filter.
    pub actions_seen: Vec<String>,
    pub timeline: Commands,
    pub seq: Seq,
    /// The server's clock, milliseconds since 1970.
    pub now: i64,
    /// The same instant as the site's clock shows it, for the periods that a form offers.
    pub local_now: Moment,
    /// May the person asking order actions?
    pub may_order: bool,
    /// May the person asking send messages, set the configuration and change how the charger is treated?
    pub may_manage: bool,
    /// Newest first, a few.
    pub security: Vec<SecurityEvent>,
    pub profiles: Vec<HeldHere>,
}

impl ChargerPage {
    pub fn command(&self, key: &CommandKey) -> Option<&Command> {
        self.timeline.rows.iter().find(|command| &command.key == key)
    }
}
