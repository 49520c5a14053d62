//! What went wrong, said where a screen reader hears it at once.

use leptos::prelude::*;

/// Where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stands {
    /// Over a page or a form, with what belongs to it.
    #[default]
    Over,
    /// A paragraph over a list.
    Paragraph,
    /// Beside the button that was pressed.
    Beside,
    /// Within a sentence.
    Within,
}

/// The box itself.
#[component]
pub fn Alert(#[prop(optional)] id: Option<&'static str>, children: Children) -> impl IntoView {
    view! {
        <div class="alert" role="alert" id=id>
            {children()}
        </div>
    }
}

/// A sentence that comes and goes.
#[component]
pub fn Trouble(#[prop(into)] sentence: Signal<Option<String>>, #[prop(optional)] stands: Stands) -> impl IntoView {
    move || {
        sentence.get().map(|sentence| match stands {
            Stands::Over => view! { <Alert>{sentence}</Alert> }.into_any(),
            Stands::Paragraph => view! {
                <p class="alert" role="alert">
                    {sentence}
                </p>
            }
            .into_any(),
            Stands::Beside => view! {
                <span class="error" role="alert">
                    {sentence}
                </span>
            }
            .into_any(),
            Stands::Within => view! { <span role="alert">{sentence}</span> }.into_any(),
        })
    }
}
