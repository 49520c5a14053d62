//! Readings of many meters at once: read with one statement and written with one. A charger of which something more must be known goes
//! the way of one reading after the other.

use super::readings::{MeterReading, meter};
use crate::failure::Failure;
use crate::store::pile::Job;
use crate::store::tx::{Reading, Tx};
use model::BUSY_STATUSES;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// What is known where a reading is of.
#[derive(Clone, Debug, Deserialize)]
struct Found {
    /// The plug's EVSE; none where it is not known which plug.
    evse: Option<i64>,
    connector: Option<i64>,
    /// What its meter read before.
    before: Option<i64>,
    /// The session that is named, else the one that runs there.
    session: Option<i64>,
    meter_start: Option<i64>,
    meter_last: Option<i64>,
    #[serde(deserialize_with = "is_one")]
    meter_open: bool,
    rose_at: Option<i64>,
    #[serde(deserialize_with = "is_one")]
    runs: bool,
    /// It is known by its energy alone, and its plug's status says that it is in use.
    #[serde(deserialize_with = "is_one")]
    is_busy: bool,
    /// The charger has sessions that were presumed to have ended.
    #[serde(deserialize_with = "is_one")]
    may_go_on: bool,
}

/// The database has no words for true and false.
fn is_one<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(i64::deserialize(from)? == 1)
}

/// All of them in one row: each row by itself would wake whoever waits for it.
const FIND: &str = "WITH told AS MATERIALIZED (
        SELECT key AS nth, value ->> 0 AS charger, value ->> 1 AS number, value ->> 2 AS evse, value ->> 3 AS connector FROM json_each($1)
    ), named AS MATERIALIZED (
        SELECT told.*, (SELECT t.id FROM transactions t
                        WHERE t.charger = told.charger AND ((t.id = told.number AND t.seen IS NULL) OR t.their_number = told.number)
                        ORDER BY t.stopped_at IS NULL DESC, t.id DESC LIMIT 1) AS session
        FROM told
    ), placed AS MATERIALIZED (
        SELECT named.nth, named.charger, named.session,
               CASE WHEN named.connector > 0 THEN named.evse ELSE n.evse END AS evse,
               CASE WHEN named.connector > 0 THEN named.connector ELSE n.connector END AS connector
        FROM named LEFT JOIN transactions n ON n.id = named.session
    )
    SELECT json_group_array(json_array(
           p.evse, p.connector, r.wh, s.id, s.meter_start, s.meter_last, coalesce(s.meter_open, 0), s.rose_at,
           s.id IS NOT NULL AND s.stopped_at IS NULL AND s.stop_digest IS NULL,
           s.seen IS 'Energy' AND EXISTS (SELECT 1 FROM connectors c WHERE c.charger = p.charger AND c.evse = s.evse
                   AND c.id = s.connector AND c.status IN (SELECT value FROM json_each($2))),
           EXISTS (SELECT 1 FROM transactions e
                   WHERE e.charger = p.charger AND e.stopped_at IS NOT NULL AND e.stop_digest IS NULL)) ORDER BY p.nth)
    FROM placed p
    LEFT JOIN readings r ON r.charger = p.charger AND r.evse = p.evse AND r.connector = p.connector
    LEFT JOIN transactions s ON s.id = coalesce(p.session, (
        SELECT t.id FROM transactions t
        WHERE t.charger = p.charger AND t.stopped_at IS NULL AND t.evse = p.evse AND (t.evse > 0 OR t.connector = p.connector)
        ORDER BY t.id DESC LIMIT 1))";

const WRITE: &str = "INSERT INTO readings (charger, evse, connector, wh, at)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ? FROM json_each(?) WHERE true
        ON CONFLICT (charger, evse, connector) DO UPDATE SET wh = excluded.wh, at = excluded.at;
    UPDATE transactions SET meter_start = s.value ->> 1, meter_last = s.value ->> 2, meter_open = 0, rose_at = s.value ->> 3
        FROM json_each(?) s WHERE transactions.id = s.value ->> 0";

/// Takes them in, each charger's in their order.
pub fn meters(tx: &mut Tx, told: Vec<(Arc<str>, Vec<MeterReading>)>) -> Job<'_, Vec<()>> {
    Box::pin(async move {
        let chargers = told.len();
        take_in(tx, told).await?;
        Ok(vec![(); chargers])
    })
}

async fn take_in(tx: &mut Tx, told: Vec<(Arc<str>, Vec<MeterReading>)>) -> Result<(), Failure> {
    let mut found = find(tx, &told).await?.into_iter();
    let now = tx.now();
    let mut changes = Changes::default();
    let mut singly = Vec::new();
    for (charger, readings) in told {
        let found: Vec<Found> = found.by_ref().take(readings.len()).collect();
        match known_by_itself(&charger, &readings, &found, now) {
            Some(of_charger) => changes.add(of_charger),
            None => singly.push((charger, readings)),
        }
    }
    changes.write(tx).await?;
    for (charger, readings) in singly {
        for reading in readings {
            meter(tx, &charger, &reading).await?;
        }
    }
    Ok(())
}

/// One for each reading, in their order.
async fn find(from: &mut Reading, told: &[(Arc<str>, Vec<MeterReading>)]) -> Result<Vec<Found>, Failure> {
    let list: Vec<Value> = told
        .iter()
        .flat_map(|(charger, readings)| readings.iter().map(move |reading| (charger, reading)))
        .map(|(charger, reading)| json!([**charger, reading.number, reading.evse, reading.connector]))
        .collect();
    let found: String = sqlx::query_scalar(FIND)
        .bind(Value::from(list).to_string())
        .bind(serde_json::to_string(&BUSY_STATUSES).expect("words are JSON"))
        .fetch_one(from.connection())
        .await?;
    serde_json::from_str(&found).map_err(|error| Failure::Stored(error.to_string()))
}

/// What changes where a charger's readings need nothing more to be known; else none. By the same rules as one reading.
fn known_by_itself(charger: &str, readings: &[MeterReading], found: &[Found], now: i64) -> Option<Changes> {
    let mut meters: HashMap<(i64, i64), (Option<i64>, i64)> = HashMap::new();
    let mut sessions: HashMap<i64, (Found, Found)> = HashMap::new();
    for (reading, found) in readings.iter().zip(found) {
        let Some(plug) = found.evse.zip(found.connector) else {
            // It may be of the only plug, else it is the whole charger's.
            reading.connector?;
            continue;
        };
        let mut rises = false;
        if let Some(wh) = reading.wh {
            let (_, newest) = meters.entry(plug).or_insert((found.before, found.before.unwrap_or(wh)));
            rises = wh > *newest;
            *newest = wh;
        }
        match found.session {
            Some(id) if found.runs => {
                let Some(wh) = reading.wh else { continue };
                let (_, session) = sessions.entry(id).or_insert_with(|| (found.clone(), found.clone()));
                if session.meter_open {
                    (session.meter_start, session.meter_last, session.meter_open) = (Some(wh), Some(wh), false);
                } else if session.meter_start.is_some_and(|start| wh >= start) {
                    session.meter_last = Some(wh);
                }
                session.rose_at = Some(if rises || found.is_busy { now } else { 0 });
            }
            Some(_) => return None,
            None if rises || found.may_go_on || reading.number.is_some_and(|number| number > 0) => return None,
            None => {}
        }
    }
    let meters = meters.into_iter().filter(|(_, (before, newest))| *before != Some(*newest));
    let sessions = sessions.into_iter().filter(|(_, (before, after))| before.differs(after));
    Some(Changes {
        meters: meters.map(|((evse, connector), (_, wh))| json!([charger, evse, connector, wh])).collect(),
        sessions: sessions
            .map(|(id, (_, after))| json!([id, after.meter_start, after.meter_last, after.rose_at]))
            .collect(),
    })
}

impl Found {
    fn differs(&self, after: &Found) -> bool {
        (self.meter_start, self.meter_last, self.meter_open, self.rose_at)
            != (after.meter_start, after.meter_last, after.meter_open, after.rose_at)
    }
}

/// Rows to be written, as JSON arrays.
#[derive(Debug, Default)]
struct Changes {
    /// Charger, EVSE, connector, Wh.
    meters: Vec<Value>,
    /// Row id, first and last reading, since when it rises.
    sessions: Vec<Value>,
}

impl Changes {
    fn add(&mut self, mut other: Changes) {
        self.meters.append(&mut other.meters);
        self.sessions.append(&mut other.sessions);
    }

    async fn write(self, tx: &mut Tx) -> Result<(), Failure> {
        if self.meters.is_empty() && self.sessions.is_empty() {
            return Ok(());
        }
        let now = tx.now();
        sqlx::query(WRITE)
            .bind(now)
            .bind(Value::from(self.meters).to_string())
            .bind(Value::from(self.sessions).to_string())
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
