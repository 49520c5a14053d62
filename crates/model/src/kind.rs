//! The table of what can be ordered. Everything else about a kind is in its action's file.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($kind:ident = $word:ident, $slug:literal, $label:literal;)+) => {
        /// What can be ordered: the actions in the order of the menu, then what administrators and Chargehand itself order.
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

        /// Gives the table to a macro: of each kind its name, a name for what is made of it, and its word in addresses.
        #[macro_export]
        macro_rules! each_kind {
            ($then:ident) => {
                $then! { $($kind $word $slug;)+ }
            };
        }
    };
}

kinds! {
    Reboot = reboot, "reboot", "Reboot";
    UpdateFirmware = update_firmware, "update-firmware", "Update Firmware";
    RequestDiagnostics = request_diagnostics, "request-diagnostics", "Request Diagnostics";
    ClearCache = clear_cache, "clear-cache", "Clear Cache";
    ClearChargingProfiles = clear_charging_profiles, "clear-charging-profiles", "Clear Charging Profiles";
    ChangeSite = change_site, "change-site", "Change Site";
    Ask = ask, "ask", "Ask";
    SendMessage = send_message, "send-message", "Send Message";
    ReadConfiguration = read_configuration, "read-configuration", "Read Configuration";
    SetConfiguration = set_configuration, "set-configuration", "Set Configuration";
    RestoreProfiles = restore_profiles, "restore-profiles", "Restore Charging Profiles";
}

impl CommandKind {
    /// The items of the Actions menu, down to its divider.
    pub const ACTIONS: [CommandKind; 6] = [
        CommandKind::Reboot,
        CommandKind::UpdateFirmware,
        CommandKind::RequestDiagnostics,
        CommandKind::ClearCache,
        CommandKind::ClearChargingProfiles,
        CommandKind::ChangeSite,
    ];
    /// Those below its divider.
    pub const BELOW: &[CommandKind] = &[CommandKind::Ask];

    /// Every item of the Actions menu, in its order.
    pub fn menu() -> impl Iterator<Item = CommandKind> {
        Self::ACTIONS.into_iter().chain(Self::BELOW.iter().copied())
    }

    /// Does the menu's divider stand right above it?
    pub fn follows_divider(self) -> bool {
        Self::BELOW.first() == Some(&self)
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == text)
    }
}
