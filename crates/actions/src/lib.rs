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
mod order;
mod page;
mod verdict;

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

pub use action::{EndsBy, Facts, Offer, OrderedAt, Rejected, Sign};
pub use args::Args;
pub use command::{Command, Commands};
pub use event::{Event, Gone, LiveCommand};
pub use files::Verdict as FileVerdict;
pub use life::{Doubted, Effects, Life, PartAnswer, Progress, StepChange, Waits};
pub use order::{
    ClearProfiles, FirmwareSource, LocalTime, MessageText, Order, OrderForm, Reason, Reboot, RebootKind, Receiver,
    RequestDiagnostics, Retries, SendMessage, SetConfiguration, Signing, UpdateFirmware, UrlText,
};
pub use page::ChargerPage;
pub use verdict::Common;

use action::{Action, EndOf, Ends, Own};
use change_site::ChangeSite;
use clear_cache::ClearCache;
use clear_charging_profiles::ClearChargingProfiles;
use model::CommandKind;
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
    SendMessage(send_message::Verdict) of SendMessage,
    ReadConfiguration(read_configuration::Verdict) of ReadConfiguration,
    SetConfiguration(set_configuration::Verdict) of SetConfiguration,
    RestoreProfiles(restore_profiles::Verdict) of RestoreProfiles,
}
