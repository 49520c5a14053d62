//! What stands in the way of a reboot that is to disturb nobody: what runs at a plug, and an update under way.

use crate::failure::Failure;
use crate::store::scope::id_list;
use crate::store::{Reading, chargers, commands, transactions};
use actions::Args;
use model::{Hold, Transaction};
use words::local_time::moment;

/// Everything that holds this command back now, where it is to wait.
pub async fn of(reading: &mut Reading, charger: &str, args: &Args) -> Result<Vec<Hold>, Failure> {
    let mut running = transactions::running(reading, &id_list([charger])).await?;
    running.retain(|session| args.disturbs(session.evse));
    let updating = update(reading, charger).await?;
    if running.is_empty() && updating.is_none() {
        return Ok(Vec::new());
    }
    let zone = chargers::time_zone(reading, charger).await?;
    let plugs = running.into_iter().map(|session| {
        let since = moment(session.started_at, &zone);
        let place = Transaction {
            evse: session.evse,
            connector: session.connector,
            started: since.clone(),
            energy_wh: None,
            known_by: session.known_by,
        }
        .place();
        Hold::Plug { place, since }
    });
    Ok(plugs.chain(updating.map(|since| Hold::Update { since: moment(since, &zone) })).collect())
}

/// Since when firmware is fetched or installed there.
pub async fn update(reading: &mut Reading, charger: &str) -> Result<Option<i64>, Failure> {
    Ok(commands::updating(reading, &id_list([charger])).await?.remove(charger))
}
