//! What chargers say, taken in: the state is committed before the charger is answered.

use super::door::Door;
use super::intake::{Manner, reading, store};
use super::masses;
use crate::failure::Failure;
use crate::files::pieces;
use crate::register::evidence;
use crate::store::{SeqSlot, transactions};
use dialect::{Reply, Said};
use model::{Admission, DiagnosticsStatus};
use std::sync::Arc;

/// Takes in what a charger said, in this order and in one commit. Each comes with the place where its frame's sequence
/// number will stand.
pub async fn handle(door: &Door, charger: &Arc<str>, said: Vec<(Said, SeqSlot)>) -> Result<Vec<Reply>, Failure> {
    let replies = take_in(door, charger, said).await?;
    let accepted = |reply: &Reply| matches!(reply, Reply::Boot { admission: Admission::Accepted, .. });
    if replies.iter().any(accepted) && door.register.config().reads_settings {
        door.register.booted().add(charger);
    }
    Ok(replies)
}

async fn take_in(door: &Door, charger: &Arc<str>, said: Vec<(Said, SeqSlot)>) -> Result<Vec<Reply>, Failure> {
    let register = &door.register;
    let watch = register.lookout().of(charger);
    if watch.is_none()
        && let Some(replies) = said.iter().map(|(said, _)| light_reply(said, register.clock().now())).collect()
    {
        let readings: Vec<_> = said.iter().filter_map(|(said, _)| reading(said)).collect();
        if !readings.is_empty() {
            register.store().together(transactions::meters, charger.clone(), readings).await?;
        }
        return Ok(replies);
    }
    let manner = Manner::of(register.config());
    let is_done = |(said, _): &(Said, SeqSlot)| {
        matches!(said, Said::Diagnostics { status: Some(DiagnosticsStatus::Uploaded), .. })
    };
    if watch.is_none()
        && let Some(what) = masses::of(&said)
    {
        return masses::take_in(register, charger, what, said, manner).await;
    }
    let uploaded = said.iter().any(is_done).then(|| charger.clone());
    let id = charger.clone();
    let stored = register
        .store()
        .write_in_turn(move |tx| {
            Box::pin(async move {
                let mut replies = Vec::with_capacity(said.len());
                for (said, frame) in said {
                    let notice = said.notice().filter(|_| watch.is_some());
                    replies.push(store(tx, &id, said, frame.get(), &manner).await?);
                    if let Some(notice) = notice {
                        evidence::came(tx, &id, &notice, frame.get(), manner.waits).await?;
                    }
                }
                let is_over = watch.is_some() && evidence::awaiting(tx, &id).await?.is_empty();
                Ok((replies, is_over))
            })
        })
        .await;
    if let (Some(watch), Ok((_, true))) = (watch, &stored) {
        register.lookout().end(charger, watch);
    }
    let replies = stored.map(|(replies, _)| replies);
    if let Some(charger) = uploaded.filter(|_| replies.is_ok())
        && let Err(failure) = pieces::uploaded(&door.host, &charger).await
    {
        failure.report();
    }
    replies
}

/// The answer to what needs nothing stored beside its frame but a meter's reading.
fn light_reply(said: &Said, now: i64) -> Option<Reply> {
    match said {
        Said::Alive => Some(Reply::Time { now }),
        Said::Answered(answer) => Some(Reply::Ready(answer.clone())),
        Said::Metered { .. } => Some(Reply::Taken),
        Said::Booted { .. }
        | Said::Connector(_)
        | Said::AskedFor { .. }
        | Said::Started { .. }
        | Said::Stopped { .. }
        | Said::Transaction(_)
        | Said::Firmware { .. }
        | Said::Diagnostics { .. }
        | Said::Settings { .. }
        | Said::Profiles { .. }
        | Said::Security { .. } => None,
    }
}
