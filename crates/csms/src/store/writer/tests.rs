//! The writer on a real file: what is held up by others, and what breaks in the middle.

use super::*;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

/// How long the writer below waits for a lock at a time.
const IMPATIENT: Duration = Duration::from_millis(20);

async fn connect(file: &std::path::Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).busy_timeout(IMPATIENT);
    options.connect().await.unwrap()
}

/// A writer on a database with one empty table, and another connection to the same file.
async fn bench(name: &str) -> (Writer, SqliteConnection) {
    let file = std::env::temp_dir().join(format!("csms-writer-{}-{name}.db", std::process::id()));
    let _not_there = std::fs::remove_file(&file);
    let mut other = connect(&file).await;
    other
        .execute("CREATE TABLE t (n INTEGER) STRICT; CREATE TABLE sequence (newest INTEGER); INSERT INTO sequence VALUES (0)")
        .await
        .unwrap();
    let parts = Arc::new(Parts::new(std::env::temp_dir(), 0, Vec::new()));
    (Writer::start(connect(&file).await, parts, IMPATIENT, Clock::default()), other)
}

fn insert(tx: &mut Tx) -> Job<'_, ()> {
    Box::pin(async move {
        tx.connection().execute("INSERT INTO t VALUES (1)").await?;
        Ok(())
    })
}

fn insert_and_panic(tx: &mut Tx) -> Job<'_, ()> {
    Box::pin(async move {
        insert(tx).await?;
        panic!("a fault in a job")
    })
}

async fn rows(other: &mut SqliteConnection) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM t").fetch_one(other).await.unwrap()
}

#[tokio::test]
async fn a_database_that_is_held_for_long_delays_a_group_and_loses_none() {
    let (writer, mut other) = bench("held").await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let (inserted, ()) = tokio::join!(writer.urgent(insert), async {
        tokio::time::sleep(10 * IMPATIENT).await;
        other.execute("COMMIT").await.unwrap();
    });
    inserted.unwrap();
    assert_eq!(rows(&mut other).await, 1);
}

#[tokio::test]
async fn a_job_that_panics_takes_nobody_along() {
    let (writer, mut other) = bench("panic").await;
    let (failed, inserted) = tokio::join!(writer.urgent(insert_and_panic), writer.urgent(insert));
    assert!(failed.is_err());
    inserted.unwrap();
    assert_eq!(rows(&mut other).await, 1, "its own changes are rolled back");
}
