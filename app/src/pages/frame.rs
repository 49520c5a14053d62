//! The frame of every page for those signed in: rail or tabs, the lines over the page, and what a screen reader is told.

use crate::components::draft;
use crate::components::me::Me;
use crate::components::nav::{PausedBanner, PlaintextBanner, Rail, Tabs};
use crate::ground::clock::Clock;
use crate::ground::live::Live;
use crate::ground::memo::settle;
use crate::ground::notice::NoticeLine;
use crate::ground::reveal::soon;
use actions::Event;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use model::SignedIn;
use std::time::Duration;

/// The rail's numbers are asked for again at most this often.
const COUNT_AGAIN_AFTER: Duration = Duration::from_secs(2);
/// A command with so few steps has only just been ordered.
const STEPS_WHEN_NEW: usize = 2;

#[component]
pub fn Frame() -> impl IntoView {
    // Rail and tabs both look where they are.
    settle(use_location().pathname);
    let me = Me::provide();
    let live = Live::get();
    let counting = StoredValue::new(false);
    Effect::new(move || {
        live.listen(move |event| {
            let counts = match event {
                Event::Command(change) => !change.command.is_open() || change.command.steps.len() <= STEPS_WHEN_NEW,
                Event::Gone(_) | Event::Snapshot { .. } | Event::Bye { .. } => true,
                Event::Frame(_) | Event::Charger { .. } => false,
            };
            if counts && !counting.get_value() {
                counting.set_value(true);
                set_timeout(
                    move || {
                        // None: another frame stands there.
                        if counting.try_update_value(|counting| *counting = false).is_some() {
                            me.refetch();
                        }
                    },
                    COUNT_AGAIN_AFTER,
                );
            }
        });
    });
    view! {
        <a class="skip" href="#main" rel="external">
            "Skip to content"
        </a>
        <div class="shell">
            <Transition>
                {move || Suspend::new(async move {
                    let signed_in = me.read().await;
                    view! { <Rail signed_in /> }
                })}
            </Transition>
            <main class="main" id="main" tabindex="-1">
                <Transition>
                    {move || Suspend::new(async move {
                        let signed_in = me.read().await;
                        let plaintext = signed_in.as_ref().is_some_and(|signed_in| signed_in.plaintext);
                        view! {
                            {plaintext.then(|| view! { <PlaintextBanner /> })}
                            {signed_in.map(|signed_in| view! { <WatchStates signed_in /> })}
                        }
                    })}
                </Transition>
                <Outlet />
            </main>
        </div>
        <Tabs />
        <div class="floats">
            <NoticeLine />
            <PausedBanner />
        </div>
        <p class="sr" role="status" aria-live="polite">
            {move || live.announcement()}
        </p>
    }
}

/// Once the frame is there the tab listens, even where no page asks for more.
#[component]
fn WatchStates(signed_in: SignedIn) -> impl IntoView {
    let live = Live::get();
    let clock = Clock::get();
    let person = signed_in.operator.email.clone();
    Effect::new(move || {
        draft::meet(person.clone());
        if clock.now_untracked().is_none() {
            clock.hear_at_load(signed_in.now);
        }
        // After the page inside, which may want a charger's frames as well.
        let since = signed_in.seq;
        soon(move || live.watch_states(since));
    });
}
