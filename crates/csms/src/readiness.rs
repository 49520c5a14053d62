//! Whether the database answers, for whoever watches over this server.

use crate::store::Store;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// An answer holds so long: anybody may ask as often as they like.
const HOLDS: Duration = Duration::from_secs(1);
/// A database that takes longer does not answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is asked by an address of its own, at every door that speaks HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Does the process answer?
    Alive,
    /// And its database?
    Ready,
}

impl Probe {
    /// By the path of a request. Those who watch over servers have several names for the two.
    pub fn at(path: &str) -> Option<Probe> {
        match path {
            "/healthz" | "/livez" => Some(Probe::Alive),
            "/readyz" | "/health" | "/ready" => Some(Probe::Ready),
            _other => None,
        }
    }
}

#[derive(Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// Whoever comes while it is being looked waits for that look.
    pub async fn ask(&self, store: &Store) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < HOLDS
        {
            return ready;
        }
        let ready = timeout(PATIENCE, store.answers()).await.unwrap_or(false);
        *last = Some((Instant::now(), ready));
        ready
    }
}
