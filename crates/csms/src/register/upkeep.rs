//! What happens to commands without anybody's doing: deadlines, second looks, erased secrets, and a start after a stop.

use super::evidence::{take, take_one};
use super::handle::Register;
use super::{line, order};
use crate::failure::Failure;
use crate::store::commands::{self as rows, CallState};
use crate::store::{chargers, events, sessions, transactions};
use model::CommandKind;
use std::time::Duration;
use words::Evidence;

/// How often deadlines are looked at. A verdict may come so much later than its deadline.
const LOOK: Duration = Duration::from_millis(250);
/// Rows deleted in one step, so that nobody waits for long.
const SWEEP_ROWS: i64 = 5_000;

/// Settles what a stop of the server left open. Runs before anything listens.
pub async fn after_start(register: &Register) -> Result<(), Failure> {
    let waits = register.waits();
    // Whatever is older was answered, or marked as unanswered in its time.
    let look_back = i64::try_from(register.config().deadlines.call.as_millis()).unwrap_or(i64::MAX).saturating_mul(2);
    register
        .store()
        .write(move |tx| {
            Box::pin(async move {
                chargers::set_all_offline(tx).await?;
                for charger in rows::chargers_with_calls(tx).await? {
                    let why = "Chargehand was restarted first";
                    line::give_up_queued(tx, &charger, why, waits).await?;
                    for call in rows::calls_under_way(tx, &charger).await? {
                        rows::set_call(tx, &call.id, CallState::Done, None).await?;
                        let evidence = call.purpose.unanswered(Evidence::ServerRestarted, "Chargehand was restarted");
                        take_one(tx, &call.command, &evidence, None, waits).await?;
                    }
                }
                // Commands that wait for a boot have seen their charger's socket go, by our doing.
                for mut row in rows::all_open(tx).await? {
                    take(tx, &mut row, &Evidence::CutByUs, None, waits).await?;
                }
                // Where we were killed, nobody could note that these answers will never come.
                events::never_answered(tx, look_back, "The answer never came: Chargehand was restarted").await
            })
        })
        .await?;
    let mut reading = register.store().read().await?;
    let now = reading.now();
    for row in rows::all_open(&mut reading).await?.iter().filter(|row| row.life.awaits_notice(now)) {
        register.lookout().begin(&row.charger);
    }
    Ok(())
}

/// Looks after deadlines until the backend closes.
pub async fn keep_deadlines(register: Register) {
    let closing = register.closing();
    let mut ticks = register.clock().ticks(LOOK);
    while closing.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = settle_due(&register).await {
            tracing::error!(error = &error as &dyn std::error::Error, "deadlines could not be looked at");
        }
        if let Err(error) = end_still_sessions(&register).await {
            tracing::error!(error = &error as &dyn std::error::Error, "sessions could not be looked at");
        }
    }
}

async fn settle_due(register: &Register) -> Result<(), Failure> {
    let waits = register.waits();
    let due = {
        let mut reading = register.store().read().await?;
        rows::due(&mut reading).await?
    };
    if due.is_empty() {
        return Ok(());
    }
    let ring = register
        .store()
        .write(move |tx| {
            Box::pin(async move {
                let mut ring = Vec::new();
                for mut row in rows::due(tx).await? {
                    let evidence = row.life.due(tx.now());
                    let effects = take(tx, &mut row, &evidence, None, waits).await?;
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
        register.registry().bell(&charger).ring();
    }
    Ok(())
}

/// Sessions that are known by their energy alone end when none flows; what waited for them has its turn.
async fn end_still_sessions(register: &Register) -> Result<(), Failure> {
    {
        let mut reading = register.store().read().await?;
        if !transactions::any_still(&mut reading).await? {
            return Ok(());
        }
    }
    let chargers = register.store().write(move |tx| Box::pin(async move { transactions::end_still(tx).await })).await?;
    for charger in chargers {
        register.registry().bell(&charger).ring();
    }
    Ok(())
}

/// Settings that were asked for in vain are asked for again, seldom.
async fn ask_again(register: &Register) -> Result<(), Failure> {
    if !register.config().reads_settings {
        return Ok(());
    }
    let waits = register.waits();
    let due = {
        let mut reading = register.store().read().await?;
        order::settings_due(&mut reading).await?
    };
    for charger in due {
        let id = charger.clone();
        register
            .store()
            .write(move |tx| Box::pin(async move { order::read_configuration(tx, &id, waits).await }))
            .await?;
        register.registry().bell(&charger).ring();
    }
    Ok(())
}

/// Clears away what is too old: erased secrets, ended sessions, and changes that nobody is told of any more.
pub async fn clear(register: &Register) -> Result<(), Failure> {
    register
        .store()
        .write(move |tx| {
            Box::pin(async move {
                rows::erase_secrets(tx).await?;
                sessions::delete_expired(tx).await
            })
        })
        .await?;
    loop {
        let gone =
            register.store().write(|tx| Box::pin(async move { events::delete_old(tx, SWEEP_ROWS).await })).await?;
        if gone < SWEEP_ROWS as u64 {
            break;
        }
    }
    ask_again(register).await
}
