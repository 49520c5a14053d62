//! What is ordered: each kind has its server function in a file of its own, the six actions their form too; the bones they share are here.

mod change_site;
mod clear_cache;
mod clear_charging_profiles;
mod configuration;
mod fields;
#[cfg(test)]
pub(crate) mod fixtures;
mod form;
mod hosted;
mod library;
#[cfg(feature = "ssr")]
mod ordering;
mod preview;
mod reboot;
mod request_diagnostics;
mod restore_profiles;
mod send_message;
mod stop_waiting;
mod update_firmware;

#[cfg(feature = "ssr")]
pub(crate) use ordering::charger_page;

pub use fields::escaped;
pub use form::{ActionForm, FormState, Preset, RefusalAlert, refusal_of_address};
pub use stop_waiting::StopWaiting;

use crate::files::Offered;
use actions::OrderForm;
use leptos::prelude::*;
use model::{Charger, CommandKey, CommandKind, HeldHere, Moment, Ordered};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

/// What a page gives to the forms on it.
#[derive(Clone, Copy)]
pub struct Ordering {
    pub charger: Signal<Charger>,
    /// The site's clock when the page was made.
    pub local_now: Signal<Moment>,
    /// The charging profiles it holds, as far as is known.
    pub profiles: Signal<Vec<HeldHere>>,
    /// What the file host offers to it.
    pub offered: RwSignal<Offered>,
    /// What the next idempotency key is made from: it came with the page, later with the answer before.
    once: RwSignal<String>,
    /// Of each kind the last that was sent and not taken, with its number.
    sent: StoredValue<Vec<Sent>>,
    taken: Callback<CommandKey>,
}

/// An order of which it is not known whether it was taken.
struct Sent {
    kind: CommandKind,
    form: OrderForm,
    number: u32,
}

impl Ordering {
    /// `taken` hears of each order that was taken.
    pub fn new(
        charger: Signal<Charger>,
        local_now: Signal<Moment>,
        once: RwSignal<String>,
        taken: Callback<CommandKey>,
    ) -> Self {
        Self {
            charger,
            local_now,
            profiles: Signal::stored(Vec::new()),
            offered: RwSignal::default(),
            once,
            sent: StoredValue::new(Vec::new()),
            taken,
        }
    }

    /// With the charging profiles the charger holds.
    pub fn holding(self, profiles: Signal<Vec<HeldHere>>) -> Self {
        Self { profiles, ..self }
    }

    /// With what the file host offers to it.
    pub fn offering(self, offered: RwSignal<Offered>) -> Self {
        Self { offered, ..self }
    }

    /// The key of the next order of this kind: the same until one was taken, so that a form sent twice is one order.
    pub fn once_for(self, kind: CommandKind) -> String {
        format!("{}-{}", self.once.read(), kind.slug())
    }

    /// Gives a form its idempotency key. What is sent again just as it was counts once; what was changed since is another order.
    pub fn keyed(self, kind: CommandKind, form: OrderForm) -> OrderForm {
        let base = format!("{}-{}", self.once.read_untracked(), kind.slug());
        self.sent.try_update_value(|sent| keyed(sent, base, kind, form.clone())).unwrap_or(form)
    }

    /// A form of this kind is opened anew: what it sends is another order than what was sent from one before.
    pub fn begin(self, kind: CommandKind) {
        self.sent.update_value(|sent| {
            for before in sent.iter_mut().filter(|before| before.kind == kind) {
                before.form = OrderForm::default();
            }
        });
    }

    pub fn take(self, key: CommandKey) {
        self.once.set(key.to_string());
        self.sent.update_value(Vec::clear);
        self.taken.run(key);
    }
}

fn keyed(sent: &mut Vec<Sent>, base: String, kind: CommandKind, form: OrderForm) -> OrderForm {
    let form = OrderForm { once: None, ..form };
    let at = sent.iter().position(|before| before.kind == kind);
    let number = match at.map(|at| &mut sent[at]) {
        Some(before) if before.form == form => before.number,
        Some(before) => {
            before.form = form.clone();
            before.number += 1;
            before.number
        }
        None => {
            sent.push(Sent { kind, form: form.clone(), number: 1 });
            1
        }
    };
    OrderForm { once: Some(format!("{base}-{number}")), ..form }
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

    /// The fields of an order.
    pub fn order(&self) -> OrderForm {
        OrderForm::read(|name| self.get(name))
    }
}

/// Sends an order to its server function.
pub async fn send(kind: CommandKind, form: OrderForm) -> Result<Ordered, ServerFnError> {
    match kind {
        CommandKind::Reboot => reboot::reboot(form).await,
        CommandKind::UpdateFirmware => update_firmware::update_firmware(form).await,
        CommandKind::RequestDiagnostics => request_diagnostics::request_diagnostics(form).await,
        CommandKind::ClearCache => clear_cache::clear_cache(form).await,
        CommandKind::ClearChargingProfiles => clear_charging_profiles::clear_charging_profiles(form).await,
        CommandKind::ChangeSite => change_site::change_site(form).await,
        CommandKind::SendMessage => send_message::send_message(form).await,
        CommandKind::ReadConfiguration => configuration::read_configuration(form).await,
        CommandKind::SetConfiguration => configuration::set_configuration(form).await,
        CommandKind::RestoreProfiles => restore_profiles::restore_profiles(form).await,
    }
}

/// What makes one action's form different from the others'.
#[derive(Clone, Copy)]
pub struct Flesh {
    /// What will happen to this charger now.
    sentence: fn(&Charger) -> String,
    /// What the action is for, and when to use it and whether a reboot is needed.
    help: [&'static str; 2],
    inputs: fn(FormState) -> AnyView,
    /// The label on the submit button.
    button: &'static str,
}

impl Flesh {
    /// None for what has no form of the six actions' kind.
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
            CommandKind::SendMessage
            | CommandKind::ReadConfiguration
            | CommandKind::SetConfiguration
            | CommandKind::RestoreProfiles => return None,
        };
        Some(flesh)
    }
}

/// `1 session is running on connector 2`, and what it has drawn; none where nothing runs.
fn running_sessions(charger: &Charger) -> Option<(String, Vec<String>)> {
    let running = &charger.transactions;
    let (is, are, known) = match charger.online {
        true => ("is", "are", ""),
        false => ("was", "were", " when the charger was last heard"),
    };
    let title = match running.as_slice() {
        [] => return None,
        [only] => format!("1 session {is} running on {}{known}", only.place()),
        several => format!("{} sessions {are} running{known}", several.len()),
    };
    let lines = running
        .iter()
        .map(|session| {
            let known_by = session.known_by.words().map(|words| format!(", {words}")).unwrap_or_default();
            match running.len() {
                1 => format!("{}{known_by}", capitalised(&session.so_far())),
                _ => format!("{}: {}{known_by}", capitalised(&session.place()), session.so_far()),
            }
        })
        .collect();
    Some((title, lines))
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Moment, Transaction};

    /// K-22 and K-15: what is not known is not told as if it were, and what was is told as past.
    #[test]
    fn running_sessions_are_told_as_far_as_they_are_known() {
        let session = |connector, energy_wh| Transaction {
            started: Moment { ms: 0, local: "2026-11-23 17:03:10 +02:00".to_owned() },
            energy_wh,
            ..fixtures::transaction(connector)
        };
        let check = |online: bool, transactions: Vec<Transaction>, title: &str, lines: &[&str]| {
            let charger = Charger { online, transactions, ..fixtures::charger() };
            let lines = lines.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(running_sessions(&charger), Some((title.to_owned(), lines)));
        };
        check(true, vec![session(2, Some(14_200))], "1 session is running on connector 2", &["14.2 kWh since 17:03"]);
        check(
            true,
            vec![session(2, None)],
            "1 session is running on connector 2",
            &["Since 17:03; its energy is not reported"],
        );
        check(
            false,
            vec![session(1, Some(0)), session(2, None)],
            "2 sessions were running when the charger was last heard",
            &["Connector 1: 0.0 kWh since 17:03", "Connector 2: since 17:03; its energy is not reported"],
        );
    }

    /// K-12: pressing again counts once; but what was changed in between is never taken for what was sent before.
    #[test]
    fn only_the_very_same_form_has_the_same_key() {
        let mut sent = Vec::new();
        let mut key = |kind: CommandKind, word: &str| {
            let form =
                OrderForm { kind: Some(word.to_owned()), once: Some("posted".to_owned()), ..OrderForm::default() };
            keyed(&mut sent, format!("page-{}", kind.slug()), kind, form).once.expect("a key")
        };
        let soft = key(CommandKind::Reboot, "Soft");
        assert_eq!(key(CommandKind::Reboot, "Soft"), soft);
        assert_eq!(key(CommandKind::ClearCache, ""), "page-clear-cache-1");
        assert_eq!(key(CommandKind::Reboot, "Soft"), soft, "another kind between them changes nothing");
        let hard = key(CommandKind::Reboot, "Hard");
        assert_ne!(hard, soft);
        assert_eq!(key(CommandKind::Reboot, "Hard"), hard);
        assert_ne!(key(CommandKind::Reboot, "Soft"), soft, "not the first again: that may be long over");
    }
}
