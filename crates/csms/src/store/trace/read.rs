//! Reads parts: frames by their numbers, of some chargers or of all.

use super::append::NEAR;
use super::part::Part;
use super::row::{Names, Row, Sites, organisations};
use super::spelling::{direction_text, shape_text};
use crate::failure::Failure;
use crate::store::scope::{Scope, id_list};
use crate::store::tx::Reading;
use model::{Direction, Frame, FrameShape};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, FromRow, Sqlite};
use std::sync::Arc;

/// One question to one part. What cannot be read there is said once and left out.
pub async fn ask<T>(
    reading: &mut Reading,
    part: &Part,
    sql: &str,
    bind: impl for<'q> FnOnce(Query<'q, T>) -> Query<'q, T>,
) -> Result<Vec<T>, Failure>
where
    T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    if part.is_lost() {
        return Ok(Vec::new());
    }
    let parts = reading.parts().clone();
    let asked = async {
        let mut connection = parts.connection(part).await?;
        reading.stop_when_due(&mut connection).await?;
        let rows = bind(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(&mut connection).await?;
        Ok((rows, connection))
    };
    match asked.await {
        Ok((rows, connection)) => {
            parts.give_back(part, connection);
            Ok(rows)
        }
        Err(Failure::TooLong) => Err(Failure::TooLong),
        // Removed by its age since the list was read.
        Err(_) if !parts.all().iter().any(|there| there.id == part.id) => Ok(Vec::new()),
        Err(error) if part.is_beyond_repair(&error) => {
            part.lose(&error);
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

pub type Query<'q, T> = sqlx::query::QueryAs<'q, Sqlite, T, SqliteArguments>;

/// The parts in which events of this stretch may lie.
fn overlapping(reading: &Reading, after: i64, until: i64) -> Vec<Arc<Part>> {
    let mut parts = reading.parts().all();
    parts.retain(|part| part.last() > after && part.first <= until);
    parts
}

/// A charger that was heard or told something, and the newest frame's number.
#[derive(Debug, FromRow)]
pub struct Heard {
    pub charger: String,
    pub newest: i64,
}

/// The chargers with frames after a number up to another.
pub async fn heard_between(reading: &mut Reading, after: i64, until: i64) -> Result<Vec<Heard>, Failure> {
    let mut heard = Vec::new();
    for part in overlapping(reading, after, until) {
        let found: Vec<Heard> = ask(
            reading,
            &part,
            "SELECT charger, min(max(max(seq, coalesce(answer_seq, 0))), $2) AS newest FROM frames NOT INDEXED
             WHERE seq > $1 - $3 AND seq <= $2 AND (seq > $1 OR answer_seq > $1) GROUP BY charger",
            |query| query.bind(after).bind(until).bind(NEAR),
        )
        .await?;
        heard.extend(found);
    }
    Ok(heard)
}

/// Rows of some chargers whose frames are after a number up to another, oldest first.
async fn rows_of(
    reading: &mut Reading,
    chargers: &[Arc<str>],
    after: i64,
    until: i64,
    most: usize,
) -> Result<Vec<Row>, Failure> {
    let mut rows: Vec<Row> = Vec::new();
    let since = after - NEAR;
    for part in overlapping(reading, after, until) {
        let by_heart: Option<Vec<i64>> = part.hot().as_ref().map(|hot| {
            chargers.iter().flat_map(|charger| hot.between(charger, since, until, most + NEAR as usize)).collect()
        });
        let found = match by_heart {
            Some(numbers) if numbers.is_empty() => continue,
            Some(numbers) => by_numbers(reading, &part, &numbers).await?,
            None => {
                let list = id_list(chargers.iter().map(|id| &**id));
                ask(
                    reading,
                    &part,
                    "SELECT * FROM frames WHERE charger IN (SELECT value FROM json_each($1)) AND seq > $2 AND seq <= $3
                     ORDER BY seq LIMIT $4",
                    |query| query.bind(list).bind(since).bind(until).bind(most as i64 + NEAR),
                )
                .await?
            }
        };
        rows.extend(found.into_iter().filter(|row| row.seq > after || row.answer_seq.is_some_and(|seq| seq > after)));
    }
    rows.sort_by_key(|row| row.seq);
    rows.truncate(most);
    Ok(rows)
}

/// These rows of a part, newest first.
pub async fn by_numbers(reading: &mut Reading, part: &Part, numbers: &[i64]) -> Result<Vec<Row>, Failure> {
    let list = serde_json::Value::from(numbers).to_string();
    ask(
        reading,
        part,
        "SELECT * FROM frames WHERE seq IN (SELECT value FROM json_each($1)) ORDER BY seq DESC",
        |query| query.bind(list),
    )
    .await
}

/// The frames of some chargers after a number up to another, in their order, each with the organisation that the charger stood in.
pub async fn of_chargers_between(
    reading: &mut Reading,
    chargers: &[Arc<str>],
    after: i64,
    until: i64,
) -> Result<Vec<(Arc<str>, String, Frame)>, Failure> {
    let rows = rows_of(reading, chargers, after, until, usize::MAX / 2).await?;
    let names = Names::of(reading, rows.iter()).await?;
    let organisations = organisations(reading, rows.iter().map(|row| row.site.as_str())).await?;
    let mut told = Vec::new();
    for row in &rows {
        let Some(organisation) = organisations.get(&row.site) else { continue };
        let charger: Arc<str> = row.charger.as_str().into();
        told.extend(row.frames(&names)?.into_iter().map(|frame| (charger.clone(), organisation.clone(), frame)));
    }
    told.retain(|(_, _, frame)| frame.seq.0 > after && frame.seq.0 <= until);
    told.sort_by_key(|(_, _, frame)| frame.seq);
    Ok(told)
}

/// The frames of some chargers after a number up to another, oldest first, as far as the scope allows then.
pub async fn of_chargers_after(
    reading: &mut Reading,
    scope: &Scope,
    chargers: &[Arc<str>],
    (after, until): (i64, i64),
    most: usize,
) -> Result<Vec<Frame>, Failure> {
    let rows = rows_of(reading, chargers, after, until, most).await?;
    let names = Names::of(reading, rows.iter()).await?;
    let mut sites = Sites::new(scope);
    sites.ask(reading, rows.iter().map(|row| row.site.as_str())).await?;
    let mut frames = Vec::new();
    for row in rows.iter().filter(|row| sites.admit(&row.site)) {
        frames.extend(row.frames(&names)?);
    }
    frames.retain(|frame| frame.seq.0 > after && frame.seq.0 <= until);
    frames.sort_by_key(|frame| frame.seq);
    frames.truncate(most);
    Ok(frames)
}

/// A CALL that nobody answered.
#[derive(FromRow)]
pub struct Unanswered {
    pub seq: i64,
    pub charger: String,
    pub direction: String,
    pub command: Option<String>,
    pub action: Option<String>,
}

impl Unanswered {
    /// Where its answer would have come from.
    pub fn answers_to(&self) -> Direction {
        if self.direction == direction_text(Direction::ToCharger) {
            Direction::FromCharger
        } else {
            Direction::ToCharger
        }
    }
}

#[derive(FromRow)]
struct Late {
    seq: i64,
    at: i64,
    charger: String,
    direction: String,
    shape: String,
    command: Option<String>,
    action: Option<String>,
    pair: Option<i64>,
    answer_seq: Option<i64>,
    wants_none: bool,
}

/// The CALLs of the last so many milliseconds before the newest frame that nobody answered.
pub async fn unanswered_calls(reading: &mut Reading, look_back_ms: i64) -> Result<Vec<Unanswered>, Failure> {
    let parts = reading.parts().all();
    let ends = parts.iter().filter(|part| part.has_known_end()).map(|part| part.last_at());
    let Some(newest) = ends.max() else { return Ok(Vec::new()) };
    let since = newest - look_back_ms;
    let mut late: Vec<Late> = Vec::new();
    for part in parts.iter().filter(|part| part.last_at() >= since) {
        // A SEND (message type 6) wants no answer.
        let found: Vec<Late> = ask(
            reading,
            part,
            "SELECT seq, at, charger, direction, shape, command, action, pair, answer_seq,
                    ltrim(body, ' [' || char(9, 10, 13)) LIKE '6%' AS wants_none
             FROM frames NOT INDEXED WHERE at >= $1",
            |query| query.bind(since),
        )
        .await?;
        late.extend(found);
    }
    let answered: std::collections::HashSet<i64> = late.iter().filter_map(|row| row.pair).collect();
    let call = shape_text(FrameShape::Call);
    late.retain(|row| {
        row.at >= since
            && row.shape == call
            && row.answer_seq.is_none()
            && !row.wants_none
            && !answered.contains(&row.seq)
    });
    late.sort_by_key(|row| row.seq);
    let calls = late.into_iter().map(|row| Unanswered {
        seq: row.seq,
        charger: row.charger,
        direction: row.direction,
        command: row.command,
        action: row.action,
    });
    Ok(calls.collect())
}
