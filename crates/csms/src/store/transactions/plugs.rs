//! What runs at a plug, and what ends there without a word.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::{BUSY_STATUSES, Connector, KnownBy};

/// A charger's own time is not believed before this year: its clock has not been set.
const FIRST_YEAR: u32 = 2020;

/// The statuses under which nothing runs at a plug.
pub(in crate::store) const FREE: [&str; 6] =
    ["Available", "Preparing", "Finishing", "Reserved", "Unavailable", "Faulted"];

/// Whether a charger's time can be true.
pub(super) fn is_plausible(timestamp: &str) -> bool {
    let year = timestamp.split_once('-').filter(|(year, _)| year.len() == 4).and_then(|(year, _)| year.parse().ok());
    year.is_some_and(|year: u32| year >= FIRST_YEAR)
}

/// A connector that is free again, or starts anew, has no transaction running any more, though its stop was not reported.
/// The report is still taken if it comes, and so is energy that still flows.
pub(super) async fn presume_ended(tx: &mut Tx, charger: &str, evse: i64, connector: i64) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "UPDATE transactions SET stopped_at = $4
         WHERE charger = $1 AND evse = $2 AND connector = $3 AND stopped_at IS NULL",
    )
    .bind(charger)
    .bind(evse)
    .bind(connector)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// What a connector's new status says of what runs there.
pub async fn status(tx: &mut Tx, charger: &str, told: &Connector) -> Result<(), Failure> {
    let now = tx.now();
    if told.status == "Available" {
        return presume_ended(tx, charger, told.evse, told.id).await;
    }
    // A session that was only seen has no start of its own that would outweigh this.
    if FREE.contains(&told.status.as_str()) {
        sqlx::query(
            "UPDATE transactions SET stopped_at = $4
             WHERE charger = $1 AND evse = $2 AND connector = $3 AND stopped_at IS NULL AND seen IS NOT NULL",
        )
        .bind(charger)
        .bind(told.evse)
        .bind(told.id)
        .bind(now)
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}

/// A plug at which something runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusyPlug {
    pub charger: String,
    pub evse: i64,
    pub connector: i64,
    /// Since when it runs, or has its status.
    pub started_at: i64,
    pub energy_wh: Option<i64>,
    pub known_by: KnownBy,
}

/// Charger, EVSE, connector, since when, energy, what it is known by.
type RunningRow = (String, i64, i64, i64, Option<i64>, Option<String>);

/// What runs on some chargers: their sessions, of whatever origin, and the plugs that are in use by their status alone.
pub async fn running(reading: &mut Reading, chargers: &str) -> Result<Vec<BusyPlug>, Failure> {
    // A connector 0 counts where the charger tells of no other.
    let rows: Vec<RunningRow> = sqlx::query_as(
        "SELECT charger, evse, connector, started_at, max(meter_last - meter_start, 0), seen FROM transactions
         WHERE charger IN (SELECT value FROM json_each($1)) AND stopped_at IS NULL
         UNION ALL
         SELECT charger, evse, id, coalesce(since, at), NULL, 'Status' FROM connectors c
         WHERE charger IN (SELECT value FROM json_each($1)) AND status IN (SELECT value FROM json_each($2))
           AND (id > 0 OR NOT EXISTS (SELECT 1 FROM connectors p WHERE p.charger = c.charger AND p.id > 0))
           AND NOT EXISTS (SELECT 1 FROM transactions t WHERE t.charger = c.charger AND t.stopped_at IS NULL
                           AND t.evse = c.evse AND (t.evse > 0 OR t.connector = c.id))
         ORDER BY 2, 3, 4 LIMIT 1000",
    )
    .bind(chargers)
    .bind(serde_json::to_string(&BUSY_STATUSES).expect("words are JSON"))
    .fetch_all(reading.connection())
    .await?;
    let row = |(charger, evse, connector, started_at, energy_wh, known_by): RunningRow| BusyPlug {
        charger,
        evse,
        connector,
        started_at,
        energy_wh,
        known_by: match known_by.as_deref() {
            Some("Number") => KnownBy::Number,
            Some("Energy") => KnownBy::Energy,
            Some(_) => KnownBy::Status,
            None => KnownBy::Start,
        },
    };
    Ok(rows.into_iter().map(row).collect())
}
