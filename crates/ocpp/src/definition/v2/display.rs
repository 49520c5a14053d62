//! Requests about what the charger shows to drivers.

use crate::definition::entry::{Entry, both};

pub(super) static REQUESTS: &[Entry] = &[
    both!(SetDisplayMessage, "Shows a message on the display of the charger.", {
        must message: MESSAGE_INFO,
    }),
    both!(GetDisplayMessages, "Asks which messages are stored for the display; they come in NotifyDisplayMessages.", {
        must requestId: INTEGER,
        may id: list(&COUNT, 1, MANY),
        may priority: MESSAGE_PRIORITY,
        may state: MESSAGE_STATE,
    }),
    both!(ClearDisplayMessage, "Removes a message from the display.", {
        must id: COUNT,
    }),
];
