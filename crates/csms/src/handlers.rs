//! What chargers say, taken in: the state is committed before the charger is answered.

use crate::commands::{self, Context};
use crate::store::chargers::{self, Boot};
use crate::store::{SeqSlot, transactions};
use crate::translate::{Reply, Said};
use crate::{Csms, Failure};
use sqlx::sqlite::SqliteConnection;

/// Takes in what a charger said, in this order and in one commit. Each comes with the place where its frame's sequence
/// number will stand.
pub async fn handle(csms: &Csms, charger: &str, said: Vec<(Said, SeqSlot)>) -> Result<Vec<Reply>, Failure> {
    let context = csms.context();
    if let Some(replies) = said.iter().map(|(said, _)| light_reply(said, &context)).collect() {
        return Ok(replies);
    }
    let heartbeat_s = csms.config().limits.heartbeat.as_secs().try_into().unwrap_or(u32::MAX);
    let charger = charger.to_owned();
    csms.store()
        .write_in_turn(move |connection| {
            Box::pin(async move {
                let mut replies = Vec::with_capacity(said.len());
                for (said, frame) in said {
                    replies.push(store(connection, &charger, said, frame.get(), &context, heartbeat_s).await?);
                }
                Ok(replies)
            })
        })
        .await
}

/// The answer to what needs nothing stored beside its frame.
fn light_reply(said: &Said, context: &Context) -> Option<Reply> {
    match said {
        Said::Alive => Some(Reply::Time { now: context.now }),
        Said::Vendor => Some(Reply::UnknownVendor),
        Said::AskedFor { .. } => Some(Reply::TagAccepted),
        Said::Booted { .. }
        | Said::Connector(_)
        | Said::Started { .. }
        | Said::Stopped { .. }
        | Said::Metered { .. }
        | Said::Firmware(_)
        | Said::Diagnostics(_) => None,
    }
}

async fn store(
    connection: &mut SqliteConnection,
    charger: &str,
    said: Said,
    seq: Option<i64>,
    context: &Context,
    heartbeat_s: u32,
) -> Result<Reply, Failure> {
    let now = context.now;
    Ok(match said {
        Said::Booted { vendor, model, serial, firmware } => {
            commands::booted(connection, charger, firmware.as_deref(), seq, context).await?;
            let boot = Boot { vendor, model, serial, firmware };
            chargers::set_booted(connection, charger, &boot, now).await?;
            commands::tell_charger(connection, charger, now).await?;
            Reply::BootAccepted { now, heartbeat_s }
        }
        Said::Connector(connector) => {
            if connector.status == "Available" {
                transactions::presume_ended(connection, charger, connector.id, now).await?;
            }
            chargers::set_connector(connection, charger, &connector, now).await?;
            Reply::Taken
        }
        Said::Started { connector, id_tag, meter_wh, timestamp, digest } => {
            let start = transactions::Start { connector, id_tag, meter_start: meter_wh, timestamp, digest };
            Reply::Started { transaction: transactions::start(connection, charger, &start, now).await? }
        }
        Said::Stopped { transaction, meter_wh, timestamp, reason, digest } => {
            let stop = transactions::Stop { transaction, meter_stop: meter_wh, timestamp, reason, digest };
            transactions::stop(connection, charger, &stop, now).await?;
            Reply::Stopped
        }
        Said::Metered { connector, transaction, energy_wh } => {
            if let Some(wh) = energy_wh {
                transactions::meter(connection, charger, transaction, connector, wh).await?;
            }
            Reply::Taken
        }
        Said::Firmware(status) => {
            if let Some(status) = status {
                commands::firmware_reported(connection, charger, status, seq, context).await?;
            }
            Reply::Taken
        }
        Said::Diagnostics(status) => {
            if let Some(status) = status {
                commands::diagnostics_reported(connection, charger, status, seq, context).await?;
            }
            Reply::Taken
        }
        Said::Alive => Reply::Time { now },
        Said::Vendor => Reply::UnknownVendor,
        Said::AskedFor { .. } => Reply::TagAccepted,
    })
}
