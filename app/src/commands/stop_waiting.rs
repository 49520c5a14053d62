//! Stop waiting: ends an open command as "Abandoned, outcome not seen" or "Not sent", without telling the charger anything.

use super::Fields;
use crate::reads::sentence_of;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{ChargerKey, CommandKey, Ordered};

#[server(OrderStopWaiting, prefix = "/api", endpoint = "stop-waiting")]
pub async fn stop_waiting(
    #[server(default)] charger: Option<String>,
    #[server(default)] command: Option<String>,
) -> Result<Ordered, ServerFnError> {
    super::ordering::stop_waiting(charger, command).await
}

#[component]
pub fn StopWaiting(charger: ChargerKey, command: CommandKey) -> impl IntoView {
    let refused = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        refused.set(None);
        spawn_local(async move {
            // The new state comes with the live events.
            let sentence = match stop_waiting(fields.get("charger"), fields.get("command")).await {
                Ok(Ordered::Taken(_)) => None,
                Ok(Ordered::Refused(refusal)) => Some(refusal.sentence),
                Err(error) => Some(sentence_of(&error)),
            };
            refused.try_set(sentence);
        });
    };
    view! {
        <form method="post" action="/api/stop-waiting" on:submit=submit>
            <input type="hidden" name="charger" value=charger.to_string() />
            <input type="hidden" name="command" value=command.to_string() />
            <button class="btn slim" title="Ends the waiting here; the charger is told nothing.">
                "Stop waiting"
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
