//! What forms say of our own file host: which way a file goes, and by which protocol.

use crate::calls::changes::{Change, forget_protocol};
use crate::calls::reply::sentence_of;
use crate::components::alert::{Stands, Trouble};
use crate::forms::state::FormState;
use crate::ground::memo::memo;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Charger, FileProtocol, HostProtocols};

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

/// The protocol that is taken where nobody chooses one.
pub fn chosen_for(hosting: &HostProtocols, charger: &Charger) -> Option<FileProtocol> {
    hosting.choose(&charger.known.file_protocols, charger.learnt_protocol)
}

/// Automatic, or any of those that are offered: with a warning where the charger names others.
#[component]
pub fn ProtocolField(form: FormState) -> impl IntoView {
    let (charger, offered) = (form.desk.charger, form.desk.offered);
    let automatic = memo(move |_| chosen_for(&offered.read().hosting, &charger.read()));
    let chosen = RwSignal::new(None::<FileProtocol>);
    let warning = memo(move |_| {
        chosen.get().and_then(|chosen| HostProtocols::warning(chosen, &charger.read().known.file_protocols))
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
                on:change=move |event| chosen.set(FileProtocol::parse(&event_target_value(&event)))
            >
                <option value="">
                    {move || match automatic.get() {
                        Some(protocol) => format!("Automatic ({protocol})"),
                        None => "Automatic".to_owned(),
                    }}
                </option>
                {move || {
                    let hosting = offered.read().hosting.clone();
                    hosting
                        .0
                        .into_iter()
                        .map(|protocol| view! { <option value=protocol.as_str()>{protocol.words()}</option> })
                        .collect_view()
                }}
            </select>
            {move || warning.get().map(|sentence| view! { <small role="status">{sentence}</small> })}
            <Learnt form />
        </div>
    }
}

/// What was seen to work, which comes first, and a button that forgets it.
#[component]
fn Learnt(form: FormState) -> impl IntoView {
    let charger = form.desk.charger;
    let learnt = memo(move |_| charger.read().learnt_protocol);
    let refused = RwSignal::new(None::<String>);
    let forgotten = RwSignal::new(false);
    let forget = move |_| {
        refused.set(None);
        let key = charger.read_untracked().key.to_string();
        spawn_local(async move {
            let sentence = match forget_protocol(Some(key)).await {
                Ok(Change::Done) => {
                    forgotten.try_set(true);
                    None
                }
                Ok(Change::Refused(sentence)) => Some(sentence),
                Err(error) => Some(sentence_of(&error)),
            };
            refused.try_set(sentence);
        });
    };
    move || {
        learnt.get().filter(|_| !forgotten.get()).map(|learnt| {
            view! {
                <small>
                    {learnt.words()}
                    " "
                    // Never what Enter presses: that orders.
                    <button type="button" class="btn slim needs-script" on:click=forget>
                        "Forget that"
                    </button>
                    <Trouble sentence=refused stands=Stands::Within />
                </small>
            }
        })
    }
}

/// Why no protocol fits, if so.
#[component]
pub fn ProtocolObjection(form: FormState) -> impl IntoView {
    let (charger, offered) = (form.desk.charger, form.desk.offered);
    let objection = memo(move |_| {
        let charger = charger.read();
        offered.read().hosting.objection(&charger.known.file_protocols, charger.learnt_protocol)
    });
    move || objection.get().map(|sentence| view! { <div class="note">{sentence}</div> })
}
