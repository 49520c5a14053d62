//! Requests about who may charge.

use crate::definition::entry::{Entry, both};

pub(super) static REQUESTS: &[Entry] = &[
    both!(ClearCache, "Forgets every token that the charger remembers from earlier sessions.", {}),
    both!(GetLocalListVersion, "Asks which version of the list of tokens the charger holds; 0 is none.", {}),
    both!(SendLocalList, "Changes or replaces the list of tokens that may charge while the charger is offline.", {
        must versionNumber: INTEGER,
        must updateType: LIST_UPDATE,
        may localAuthorizationList: list(&AUTHORIZATION_DATA, 1, MANY),
    }),
];
