//! Where the form of each kind of order stands.

use model::{CommandKind, OrderForm};

/// The field of an order that says what it is about.
type Subject = fn(&OrderForm) -> Option<String>;

/// Where, below its charger's page, an order is given.
pub struct Stand {
    pub path: String,
    /// The part of the address that says which message or setting it is about, and the field that holds it.
    pub about: Option<(&'static str, Subject)>,
}

/// None where only a button on the charger's page gives it.
pub fn stand_of(kind: CommandKind) -> Option<Stand> {
    let stand = match kind {
        CommandKind::RestoreProfiles => return None,
        CommandKind::SendMessage => {
            Stand { path: "/message".to_owned(), about: Some(("action", |form| form.action.clone())) }
        }
        CommandKind::SetConfiguration => {
            Stand { path: "/configuration".to_owned(), about: Some(("set", |form| form.name.clone())) }
        }
        CommandKind::ReadConfiguration => Stand { path: "/configuration".to_owned(), about: None },
        // Whatever stands in the Actions menu has a page of its own.
        kind => Stand { path: format!("/actions/{}", kind.slug()), about: None },
    };
    Some(stand)
}
