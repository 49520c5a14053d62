//! The fields of a signature: whose it is, and what they made of the file.

use leptos::prelude::*;

/// Certificate and signature, both or neither, folded away until wanted. `is_wrong` is asked by the field's name whether it was
/// refused.
#[component]
pub fn SigningFields(
    open: bool,
    /// What becomes of the certificate.
    words: &'static str,
    is_wrong: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let field = move |name: &'static str, label, rows, placeholder, words| {
        view! {
            <div class="f">
                <label for=name>{label}</label>
                <textarea
                    id=name
                    class="input mono"
                    name=name
                    rows=rows
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder=placeholder
                    aria-invalid=move || is_wrong(name).then_some("true")
                    aria-describedby=move || is_wrong(name).then_some("refusal")
                ></textarea>
                <small>{words}</small>
            </div>
        }
    };
    view! {
        <details class="fold" open=open>
            <summary>"Signed firmware"</summary>
            <div class="col">
                {field("certificate", "Signing certificate", "4", "-----BEGIN CERTIFICATE-----", words)}
                {field("signature", "Signature", "3", "Base64", "Made for this very file, in base64.")}
            </div>
        </details>
    }
}
