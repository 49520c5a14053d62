//! What many chargers say at once, as after a power cut: read with one statement and written with one. Each says what it would by itself.

use super::{Boot, CONNECTORS_MAX, search_text};
use crate::failure::Failure;
use crate::store::scope::id_list;
use crate::store::tx::Tx;
use model::{Admission, Connector, Protocol};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

fn parsed<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Stored(error.to_string()))
}

/// Chargers are connected, speaking this. Says with what each one's last boot was answered.
pub async fn set_online(
    tx: &mut Tx,
    chargers: &[(Arc<str>, Protocol)],
) -> Result<HashMap<String, Option<Admission>>, Failure> {
    if chargers.is_empty() {
        return Ok(HashMap::new());
    }
    let now = tx.now();
    let list: Vec<Value> = chargers.iter().map(|(id, protocol)| json!([**id, protocol.as_str()])).collect();
    let found: String = sqlx::query_scalar(
        "UPDATE chargers SET online = 1, since = $2, protocol = s.value ->> 1 FROM json_each($1) s WHERE chargers.id = s.value ->> 0;
         SELECT json_group_array(json_array(c.id, c.registered)) FROM json_each($1) s JOIN chargers c ON c.id = s.value ->> 0",
    )
    .bind(Value::from(list).to_string())
    .bind(now)
    .fetch_one(tx.connection())
    .await?;
    for (charger, _) in chargers {
        tx.touch_charger(charger);
    }
    let found: Vec<(String, Option<String>)> = parsed(&found)?;
    Ok(found.into_iter().map(|(id, registered)| (id, registered.as_deref().and_then(Admission::parse))).collect())
}

/// What is known of a charger that boots.
pub struct Booting {
    name: String,
    identity: String,
    pub admission: Admission,
    /// It last booted in another version.
    pub is_another: bool,
}

pub async fn booting(tx: &mut Tx, chargers: &[&str]) -> Result<HashMap<String, Booting>, Failure> {
    let found: String = sqlx::query_scalar(
        "SELECT json_group_array(json_array(c.id, c.name, c.identity, c.admission, c.booted_as IS NOT NULL AND c.booted_as IS NOT c.protocol))
         FROM json_each($1) s JOIN chargers c ON c.id = s.value",
    )
    .bind(id_list(chargers.iter().copied()))
    .fetch_one(tx.connection())
    .await?;
    let found: Vec<(String, String, String, String, i64)> = parsed(&found)?;
    let booting = |(id, name, identity, admission, is_another): (_, _, _, String, i64)| {
        let admission = Admission::parse(&admission).unwrap_or_default();
        (id, Booting { name, identity, admission, is_another: is_another == 1 })
    };
    Ok(found.into_iter().map(booting).collect())
}

/// Chargers have booted, in the version of before, and are answered as they are to be. `asked`: it was asked to boot.
pub async fn set_booted(
    tx: &mut Tx,
    boots: &[(Arc<str>, Boot, bool)],
    known: &HashMap<String, Booting>,
) -> Result<(), Failure> {
    if boots.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let row = |(id, boot, asked): &(Arc<str>, Boot, bool)| {
        let Booting { name, identity, .. } = known.get(&**id)?;
        let search = search_text(name, identity, &[&boot.vendor, &boot.model, &boot.serial, &boot.firmware]);
        Some(json!([**id, boot.vendor, boot.model, boot.serial, boot.firmware, search, i64::from(*asked)]))
    };
    let list: Vec<Value> = boots.iter().filter_map(row).collect();
    sqlx::query(
        "UPDATE chargers SET vendor = s.value ->> 1, model = s.value ->> 2, serial = s.value ->> 3, firmware = s.value ->> 4,
             search = s.value ->> 5, booted_at = $2, booted_as = protocol, registered = admission,
             reboot_needed = CASE WHEN NOT s.value ->> 6 AND since >= coalesce(reboot_needed_at, 0) THEN NULL ELSE reboot_needed END,
             updating_since = CASE WHEN NOT s.value ->> 6 AND since > coalesce(updating_told, 0) THEN NULL ELSE updating_since END
         FROM json_each($1) s WHERE chargers.id = s.value ->> 0",
    )
    .bind(Value::from(list).to_string())
    .bind(now)
    .execute(tx.connection())
    .await?;
    for (charger, _, _) in boots {
        tx.touch_charger(charger);
    }
    Ok(())
}

/// The statuses of plugs, in this order, and what they say of the sessions there. Chargers that may tell of too many plugs are not
/// among them.
pub async fn set_connectors(tx: &mut Tx, told: &[(&Arc<str>, &Connector)]) -> Result<(), Failure> {
    if told.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let row = |(charger, told): &(&Arc<str>, &Connector)| {
        // What ends the sessions at the plug: all of them, or those that were only seen.
        let ends = match told.status.as_str() {
            "Available" => 2,
            status if crate::store::transactions::FREE.contains(&status) => 1,
            _runs_on => 0,
        };
        json!([***charger, told.evse, told.id, told.status, told.error, told.info, ends])
    };
    let list = Value::from(told.iter().map(row).collect::<Vec<_>>()).to_string();
    let chargers: HashSet<&str> = told.iter().map(|(charger, _)| &***charger).collect();
    sqlx::query(
        "UPDATE transactions SET stopped_at = $2 FROM json_each($1) s
         WHERE charger = s.value ->> 0 AND evse = s.value ->> 1 AND connector = s.value ->> 2 AND stopped_at IS NULL
           AND (s.value ->> 6 = 2 OR (s.value ->> 6 = 1 AND seen IS NOT NULL));
         INSERT INTO connectors (charger, evse, id, status, error, info, at, since)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, $2, $2 FROM json_each($1) WHERE true ORDER BY key
         ON CONFLICT (charger, evse, id) DO UPDATE
         SET since = CASE WHEN status = excluded.status THEN coalesce(since, at) ELSE excluded.at END,
             status = excluded.status, error = excluded.error, info = excluded.info, at = excluded.at;
         UPDATE chargers SET faulted = f.faulted FROM (
             SELECT s.value AS id, EXISTS (SELECT 1 FROM connectors c WHERE c.charger = s.value AND c.status = 'Faulted') AS faulted
             FROM json_each($3) s) f
         WHERE chargers.id = f.id AND chargers.faulted IS NOT f.faulted",
    )
    .bind(list)
    .bind(now)
    .bind(id_list(chargers.iter().copied()))
    .execute(tx.connection())
    .await?;
    for (charger, _) in told {
        tx.touch_charger(charger);
    }
    Ok(())
}

/// Those of these chargers that have told of so many plugs that few more are kept.
pub async fn with_many_connectors(tx: &mut Tx, chargers: &[&str]) -> Result<HashSet<String>, Failure> {
    // A statement of theirs is as long as a message may be: half of the room is enough to look at each by itself.
    let found: String = sqlx::query_scalar(
        "SELECT json_group_array(value) FROM json_each($1) s
         WHERE (SELECT count(*) FROM connectors c WHERE c.charger = s.value) >= $2",
    )
    .bind(id_list(chargers.iter().copied()))
    .bind(CONNECTORS_MAX / 2)
    .fetch_one(tx.connection())
    .await?;
    parsed(&found)
}
