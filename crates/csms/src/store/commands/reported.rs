//! Which command a report of a charger may be about.

use super::row::{COLUMNS, CommandRecord, CommandRow};
use crate::failure::Failure;
use crate::store::scope::id_list;
use crate::store::tx::Reading;
use model::CommandKind;
use std::collections::HashSet;

/// Updates of firmware without a signature.
const UNSIGNED: &str = "AND args ->> 'signing' IS NULL";

/// The command of this charger that a report with this request id is about.
pub async fn by_request(
    reading: &mut Reading,
    charger: &str,
    kind: CommandKind,
    request: i64,
) -> Result<Option<CommandRecord>, Failure> {
    let sql = format!("SELECT {COLUMNS} WHERE request_id = $1 AND charger = $2 AND kind = $3");
    let row: Option<CommandRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(request)
        .bind(charger)
        .bind(kind.slug())
        .fetch_optional(reading.connection())
        .await?;
    row.map(CommandRow::record).transpose()
}

/// Is this request another charger's, of this kind?
pub async fn is_anothers_request(
    reading: &mut Reading,
    charger: &str,
    kind: CommandKind,
    request: i64,
) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM commands WHERE request_id = $1 AND charger != $2 AND kind = $3)";
    Ok(sqlx::query_scalar(sql).bind(request).bind(charger).bind(kind.slug()).fetch_one(reading.connection()).await?)
}

/// The newest command of a kind on a charger, open or not: what a report without an id belongs to. What was not sent yet is it last.
pub async fn newest_of_kind(
    reading: &mut Reading,
    charger: &str,
    kind: CommandKind,
) -> Result<Option<CommandRecord>, Failure> {
    newest(reading, charger, kind, "").await
}

/// The frame of a command's CALL, the newest where it was written more than once, while the trace keeps it.
pub async fn written_in(reading: &mut Reading, command: &str) -> Result<Option<i64>, Failure> {
    let sql = "SELECT max(event_seq) FROM command_steps WHERE command = $1 AND body ->> 'step' = 'sent'";
    Ok(sqlx::query_scalar(sql).bind(command).fetch_one(reading.connection()).await?)
}

/// How many of a kind were ordered on a charger.
pub async fn count_of_kind(reading: &mut Reading, charger: &str, kind: CommandKind) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM commands WHERE charger = $1 AND kind = $2")
        .bind(charger)
        .bind(kind.slug())
        .fetch_one(reading.connection())
        .await?)
}

/// Those of these chargers of which evidence about their line, a boot, or a plug may change a command: one is open, or one of these
/// kinds has ended since then.
pub async fn concerned(
    reading: &mut Reading,
    chargers: &[&str],
    kinds: &[CommandKind],
    since: i64,
) -> Result<HashSet<String>, Failure> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.slug()).collect();
    let found: String = sqlx::query_scalar(
        "SELECT json_group_array(value) FROM json_each($1) s
         WHERE EXISTS (SELECT 1 FROM commands m INDEXED BY commands_open WHERE m.charger = s.value AND m.open = 1)
            OR EXISTS (SELECT 1 FROM commands m WHERE m.charger = s.value AND m.kind IN (SELECT value FROM json_each($2))
                       AND coalesce(m.settled_at, $3) >= $3)",
    )
    .bind(id_list(chargers.iter().copied()))
    .bind(id_list(kinds))
    .bind(since)
    .fetch_one(reading.connection())
    .await?;
    serde_json::from_str(&found).map_err(|error| Failure::Stored(error.to_string()))
}

/// Those of these chargers for which a CALL waits for its turn.
pub async fn with_queued_calls(reading: &mut Reading, chargers: &[&str]) -> Result<HashSet<String>, Failure> {
    let found: String = sqlx::query_scalar(
        "SELECT json_group_array(value) FROM json_each($1) s
         WHERE EXISTS (SELECT 1 FROM calls c WHERE c.charger = s.value AND c.state = 'Queued')",
    )
    .bind(id_list(chargers.iter().copied()))
    .fetch_one(reading.connection())
    .await?;
    serde_json::from_str(&found).map_err(|error| Failure::Stored(error.to_string()))
}

/// The newest update of firmware without a signature.
pub async fn newest_unsigned(reading: &mut Reading, charger: &str) -> Result<Option<CommandRecord>, Failure> {
    newest(reading, charger, CommandKind::UpdateFirmware, UNSIGNED).await
}

/// The command of the same kind that was ordered, and perhaps sent, before this one; of updates without a signature alone, where asked.
pub async fn before(
    reading: &mut Reading,
    row: &CommandRecord,
    unsigned: bool,
) -> Result<Option<CommandRecord>, Failure> {
    let only = if unsigned { UNSIGNED } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} WHERE charger = $1 AND kind = $2 AND delivery != 'Expired' AND ordered_at < $3 {only}
         ORDER BY ordered_at DESC LIMIT 1"
    );
    let row: Option<CommandRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(&row.charger)
        .bind(row.life.kind.slug())
        .bind(row.life.ordered_at)
        .fetch_optional(reading.connection())
        .await?;
    row.map(CommandRow::record).transpose()
}

async fn newest(
    reading: &mut Reading,
    charger: &str,
    kind: CommandKind,
    only: &str,
) -> Result<Option<CommandRecord>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE charger = $1 AND kind = $2 AND delivery != 'Expired' {only}
         ORDER BY open DESC, delivery IN ('Queued', 'Dispatching'), ordered_at DESC LIMIT 1"
    );
    let row: Option<CommandRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(charger)
        .bind(kind.slug())
        .fetch_optional(reading.connection())
        .await?;
    row.map(CommandRow::record).transpose()
}
