//! What stands in an order's way on the charger itself: a charging session, an update, another order of its kind.

use super::terms::{CheckedOrder, OrderTerms};
use crate::failure::Failure;
use crate::register::evidence::take;
use crate::register::holds;
use crate::store::chargers::Target;
use crate::store::scope::id_list;
use crate::store::{Reading, Tx, commands as rows, transactions};
use actions::{Args, Newer, Older, Order, Waits, already_open};
use model::Refusal;
use words::Evidence;

/// A Hard reboot ends charging sessions without ceremony.
pub(super) async fn session_in_the_way(
    reading: &mut Reading,
    asked: &OrderTerms,
    checked: &CheckedOrder,
    target: &Target,
) -> Result<Option<Refusal>, Failure> {
    let Order::Reboot(reboot) = &asked.order else { return Ok(None) };
    let Some(refusal) = reboot.session_objection(&asked.reason) else { return Ok(None) };
    let running = transactions::running(reading, &id_list([target.id.as_str()])).await?;
    Ok(running.iter().any(|session| checked.args.disturbs(session.evse)).then_some(refusal))
}

/// A reboot may spoil an update that is fetched or installed.
pub(super) async fn update_in_the_way(
    reading: &mut Reading,
    asked: &OrderTerms,
    checked: &CheckedOrder,
    target: &Target,
) -> Result<Option<Refusal>, Failure> {
    let Args::Reboot(reboot) = &checked.args else { return Ok(None) };
    let Some(refusal) = reboot.update_objection(&asked.reason) else { return Ok(None) };
    Ok(holds::update(reading, &target.id).await?.map(|_since| refusal))
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
    let newer = Newer { order: &asked.order, args: &checked.args, by: asked.caller.name(), replaces };
    for mut open in rows::open_of_kind(tx, &target.id, kind).await? {
        match newer.meets(&open.args, open.life.delivery) {
            Older::Superseded { by } => {
                take(tx, &mut open, &Evidence::Superseded { by }, None, waits).await?;
            }
            Older::GivesWay => {}
            Older::StandsInTheWay { replaceable } => {
                let open = rows::load(tx, &[open.id]).await?.pop().map(|open| open.command);
                return Ok(Some(already_open(kind, open.as_ref(), replaceable)));
            }
        }
    }
    Ok(None)
}
