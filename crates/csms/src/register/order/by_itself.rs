//! What Chargehand orders by itself: a charger's settings to be read, and a boot of one that speaks without having booted.

use super::entry::{enqueue, new_life, record_new};
use super::terms::CheckedOrder;
use crate::failure::Failure;
use crate::random::{new_id, random_key};
use crate::register::handle::Register;
use crate::store::commands::{self as rows, New};
use crate::store::{Reading, Tx, chargers};
use actions::{Args, Common, Verdict, Waits, send_message};
use model::{Admission, CommandKind, Delivery, ITSELF};

/// A charger that speaks without having booted is asked to at most so often, in milliseconds.
const BOOT_ASKED_EVERY_MS: i64 = 3600 * 1000;

/// Has a charger's settings read; unless that is under way.
pub async fn read_configuration(tx: &mut Tx, charger: &str, waits: Waits) -> Result<(), Failure> {
    if !rows::open_of_kind(tx, charger, CommandKind::ReadConfiguration).await?.is_empty() {
        return Ok(());
    }
    let wait = waits.configuration;
    order(tx, charger, CheckedOrder::plain(Args::ReadConfiguration, String::new()), wait).await
}

/// It speaks without having booted here: asks it to.
pub async fn ask_to_boot(register: &Register, charger: &str) -> Result<(), Failure> {
    let waits = register.waits();
    let id = charger.to_owned();
    let asked = register
        .store()
        .write_in_turn(move |tx| Box::pin(async move { record_boot_asked(tx, &id, waits).await }))
        .await?;
    if asked {
        register.registry().bell(charger).ring();
    }
    Ok(())
}

/// Asks a charger to boot that speaks without having done so here (W-08): once an hour at most, and not one that is turned away.
/// Says whether it was.
async fn record_boot_asked(tx: &mut Tx, charger: &str, waits: Waits) -> Result<bool, Failure> {
    if chargers::admission(tx, charger).await? == Admission::Rejected
        || !chargers::begin_asking_to_boot(tx, charger, BOOT_ASKED_EVERY_MS).await?
    {
        return Ok(false);
    }
    let (message, payload) = dialect::BOOT_AGAIN;
    let args = Args::SendMessage(send_message::Inputs {
        message: message.to_owned(),
        payload: payload.to_owned(),
        as_typed: false,
        pieces: Vec::new(),
    });
    order(tx, charger, CheckedOrder::plain(args, message.to_owned()), waits.configuration).await?;
    Ok(true)
}

/// The connected chargers whose settings were asked for in vain and are to be asked for again now (W-10).
pub async fn settings_due(reading: &mut Reading) -> Result<Vec<String>, Failure> {
    let now = reading.now();
    let mut due = Vec::new();
    for charger in chargers::without_settings(reading).await? {
        let Some(last) = rows::newest_of_kind(reading, &charger, CommandKind::ReadConfiguration).await? else {
            continue;
        };
        let tries = rows::count_of_kind(reading, &charger, CommandKind::ReadConfiguration).await?;
        if actions::read_configuration::is_due(&last.life.verdict, tries, now - last.life.ordered_at) {
            due.push(charger);
        }
    }
    Ok(due)
}

async fn order(tx: &mut Tx, charger: &str, checked: CheckedOrder, wait_ms: i64) -> Result<(), Failure> {
    let now = tx.now();
    let target = chargers::target_by_id(tx, charger).await?;
    let kind = checked.args.kind();
    let deadline = now + wait_ms;
    let life = new_life(kind, &target, &checked, Verdict::Common(Common::Pending), Delivery::Queued, deadline, now);
    let new = New {
        id: new_id(),
        key: random_key(),
        charger: target.id.clone(),
        site: target.site.clone(),
        subject: checked.subject,
        args: checked.args,
        by_key: None,
        by_name: ITSELF.to_owned(),
        reason: None,
        once: None,
        life,
        sealed: None,
    };
    record_new(tx, &new).await?;
    enqueue(tx, &target.id, &new.id, 1).await
}
