//! An order that needs no dialog, such as Reboot now: one button, posted plainly where there is no script.

use crate::commands::{Fields, Ordering, send};
use crate::reads::sentence_of;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{CommandKind, Ordered};

#[component]
pub fn OneClick(
    ordering: Ordering,
    kind: CommandKind,
    fields: Vec<(&'static str, String)>,
    #[prop(into)] label: String,
    #[prop(default = "btn")] class: &'static str,
) -> impl IntoView {
    let pending = RwSignal::new(false);
    let refused = RwSignal::new(None::<String>);
    let charger = ordering.charger;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        refused.set(None);
        spawn_local(async move {
            match send(kind, fields.order()).await {
                Ok(Ordered::Taken(key)) => ordering.take(key),
                Ok(Ordered::Refused(refusal)) => refused.set(Some(refusal.sentence)),
                Err(error) => refused.set(Some(sentence_of(&error))),
            }
            pending.try_set(false);
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
            <button class=class aria-busy=move || pending.get().then_some("true")>
                {label}
            </button>
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
