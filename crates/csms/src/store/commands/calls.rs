//! The register: CALLs waiting for a charger's one place, and what became of them.

use super::row::{from_json, to_json};
use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use words::Purpose;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    Queued,
    Dispatching,
    Sent,
    Answered,
    /// Waited for in vain; an answer is still taken if it comes.
    Done,
    /// Given up: never to be written.
    Dropped,
}

impl CallState {
    fn as_str(self) -> &'static str {
        match self {
            CallState::Queued => "Queued",
            CallState::Dispatching => "Dispatching",
            CallState::Sent => "Sent",
            CallState::Answered => "Answered",
            CallState::Done => "Done",
            CallState::Dropped => "Dropped",
        }
    }
}

/// A CALL in the register.
#[derive(Clone, Debug)]
pub struct Call {
    /// The OCPP message id.
    pub id: String,
    pub command: String,
    pub purpose: Purpose,
    pub sent_at: Option<i64>,
    /// What was sent; none while it waits.
    pub action: Option<String>,
}

type CallRow = (String, String, String, Option<i64>, Option<String>);

fn call((id, command, purpose, sent_at, action): CallRow) -> Result<Call, Failure> {
    Ok(Call { id, command, purpose: from_json(&purpose)?, sent_at, action })
}

pub async fn insert_call(tx: &mut Tx, charger: &str, command: &str, purpose: &Purpose) -> Result<String, Failure> {
    let now = tx.now();
    let id = crate::random::new_id();
    sqlx::query("INSERT INTO calls (id, charger, command, purpose, state, queued_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(&id)
        .bind(charger)
        .bind(command)
        .bind(to_json(purpose)?)
        .bind(CallState::Queued.as_str())
        .bind(now)
        .execute(tx.connection())
        .await?;
    Ok(id)
}

/// Those that wait for their turn on a charger, in their order.
pub async fn queued_calls(reading: &mut Reading, charger: &str) -> Result<Vec<Call>, Failure> {
    let rows: Vec<CallRow> = sqlx::query_as(
        "SELECT id, command, purpose, sent_at, action FROM calls WHERE charger = $1 AND state = 'Queued' ORDER BY queued_at, id",
    )
    .bind(charger)
    .fetch_all(reading.connection())
    .await?;
    rows.into_iter().map(call).collect()
}

pub async fn count_queued(reading: &mut Reading, charger: &str) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM calls WHERE charger = $1 AND state = 'Queued'")
        .bind(charger)
        .fetch_one(reading.connection())
        .await?)
}

/// Row ids of the chargers that have a CALL in the register which is neither answered nor dropped.
pub async fn chargers_with_calls(reading: &mut Reading) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT DISTINCT charger FROM calls WHERE state IN ('Queued', 'Dispatching', 'Sent')")
        .fetch_all(reading.connection())
        .await?)
}

/// CALLs that a stop or a lost socket left between the register and their answer.
pub async fn calls_under_way(reading: &mut Reading, charger: &str) -> Result<Vec<Call>, Failure> {
    let rows: Vec<CallRow> = sqlx::query_as(
        "SELECT id, command, purpose, sent_at, action FROM calls WHERE charger = $1 AND state IN ('Dispatching', 'Sent')",
    )
    .bind(charger)
    .fetch_all(reading.connection())
    .await?;
    rows.into_iter().map(call).collect()
}

/// A CALL of this charger's by its message id, for an answer that the connection does not know any more. One that has its
/// answer is not found: what comes under its id again is nothing new.
pub async fn find_call(reading: &mut Reading, charger: &str, id: &str) -> Result<Option<Call>, Failure> {
    let row: Option<CallRow> = sqlx::query_as(
        "SELECT id, command, purpose, sent_at, action FROM calls
         WHERE id = $2 AND charger = $1 AND state IN ('Dispatching', 'Sent', 'Done')",
    )
    .bind(charger)
    .bind(id)
    .fetch_optional(reading.connection())
    .await?;
    row.map(call).transpose()
}

/// It is about to be written, as this action.
pub async fn dispatch_call(tx: &mut Tx, id: &str, action: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE calls SET state = $2, action = $3 WHERE id = $1")
        .bind(id)
        .bind(CallState::Dispatching.as_str())
        .bind(action)
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub async fn set_call(tx: &mut Tx, id: &str, state: CallState, sent_at: Option<i64>) -> Result<(), Failure> {
    sqlx::query("UPDATE calls SET state = $2, sent_at = coalesce($3, sent_at) WHERE id = $1")
        .bind(id)
        .bind(state.as_str())
        .bind(sent_at)
        .execute(tx.connection())
        .await?;
    Ok(())
}
