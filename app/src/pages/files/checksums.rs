//! A file's checksums: the beginning of one in the line, all of them unfolded and ready to be copied.

use crate::components::frame::copy_text;
use leptos::prelude::*;

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
    let copied = RwSignal::new(false);
    let text = value.clone();
    view! {
        <div class="sum">
            <span class="muted">{name}</span>
            <code class="mono">{value}</code>
            <button
                type="button"
                class="btn slim quiet needs-script"
                aria-label=format!("Copy {name}")
                on:click=move |_| copied.set(copy_text(&text))
            >
                {move || if copied.get() { "Copied" } else { "Copy" }}
            </button>
        </div>
    }
}
