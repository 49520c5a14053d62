//! What a charger may say before it is accepted: nothing but that it has booted, and what it was asked for.

use dialect::Fault;
use model::Admission;
use ocpp::Version;
use ocpp::exchange::RemoteError;
use serde_json::Value;

/// Messages a charger may owe us while it is held back; each question adds one or two.
const OWED_MAX: usize = 32;

pub struct Gate {
    version: Version,
    /// What its last boot was answered with.
    registered: Option<Admission>,
    owed: Vec<String>,
    /// It was asked to say that it has booted, by this message, and has not yet.
    boot_asked: Option<String>,
}

impl Gate {
    pub fn new(version: Version, registered: Option<Admission>) -> Gate {
        Gate { version, registered, owed: Vec::new(), boot_asked: None }
    }

    /// Its boot was answered so.
    pub fn set(&mut self, registered: Admission) {
        self.registered = Some(registered);
    }

    /// It was sent this, and will say something because of it.
    pub fn asked(&mut self, action: &str, payload: &Value) {
        let asked_for = dialect::asks_for(action, payload);
        if asked_for.iter().any(|message| message == dialect::BOOT) {
            self.boot_asked = Some(action.to_owned());
        }
        for message in asked_for {
            if self.owed.len() < OWED_MAX && !self.owed.contains(&message) {
                self.owed.push(message);
            }
        }
    }

    /// Was it asked to say this?
    pub fn owes(&self, action: &str) -> bool {
        self.owed.iter().any(|owed| owed == action)
    }

    /// It has never booted here, so that all it says is refused where its version wants a boot first.
    pub fn never_booted(&self) -> bool {
        self.registered.is_none()
    }

    /// It says that it has booted. Was that because it was asked to?
    pub fn takes_boot(&mut self) -> bool {
        self.boot_asked.take().is_some()
    }

    /// What it was asked was answered: where it will not say so, a boot that comes is its own.
    pub fn answered(&mut self, action: &str, answer: &Result<Value, RemoteError>) {
        if self.boot_asked.as_deref() == Some(action) && !dialect::is_accepted(answer) {
            self.boot_asked = None;
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
