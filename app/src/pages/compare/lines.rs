//! The lines in which a file differs: both numbers, a sign and a colour for each, and a few lines around them.

use crate::calls::archives::ArchiveReply;
use crate::components::filter::FilterChip;
use crate::components::reply::{Waiting, shown};
use crate::ground::number::grouped;
use crate::pages::compare::pair::Pair;
use leptos::either::Either;
use leptos::prelude::*;
use model::{Change, DifferenceRow, LineDifference};

#[component]
pub fn LinesRegion(lines: Resource<Option<ArchiveReply<LineDifference>>>, asked: Memo<Pair>) -> impl IntoView {
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let read = lines.await?;
                Some(
                    shown(
                        read,
                        "There are no such files",
                        move |told| match told {
                            Ok(difference) => Either::Left(view! { <Lines difference asked /> }),
                            Err(sentence) => Either::Right(view! { <p class="note off" id="lines">{sentence}</p> }),
                        },
                    ),
                )
            })}
        </Transition>
    }
}

#[component]
fn Lines(difference: LineDifference, asked: Memo<Pair>) -> impl IntoView {
    let LineDifference { path, added, gone, hunks, cut_short } = difference;
    let ignores = Signal::derive(move || !asked.read().times_count);
    let toggle = Signal::derive(move || {
        let now = asked.get();
        format!("{}#lines", Pair { times_count: !now.times_count, ..now }.address())
    });
    let none =
        if ignores.get_untracked() { "But for their times, all lines are the same." } else { "No line differs." };
    let counts = format!("{} added, {} gone", grouped(added), grouped(gone));
    let is_empty = hunks.is_empty();
    let hunks = hunks.into_iter().map(|rows| view! { <Hunk rows /> }).collect_view();
    view! {
        <section class="panel reader difference" aria-label="Lines" id="lines">
            <header>
                <h2 class="mono">{path}</h2>
                <span class="muted" role="status">
                    {counts}
                </span>
                <span class="grow"></span>
                <label class="chip only-desk">
                    <input type="checkbox" class="wraps" />
                    "Wrap lines"
                </label>
                <label class="chip only-phone">
                    <input type="checkbox" class="wraps" checked />
                    "Wrap lines"
                </label>
                <FilterChip href=toggle on=ignores>
                    "Ignore times"
                </FilterChip>
            </header>
            {cut_short.map(|sentence| view! { <p class="note off">{sentence}</p> })}
            {if is_empty {
                view! { <p class="empty slim">{none}</p> }.into_any()
            } else {
                view! {
                    <div class="lines" tabindex="0" role="group" aria-label="Lines that differ">
                        <table>
                            <caption class="sr">"Lines that differ, with a few around them"</caption>
                            <thead class="sr">
                                <tr>
                                    <th scope="col">"Line before"</th>
                                    <th scope="col">"Line after"</th>
                                    <th scope="col">"Change"</th>
                                    <th scope="col">"Text"</th>
                                </tr>
                            </thead>
                            {hunks}
                        </table>
                    </div>
                }
                    .into_any()
            }}
        </section>
    }
}

#[component]
fn Hunk(rows: Vec<DifferenceRow>) -> impl IntoView {
    let from = |side: fn(&DifferenceRow) -> Option<i64>| rows.iter().find_map(side);
    let place = match (from(|row| row.left), from(|row| row.right)) {
        (Some(left), Some(right)) => format!("From line {left} before, {right} after"),
        (Some(left), None) => format!("From line {left} before"),
        (None, Some(right)) => format!("From line {right} after"),
        (None, None) => String::new(),
    };
    let rows = rows.into_iter().map(|row| view! { <LineRow row /> }).collect_view();
    view! {
        <tbody>
            <tr class="place">
                <th colspan="4" scope="rowgroup">
                    {place}
                </th>
            </tr>
            {rows}
        </tbody>
    }
}

#[component]
fn LineRow(row: DifferenceRow) -> impl IntoView {
    let DifferenceRow { change, left, right, text } = row;
    let (class, sign, words) = match change {
        Change::Added => ("added", "+", "Added"),
        Change::Gone => ("gone", "−", "Gone"),
        Change::Same | Change::Changed | Change::NotCompared => ("", "", ""),
    };
    view! {
        <tr class=class>
            <td class="no">{left}</td>
            <td class="no">{right}</td>
            <td class="sign">
                <span aria-hidden="true">{sign}</span>
                <span class="sr">{words}</span>
            </td>
            <td>
                <code>{text}</code>
            </td>
        </tr>
    }
}
