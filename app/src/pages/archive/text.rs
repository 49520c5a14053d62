//! The reader: a stretch of a file's lines, its pages, and what is hidden in it.

use crate::calls::archives::member_address;
use crate::calls::reply::Reply;
use crate::components::icon::{Glyph, Icon};
use crate::components::reply::Waiting;
use crate::ground::memo::memo;
use crate::ground::number::grouped;
use crate::ground::reveal::soon;
use crate::pages::archive::lines::{Lines, hold_still, show_place};
use crate::pages::archive::passage::Passage;
use crate::pages::archive::reader::{Reader, told};
use crate::pages::archive::stretch::{Excerpt, PAGE, last_page};
use leptos::prelude::*;

#[component]
pub fn TextRegion(reader: Reader) -> impl IntoView {
    let path = move || {
        let open = reader.open.get();
        reader.page.with_value(|page| {
            page.members.iter().find(|member| Some(member.index) == open).map(|member| member.path.clone())
        })
    };
    let download = move || {
        if !reader.page.with_value(|page| page.may_download) {
            return None;
        }
        let address = member_address(&reader.key.read(), reader.open.get()?);
        let label = format!("Download {}", path().unwrap_or_default());
        Some(view! {
            <a class="btn quiet slim" href=address download="" rel="external" aria-label=label title="Download">
                <Icon glyph=Glyph::Down size=14 />
            </a>
        })
    };
    let still = StoredValue::new(None::<(i32, f64)>);
    Effect::new(move |before: Option<Option<Extent>>| {
        let now = reader.lines.read().as_ref().and_then(|read| match read {
            Ok(Reply::Here(Ok(shown))) => Some(Extent::of(reader, shown)),
            Ok(Reply::Here(Err(_)) | Reply::NotFound | Reply::SignedOut) | Err(_) => None,
        });
        reader.reach.set_value(now.as_ref().map(|place| (place.member, place.first, place.last)));
        if let Some(now) = now.clone()
            && before.as_ref() != Some(&Some(now.clone()))
        {
            let turned =
                matches!(&before, Some(Some(before)) if (before.member, before.first) != (now.member, now.first));
            let is_new = before.is_some();
            soon(move || show_place(now.line, turned, is_new, still));
        }
        now
    });
    view! {
        <section class="panel reader" aria-label="Text" id="text" on:click=move |event| hold_still(&event, still)>
            <header>
                <h2 class="mono">{path}</h2>
                <span class="grow"></span>
                // A check box for each width, since lines wrap on a phone and do not on a desk; no script is needed.
                <label class="chip only-desk">
                    <input type="checkbox" class="wraps" />
                    "Wrap lines"
                </label>
                <label class="chip only-phone">
                    <input type="checkbox" class="wraps" checked />
                    "Wrap lines"
                </label>
                {download}
            </header>
            <Transition fallback=Waiting>
                {move || Suspend::new(async move {
                    let read = reader.lines.await;
                    told(read, move |shown| view! { <Stretch reader shown /> })
                })}
            </Transition>
        </section>
    }
}

/// What is shown, and the line that stands out.
#[derive(Clone, Debug, PartialEq)]
struct Extent {
    member: i64,
    first: i64,
    last: i64,
    line: Option<i64>,
}

impl Extent {
    fn of(reader: Reader, shown: &Excerpt) -> Self {
        let asked = reader.asked.read();
        let number = |line: Option<&model::TextLine>| line.map_or(0, |line| line.number);
        Self {
            member: shown.text.member,
            first: number(shown.text.lines.first()),
            last: number(shown.text.lines.last()),
            line: standing_out(&asked, shown.found),
        }
    }
}

fn standing_out(asked: &Passage, found: Option<i64>) -> Option<i64> {
    asked.line.or(found.filter(|_| asked.at.is_some()))
}

#[component]
fn Stretch(reader: Reader, shown: Excerpt) -> impl IntoView {
    let Excerpt { text, found, missed } = shown;
    let (member, total, masked) = (text.member, text.total, text.masked);
    let first = text.lines.first().map_or(0, |line| line.number);
    let last = text.lines.last().map_or(0, |line| line.number);
    let line = memo(move |_| standing_out(&reader.asked.read(), found));
    view! {
        {missed.map(|sentence| view! { <p class="note off" role="status">{sentence}</p> })}
        {text.cut_short.map(|sentence| view! { <p class="note off">{sentence}</p> })}
        {text.left_out.map(|sentence| view! { <p class="secrets muted small">{sentence}</p> })}
        <Secrets reader masked />
        {if text.lines.is_empty() {
            view! { <p class="empty slim">{if total == 0 { "The file is empty." } else { "The file ends before this line." }}</p> }
                .into_any()
        } else {
            view! { <Lines reader member lines=text.lines line /> }.into_any()
        }}
        <Pages reader member first last total />
    }
}

/// That passwords are not shown, and for administrators the way to see them.
#[component]
fn Secrets(reader: Reader, masked: bool) -> impl IntoView {
    let may_see = reader.page.with_value(|page| page.may_manage);
    move || {
        let asked = reader.asked.get();
        let other = Passage { unmasked: !asked.unmasked, ..asked.clone() };
        let href = format!("{}#text", other.address(&reader.key.read()));
        let (words, link) = match (masked, asked.unmasked && may_see) {
            (_, true) => ("Passwords and tokens are shown.", Some("Mask them")),
            (true, false) => ("Passwords and tokens are masked.", may_see.then_some("Show them")),
            (false, false) => return None,
        };
        Some(view! {
            <p class="secrets muted small">
                {words} " "
                {link
                    .map(|words| {
                        view! {
                            <a class="link" href=href data-noscroll="">
                                {words}
                            </a>
                        }
                    })}
            </p>
        })
    }
}

/// Start, Earlier, where we are, Later, End.
#[component]
fn Pages(reader: Reader, member: i64, first: i64, last: i64, total: i64) -> impl IntoView {
    let way = move |words: &'static str, from: Option<Option<i64>>| match from {
        Some(from) => {
            let href =
                move || format!("{}#text", reader.asked.read().page_from(member, from).address(&reader.key.read()));
            view! {
                <a class="btn slim" href=href>
                    {words}
                </a>
            }
            .into_any()
        }
        None => view! {
            <span class="btn slim" aria-disabled="true">
                {words}
            </span>
        }
        .into_any(),
    };
    let (starts, ends) = (first > 1, last < total && last > 0);
    let earlier = starts.then(|| Some((first - PAGE).max(1)).filter(|from| *from > 1));
    view! {
        <nav class="pager" aria-label="Lines">
            {way("Start", starts.then_some(None))} {way("Earlier", earlier)}
            <span class="where">
                {if last > 0 {
                    format!("{}–{} of {} lines", grouped(first), grouped(last), grouped(total))
                } else {
                    format!("{} lines", grouped(total))
                }}
            </span>
            {way("Later", ends.then_some(Some(last + 1)))} {way("End", ends.then(|| Some(last_page(total))))}
        </nav>
    }
}
