//! A charger's trace as its page shows it: each CALL with its answer, in stretches.

use super::row::{EVENT_COLUMNS, EventRow, direction_text};
use crate::failure::Failure;
use crate::store::scope::Scope;
use crate::store::tx::Reading;
use model::{Exchange, Frame, Seq, Trace, TraceFilter};
use std::collections::HashMap;

/// Most exchanges in one stretch.
const STRETCH: i64 = 50;

/// A stretch of a charger's trace before a sequence number, newest first, each CALL with its answer.
pub async fn trace(
    reading: &mut Reading,
    scope: &Scope,
    charger: &str,
    filter: &TraceFilter,
    before: Option<Seq>,
) -> Result<Trace, Failure> {
    let sql = format!(
        "SELECT {EVENT_COLUMNS}
         WHERE e.charger = $1 AND e.kind = 'frame' AND e.seq < $2
           AND (e.shape = 'call' OR e.pair IS NULL) AND e.shape != 'no-answer'
           AND s.organisation IN (SELECT value FROM json_each($3))
           AND ($4 IS NULL OR e.direction = $4)
           AND ($5 IS NULL OR e.action = $5)
           AND (NOT $6 OR e.action IS NULL OR e.action NOT IN ('Heartbeat', 'MeterValues'))
           AND (NOT $7 OR e.shape IN ('odd', 'error')
                OR EXISTS (SELECT 1 FROM events a WHERE a.pair = e.seq AND a.shape = 'error')
                OR (EXISTS (SELECT 1 FROM events a WHERE a.pair = e.seq AND a.shape = 'no-answer')
                    AND NOT EXISTS (SELECT 1 FROM events a WHERE a.pair = e.seq AND a.shape = 'result')))
         ORDER BY e.seq DESC LIMIT $8"
    );
    let rows: Vec<EventRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(charger)
        .bind(before.map_or(i64::MAX, |seq| seq.0))
        .bind(scope.json())
        .bind(filter.direction.map(direction_text))
        .bind(&filter.action)
        .bind(filter.hide_routine)
        .bind(filter.errors_only)
        .bind(STRETCH + 1)
        .fetch_all(reading.connection())
        .await?;
    let more = rows.len() as i64 > STRETCH;
    let mut calls: Vec<Frame> =
        rows.iter().take(STRETCH as usize).filter_map(|row| row.frame().transpose()).collect::<Result<_, _>>()?;
    let older = more.then(|| calls.last().map(|frame| frame.seq)).flatten();
    let exchanges = pair_up(reading, scope, &mut calls).await?;
    Ok(Trace { exchanges, older })
}

/// The newest CALL of a charger with its answer; routine ones only if asked for.
pub async fn last_exchange(
    reading: &mut Reading,
    scope: &Scope,
    charger: &str,
    routine_too: bool,
) -> Result<Option<Exchange>, Failure> {
    let sql = format!(
        "SELECT {EVENT_COLUMNS}
         WHERE e.charger = $1 AND e.kind = 'frame' AND e.shape = 'call'
           AND s.organisation IN (SELECT value FROM json_each($2))
           AND ($3 OR e.action IS NULL OR e.action NOT IN ('Heartbeat', 'MeterValues'))
         ORDER BY e.seq DESC LIMIT 1"
    );
    let row: Option<EventRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(charger)
        .bind(scope.json())
        .bind(routine_too)
        .fetch_optional(reading.connection())
        .await?;
    let mut calls: Vec<Frame> = row.iter().filter_map(|row| row.frame().transpose()).collect::<Result<_, _>>()?;
    Ok(pair_up(reading, scope, &mut calls).await?.pop())
}

/// The actions seen in a charger's newest messages, for the filter.
pub async fn actions_seen(reading: &mut Reading, scope: &Scope, charger: &str) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT action FROM (
            SELECT e.action, e.site FROM events e WHERE e.charger = $1 AND e.kind = 'frame' AND e.shape = 'call'
            ORDER BY e.seq DESC LIMIT 2000) seen JOIN sites s ON s.id = seen.site
         WHERE action IS NOT NULL AND s.organisation IN (SELECT value FROM json_each($2)) ORDER BY action LIMIT 40",
    )
    .bind(charger)
    .bind(scope.json())
    .fetch_all(reading.connection())
    .await?)
}

/// Each CALL with those of its answers that the scope allows.
async fn pair_up(reading: &mut Reading, scope: &Scope, calls: &mut Vec<Frame>) -> Result<Vec<Exchange>, Failure> {
    let list = serde_json::Value::from(calls.iter().map(|call| call.seq.0).collect::<Vec<_>>()).to_string();
    let sql = format!(
        "SELECT {EVENT_COLUMNS} WHERE e.pair IN (SELECT value FROM json_each($1))
           AND s.organisation IN (SELECT value FROM json_each($2)) ORDER BY e.seq"
    );
    let rows: Vec<EventRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(list).bind(scope.json()).fetch_all(reading.connection()).await?;
    let mut answers: HashMap<Seq, Vec<Frame>> = HashMap::new();
    for row in &rows {
        if let Some(frame) = row.frame()?
            && let Some(pair) = frame.pair
        {
            answers.entry(pair).or_default().push(frame);
        }
    }
    Ok(calls
        .drain(..)
        .map(|call| {
            let mut exchange = Exchange::alone(call);
            for frame in answers.remove(&exchange.call.seq).unwrap_or_default() {
                exchange.take(&frame);
            }
            exchange
        })
        .collect())
}
