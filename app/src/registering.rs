//! Registering a charger that knocked: the one way to add one on screen, with a password made for it and shown once.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Registered {
    /// To be entered in the charger; the password is told this once.
    Done {
        key: String,
        address: String,
        password: Option<String>,
    },
    Refused(String),
}

#[server(OrderRegister, prefix = "/api", endpoint = "register")]
pub async fn register(
    #[server(default)] identity: Option<String>,
    #[server(default)] name: Option<String>,
    #[server(default)] site: Option<String>,
) -> Result<Registered, ServerFnError> {
    use crate::asking::{self, ChargersAt};
    use model::SiteKey;
    // The answer holds a password; a plain form's redirect could only lose it, or put it into an address.
    if asking::is_plain_form() {
        asking::see_other("/chargers/knocking?script=needed");
        return Ok(Registered::Refused("Registering here needs the page's script.".to_owned()));
    }
    let Some(caller) = asking::caller() else { return Ok(Registered::Refused("You are signed out.".to_owned())) };
    let (Some(identity), Some(site)) = (identity.filter(|text| !text.is_empty()), site.filter(|key| !key.is_empty()))
    else {
        return Ok(Registered::Refused("Choose a site from the list.".to_owned()));
    };
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let chargers_at = use_context::<ChargersAt>().map_or_else(|| "ws://HOST:PORT/ocpp/".to_owned(), |at| at.0);
    let csms = asking::csms();
    match csms.chargers().register(&caller, &identity, name.as_deref(), &SiteKey(site)).await {
        Ok(added) => Ok(Registered::Done {
            key: added.key.to_string(),
            address: format!("{chargers_at}{}", added.identity_in_address),
            password: added.password,
        }),
        Err(refused) => sentence_of_refusal(&csms, refused).map(Registered::Refused),
    }
}

/// Why a change was refused; what failed is logged and told by its reference.
#[cfg(feature = "ssr")]
pub(crate) fn sentence_of_refusal(csms: &csms::Csms, refused: csms::ChangeRefused) -> Result<String, ServerFnError> {
    use csms::ChangeRefused;
    match refused {
        ChangeRefused::Because(sentence) => Ok(sentence),
        ChangeRefused::Line { line: _, why } => Ok(why),
        ChangeRefused::Failed(failure) => Err(crate::asking::failed(csms, &failure)),
    }
}
