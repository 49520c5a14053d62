//! What becomes of an open command where another of its kind is ordered.

#[cfg(test)]
mod tests;

use crate::{Args, Command, Order, RebootKind, facts, reboot};
use model::{CommandKind, Delivery, Refusal, RefusalCode};

/// An order whose inputs were found good.
pub struct Newer<'a> {
    pub order: &'a Order,
    pub args: &'a Args,
    /// Who orders it.
    pub by: &'a str,
    /// This charger lets go of a first one for a second one.
    pub replaces: bool,
}

/// What becomes of the older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Older {
    /// The newer one is harder, or does not wait: it ends for that.
    Superseded { by: String },
    /// It stays open until the charger itself says whether it lets go of it.
    GivesWay,
    /// The newer one is refused; `replaceable` where a tick would make it give way.
    StandsInTheWay { replaceable: bool },
}

impl Newer<'_> {
    pub fn meets(&self, open: &Args, delivery: Delivery) -> Older {
        if let (Args::Reboot(newer), Args::Reboot(older)) = (self.args, open)
            && supersedes(newer, older, delivery)
        {
            let by = format!("{} ({}) by {}", CommandKind::Reboot.label(), newer.kind.as_str(), self.by);
            return Older::Superseded { by };
        }
        let replaceable = self.replaces && facts(self.args.kind()).may_be_replaced;
        match replaceable && self.order.may_replace() {
            true => Older::GivesWay,
            false => Older::StandsInTheWay { replaceable },
        }
    }
}

fn supersedes(newer: &reboot::Inputs, older: &reboot::Inputs, delivery: Delivery) -> bool {
    // Held back, and never sent: now it goes at once after all.
    let at_once = !newer.when_idle && older.when_idle && delivery == Delivery::Queued;
    let harder = older.kind == RebootKind::Soft
        && match newer.kind {
            RebootKind::Hard | RebootKind::Resume => true,
            RebootKind::Soft => false,
        };
    at_once || harder
}

/// Says which one stands in the way, and what can be done about it. None: it cannot be read any more.
pub fn already_open(kind: CommandKind, open: Option<&Command>, replaceable: bool) -> Refusal {
    let sentence = match open {
        Some(open) => {
            let way_on = if replaceable { "Tick Replace the running one, wait" } else { "Wait" };
            format!(
                "{} by {} of {} is still open ({}). {way_on} for its verdict or stop waiting for it. Nothing was sent.",
                open.title(),
                open.by,
                open.ordered.clock(),
                open.standing().to_lowercase(),
            )
        }
        None => format!("{} is already running on this charger. Nothing was sent.", kind.label()),
    };
    let field = replaceable.then(|| "replace".to_owned());
    Refusal { field, ..Refusal::new(RefusalCode::AlreadyOpen, sentence) }
}
