//! A file's checksums: the beginning of one in the line, all of them unfolded and ready to be copied.

use crate::components::copy::CopyButton;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[component]
pub fn Checksums(sha256: String, #[prop(optional_no_strip)] md5: Option<String>) -> impl IntoView {
    let short = format!("{}…", sha256.get(..12).unwrap_or(&sha256));
    view! {
        <details class="sums">
            <summary>
                <span class="muted">"SHA-256 "</span>
                <span class="mono">{short}</span>
            </summary>
            <Checksum name="SHA-256" value=sha256 />
            {md5.map(|md5| view! { <Checksum name="MD5" value=md5 /> })}
        </details>
    }
}

#[component]
fn Checksum(name: &'static str, value: String) -> impl IntoView {
    let shown = NodeRef::<html::Code>::new();
    view! {
        <div class="sum">
            <span class="muted">{name}</span>
            <code class="mono" node_ref=shown>
                {value.clone()}
            </code>
            <CopyButton
                text=Signal::stored(value)
                class="btn slim quiet"
                name=format!("Copy {name}")
                shown=move || shown.get_untracked().map(|shown| shown.unchecked_into())
            />
        </div>
    }
}
