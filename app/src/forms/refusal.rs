//! Why an order was not taken, above its form.

use crate::components::alert::Alert;
use crate::components::draft::SignInLink;
use leptos::prelude::*;
use model::{Refusal, RefusalCode};

/// A list of refused fields' words for a page that knows only a code and a field.
pub fn refusal_of_address(code: Option<&str>, field: Option<&str>) -> Option<Refusal> {
    let code = code.and_then(RefusalCode::parse)?;
    let field = field.and_then(|field| FIELDS.into_iter().find(|(name, _)| *name == field));
    let sentence = match field {
        Some((_, label)) if code == RefusalCode::Invalid => format!("{label} is not right. Nothing was sent."),
        Some(_) | None => code.words().to_owned(),
    };
    Some(Refusal { code, sentence, field: field.map(|(name, _)| name.to_owned()) })
}

/// Every field that a form may have with its label.
const FIELDS: [(&str, &str); 31] = [
    ("reason", "Reason"),
    ("kind", "How to reboot"),
    ("when_idle", "When idle"),
    ("evse", "EVSE"),
    ("end_session", "End the charging session"),
    ("interrupt_update", "Interrupt the update"),
    ("source", "Where the file comes from"),
    ("firmware", "Firmware file"),
    ("anyway", "Send it anyway, with a reason,"),
    ("receiver", "Who receives the file"),
    ("by", "Protocol"),
    ("url", "The URL"),
    ("fetch_from", "Fetch from"),
    ("install_from", "Install from"),
    ("certificate", "Signing certificate"),
    ("signature", "Signature"),
    ("from", "From"),
    ("to", "To"),
    ("log", "Log"),
    ("retries", "Retries"),
    ("retry_interval", "Seconds between retries"),
    ("replace", "Replace the running one"),
    ("confirm", "Confirm"),
    ("id", "Profile id"),
    ("connector", "Connector or EVSE"),
    ("purpose", "Purpose"),
    ("stack_level", "Stack level"),
    ("site", "Site"),
    ("action", "Message"),
    ("payload", "Payload"),
    ("value", "Value"),
];

/// Says why an order was not taken.
#[component]
pub fn RefusalAlert(refused: RwSignal<Option<Refusal>>) -> impl IntoView {
    move || {
        refused.get().map(|refusal| {
            let signed_out = refusal.code == RefusalCode::SignedOut;
            view! {
                <Alert id="refusal">
                    <Sentences text=refusal.sentence />
                    {signed_out
                        .then(|| {
                            view! {
                                " "
                                <SignInLink class="link" />
                            }
                        })}
                </Alert>
            }
        })
    }
}

/// A sentence; where it has several lines those after the first are a list, such as of what does not fit.
#[component]
fn Sentences(text: String) -> impl IntoView {
    let mut lines = text.lines().map(str::to_owned);
    let first = lines.next();
    let rest: Vec<String> = lines.filter(|line| !line.trim().is_empty()).collect();
    view! {
        {first}
        {(!rest.is_empty())
            .then(|| {
                view! { <ul>{rest.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }
            })}
    }
}
