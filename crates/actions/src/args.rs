//! A command's inputs as they are kept: typed, in UTC, without secrets.

use crate::{ClearProfiles, RebootKind, Retries, Signing};
use model::{CommandKind, LogKind};
use serde::{Deserialize, Serialize};
use words::HeldProfile;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Args {
    Reboot {
        kind: RebootKind,
        #[serde(default)]
        when_idle: bool,
        #[serde(default)]
        evse: Option<i64>,
        /// An update under way may be cut off.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        interrupt_update: bool,
    },
    UpdateFirmware {
        /// With `***` where a secret was cut out.
        url: String,
        /// Milliseconds since 1970, UTC.
        retrieve_at: i64,
        #[serde(default)]
        install_at: Option<i64>,
        retries: Retries,
        #[serde(default)]
        signing: Option<Signing>,
        /// It is fetched here: the image's row id.
        #[serde(default)]
        image: Option<String>,
    },
    RequestDiagnostics {
        url: String,
        from: Option<i64>,
        to: Option<i64>,
        retries: Retries,
        #[serde(default)]
        log: LogKind,
        /// Chargehand receives it.
        #[serde(default)]
        here: bool,
    },
    ClearCache,
    ClearChargingProfiles {
        criteria: ClearProfiles,
    },
    ChangeSite {
        /// Row ids.
        from: String,
        to: String,
    },
    SendMessage {
        message: String,
        /// JSON with `***` where a secret was cut out; the whole text is sealed then.
        payload: String,
        as_typed: bool,
        /// How many items go in each CALL, where the charger does not take all in one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pieces: Vec<usize>,
    },
    ReadConfiguration,
    SetConfiguration {
        name: String,
        /// `***` where it is a secret.
        value: String,
    },
    RestoreProfiles {
        /// One CALL each.
        profiles: Vec<HeldProfile>,
    },
}

impl Args {
    pub fn kind(&self) -> CommandKind {
        match self {
            Args::Reboot { .. } => CommandKind::Reboot,
            Args::UpdateFirmware { .. } => CommandKind::UpdateFirmware,
            Args::RequestDiagnostics { .. } => CommandKind::RequestDiagnostics,
            Args::ClearCache => CommandKind::ClearCache,
            Args::ClearChargingProfiles { .. } => CommandKind::ClearChargingProfiles,
            Args::ChangeSite { .. } => CommandKind::ChangeSite,
            Args::SendMessage { .. } => CommandKind::SendMessage,
            Args::ReadConfiguration => CommandKind::ReadConfiguration,
            Args::SetConfiguration { .. } => CommandKind::SetConfiguration,
            Args::RestoreProfiles { .. } => CommandKind::RestoreProfiles,
        }
    }

    /// The EVSE that it is about, if it is one alone.
    pub fn evse(&self) -> Option<i64> {
        match self {
            Args::Reboot { evse, .. } => *evse,
            _whole_charger => None,
        }
    }

    /// Does its file go through our own host?
    pub fn is_hosted(&self) -> bool {
        match self {
            Args::UpdateFirmware { image, .. } => image.is_some(),
            Args::RequestDiagnostics { here, .. } => *here,
            _no_file => false,
        }
    }

    /// Is it held back until no charging session runs?
    pub fn waits_for_sessions(&self) -> bool {
        matches!(self, Args::Reboot { when_idle: true, .. })
    }
}
