//! All parts of the trace, and the connections that read them.

use super::part::{Lane, Part};
use crate::failure::Failure;
use sqlx::sqlite::SqliteConnection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use tokio::sync::Notify;

/// The trace is that many parts at its bound, so that what goes at a time is a small part of it; …
const PARTS: u64 = 48;
/// … each of so many bytes at least and at most.
const PART_LEAST: u64 = 64 * 1024;
const PART_MOST: u64 = 32 * 1024 * 1024;
/// Connections that stay open to parts which were read lately.
const IDLE: usize = 32;

/// The parts, shared by the writer, the readers, and whoever seals and removes them.
#[derive(Debug)]
pub struct Parts {
    folder: PathBuf,
    /// Bytes that the trace takes at most, a part more or less.
    bound: u64,
    list: RwLock<Vec<Arc<Part>>>,
    idle: Mutex<Vec<(i64, SqliteConnection)>>,
    /// Rung when a part is full.
    pub full: Notify,
}

impl Parts {
    pub fn new(folder: PathBuf, bound: u64, list: Vec<Arc<Part>>) -> Parts {
        Parts { folder, bound, list: RwLock::new(list), idle: Mutex::new(Vec::new()), full: Notify::new() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn bound(&self) -> u64 {
        self.bound
    }

    /// Bytes after which a part is full.
    pub fn part_bytes(&self) -> u64 {
        (self.bound / PARTS).clamp(PART_LEAST, PART_MOST)
    }

    pub fn bytes(&self) -> u64 {
        self.all().iter().map(|part| part.bytes()).sum()
    }

    /// In the order in which they were begun.
    pub fn all(&self) -> Vec<Arc<Part>> {
        self.list.read().expect("no code panics while it holds this lock").clone()
    }

    /// A lane's parts, the newest first: each holds older frames than those before it.
    pub fn of_lane(&self, lane: Lane) -> Vec<Arc<Part>> {
        let mut parts: Vec<Arc<Part>> = self.all().into_iter().filter(|part| part.lane == lane).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.first));
        parts
    }

    pub fn add(&self, part: Arc<Part>) {
        self.list.write().expect("no code panics while it holds this lock").push(part);
    }

    /// Nobody finds it any more.
    pub fn remove(&self, id: i64) {
        self.list.write().expect("no code panics while it holds this lock").retain(|part| part.id != id);
        self.idle().retain(|(of, _)| *of != id);
    }

    /// A connection to read a part by: one that lies idle, or a new one.
    pub async fn connection(&self, part: &Part) -> Result<SqliteConnection, Failure> {
        let lies_idle = {
            let mut idle = self.idle();
            let nth = idle.iter().rposition(|(id, _)| *id == part.id);
            nth.map(|nth| idle.remove(nth).1)
        };
        match lies_idle {
            Some(connection) => Ok(connection),
            None => part.open_to_read().await,
        }
    }

    /// It lies idle from now on; the one that did for longest is closed where there are too many.
    pub fn give_back(&self, part: &Part, connection: SqliteConnection) {
        let mut idle = self.idle();
        idle.push((part.id, connection));
        if idle.len() > IDLE {
            idle.remove(0);
        }
    }

    pub fn close(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<(i64, SqliteConnection)>> {
        self.idle.lock().expect("no code panics while it holds this lock")
    }
}
