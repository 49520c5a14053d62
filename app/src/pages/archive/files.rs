//! The files of an archive as a tree: text opens beside it, every file can be downloaded.

use crate::calls::archives::member_address;
use crate::components::icon::{Glyph, Icon};
use crate::ground::number::grouped;
use crate::pages::archive::passage::Passage;
use crate::pages::archive::reader::Reader;
use crate::pages::archive::tree::{Node, tree};
use leptos::prelude::*;
use model::{Member, Moment, describe_bytes};
use wasm_bindgen::JsCast;

/// Files drawn; an archive may be made of many more.
const FILES_MOST: usize = 1_000;
/// The end of 1 January 1980, wherever the charger stands.
const ZIP_EPOCH_MS: i64 = 315_705_600_000;
/// The width from which the tree stands beside the text.
const BESIDE_PX: f64 = 900.0;

#[component]
pub fn Files(reader: Reader) -> impl IntoView {
    let count = reader.page.with_value(|page| page.members.iter().filter(|member| member.is_file).count());
    let (nodes, left_out) = reader.page.with_value(|page| {
        let shown = &page.members[..page.members.len().min(FILES_MOST)];
        (tree(shown), page.members.len() - shown.len())
    });
    let open_path = move || {
        let open = reader.open.get();
        reader.page.with_value(|page| {
            page.members.iter().find(|member| Some(member.index) == open).map(|member| member.path.clone())
        })
    };
    // Beside the text the list is always there; above it, on a phone, it is unfolded on demand.
    let details = NodeRef::<leptos::html::Details>::new();
    Effect::new(move || {
        let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
        if let Some(details) = details.get()
            && width >= BESIDE_PX
        {
            let _ = details.unchecked_ref::<web_sys::Element>().set_attribute("open", "");
        }
    });
    view! {
        <section class="panel tree" aria-label="Files">
            <details node_ref=details>
                <summary>
                    <h2>"Files"</h2>
                    <span class="muted">{grouped(count as i64)}</span>
                    <span class="mono muted open-path">{open_path}</span>
                </summary>
                <div class="pane">
                    <ul>{nodes.into_iter().map(|node| branch(reader, node)).collect_view()}</ul>
                    {(left_out > 0)
                        .then(|| {
                            let left_out = grouped(left_out as i64);
                            view! {
                                <p class="muted small pad">
                                    {format!("{left_out} more are not listed; search finds what is in them.")}
                                </p>
                            }
                        })}
                </div>
            </details>
        </section>
    }
}

fn branch(reader: Reader, node: Node) -> AnyView {
    let Node { name, member, children } = node;
    let below = (!children.is_empty()).then(|| {
        view! { <ul>{children.into_iter().map(|child| branch(reader, child)).collect_view()}</ul> }
    });
    match member {
        Some(member) => view! { <li><File reader name member /> {below}</li> }.into_any(),
        None => view! { <li><span class="folder mono">{name} "/"</span> {below}</li> }.into_any(),
    }
}

/// A zip without times says the first day of 1980.
pub fn is_told(modified: &Moment) -> bool {
    modified.ms > ZIP_EPOCH_MS
}

#[component]
fn File(reader: Reader, name: String, member: Member) -> impl IntoView {
    let Member { index, path, bytes, modified, is_text, is_file, note } = member;
    let modified = modified.filter(is_told).map(|at| at.minute().to_owned());
    let facts: Vec<String> = [bytes.map(describe_bytes), modified, note].into_iter().flatten().collect();
    let is_folder = !is_file && facts.is_empty();
    let href = move || {
        let asked = Passage { member: Some(index), line: None, from: None, at: None, ..reader.asked.get() };
        format!("{}#text", asked.address(&reader.key.read()))
    };
    let is_open = move || (reader.open.get() == Some(index)).then_some("true");
    let shown = if is_text {
        view! {
            <a class="link mono" href=href aria-current=is_open title=path.clone()>
                {name.clone()}
            </a>
        }
        .into_any()
    } else {
        let words = if is_folder { format!("{name}/") } else { name.clone() };
        view! { <span class="mono" class:folder=is_folder title=path.clone()>{words}</span> }.into_any()
    };
    let may_download = reader.page.with_value(|page| page.may_download);
    let download = (is_file && may_download).then(|| {
        view! {
            <a
                class="btn quiet slim"
                href=reader.key.with_untracked(|key| member_address(key, index))
                download=""
                rel="external"
                aria-label=format!("Download {path}")
                title="Download"
            >
                <Icon glyph=Glyph::Down size=14 />
            </a>
        }
    });
    view! {
        <div class="leaf" class:open=move || is_open().is_some()>
            <div>
                {shown} {(!facts.is_empty()).then(|| view! { <small class="muted">{facts.join(" · ")}</small> })}
            </div>
            {download}
        </div>
    }
}
