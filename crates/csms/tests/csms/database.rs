//! The database from beside the backend: held by somebody else, and looked into.

#![expect(clippy::disallowed_methods, reason = "a test looks at what is really stored")]

use crate::bench::Bench;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Executor};

pub struct Database(SqliteConnection);

impl Database {
    pub async fn open(bench: &Bench) -> Database {
        let options = SqliteConnectOptions::new().filename(bench.folder.path().join("chargehand.db"));
        Database(options.connect().await.unwrap())
    }

    /// From here on nobody else can write.
    pub async fn hold(&mut self) {
        self.0.execute("BEGIN IMMEDIATE").await.unwrap();
    }

    pub async fn release(&mut self) {
        self.0.execute("ROLLBACK").await.unwrap();
    }

    /// As if so many messages had come and gone, as many as a busy day brings.
    pub async fn pass_by(&mut self, count: i64) {
        sqlx::query("UPDATE sequence SET newest = newest + $1").bind(count).execute(&mut self.0).await.unwrap();
    }

    pub async fn count(&mut self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.0).await.unwrap()
    }

    /// How the chargers' passwords are stored.
    pub async fn passwords(&mut self) -> Vec<Vec<u8>> {
        let stored = sqlx::query_scalar("SELECT password FROM chargers WHERE password IS NOT NULL ORDER BY identity");
        stored.fetch_all(&mut self.0).await.unwrap()
    }
}
