//! What one form starts with, and what its parts share while it is filled in.

use crate::forms::desk::OrderDesk;
use leptos::html;
use leptos::prelude::*;
use model::{Refusal, SiteRef};

/// What a form starts with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preset {
    /// Hard is chosen.
    pub hard: bool,
    /// What the page without script says about the order before.
    pub refused: Option<Refusal>,
    /// Sites to choose from where there is no script, found by these words.
    pub sites: Vec<SiteRef>,
    pub words: String,
}

/// What the parts of one form share.
#[derive(Clone, Copy)]
pub struct FormState {
    pub desk: OrderDesk,
    pub preset: StoredValue<Preset>,
    /// The order was not taken, and why.
    pub refused: RwSignal<Option<Refusal>>,
    /// Confirm is ticked.
    pub confirmed: RwSignal<bool>,
    /// Counts up with each change in the form.
    pub changes: RwSignal<u32>,
    /// The site that was chosen, where one is asked for.
    pub chosen: RwSignal<Option<SiteRef>>,
    pub element: NodeRef<html::Form>,
}

impl FormState {
    /// Is this the field at fault?
    pub fn is_wrong(self, field: &str) -> bool {
        self.refused.read().as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some(field))
    }

    /// Does the form begin with the first of two ways? What was refused shows the way that it belongs to.
    pub fn starts_here(self, usually: bool, here: &[&str], elsewhere: &[&str]) -> bool {
        let refused = self.refused.read_untracked();
        match refused.as_ref().and_then(|refusal| refusal.field.as_deref()) {
            Some(field) if here.contains(&field) => true,
            Some(field) if elsewhere.contains(&field) => false,
            Some(_) | None => usually,
        }
    }

    /// For `aria-invalid`.
    pub fn invalid(self, field: &'static str) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
        move || self.is_wrong(field).then_some("true")
    }

    /// For `aria-describedby`: the sentence that says what is wrong.
    pub fn described(self, field: &'static str) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
        move || self.is_wrong(field).then_some("refusal")
    }
}
