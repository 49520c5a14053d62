//! What an operator may order: one typed value per action, and one form whose fields are told apart by the action.

mod form;
#[cfg(test)]
mod tests;

use model::{CommandKey, CommandKind, FileProtocol, FirmwareKey, LogKind, ProfilePurpose, SiteKey};
use serde::{Deserialize, Serialize};
use std::fmt;

pub use form::OrderForm;

/// What overrides a warning wants a reason of at least this many characters.
const REASON_MIN: usize = 5;

/// An order with its inputs, checked for shape. Whether it may be done is decided by the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    Reboot(Reboot),
    UpdateFirmware(UpdateFirmware),
    RequestDiagnostics(RequestDiagnostics),
    ClearCache,
    ClearChargingProfiles(ClearProfiles),
    ChangeSite {
        site: SiteKey,
    },
    SendMessage(SendMessage),
    ReadConfiguration,
    SetConfiguration(SetConfiguration),
    /// Sends the profiles again that a command of Clear Charging Profiles took away.
    RestoreProfiles {
        cleared: CommandKey,
    },
}

impl Order {
    pub fn kind(&self) -> CommandKind {
        match self {
            Order::Reboot(_) => CommandKind::Reboot,
            Order::UpdateFirmware(_) => CommandKind::UpdateFirmware,
            Order::RequestDiagnostics(_) => CommandKind::RequestDiagnostics,
            Order::ClearCache => CommandKind::ClearCache,
            Order::ClearChargingProfiles(_) => CommandKind::ClearChargingProfiles,
            Order::ChangeSite { .. } => CommandKind::ChangeSite,
            Order::SendMessage(_) => CommandKind::SendMessage,
            Order::ReadConfiguration => CommandKind::ReadConfiguration,
            Order::SetConfiguration(_) => CommandKind::SetConfiguration,
            Order::RestoreProfiles { .. } => CommandKind::RestoreProfiles,
        }
    }

    /// May it take the place of one of its kind that is open?
    pub fn may_replace(&self) -> bool {
        match self {
            Order::UpdateFirmware(update) => update.replace,
            Order::RequestDiagnostics(request) => request.replace,
            Order::Reboot(_)
            | Order::ClearCache
            | Order::ClearChargingProfiles(_)
            | Order::ChangeSite { .. }
            | Order::SendMessage(_)
            | Order::ReadConfiguration
            | Order::SetConfiguration(_)
            | Order::RestoreProfiles { .. } => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reboot {
    pub kind: RebootKind,
    /// Held back until no charging session runs.
    pub when_idle: bool,
    /// This EVSE alone.
    pub evse: Option<i64>,
    /// A running session may be cut off.
    pub end_session: bool,
    /// An update under way may be cut off.
    pub interrupt_update: bool,
}

impl Reboot {
    /// Now, the whole charger, and neither a session nor an update may be cut off.
    pub const fn now(kind: RebootKind) -> Reboot {
        Reboot { kind, when_idle: false, evse: None, end_session: false, interrupt_update: false }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RebootKind {
    Soft,
    Hard,
    /// Now, and sessions go on afterwards; OCPP 2.1 only.
    Resume,
}

impl RebootKind {
    pub fn as_str(self) -> &'static str {
        match self {
            RebootKind::Soft => "Soft",
            RebootKind::Hard => "Hard",
            RebootKind::Resume => "Resume",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateFirmware {
    pub source: FirmwareSource,
    /// None: now.
    pub fetch_from: Option<LocalTime>,
    /// None: as soon as it is fetched.
    pub install_from: Option<LocalTime>,
    pub retries: Retries,
    pub signing: Option<Signing>,
    /// An update that runs may be replaced by this one.
    pub replace: bool,
}

impl UpdateFirmware {
    /// Now, unsigned, once, and replacing nothing.
    pub fn now(url: impl Into<String>) -> UpdateFirmware {
        UpdateFirmware::from(FirmwareSource::Url(UrlText(url.into())))
    }

    /// The same with an image of the library, by whichever protocol fits.
    pub fn of_library(key: FirmwareKey) -> UpdateFirmware {
        UpdateFirmware::from(FirmwareSource::Library { key, by: None, anyway: false })
    }

    fn from(source: FirmwareSource) -> UpdateFirmware {
        UpdateFirmware {
            source,
            fetch_from: None,
            install_from: None,
            retries: Retries::default(),
            signing: None,
            replace: false,
        }
    }
}

/// Where the charger fetches its firmware.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirmwareSource {
    /// Somebody's server.
    Url(UrlText),
    /// Here, from the library.
    Library {
        key: FirmwareKey,
        /// None: whichever the charger can use.
        by: Option<FileProtocol>,
        /// Although it is meant for another vendor or model; wants a reason.
        anyway: bool,
    },
}

/// Who takes the diagnostics that a charger uploads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// Chargehand itself.
    Here {
        /// None: whichever the charger can use.
        by: Option<FileProtocol>,
    },
    /// Somebody's server.
    Url(UrlText),
}

/// What proves a firmware file: the signing certificate (PEM) and the signature (base64).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    pub certificate: String,
    pub signature: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestDiagnostics {
    pub receiver: Receiver,
    pub from: Option<LocalTime>,
    pub to: Option<LocalTime>,
    pub retries: Retries,
    pub log: LogKind,
    /// A request that runs may be replaced by this one.
    pub replace: bool,
}

impl RequestDiagnostics {
    /// All there is, once, and replacing nothing.
    pub fn now(url: impl Into<String>) -> RequestDiagnostics {
        RequestDiagnostics::to(Receiver::Url(UrlText(url.into())))
    }

    /// The same, received here, by whichever protocol fits.
    pub fn here() -> RequestDiagnostics {
        RequestDiagnostics::to(Receiver::Here { by: None })
    }

    fn to(receiver: Receiver) -> RequestDiagnostics {
        RequestDiagnostics {
            receiver,
            from: None,
            to: None,
            retries: Retries::default(),
            log: LogKind::default(),
            replace: false,
        }
    }
}

/// Any request that a central system may send, written by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendMessage {
    /// The name on the wire.
    pub action: String,
    pub payload: MessageText,
    /// Sent exactly as typed, whatever its definition says.
    pub as_typed: bool,
}

/// JSON as it was typed. It may hold a password, so it has no readable Debug and is never serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageText(pub String);

impl fmt::Debug for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageText(***)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetConfiguration {
    /// As the configuration names it.
    pub name: String,
    pub value: MessageText,
}

/// A URL as it was typed. It may hold a password, so it has no readable Debug and is never serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct UrlText(pub String);

impl fmt::Debug for UrlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UrlText(***)")
    }
}

/// A wall-clock time in the site's zone as `datetime-local` writes it: `2026-11-23T10:00`, seconds allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(pub String);

/// Retries as the form gives them; unset stays unset on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retries {
    pub times: Option<i64>,
    pub interval_s: Option<i64>,
}

/// Which profiles to clear; nothing set means all of them. Given fields are ANDed, and an id overrides the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearProfiles {
    pub id: Option<i64>,
    /// A connector on 1.6, an EVSE on 2.x.
    pub connector: Option<i64>,
    pub purpose: Option<ProfilePurpose>,
    pub stack_level: Option<i64>,
}

impl ClearProfiles {
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// `all`, or the criteria in words.
    pub fn words(&self) -> String {
        let parts: Vec<String> = [
            self.id.map(|id| format!("id {id}")),
            self.connector.map(|connector| format!("connector {connector}")),
            self.purpose.map(|purpose| purpose.as_str().to_owned()),
            self.stack_level.map(|level| format!("stack level {level}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() { "all".to_owned() } else { parts.join(", ") }
    }
}

/// Why the operator orders it: optional, kept with the order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason(pub Option<String>);

impl Reason {
    /// Long enough to do what is not meant to be done, such as ending somebody's charging session?
    pub fn is_enough(&self) -> bool {
        self.0.as_deref().is_some_and(|reason| reason.chars().count() >= REASON_MIN)
    }
}
