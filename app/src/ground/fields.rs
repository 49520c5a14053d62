//! A form's fields, as the browser has them when it is sent.

use actions::OrderForm;
use leptos::ev::SubmitEvent;
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

/// A form's fields as they were filled in.
pub struct Fields(FormData);

impl Fields {
    pub fn of_form(form: &HtmlFormElement) -> Option<Self> {
        FormData::new_with_form(form).ok().map(Self)
    }

    pub fn of_event(event: &SubmitEvent) -> Option<Self> {
        let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
        Self::of_form(&form)
    }

    pub fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).as_string()
    }

    /// The fields of an order.
    pub fn order(&self) -> OrderForm {
        OrderForm::read(|name| self.get(name))
    }
}
