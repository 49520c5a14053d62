//! Clear Cache: the charger forgets the authorizations it has cached.

use super::FormState;
use actions::OrderForm;
use leptos::prelude::*;
use model::{Charger, Ordered};

pub const HELP: [&str; 2] = [
    "For: forgetting cached authorizations and sessions, when cards are accepted or refused late or wrongly.",
    "No reboot is needed, and running sessions are not touched.",
];

#[server(OrderClearCache, prefix = "/api", endpoint = "clear-cache")]
pub async fn clear_cache(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(model::CommandKind::ClearCache, form).await
}

pub fn sentence(charger: &Charger) -> String {
    format!("{} forgets which cards it has accepted before (OCPP {}).", charger.name, charger.protocol_in_words())
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
