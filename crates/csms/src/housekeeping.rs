//! Keeps house by itself: clears away what is too old, and folds the write-ahead log in.

use crate::failure::Failure;
use crate::files::{Host, sweep as folder};
use crate::register::{Register, upkeep};
use std::sync::Arc;
use std::time::Duration;

/// How often old rows are cleared away.
const SWEEP: Duration = Duration::from_secs(60);
/// How often the write-ahead log is looked at; it is folded into the database's file when it has not grown since, …
const FOLD_LOOK: Duration = Duration::from_secs(5);
/// … or after so long: whoever copies that file alone misses so much at most.
const FOLD_AFTER: Duration = Duration::from_secs(30);
/// Keeps the database's file whole by itself, until the backend closes.
pub async fn fold(register: Register) {
    let closing = register.closing();
    let mut ticks = register.clock().ticks(FOLD_LOOK);
    let (mut before, mut folded) = (0, register.clock().instant());
    while closing.run_until_cancelled(ticks.tick()).await.is_some() {
        let bytes = register.store().log_bytes().await;
        let due = bytes > 0 && (bytes == before || register.clock().instant() - folded >= FOLD_AFTER);
        before = bytes;
        if !due {
            continue;
        }
        folded = register.clock().instant();
        if let Err(error) = register.store().fold().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the log could not be folded into the database");
        }
    }
}

/// Clears away what is too old, until the backend closes.
pub async fn sweep(host: Arc<Host>) {
    let closing = host.register.closing();
    let mut ticks = host.register.clock().ticks(SWEEP);
    while closing.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = sweep_once(&host).await {
            tracing::error!(error = &error as &dyn std::error::Error, "old rows could not be cleared away");
        }
    }
}

async fn sweep_once(host: &Host) -> Result<(), Failure> {
    let register = &host.register;
    upkeep::clear(register).await?;
    folder::once(host).await?;
    register.store().give_back_space().await
}
