//! A line over the page that outlives the dialog it is about, until somebody puts it away.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Notice(RwSignal<Option<String>>);

impl Notice {
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    pub fn get() -> Self {
        expect_context()
    }

    pub fn say(self, sentence: String) {
        self.0.try_set(Some(sentence));
    }
}

/// Lies over the page, so that nothing moves when it comes and goes.
#[component]
pub fn NoticeLine() -> impl IntoView {
    let notice = Notice::get();
    move || {
        notice.0.get().map(|sentence| {
            view! {
                <p class="banner" role="alert">
                    {sentence}
                    <button type="button" class="btn slim" on:click=move |_| notice.0.set(None)>
                        "Close"
                    </button>
                </p>
            }
        })
    }
}
