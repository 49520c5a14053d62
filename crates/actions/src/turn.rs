//! What becomes of a CALL in the register: when its turn has come, and when those that wait are given up.

#[cfg(test)]
mod tests;

use crate::{Args, Life, reboot};
use model::Hold;
use words::Purpose;

/// What becomes of a queued CALL whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Its command was given up, superseded or has expired meanwhile: it is never written, and nothing more is told of it.
    Over,
    /// It is never written, and its command is told why.
    Dropped(&'static str),
    /// A charging session or an update holds it back: it keeps its place, and others go first.
    Held,
    /// It is written; `only_idle` where a last look must find that nothing holds it back.
    Goes { only_idle: bool },
}

impl Turn {
    /// `holds`: what a reboot with these inputs would disturb now.
    pub fn of(purpose: &Purpose, life: &Life, args: &Args, holds: &[Hold]) -> Turn {
        if purpose.is_of_command() && !life.is_open() {
            return Turn::Over;
        }
        match purpose {
            Purpose::Main => {}
            Purpose::Part { .. } if life.is_unknown_there() => {
                return Turn::Dropped("not sent, as it knows no such request");
            }
            Purpose::Part { .. }
            | Purpose::Schedule { .. }
            | Purpose::Profiles
            | Purpose::HowFar
            | Purpose::Settings { .. } => return Turn::Goes { only_idle: false },
        }
        let only_idle = args.waits_for_sessions();
        if only_idle && !holds.is_empty() {
            return Turn::Held;
        }
        // The update may have begun since this was ordered.
        if spares_updates(args) && holds.iter().any(|hold| matches!(hold, Hold::Update { .. })) {
            return Turn::Dropped(
                "an update of its firmware began first; order it again with Interrupt the update, or When idle",
            );
        }
        Turn::Goes { only_idle }
    }
}

/// A reboot of which nobody said that it may cut off an update.
fn spares_updates(args: &Args) -> bool {
    matches!(args, Args::Reboot(reboot::Inputs { interrupt_update: false, .. }))
}

/// Does a queued CALL stay where those of its charger are given up? Only the first of an open command whose inputs allow it.
pub fn stays_queued(purpose: &Purpose, life: &Life, may_stay: bool) -> bool {
    *purpose == Purpose::Main && life.is_open() && may_stay
}
