//! Logins on which nothing is said any more: when what was set down over each is to be kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A login that has been quiet for so long has put what it had to put.
pub(super) const QUIET: Duration = Duration::from_secs(5);

/// When the files that each command's charger has set down are to be kept.
#[derive(Default)]
pub(super) struct Quiets(Mutex<HashMap<String, watch::Sender<Instant>>>);

impl Quiets {
    /// Something was said or sent on this command's login.
    pub(super) fn stir(&self, command: &str, now: Instant) {
        let quiet_at = now + QUIET;
        self.due(command, |due| *due = quiet_at.max(*due));
    }

    pub(super) fn due(&self, command: &str, change: impl FnOnce(&mut Instant)) {
        if let Some(due) = self.lock().get(command) {
            due.send_modify(change);
        }
    }

    pub(super) fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, watch::Sender<Instant>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
