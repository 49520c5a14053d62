//! A form that is posted plainly where there is no script; with script its fields go to a call of the same name.

use crate::ground::fields::Fields;
use leptos::attr::custom::custom_attribute;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

#[component]
pub fn PostedForm<F>(
    /// Where it is posted without script.
    #[prop(into)]
    action: String,
    /// Takes the fields with script.
    send: F,
    /// Left out where there is none; `class=` would leave an empty one.
    #[prop(optional)]
    class: Option<&'static str>,
    /// What is wrong is told by us, not by the browser.
    #[prop(optional)]
    novalidate: bool,
    /// The name under which it is kept over a sign-in.
    #[prop(optional)]
    keep: Option<&'static str>,
    #[prop(optional)] node_ref: Option<NodeRef<html::Form>>,
    /// Hears of each key that is pressed in it.
    #[prop(optional)]
    pressed: Option<fn(KeyboardEvent)>,
    /// Hears of each change in a field.
    #[prop(optional, into)]
    typed: Option<Callback<()>>,
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
            {..custom_attribute("class", class)}
            method="post"
            action=action
            novalidate=novalidate
            data-keep=keep
            node_ref=node_ref.unwrap_or_default()
            on:submit=submit
            on:keydown=move |event| {
                if let Some(pressed) = pressed {
                    pressed(event);
                }
            }
            on:input=move |_| {
                if let Some(typed) = typed {
                    typed.run(());
                }
            }
        >
            {children()}
        </form>
    }
}
