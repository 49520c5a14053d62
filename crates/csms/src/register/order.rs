//! An operator's order: checked, refused with a sentence or recorded, and returned before anything is sent.

mod about;
mod by_itself;
mod check;
mod entry;
mod guards;
mod site;
mod terms;

use super::handle::Register;
use super::line;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::random::new_id;
use crate::store::scope::Scope;
use crate::store::{Tx, chargers, commands as rows, firmware, links};
use actions::{Args, Common, FirmwareSource, Order, Reason, UpdateFirmware, Verdict, Waits, send_message};
use model::{Admission, ChargerKey, CommandKey, Delivery, IdempotencyKey, Ordered, Refusal, RefusalCode, StepKind};

pub use about::About;
pub use by_itself::{ask_to_boot, read_configuration, settings_due};
pub use check::check;
use entry::{enqueue, insert, new_life};
use guards::{one_is_open, session_in_the_way, update_in_the_way};
use terms::{NotOrdered, OrderTerms, refused};

/// Takes an order. It returns when the order is recorded; what becomes of it is told on its timeline.
pub async fn order(
    register: &Register,
    caller: &Caller,
    charger: &ChargerKey,
    order: Order,
    reason: Reason,
    once: Option<IdempotencyKey>,
) -> Result<Ordered, Failure> {
    if !caller.may_order() {
        return Ok(refused(RefusalCode::NotAllowed));
    }
    if actions::facts(order.kind()).for_administrators && !caller.may_manage() {
        return Ok(refused(RefusalCode::NotAllowed));
    }
    let Some(about) = About::read(register, caller, charger, &order).await? else {
        return Ok(refused(RefusalCode::NotFound));
    };
    let target = &about.target;
    let waits = register.waits();
    let mut checked = match check(register, &order, &about, register.clock().now()) {
        Ok(checked) => checked,
        Err(refusal) => return Ok(Ordered::Refused(refusal)),
    };
    if let Some(checked) = &mut checked {
        checked.silence_ms = about.silence_ms.map(|usual| register.config().deadlines.silence(usual));
    }
    if checked.as_ref().is_some_and(|checked| checked.meant_for.is_some()) && !reason.is_enough() {
        let sentence =
            "Give a reason of 5 characters or more for a file that is meant for another charger. Nothing was sent.";
        return Ok(Ordered::Refused(Refusal::field("reason", sentence)));
    }
    let id = new_id();
    let sealed = match checked.as_ref().and_then(|checked| checked.secret.as_ref()) {
        Some(secret) => Some(register.keys().seal(&id, secret)?.0),
        None => None,
    };
    let connected = register.registry().is_connected(&target.id);
    let asked = OrderTerms {
        caller: caller.clone(),
        charger: charger.clone(),
        order,
        checked,
        reason,
        once,
        connected,
        open_commands: register.config().limits.open_commands,
        queue_ms: i64::try_from(register.config().deadlines.queue.as_millis()).unwrap_or(i64::MAX),
        replaces: about.abilities.replaces,
        id,
        sealed,
    };
    let recorded = register.store().change(move |tx| Box::pin(async move { record(tx, asked, waits).await })).await;
    let ordered = match recorded {
        Ok(key) => Ordered::Taken(key),
        Err(NotOrdered::Refused(refusal)) => Ordered::Refused(refusal),
        Err(NotOrdered::Failed(failure)) => return Err(failure),
    };
    if matches!(ordered, Ordered::Taken(_)) {
        register.registry().bell(&target.id).ring();
        if connected && !register.registry().is_connected(&target.id) {
            // It went between the check and the commit, and its going did not see this order.
            let (id, waits) = (target.id.clone(), register.waits());
            register
                .store()
                .write(move |tx| {
                    Box::pin(
                        async move { line::give_up_queued(tx, &id, "the charger went offline first", waits).await },
                    )
                })
                .await?;
        }
    }
    Ok(ordered)
}

/// Records an order in one transaction, or says why not, and then nothing of it stands. Everything that can change between is looked at here.
async fn record(tx: &mut Tx, asked: OrderTerms, waits: Waits) -> Result<CommandKey, NotOrdered> {
    let now = tx.now();
    let scope = Scope::of(tx, &asked.caller).await?;
    let Some(target) = chargers::target(tx, &scope, asked.charger.as_str()).await? else {
        return Err(NotOrdered::because(RefusalCode::NotFound));
    };
    let kind = asked.order.kind();
    if let Some(once) = &asked.once
        && let Some((key, by, charger, known_kind)) = rows::by_once(tx, once.as_str()).await?
    {
        // The same form again, by the same person: the same command.
        let same = by == asked.caller.name() && charger == target.id && known_kind == kind.slug();
        if same {
            return Ok(CommandKey(key));
        }
        let sentence = "This form was used already. Open the action again. Nothing was sent.";
        return Err(Refusal::new(RefusalCode::Invalid, sentence).into());
    }
    if let Order::ChangeSite { site } = &asked.order {
        let site = site.clone();
        return site::change_site(tx, asked, &scope, &target, site.as_str()).await;
    }
    let Some(checked) = &asked.checked else { return Err(NotOrdered::because(RefusalCode::Invalid)) };
    if !asked.connected {
        return Err(Refusal::new(
            RefusalCode::Offline,
            format!("{} is offline, so it cannot be reached now. Nothing was sent.", target.name),
        )
        .into());
    }
    if target.speaking.registered == Some(Admission::Rejected) {
        return Err(Refusal::new(
            RefusalCode::Impossible,
            format!("{} is turned away, so nothing is sent to it. Let it in first.", target.name),
        )
        .into());
    }
    if let Some(refusal) = session_in_the_way(tx, &asked, checked, &target).await? {
        return Err(refusal.into());
    }
    if let Some(refusal) = update_in_the_way(tx, &asked, checked, &target).await? {
        return Err(refusal.into());
    }
    if let Some(refusal) = one_is_open(tx, &asked, checked, &target, waits).await? {
        return Err(refusal.into());
    }
    if let Order::UpdateFirmware(UpdateFirmware { source: FirmwareSource::Library { key, .. }, .. }) = &asked.order
        && firmware::for_charger(tx, &target.id, key.as_str()).await?.is_none()
    {
        let sentence = "This image is not in the library any more. Choose another one.";
        return Err(Refusal::field("firmware", sentence).into());
    }
    if rows::count_queued(tx, &target.id).await? + checked.parts.len() as i64 > asked.open_commands as i64 {
        return Err(NotOrdered::because(RefusalCode::QueueFull));
    }
    let wait = if checked.args.waits_for_sessions() { waits.sessions } else { asked.queue_ms };
    let deadline = now.saturating_add(wait);
    let life = new_life(kind, &target, checked, Verdict::Common(Common::Pending), Delivery::Queued, deadline, now);
    let key = insert(tx, &asked, &target, checked, life).await?;
    if matches!(checked.args, Args::SendMessage(send_message::Inputs { as_typed: true, .. })) {
        rows::insert_step(tx, &asked.id, 2, &StepKind::AsTyped, None).await?;
    }
    let meant_for = checked.meant_for.clone().map(|meant_for| StepKind::MeantForOthers { meant_for });
    let unnamed = checked.unnamed.map(|protocol| StepKind::NotNamed { protocol });
    for (n, step) in meant_for.into_iter().chain(unnamed).enumerate() {
        rows::insert_step(tx, &asked.id, 2 + n as i64, &step, None).await?;
    }
    if let Some(linked) = &checked.link {
        let link = links::LinkRecord {
            command: asked.id.clone(),
            charger: target.id.clone(),
            protocol: linked.protocol,
            firmware: linked.image.clone(),
            name: linked.name.clone(),
            // One that is fetched later counts from then on.
            expires_at: checked.args.beginnings(now).first.saturating_add(linked.counts_ms),
        };
        links::insert(tx, &links::New { link, tag: linked.tag.clone(), login: linked.login.clone() }).await?;
    }
    enqueue(tx, &target.id, &asked.id, checked.parts.len()).await?;
    Ok(key)
}
