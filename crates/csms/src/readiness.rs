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
    /// By the path of a request, with a slash at its end or without. Those who watch over servers have several names for the two.
    pub fn at(path: &str) -> Option<Probe> {
        match path.strip_suffix('/').unwrap_or(path) {
            "/healthz" | "/livez" => Some(Probe::Alive),
            "/readyz" | "/health" | "/ready" | "/api/health" => Some(Probe::Ready),
            _other => None,
        }
    }
}

#[derive(Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// Answers a probe. Many may ask; the database is looked at once a second at most.
    pub async fn is_well(&self, probe: Probe, store: &Store) -> bool {
        match probe {
            Probe::Alive => true,
            Probe::Ready => self.ask(store).await,
        }
    }

    /// Whoever comes while it is being looked waits for that look.
    async fn ask(&self, store: &Store) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// O-65.
    #[test]
    fn a_probe_has_several_names() {
        let check = |path: &str, expected: Option<Probe>| assert_eq!(Probe::at(path), expected, "{path}");
        for path in ["/healthz", "/livez", "/healthz/", "/livez/"] {
            check(path, Some(Probe::Alive));
        }
        for path in ["/readyz", "/health", "/ready", "/api/health", "/readyz/", "/health/", "/ready/", "/api/health/"] {
            check(path, Some(Probe::Ready));
        }
        for path in
            ["", "/", "//", "healthz", "/healthz//", "/healthz/x", "/x/healthz", "/Healthz", "/api/healthz", "/api/"]
        {
            check(path, None);
        }
    }
}
