//! How a charger speaks.

use model::{Admission, Known, Protocol};

/// What decides which messages a charger is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaking {
    /// None: it has never connected.
    pub protocol: Option<Protocol>,
    /// On 1.6: it knows the security extension.
    pub security: bool,
    /// What its last boot was answered with.
    pub registered: Option<Admission>,
    pub known: Known,
}
