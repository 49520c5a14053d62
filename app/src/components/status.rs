//! A state as icon, word and colour together: plain in a line of text, or as a badge where it matters on its own.

use crate::components::icon::{Glyph, Icon};
use leptos::prelude::*;
use model::{Admission, Charger, CommandKind, Tone};

/// A state in a word or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub tone: Tone,
    pub glyph: Glyph,
    pub words: String,
}

impl State {
    pub fn new(tone: Tone, glyph: Glyph, words: impl Into<String>) -> Self {
        Self { tone, glyph, words: words.into() }
    }

    /// A verdict or a standing, with the icon of its tone.
    pub fn toned(tone: Tone, words: impl Into<String>) -> Self {
        let glyph = match tone {
            Tone::Ok => Glyph::Check,
            Tone::Busy => Glyph::Spin,
            Tone::Warn => Glyph::Triangle,
            Tone::Bad => Glyph::Cross,
            Tone::Neutral => Glyph::Ring,
        };
        Self::new(tone, glyph, capitalised(words.into()))
    }

    /// The one state of a charger that the list shows. `offline_for` is how long it has been away, in words.
    pub fn of_charger(charger: &Charger, offline_for: Option<String>) -> Self {
        // What an order does, by its delivery: one that waits does nothing yet.
        let open = |kind: CommandKind, acts: bool| {
            charger.open.iter().find(move |open| open.kind == kind && open.acts == acts)
        };
        let rebooting = open(CommandKind::Reboot, true);
        if !charger.online {
            let length = offline_for.map(|length| format!(" {length}")).unwrap_or_default();
            return match (&charger.since, rebooting) {
                (None, _) => Self::new(Tone::Neutral, Glyph::Ring, "Never connected"),
                (Some(_), Some(_)) => Self::new(Tone::Busy, Glyph::Ring, format!("Offline{length}, rebooting")),
                (Some(_), None) => Self::new(Tone::Neutral, Glyph::Ring, format!("Offline{length}")),
            };
        }
        if charger.is_faulted() {
            return Self::new(Tone::Bad, Glyph::Cross, "Faulted");
        }
        if let Some(reboot) = rebooting {
            return Self::new(Tone::Busy, Glyph::Spin, reboot.state.clone());
        }
        if charger.alerts > 0 {
            return Self::new(Tone::Bad, Glyph::Shield, "Security alert");
        }
        match charger.registered {
            Some(Admission::Pending) => return Self::new(Tone::Warn, Glyph::Triangle, "Held back"),
            Some(Admission::Rejected) => return Self::new(Tone::Warn, Glyph::Triangle, "Turned away"),
            Some(Admission::Accepted) | None => {}
        }
        if open(CommandKind::UpdateFirmware, true).is_some() {
            return Self::new(Tone::Busy, Glyph::Spin, "Updating");
        }
        if let Some(waits) = open(CommandKind::Reboot, false).or_else(|| open(CommandKind::UpdateFirmware, false)) {
            return Self::new(Tone::Busy, Glyph::Spin, waits.state.clone());
        }
        if charger.reboot_needed.is_some() {
            return Self::new(Tone::Warn, Glyph::Triangle, "Reboot needed");
        }
        Self::new(Tone::Ok, Glyph::Dot, "Connected")
    }
}

/// A badge begins like a sentence.
fn capitalised(words: String) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A state in a line of text.
#[component]
pub fn Status(#[prop(into)] state: Signal<State>) -> impl IntoView {
    view! {
        <span class=move || format!("status {}", state.read().tone.class())>
            <Icon glyph=Signal::derive(move || state.read().glyph) size=14 />
            {move || state.read().words.clone()}
        </span>
    }
}

/// A state that matters on its own.
#[component]
pub fn Badge(#[prop(into)] state: Signal<State>, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <span class=move || format!("badge {}", state.read().tone.class())>
            <Icon glyph=Signal::derive(move || state.read().glyph) size=12 />
            <span>{move || state.read().words.clone()}</span>
            {children.map(|children| children())}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::fixtures::charger;
    use model::{CommandKey, Connector, OpenCommand, RebootNeeded};

    /// K-02: what was not sent does nothing yet, and neither hides that the charger is offline or faulted.
    #[test]
    fn a_reboot_that_waits_is_no_reboot() {
        let check = |charger: &Charger, words: &str| {
            assert_eq!(State::of_charger(charger, Some("12 min".to_owned())).words, words);
        };
        let mut charger = charger();
        let reboot = |state: &str, acts| OpenCommand {
            key: CommandKey::from("c"),
            kind: CommandKind::Reboot,
            standing: String::new(),
            state: state.to_owned(),
            acts,
            by: String::new(),
        };
        charger.open = vec![reboot("Reboot waits for the session", false)];
        check(&charger, "Reboot waits for the session");
        charger.connectors.push(Connector { evse: 0, id: 1, status: "Faulted".to_owned(), error: None, info: None });
        check(&charger, "Faulted");
        charger.online = false;
        check(&charger, "Offline 12 min");
        charger.open = vec![reboot("Rebooting", true)];
        check(&charger, "Offline 12 min, rebooting");
        charger.online = true;
        check(&charger, "Faulted");
        charger.connectors.clear();
        check(&charger, "Rebooting");
    }

    #[test]
    fn the_list_shows_what_matters_most() {
        let check = |charger: &Charger, words: &str| {
            assert_eq!(State::of_charger(charger, Some("12 min".to_owned())).words, words);
        };
        let mut charger = charger();
        check(&charger, "Connected");
        charger.reboot_needed = Some(RebootNeeded::ProfilesCleared);
        check(&charger, "Reboot needed");
        charger.registered = Some(Admission::Pending);
        check(&charger, "Held back");
        charger.alerts = 1;
        check(&charger, "Security alert");
        charger.connectors.push(Connector { evse: 0, id: 1, status: "Faulted".to_owned(), error: None, info: None });
        check(&charger, "Faulted");
        charger.online = false;
        check(&charger, "Offline 12 min");
        charger.since = None;
        check(&charger, "Never connected");
    }
}
