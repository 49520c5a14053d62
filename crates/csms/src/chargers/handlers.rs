//! What chargers say, taken in: the state is committed before the charger is answered.

use super::door::Door;
use crate::failure::Failure;
use crate::files::pieces;
use crate::register::{Context, evidence, knowledge, line, order};
use crate::store::chargers::{self, Boot};
use crate::store::commands as rows;
use crate::store::events::tell_charger;
use crate::store::scope::id_list;
use crate::store::{SeqSlot, profiles, settings, tokens, transactions};
use dialect::{Reply, Said};
use model::{Admission, CommandKind, DiagnosticsStatus};
use sqlx::sqlite::SqliteConnection;
use words::Evidence;

/// What answers need beside what is stored.
#[derive(Clone, Copy)]
struct Manner {
    context: Context,
    /// Seconds between heartbeats.
    heartbeat_s: u32,
    /// Seconds until one that is not accepted may boot again.
    retry_s: u32,
    /// Settings are read after the first boot of a version.
    reads_settings: bool,
}

/// Takes in what a charger said, in this order and in one commit. Each comes with the place where its frame's sequence
/// number will stand.
pub async fn handle(door: &Door, charger: &str, said: Vec<(Said, SeqSlot)>) -> Result<Vec<Reply>, Failure> {
    let register = &door.register;
    let context = register.context();
    if let Some(replies) = said.iter().map(|(said, _)| light_reply(said, &context)).collect() {
        return Ok(replies);
    }
    let seconds = |span: std::time::Duration| span.as_secs().try_into().unwrap_or(u32::MAX);
    let manner = Manner {
        context,
        heartbeat_s: seconds(register.config().limits.heartbeat),
        retry_s: seconds(register.config().limits.boot_retry),
        reads_settings: register.config().reads_settings,
    };
    let is_done = |(said, _): &(Said, SeqSlot)| {
        matches!(said, Said::Diagnostics { status: Some(DiagnosticsStatus::Uploaded), .. })
    };
    let uploaded = said.iter().any(is_done).then(|| charger.to_owned());
    let charger = charger.to_owned();
    let replies = register
        .store()
        .write_in_turn(move |connection| {
            Box::pin(async move {
                let mut replies = Vec::with_capacity(said.len());
                for (said, frame) in said {
                    replies.push(store(connection, &charger, said, frame.get(), &manner).await?);
                }
                Ok(replies)
            })
        })
        .await;
    if let Some(charger) = uploaded.filter(|_| replies.is_ok())
        && let Err(failure) = pieces::uploaded(&door.host, &charger).await
    {
        failure.report();
    }
    replies
}

/// The answer to what needs nothing stored beside its frame.
fn light_reply(said: &Said, context: &Context) -> Option<Reply> {
    match said {
        Said::Alive => Some(Reply::Time { now: context.now }),
        Said::Answered(answer) => Some(Reply::Ready(answer.clone())),
        Said::Booted { .. }
        | Said::Connector(_)
        | Said::AskedFor { .. }
        | Said::Started { .. }
        | Said::Stopped { .. }
        | Said::Transaction(_)
        | Said::Metered { .. }
        | Said::Firmware { .. }
        | Said::Diagnostics { .. }
        | Said::Settings { .. }
        | Said::Profiles { .. }
        | Said::Security { .. } => None,
    }
}

async fn store(
    connection: &mut SqliteConnection,
    charger: &str,
    said: Said,
    seq: Option<i64>,
    manner: &Manner,
) -> Result<Reply, Failure> {
    let context = &manner.context;
    let now = context.now;
    Ok(match said {
        Said::Booted { vendor, model, serial, firmware, reason, asked } => {
            evidence::booted(connection, charger, firmware.as_deref(), (&reason, asked), seq, context).await?;
            if chargers::boots_as_another(connection, charger).await? {
                line::another_version(connection, charger, context).await?;
            }
            let boot = Boot { vendor, model, serial, firmware };
            chargers::set_booted(connection, charger, &boot, asked, now).await?;
            let admission = register(connection, charger, &boot, manner).await?;
            tell_charger(connection, charger, now).await?;
            let interval_s = if admission == Admission::Accepted { manner.heartbeat_s } else { manner.retry_s };
            Reply::Boot { admission, now, interval_s }
        }
        Said::Connector(connector) => {
            transactions::status(connection, charger, &connector, now).await?;
            chargers::set_connector(connection, charger, &connector, now).await?;
            if connector.evse > 0 {
                evidence::evse_reported(connection, charger, connector.evse, &connector.status, seq, context).await?;
            }
            Reply::Taken
        }
        Said::AskedFor { id_tag } => Reply::Tag(tokens::answer(connection, charger, &id_tag.said, now).await?),
        Said::Started { connector, id_tag, meter_wh, timestamp, digest } => {
            let tag = tokens::answer(connection, charger, &id_tag.said, now).await?;
            let id_tag = id_tag.kept;
            let start = transactions::Start { connector, id_tag, meter_start: meter_wh, timestamp, digest };
            Reply::Started { transaction: transactions::start(connection, charger, &start, now).await?, tag }
        }
        Said::Stopped { transaction, meter_wh, timestamp, reason, id_tag, digest } => {
            let card = id_tag.as_ref().map(|id_tag| id_tag.kept.clone());
            let stop =
                transactions::Stop { number: transaction, card, meter_stop: meter_wh, timestamp, reason, digest };
            if let transactions::Stopped::Foreign(number) = transactions::stop(connection, charger, &stop, now).await? {
                let info = format!("It reports the end of session {number}, which is not its own.");
                knowledge::security(connection, charger, "ForeignTransaction", Some(&info), true, now).await?;
            }
            let tag = match id_tag {
                Some(id_tag) => Some(tokens::answer(connection, charger, &id_tag.said, now).await?),
                None => None,
            };
            Reply::Transaction(tag)
        }
        Said::Transaction(report) => {
            let ran = transactions::running(connection, &id_list([charger])).await?.len();
            transactions::reported(connection, charger, &report, now).await?;
            if transactions::running(connection, &id_list([charger])).await?.len() < ran {
                evidence::session_ended(connection, charger, context).await?;
            }
            Reply::Transaction(match &report.id_tag {
                Some(id_tag) => Some(tokens::answer(connection, charger, &id_tag.said, now).await?),
                None => None,
            })
        }
        Said::Metered { evse, connector, transaction, energy_wh } => {
            let reading = transactions::Reading { number: transaction, evse, connector, wh: energy_wh };
            transactions::meter(connection, charger, &reading, now).await?;
            Reply::Taken
        }
        Said::Firmware { status, request, unsigned } => {
            if let Some(status) = status {
                chargers::set_updating(connection, charger, status.is_under_way(), now).await?;
                let (kind, evidence) = (CommandKind::UpdateFirmware, Evidence::Firmware(status));
                if unsigned {
                    evidence::unsigned_reported(connection, charger, &evidence, seq, context).await?;
                } else {
                    evidence::reported(connection, charger, kind, request, &evidence, seq, context).await?;
                }
            }
            Reply::Taken
        }
        Said::Diagnostics { status, request } => {
            // Without an id this is about the request that gave way, as the answer to its successor has told.
            let told = |status: &DiagnosticsStatus| request.is_some() || *status != DiagnosticsStatus::AcceptedCanceled;
            if let Some(status) = status.filter(told) {
                let (kind, evidence) = (CommandKind::RequestDiagnostics, Evidence::Diagnostics(status));
                evidence::reported(connection, charger, kind, request, &evidence, seq, context).await?;
            }
            Reply::Taken
        }
        Said::Settings { request, settings: told, last } => {
            for setting in &told {
                settings::put(connection, charger, setting, now).await?;
            }
            let evidence = Evidence::Settings { count: told.len() as i64, last };
            let kind = CommandKind::ReadConfiguration;
            evidence::reported(connection, charger, kind, request, &evidence, seq, context).await?;
            if last {
                let read = match request {
                    Some(request) => rows::by_request(connection, charger, kind, request).await?,
                    None => rows::newest_of_kind(connection, charger, kind).await?,
                };
                knowledge::know(connection, charger, read.map(|row| row.life.ordered_at), now).await?;
            }
            Reply::Taken
        }
        Said::Profiles { request, left, profiles: told, last } => {
            for profile in &told {
                profiles::report(connection, charger, profile, now).await?;
            }
            let kind = CommandKind::ClearChargingProfiles;
            // Asked by hand it may have been about some of them; after clearing it is about all.
            let asked = match request {
                Some(request) => rows::by_request(connection, charger, kind, request).await?,
                None => None,
            };
            if let Some(asked) = asked.filter(|_| last) {
                profiles::end_report(connection, charger, asked.life.ordered_at).await?;
            }
            if !left.is_empty() {
                let evidence = Evidence::Limits { left, known: Ok(()) };
                evidence::reported(connection, charger, kind, request, &evidence, seq, context).await?;
            }
            Reply::Taken
        }
        Said::Security { kind, info, critical } => {
            knowledge::security(connection, charger, &kind, info.as_deref(), critical, now).await?;
            Reply::Taken
        }
        Said::Alive => Reply::Time { now },
        Said::Answered(answer) => Reply::Ready(answer),
    })
}

/// What the boot is answered with; and after the first boot of a version, its settings are asked for.
async fn register(
    connection: &mut SqliteConnection,
    charger: &str,
    boot: &Boot,
    manner: &Manner,
) -> Result<Admission, Failure> {
    let admission = chargers::admission(connection, charger).await?;
    chargers::set_registered(connection, charger, admission).await?;
    let firmware = boot.firmware.as_deref().unwrap_or_default();
    if manner.reads_settings
        && admission == Admission::Accepted
        && chargers::begin_asking(connection, charger, firmware).await?
    {
        order::read_configuration(connection, charger, &manner.context).await?;
    }
    Ok(admission)
}
