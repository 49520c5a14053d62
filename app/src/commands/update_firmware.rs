//! Update Firmware: from the library or from a URL that the charger reaches, now or later, signed where it takes that, with optional retries.

use super::fields::{ReplaceField, RetryFields, TimeField, UrlField};
use super::hosted::Way;
use super::library::{LibraryFields, has_something_for};
use super::{FormState, running_sessions};
use crate::components::signing::SigningFields;
use crate::memo::memo;
use actions::OrderForm;
use leptos::prelude::*;
use model::{Charger, CommandKind, Ordered};

pub const HELP: [&str; 2] = [
    "For: security, compatibility and performance releases, from the library here or from an FTP or HTTP(S) server that the charger reaches.",
    "A reboot is sometimes needed, depending on the charger; if so, the page says it and offers the button.",
];

#[server(OrderUpdateFirmware, prefix = "/api", endpoint = "update-firmware")]
pub async fn update_firmware(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(CommandKind::UpdateFirmware, form).await
}

pub fn sentence(charger: &Charger) -> String {
    let installed = match &charger.firmware {
        Some(version) => format!("It reports {version} now"),
        None => "It has not told its version yet".to_owned(),
    };
    format!(
        "{} fetches the file, installs it and boots with it (OCPP {}). {installed}.",
        charger.name,
        charger.protocol_in_words()
    )
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let charger = form.ordering.charger;
    let install_time = memo(move |_| charger.read().abilities.install_time);
    let signed = memo(move |_| charger.read().abilities.signed);
    let signed_only = form.ordering.offered.with_untracked(|offered| offered.signed_only);
    // Open from the start where one of them was refused.
    let signing_refused = untrack(|| form.is_wrong("certificate") || form.is_wrong("signature"));
    let is_hosted = form.ordering.offered.with_untracked(|offered| !offered.hosting.0.is_empty());
    let from_library = is_hosted
        && form.starts_here(
            has_something_for(form),
            &["firmware", "anyway", "by"],
            &["url", "certificate", "signature"],
        );
    view! {
        {move || {
            running_sessions(&charger.read())
                .map(|(title, _)| {
                    view! {
                        <div class="note">
                            {title}
                            <small>"Many chargers wait for its end before they install; some end it."</small>
                        </div>
                    }
                })
        }}
        {if is_hosted {
            view! {
                <fieldset class="opts tight" data-for="source">
                    <legend class="sr">"Where the file comes from"</legend>
                    <Way
                        name="source"
                        value="library"
                        label="From the library"
                        words="The charger fetches it from Chargehand, which counts every byte."
                        starts=from_library
                    />
                    <Way
                        name="source"
                        value="url"
                        label="From a URL"
                        words="The charger fetches it from a server that it reaches."
                        starts=!from_library
                    />
                </fieldset>
                <div class="way-here col4">
                    <LibraryFields form />
                </div>
            }
                .into_any()
        } else {
            view! { <input type="hidden" name="source" value="url" /> }.into_any()
        }}
        <div class="way-url">
            <UrlField form label="Firmware URL" placeholder="ftp://user:pass@server.com/firmware.bin" />
            {signed_only.then(|| view! { <SignedOnly signed /> })}
        </div>
        <div class="fields">
            <TimeField form name="fetch_from" label="Fetch from" empty="now" />
            {move || {
                install_time
                    .get()
                    .then(|| {
                        view! {
                            <TimeField form name="install_from" label="Install from" empty="as soon as it is fetched" />
                        }
                    })
            }}
        </div>
        <RetryFields form />
        {move || {
            signed
                .get()
                .then(|| {
                    view! {
                        <div class="way-url">
                            <SigningFields
                                open=signed_only || signing_refused
                                words="PEM, of whoever signed the file. The charger must trust its issuer."
                                is_wrong=move |field| form.is_wrong(field)
                            />
                        </div>
                    }
                })
        }}
        <ReplaceField form kind=CommandKind::UpdateFirmware />
    }
}

/// What a URL must come with where only signed firmware is sent.
#[component]
fn SignedOnly(signed: Memo<bool>) -> impl IntoView {
    view! {
        <div class="note">
            {move || {
                if signed.get() {
                    "Only signed firmware is sent from here: give the signing certificate and the signature."
                } else {
                    "Only signed firmware is sent from here, and this charger takes no signature by itself. Take a signed file of the library."
                }
            }}
        </div>
    }
}
