//! The way back: a page that somebody returns to is as it was, with its search and filters, at the place where it was left.

use crate::components::icon::{Glyph, Icon};
use crate::ground::clock::Clock;
use crate::ground::storage::storage;
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::time::Duration;

/// Where this tab keeps the places.
const NAME: &str = "chargehand-places";
/// Pages that are remembered; of more, the one left longest ago is forgotten.
const PLACES_MAX: usize = 40;
/// How often is looked whether a page reaches down to its place yet, and how often at most.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const LOOKS_MAX: u32 = 40;

/// How a page was left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LeftPage {
    path: String,
    /// With its search and filters.
    address: String,
    /// How far down, in pixels.
    down: f64,
}

#[derive(Default)]
struct Way {
    /// The page shown.
    path: String,
    /// Counts returns and what people do, so that only the last return leads anywhere.
    number: u32,
}

thread_local! {
    static WAY: RefCell<Way> = RefCell::default();
}

/// Remembers how each page is left. Stands beside the routes.
#[component]
pub fn Places() -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move || {
        let path = path.get();
        // In a turn of its own: the router may hear of a return before the listener below does.
        set_timeout(|| WAY.with_borrow_mut(|way| way.path = path), Duration::ZERO);
    });
    Effect::new(|| {
        // Whatever leads away, but the browser's own buttons, begins with a press; by the click itself the router may have left.
        let pressed = window_event_listener(ev::pointerdown, |_| leave());
        let typed = window_event_listener(ev::keydown, |event| {
            if event.key() == "Enter" {
                leave();
            }
        });
        let hidden = window_event_listener_untyped("pagehide", |_| leave());
        let returned = window_event_listener_untyped("popstate", |_| {
            let path = window().location().pathname().unwrap_or_default();
            // A step within the page is the page's own affair.
            if WAY.with_borrow(|way| way.path != path) {
                come_back(path);
            }
        });
        // Whoever moves the page meanwhile wants it elsewhere.
        let moved = ["wheel", "pointerdown", "keydown"]
            .map(|name| window_event_listener_untyped(name, |_| WAY.with_borrow_mut(|way| way.number += 1)));
        on_cleanup(move || {
            for listener in moved.into_iter().chain([pressed, typed, hidden, returned]) {
                listener.remove();
            }
        });
    });
}

/// A link to the page above this one, as that was left.
#[component]
pub fn WayBack(#[prop(into)] to: Signal<String>, children: Children) -> impl IntoView {
    let clock = Clock::get();
    let href = move || {
        let path = to.get();
        let known = clock.is_hydrated().then(|| place_of(&path)).flatten();
        known.map_or(path, |place| place.address)
    };
    view! {
        <a class="back" href=href on:click=move |_| come_back(to.get_untracked())>
            <Icon glyph=Glyph::Back size=12 />
            {children()}
        </a>
    }
}

fn leave() {
    let location = window().location();
    let (Ok(path), Ok(search)) = (location.pathname(), location.search()) else { return };
    let down = window().scroll_y().unwrap_or_default();
    let place = LeftPage { address: format!("{path}{search}"), path, down };
    let places = with(places(), place);
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&places)) {
        // Where there is no room, the way back leads to the plain page.
        let _ = storage.set_item(NAME, &text);
    }
}

/// The page's place is where it is once the page reaches that far.
fn come_back(path: String) {
    let Some(place) = place_of(&path).filter(|place| place.down > 0.0) else { return };
    let number = WAY.with_borrow_mut(|way| {
        way.number += 1;
        way.number
    });
    look(place, number, LOOKS_MAX);
}

fn look(place: LeftPage, number: u32, left: u32) {
    set_timeout(
        move || {
            if left == 0 || WAY.with_borrow(|way| way.number != number) {
                return;
            }
            let is_here = window().location().pathname().is_ok_and(|path| path == place.path);
            let reaches = document()
                .document_element()
                .is_some_and(|root| f64::from(root.scroll_height() - root.client_height()) >= place.down.floor());
            if is_here && reaches {
                window().scroll_to_with_x_and_y(0.0, place.down);
            }
            // What comes after it, such as the page before being taken away, may move it once more.
            look(place, number, left - 1);
        },
        LOOK_AGAIN,
    );
}

fn place_of(path: &str) -> Option<LeftPage> {
    places().into_iter().find(|place| place.path == path)
}

fn places() -> Vec<LeftPage> {
    let text = storage().and_then(|storage| storage.get_item(NAME).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// The newest first.
fn with(mut places: Vec<LeftPage>, place: LeftPage) -> Vec<LeftPage> {
    places.retain(|known| known.path != place.path);
    places.insert(0, place);
    places.truncate(PLACES_MAX);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    /// K-17: of each page the last way it was left is known, of many pages the newest.
    #[test]
    fn the_newest_places_are_kept() {
        let place = |path: &str, down: f64| LeftPage { path: path.to_owned(), address: format!("{path}?q=a"), down };
        let mut places = Vec::new();
        for n in 0..PLACES_MAX {
            places = with(places, place(&format!("/chargers/{n}"), 0.0));
        }
        places = with(places, place("/chargers/1", 700.0));
        assert_eq!(places.len(), PLACES_MAX);
        assert_eq!(places.first(), Some(&place("/chargers/1", 700.0)));
        places = with(places, place("/chargers", 1.0));
        assert_eq!(places.len(), PLACES_MAX);
        assert!(!places.iter().any(|place| place.path == "/chargers/0"));
    }
}
