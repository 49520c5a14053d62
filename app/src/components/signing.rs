//! The fields of a signature: whose it is, and what they made of the file.

use leptos::prelude::*;

/// Certificate and signature, both or neither, folded away until wanted. `wrong` and `described` are asked by the field's name, for
/// the attributes that say what was refused.
#[component]
pub fn SigningFields(
    open: bool,
    /// What becomes of the certificate.
    words: &'static str,
    wrong: impl Fn(&str) -> Option<&'static str> + Copy + Send + Sync + 'static,
    described: impl Fn(&str) -> Option<&'static str> + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <details class="fold" open=open>
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
                        aria-invalid=move || wrong("certificate")
                        aria-describedby=move || described("certificate")
                    ></textarea>
                    <small>{words}</small>
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
                        aria-invalid=move || wrong("signature")
                        aria-describedby=move || described("signature")
                    ></textarea>
                    <small>"Made for this very file, in base64."</small>
                </div>
            </div>
        </details>
    }
}
