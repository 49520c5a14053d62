//! What forms say of our own file host: which way a file goes, and by which protocol.

use super::FormState;
use crate::memo::memo;
use leptos::prelude::*;
use model::FileProtocol;

/// One of two ways, as a radio button. What belongs to the other way is hidden by the style, with and without script.
#[component]
pub fn Way(
    name: &'static str,
    value: &'static str,
    label: &'static str,
    words: &'static str,
    starts: bool,
) -> impl IntoView {
    let (name_id, words_id) = (format!("{name}-{value}-name"), format!("{name}-{value}-words"));
    view! {
        <label class="opt">
            <input
                type="radio"
                name=name
                value=value
                checked=starts
                aria-labelledby=name_id.clone()
                aria-describedby=words_id.clone()
            />
            <span>
                <b id=name_id>{label}</b>
                <br />
                <small id=words_id>{words}</small>
            </span>
        </label>
    }
}

/// Automatic, or one of those that are offered and that the charger knows, as far as it has said.
#[component]
pub fn ProtocolField(form: FormState) -> impl IntoView {
    let (charger, offered) = (form.ordering.charger, form.ordering.offered);
    let options = memo(move |_| {
        let (charger, offered) = (charger.read(), offered.read());
        let known = &charger.known.file_protocols;
        let usable = offered.hosting.0.iter().copied();
        let usable: Vec<FileProtocol> =
            usable.filter(|protocol| known.is_empty() || known.iter().any(|name| name == protocol.as_str())).collect();
        (offered.hosting.choose(known), usable)
    });
    view! {
        <div class="f">
            <label for="by">"Protocol"</label>
            <select
                id="by"
                class="input"
                name="by"
                aria-invalid=form.invalid("by")
                aria-describedby=form.described("by")
            >
                {move || {
                    let (automatic, usable) = options.get();
                    let automatic = match automatic {
                        Some(protocol) => format!("Automatic ({protocol})"),
                        None => "Automatic".to_owned(),
                    };
                    view! {
                        <option value="">{automatic}</option>
                        {usable
                            .into_iter()
                            .map(|protocol| view! { <option value=protocol.as_str()>{protocol.words()}</option> })
                            .collect_view()}
                    }
                }}
            </select>
        </div>
    }
}

/// Why no protocol fits, if so.
#[component]
pub fn ProtocolObjection(form: FormState) -> impl IntoView {
    let (charger, offered) = (form.ordering.charger, form.ordering.offered);
    let objection = memo(move |_| offered.read().hosting.objection(&charger.read().known.file_protocols));
    move || objection.get().map(|sentence| view! { <div class="note">{sentence}</div> })
}
