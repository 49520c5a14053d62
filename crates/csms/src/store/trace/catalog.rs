//! The list of parts as the database keeps it, and what is found of it at a start.

use super::hot::Hot;
use super::part::{Lane, Part};
use super::parts::Parts;
use crate::failure::{Failure, OpenError};
use sqlx::sqlite::SqliteConnection;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(sqlx::FromRow)]
struct PartRow {
    id: i64,
    lane: String,
    first: i64,
    last: i64,
    first_at: i64,
    last_at: i64,
    bytes: i64,
    sealed: bool,
}

impl Parts {
    /// The parts that the database knows. Nothing is opened.
    pub async fn open(folder: PathBuf, bound: u64, connection: &mut SqliteConnection) -> Result<Parts, OpenError> {
        let rows: Vec<PartRow> = sqlx::query_as("SELECT * FROM parts ORDER BY id").fetch_all(connection).await?;
        let list = rows.into_iter().map(|row| row.part(&folder)).collect::<Result<_, Failure>>();
        let list = list.map_err(|error| OpenError::Refused(error.to_string()))?;
        Ok(Parts::new(folder, bound, list))
    }
}

impl PartRow {
    fn part(self, folder: &Path) -> Result<Arc<Part>, Failure> {
        let (first, last) = ((self.first, self.first_at), (self.last, self.last_at));
        let bytes = u64::try_from(self.bytes).unwrap_or(0);
        let part = Part::new(folder, self.id, Lane::parse(&self.lane)?, first, last, bytes);
        // Whoever began it writes to it; after a stop it is looked at again.
        part.set_full();
        if self.sealed {
            part.set_sealed();
        }
        Ok(Arc::new(part))
    }
}

/// A new part, from this event on. It is there with the transaction's commit.
pub async fn begin(
    connection: &mut SqliteConnection,
    parts: &Parts,
    lane: Lane,
    first: (i64, i64),
) -> Result<Part, Failure> {
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO parts (lane, first, last, first_at, last_at, bytes, sealed) VALUES ($1, $2, $2, $3, $3, 0, 0) RETURNING id",
    )
    .bind(lane.as_str())
    .bind(first.0)
    .bind(first.1)
    .fetch_one(connection)
    .await?;
    let part = Part::new(parts.folder(), id, lane, first, first, 0);
    part.set_hot(Some(Hot::default()));
    // What a kill left before its commit was told to nobody.
    part.remove().await;
    Ok(part)
}

/// How it lies there now.
pub async fn keep(connection: &mut SqliteConnection, part: &Part) -> Result<(), Failure> {
    sqlx::query("UPDATE parts SET last = $2, last_at = $3, bytes = $4, sealed = $5 WHERE id = $1")
        .bind(part.id)
        .bind(part.written_to().0)
        .bind(part.written_to().1)
        .bind(i64::try_from(part.bytes()).unwrap_or(i64::MAX))
        .bind(part.is_sealed())
        .execute(connection)
        .await?;
    Ok(())
}

/// It is gone, and whoever has seen less than its end reads anew.
pub async fn forget(connection: &mut SqliteConnection, id: i64, last: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM parts WHERE id = $1").bind(id).execute(&mut *connection).await?;
    sqlx::query("UPDATE sequence SET gone = max(gone, $1)").bind(last).execute(connection).await?;
    Ok(())
}

/// The next event has a number behind this one: a kill may have come between the trace's commit and the state's.
pub async fn number_behind(connection: &mut SqliteConnection, last: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE sequence SET newest = max(newest, $1)").bind(last).execute(connection).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Known {
    seq: i64,
    pair: Option<i64>,
    charger: String,
    answer_seq: Option<i64>,
    at: i64,
}

/// Learns by heart where the frames of a part without indexes lie.
pub async fn learn(part: &Part) -> Result<(), Failure> {
    if !tokio::fs::try_exists(&part.file).await.unwrap_or(false) {
        return Err(Failure::Stored("its file is missing".to_owned()));
    }
    let mut connection = part.open_to_write().await?;
    let rows: Vec<Known> = sqlx::query_as("SELECT seq, pair, charger, answer_seq, at FROM frames ORDER BY seq")
        .fetch_all(&mut connection)
        .await?;
    part.set_hot(Some(Hot::default()));
    let last = rows.iter().map(|row| row.answer_seq.unwrap_or(row.seq).max(row.seq)).max();
    let last_at = rows.iter().map(|row| row.at).max();
    if let (Some(last), Some(last_at)) = (last, last_at) {
        let mut chargers: std::collections::HashMap<String, Arc<str>> = std::collections::HashMap::new();
        let written = rows.into_iter().map(|row| {
            let charger = chargers.entry(row.charger).or_insert_with_key(|id| id.as_str().into()).clone();
            (charger, row.seq, row.pair)
        });
        part.grow(written, (last, last_at), 0);
    }
    let bytes = tokio::fs::metadata(&part.file).await.map_or(0, |file| file.len());
    part.set_bytes(bytes);
    Ok(())
}
