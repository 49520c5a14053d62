//! An order that needs no dialog, such as Reboot now: one button, posted plainly where there is no script.

use crate::commands::{Fields, Ordering, send};
use crate::sending::{Deed, SendButton, Sending};
use leptos::prelude::*;
use model::{CommandKind, Ordered};

#[component]
pub fn OneClick(
    ordering: Ordering,
    kind: CommandKind,
    fields: Vec<(&'static str, String)>,
    #[prop(into)] label: String,
    #[prop(default = "btn")] class: &'static str,
) -> impl IntoView {
    let sending = Sending::of_button(Deed::Order);
    let refused = RwSignal::new(None::<String>);
    let charger = ordering.charger;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        if sending.is_under_way_now() {
            return;
        }
        sending.go(send(kind, ordering.keyed(kind, fields.order())), move |answer| {
            let why_not = match answer {
                Ok(Ordered::Taken(key)) => {
                    ordering.take(key);
                    None
                }
                Ok(Ordered::Refused(refusal)) => Some(refusal.sentence),
                Err(sentence) => Some(sentence),
            };
            refused.try_set(why_not);
        });
    };
    view! {
        <form method="post" action=format!("/api/{}", kind.slug()) on:submit=submit>
            <input type="hidden" name="charger" value=move || charger.read().key.to_string() />
            <input type="hidden" name="once" value=move || ordering.once_for(kind) />
            {fields
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            <SendButton sending label class />
            {move || {
                refused
                    .get()
                    .map(|sentence| {
                        view! {
                            <span class="error" role="alert">
                                {sentence}
                            </span>
                        }
                    })
            }}
        </form>
    }
}
