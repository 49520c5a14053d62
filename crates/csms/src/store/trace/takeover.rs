//! Takes the trace over that an earlier version kept in the database, beside the running server, the oldest first.

use super::catalog;
use super::keep;
use super::part::{Lane, Part};
use crate::failure::Failure;
use crate::store::Store;
use sqlx::sqlite::SqliteConnection;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Messages taken over at a time, …
const AT_A_TIME: i64 = 2_000;
/// … with so much rest between, so that chargers and pages have their turn.
const REST: Duration = Duration::from_millis(20);
/// How often it is told how far it is.
const TELL: Duration = Duration::from_secs(10);

/// The messages after this number, copied where they are not yet.
const COPY: &str = "INSERT OR IGNORE INTO frames
        (seq, at, charger, site, direction, shape, action, plain, body, pair, latency_ms, late, command)
    SELECT seq, at, charger, site, direction, shape, action, coalesce(plain, ''), body, pair, latency_ms, coalesce(late, 0), command
    FROM state.frames_before WHERE seq > $1 AND seq <= $2 AND kind = 'frame' AND direction IS NOT NULL AND shape IS NOT NULL";

/// Runs until everything is taken over, or the backend closes: then it goes on with the next start.
pub async fn run(store: Store, closing: CancellationToken) {
    if let Err(error) = take_over(&store, &closing).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the trace of an earlier version could not be taken over; it is tried again with the next start"
        );
    }
}

/// What is left to be taken over.
#[derive(Clone, Copy, sqlx::FromRow)]
struct Left {
    first: i64,
    first_at: i64,
    last: i64,
}

async fn left(store: &Store) -> Result<Option<Left>, Failure> {
    let mut reading = store.read().await?;
    Ok(sqlx::query_as(
        "SELECT seq AS first, at AS first_at, (SELECT max(seq) FROM frames_before) AS last FROM frames_before ORDER BY seq LIMIT 1",
    )
    .fetch_optional(reading.connection())
    .await?)
}

pub async fn take_over(store: &Store, closing: &CancellationToken) -> Result<(), Failure> {
    let Some(all) = left(store).await? else { return Ok(()) };
    let began = store.clock().instant();
    let mut told = began;
    tracing::info!(
        first = all.first,
        last = all.last,
        "the trace of an earlier version is taken over; older messages appear as it goes on, and it takes its room on the disk twice meanwhile"
    );
    let mut open: Option<(Arc<Part>, SqliteConnection)> = None;
    while let Some(left) = left(store).await? {
        if closing.is_cancelled() {
            break;
        }
        let (part, mut connection) = match open.take() {
            Some(open) => open,
            None => begin(store, left).await?,
        };
        let until: i64 = {
            let mut reading = store.read().await?;
            sqlx::query_scalar("SELECT max(seq) FROM (SELECT seq FROM frames_before ORDER BY seq LIMIT $1)")
                .bind(AT_A_TIME)
                .fetch_one(reading.connection())
                .await?
        };
        sqlx::query(COPY).bind(left.first - 1).bind(until).execute(&mut connection).await?;
        let last_at: Option<i64> = sqlx::query_scalar("SELECT at FROM frames ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&mut connection)
            .await?;
        part.grow(std::iter::empty(), (until, last_at.unwrap_or(left.first_at)), 0);
        let size = tokio::fs::metadata(&part.file).await.map_or(0, |file| file.len());
        part.fold().await?;
        part.set_bytes(size);
        let kept = part.clone();
        store
            .write(move |tx| {
                Box::pin(async move {
                    catalog::keep(tx.connection(), &kept).await?;
                    sqlx::query("DELETE FROM frames_before WHERE seq <= $1")
                        .bind(until)
                        .execute(tx.connection())
                        .await?;
                    Ok(())
                })
            })
            .await?;
        if size >= store.parts().part_bytes() || until >= left.last {
            drop(connection);
            part.set_full();
            keep::seal(store, &part).await?;
        } else {
            open = Some((part, connection));
        }
        if store.clock().instant() - told >= TELL {
            told = store.clock().instant();
            let (done, of) = (until - all.first + 1, all.last - all.first + 1);
            let seconds = (told - began).as_secs();
            tracing::info!(done, of, seconds, "the trace of an earlier version is being taken over");
        }
        store.give_back_space().await?;
        closing.run_until_cancelled(store.clock().sleep(REST)).await;
    }
    if !closing.is_cancelled() {
        tracing::info!(
            seconds = (store.clock().instant() - began).as_secs(),
            "the trace of an earlier version is taken over"
        );
    }
    Ok(())
}

/// A part to take messages over into: the one that a stop left unfinished, or a new one.
async fn begin(store: &Store, left: Left) -> Result<(Arc<Part>, SqliteConnection), Failure> {
    let unfinished = store.parts().of_lane(Lane::Before).into_iter().find(|part| !part.is_sealed() && !part.is_lost());
    let part = match unfinished {
        Some(part) => part,
        None => {
            let parts = store.parts().clone();
            let begun = store.write(move |tx| {
                Box::pin(async move {
                    catalog::begin(tx.connection(), &parts, Lane::Before, (left.first, left.first_at)).await
                })
            });
            let part = Arc::new(begun.await?);
            store.parts().add(part.clone());
            part
        }
    };
    // Read by its table alone until it is sealed.
    part.set_hot(None);
    part.resume();
    let mut connection = part.open_to_write().await?;
    sqlx::query("ATTACH $1 AS state").bind(text(store.file())).execute(&mut connection).await?;
    Ok((part, connection))
}

fn text(file: PathBuf) -> String {
    file.to_string_lossy().into_owned()
}
