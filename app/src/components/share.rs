//! How much room an organisation has left for its files.

use leptos::prelude::*;
use model::{Share, percent};

#[component]
pub fn RoomTaken(share: Share) -> impl IntoView {
    view! {
        <span class="room-taken" class:warn=share.is_nearly_full()>
            <meter min="0" max="100" high="90" value=percent(share.taken, share.most) aria-label="Room for files"></meter>
            {share.words()}
            {share.is_nearly_full().then_some(": remove what is not needed any more")}
        </span>
    }
}
