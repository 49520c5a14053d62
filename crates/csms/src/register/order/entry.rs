//! A command as it enters the register: its life's beginning, its row, and its CALLs.

use super::terms::{CheckedOrder, OrderTerms};
use crate::failure::Failure;
use crate::random::random_key;
use crate::store::Tx;
use crate::store::chargers::Target;
use crate::store::commands::{self as rows, New};
use actions::{Life, Progress, Verdict};
use model::{CommandKey, CommandKind, Delivery, StepKind};
use words::Purpose;

/// Puts a command's CALLs into the register.
pub async fn enqueue(tx: &mut Tx, charger: &str, command: &str, parts: usize) -> Result<(), Failure> {
    rows::insert_call(tx, charger, command, &Purpose::Main).await?;
    for n in 1..parts as i64 {
        rows::insert_call(tx, charger, command, &Purpose::Part { n }).await?;
    }
    Ok(())
}

/// The beginning of a command's life.
pub fn new_life(
    kind: CommandKind,
    target: &Target,
    checked: &CheckedOrder,
    verdict: Verdict,
    delivery: Delivery,
    deadline_at: i64,
    now: i64,
) -> Life {
    let open = verdict.is_pending();
    Life {
        kind,
        delivery,
        verdict,
        ordered_at: now,
        sent_at: None,
        settled_at: (!open).then_some(now),
        deadline_at: open.then_some(deadline_at),
        check_at: None,
        starts_at: checked.args.beginnings(now).last,
        firmware_before: target.firmware.clone(),
        progress: Progress {
            parts: checked.parts.clone(),
            silence_ms: checked.silence_ms,
            evse: checked.args.evse(),
            notice: checked.args.notice(),
            hosted: checked.args.is_hosted(),
            protocol: checked.link.as_ref().map(|link| link.protocol),
            ..Progress::default()
        },
        last_step: 1,
    }
}

/// Records what a person ordered.
pub async fn insert(
    tx: &mut Tx,
    asked: &OrderTerms,
    target: &Target,
    checked: &CheckedOrder,
    life: Life,
) -> Result<CommandKey, Failure> {
    let key = random_key();
    let new = New {
        id: asked.id.clone(),
        key: key.clone(),
        charger: target.id.clone(),
        site: target.site.clone(),
        subject: checked.subject.clone(),
        args: checked.args.clone(),
        by_key: asked.caller.operator().map(|operator| operator.key.0.clone()),
        by_name: asked.caller.name().to_owned(),
        reason: asked.reason.0.clone(),
        once: asked.once.as_ref().map(|once| once.0.clone()),
        life,
        sealed: asked.sealed.clone(),
    };
    record_new(tx, &new).await?;
    Ok(CommandKey(key))
}

/// Records a command with its first step.
pub async fn record_new(tx: &mut Tx, new: &New) -> Result<(), Failure> {
    rows::insert(tx, new).await?;
    rows::insert_step(tx, &new.id, 1, &StepKind::Ordered, None).await
}
