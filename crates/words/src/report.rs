//! News of a transaction.

use crate::IdTag;

/// What a 2.x charger tells of a transaction: each report holds enough to know it by, should those before be lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The charger's own name of the transaction.
    pub reference: String,
    pub evse: Option<i64>,
    pub connector: Option<i64>,
    pub id_tag: Option<IdTag>,
    pub meter_wh: Option<i64>,
    /// Empty where none was told.
    pub timestamp: String,
    /// It has begun just now, as the charger says.
    pub begun: bool,
    /// It was kept while the charger was offline, as the charger says.
    pub offline: bool,
    /// It was asked for, as the charger says.
    pub asked: bool,
    /// It has ended, and the reason where one is given.
    pub ended: Option<Option<String>>,
}
