//! What is asked of the inputs of any order.

use crate::{Args, RebootKind, reboot};

impl Args {
    /// The EVSE that it is about, if it is one alone.
    pub fn evse(&self) -> Option<i64> {
        match self {
            Args::Reboot(reboot) => reboot.evse,
            _whole_charger => None,
        }
    }

    /// Does its file go through our own host?
    pub fn is_hosted(&self) -> bool {
        match self {
            Args::UpdateFirmware(update) => update.image.is_some(),
            Args::RequestDiagnostics(request) => request.here,
            _no_file => false,
        }
    }

    /// Is it held back until no charging session runs?
    pub fn waits_for_sessions(&self) -> bool {
        matches!(self, Args::Reboot(reboot::Inputs { when_idle: true, .. }))
    }

    /// When its work may begin on the charger, as it was asked for; none: at once.
    pub fn begins_at(&self) -> Option<i64> {
        match self {
            Args::UpdateFirmware(update) => Some(update.retrieve_at),
            _at_once => None,
        }
    }

    /// When the charger was asked to have something to tell at the earliest; none: at once.
    pub fn tells_from(&self) -> Option<i64> {
        match self {
            Args::UpdateFirmware(update) => Some(update.retrieve_at.max(update.install_at.unwrap_or_default())),
            _at_once => None,
        }
    }

    /// Where the charger itself waits for its sessions to end, before it reboots; that means the same in each version.
    pub fn is_soft_reboot(&self) -> bool {
        matches!(self, Args::Reboot(reboot::Inputs { kind: RebootKind::Soft, .. }))
    }

    pub fn is_hard_reboot(&self) -> bool {
        matches!(self, Args::Reboot(reboot::Inputs { kind: RebootKind::Hard, .. }))
    }

    /// From which site to which it moves the charger.
    pub fn moves(&self) -> Option<(&str, &str)> {
        match self {
            Args::ChangeSite(change) => Some((&change.from, &change.to)),
            _stays_where_it_is => None,
        }
    }
}
