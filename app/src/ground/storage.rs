//! What this tab keeps for itself.

use leptos::prelude::window;

/// This tab's own storage, where the browser allows it.
pub fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}
