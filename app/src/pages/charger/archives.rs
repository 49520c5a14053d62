//! The newest diagnostics of a charger that are here.

use crate::components::time::At;
use crate::ground::address::address;
use crate::pages::charger::state::Sheet;
use leptos::prelude::*;
use model::describe_bytes;

#[component]
pub fn ArchivesPanel(sheet: Sheet) -> impl IntoView {
    let all = move || address("/files/diagnostics", &[("charger", Some(sheet.charger.read().key.to_string()))]);
    view! {
        <Show when=move || !sheet.archives.read().is_empty()>
            <section class="panel" aria-label="Diagnostics files">
                <header>
                    <h2>"Diagnostics files"</h2>
                    <span class="grow"></span>
                    <a class="link" href=all>
                        "All of them"
                    </a>
                </header>
                <ul class="arrived">
                    <For each=move || sheet.archives.get() key=|archive| archive.key.clone() let:archive>
                        <li>
                            <a class="link" href=format!("/files/diagnostics/{}", archive.key)>
                                {archive.name}
                            </a>
                            <small class="muted">
                                {format!("{} · ", describe_bytes(archive.bytes))}
                                <At at=Signal::stored(archive.received) day=true />
                            </small>
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
}
