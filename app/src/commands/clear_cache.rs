//! Clear Cache: the charger forgets the authorizations it has cached.

use super::{Fields, FormState};
use leptos::prelude::*;
use model::{Charger, Ordered};

pub const HELP: [&str; 2] = [
    "For: forgetting cached authorizations and sessions, when cards are accepted or refused late or wrongly.",
    "No reboot is needed, and running sessions go on.",
];

#[server(OrderClearCache, prefix = "/api", endpoint = "clear-cache")]
pub async fn clear_cache(
    #[server(default)] charger: Option<String>,
    #[server(default)] once: Option<String>,
    #[server(default)] reason: Option<String>,
) -> Result<Ordered, ServerFnError> {
    use super::ordering::{Ordering, order};
    use model::{CommandKind, parse_clear_cache};
    order(CommandKind::ClearCache, Ordering { charger, once, reason }, parse_clear_cache()).await
}

pub async fn send(fields: &Fields) -> Result<Ordered, ServerFnError> {
    clear_cache(fields.get("charger"), fields.get("once"), fields.get("reason")).await
}

pub fn sentence(charger: &Charger) -> String {
    let protocol = charger.protocol.as_deref().unwrap_or("1.6J");
    format!("{} forgets which cards it has accepted before (OCPP {protocol}).", charger.name)
}

/// It has no inputs; what it does is explained instead.
#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let charger = form.ordering.charger;
    view! {
        <div class="note off">
            "The next card presented is asked for at the server."
            <small>
                "While it is offline the charger may refuse cards until it has learned them again. The local list is not touched."
            </small>
            {move || {
                (!charger.read().online)
                    .then(|| view! { <small>"It is offline now, so this would matter at once."</small> })
            }}
        </div>
    }
}
