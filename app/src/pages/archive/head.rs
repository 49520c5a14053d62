//! What an archive is: from which charger, how large, received when and how, and what to do with it whole.

use crate::components::copy::CopyButton;
use crate::components::icon::{Glyph, Icon};
use crate::components::time::{At, exact};
use crate::components::way_back::WayBack;
use leptos::html;
use leptos::prelude::*;
use leptos_router::components::Form;
use model::{ArchivePage, ArchiveRef, describe_bytes};
use wasm_bindgen::JsCast;

#[component]
pub fn Head(page: StoredValue<ArchivePage>) -> impl IntoView {
    let ArchivePage { archive, kind, cut_short, .. } = page.get_value();
    let may_download = page.with_value(|page| page.may_download);
    let download = format!("/files/diagnostics/{}/download", archive.key);
    view! {
        <WayBack to=Signal::stored("/files/diagnostics".to_owned())>"Diagnostics"</WayBack>
        <div class="head">
            <div>
                <h1 class="file-name">{archive.name.clone()}</h1>
                <div class="facts">
                    <span>
                        "Charger " <a class="link" href=format!("/chargers/{}", archive.charger)>
                            {archive.charger_name.clone()}
                        </a>
                    </span>
                    <span>"Site " <b>{archive.site_name.clone()}</b></span>
                    <span>
                        <b>{describe_bytes(archive.bytes)}</b>
                        ", "
                        {kind}
                    </span>
                    <span>
                        "Received " <b>
                            <At at=Signal::stored(archive.received.clone()) day=true zoned=true />
                        </b>
                        {format!(" by {}", archive.protocol)}
                    </span>
                    <span>
                        "Kept until " <b>
                            <At at=Signal::stored(archive.kept_until.clone()) day=true zoned=true />
                        </b>
                    </span>
                    <Sum sha256=archive.sha256.clone() />
                </div>
            </div>
            <div class="deeds">
                {may_download
                    .then(|| {
                        view! {
                            <a class="btn" href=download download="" rel="external">
                                <Icon glyph=Glyph::Down />
                                "Download"
                            </a>
                        }
                    })}
                <CompareWith page />
            </div>
        </div>
        {cut_short.map(|sentence| view! { <p class="note off">{sentence}</p> })}
    }
}

/// The first digits of the checksum; marked or copied, all of them.
#[component]
fn Sum(sha256: String) -> impl IntoView {
    let shown = NodeRef::<html::Code>::new();
    view! {
        <span class="digest">
            "SHA-256 " <code title=sha256.clone() node_ref=shown>
                {sha256.clone()}
            </code>
            <CopyButton
                text=Signal::stored(sha256)
                class="btn quiet slim"
                name="Copy the SHA-256"
                shown=move || shown.get_untracked().map(|shown| shown.unchecked_into())
            />
        </span>
    }
}

/// The other stands on the left, so that what this one has more is what was added.
#[component]
fn CompareWith(page: StoredValue<ArchivePage>) -> impl IntoView {
    let ArchivePage { archive, others, .. } = page.get_value();
    let (same, further): (Vec<ArchiveRef>, Vec<ArchiveRef>) =
        others.into_iter().partition(|other| other.charger == archive.charger);
    (!same.is_empty() || !further.is_empty()).then(|| {
        let same = same.into_iter().map(|other| {
            let words = format!("{} · {}", exact(&other.received, true, true), other.name);
            view! { <option value=other.key.to_string()>{words}</option> }
        });
        let further = further.into_iter().map(|other| {
            let words = format!("{} · {} · {}", other.charger_name, exact(&other.received, true, true), other.name);
            view! { <option value=other.key.to_string()>{words}</option> }
        });
        let group = |label: String, options: Vec<_>| {
            (!options.is_empty()).then(|| view! { <optgroup label=label>{options}</optgroup> })
        };
        view! {
            <Form method="GET" action="/files/compare" attr:class="row">
                <input type="hidden" name="right" value=archive.key.to_string() />
                <label for="compare-with">"Compare with"</label>
                <select class="input" id="compare-with" name="left" aria-label="Compare with">
                    {group(archive.charger_name.clone(), same.collect())}
                    {group("Other chargers".to_owned(), further.collect())}
                </select>
                <button class="btn">"Compare"</button>
            </Form>
        }
    })
}
