//! The theme switch: the system's choice, light or dark, kept on this device.

use leptos::prelude::*;

/// Read by public/theme.js before anything is painted.
const STORED_AS: &str = "chargehand-theme";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    fn label(self) -> &'static str {
        match self {
            Theme::System => "System",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }

    fn word(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }

    fn stored() -> Theme {
        let word = storage().and_then(|storage| storage.get_item(STORED_AS).ok().flatten());
        Theme::ALL
            .into_iter()
            .find(|theme| theme.word().is_some() && theme.word() == word.as_deref())
            .unwrap_or(Theme::System)
    }

    /// Puts it on and keeps it; where there is no storage it holds for this page alone.
    fn put_on(self) {
        if let Some(storage) = storage() {
            let _ = match self.word() {
                Some(word) => storage.set_item(STORED_AS, word),
                None => storage.remove_item(STORED_AS),
            };
        }
        if let Some(root) = document().document_element() {
            let _ = match self.word() {
                Some(word) => root.set_attribute("data-theme", word),
                None => root.remove_attribute("data-theme"),
            };
        }
    }
}

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(Theme::System);
    Effect::new(move || chosen.set(Theme::stored()));
    view! {
        <div class="segments needs-script" role="group" aria-label="Theme">
            {Theme::ALL
                .into_iter()
                .map(|theme| {
                    view! {
                        <button
                            type="button"
                            aria-pressed=move || if chosen.get() == theme { "true" } else { "false" }
                            on:click=move |_| {
                                theme.put_on();
                                chosen.set(theme);
                            }
                        >
                            {theme.label()}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
