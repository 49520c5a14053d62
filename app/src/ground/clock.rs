//! The page's clock: silent until wasm is in charge, so that nothing rendered differs, then ticking once a second.

use leptos::prelude::*;
use std::time::Duration;

/// A browser's clock that is off by less than this is believed.
const CLOCK_TOLERANCE_MS: i64 = 5000;
const TICK: Duration = Duration::from_secs(1);

/// Says whether wasm is in charge, and what time it is by the server.
#[derive(Clone, Copy)]
pub struct Clock {
    hydrated: RwSignal<bool>,
    now: RwSignal<Option<i64>>,
    /// What to add to the browser's clock.
    offset: StoredValue<i64>,
}

impl Clock {
    pub fn provide() -> Self {
        let clock = Self { hydrated: RwSignal::new(false), now: RwSignal::new(None), offset: StoredValue::new(0) };
        provide_context(clock);
        clock
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// Called in an effect, once the page is hydrated.
    pub fn start(self) {
        if let Some(root) = document().document_element() {
            // The mark is for tests and style; without it the page still works.
            let _ = root.set_attribute("data-hydrated", "");
        }
        self.hydrated.set(true);
        self.tick();
        if let Ok(ticking) = set_interval_with_handle(move || self.tick(), TICK) {
            on_cleanup(move || ticking.clear());
        }
    }

    pub fn is_hydrated(self) -> bool {
        self.hydrated.get()
    }

    /// Milliseconds since 1970 by the server; none before the page is hydrated.
    pub fn now(self) -> Option<i64> {
        self.now.get()
    }

    pub fn now_untracked(self) -> Option<i64> {
        self.now.get_untracked()
    }

    /// Takes the server's clock from data that came with the page: it was read after the navigation began.
    pub fn hear_at_load(self, server_now: i64) {
        let since_navigation = window().performance().map_or(0.0, |performance| performance.now());
        self.hear(server_now + since_navigation as i64);
    }

    /// Takes the server's clock from an answer that has just come.
    pub fn hear(self, server_now: i64) {
        let offset = server_now - js_sys::Date::now() as i64;
        self.offset.set_value(if offset.abs() < CLOCK_TOLERANCE_MS { 0 } else { offset });
    }

    fn tick(self) {
        self.now.set(Some(js_sys::Date::now() as i64 + self.offset.get_value()));
    }
}
