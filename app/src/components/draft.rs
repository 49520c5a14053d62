//! The way to the sign-in page and back: to the same address, with what was being filled in. It is kept in this tab alone, for
//! the same person, and for a short time, since it may hold a password.

use crate::ground::address::address;
use crate::ground::reveal::soon;
use crate::ground::storage::storage;
use js_sys::{Date, Reflect};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::SiteRef;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlFormElement};

/// The attribute of a form that is kept; its value is the form's name.
const MARK: &str = "data-keep";
/// The part of an address that opens a dialog again.
pub const ORDER: &str = "order";
/// Where this tab keeps the form.
const NAME: &str = "chargehand-form";
const KEPT_FOR_MS: f64 = 15.0 * 60_000.0;
/// The longest form that is kept, in bytes.
const KEPT_MAX: usize = 256 * 1024;

#[derive(Debug, Serialize, Deserialize)]
struct Draft {
    /// The page's path.
    place: String,
    form: String,
    person: String,
    at: f64,
    fields: Vec<Field>,
    site: Option<SiteRef>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Field {
    name: String,
    value: String,
    /// Of a checkbox or a radio button.
    checked: Option<bool>,
}

thread_local! {
    /// Who is signed in, as the page was told last.
    static PERSON: RefCell<String> = RefCell::default();
}

pub fn meet(person: String) {
    PERSON.set(person);
}

/// A link to the sign-in page, which leads back here afterwards.
#[component]
pub fn SignInLink(class: &'static str) -> impl IntoView {
    let location = use_location();
    let href = move || {
        let search = location.search.read();
        let search = if search.is_empty() { String::new() } else { format!("?{}", search.trim_start_matches('?')) };
        let here = format!("{}{search}{}", location.pathname.read(), location.hash.read());
        address("/sign-in", &[("next", Some(here))])
    };
    view! {
        <a
            class=class
            href=href
            rel="external"
            on:click=move |event| {
                event.prevent_default();
                leave_for_sign_in();
            }
        >
            "Sign in"
        </a>
    }
}

/// The session has ended: the sign-in page leads back here afterwards, and to the form that is open.
pub fn leave_for_sign_in() {
    let location = window().location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    let (path, search, hash) = (part(location.pathname()), part(location.search()), part(location.hash()));
    let form = document().query_selector(&format!("form[{MARK}]")).ok().flatten();
    let form = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    let mut order = None;
    if let Some(form) = form {
        let name = form.get_attribute(MARK).unwrap_or_default();
        keep(&form, &name, &path);
        let in_dialog = matches!(form.closest("dialog"), Ok(Some(_)));
        order = in_dialog.then_some(name);
    }
    let next = next_of(&path, &search, &hash, order.as_deref());
    // If even this fails the page stays as it is, still readable.
    let _ = location.assign(&address("/sign-in", &[("next", Some(next))]));
}

/// This page's address, without the part that opened a dialog again.
pub fn without_order() -> String {
    let location = window().location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    next_of(&part(location.pathname()), &part(location.search()), &part(location.hash()), None)
}

fn next_of(path: &str, search: &str, hash: &str, order: Option<&str>) -> String {
    let mark = format!("{ORDER}=");
    let parts = search.trim_start_matches('?').split('&').filter(|part| !part.is_empty() && !part.starts_with(&mark));
    let order = order.map(|order| format!("{mark}{order}"));
    let search = parts.chain(order.as_deref()).collect::<Vec<_>>().join("&");
    let parted = if search.is_empty() { "" } else { "?" };
    format!("{path}{parted}{search}{hash}")
}

fn keep(form: &HtmlFormElement, name: &str, place: &str) {
    let mut fields = Vec::new();
    let mut site = None;
    for control in controls(form) {
        let word = |name: &str| property(&control, name).as_string().unwrap_or_default();
        match word("type").as_str() {
            // Those that the page makes itself; one of them says which site was chosen.
            "hidden" => {
                let whole = control.get_attribute("data-whole");
                site = site.or(whole.and_then(|whole| serde_json::from_str(&whole).ok()));
            }
            "file" | "password" => {}
            kind => {
                let checked = matches!(kind, "checkbox" | "radio").then(|| property(&control, "checked").is_truthy());
                fields.push(Field { name: word("name"), value: word("value"), checked });
            }
        }
    }
    let (person, at) = (PERSON.with_borrow(Clone::clone), Date::now());
    let draft = Draft { place: place.to_owned(), form: name.to_owned(), person, at, fields, site };
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&draft))
        && text.len() <= KEPT_MAX
    {
        // Where there is no room the form is empty afterwards.
        let _ = storage.set_item(NAME, &text);
    }
}

/// Fills in what was kept of this form, once, if it is of this person; what belongs to a site goes to `site`.
pub fn refill(form: &HtmlFormElement, name: &str, person: &str, site: impl FnOnce(SiteRef)) {
    let Some(storage) = storage() else { return };
    let text = storage.get_item(NAME).ok().flatten();
    let Some(kept) = text.and_then(|text| serde_json::from_str::<Draft>(&text).ok()) else { return };
    let here = window().location().pathname().unwrap_or_default();
    if kept.place != here || kept.form != name {
        return;
    }
    // Used or not, it has had its time.
    let _ = storage.remove_item(NAME);
    if kept.person != person || Date::now() - kept.at > KEPT_FOR_MS {
        return;
    }
    fill(form, &kept.fields);
    if let Some(whole) = kept.site {
        site(whole);
    }
    // Fields that only come with what has just been chosen.
    let form = form.clone();
    soon(move || fill(&form, &kept.fields));
}

fn fill(form: &HtmlFormElement, fields: &[Field]) {
    for control in controls(form) {
        let word = |name: &str| property(&control, name).as_string().unwrap_or_default();
        let (name, value) = (word("name"), word("value"));
        let field = fields.iter().find(|field| {
            field.name == name && (field.checked.is_none() || field.value == value) && word("type") != "hidden"
        });
        let Some(field) = field else { continue };
        let changed = match field.checked {
            Some(checked) => {
                checked != property(&control, "checked").is_truthy() && set(&control, "checked", checked.into())
            }
            None => field.value != value && set(&control, "value", field.value.as_str().into()),
        };
        if changed {
            for kind in ["input", "change"] {
                tell(&control, kind);
            }
        }
    }
}

fn controls(form: &HtmlFormElement) -> Vec<Element> {
    let Ok(found) = form.query_selector_all("input[name], select[name], textarea[name]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into::<Element>().ok()).collect()
}

fn property(element: &Element, name: &str) -> JsValue {
    Reflect::get(element, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn set(element: &Element, name: &str, value: JsValue) -> bool {
    Reflect::set(element, &name.into(), &value).unwrap_or(false)
}

fn tell(element: &Element, kind: &str) {
    let bubbles = web_sys::EventInit::new();
    bubbles.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict(kind, &bubbles) {
        let _ = element.dispatch_event(&event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// K-17: the address that comes after signing in is the whole one, with the dialog that was open.
    #[test]
    fn signing_in_leads_back_to_the_dialog_with_its_address() {
        let check = |search: &str, hash: &str, order: Option<&str>, expected: &str| {
            assert_eq!(next_of("/chargers/k", search, hash, order), expected);
        };
        check("", "", None, "/chargers/k");
        check("?errors=1", "#command-c", None, "/chargers/k?errors=1#command-c");
        check("", "", Some("reboot"), "/chargers/k?order=reboot");
        check("?errors=1", "#command-c", Some("reboot"), "/chargers/k?errors=1&order=reboot#command-c");
        check("?order=change-site&errors=1", "", Some("reboot"), "/chargers/k?errors=1&order=reboot");
        check("?order=reboot", "#command-c", None, "/chargers/k#command-c");
    }
}
