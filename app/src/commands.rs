//! The six actions: each has its server function and its form in a file of its own; the bones they share are here.

mod change_site;
mod clear_cache;
mod clear_charging_profiles;
mod fields;
mod form;
#[cfg(feature = "ssr")]
mod ordering;
mod preview;
mod reboot;
mod request_diagnostics;
mod stop_waiting;
mod update_firmware;

pub use form::{ActionForm, FormState, Preset, refusal_of_address};
pub use stop_waiting::StopWaiting;

use leptos::prelude::*;
use model::{Charger, CommandKey, CommandKind, Moment, Ordered};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

/// What a page gives to the forms on it.
#[derive(Clone, Copy)]
pub struct Ordering {
    pub charger: Signal<Charger>,
    /// The site's clock when the page was made.
    pub local_now: Signal<Moment>,
    /// What the next idempotency key is made from: it came with the page, later with the answer before.
    once: RwSignal<String>,
    taken: Callback<CommandKey>,
}

impl Ordering {
    /// `taken` hears of each order that was taken.
    pub fn new(
        charger: Signal<Charger>,
        local_now: Signal<Moment>,
        once: RwSignal<String>,
        taken: Callback<CommandKey>,
    ) -> Self {
        Self { charger, local_now, once, taken }
    }

    /// The key of the next order of this kind: the same until one was taken, so that a form sent twice is one order.
    pub fn once_for(self, kind: CommandKind) -> String {
        format!("{}-{}", self.once.read(), kind.slug())
    }

    pub fn take(self, key: CommandKey) {
        self.once.set(key.to_string());
        self.taken.run(key);
    }
}

/// A form's fields as they were filled in.
pub struct Fields(FormData);

impl Fields {
    pub fn of_form(form: &HtmlFormElement) -> Option<Self> {
        FormData::new_with_form(form).ok().map(Self)
    }

    pub fn of_event(event: &leptos::ev::SubmitEvent) -> Option<Self> {
        let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
        Self::of_form(&form)
    }

    pub fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).as_string()
    }
}

/// Sends an order to its server function.
pub async fn send(kind: CommandKind, fields: Fields) -> Result<Ordered, ServerFnError> {
    match kind {
        CommandKind::Reboot => reboot::send(&fields).await,
        CommandKind::UpdateFirmware => update_firmware::send(&fields).await,
        CommandKind::RequestDiagnostics => request_diagnostics::send(&fields).await,
        CommandKind::ClearCache => clear_cache::send(&fields).await,
        CommandKind::ClearChargingProfiles => clear_charging_profiles::send(&fields).await,
        CommandKind::ChangeSite => change_site::send(&fields).await,
    }
}

/// What will happen to this charger now.
fn sentence(kind: CommandKind, charger: &Charger) -> String {
    match kind {
        CommandKind::Reboot => reboot::sentence(charger),
        CommandKind::UpdateFirmware => update_firmware::sentence(charger),
        CommandKind::RequestDiagnostics => request_diagnostics::sentence(charger),
        CommandKind::ClearCache => clear_cache::sentence(charger),
        CommandKind::ClearChargingProfiles => clear_charging_profiles::sentence(charger),
        CommandKind::ChangeSite => change_site::sentence(charger),
    }
}

/// Two lines: what the action is for, and when to use it and whether a reboot is needed.
pub fn help(kind: CommandKind) -> [&'static str; 2] {
    match kind {
        CommandKind::Reboot => reboot::HELP,
        CommandKind::UpdateFirmware => update_firmware::HELP,
        CommandKind::RequestDiagnostics => request_diagnostics::HELP,
        CommandKind::ClearCache => clear_cache::HELP,
        CommandKind::ClearChargingProfiles => clear_charging_profiles::HELP,
        CommandKind::ChangeSite => change_site::HELP,
    }
}

fn inputs(kind: CommandKind, form: FormState) -> AnyView {
    match kind {
        CommandKind::Reboot => view! { <reboot::Inputs form /> }.into_any(),
        CommandKind::UpdateFirmware => view! { <update_firmware::Inputs form /> }.into_any(),
        CommandKind::RequestDiagnostics => view! { <request_diagnostics::Inputs form /> }.into_any(),
        CommandKind::ClearCache => view! { <clear_cache::Inputs form /> }.into_any(),
        CommandKind::ClearChargingProfiles => view! { <clear_charging_profiles::Inputs form /> }.into_any(),
        CommandKind::ChangeSite => view! { <change_site::Inputs form /> }.into_any(),
    }
}

/// The label on the submit button.
fn button(kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::ChangeSite => "Save",
        CommandKind::Reboot
        | CommandKind::UpdateFirmware
        | CommandKind::RequestDiagnostics
        | CommandKind::ClearCache
        | CommandKind::ClearChargingProfiles => kind.label(),
    }
}

/// `1 session is running on connector 2`, and what it has drawn; none where nothing runs.
fn running_sessions(charger: &Charger) -> Option<(String, Vec<String>)> {
    let running = &charger.transactions;
    let title = match running.as_slice() {
        [] => return None,
        [only] => format!("1 session is running on connector {}", only.connector),
        several => format!("{} sessions are running", several.len()),
    };
    let lines = running
        .iter()
        .map(|session| {
            let since = session.started.local.get(11..16).unwrap_or_default();
            match running.len() {
                1 => format!("{} since {since}", session.energy()),
                _ => format!("Connector {}: {} since {since}", session.connector, session.energy()),
            }
        })
        .collect();
    Some((title, lines))
}
