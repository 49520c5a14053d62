//! What stands in an order's way on the charger itself: a charging session, an update, another order of its kind.

use super::terms::{CheckedOrder, OrderTerms};
use crate::failure::Failure;
use crate::register::evidence::take;
use crate::register::holds;
use crate::store::chargers::Target;
use crate::store::scope::id_list;
use crate::store::{Reading, Tx, commands as rows, transactions};
use actions::{Args, Order, Reboot, RebootKind, Waits, reboot};
use model::{CommandKind, Delivery, Refusal, RefusalCode};
use words::Evidence;

/// A Hard reboot ends charging sessions without ceremony: that wants a tick and a reason.
pub(super) async fn session_in_the_way(
    reading: &mut Reading,
    asked: &OrderTerms,
    target: &Target,
) -> Result<Option<Refusal>, Failure> {
    let Order::Reboot(Reboot { kind: RebootKind::Hard, when_idle: false, evse, end_session, .. }) = &asked.order else {
        return Ok(None);
    };
    let mut running = transactions::running(reading, &id_list([target.id.as_str()])).await?;
    running.retain(|running| evse.is_none_or(|evse| running.evse == evse));
    if running.is_empty() {
        return Ok(None);
    }
    let not_ticked =
        "A charging session is running. Tick End the charging session if it may be cut off. Nothing was sent.";
    let no_reason = "Give a reason of 5 characters or more for ending the charging session. Nothing was sent.";
    let refusal = wants_consent(asked, ("end_session", *end_session, not_ticked), no_reason);
    Ok(refusal.map(|refusal| Refusal { code: RefusalCode::SessionRunning, ..refusal }))
}

/// What would be cut off wants a tick, and a reason of so many characters as make one.
fn wants_consent(
    asked: &OrderTerms,
    (field, is_ticked, not_ticked): (&str, bool, &str),
    no_reason: &str,
) -> Option<Refusal> {
    if !is_ticked {
        return Some(Refusal::field(field, not_ticked));
    }
    (!asked.reason.is_enough()).then(|| Refusal::field("reason", no_reason))
}

/// A reboot may spoil an update that is fetched or installed: that wants a tick and a reason.
pub(super) async fn update_in_the_way(
    reading: &mut Reading,
    asked: &OrderTerms,
    checked: &CheckedOrder,
    target: &Target,
) -> Result<Option<Refusal>, Failure> {
    let Args::Reboot(reboot::Inputs { when_idle: false, interrupt_update, .. }) = checked.args else { return Ok(None) };
    if holds::update(reading, &target.id).await?.is_none() {
        return Ok(None);
    }
    let not_ticked = "A firmware update is under way. Tick Interrupt the update if it may be cut off, or let the reboot wait with When \
         idle. Nothing was sent.";
    let no_reason = "Give a reason of 5 characters or more for interrupting the update. Nothing was sent.";
    let refusal = wants_consent(asked, ("interrupt_update", interrupt_update, not_ticked), no_reason);
    Ok(refusal.map(|refusal| Refusal { code: RefusalCode::UpdateRunning, ..refusal }))
}

/// Is one of its kind open that neither gives way to this one nor goes on beside it?
pub(super) async fn one_is_open(
    tx: &mut Tx,
    asked: &OrderTerms,
    checked: &CheckedOrder,
    target: &Target,
    waits: Waits,
) -> Result<Option<Refusal>, Failure> {
    let kind = asked.order.kind();
    if actions::facts(kind).may_repeat {
        return Ok(None);
    }
    let replaces = asked.replaces && dialect::may_replace(&target.speaking, &checked.args);
    for mut open in rows::open_of_kind(tx, &target.id, kind).await? {
        match (&checked.args, &open.args) {
            // Held back, and never sent: now it goes at once after all.
            (
                Args::Reboot(reboot::Inputs { kind: kind_now, when_idle: false, .. }),
                Args::Reboot(reboot::Inputs { when_idle: true, .. }),
            ) if open.life.delivery == Delivery::Queued => {
                let by = format!("{} ({}) by {}", kind.label(), kind_now.as_str(), asked.caller.name());
                take(tx, &mut open, &Evidence::Superseded { by }, None, waits).await?;
            }
            (
                Args::Reboot(reboot::Inputs { kind: kind_now @ (RebootKind::Hard | RebootKind::Resume), .. }),
                Args::Reboot(reboot::Inputs { kind: RebootKind::Soft, .. }),
            ) => {
                let by = format!("{} ({}) by {}", kind.label(), kind_now.as_str(), asked.caller.name());
                take(tx, &mut open, &Evidence::Superseded { by }, None, waits).await?;
            }
            // The charger itself says whether it lets go of the first.
            _it_gives_way if replaces && actions::facts(kind).may_be_replaced && asked.order.may_replace() => {}
            _it_stays => {
                let can_replace = replaces && actions::facts(kind).may_be_replaced;
                let refusal = already_open(tx, &open.id, kind, can_replace).await?;
                return Ok(Some(refusal));
            }
        }
    }
    Ok(None)
}

/// Says which one is open, and what can be done about it.
async fn already_open(
    reading: &mut Reading,
    id: &str,
    kind: CommandKind,
    can_replace: bool,
) -> Result<Refusal, Failure> {
    let open = rows::load(reading, &[id.to_owned()]).await?.pop();
    let sentence = match open {
        Some(open) => {
            let command = open.command;
            let way_on = if can_replace { "Tick Replace the running one, wait" } else { "Wait" };
            format!(
                "{} by {} of {} is still open ({}). {way_on} for its verdict or stop waiting for it. Nothing was sent.",
                command.title(),
                command.by,
                command.ordered.clock(),
                command.standing().to_lowercase(),
            )
        }
        None => format!("{} is already running on this charger. Nothing was sent.", kind.label()),
    };
    let field = can_replace.then(|| "replace".to_owned());
    Ok(Refusal { field, ..Refusal::new(RefusalCode::AlreadyOpen, sentence) })
}
