//! What happens to commands without anybody's doing: deadlines, second looks, erased secrets, and a start after a stop.

use super::{line, order, take, take_one};
use crate::store::commands::{self as rows, CallState};
use crate::store::{chargers, events, sessions, transactions};
use crate::{Csms, Failure};
use model::CommandKind;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use words::Evidence;

/// How often deadlines are looked at. A verdict may come so much later than its deadline.
const LOOK: Duration = Duration::from_millis(250);
/// How often old rows are cleared away.
const SWEEP: Duration = Duration::from_secs(60);
/// How often the write-ahead log is looked at; it is folded into the database's file when it has not grown since, …
const FOLD_LOOK: Duration = Duration::from_secs(5);
/// … or after so long: whoever copies that file alone misses so much at most.
const FOLD_AFTER: Duration = Duration::from_secs(30);
/// Rows of the trace deleted in one step, so that nobody waits for long.
const SWEEP_ROWS: i64 = 5_000;

/// Settles what a stop of the server left open. Runs before anything listens.
pub async fn after_start(csms: &Csms) -> Result<(), Failure> {
    let context = csms.context();
    // Whatever is older was answered, or marked as unanswered in its time.
    let look_back = i64::try_from(csms.config().deadlines.call.as_millis()).unwrap_or(i64::MAX).saturating_mul(2);
    csms.store()
        .write(move |connection| {
            Box::pin(async move {
                for charger in chargers::set_all_offline(connection, context.now).await? {
                    super::tell_charger(connection, &charger, context.now).await?;
                }
                for charger in rows::chargers_with_calls(connection).await? {
                    let why = "Chargehand was restarted first";
                    line::give_up_queued(connection, &charger, why, &context).await?;
                    for call in rows::calls_under_way(connection, &charger).await? {
                        rows::set_call(connection, &call.id, CallState::Done, None).await?;
                        let evidence = call.purpose.unanswered(Evidence::ServerRestarted, "Chargehand was restarted");
                        take_one(connection, &call.command, &evidence, None, &context).await?;
                    }
                }
                // Commands that wait for a boot have seen their charger's socket go, by our doing.
                for mut row in rows::all_open(connection).await? {
                    take(connection, &mut row, &Evidence::CutByUs, None, &context).await?;
                }
                // Where we were killed, nobody could note that these answers will never come.
                events::never_answered(
                    connection,
                    context.now,
                    look_back,
                    "The answer never came: Chargehand was restarted",
                )
                .await
            })
        })
        .await
}

/// Looks after deadlines until the backend closes.
pub async fn keep_deadlines(csms: Csms, closing: CancellationToken) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while closing.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = settle_due(&csms).await {
            tracing::error!(error = &error as &dyn std::error::Error, "deadlines could not be looked at");
        }
        if let Err(error) = end_still_sessions(&csms).await {
            tracing::error!(error = &error as &dyn std::error::Error, "sessions could not be looked at");
        }
    }
}

async fn settle_due(csms: &Csms) -> Result<(), Failure> {
    let context = csms.context();
    let due = {
        let mut reading = csms.store().read().await?;
        rows::due(&mut reading, context.now).await?
    };
    if due.is_empty() {
        return Ok(());
    }
    let ring = csms
        .store()
        .write(move |connection| {
            Box::pin(async move {
                let mut ring = Vec::new();
                for mut row in rows::due(connection, context.now).await? {
                    let over = row.life.is_open() && row.life.deadline_at.is_some_and(|at| at <= context.now);
                    let evidence = if over { Evidence::Deadline } else { Evidence::Check };
                    let effects = take(connection, &mut row, &evidence, None, &context).await?;
                    // A reboot may wait for the end of an update, whoever ends it.
                    let over = row.life.kind == CommandKind::UpdateFirmware && !row.life.is_open();
                    if effects.ask_how_far || over {
                        ring.push(row.charger);
                    }
                }
                Ok(ring)
            })
        })
        .await?;
    for charger in ring {
        csms.registry().bell(&charger).ring();
    }
    Ok(())
}

/// Keeps the database's file whole by itself, until the backend closes.
pub async fn fold(csms: Csms, closing: CancellationToken) {
    let mut ticks = tokio::time::interval(FOLD_LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut before, mut folded) = (0, Instant::now());
    while closing.run_until_cancelled(ticks.tick()).await.is_some() {
        let bytes = csms.store().log_bytes().await;
        let due = bytes > 0 && (bytes == before || folded.elapsed() >= FOLD_AFTER);
        before = bytes;
        if !due {
            continue;
        }
        folded = Instant::now();
        if let Err(error) = csms.store().fold().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the log could not be folded into the database");
        }
    }
}

/// Sessions that are known by their energy alone end when none flows; what waited for them has its turn.
async fn end_still_sessions(csms: &Csms) -> Result<(), Failure> {
    let now = csms.context().now;
    {
        let mut reading = csms.store().read().await?;
        if !transactions::any_still(&mut reading, now).await? {
            return Ok(());
        }
    }
    let chargers = csms
        .store()
        .write(move |connection| {
            Box::pin(async move {
                let chargers = transactions::end_still(connection, now).await?;
                for charger in &chargers {
                    super::tell_charger(connection, charger, now).await?;
                }
                Ok(chargers)
            })
        })
        .await?;
    for charger in chargers {
        csms.registry().bell(&charger).ring();
    }
    Ok(())
}

/// Clears away what is too old, until the backend closes.
pub async fn sweep(csms: Csms, closing: CancellationToken) {
    let mut ticks = tokio::time::interval(SWEEP);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while closing.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = sweep_once(&csms).await {
            tracing::error!(error = &error as &dyn std::error::Error, "old rows could not be cleared away");
        }
    }
}

/// Settings that were asked for in vain are asked for again, seldom.
async fn ask_again(csms: &Csms) -> Result<(), Failure> {
    if !csms.config().reads_settings {
        return Ok(());
    }
    let context = csms.context();
    let due = {
        let mut reading = csms.store().read().await?;
        order::settings_due(&mut reading, context.now).await?
    };
    for charger in due {
        let id = charger.clone();
        csms.store()
            .write(move |connection| {
                Box::pin(async move { order::read_configuration(connection, &id, &context).await })
            })
            .await?;
        csms.registry().bell(&charger).ring();
    }
    Ok(())
}

/// One sweep: erased secrets, ended sessions, and the trace beyond its age and size.
pub async fn sweep_once(csms: &Csms) -> Result<(), Failure> {
    let now = csms.context().now;
    let limits = csms.config().limits;
    let oldest = now - i64::try_from(limits.trace_age.as_millis()).unwrap_or(i64::MAX);
    csms.store()
        .write(move |connection| {
            Box::pin(async move {
                rows::erase_secrets(connection, now).await?;
                sessions::delete_expired(connection, now).await
            })
        })
        .await?;
    loop {
        let gone = csms
            .store()
            .write(move |connection| {
                Box::pin(async move {
                    let old = events::delete_before(connection, oldest, SWEEP_ROWS).await?;
                    if old == 0 && events::bytes_used(connection).await? > limits.trace_bytes {
                        return events::delete_oldest(connection, SWEEP_ROWS).await;
                    }
                    Ok(old)
                })
            })
            .await?;
        if gone < SWEEP_ROWS as u64 {
            break;
        }
    }
    ask_again(csms).await?;
    crate::files::sweep::once(csms, now).await?;
    csms.store().give_back_space().await
}
