//! The Actions button and its menu: six items in one order, disabled ones with their reason.

use super::icon::{Glyph, Icon};
use crate::clock::Clock;
use crate::memo::memo;
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
    } else if kind.needs_connection() && !charger.online {
        Some("The charger is offline".to_owned())
    } else {
        charger.abilities.obstacle(kind).map(str::to_owned)
    }
}

/// Without script the button leads to the page that lists the actions; with script it opens the menu.
#[component]
pub fn ActionsMenu(
    #[prop(into)] charger: Signal<Charger>,
    #[prop(into)] may_order: Signal<bool>,
    #[prop(into)] chosen: Callback<CommandKind>,
) -> impl IntoView {
    let clock = Clock::get();
    let menu = NodeRef::<html::Div>::new();
    let shown = RwSignal::new(false);
    let toggled = move |_| {
        let open = menu.get_untracked().is_some_and(|menu| menu.matches(":popover-open").unwrap_or(false));
        shown.set(open);
        if open {
            focus_item(menu, |_, _| 0);
        }
    };
    let pressed = move |event: web_sys::KeyboardEvent| {
        let moved = match event.key().as_str() {
            "ArrowDown" => focus_item(menu, |at, count| (at + 1) % count),
            "ArrowUp" => focus_item(menu, |at, count| (at + count - 1) % count),
            "Home" => focus_item(menu, |_, _| 0),
            "End" => focus_item(menu, |_, count| count - 1),
            _any_other_key => false,
        };
        if moved {
            event.prevent_default();
        }
    };
    let choose = move |kind: CommandKind| {
        if let Some(menu) = menu.get_untracked() {
            // It is open, since an item of it was chosen.
            let _ = menu.hide_popover();
        }
        chosen.run(kind);
    };
    view! {
        <form class="act" method="get" action=move || format!("/chargers/{}/actions", charger.read().key)>
            <button
                class="btn primary"
                type=move || if clock.is_hydrated() { "button" } else { "submit" }
                popovertarget=move || clock.is_hydrated().then_some(MENU)
                aria-haspopup=move || clock.is_hydrated().then_some("menu")
                aria-expanded=move || clock.is_hydrated().then(|| if shown.get() { "true" } else { "false" })
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
                {CommandKind::ACTIONS
                    .into_iter()
                    .map(|kind| {
                        let why_not = memo(move |_| obstacle(kind, &charger.read(), may_order.get()));
                        view! { <Item kind charger why_not choose /> }
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
    view! {
        <a
            role="menuitem"
            tabindex="-1"
            href=move || {
                why_not.read().is_none().then(|| format!("/chargers/{}/actions/{}", charger.read().key, kind.slug()))
            }
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
                    if why_not.read_untracked().is_none() {
                        choose(kind);
                    }
                }
            }
        >
            <Icon glyph=Glyph::of(kind) />
            <span>{kind.label()}</span>
            {move || why_not.get().map(|why| view! { <small>{why}</small> })}
        </a>
    }
}

/// Gives the focus to another item; `next` takes the place of the one that has it and their number.
fn focus_item(menu: NodeRef<html::Div>, next: impl Fn(usize, usize) -> usize) -> bool {
    let Some(menu) = menu.get_untracked() else { return false };
    let Ok(items) = menu.query_selector_all("[role=menuitem]") else { return false };
    let count = items.length();
    if count == 0 {
        return false;
    }
    let active = document().active_element();
    let at = (0..count)
        .find(|at| {
            items.get(*at).is_some_and(|item| active.as_ref().is_some_and(|active| item.is_same_node(Some(active))))
        })
        .unwrap_or(0);
    let target = u32::try_from(next(at as usize, count as usize)).ok().and_then(|at| items.get(at));
    if let Some(element) = target.and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::fixtures::charger;

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
        for kind in CommandKind::ACTIONS {
            let expected = kind.needs_connection().then_some("The charger is offline");
            check(&charger, true, kind, expected);
        }
        assert!(!CommandKind::ChangeSite.needs_connection());
    }
}
