//! Update Firmware: from the library or from a URL that the charger reaches, now or later, signed where it takes that, with optional retries.

use super::fields::{ReplaceField, RetryFields, TimeField, UrlField};
use super::hosted::Way;
use super::library::{LibraryFields, has_something_for};
use super::{FormState, running_sessions};
use crate::memo::memo;
use leptos::prelude::*;
use model::{Charger, CommandKind, OrderForm, Ordered};

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
                            <SigningFields form />
                        </div>
                    }
                })
        }}
        <ReplaceField form kind=CommandKind::UpdateFirmware />
    }
}

/// Certificate and signature, both or neither. Open from the start where one of them was refused.
#[component]
fn SigningFields(form: FormState) -> impl IntoView {
    let refused = form.refused.with_untracked(|refusal| {
        let field = refusal.as_ref().and_then(|refusal| refusal.field.as_deref());
        matches!(field, Some("certificate" | "signature"))
    });
    view! {
        <details class="fold" open=refused>
            <summary>"Signed firmware"</summary>
            <div class="col">
                <div class="f">
                    <label for="certificate">"Signing certificate"</label>
                    <textarea
                        id="certificate"
                        class="input mono"
                        name="certificate"
                        rows="4"
                        maxlength="5500"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        placeholder="-----BEGIN CERTIFICATE-----"
                        aria-invalid=form.invalid("certificate")
                        aria-describedby=form.described("certificate")
                    ></textarea>
                    <small>"PEM, of whoever signed the file. The charger must trust its issuer."</small>
                </div>
                <div class="f">
                    <label for="signature">"Signature"</label>
                    <textarea
                        id="signature"
                        class="input mono"
                        name="signature"
                        rows="3"
                        maxlength="800"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        placeholder="Base64"
                        aria-invalid=form.invalid("signature")
                        aria-describedby=form.described("signature")
                    ></textarea>
                    <small>"Made for this very file, in base64."</small>
                </div>
            </div>
        </details>
    }
}
