//! A charger's page: head, last message, messages, timeline, and the Actions button.

mod archives;
mod badges;
mod head;
mod last;
mod messages;
mod panel;
mod security;
mod state;
mod timeline;
mod treatment;

use crate::calls::chargers::{ChargerSheet, sheet_of};
use crate::components::alert::Alert;
use crate::components::draft;
use crate::components::live_title::LiveTitle;
use crate::components::reply::{Waiting, shown};
use crate::forms::actions::Flesh;
use crate::forms::desk::OrderDesk;
use crate::forms::dialog::{ActionDialog, OpenForm};
use crate::forms::refusal::{RefusalAlert, refusal_of_address};
use crate::forms::state::Preset;
use crate::ground::address::Query;
use crate::ground::clock::Clock;
use crate::ground::live::Live;
use crate::ground::memo::memo;
use crate::ground::reveal::{reveal, reveal_soon};
use crate::pages::charger::archives::ArchivesPanel;
use crate::pages::charger::head::Head;
use crate::pages::charger::last::LastMessage;
use crate::pages::charger::panel::MessagesPanel;
use crate::pages::charger::security::SecurityPanel;
use crate::pages::charger::state::Sheet;
use crate::pages::charger::timeline::TimelineEntry;
use crate::pages::charger::timeline::deeds::Deeds;
use actions::Command;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use model::{CommandKey, CommandKind, CommandQuery, Seq, TraceFilter};

#[component]
pub fn ChargerPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let key = memo(move |_| params.read().get("key").unwrap_or_default());
    // The filter's later changes are the messages' own affair; the page is not read again for them.
    let sheet = Resource::new(
        move || key.get(),
        move |key| {
            let filter = TraceFilter::of(&query.read_untracked());
            let before = query.read_untracked().get("before");
            sheet_of(key, filter, before)
        },
    );
    view! {
        <Suspense fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    sheet.await,
                    "There is no such charger",
                    |sheet| view! { <Charger sheet=*sheet /> },
                )
            })}
        </Suspense>
    }
}

#[component]
fn Charger(sheet: ChargerSheet) -> impl IntoView {
    let server_now = sheet.page.now;
    let first_unfolded = sheet.page.timeline.rows.first().and_then(needs_a_look);
    let sheet = Sheet::new(sheet);
    let query = use_query_map();
    sheet.messages.begin_with(TraceFilter::of(&query.read_untracked()));
    let clock = Clock::get();
    let live = Live::get();
    let form = RwSignal::new(None::<OpenForm>);
    let desk = OrderDesk::new(
        sheet.charger.into(),
        sheet.local_now.into(),
        sheet.once,
        Callback::new(move |key| sheet.expect(key, live)),
    )
    .holding(sheet.profiles.into())
    .offering(sheet.offered);
    Effect::new(move || {
        clock.hear_at_load(server_now);
        sheet.go_live(live);
        reveal_place_of_address();
    });
    let navigate = use_navigate();
    Effect::new(move || {
        // Back from signing in: the dialog that was open is open again, and the address is what it was before.
        let Some(kind) = query.read_untracked().get(draft::ORDER) else { return };
        if let Some(kind) = CommandKind::parse(&kind).filter(|kind| Flesh::of(*kind).is_some())
            && sheet.may_order.get_untracked()
        {
            form.set(Some(OpenForm { kind, preset: Preset::default() }));
        }
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&draft::without_order(), options);
    });
    Effect::new(move || sheet.messages.show(TraceFilter::of(&query.read())));
    Effect::new(move || {
        if let Some(key) = sheet.arrived() {
            reveal_soon(format!("command-{key}"));
        }
    });
    let deeds = Deeds {
        desk,
        may_order: sheet.may_order.into(),
        order: Callback::new(move |open| form.set(Some(open))),
        show_frame: Callback::new(move |frame: Seq| {
            let row = sheet.messages.row_of(frame).unwrap_or(frame);
            reveal_soon(format!("frame-{row}"));
        }),
    };
    let all_actions = sheet.key.with_value(|key| {
        CommandQuery { charger: Some(key.clone()), by_itself: true, ..CommandQuery::default() }.on("/actions")
    });
    view! {
        <LiveTitle text=move || sheet.charger.read().name.clone() />
        <Gone sheet />
        <PlainFormOutcome />
        <Head sheet desk form />
        <div class="cols">
            <div class="stack">
                <LastMessage sheet />
                <MessagesPanel sheet />
            </div>
            <div class="stack">
                <SecurityPanel sheet />
                <section class="panel" aria-label="Timeline">
                    <header>
                        <h2>"Timeline"</h2>
                        <span class="grow"></span>
                        <a class="link" href=all_actions>
                            "All actions"
                        </a>
                    </header>
                    <ol class="tl">
                        <For each=move || sheet.entries.get() key=|entry| entry.key.clone() let:entry>
                            <TimelineEntry
                                unfolded=entry.is_new || first_unfolded.as_ref() == Some(&entry.key)
                                command=RwSignal::from(entry.command)
                                deeds
                            />
                        </For>
                    </ol>
                    <Show when=move || sheet.entries.read().is_empty()>
                        <p class="empty slim">"Nothing has been ordered on this charger yet."</p>
                    </Show>
                </section>
                <ArchivesPanel sheet />
            </div>
        </div>
        <ActionDialog open=form desk />
    }
}

/// Without script: what was posted from this page and not taken.
#[component]
fn PlainFormOutcome() -> impl IntoView {
    let query = use_query_map();
    let (refused, unchanged) = query.with_untracked(|query| {
        let refused = refusal_of_address(query.get_str("refused"), query.get_str("field"));
        (refused, query.get_str("changed") == Some("no"))
    });
    view! {
        <RefusalAlert refused=RwSignal::new(refused) />
        {unchanged.then(|| view! { <Alert>"That was not taken; nothing was changed."</Alert> })}
    }
}

/// The charger was moved where this person does not see it: what stands here is the last that was known.
#[component]
fn Gone(sheet: Sheet) -> impl IntoView {
    view! {
        <div role="status">
            <Show when=move || sheet.gone.get()>
                <div class="banner">
                    "This charger was moved to a site that you do not see."
                    <a class="link" href="/chargers">
                        "To your chargers"
                    </a>
                </div>
            </Show>
        </div>
    }
}

/// A reader who comes by a link to one entry or one message is led there.
fn reveal_place_of_address() {
    let hash = window().location().hash().unwrap_or_default();
    if let Some(id) = hash.strip_prefix('#').filter(|id| id.starts_with("command-") || id.starts_with("frame-")) {
        reveal(id);
    }
}

/// The newest command stays unfolded while something can be done about it.
fn needs_a_look(command: &Command) -> Option<CommandKey> {
    let something = command.next_step(None).is_some() || command.move_back.is_some() || command.restorable > 0;
    something.then(|| command.key.clone())
}
