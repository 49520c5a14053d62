//! A page's name in the browser's tab, where it follows what the page shows.

use leptos::prelude::*;
use leptos_meta::Title;

/// On the server it is read once, where it is made: whoever writes the document's head may come to it when the page's signals
/// have gone.
#[component]
pub fn LiveTitle(text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let text = untrack(text);
    view! { <Title text /> }
}
