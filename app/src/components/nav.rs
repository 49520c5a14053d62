//! The ways around: the rail on a desk, the tabs on a phone, and the lines over every page.

use crate::components::icon::{Glyph, Icon};
use crate::components::theme::ThemeSwitch;
use crate::ground::live::{Live, Stream};
use crate::ground::memo::memo;
use crate::ground::number::grouped;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::SignedIn;

/// Which entry is lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Chargers,
    Knocking,
    Actions,
    Files,
    Tokens,
    More,
}

impl Room {
    fn of(path: &str) -> Room {
        match path {
            "/chargers/knocking" => Room::Knocking,
            "/actions" => Room::Actions,
            "/tokens" => Room::Tokens,
            _ if path.starts_with("/files") => Room::Files,
            _ if path.starts_with("/chargers") => Room::Chargers,
            _help_and_more => Room::More,
        }
    }
}

#[component]
pub fn Rail(signed_in: Option<SignedIn>) -> impl IntoView {
    let counts = signed_in
        .as_ref()
        .map(|signed_in| (grouped(signed_in.chargers), grouped(signed_in.open_commands), grouped(signed_in.knocking)));
    let (chargers, actions, knocking) = counts.unwrap_or_default();
    let manages = signed_in.as_ref().is_some_and(|signed_in| signed_in.operator.role.may_manage());
    let sees_knocking = signed_in.as_ref().is_some_and(|signed_in| signed_in.operator.sees_knocking());
    view! {
        <nav class="rail" aria-label="Main">
            <a class="brand" href="/chargers">
                <Icon glyph=Glyph::Bolt size=18 />
                "Chargehand"
            </a>
            <Entry room=Room::Chargers href="/chargers" glyph=Glyph::Plug name="Chargers" count=chargers />
            <Entry room=Room::Actions href="/actions" glyph=Glyph::Bolt name="Actions" count=actions />
            <Entry room=Room::Files href="/files/firmware" glyph=Glyph::File name="Files" count=String::new() />
            {sees_knocking
                .then(|| {
                    view! {
                        <Entry room=Room::Knocking href="/chargers/knocking" glyph=Glyph::Door name="Knocking" count=knocking />
                    }
                })}
            {manages
                .then(|| {
                    view! {
                        <Entry room=Room::Tokens href="/tokens" glyph=Glyph::Card name="Tokens" count=String::new() />
                    }
                })}
            <Entry room=Room::More href="/help/actions" glyph=Glyph::Help name="Help" count=String::new() />
            {signed_in
                .map(|signed_in| {
                    view! {
                        <div class="foot muted">
                            <span>{signed_in.operator.organisation}</span>
                            <span>{format!("{}, {}", signed_in.operator.email, signed_in.operator.role.words().to_lowercase())}</span>
                            <ThemeSwitch />
                            <SignOut class="btn quiet slim" />
                        </div>
                    }
                })}
        </nav>
    }
}

#[component]
pub fn Tabs() -> impl IntoView {
    view! {
        <nav class="tabs" aria-label="Main">
            <Tab room=Room::Chargers href="/chargers" glyph=Glyph::Plug name="Chargers" />
            <Tab room=Room::Actions href="/actions" glyph=Glyph::Bolt name="Actions" />
            <Tab room=Room::Files href="/files/firmware" glyph=Glyph::File name="Files" />
            <Tab room=Room::More href="/more" glyph=Glyph::List name="More" />
        </nav>
    }
}

/// Posted by a plain form, so that it works on every page without script.
#[component]
pub fn SignOut(class: &'static str) -> impl IntoView {
    view! {
        <form method="post" action="/sign-out">
            <button class=class>"Sign out"</button>
        </form>
    }
}

/// Stands over every page while passwords and frames travel unencrypted over a network.
#[component]
pub fn PlaintextBanner() -> impl IntoView {
    view! {
        <div class="banner">
            "This console or its charger port is reached over a network without encryption."
            <small>"Passwords and messages can be read on the way. Put it behind TLS."</small>
        </div>
    }
}

/// One calm line while the live stream is being repaired.
#[component]
pub fn PausedBanner() -> impl IntoView {
    let live = Live::get();
    view! {
        <div role="status">
            {move || {
                let words = match live.stream() {
                    Stream::Starting | Stream::Live => return None,
                    Stream::Paused => "Live updates paused, reconnecting",
                    Stream::Crowded => "Live updates paused: too many chargers are open in this browser",
                };
                Some(view! { <p class="banner busy">{words}</p> })
            }}
        </div>
    }
}

#[component]
fn Entry(room: Room, href: &'static str, glyph: Glyph, name: &'static str, count: String) -> impl IntoView {
    let current = is_current(room);
    view! {
        <a href=href aria-current=move || current.get().then_some("page")>
            <Icon glyph />
            {name}
            <span class="count">{count}</span>
        </a>
    }
}

#[component]
fn Tab(room: Room, href: &'static str, glyph: Glyph, name: &'static str) -> impl IntoView {
    let (here, knocking, tokens) = (is_current(room), is_current(Room::Knocking), is_current(Room::Tokens));
    // A phone comes to Knocking and Tokens by More.
    let current = memo(move |_| here.get() || room == Room::More && (knocking.get() || tokens.get()));
    view! {
        <a href=href aria-current=move || current.get().then_some("page")>
            <Icon glyph size=20 />
            {name}
        </a>
    }
}

fn is_current(room: Room) -> Memo<bool> {
    let path = use_location().pathname;
    memo(move |_| Room::of(&path.read()) == room)
}
