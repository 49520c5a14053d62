//! What an entry of the timeline can ask of its page.

use crate::forms::desk::OrderDesk;
use crate::forms::dialog::OpenForm;
use leptos::prelude::*;
use model::Seq;

#[derive(Clone, Copy)]
pub struct Deeds {
    pub desk: OrderDesk,
    pub may_order: Signal<bool>,
    /// Opens a form.
    pub order: Callback<OpenForm>,
    /// Leads to the message that shows a step.
    pub show_frame: Callback<Seq>,
}
