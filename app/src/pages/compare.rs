//! Two diagnostics archives side by side, of one charger or of two: which files differ, and in which lines.

mod files;
mod lines;
mod pair;

use crate::calls::archives;
use crate::components::reply::{Waiting, shown};
use crate::components::time::At;
use crate::components::way_back::WayBack;
use crate::ground::address::Query;
use crate::ground::memo::memo;
use crate::pages::compare::files::Files;
use crate::pages::compare::lines::LinesRegion;
use crate::pages::compare::pair::Pair;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{ArchiveRef, Change, Comparison};

#[component]
pub fn ComparePage() -> impl IntoView {
    let query = use_query_map();
    let asked = memo(move |_| Pair::of(&query.read()));
    let pair = memo(move |_| {
        let asked = asked.read();
        (asked.left.clone(), asked.right.clone())
    });
    let comparison = Resource::new(move || pair.get(), |(left, right)| archives::compare(Some(left), Some(right)));
    let lines = Resource::new(
        move || asked.get(),
        |asked| async move {
            let (left, right) = asked.file?;
            let times = asked.times_count.then(|| "count".to_owned());
            let (left, right) = (left.to_string(), right.to_string());
            Some(archives::compare_lines(Some(asked.left), Some(left), Some(asked.right), Some(right), times).await)
        },
    );
    view! {
        <Title text="Compare" />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    comparison.await,
                    "There are no such archives",
                    move |told| match told {
                        Ok(comparison) => Either::Left(view! { <Page comparison=*comparison asked /> }),
                        Err(sentence) => Either::Right(view! { <p class="note off">{sentence}</p> }),
                    },
                )
            })}
        </Transition>
        <LinesRegion lines asked />
    }
}

#[component]
fn Page(comparison: Comparison, asked: Memo<Pair>) -> impl IntoView {
    let Comparison { left, right, files, cut_short, now: _ } = comparison;
    let count = |change: Change| files.iter().filter(|file| file.change == change).count();
    let counts = [Change::Changed, Change::Added, Change::Gone, Change::NotCompared, Change::Same]
        .into_iter()
        .map(|change| (change, count(change)))
        .filter(|(change, count)| *count > 0 || matches!(change, Change::Changed | Change::Added | Change::Gone))
        .map(|(change, count)| format!("{count} {}", change.words().to_lowercase()))
        .collect::<Vec<_>>()
        .join(", ");
    let right_name = right.name.clone();
    let swap = move || asked.read().swapped().address();
    view! {
        <WayBack to=Signal::stored(format!("/files/diagnostics/{}", right.key))>{right_name}</WayBack>
        <div class="top wrap">
            <h1>"Compare"</h1>
            <span class="muted">{counts}</span>
            <span class="grow"></span>
            <a class="btn" href=swap>
                "Swap"
            </a>
        </div>
        <div class="sides">
            <Side archive=left words="Before" />
            <Side archive=right words="After" />
        </div>
        {cut_short.map(|sentence| view! { <p class="note off">{sentence}</p> })}
        <Files files asked />
    }
}

#[component]
fn Side(archive: ArchiveRef, words: &'static str) -> impl IntoView {
    view! {
        <section class="panel side" aria-label=words>
            <small class="muted">{words}</small>
            <b>
                <a class="link" href=format!("/chargers/{}", archive.charger)>
                    {archive.charger_name}
                </a>
                {format!(", {}", archive.site_name)}
            </b>
            <a class="link mono" href=format!("/files/diagnostics/{}", archive.key)>
                {archive.name}
            </a>
            <small class="muted">"Received " <At at=Signal::stored(archive.received) day=true zoned=true /></small>
        </section>
    }
}
