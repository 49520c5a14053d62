//! The lines that hold what was looked for, each with the way to it.

use crate::components::reply::Waiting;
use crate::pages::archive::marked::marked;
use crate::pages::archive::passage::{Passage, line_address};
use crate::pages::archive::reader::{Reader, told};
use leptos::prelude::*;
use model::{Hit, Hits};

#[component]
pub fn HitsRegion(reader: Reader) -> impl IntoView {
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let found = reader.hits.await?;
                let words = reader.asked.read_untracked().words.clone().unwrap_or_default();
                Some(told(found, move |hits| view! { <Found reader hits words /> }))
            })}
        </Transition>
    }
}

#[component]
fn Found(reader: Reader, hits: Hits, words: String) -> impl IntoView {
    let Hits { hits, more, cut_short } = hits;
    let count = match (hits.len(), more) {
        (0, _) => "No line holds this.".to_owned(),
        (1, false) => "1 line".to_owned(),
        (count, false) => format!("{count} lines"),
        (count, true) => format!("More than {count} lines; these are the first."),
    };
    let several = hits.iter().any(|hit| hit.member != hits[0].member) || reader.asked.read_untracked().everywhere;
    let is_empty = hits.is_empty();
    let close = move || {
        let asked = Passage { words: None, everywhere: false, ..reader.asked.get() };
        asked.address(&reader.key.read())
    };
    let rows = hits.into_iter().map(|hit| view! { <HitRow reader hit words=words.clone() several /> }).collect_view();
    view! {
        <section class="panel" aria-label="Hits">
            <header>
                <h2>"Hits"</h2>
                <span class="muted" role="status">
                    {count}
                </span>
                <span class="grow"></span>
                <a class="link" href=close data-noscroll="">
                    "Close"
                </a>
            </header>
            {cut_short.map(|sentence| view! { <p class="muted small pad">{sentence}</p> })}
            {(!is_empty).then(|| view! { <ol class="hits" tabindex="0" aria-label="Lines found">{rows}</ol> })}
        </section>
    }
}

#[component]
fn HitRow(reader: Reader, hit: Hit, words: String, several: bool) -> impl IntoView {
    let Hit { member, path, line, text } = hit;
    let href = move || line_address(&reader.asked.read(), &reader.key.read(), member, line);
    let label = format!("{path}, line {line}");
    view! {
        <li>
            <a class="link mono" href=href aria-label=label data-noscroll="">
                {several.then(|| view! { <span class="path">{path}</span> })}
                <span class="num">{line}</span>
            </a>
            <code>{marked(&text, Some(&words))}</code>
        </li>
    }
}
