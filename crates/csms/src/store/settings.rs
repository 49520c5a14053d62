//! Chargers' settings as they told them.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::Setting;

/// Settings kept of one charger; one that tells more is odd.
const MOST: i64 = 5_000;

pub async fn put(tx: &mut Tx, charger: &str, setting: &Setting) -> Result<(), Failure> {
    let at = tx.now();
    let choices = serde_json::to_string(&setting.choices).map_err(|error| Failure::Stored(error.to_string()))?;
    sqlx::query(
        "INSERT INTO settings (charger, name, value, readonly, about, at, choices)
         SELECT $1, $2, $3, $4, $5, $6, $8 WHERE EXISTS (SELECT 1 FROM settings WHERE charger = $1 AND name = $2)
             OR (SELECT count(*) FROM settings WHERE charger = $1) < $7
         ON CONFLICT (charger, name) DO UPDATE SET value = excluded.value, readonly = excluded.readonly,
             choices = CASE WHEN excluded.about IS NULL THEN choices ELSE excluded.choices END,
             about = coalesce(excluded.about, about), at = excluded.at",
    )
    .bind(charger)
    .bind(&setting.name)
    .bind(&setting.value)
    .bind(setting.readonly)
    .bind(&setting.about)
    .bind(at)
    .bind(MOST)
    .bind(choices)
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

pub async fn all(reading: &mut Reading, charger: &str) -> Result<Vec<Setting>, Failure> {
    let rows: Vec<(String, Option<String>, bool, Option<String>, String)> = sqlx::query_as(
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
