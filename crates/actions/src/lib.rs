//! What can be ordered, what comes of it, and how that is told. Pure: no clock, no database, no protocol.
//!
//! An action is one file: its inputs, its facts, the ways in which it ends, and what is seen of it. Here stands the table of them; what
//! they share lies in `life`.

mod action;
mod advice;
mod args;
mod boots;
mod command;
mod event;
mod files;
mod life;
mod older;
mod order;
mod page;
mod turn;
mod verdict;

pub mod ask;
pub mod change_site;
pub mod clear_cache;
pub mod clear_charging_profiles;
pub mod read_configuration;
pub mod reboot;
pub mod request_diagnostics;
pub mod restore_profiles;
pub mod send_message;
pub mod set_configuration;
pub mod update_firmware;

pub use action::{Action, EndOf, Ending, EndsBy, Facts, Offer, OrderedAt, Rejected, Sign};
pub use args::Beginnings;
pub use ask::Ask;
pub use clear_charging_profiles::ClearProfiles;
pub use command::{Command, Commands};
pub use event::{Event, Gone, LiveCommand};
pub use files::Verdict as FileVerdict;
pub use life::{CORRECTABLE_MS, Case, DoubtedFailure, Effects, Life, PartAnswer, Progress, StepChange, Waits};
pub use older::{Newer, Older, already_open};
pub use order::{LocalTime, MessageText, Reason, Retries, Signing, SiteClock, UrlText};
pub use page::ChargerPage;
pub use reboot::{Reboot, RebootKind};
pub use request_diagnostics::{Receiver, RequestDiagnostics};
pub use send_message::SendMessage;
pub use set_configuration::SetConfiguration;
pub use turn::{Turn, stays_queued};
pub use update_firmware::{FirmwareSource, UpdateFirmware};
pub use verdict::Common;

use action::{Ends, Own};
use change_site::ChangeSite;
use clear_cache::ClearCache;
use clear_charging_profiles::ClearChargingProfiles;
use model::{Abilities, CommandKey, CommandKind, Notice, Protocol, Refusal, SiteKey};
use order::order_form;
use read_configuration::ReadConfiguration;
use restore_profiles::RestoreProfiles;
use serde::{Deserialize, Serialize};

/// Does something with the action of a kind, as a type.
macro_rules! with_action {
    ($kind:expr, $Action:ident => $body:expr) => {
        match $kind {
            $crate::CommandKind::Reboot => $crate::with_action!(@ $crate::Reboot, $Action => $body),
            $crate::CommandKind::UpdateFirmware => $crate::with_action!(@ $crate::UpdateFirmware, $Action => $body),
            $crate::CommandKind::RequestDiagnostics => {
                $crate::with_action!(@ $crate::RequestDiagnostics, $Action => $body)
            }
            $crate::CommandKind::ClearCache => $crate::with_action!(@ $crate::ClearCache, $Action => $body),
            $crate::CommandKind::ClearChargingProfiles => {
                $crate::with_action!(@ $crate::ClearChargingProfiles, $Action => $body)
            }
            $crate::CommandKind::ChangeSite => $crate::with_action!(@ $crate::ChangeSite, $Action => $body),
            $crate::CommandKind::Ask => $crate::with_action!(@ $crate::Ask, $Action => $body),
            $crate::CommandKind::SendMessage => $crate::with_action!(@ $crate::SendMessage, $Action => $body),
            $crate::CommandKind::ReadConfiguration => {
                $crate::with_action!(@ $crate::ReadConfiguration, $Action => $body)
            }
            $crate::CommandKind::SetConfiguration => $crate::with_action!(@ $crate::SetConfiguration, $Action => $body),
            $crate::CommandKind::RestoreProfiles => $crate::with_action!(@ $crate::RestoreProfiles, $Action => $body),
        }
    };
    (@ $type:ty, $Action:ident => $body:expr) => {{
        type $Action = $type;
        $body
    }};
}
use with_action;

/// The kinds that a boot may prove to have been done.
pub fn proven_by_boot() -> impl Iterator<Item = CommandKind> {
    CommandKind::ALL.into_iter().filter(|kind| facts(*kind).proven_by_boot)
}

/// The kinds that a message of the charger's may prove to have been done.
pub fn proven_by_notice() -> impl Iterator<Item = CommandKind> {
    CommandKind::ALL.into_iter().filter(|kind| facts(*kind).waits_for_notice)
}

/// What is always true of a kind.
pub fn facts(kind: CommandKind) -> &'static Facts {
    with_action!(kind, A => &<A as Action>::FACTS)
}

macro_rules! verdicts {
    ($($group:ident($verdict:path) $(of $action:ident)?,)+) => {
        /// How a command ended. Its JSON is one word, `verdict`, with what belongs to that; no word stands in two groups.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(untagged, expecting = "a verdict that an action may end with")]
        pub enum Verdict {
            $($group($verdict),)+
        }

        impl Verdict {
            pub(crate) fn ends(&self) -> &dyn Ends {
                match self {
                    $(Verdict::$group(verdict) => verdict,)+
                }
            }

            /// How many groups know this word.
            #[cfg(test)]
            fn groups(json: &str) -> usize {
                [$(serde_json::from_str::<$verdict>(json).is_ok()),+].into_iter().filter(|known| *known).count()
            }
        }

        $(
            impl From<$verdict> for Verdict {
                fn from(verdict: $verdict) -> Self {
                    Verdict::$group(verdict)
                }
            }

            impl Own for $verdict {
                fn of(verdict: &Verdict) -> Option<&Self> {
                    match verdict {
                        Verdict::$group(verdict) => Some(verdict),
                        _of_another => None,
                    }
                }
            }

            $(impl EndOf<$action> for $verdict {
                fn verdict(self) -> Verdict {
                    self.into()
                }
            })?
        )+
    };
}

verdicts! {
    Common(Common),
    Files(files::Verdict),
    Reboot(reboot::Verdict) of Reboot,
    UpdateFirmware(update_firmware::Verdict) of UpdateFirmware,
    RequestDiagnostics(request_diagnostics::Verdict) of RequestDiagnostics,
    ClearCache(clear_cache::Verdict) of ClearCache,
    ClearChargingProfiles(clear_charging_profiles::Verdict) of ClearChargingProfiles,
    ChangeSite(change_site::Verdict) of ChangeSite,
    Ask(ask::Verdict) of Ask,
    SendMessage(send_message::Verdict) of SendMessage,
    ReadConfiguration(read_configuration::Verdict) of ReadConfiguration,
    SetConfiguration(set_configuration::Verdict) of SetConfiguration,
    RestoreProfiles(restore_profiles::Verdict) of RestoreProfiles,
}

/// An order's inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Args {
    Reboot(reboot::Inputs),
    UpdateFirmware(update_firmware::Inputs),
    RequestDiagnostics(request_diagnostics::Inputs),
    ClearCache,
    ClearChargingProfiles(clear_charging_profiles::Inputs),
    ChangeSite(change_site::Inputs),
    Ask(Notice),
    SendMessage(send_message::Inputs),
    ReadConfiguration,
    SetConfiguration(set_configuration::Inputs),
    RestoreProfiles(restore_profiles::Inputs),
}

impl Args {
    pub fn kind(&self) -> CommandKind {
        match self {
            Args::Reboot(_) => CommandKind::Reboot,
            Args::UpdateFirmware(_) => CommandKind::UpdateFirmware,
            Args::RequestDiagnostics(_) => CommandKind::RequestDiagnostics,
            Args::ClearCache => CommandKind::ClearCache,
            Args::ClearChargingProfiles(_) => CommandKind::ClearChargingProfiles,
            Args::ChangeSite(_) => CommandKind::ChangeSite,
            Args::Ask(_) => CommandKind::Ask,
            Args::SendMessage(_) => CommandKind::SendMessage,
            Args::ReadConfiguration => CommandKind::ReadConfiguration,
            Args::SetConfiguration(_) => CommandKind::SetConfiguration,
            Args::RestoreProfiles(_) => CommandKind::RestoreProfiles,
        }
    }

    /// What it asks the charger to tell, where that is what it waits for.
    pub fn notice(&self) -> Option<Notice> {
        match self {
            Args::Ask(notice) => Some(*notice),
            _waits_for_something_else => None,
        }
    }
}

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
    Ask(Ask),
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
            Order::Ask(_) => CommandKind::Ask,
            Order::SendMessage(_) => CommandKind::SendMessage,
            Order::ReadConfiguration => CommandKind::ReadConfiguration,
            Order::SetConfiguration(_) => CommandKind::SetConfiguration,
            Order::RestoreProfiles { .. } => CommandKind::RestoreProfiles,
        }
    }

    /// Its inputs as they are kept, and what it is about in words, where that takes no more than what the charger can do; none where the
    /// backend makes them of what it keeps.
    pub fn plain(&self, abilities: &Abilities, protocol: Protocol) -> Option<Result<(Args, String), Refusal>> {
        match self {
            Order::ClearCache => Some(Ok((Args::ClearCache, String::new()))),
            Order::ReadConfiguration => Some(Ok((Args::ReadConfiguration, String::new()))),
            Order::ClearChargingProfiles(criteria) => Some(criteria.inputs(abilities, protocol)),
            Order::Ask(ask) => Some(ask.inputs(abilities, protocol)),
            Order::Reboot(_)
            | Order::UpdateFirmware(_)
            | Order::RequestDiagnostics(_)
            | Order::ChangeSite { .. }
            | Order::SendMessage(_)
            | Order::SetConfiguration(_)
            | Order::RestoreProfiles { .. } => None,
        }
    }

    /// May it take the place of one of its kind that is open?
    pub fn may_replace(&self) -> bool {
        match self {
            Order::UpdateFirmware(update) => update.replace,
            Order::RequestDiagnostics(request) => request.replace,
            _stands_alone => false,
        }
    }
}

// Each field once, beside the action that has it first.
order_form! {
    charger, once, reason,
    // Reboot
    kind, when_idle, evse, end_session, interrupt_update,
    // Update Firmware, Request Diagnostics
    source, firmware, anyway, receiver, by, url, fetch_from, install_from, certificate, signature, from, to, log, retries, retry_interval, replace,
    // Clear Charging Profiles
    confirm, id, connector, purpose, stack_level,
    // Change Site
    site,
    // Ask
    what,
    // Send a message, Set
    action, payload, as_typed, name, value,
    // Restore
    command,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_proven_by_something_else_than_its_answer_is_known_by_its_kind() {
        assert!(proven_by_boot().eq([CommandKind::Reboot, CommandKind::UpdateFirmware]));
        assert!(proven_by_notice().eq([CommandKind::Ask]));
    }

    #[test]
    fn only_what_asks_for_something_waits_for_that() {
        for line in include_str!("../tests/samples/args.jsonl").lines() {
            let args: Args = serde_json::from_str(line).expect("inputs");
            assert_eq!(args.notice().is_some(), args.kind() == CommandKind::Ask, "{line}");
        }
        assert_eq!(Args::Ask(Notice::of(model::Topic::Boot)).notice(), Some(Notice::of(model::Topic::Boot)));
    }

    /// Else the JSON would not say which it is.
    #[test]
    fn no_word_stands_in_two_groups() {
        for line in include_str!("../tests/samples/verdicts.jsonl").lines() {
            assert_eq!(Verdict::groups(line), 1, "{line}");
        }
        let unknown = serde_json::from_str::<Verdict>(r#"{"verdict":"Wondered"}"#).unwrap_err().to_string();
        assert!(unknown.contains("a verdict that an action may end with"), "{unknown}");
    }
}
