//! A charger's own settings as it told them, and what it can be told by hand.

use crate::{Charger, IdempotencyKey, Moment, Protocol, Seq};
use serde::{Deserialize, Serialize};

/// One setting of a charger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// On 1.6 the key; on 2.x `Component.Variable`, with instance and EVSE where they have one:
    /// `Connector@1:1.AvailabilityState`, `SampledDataCtrlr.TxUpdatedMeasurands`. Other attributes than Actual follow a slash.
    pub name: String,
    /// Redacted. None: it is write-only, or has none.
    pub value: Option<String>,
    pub readonly: bool,
    /// In the charger's words: `boolean`, `OptionList: FTP,HTTP`, `s`.
    pub about: Option<String>,
    /// Values that the charger names for it, each a whole one; empty: it names none.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// Everything a charger has told of its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    pub charger: Charger,
    pub settings: Vec<Setting>,
    /// When it was last read whole; none: never.
    pub read: Option<Moment>,
    /// It is being read now.
    pub reading: bool,
    pub may_read: bool,
    pub may_set: bool,
    pub now: i64,
    pub once: IdempotencyKey,
}

/// One request that can be sent by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageForm {
    /// The name on the wire.
    pub action: String,
    /// What it is for, in one line.
    pub about: String,
    /// JSON to begin with, indented.
    pub example: String,
    pub fields: Vec<MessageField>,
}

/// One field of a request, told for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageField {
    /// `chargingProfile.stackLevel`
    pub path: String,
    pub required: bool,
    /// `text up to 20 characters`
    pub shape: String,
}

/// The page on which a message is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Messages {
    pub charger: Charger,
    /// The version that the forms are of.
    pub protocol: Protocol,
    /// Sorted by action.
    pub forms: Vec<MessageForm>,
    /// How far the live stream had come when this was read.
    pub seq: Seq,
    pub once: IdempotencyKey,
}

/// What a charger reported about its own security.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEvent {
    pub at: Moment,
    /// In the charger's word, `InvalidFirmwareSignature`.
    pub kind: String,
    /// The charger's own words.
    pub info: Option<String>,
    /// Somebody should look at it.
    pub critical: bool,
    /// Seen by a person, and by whom.
    pub seen_by: Option<String>,
}

/// What an administrator may change about how a charger is treated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Treatment {
    pub admission: crate::Admission,
    /// The only version it may speak; none: the first it offers that is spoken here.
    pub pinned: Option<Protocol>,
    /// Its configuration is read by itself after the first boot of a version.
    pub asked: bool,
    /// Without a password it may name another origin than the chargers' door, as browsers do and some chargers' libraries.
    #[serde(default)]
    pub any_origin: bool,
}
