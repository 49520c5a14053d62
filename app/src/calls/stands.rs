//! Where the form of each kind of order stands.

use actions::{OrderForm, OrderedAt, facts};
use model::CommandKind;

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
    let stand = match facts(kind).ordered_at {
        OrderedAt::Timeline => return None,
        OrderedAt::MessagePage => {
            Stand { path: "/message".to_owned(), about: Some(("action", |form| form.action.clone())) }
        }
        OrderedAt::ConfigurationPage => {
            let setting: (&'static str, Subject) = ("set", |form| form.name.clone());
            let about = (kind == CommandKind::SetConfiguration).then_some(setting);
            Stand { path: "/configuration".to_owned(), about }
        }
        OrderedAt::Form => Stand { path: format!("/actions/{}", kind.slug()), about: None },
    };
    Some(stand)
}
