//! The exact frame that an order would send, redacted, asked for when somebody wants to see it.
#![expect(clippy::too_many_arguments, reason = "a server function's arguments are its form's fields, flat")]

use super::{Fields, FormState};
use crate::components::frame::FrameText;
use crate::reads::{Reply, sentence_of};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{CommandKind, Refusal};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Between the last change in the form and the question.
const PAUSE: Duration = Duration::from_millis(250);

/// What an order would send, or why it would not be taken as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Preview {
    Frame(String),
    Refused(Refusal),
}

#[server(AskPreview, prefix = "/api", endpoint = "preview")]
pub async fn preview(
    #[server(default)] order: Option<String>,
    #[server(default)] charger: Option<String>,
    #[server(default)] kind: Option<String>,
    #[server(default)] end_session: Option<String>,
    #[server(default)] url: Option<String>,
    #[server(default)] fetch_from: Option<String>,
    #[server(default)] from: Option<String>,
    #[server(default)] to: Option<String>,
    #[server(default)] retries: Option<String>,
    #[server(default)] retry_interval: Option<String>,
    #[server(default)] id: Option<String>,
    #[server(default)] connector: Option<String>,
    #[server(default)] purpose: Option<String>,
    #[server(default)] stack_level: Option<String>,
) -> Result<Reply<Preview>, ServerFnError> {
    use crate::asking;
    use model::ChargerKey;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let (Some(action), Some(charger)) = (order.as_deref().and_then(CommandKind::parse), charger) else {
        return Ok(Reply::NotFound);
    };
    let order = match action {
        CommandKind::Reboot => model::parse_reboot(kind.as_deref(), end_session.as_deref()),
        CommandKind::UpdateFirmware => model::parse_update_firmware(
            url.as_deref(),
            fetch_from.as_deref(),
            retries.as_deref(),
            retry_interval.as_deref(),
        ),
        CommandKind::RequestDiagnostics => model::parse_request_diagnostics(
            url.as_deref(),
            from.as_deref(),
            to.as_deref(),
            retries.as_deref(),
            retry_interval.as_deref(),
        ),
        CommandKind::ClearCache => model::parse_clear_cache(),
        // Looking needs no Confirm.
        CommandKind::ClearChargingProfiles => model::parse_clear_profiles(
            Some("true"),
            id.as_deref(),
            connector.as_deref(),
            purpose.as_deref(),
            stack_level.as_deref(),
        ),
        // It sends no frame.
        CommandKind::ChangeSite => return Ok(Reply::NotFound),
    };
    let order = match order {
        Ok(order) => order,
        Err(refusal) => return Ok(Reply::Here(Preview::Refused(refusal))),
    };
    let csms = asking::csms();
    match csms.commands().preview(&caller, &ChargerKey(charger), &order).await {
        Ok(Ok(frame)) => Ok(Reply::Here(Preview::Frame(frame))),
        Ok(Err(refusal)) => Ok(Reply::Here(Preview::Refused(refusal))),
        Err(failure) => Err(asking::failed(&csms, &failure)),
    }
}

/// Folded; asks when it is opened and whenever the form changes while it is open.
#[component]
pub fn FramePreview(kind: CommandKind, form: FormState) -> impl IntoView {
    let open = RwSignal::new(false);
    let shown = RwSignal::new(None::<Preview>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move || {
        let changes = form.changes.get();
        if !open.get() {
            return;
        }
        let pause = if changes == 0 { Duration::ZERO } else { PAUSE };
        let question = asked.with_value(|asked| asked + 1);
        asked.set_value(question);
        let waiting = set_timeout_with_handle(
            move || {
                let Some(fields) = form.element.get_untracked().and_then(|element| Fields::of_form(&element)) else {
                    return;
                };
                spawn_local(async move {
                    let answer = ask(kind, &fields).await;
                    // An answer to an older question is not shown.
                    if asked.try_get_value() == Some(question) {
                        shown.try_set(Some(answer));
                    }
                });
            },
            pause,
        );
        on_cleanup(move || {
            if let Ok(waiting) = waiting {
                waiting.clear();
            }
        });
    });
    let toggled = move |event: web_sys::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    view! {
        <details class="fold needs-script" on:toggle=toggled>
            <summary>"The frame that will be sent"</summary>
            {move || match shown.get() {
                None => ().into_any(),
                Some(Preview::Frame(text)) => view! { <FrameText text=Signal::stored(text) /> }.into_any(),
                Some(Preview::Refused(refusal)) => view! { <p class="muted">{refusal.sentence}</p> }.into_any(),
            }}
        </details>
    }
}

async fn ask(kind: CommandKind, fields: &Fields) -> Preview {
    let field = |name: &str| fields.get(name);
    let answer = preview(
        Some(kind.slug().to_owned()),
        field("charger"),
        field("kind"),
        field("end_session"),
        field("url"),
        field("fetch_from"),
        field("from"),
        field("to"),
        field("retries"),
        field("retry_interval"),
        field("id"),
        field("connector"),
        field("purpose"),
        field("stack_level"),
    )
    .await;
    match answer {
        Ok(Reply::Here(preview)) => preview,
        Ok(Reply::NotFound) => Preview::Refused(Refusal::field("", "There is no such charger any more.")),
        Ok(Reply::SignedOut) => Preview::Refused(Refusal::field("", "You are signed out.")),
        Err(error) => Preview::Refused(Refusal::field("", sentence_of(&error))),
    }
}
