//! Live data: takes the events that public/live.js hands to this tab and gives them to whoever listens on the page.

use crate::ground::steady::when_still;
use actions::Event;
use js_sys::{Function, Reflect};
use leptos::prelude::*;
use model::{ChargerKey, Seq};
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};

type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// How the live stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Not heard of yet; without script it stays so.
    Starting,
    Live,
    Paused,
    /// More chargers are open in this browser than one stream carries: this page's is not among them.
    Crowded,
}

impl Stream {
    /// What the page shows is not kept up to date.
    pub fn stands_still(self) -> bool {
        matches!(self, Stream::Paused | Stream::Crowded)
    }
}

/// The tab's end of the live stream.
#[derive(Clone, Copy)]
pub struct Live {
    stream: RwSignal<Stream>,
    /// What a screen reader is told: verdicts alone.
    announcement: RwSignal<String>,
    listeners: StoredValue<Vec<(u32, Listener)>>,
    next_listener: StoredValue<u32>,
    /// The newest event this tab has had.
    newest: StoredValue<Seq>,
    /// Has a page asked for events yet?
    watching: StoredValue<bool>,
}

impl Live {
    pub fn provide() -> Self {
        let live = Self {
            stream: RwSignal::new(Stream::Starting),
            announcement: RwSignal::new(String::new()),
            listeners: StoredValue::new(Vec::new()),
            next_listener: StoredValue::new(0),
            newest: StoredValue::new(Seq::default()),
            watching: StoredValue::new(false),
        };
        provide_context(live);
        live
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// Called in an effect, once the page is hydrated.
    pub fn start(self) {
        let events = window_event_listener_untyped("chargehand", move |event| {
            // The text is our own server's; what does not read comes from another version and is repaired by a reload.
            if let Some(event) = detail(&event).and_then(|text| serde_json::from_str::<Event>(&text).ok()) {
                // Whatever moves because of it does not move under a finger.
                when_still(move || self.hand_on(&event));
            }
        });
        let states = window_event_listener_untyped("chargehand-state", move |event| {
            let stream = match detail(&event).as_deref() {
                Some("live") => Stream::Live,
                Some("crowded") => Stream::Crowded,
                _paused_or_unknown => Stream::Paused,
            };
            when_still(move || {
                self.stream.try_set(stream);
            });
        });
        on_cleanup(move || {
            events.remove();
            states.remove();
        });
    }

    pub fn stream(self) -> Stream {
        self.stream.get()
    }

    pub fn announcement(self) -> String {
        self.announcement.get()
    }

    pub fn announce(self, sentence: String) {
        self.announcement.set(sentence);
    }

    /// From here on: states of everything this person may see, and the frames of one charger, after `since`.
    pub fn watch(self, charger: Option<&ChargerKey>, since: Seq) {
        self.watching.set_value(true);
        self.newest.update_value(|newest| *newest = since.max(*newest));
        let key = JsValue::from_str(charger.map_or("", ChargerKey::as_str));
        let stream = Reflect::get(&window(), &JsValue::from_str("chargehandLive")).unwrap_or(JsValue::UNDEFINED);
        let watch = Reflect::get(&stream, &JsValue::from_str("watch")).ok().and_then(|f| f.dyn_into::<Function>().ok());
        if let Some(watch) = watch {
            // Without live.js the page stands still, as it does without script.
            let _ = watch.call2(&stream, &key, &JsValue::from_f64(since.0 as f64));
        }
    }

    /// For pages that show no charger of their own: states alone, unless a page has asked for more.
    pub fn watch_states(self, since: Seq) {
        if !self.watching.get_value() {
            self.watch(None, since);
        }
    }

    /// A charger's page has gone: its frames are not wanted any more.
    pub fn leave(self) {
        self.watch(None, self.newest.get_value());
    }

    /// Called in an effect; ends with it.
    pub fn listen(self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        let id = self.next_listener.get_value();
        self.next_listener.set_value(id + 1);
        self.listeners.update_value(|listeners| listeners.push((id, Arc::new(listener))));
        on_cleanup(move || {
            // At the very end the list itself may be gone already.
            let _ = self.listeners.try_update_value(|listeners| listeners.retain(|(other, _)| *other != id));
        });
    }

    fn hand_on(self, event: &Event) {
        // None: the app has gone.
        if self.newest.try_update_value(|newest| *newest = event.seq().max(*newest)).is_none() {
            return;
        }
        // A copy, since a listener may end another.
        let listeners: Vec<Listener> =
            self.listeners.with_value(|listeners| listeners.iter().map(|(_, listener)| listener.clone()).collect());
        for listener in listeners {
            listener(event);
        }
    }
}

fn detail(event: &web_sys::Event) -> Option<String> {
    event.dyn_ref::<web_sys::CustomEvent>()?.detail().as_string()
}
