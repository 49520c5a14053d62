//! The searchable list of sites: an ARIA combobox whose options the server finds as one types.

use crate::reads::{Reply, sentence_of, sites};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SiteRef;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Between the last key and the question.
const PAUSE: Duration = Duration::from_millis(100);

/// The options as the server found them.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    sites: Vec<SiteRef>,
    /// Why there are none, if that is not because nothing matches.
    trouble: Option<String>,
}

/// A field labelled **Site** with its key in a hidden input named `site`. `charger`'s own site is left out.
#[component]
pub fn SiteCombobox(
    #[prop(optional, into)] charger: Signal<String>,
    chosen: RwSignal<Option<SiteRef>>,
    #[prop(optional, into)] invalid: Signal<bool>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let words = RwSignal::new(String::new());
    let found = RwSignal::new(Found::default());
    let active = RwSignal::new(None::<usize>);
    let question = StoredValue::new(0_u32);

    // Asks at once when the list is opened, after a pause while somebody types.
    let ask = move |pause: Duration| {
        let asked = question.with_value(|question| question + 1);
        question.set_value(asked);
        set_timeout(
            move || {
                if question.try_get_value() != Some(asked) {
                    return;
                }
                spawn_local(async move {
                    let answer = search(words.get_untracked(), charger.get_untracked()).await;
                    // An answer to an older question is not shown.
                    if question.try_get_value() == Some(asked) {
                        active.set(if answer.sites.is_empty() { None } else { Some(0) });
                        found.set(answer);
                    }
                });
            },
            pause,
        );
    };
    let show = move || {
        if !open.get_untracked() {
            open.set(true);
            ask(Duration::ZERO);
        }
    };
    let choose = move |site: SiteRef| {
        words.set(site.name.clone());
        chosen.set(Some(site));
        open.set(false);
        active.set(None);
    };
    let step = move |by: isize| {
        let count = found.read_untracked().sites.len();
        if count > 0 {
            let last = count - 1;
            active.update(|active| {
                *active = Some(match (*active, by) {
                    (None, 1..) => 0,
                    (None, _) => last,
                    (Some(at), 1..) => (at + 1).min(last),
                    (Some(at), _) => at.saturating_sub(1),
                });
            });
            scroll_to_active(active.get_untracked());
        }
    };
    let pressed = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            if open.get_untracked() { step(1) } else { show() }
        }
        "ArrowUp" => {
            event.prevent_default();
            if open.get_untracked() { step(-1) } else { show() }
        }
        "Enter" if open.get_untracked() => {
            event.prevent_default();
            let site = active.get_untracked().and_then(|at| found.read_untracked().sites.get(at).cloned());
            if let Some(site) = site {
                choose(site);
            }
        }
        "Escape" if open.get_untracked() => {
            // Closes the list alone, not the dialog around it.
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
        }
        _any_other_key => {}
    };
    view! {
        <div class="f">
            <label for="site-words">"Site"</label>
            <div class="combo">
                <input
                    id="site-words"
                    class="input"
                    data-for="site"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="Search by name or organisation"
                    aria-autocomplete="list"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls="site-options"
                    aria-activedescendant=move || active.get().filter(|_| open.get()).map(option_id)
                    aria-invalid=move || invalid.get().then_some("true")
                    prop:value=move || words.get()
                    on:input=move |event| {
                        words.set(event_target_value(&event));
                        chosen.set(None);
                        open.set(true);
                        ask(PAUSE);
                    }
                    on:focus=move |_| show()
                    on:click=move |_| show()
                    on:blur=move |_| open.set(false)
                    on:keydown=pressed
                />
                <ul id="site-options" role="listbox" aria-label="Sites" hidden=move || !open.get()>
                    {move || {
                        found
                            .read()
                            .sites
                            .iter()
                            .enumerate()
                            .map(|(at, site)| view! { <SiteOption at site=site.clone() active choose /> })
                            .collect_view()
                    }}
                    {move || {
                        let found = found.read();
                        found
                            .sites
                            .is_empty()
                            .then(|| {
                                let words = found.trouble.clone().unwrap_or_else(|| "No site found".to_owned());
                                view! {
                                    <li class="none" role="presentation">
                                        {words}
                                    </li>
                                }
                            })
                    }}
                </ul>
            </div>
            <input
                type="hidden"
                name="site"
                prop:value=move || chosen.read().as_ref().map(|site| site.key.to_string()).unwrap_or_default()
            />
            <span class="sr" role="status">
                {move || open.get().then(|| format!("{} sites", found.read().sites.len()))}
            </span>
        </div>
    }
}

#[component]
fn SiteOption<F>(at: usize, site: SiteRef, active: RwSignal<Option<usize>>, choose: F) -> impl IntoView
where
    F: Fn(SiteRef) + Copy + Send + Sync + 'static,
{
    let (name, place) = (site.name.clone(), site.organisation.clone());
    view! {
        <li
            id=option_id(at)
            role="option"
            aria-selected=move || if active.get() == Some(at) { "true" } else { "false" }
            // Before the field loses the focus, which would close the list.
            on:mousedown=move |event| {
                event.prevent_default();
                choose(site.clone());
            }
        >
            {name}
            <small>{place}</small>
        </li>
    }
}

fn option_id(at: usize) -> String {
    format!("site-option-{at}")
}

fn scroll_to_active(active: Option<usize>) {
    let element = active.and_then(|at| document().get_element_by_id(&option_id(at)));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

async fn search(words: String, charger: String) -> Found {
    match sites(Some(words), Some(charger)).await {
        Ok(Reply::Here(sites)) => Found { sites, trouble: None },
        Ok(Reply::NotFound) => Found::default(),
        Ok(Reply::SignedOut) => Found { sites: Vec::new(), trouble: Some("You are signed out.".to_owned()) },
        Err(error) => Found { sites: Vec::new(), trouble: Some(sentence_of(&error)) },
    }
}
