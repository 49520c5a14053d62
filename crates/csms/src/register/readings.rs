//! Which chargers' settings are to be looked at, after their boots: some at a time, so that a fleet that comes back at once is in first.

use super::handle::Register;
use super::order;
use crate::failure::Failure;
use crate::store::chargers;
use std::sync::Arc;
use std::time::Duration;

/// So many chargers are asked at a time, …
const AT_A_TIME: usize = 16;
/// … with so much rest between.
const REST: Duration = Duration::from_millis(100);

/// Asks for the settings of chargers after the first boot of a version, until the backend closes.
pub async fn run(register: Register) {
    let closing = register.closing();
    while let Some(booted) = closing.run_until_cancelled(register.booted().take()).await {
        if let Err(error) = ask(&register, &booted).await {
            tracing::error!(error = &error as &dyn std::error::Error, "chargers could not be asked for their settings");
        }
    }
}

async fn ask(register: &Register, booted: &[Arc<str>]) -> Result<(), Failure> {
    let due = {
        let mut reading = register.store().read().await?;
        chargers::to_be_asked(&mut reading, booted.iter().map(|charger| &**charger)).await?
    };
    // One that is gone again is asked after its next boot.
    let due: Vec<String> = due.into_iter().filter(|charger| register.registry().is_connected(charger)).collect();
    for (nth, some) in due.chunks(AT_A_TIME).enumerate() {
        if nth > 0 && register.closing().run_until_cancelled(register.clock().sleep(REST)).await.is_none() {
            return Ok(());
        }
        let (some, waits) = (some.to_vec(), register.waits());
        let asked = register.store().write_in_turn(move |tx| {
            Box::pin(async move {
                let mut asked = Vec::new();
                for charger in some {
                    if chargers::begin_asking(tx, &charger).await? {
                        order::read_configuration(tx, &charger, waits).await?;
                        asked.push(charger);
                    }
                }
                Ok(asked)
            })
        });
        for charger in asked.await? {
            register.registry().bell(&charger).ring();
        }
    }
    Ok(())
}
