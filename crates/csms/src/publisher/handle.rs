//! The publisher as whoever watches holds it.

use super::fan::Fan;
use crate::store::Store;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The publisher. Cheap to clone.
#[derive(Clone)]
pub struct Publisher {
    pub(super) fan: Arc<Fan>,
    pub(super) store: Store,
    /// Cancelled when the backend closes.
    pub(super) closing: CancellationToken,
}

impl Publisher {
    pub fn new(store: Store, closing: CancellationToken) -> Publisher {
        Publisher { fan: Arc::new(Fan::new()), store, closing }
    }
}
