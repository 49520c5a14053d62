//! Stop waiting: ends an open command as "Abandoned, outcome not seen" or "Not sent", without telling the charger anything.

use crate::calls::orders::stop_waiting;
use crate::components::alert::{Stands, Trouble};
use crate::components::posted_form::PostedForm;
use crate::components::send_button::SendButton;
use crate::ground::fields::Fields;
use crate::ground::submission::{Deed, Submission};
use leptos::prelude::*;
use model::{ChargerKey, CommandKey, Ordered};

#[component]
pub fn StopWaiting(charger: ChargerKey, command: CommandKey) -> impl IntoView {
    let submission = Submission::of_button(Deed::Change);
    let refused = RwSignal::new(None::<String>);
    let send = move |fields: Fields| {
        let stopped = async move { stop_waiting(fields.get("charger"), fields.get("command")).await };
        submission.go(stopped, move |answer| {
            // The new state comes with the live events.
            refused.try_set(match answer {
                Ok(Ordered::Taken(_)) => None,
                Ok(Ordered::Refused(refusal)) => Some(refusal.sentence),
                Err(sentence) => Some(sentence),
            });
        });
    };
    view! {
        <PostedForm action="/api/stop-waiting" send>
            <input type="hidden" name="charger" value=charger.to_string() />
            <input type="hidden" name="command" value=command.to_string() />
            <SendButton
                submission
                label="Stop waiting"
                class="btn slim"
                title="Ends the waiting here; the charger is told nothing."
            />
            <Trouble sentence=refused stands=Stands::Beside />
        </PostedForm>
    }
}
