//! What an order of it may say on this charger, and what must be ticked where it would cut something off.

#[cfg(test)]
mod tests;

use super::{Inputs, Reboot, RebootKind};
use crate::order::consent;
use crate::{Args, Reason};
use model::{Abilities, Refusal, RefusalCode};

impl Reboot {
    /// Its inputs as they are kept, and what it is about in words. `updating`: firmware is fetched or installed there.
    pub fn inputs(&self, abilities: &Abilities, updating: bool) -> Result<(Args, String), Refusal> {
        let Reboot { kind, when_idle, evse, end_session: _, interrupt_update } = *self;
        if kind == RebootKind::Resume && abilities.resume.is_none() {
            return Err(Refusal::field(
                "kind",
                "This charger cannot go on with its sessions after a reboot. Choose Soft or Hard.",
            ));
        }
        if let Some(evse) = evse
            && !abilities.evses.contains(&evse)
        {
            return Err(Refusal::field("evse", format!("EVSE {evse} of this charger cannot be restarted alone.")));
        }
        // Where Soft waits by itself, the charger does it better than we could; but not for an update.
        let waits_itself = kind == RebootKind::Soft && abilities.soft_waits && !updating;
        let when_idle = when_idle && !waits_itself;
        let mut subject = kind.as_str().to_owned();
        if when_idle {
            subject.push_str(", when idle");
        }
        if let Some(evse) = evse {
            subject.push_str(&format!(", EVSE {evse}"));
        }
        Ok((Args::Reboot(Inputs { kind, when_idle, evse, interrupt_update }), subject))
    }

    /// A Hard reboot ends charging sessions without ceremony: that wants a tick and a reason. None: it ends none, or may.
    pub fn session_objection(&self, reason: &Reason) -> Option<Refusal> {
        if self.kind != RebootKind::Hard || self.when_idle {
            return None;
        }
        let not_ticked =
            "A charging session is running. Tick End the charging session if it may be cut off. Nothing was sent.";
        let no_reason = "Give a reason of 5 characters or more for ending the charging session. Nothing was sent.";
        let refusal = consent(("end_session", self.end_session, not_ticked), reason, no_reason)?;
        Some(Refusal { code: RefusalCode::SessionRunning, ..refusal })
    }
}

impl Inputs {
    /// It may spoil an update that is fetched or installed: that wants a tick and a reason. None: it waits for it, or may.
    pub fn update_objection(&self, reason: &Reason) -> Option<Refusal> {
        if self.when_idle {
            return None;
        }
        let not_ticked = "A firmware update is under way. Tick Interrupt the update if it may be cut off, or let the reboot wait with \
             When idle. Nothing was sent.";
        let no_reason = "Give a reason of 5 characters or more for interrupting the update. Nothing was sent.";
        let refusal = consent(("interrupt_update", self.interrupt_update, not_ticked), reason, no_reason)?;
        Some(Refusal { code: RefusalCode::UpdateRunning, ..refusal })
    }
}
