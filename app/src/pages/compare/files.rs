//! The table of files that differ; those that are the same are folded away.

use crate::calls::archives::member_address;
use crate::components::icon::Glyph;
use crate::components::status::{State, Status};
use crate::ground::number::grouped;
use crate::pages::compare::pair::Pair;
use leptos::prelude::*;
use model::{Change, FileDifference, Tone, describe_bytes};

/// Rows of one table; what goes beyond is said.
const ROWS_MOST: usize = 1_000;

#[component]
pub fn Files(files: Vec<FileDifference>, asked: Memo<Pair>) -> impl IntoView {
    let (same, mut different): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.change == Change::Same);
    // What can be looked into comes first.
    different.sort_by_key(|file| match file.change {
        Change::Changed => 0,
        Change::Added => 1,
        Change::Gone => 2,
        Change::NotCompared => 3,
        Change::Same => 4,
    });
    let none_differs = different.is_empty();
    let same_count = grouped(same.len() as i64);
    view! {
        <section class="panel" aria-label="Files">
            <header>
                <h2>"Files"</h2>
            </header>
            {if none_differs {
                view! { <p class="empty slim">"No file differs."</p> }.into_any()
            } else {
                view! { <Table files=different asked caption="Files that differ" /> }.into_any()
            }}
            {(!same.is_empty())
                .then(|| {
                    view! {
                        <details class="fold-panel same">
                            <summary>{format!("{same_count} the same on both sides")}</summary>
                            <Table files=same asked caption="Files that are the same" />
                        </details>
                    }
                })}
        </section>
    }
}

#[component]
fn Table(files: Vec<FileDifference>, asked: Memo<Pair>, caption: &'static str) -> impl IntoView {
    let left_out = files.len().saturating_sub(ROWS_MOST);
    let rows = files.into_iter().take(ROWS_MOST).map(|file| view! { <FileRow file asked /> }).collect_view();
    view! {
        <table class="rows differences">
            <caption class="sr">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">"File"</th>
                    <th scope="col">"Change"</th>
                    <th scope="col" class="only-phone">
                        "Size"
                    </th>
                    <th scope="col" class="num">
                        "Before"
                    </th>
                    <th scope="col" class="num">
                        "After"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {(left_out > 0).then(|| view! { <p class="muted small pad">{format!("{left_out} more are not listed.")}</p> })}
    }
}

#[component]
fn FileRow(file: FileDifference, asked: Memo<Pair>) -> impl IntoView {
    let FileDifference { path, change, left, right, left_bytes, right_bytes, is_text } = file;
    let (tone, glyph) = match change {
        Change::Added => (Tone::Ok, Glyph::Check),
        Change::Gone => (Tone::Bad, Glyph::Cross),
        Change::Changed => (Tone::Busy, Glyph::Pencil),
        Change::Same => (Tone::Neutral, Glyph::Ring),
        Change::NotCompared => (Tone::Warn, Glyph::Triangle),
    };
    // Both sides: the lines that differ; one side: the file there.
    let way = move || {
        let asked = asked.read();
        let of_one = |key: &str, member: i64| {
            if is_text {
                (format!("/files/diagnostics/{key}?member={member}#text"), false)
            } else {
                (member_address(key, member), true)
            }
        };
        match (change, left, right) {
            (Change::Changed, Some(left), Some(right)) if is_text => {
                let there = Pair { file: Some((left, right)), ..asked.clone() };
                Some((format!("{}#lines", there.address()), false))
            }
            (Change::NotCompared | Change::Changed | Change::Same, Some(_), Some(_)) => None,
            (_, None, Some(right)) => Some(of_one(&asked.right, right)),
            (_, Some(left), _) => Some(of_one(&asked.left, left)),
            (_, None, None) => None,
        }
    };
    let is_open = move || asked.read().file.is_some_and(|(a, b)| Some(a) == left && Some(b) == right);
    let name = path.clone();
    let size = |bytes: Option<i64>, there: Option<i64>| match (bytes, there) {
        (Some(bytes), _) => describe_bytes(bytes),
        (None, Some(_)) => "not told".to_owned(),
        (None, None) => "—".to_owned(),
    };
    let (before, after) = (size(left_bytes, left), size(right_bytes, right));
    // In one cell, where there is no room for two columns.
    let sizes = format!("{before} → {after}");
    let is_binary = change == Change::Changed && !is_text;
    view! {
        <tr aria-selected=move || is_open().then_some("true")>
            <th scope="row" class="mono">
                {move || match way() {
                    Some((href, true)) => {
                        view! {
                            <a class="link" href=href download="" rel="external">
                                {name.clone()}
                            </a>
                        }
                            .into_any()
                    }
                    Some((href, false)) => {
                        view! {
                            <a class="link" href=href aria-current=move || is_open().then_some("true")>
                                {name.clone()}
                            </a>
                        }
                            .into_any()
                    }
                    None => name.clone().into_any(),
                }}
            </th>
            <td>
                <Status state=Signal::stored(State::new(tone, glyph, change.words())) />
                {is_binary.then(|| view! { <small>"not text"</small> })}
            </td>
            <td class="num only-phone muted small">{sizes}</td>
            <td class="num hide">{before}</td>
            <td class="num hide">{after}</td>
        </tr>
    }
}
