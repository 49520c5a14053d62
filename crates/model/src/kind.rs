//! The table of what can be ordered. Everything else about a kind is in its action's file.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($kind:ident = $slug:literal, $label:literal;)+) => {
        /// What can be ordered: the six actions in the order of the menu, then what administrators and Chargehand itself order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum CommandKind {
            $(#[serde(rename = $slug)] $kind,)+
        }

        impl CommandKind {
            pub const ALL: [CommandKind; [$($slug),+].len()] = [$(CommandKind::$kind),+];

            /// The label on screen, which tests and screen readers rely on.
            pub fn label(self) -> &'static str {
                match self { $(CommandKind::$kind => $label,)+ }
            }

            /// The word in addresses and in the database.
            pub fn slug(self) -> &'static str {
                match self { $(CommandKind::$kind => $slug,)+ }
            }
        }
    };
}

kinds! {
    Reboot = "reboot", "Reboot";
    UpdateFirmware = "update-firmware", "Update Firmware";
    RequestDiagnostics = "request-diagnostics", "Request Diagnostics";
    ClearCache = "clear-cache", "Clear Cache";
    ClearChargingProfiles = "clear-charging-profiles", "Clear Charging Profiles";
    ChangeSite = "change-site", "Change Site";
    SendMessage = "send-message", "Send Message";
    ReadConfiguration = "read-configuration", "Read Configuration";
    SetConfiguration = "set-configuration", "Set Configuration";
    RestoreProfiles = "restore-profiles", "Restore Charging Profiles";
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

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == text)
    }
}
