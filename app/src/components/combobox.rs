//! The searchable list of sites: an ARIA combobox whose options the server finds as one types. Nothing is chosen until somebody
//! chooses, and the list lies over what is below it, so that nothing moves when it opens and closes.

use crate::calls::chargers::sites;
use crate::calls::reply::{Reply, sentence_of};
use crate::ground::steady::when_still;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SiteRef;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Between the last key and the question.
const PAUSE: Duration = Duration::from_millis(100);
/// The list's height in pixels, where there is room; and what it has anyway.
const TALLEST: f64 = 264.0;
const SHORTEST: f64 = 88.0;
/// Between the field and the list, and between the list and the form's edge.
const GAP: f64 = 4.0;

/// The options as the server found them.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    sites: Vec<SiteRef>,
    /// Why there are none, if that is not because nothing matches.
    trouble: Option<String>,
}

/// Where the list has room.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Room {
    above: bool,
    height: f64,
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
    let room = RwSignal::new(Room { above: false, height: TALLEST });
    let question = StoredValue::new(0_u32);
    let field = NodeRef::<html::Input>::new();

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
                    when_still(move || {
                        // An answer to an older question is not shown, and the same again moves nobody.
                        if question.try_get_value() == Some(asked) && *found.read_untracked() != answer {
                            active.set(None);
                            found.set(answer);
                        }
                    });
                });
            },
            pause,
        );
    };
    let show = move || {
        if !open.get_untracked() {
            if let Some(field) = field.get_untracked() {
                room.set(room_of(&field));
            }
            active.set(None);
            open.set(true);
            ask(Duration::ZERO);
        }
    };
    let choose = move |site: SiteRef| {
        chosen.set(Some(site));
        open.set(false);
        active.set(None);
    };
    // Whoever chose it: here, or before the form was filled in again.
    Effect::new(move || {
        if let Some(site) = chosen.get() {
            words.set(site.name);
        }
    });
    let step = move |by: isize| {
        let count = found.read_untracked().sites.len();
        if count > 0 {
            active.update(|active| *active = Some(stepped(*active, by, count)));
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
            // It chooses the option that somebody went to; without one it neither chooses nor sends the form.
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
            <div class="combo" class:up=move || room.get().above>
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
                    node_ref=field
                    prop:value=move || words.get()
                    on:input=move |event| {
                        words.set(event_target_value(&event));
                        chosen.set(None);
                        active.set(None);
                        if open.get_untracked() { ask(PAUSE) } else { show() }
                    }
                    on:focus=move |_| show()
                    on:click=move |_| show()
                    on:blur=move |_| open.set(false)
                    on:keydown=pressed
                />
                <ul
                    id="site-options"
                    role="listbox"
                    aria-label="Sites"
                    hidden=move || !open.get()
                    style:max-height=move || format!("{}px", room.get().height)
                    // The field keeps the focus, whose loss would close the list before the press has ended.
                    on:mousedown=move |event| event.prevent_default()
                >
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
                data-whole=move || chosen.read().as_ref().and_then(|site| serde_json::to_string(site).ok())
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
            on:click=move |_| choose(site.clone())
        >
            {name}
            <small>{place}</small>
        </li>
    }
}

fn option_id(at: usize) -> String {
    format!("site-option-{at}")
}

/// Steps do not go round: who holds a key down comes to the end and stays there.
fn stepped(active: Option<usize>, by: isize, count: usize) -> usize {
    let last = count.saturating_sub(1);
    match (active, by) {
        (None, 1..) => 0,
        (None, _) => last,
        (Some(at), 1..) => (at + 1).min(last),
        (Some(at), _) => at.saturating_sub(1),
    }
}

/// Within the form, so that its buttons stay in sight and in reach: below the field, or above where there is more.
fn room_of(field: &web_sys::Element) -> Room {
    let Ok(Some(form)) = field.closest(".form") else { return Room { above: false, height: TALLEST } };
    let (field, form) = (field.get_bounding_client_rect(), form.get_bounding_client_rect());
    room_within(field.top() - form.top(), form.bottom() - field.bottom())
}

fn room_within(above: f64, below: f64) -> Room {
    let [over, under] = [above, below].map(|room| (room - 2.0 * GAP).min(TALLEST));
    let above = under < TALLEST && over > under;
    Room { above, height: if above { over } else { under }.max(SHORTEST) }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// K-08: a list that has just opened has nothing chosen; only a step goes somewhere.
    #[test]
    fn only_a_step_goes_to_an_option() {
        let check = |active, by, expected| assert_eq!(stepped(active, by, 3), expected, "{active:?} {by}");
        check(None, 1, 0);
        check(None, -1, 2);
        check(Some(0), 1, 1);
        check(Some(2), 1, 2);
        check(Some(0), -1, 0);
    }

    /// K-06: the list stays within the form, over its buttons never.
    #[test]
    fn the_list_stays_within_the_form() {
        let check = |above: f64, below: f64, expected: Room| {
            let room = room_within(above, below);
            assert_eq!(room, expected, "{above} {below}");
        };
        check(80.0, 400.0, Room { above: false, height: TALLEST });
        check(80.0, 208.0, Room { above: false, height: 200.0 });
        check(308.0, 108.0, Room { above: true, height: TALLEST });
        check(188.0, 108.0, Room { above: true, height: 180.0 });
        check(20.0, 20.0, Room { above: false, height: SHORTEST });
    }
}
