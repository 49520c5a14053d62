//! Charging profiles, in the words of no protocol version.

use serde::{Deserialize, Serialize};

/// A charging profile in the words of no version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub id: i64,
    /// Connector or EVSE.
    pub place: i64,
    pub purpose: String,
    pub stack_level: i64,
    /// Its lowest limit, `16 A`.
    pub amount: Option<String>,
}

/// Which profiles a charger dropped; as in the request, nothing given means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DroppedProfiles {
    pub id: Option<i64>,
    pub place: Option<i64>,
    pub purpose: Option<String>,
    pub stack_level: Option<i64>,
}

/// A charging profile that was set from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldProfile {
    /// `profile 3 (TxDefaultProfile)`
    pub label: String,
    /// The request that set it, in the words of the version it was set in.
    pub request: String,
}
