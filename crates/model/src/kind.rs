//! The kinds of what can be ordered.

use serde::{Deserialize, Serialize};

/// What can be ordered: the six actions in the order of the menu, then what administrators and Chargehand itself order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommandKind {
    Reboot,
    UpdateFirmware,
    RequestDiagnostics,
    ClearCache,
    ClearChargingProfiles,
    ChangeSite,
    SendMessage,
    ReadConfiguration,
    SetConfiguration,
    RestoreProfiles,
}

impl CommandKind {
    /// The items of the Actions menu.
    pub const ACTIONS: [CommandKind; 6] = [
        CommandKind::Reboot,
        CommandKind::UpdateFirmware,
        CommandKind::RequestDiagnostics,
        CommandKind::ClearCache,
        CommandKind::ClearChargingProfiles,
        CommandKind::ChangeSite,
    ];

    pub const ALL: [CommandKind; 10] = [
        CommandKind::Reboot,
        CommandKind::UpdateFirmware,
        CommandKind::RequestDiagnostics,
        CommandKind::ClearCache,
        CommandKind::ClearChargingProfiles,
        CommandKind::ChangeSite,
        CommandKind::SendMessage,
        CommandKind::ReadConfiguration,
        CommandKind::SetConfiguration,
        CommandKind::RestoreProfiles,
    ];

    /// The label on screen, which tests and screen readers rely on.
    pub fn label(self) -> &'static str {
        match self {
            CommandKind::Reboot => "Reboot",
            CommandKind::UpdateFirmware => "Update Firmware",
            CommandKind::RequestDiagnostics => "Request Diagnostics",
            CommandKind::ClearCache => "Clear Cache",
            CommandKind::ClearChargingProfiles => "Clear Charging Profiles",
            CommandKind::ChangeSite => "Change Site",
            CommandKind::SendMessage => "Send Message",
            CommandKind::ReadConfiguration => "Read Configuration",
            CommandKind::SetConfiguration => "Set Configuration",
            CommandKind::RestoreProfiles => "Restore Charging Profiles",
        }
    }

    /// The word in addresses and in the database.
    pub fn slug(self) -> &'static str {
        match self {
            CommandKind::Reboot => "reboot",
            CommandKind::UpdateFirmware => "update-firmware",
            CommandKind::RequestDiagnostics => "request-diagnostics",
            CommandKind::ClearCache => "clear-cache",
            CommandKind::ClearChargingProfiles => "clear-charging-profiles",
            CommandKind::ChangeSite => "change-site",
            CommandKind::SendMessage => "send-message",
            CommandKind::ReadConfiguration => "read-configuration",
            CommandKind::SetConfiguration => "set-configuration",
            CommandKind::RestoreProfiles => "restore-profiles",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == text)
    }

    /// Change Site touches no socket.
    pub fn needs_connection(self) -> bool {
        match self {
            CommandKind::Reboot
            | CommandKind::UpdateFirmware
            | CommandKind::RequestDiagnostics
            | CommandKind::ClearCache
            | CommandKind::ClearChargingProfiles
            | CommandKind::SendMessage
            | CommandKind::ReadConfiguration
            | CommandKind::SetConfiguration
            | CommandKind::RestoreProfiles => true,
            CommandKind::ChangeSite => false,
        }
    }

    /// May only administrators order it?
    pub fn is_for_administrators(self) -> bool {
        match self {
            CommandKind::SendMessage | CommandKind::SetConfiguration => true,
            CommandKind::Reboot
            | CommandKind::UpdateFirmware
            | CommandKind::RequestDiagnostics
            | CommandKind::ClearCache
            | CommandKind::ClearChargingProfiles
            | CommandKind::ChangeSite
            | CommandKind::ReadConfiguration
            | CommandKind::RestoreProfiles => false,
        }
    }

    /// Several may be open at once on one charger: each is settled by its own answer.
    pub fn may_repeat(self) -> bool {
        match self {
            CommandKind::SendMessage | CommandKind::SetConfiguration => true,
            CommandKind::Reboot
            | CommandKind::UpdateFirmware
            | CommandKind::RequestDiagnostics
            | CommandKind::ClearCache
            | CommandKind::ClearChargingProfiles
            | CommandKind::ChangeSite
            | CommandKind::ReadConfiguration
            | CommandKind::RestoreProfiles => false,
        }
    }
}
