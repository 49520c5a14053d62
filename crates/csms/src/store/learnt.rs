//! What was learnt of chargers' ways with files: the protocol that worked last, of each and of its model in the organisation.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::{FileProtocol, LearntProtocol};
use std::collections::HashMap;

/// What worked for each of these chargers (a JSON list of row ids), or else for its model.
pub async fn by_charger(reading: &mut Reading, list: &str) -> Result<HashMap<String, LearntProtocol>, Failure> {
    let rows: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(
        "SELECT c.id, p.protocol, m.protocol FROM json_each($1) l JOIN chargers c ON c.id = l.value
         JOIN sites s ON s.id = c.site
         LEFT JOIN charger_protocols p ON p.charger = c.id
         LEFT JOIN model_protocols m ON m.organisation = s.organisation AND m.vendor = c.vendor AND m.model = c.model
         WHERE p.protocol IS NOT NULL OR m.protocol IS NOT NULL",
    )
    .bind(list)
    .fetch_all(reading.connection())
    .await?;
    let learnt = rows.into_iter().filter_map(|(charger, own, of_model)| {
        let (text, of_model) = match own {
            Some(own) => (own, false),
            None => (of_model?, true),
        };
        let protocol = FileProtocol::parse(&text)?;
        Some((charger, LearntProtocol { protocol, of_model }))
    });
    Ok(learnt.collect())
}

pub async fn of_charger(reading: &mut Reading, charger: &str) -> Result<Option<LearntProtocol>, Failure> {
    let list = super::scope::id_list([charger]);
    Ok(by_charger(reading, &list).await?.remove(charger))
}

/// A whole file went by it.
pub async fn put(tx: &mut Tx, charger: &str, protocol: FileProtocol) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO charger_protocols (charger, protocol, at) VALUES ($1, $2, $3)
         ON CONFLICT (charger) DO UPDATE SET protocol = excluded.protocol, at = excluded.at",
    )
    .bind(charger)
    .bind(protocol.as_str())
    .bind(now)
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "INSERT INTO model_protocols (organisation, vendor, model, protocol, at)
         SELECT s.organisation, c.vendor, c.model, $2, $3 FROM chargers c JOIN sites s ON s.id = c.site
         WHERE c.id = $1 AND c.vendor IS NOT NULL AND c.model IS NOT NULL
         ON CONFLICT (organisation, vendor, model) DO UPDATE SET protocol = excluded.protocol, at = excluded.at",
    )
    .bind(charger)
    .bind(protocol.as_str())
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// What was learnt of this charger and of its model counts no more.
pub async fn forget(tx: &mut Tx, charger: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM charger_protocols WHERE charger = $1").bind(charger).execute(tx.connection()).await?;
    sqlx::query(
        "DELETE FROM model_protocols WHERE (organisation, vendor, model) IN
         (SELECT s.organisation, c.vendor, c.model FROM chargers c JOIN sites s ON s.id = c.site WHERE c.id = $1)",
    )
    .bind(charger)
    .execute(tx.connection())
    .await?;
    tx.touch_charger(charger);
    Ok(())
}
