//! What a charger may say before it is accepted: nothing but that it has booted, and what it was asked for.

use dialect::Fault;
use model::Admission;
use ocpp::Version;
use serde_json::Value;

/// Messages a charger may owe us while it is held back; each question adds one or two.
const OWED_MAX: usize = 32;

pub struct Gate {
    version: Version,
    /// What its last boot was answered with.
    registered: Option<Admission>,
    owed: Vec<String>,
}

impl Gate {
    pub fn new(version: Version, registered: Option<Admission>) -> Gate {
        Gate { version, registered, owed: Vec::new() }
    }

    /// Its boot was answered so.
    pub fn set(&mut self, registered: Admission) {
        self.registered = Some(registered);
    }

    /// It was sent this, and will say something because of it.
    pub fn asked(&mut self, action: &str, payload: &Value) {
        for message in dialect::asks_for(action, payload) {
            if self.owed.len() < OWED_MAX && !self.owed.contains(&message) {
                self.owed.push(message);
            }
        }
    }

    pub fn check(&self, action: &str) -> Result<(), Fault> {
        if dialect::may_say(self.version, self.registered, &self.owed, action) {
            Ok(())
        } else {
            Err(Fault::not_admitted())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_charger_says_only_what_it_may() {
        //
        let check = |version, registered, action: &str, allowed: bool| {
            let mut gate = Gate::new(version, registered);
            gate.asked("TriggerMessage", &json!({"requestedMessage": "MeterValues"}));
            assert_eq!(gate.check(action).is_ok(), allowed, "{version:?} {registered:?} {action}");
        };
        for version in Version::ALL {
            check(version, Some(Admission::Accepted), "StatusNotification", true);
            check(version, Some(Admission::Pending), "StatusNotification", false);
            check(version, Some(Admission::Pending), "MeterValues", true);
            check(version, Some(Admission::Pending), "BootNotification", true);
            check(version, Some(Admission::Rejected), "MeterValues", false);
            check(version, Some(Admission::Rejected), "BootNotification", true);
            check(version, None, "StatusNotification", version == Version::V16);
        }
    }
}
