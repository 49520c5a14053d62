//! A diagnostics archive, read in place: its files, the lines of one of them, search, and the way to a time.

mod files;
mod head;
mod hits;
mod lines;
mod marked;
mod passage;
mod reader;
mod stretch;
mod text;
mod tools;
mod tree;

use crate::calls::archives;
use crate::components::reply::{Waiting, shown};
use crate::ground::address::Query;
use crate::ground::memo::memo;
use crate::pages::archive::files::Files;
use crate::pages::archive::head::Head;
use crate::pages::archive::hits::HitsRegion;
use crate::pages::archive::passage::Passage;
use crate::pages::archive::reader::Reader;
use crate::pages::archive::stretch::Stretch;
use crate::pages::archive::text::TextRegion;
use crate::pages::archive::tools::Tools;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn ArchivePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let key = memo(move |_| params.read().get("key").unwrap_or_default());
    let asked = memo(move |_| Passage::of(&query.read()));
    let reach = StoredValue::new(None);
    let page = Resource::new(move || key.get(), |key| archives::archive(Some(key)));
    let stretch =
        memo(move |before: Option<&Stretch>| Stretch::of(&key.read(), &asked.read(), before.zip(reach.get_value())));
    let lines = Resource::new(move || stretch.get(), Stretch::read);
    let search = memo(move |_| {
        let asked = asked.read();
        let member = asked.member.filter(|_| !asked.everywhere);
        Some((key.get(), member, asked.words.clone()?))
    });
    let hits = Resource::new(
        move || search.get(),
        |search| async move {
            let (key, member, words) = search?;
            Some(archives::archive_search(Some(key), member.map(|member| member.to_string()), Some(words)).await)
        },
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    page.await,
                    "There is no such archive",
                    move |page| {
                        let first = page.members.iter().find(|member| member.is_text).map(|member| member.index);
                        let open = memo(move |_| asked.read().member.or(first));
                        let page = StoredValue::new(*page);
                        view! { <Page reader=Reader { key, asked, open, reach, lines, hits, page } /> }
                    },
                )
            })}
        </Transition>
    }
}

#[component]
fn Page(reader: Reader) -> impl IntoView {
    let has_tree = reader.page.with_value(|page| page.members.len() > 1);
    let has_text = reader.page.with_value(|page| page.members.iter().any(|member| member.is_text));
    view! {
        <Title text=reader.page.with_value(|page| page.archive.name.clone()) />
        <Head page=reader.page />
        <div class=if has_tree { "reading" } else { "reading alone" }>
            {has_tree.then(|| view! { <Files reader /> })}
            <div class="stack">
                {has_text
                    .then(|| {
                        view! {
                            <Tools reader several=has_tree />
                            <HitsRegion reader />
                        }
                    })} <TextRegion reader />
            </div>
        </div>
    }
}
