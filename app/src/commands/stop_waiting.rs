//! Stop waiting: ends an open command as "Abandoned, outcome not seen" or "Not sent", without telling the charger anything.

use super::Fields;
use crate::sending::{Deed, SendButton, Sending};
use leptos::prelude::*;
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
    let sending = Sending::of_button(Deed::Change);
    let refused = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        let stopped = async move { stop_waiting(fields.get("charger"), fields.get("command")).await };
        sending.go(stopped, move |answer| {
            // The new state comes with the live events.
            refused.try_set(match answer {
                Ok(Ordered::Taken(_)) => None,
                Ok(Ordered::Refused(refusal)) => Some(refusal.sentence),
                Err(sentence) => Some(sentence),
            });
        });
    };
    view! {
        <form method="post" action="/api/stop-waiting" on:submit=submit>
            <input type="hidden" name="charger" value=charger.to_string() />
            <input type="hidden" name="command" value=command.to_string() />
            <SendButton
                sending
                label="Stop waiting"
                class="btn slim"
                title="Ends the waiting here; the charger is told nothing."
            />
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
