//! An order that needs no dialog, such as Reboot now: one button, posted plainly where there is no script.

use crate::calls::orders::send;
use crate::components::alert::{Stands, Trouble};
use crate::components::posted_form::PostedForm;
use crate::components::send_button::SendButton;
use crate::forms::desk::OrderDesk;
use crate::ground::fields::Fields;
use crate::ground::submission::{Deed, Submission};
use leptos::prelude::*;
use model::{CommandKind, Ordered};

#[component]
pub fn OneClick(
    desk: OrderDesk,
    kind: CommandKind,
    fields: Vec<(&'static str, String)>,
    #[prop(into)] label: String,
    #[prop(default = "btn")] class: &'static str,
) -> impl IntoView {
    let submission = Submission::of_button(Deed::Order);
    let refused = RwSignal::new(None::<String>);
    let charger = desk.charger;
    let take = move |fields: Fields| {
        if submission.is_under_way_now() {
            return;
        }
        submission.go(send(kind, desk.keyed(kind, fields.order())), move |answer| {
            let why_not = match answer {
                Ok(Ordered::Taken(key)) => {
                    desk.take(key);
                    None
                }
                Ok(Ordered::Refused(refusal)) => Some(refusal.sentence),
                Err(sentence) => Some(sentence),
            };
            refused.try_set(why_not);
        });
    };
    view! {
        <PostedForm action=format!("/api/{}", kind.slug()) send=take>
            <input type="hidden" name="charger" value=move || charger.read().key.to_string() />
            <input type="hidden" name="once" value=move || desk.once_for(kind) />
            {fields
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            <SendButton submission label class />
            <Trouble sentence=refused stands=Stands::Beside />
        </PostedForm>
    }
}
