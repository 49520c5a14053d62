//! Resets on 2.x: of the charger or of one EVSE, at once, when nobody charges, or with transactions that go on.

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::machine::agenda::Step;
use crate::machine::link::Restart;
use crate::machine::requests::{CallRefusal, Fault, one_of, optional_number, refused};
use crate::machine::transactions::Stop;
use crate::protocol::{Family, Protocol};
use crate::script::AfterReset;

impl Machine {
    /// Scheduled where OnIdle has to wait (B12.FR.01), Rejected where an EVSE may not be reset alone (B11.FR.10).
    pub(super) fn answer_reset(&self, request: &Value) -> Result<Value, CallRefusal> {
        let kinds: &[&str] = match self.protocol {
            Protocol::V16 | Protocol::V16Security | Protocol::V201 => &["Immediate", "OnIdle"],
            Protocol::V21 => &["Immediate", "OnIdle", "ImmediateAndResume"],
        };
        one_of(request, "type", kinds)?;
        let evse = optional_number(request, "evseId")?.filter(|evse| *evse != 0);
        let evse = match evse {
            Some(evse) => self.evse(evse).ok_or_else(|| refused(Fault::Property, "there is no such EVSE"))?,
            None => 0,
        };
        if evse > 0 && self.device.value("EVSE", Some(i64::from(evse)), "AllowReset") != Some("true") {
            return Ok(json!({"status": "Rejected", "statusInfo": {"reasonCode": "NotEnabled"}}));
        }
        let waits = request["type"] == "OnIdle" && self.is_busy(evse);
        Ok(json!({"status": if waits { "Scheduled" } else { "Accepted" }}))
    }

    pub(super) fn follow_reset_v2(&mut self, request: &Value, answer: &Value) {
        let evse = request["evseId"].as_i64().and_then(|evse| self.evse(evse)).unwrap_or(0);
        if answer["status"] == "Scheduled" {
            self.scheduled_resets.retain(|scheduled| *scheduled != evse);
            self.scheduled_resets.push(evse);
            self.reset_what_is_free();
        } else if request["type"] == "ImmediateAndResume" && evse == 0 {
            self.restart_by_script("RemoteReset", true);
        } else {
            self.reset(evse, "RemoteReset");
        }
    }

    /// Does the scheduled resets that nothing stands in the way of any more.
    pub(in crate::machine) fn reset_what_is_free(&mut self) {
        if self.family() == Family::V16 {
            return;
        }
        let scheduled = std::mem::take(&mut self.scheduled_resets);
        let (busy, free): (Vec<u32>, Vec<u32>) = scheduled.into_iter().partition(|evse| self.is_busy(*evse));
        self.scheduled_resets = busy;
        for evse in free {
            self.reset(evse, "ScheduledReset");
        }
    }

    /// One EVSE goes down, or comes up again.
    pub(in crate::machine) fn restart_evse(&mut self, connector: u32, up: bool) {
        let offline = match self.script().reset.after {
            AfterReset::Reboot { offline }
            | AfterReset::ReconnectWithoutBoot { offline }
            | AfterReset::DropsBeforeAnswer { offline } => offline,
            AfterReset::StaysUp | AfterReset::BootsInPlace { .. } => return,
        };
        if let Some(state) = self.connectors.get_mut(connector as usize) {
            state.restarting = !up;
        }
        self.rest(connector);
        if !up {
            self.agenda.after(offline, Step::Evse { connector, up: true });
        }
    }

    /// Stops what runs there and restarts the charger (0) or an EVSE.
    fn reset(&mut self, evse: u32, reason: &'static str) {
        if self.script().reset.after == AfterReset::StaysUp {
            return;
        }
        if evse == 0 {
            self.stop_all(Stop::Reset);
            self.restart_by_script(reason, false);
        } else {
            self.stop(evse, Stop::Reset, None);
            self.agenda.after(self.script().reset.pause, Step::Evse { connector: evse, up: false });
        }
    }

    fn restart_by_script(&mut self, reason: &'static str, resumes: bool) {
        let reset = &self.script().reset;
        match reset.after {
            AfterReset::StaysUp => {}
            AfterReset::BootsInPlace { times } => self.boot_in_place(times),
            // Scheduled, it was answered already: what is left of the drop is the boot.
            AfterReset::Reboot { offline } | AfterReset::DropsBeforeAnswer { offline } => {
                let restart = Restart::orderly(offline).because(reason);
                self.plan_restart(reset.pause, if resumes { restart.resuming() } else { restart });
            }
            AfterReset::ReconnectWithoutBoot { offline } => {
                self.plan_restart(reset.pause, Restart::without_boot(offline));
            }
        }
    }

    /// Whether a transaction runs there, 0 being anywhere.
    fn is_busy(&self, evse: u32) -> bool {
        if evse == 0 { !self.running.is_empty() } else { self.is_charging(evse) }
    }

    /// The EVSE of this number, if the charger has it.
    pub(super) fn evse(&self, number: i64) -> Option<u32> {
        u32::try_from(number).ok().filter(|evse| (1..=self.plate.connectors).contains(evse))
    }
}
