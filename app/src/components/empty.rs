//! Nothing there: what that means, and the first step.

use crate::components::icon::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn Empty(glyph: Glyph, #[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon glyph size=24 />
            <h2>{title}</h2>
            {children()}
        </div>
    }
}
