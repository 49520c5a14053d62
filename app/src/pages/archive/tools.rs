//! What finds a place in an archive: search, the way to a time, the way to a line. Plain GET forms where there is no script.

use crate::ground::address::Query;
use crate::ground::fields::Fields;
use crate::pages::archive::files::is_told;
use crate::pages::archive::passage::{Passage, line_address};
use crate::pages::archive::reader::Reader;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

#[component]
pub fn Tools(
    reader: Reader,
    /// There is more than one file.
    several: bool,
) -> impl IntoView {
    view! {
        <div class="panel tools">
            <Search reader several />
            <Times reader />
            <LineNumber reader />
        </div>
    }
}

#[component]
fn Search(reader: Reader, several: bool) -> impl IntoView {
    let submit = submitted(reader, move |now, found| {
        let found =
            Passage { member: reader.open.get_untracked(), words: found.words, everywhere: found.everywhere, ..now };
        found.address(&reader.key.read_untracked())
    });
    let words = move || reader.asked.read().words.clone().unwrap_or_default();
    let first_words = untrack(words);
    let everywhere = reader.asked.with_untracked(|asked| asked.everywhere);
    view! {
        <search>
            <form method="get" action=move || reader.action() on:submit=submit>
                <HiddenFields reader />
                <input
                    class="input"
                    type="search"
                    name="q"
                    value=first_words
                    prop:value=words
                    autocomplete="off"
                    placeholder="Search this archive"
                    aria-label="Search this archive"
                    aria-keyshortcuts="/"
                />
                {several
                    .then(|| {
                        view! {
                            <fieldset class="where">
                                <legend class="sr">"Where"</legend>
                                <label class="chip">
                                    <input type="radio" name="in" value="member" checked=!everywhere />
                                    "This file"
                                </label>
                                <label class="chip">
                                    <input type="radio" name="in" value="all" checked=everywhere />
                                    "All files"
                                </label>
                            </fieldset>
                        }
                    })}
                <button class="btn">"Search"</button>
            </form>
        </search>
    }
}

#[component]
fn Times(reader: Reader) -> impl IntoView {
    let zone = reader.page.with_value(|page| page.time_zone.clone());
    let submit = submitted(reader, move |now, found| {
        let found = Passage { member: reader.open.get_untracked(), at: found.at, line: None, from: None, ..now };
        found.address(&reader.key.read_untracked())
    });
    // Near what is in the file, so that only the hour needs to be changed.
    let near = move || {
        reader.asked.read().at.clone().unwrap_or_else(|| {
            let open = reader.open.get();
            reader.page.with_value(|page| {
                let member = page.members.iter().find(|member| Some(member.index) == open);
                let modified = member.and_then(|member| member.modified.as_ref()).filter(|at| is_told(at));
                modified.unwrap_or(&page.archive.received).minute().replace(' ', "T")
            })
        })
    };
    view! {
        <form method="get" action=move || reader.action() on:submit=submit>
            <HiddenFields reader />
            <label class="sr" for="at">
                "Jump to time"
            </label>
            <input
                id="at"
                class="input"
                type="datetime-local"
                name="at"
                required
                value=untrack(near)
                prop:value=near
                aria-describedby="at-zone"
            />
            <button class="btn">"Jump to time"</button>
            <small class="muted" id="at-zone">
                {zone}
            </small>
        </form>
    }
}

#[component]
fn LineNumber(reader: Reader) -> impl IntoView {
    let submit = submitted(reader, move |now, found| match (reader.open.get_untracked(), found.line) {
        (Some(member), Some(line)) => line_address(&now, &reader.key.read_untracked(), member, line),
        (_, None) | (None, _) => now.address(&reader.key.read_untracked()),
    });
    view! {
        <form method="get" action=move || reader.action() on:submit=submit>
            <HiddenFields reader />
            <input
                class="input line-number"
                type="number"
                name="line"
                min="1"
                required
                placeholder="Line"
                aria-label="Go to line"
                prop:value=move || reader.asked.read().line.map(|line| line.to_string()).unwrap_or_default()
            />
            <button class="btn">"Go to line"</button>
        </form>
    }
}

/// What every form hands on without script.
#[component]
fn HiddenFields(reader: Reader) -> impl IntoView {
    view! {
        {move || {
            reader.open.get().map(|member| view! { <input type="hidden" name="member" value=member.to_string() /> })
        }}
        {move || {
            reader.asked.read().unmasked.then(|| view! { <input type="hidden" name="unmasked" value="true" /> })
        }}
    }
}

impl Reader {
    /// Where the forms lead without script: to the text.
    fn action(self) -> String {
        format!("{}#text", Passage::default().address(&self.key.read()))
    }
}

/// Goes where the form leads without loading the page again.
fn submitted(reader: Reader, address: impl Fn(Passage, Passage) -> String + 'static) -> impl Fn(SubmitEvent) + 'static {
    let navigate = use_navigate();
    move |event: SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        let found = Passage::read(|name| fields.get(name));
        let address = address(reader.asked.get_untracked(), found);
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    }
}
