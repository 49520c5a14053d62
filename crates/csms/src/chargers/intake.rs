//! One thing that a charger said, taken in, whatever it is.

use crate::config::Config;
use crate::failure::Failure;
use crate::register::{evidence, knowledge, line};
use crate::store::chargers::{self, Boot};
use crate::store::scope::id_list;
use crate::store::{Tx, commands as rows, profiles, settings, tokens, transactions};
use actions::Waits;
use dialect::{Reply, Said};
use model::{Admission, CommandKind, DiagnosticsStatus};
use std::time::Duration;
use words::Evidence;

/// What answers need beside what is stored.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    pub waits: Waits,
    /// Seconds between heartbeats.
    heartbeat_s: u32,
    /// Seconds until one that is not accepted may boot again.
    retry_s: u32,
}

impl Manner {
    pub fn of(config: &Config) -> Manner {
        let seconds = |span: Duration| span.as_secs().try_into().unwrap_or(u32::MAX);
        Manner {
            waits: config.deadlines.waits(),
            heartbeat_s: seconds(config.limits.heartbeat),
            retry_s: seconds(config.limits.boot_retry),
        }
    }

    /// A boot's answer.
    pub fn boot(&self, admission: Admission, now: i64) -> Reply {
        let interval_s = if admission == Admission::Accepted { self.heartbeat_s } else { self.retry_s };
        Reply::Boot { admission, now, interval_s }
    }
}

/// What a meter reads, as far as that says something.
pub fn reading(said: &Said) -> Option<transactions::MeterReading> {
    let Said::Metered { evse, connector, transaction, energy_wh } = said else { return None };
    let says_something = transaction.is_some() || energy_wh.is_some();
    says_something.then_some(transactions::MeterReading {
        number: *transaction,
        evse: *evse,
        connector: *connector,
        wh: *energy_wh,
    })
}

/// Takes in one thing that a charger said.
pub async fn store(
    tx: &mut Tx,
    charger: &str,
    said: Said,
    seq: Option<i64>,
    manner: &Manner,
) -> Result<Reply, Failure> {
    let (waits, now) = (manner.waits, tx.now());
    Ok(match said {
        Said::Booted { vendor, model, serial, firmware, reason, asked } => {
            evidence::booted(tx, charger, firmware.as_deref(), (&reason, asked), seq, waits).await?;
            if chargers::boots_as_another(tx, charger).await? {
                line::another_version(tx, charger, waits).await?;
            }
            let boot = Boot { vendor, model, serial, firmware };
            chargers::set_booted(tx, charger, &boot, asked).await?;
            let admission = chargers::admission(tx, charger).await?;
            chargers::set_registered(tx, charger, admission).await?;
            manner.boot(admission, now)
        }
        Said::Connector(connector) => {
            transactions::status(tx, charger, &connector).await?;
            chargers::set_connector(tx, charger, &connector).await?;
            if connector.evse > 0 {
                evidence::evse_reported(tx, charger, connector.evse, &connector.status, seq, waits).await?;
            }
            Reply::Taken
        }
        Said::AskedFor { id_tag } => Reply::Tag(tokens::answer(tx, charger, &id_tag.said).await?),
        Said::Started { connector, id_tag, meter_wh, timestamp, digest } => {
            let tag = tokens::answer(tx, charger, &id_tag.said).await?;
            let id_tag = id_tag.kept;
            let start = transactions::Start { connector, id_tag, meter_start: meter_wh, timestamp, digest };
            Reply::Started { transaction: transactions::start(tx, charger, &start).await?, tag }
        }
        Said::Stopped { transaction, meter_wh, timestamp, reason, id_tag, digest } => {
            let card = id_tag.as_ref().map(|id_tag| id_tag.kept.clone());
            let stop =
                transactions::Stop { number: transaction, card, meter_stop: meter_wh, timestamp, reason, digest };
            if let transactions::StopSubject::Foreign(number) = transactions::stop(tx, charger, &stop).await? {
                let info = format!("It reports the end of session {number}, which is not its own.");
                knowledge::security(tx, charger, "ForeignTransaction", Some(&info), true).await?;
            }
            let tag = match id_tag {
                Some(id_tag) => Some(tokens::answer(tx, charger, &id_tag.said).await?),
                None => None,
            };
            Reply::Transaction(tag)
        }
        Said::Transaction(report) => {
            let ran = transactions::running(tx, &id_list([charger])).await?.len();
            transactions::reported(tx, charger, &report).await?;
            if transactions::running(tx, &id_list([charger])).await?.len() < ran {
                evidence::session_ended(tx, charger, waits).await?;
            }
            Reply::Transaction(match &report.id_tag {
                Some(id_tag) => Some(tokens::answer(tx, charger, &id_tag.said).await?),
                None => None,
            })
        }
        Said::Metered { .. } => {
            if let Some(reading) = reading(&said) {
                transactions::meter(tx, charger, &reading).await?;
            }
            Reply::Taken
        }
        Said::Firmware { status, request, unsigned } => {
            if let Some(status) = status {
                chargers::set_updating(tx, charger, status.is_under_way()).await?;
                let (kind, evidence) = (CommandKind::UpdateFirmware, Evidence::Firmware(status));
                if unsigned {
                    evidence::unsigned_reported(tx, charger, &evidence, seq, waits).await?;
                } else {
                    evidence::reported(tx, charger, kind, request, &evidence, seq, waits).await?;
                }
            }
            Reply::Taken
        }
        Said::Diagnostics { status, request } => {
            // Without an id this is about the request that gave way, as the answer to its successor has told.
            let told = |status: &DiagnosticsStatus| request.is_some() || *status != DiagnosticsStatus::AcceptedCanceled;
            if let Some(status) = status.filter(told) {
                let (kind, evidence) = (CommandKind::RequestDiagnostics, Evidence::Diagnostics(status));
                evidence::reported(tx, charger, kind, request, &evidence, seq, waits).await?;
            }
            Reply::Taken
        }
        Said::Settings { request, settings: told, last } => {
            settings::put(tx, charger, &told).await?;
            let evidence = Evidence::Settings { count: told.len() as i64, last };
            let kind = CommandKind::ReadConfiguration;
            evidence::reported(tx, charger, kind, request, &evidence, seq, waits).await?;
            if last {
                let read = match request {
                    Some(request) => rows::by_request(tx, charger, kind, request).await?,
                    None => rows::newest_of_kind(tx, charger, kind).await?,
                };
                knowledge::know(tx, charger, read.map(|row| row.life.ordered_at)).await?;
            }
            Reply::Taken
        }
        Said::Profiles { request, left, profiles: told, last } => {
            profiles::report(tx, charger, &told).await?;
            let kind = CommandKind::ClearChargingProfiles;
            // Asked by hand it may have been about some of them; after clearing it is about all.
            let asked = match request {
                Some(request) => rows::by_request(tx, charger, kind, request).await?,
                None => None,
            };
            if let Some(asked) = asked.filter(|_| last) {
                profiles::end_report(tx, charger, asked.life.ordered_at).await?;
            }
            if !left.is_empty() {
                let evidence = Evidence::Limits { left, known: Ok(()) };
                evidence::reported(tx, charger, kind, request, &evidence, seq, waits).await?;
            }
            Reply::Taken
        }
        Said::Security { kind, info, critical } => {
            knowledge::security(tx, charger, &kind, info.as_deref(), critical).await?;
            Reply::Taken
        }
        Said::Alive => Reply::Time { now },
        Said::Answered(answer) => Reply::Ready(answer),
    })
}
