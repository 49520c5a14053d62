//! Chargers' settings as they told them.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::Setting;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Settings kept of one charger; one that tells more is odd.
const MOST: i64 = 5_000;

/// Keeps what a charger told, whatever there is of it with one statement. The last of one name counts.
pub async fn put(tx: &mut Tx, charger: &str, told: &[Setting]) -> Result<(), Failure> {
    let mut newest: HashMap<&str, &Setting> = HashMap::new();
    for setting in told {
        newest.insert(&setting.name, setting);
    }
    if newest.is_empty() {
        return Ok(());
    }
    // In the order of their names, so that the same ones are left out each time.
    let mut list: Vec<&Setting> = newest.into_values().collect();
    list.sort_by(|one, other| one.name.cmp(&other.name));
    let list: Vec<_> = list.iter().map(|it| json!([it.name, it.value, it.readonly, it.about, it.choices])).collect();
    let at = tx.now();
    sqlx::query(
        "WITH told AS MATERIALIZED (
             SELECT key AS nth, value ->> 0 AS name, value ->> 1 AS value, value ->> 2 AS readonly, value ->> 3 AS about,
                    value ->> 4 AS choices FROM json_each($2)
         ), counted AS MATERIALIZED (
             SELECT *, sum(is_new) OVER (ORDER BY nth) AS news FROM (
                 SELECT told.*, NOT EXISTS (SELECT 1 FROM settings s WHERE s.charger = $1 AND s.name = told.name) AS is_new FROM told)
         )
         INSERT INTO settings (charger, name, value, readonly, about, choices, at)
         SELECT $1, name, value, readonly, about, choices, $3 FROM counted
         WHERE NOT is_new OR news <= $4 - (SELECT count(*) FROM settings WHERE charger = $1)
         ON CONFLICT (charger, name) DO UPDATE SET value = excluded.value, readonly = excluded.readonly,
             choices = CASE WHEN excluded.about IS NULL THEN choices ELSE excluded.choices END,
             about = coalesce(excluded.about, about), at = excluded.at",
    )
    .bind(charger)
    .bind(Value::from(list).to_string())
    .bind(at)
    .bind(MOST)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// A setting was taken by the charger, with this value.
pub async fn set_value(tx: &mut Tx, charger: &str, name: &str, value: &str) -> Result<(), Failure> {
    let at = tx.now();
    sqlx::query("UPDATE settings SET value = $3, at = $4 WHERE charger = $1 AND name = $2")
        .bind(charger)
        .bind(name)
        .bind(value)
        .bind(at)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Those that were not told since are not there any more.
pub async fn forget_before(tx: &mut Tx, charger: &str, at: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM settings WHERE charger = $1 AND at < $2")
        .bind(charger)
        .bind(at)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Name, value, read only, what it is about, choices as a JSON array.
type SettingRow = (String, Option<String>, bool, Option<String>, String);

pub async fn all(reading: &mut Reading, charger: &str) -> Result<Vec<Setting>, Failure> {
    let rows: Vec<SettingRow> = sqlx::query_as(
        "SELECT name, value, readonly, about, choices FROM settings WHERE charger = $1 ORDER BY name LIMIT $2",
    )
    .bind(charger)
    .bind(MOST)
    .fetch_all(reading.connection())
    .await?;
    rows.into_iter()
        .map(|(name, value, readonly, about, choices)| {
            let choices = serde_json::from_str(&choices).map_err(|error| Failure::Stored(error.to_string()))?;
            Ok(Setting { name, value, readonly, about, choices })
        })
        .collect()
}

/// When the whole of them was read last.
pub async fn read_at(reading: &mut Reading, charger: &str) -> Result<Option<i64>, Failure> {
    Ok(sqlx::query_scalar("SELECT settings_at FROM chargers WHERE id = $1")
        .bind(charger)
        .fetch_one(reading.connection())
        .await?)
}

#[cfg(test)]
mod tests;
