//! The Actions button and its menu: its items in one order, disabled ones with their reason.

use crate::components::icon::{Glyph, Icon};
use crate::forms::actions::glyph_of;
use crate::ground::clock::Clock;
use crate::ground::memo::memo;
use leptos::html;
use leptos::prelude::*;
use model::{Charger, CommandKind};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

const MENU: &str = "actions-menu";

/// Why an action cannot be ordered now, if it cannot.
pub fn obstacle(kind: CommandKind, charger: &Charger, may_order: bool) -> Option<String> {
    if !may_order {
        Some("Your role reads only".to_owned())
    } else if actions::facts(kind).needs_connection && !charger.online {
        Some("The charger is offline".to_owned())
    } else {
        charger.abilities.obstacle(kind).map(str::to_owned)
    }
}

/// Without script the button leads to the page that lists the actions; with script it opens the menu, which follows the ARIA
/// pattern of a menu button: arrows, Home, End and letters go to an item, Tab and Escape close it, and an item that cannot be
/// chosen is there all the same, with the reason for its description.
#[component]
pub fn ActionsMenu(
    #[prop(into)] charger: Signal<Charger>,
    #[prop(into)] may_order: Signal<bool>,
    #[prop(into)] chosen: Callback<CommandKind>,
) -> impl IntoView {
    let clock = Clock::get();
    let menu = NodeRef::<html::Div>::new();
    let shown = RwSignal::new(false);
    // Which item has the focus when the menu opens.
    let first = StoredValue::new(Step::First);
    let toggled = move |_| {
        let open = menu.get_untracked().is_some_and(|menu| menu.matches(":popover-open").unwrap_or(false));
        shown.set(open);
        if open {
            go(menu, first.get_value());
            first.set_value(Step::First);
        }
    };
    let hide = move || {
        if let Some(menu) = menu.get_untracked() {
            // The focus goes back to the button.
            let _ = menu.hide_popover();
        }
    };
    let pressed = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            // From the button, to which the focus goes back first, it moves on as on any page.
            "Tab" => hide(),
            key => {
                if let Some(step) = Step::of(key) {
                    event.prevent_default();
                    go(menu, step);
                }
            }
        }
    };
    let pressed_on_button = move |event: web_sys::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => Step::First,
            "ArrowUp" => Step::Last,
            _any_other_key => return,
        };
        let button = event.current_target().and_then(|button| button.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button.filter(|_| clock.is_hydrated()) {
            event.prevent_default();
            first.set_value(step);
            // As by a press, so that the menu knows whose it is.
            button.click();
        }
    };
    let choose = move |kind: CommandKind| {
        hide();
        chosen.run(kind);
    };
    view! {
        <form class="act" method="get" action=move || format!("/chargers/{}/actions", charger.read().key)>
            <button
                class="btn primary"
                type=move || if clock.is_hydrated() { "button" } else { "submit" }
                popovertarget=move || clock.is_hydrated().then_some(MENU)
                aria-haspopup=move || clock.is_hydrated().then_some("menu")
                aria-controls=move || clock.is_hydrated().then_some(MENU)
                aria-expanded=move || clock.is_hydrated().then(|| if shown.get() { "true" } else { "false" })
                on:keydown=pressed_on_button
            >
                <Icon glyph=Glyph::Bolt />
                "Actions"
                <Icon glyph=Glyph::Chevron size=12 />
            </button>
            <div
                id=MENU
                class="menu"
                popover="auto"
                role="menu"
                aria-label="Actions"
                node_ref=menu
                on:toggle=toggled
                on:keydown=pressed
            >
                {CommandKind::menu()
                    .map(|kind| {
                        let why_not = memo(move |_| obstacle(kind, &charger.read(), may_order.get()));
                        view! {
                            {kind.follows_divider().then(|| view! { <hr /> })}
                            <Item kind charger why_not choose />
                        }
                    })
                    .collect_view()}
            </div>
        </form>
    }
}

#[component]
fn Item<F>(
    kind: CommandKind,
    #[prop(into)] charger: Signal<Charger>,
    why_not: Memo<Option<String>>,
    choose: F,
) -> impl IntoView
where
    F: Fn(CommandKind) + Copy + Send + Sync + 'static,
{
    let (name_id, words_id) = (format!("menu-{}", kind.slug()), format!("menu-{}-why", kind.slug()));
    let (label_id, described) = (name_id.clone(), words_id.clone());
    view! {
        <a
            role="menuitem"
            tabindex="-1"
            href=move || {
                why_not.read().is_none().then(|| format!("/chargers/{}/actions/{}", charger.read().key, kind.slug()))
            }
            // Its name is its label alone, whether it can be chosen or not.
            aria-labelledby=name_id
            aria-describedby=move || why_not.read().is_some().then(|| described.clone())
            aria-disabled=move || why_not.read().is_some().then_some("true")
            on:click=move |event| {
                event.prevent_default();
                if why_not.read_untracked().is_none() {
                    choose(kind);
                }
            }
            on:keydown=move |event: web_sys::KeyboardEvent| {
                if event.key() == " " || event.key() == "Enter" {
                    event.prevent_default();
                    // A key that is still held down since it opened the menu chooses nothing.
                    if why_not.read_untracked().is_none() && !event.repeat() {
                        choose(kind);
                    }
                }
            }
        >
            <Icon glyph=glyph_of(kind) />
            <span id=label_id>{kind.label()}</span>
            {move || why_not.get().map(|why| view! { <small id=words_id.clone()>{why}</small> })}
        </a>
    }
}

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    First,
    Last,
    Next,
    Before,
    /// The next item that begins so, in lower case.
    Letter(char),
}

impl Step {
    fn of(key: &str) -> Option<Step> {
        match key {
            "ArrowDown" => Some(Step::Next),
            "ArrowUp" => Some(Step::Before),
            "Home" => Some(Step::First),
            "End" => Some(Step::Last),
            _letter_or_another_key => {
                let mut letters = key.chars().flat_map(char::to_lowercase);
                let letter = letters.next().filter(|letter| letter.is_alphanumeric())?;
                letters.next().is_none().then_some(Step::Letter(letter))
            }
        }
    }

    /// From the item at `at` of these.
    fn target(self, at: usize, labels: &[&str]) -> usize {
        let count = labels.len();
        let begins = |label: &str, letter: char| label.chars().flat_map(char::to_lowercase).next() == Some(letter);
        match self {
            Step::First => 0,
            Step::Last => count.saturating_sub(1),
            Step::Next => (at + 1) % count.max(1),
            Step::Before => (at + count.saturating_sub(1)) % count.max(1),
            Step::Letter(letter) => {
                let mut onward = (1..=count).map(|by| (at + by) % count);
                onward.find(|next| begins(labels[*next], letter)).unwrap_or(at)
            }
        }
    }
}

/// Gives the focus to another item.
fn go(menu: NodeRef<html::Div>, step: Step) {
    let Some(menu) = menu.get_untracked() else { return };
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else { return };
    let items: Vec<HtmlElement> = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let at = items.iter().position(|item| active.as_ref().is_some_and(|active| item.is_same_node(Some(active))));
    let labels: Vec<&str> = CommandKind::menu().map(CommandKind::label).collect();
    if let Some(item) = items.get(step.target(at.unwrap_or(0), &labels)) {
        let _ = item.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::fixtures::charger;

    #[test]
    fn an_item_that_cannot_be_chosen_says_why() {
        let mut charger = charger();
        charger.abilities.obstacles.push((CommandKind::ClearCache, "It has no cache.".to_owned()));
        let check = |charger: &Charger, may_order: bool, kind: CommandKind, expected: Option<&str>| {
            assert_eq!(obstacle(kind, charger, may_order).as_deref(), expected, "{kind:?}");
        };
        check(&charger, true, CommandKind::Reboot, None);
        check(&charger, true, CommandKind::ClearCache, Some("It has no cache."));
        check(&charger, false, CommandKind::ClearCache, Some("Your role reads only"));
        charger.online = false;
        for kind in CommandKind::menu() {
            let expected = actions::facts(kind).needs_connection.then_some("The charger is offline");
            check(&charger, true, kind, expected);
        }
        assert!(!actions::facts(CommandKind::ChangeSite).needs_connection);
    }

    /// K-18: as the ARIA pattern of a menu says.
    #[test]
    fn keys_lead_from_item_to_item() {
        let labels = ["Reboot", "Update Firmware", "Clear Cache", "Clear Charging Profiles", "Change Site"];
        let check = |at: usize, key: &str, expected: usize| {
            let step = Step::of(key).expect(key);
            assert_eq!(step.target(at, &labels), expected, "{key} from {at}");
        };
        check(0, "ArrowDown", 1);
        check(4, "ArrowDown", 0);
        check(0, "ArrowUp", 4);
        check(3, "Home", 0);
        check(1, "End", 4);
        check(0, "c", 2);
        check(2, "c", 3);
        check(3, "C", 4);
        check(4, "c", 2);
        check(1, "u", 1);
        check(1, "x", 1);
        for key in ["Tab", "Escape", "Enter", " ", "F1", "Shift", "Dead", ""] {
            assert_eq!(Step::of(key), None, "{key}");
        }
        assert_eq!(Step::Next.target(0, &[]), 0);
    }
}
