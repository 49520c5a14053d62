//! The actions that have a form: what makes each one's different from the others'.

mod ask;
mod change_site;
mod clear_cache;
mod clear_charging_profiles;
mod reboot;
mod request_diagnostics;
mod update_firmware;

use crate::components::icon::Glyph;
use crate::forms::state::FormState;
use actions::{Sign, facts};
use leptos::prelude::*;
use model::{Charger, CommandKind};

/// What makes one action's form different from the others'.
#[derive(Clone, Copy)]
pub struct Flesh {
    /// What will happen to this charger now.
    pub sentence: fn(&Charger) -> String,
    /// What the action is for, and when to use it and whether a reboot is needed.
    pub help: [&'static str; 2],
    pub inputs: fn(FormState) -> AnyView,
    /// The label on the submit button.
    pub button: &'static str,
}

impl Flesh {
    /// None for what has no form of this kind.
    pub fn of(kind: CommandKind) -> Option<Self> {
        let flesh = match kind {
            CommandKind::Reboot => Flesh {
                sentence: reboot::sentence,
                help: reboot::HELP,
                inputs: |form| view! { <reboot::Inputs form /> }.into_any(),
                button: kind.label(),
            },
            CommandKind::UpdateFirmware => Flesh {
                sentence: update_firmware::sentence,
                help: update_firmware::HELP,
                inputs: |form| view! { <update_firmware::Inputs form /> }.into_any(),
                button: kind.label(),
            },
            CommandKind::RequestDiagnostics => Flesh {
                sentence: request_diagnostics::sentence,
                help: request_diagnostics::HELP,
                inputs: |form| view! { <request_diagnostics::Inputs form /> }.into_any(),
                button: kind.label(),
            },
            CommandKind::ClearCache => Flesh {
                sentence: clear_cache::sentence,
                help: clear_cache::HELP,
                inputs: |form| view! { <clear_cache::Inputs form /> }.into_any(),
                button: kind.label(),
            },
            CommandKind::ClearChargingProfiles => Flesh {
                sentence: clear_charging_profiles::sentence,
                help: clear_charging_profiles::HELP,
                inputs: |form| view! { <clear_charging_profiles::Inputs form /> }.into_any(),
                button: kind.label(),
            },
            CommandKind::ChangeSite => Flesh {
                sentence: change_site::sentence,
                help: change_site::HELP,
                inputs: |form| view! { <change_site::Inputs form /> }.into_any(),
                button: "Save",
            },
            CommandKind::Ask => Flesh {
                sentence: ask::sentence,
                help: ask::HELP,
                inputs: |form| view! { <ask::Inputs form /> }.into_any(),
                button: kind.label(),
            },
            CommandKind::SendMessage
            | CommandKind::ReadConfiguration
            | CommandKind::SetConfiguration
            | CommandKind::RestoreProfiles => return None,
        };
        Some(flesh)
    }
}

/// The icon of what is ordered.
pub fn glyph_of(kind: CommandKind) -> Glyph {
    match facts(kind).sign {
        Sign::Power => Glyph::Power,
        Sign::Up => Glyph::Up,
        Sign::Down => Glyph::Down,
        Sign::Broom => Glyph::Broom,
        Sign::Wave => Glyph::Wave,
        Sign::Move => Glyph::Move,
        Sign::Message => Glyph::Message,
        Sign::Sliders => Glyph::Sliders,
        Sign::Pencil => Glyph::Pencil,
        Sign::Undo => Glyph::Undo,
    }
}
