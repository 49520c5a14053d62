//! How a charger is treated, which administrators decide: let in or held back, its version, whether it is asked by itself.

use crate::calls::changes::treat;
use crate::components::alert::{Stands, Trouble};
use crate::components::posted_form::PostedForm;
use crate::components::send_button::SendButton;
use crate::forms::change::refusal_in;
use crate::ground::fields::Fields;
use crate::ground::memo::memo;
use crate::ground::submission::{Deed, Submission};
use crate::pages::charger::state::Sheet;
use leptos::prelude::*;
use model::{Admission, Protocol};

#[component]
pub fn Treatment(sheet: Sheet) -> impl IntoView {
    let may = memo(move |_| sheet.may_manage.get());
    move || may.get().then(|| view! { <Form sheet /> })
}

#[component]
fn Form(sheet: Sheet) -> impl IntoView {
    // As it stood when the form was made: what is being filled in is not written over.
    let now = sheet.charger.read_untracked().treatment.clone();
    let saved = RwSignal::new(false);
    let refused = RwSignal::new(None::<String>);
    let submission = Submission::of_button(Deed::Change);
    let send = move |fields: Fields| {
        let treated = async move {
            let field = |name: &str| fields.get(name);
            let (charger, admission, pinned) = (field("charger"), field("admission"), field("pinned"));
            treat(charger, admission, pinned, field("asked"), field("any_origin")).await
        };
        submission.go(treated, move |answer| {
            // What follows from it comes with the live events.
            let sentence = refusal_in(answer);
            saved.try_set(sentence.is_none());
            refused.try_set(sentence);
        });
    };
    let admissions = Admission::ALL
        .into_iter()
        .map(|admission| {
            let id = admission.as_str().to_lowercase();
            let (name_id, words_id) = (format!("{id}-name"), format!("{id}-words"));
            view! {
                <label class="opt">
                    <input
                        type="radio"
                        name="admission"
                        value=admission.as_str()
                        checked=admission == now.admission
                        aria-labelledby=name_id.clone()
                        aria-describedby=words_id.clone()
                    />
                    <span>
                        <b id=name_id>{admission.as_str()}</b>
                        <br />
                        <small id=words_id>{admission.words()}</small>
                    </span>
                </label>
            }
        })
        .collect_view();
    let versions = Protocol::ALL
        .into_iter()
        .map(|protocol| {
            let selected = now.pinned == Some(protocol);
            view! {
                <option value=protocol.as_str() selected=selected>
                    {format!("{protocol} only")}
                </option>
            }
        })
        .collect_view();
    view! {
        <details class="fold treat">
            <summary>"How it is treated"</summary>
            <PostedForm class="panel" action="/api/treat" send>
                <div class="pad col">
                    <input type="hidden" name="charger" value=sheet.key.get_value().to_string() />
                    <fieldset class="opts tight">
                        <legend>"Admission"</legend>
                        {admissions}
                    </fieldset>
                    <div class="f">
                        <label for="pinned">"OCPP version"</label>
                        <select id="pinned" class="input" name="pinned" aria-describedby="pinned-words">
                            <option value="" selected=now.pinned.is_none()>
                                "Any"
                            </option>
                            {versions}
                        </select>
                        <small id="pinned-words">
                            "Any: the first that it offers and that is spoken here. It counts from its next connection on. One that is held to a version may also offer none."
                        </small>
                    </div>
                    <label class="check">
                        <input
                            type="checkbox"
                            name="asked"
                            value="true"
                            checked=now.asked
                            aria-labelledby="asked-name"
                            aria-describedby="asked-words"
                        />
                        <span>
                            <span id="asked-name">"Read its configuration by itself"</span>
                            <small id="asked-words">"Once, after the first boot with each firmware version."</small>
                        </span>
                    </label>
                    <label class="check">
                        <input
                            type="checkbox"
                            name="any_origin"
                            value="true"
                            checked=now.any_origin
                            aria-labelledby="any-origin-name"
                            aria-describedby="any-origin-words"
                        />
                        <span>
                            <span id="any-origin-name">"Take any Origin"</span>
                            <small id="any-origin-words">
                                "Only for one without a password: pages in browsers can then speak in its name."
                            </small>
                        </span>
                    </label>
                    <div class="row wrap">
                        <SendButton submission label="Save" />
                        <span role="status">
                            {move || saved.get().then(|| view! { <span class="ok">"Saved"</span> })}
                        </span>
                        <Trouble sentence=refused stands=Stands::Beside />
                    </div>
                </div>
            </PostedForm>
        </details>
    }
}
