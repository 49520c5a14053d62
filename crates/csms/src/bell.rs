//! Rings at a charger's connection.

use std::sync::Arc;
use tokio::sync::Notify;

/// Rings at a connection: something waits in the register. One without a connection rings nowhere.
#[derive(Clone, Default)]
pub struct Bell(Option<Arc<Notify>>);

impl Bell {
    pub fn of(connection: Option<Arc<Notify>>) -> Bell {
        Bell(connection)
    }

    pub fn ring(&self) {
        if let Some(notify) = &self.0 {
            notify.notify_one();
        }
    }
}
