//! A form that is posted plainly where there is no script; with script its fields go to a call of the same name.

use crate::ground::fields::Fields;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn PostedForm<F>(
    /// Where it is posted without script.
    #[prop(into)]
    action: String,
    /// Takes the fields with script.
    send: F,
    #[prop(optional)] class: Option<&'static str>,
    /// What is wrong is told by us, not by the browser.
    #[prop(optional)]
    novalidate: bool,
    /// The name under which it is kept over a sign-in.
    #[prop(optional)]
    keep: Option<&'static str>,
    #[prop(optional)] node_ref: Option<NodeRef<html::Form>>,
    children: Children,
) -> impl IntoView
where
    F: Fn(Fields) + 'static,
{
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(fields) = Fields::of_event(&event) {
            send(fields);
        }
    };
    view! {
        <form
            class=class
            method="post"
            action=action
            novalidate=novalidate
            data-keep=keep
            node_ref=node_ref.unwrap_or_default()
            on:submit=submit
        >
            {children()}
        </form>
    }
}
