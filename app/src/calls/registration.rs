//! The registration of a charger that knocked: the one way to add one on screen, with a password made for it and shown once.

#[cfg(feature = "ssr")]
use crate::calls::backend::{self, ChargersAt};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::SiteKey;
use serde::{Deserialize, Serialize};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Registration {
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
) -> Result<Registration, ServerFnError> {
    // The answer holds a password; a plain form's redirect could only lose it, or put it into an address.
    if backend::is_plain_form() {
        backend::see_other("/chargers/knocking?script=needed");
        return Ok(Registration::Refused("Registering here needs the page's script.".to_owned()));
    }
    let Some(caller) = backend::caller() else { return Ok(Registration::Refused(backend::SIGNED_OUT.to_owned())) };
    let (Some(identity), Some(site)) = (identity.filter(|text| !text.is_empty()), site.filter(|key| !key.is_empty()))
    else {
        return Ok(Registration::Refused("Choose a site from the list.".to_owned()));
    };
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let chargers_at = use_context::<ChargersAt>().map_or_else(|| "ws://HOST:PORT/ocpp/".to_owned(), |at| at.0);
    let csms = backend::csms();
    match csms.chargers().register(&caller, &identity, name.as_deref(), &SiteKey(site)).await {
        Ok(added) => Ok(Registration::Done {
            key: added.key.to_string(),
            address: format!("{chargers_at}{}", added.identity_in_address),
            password: added.password,
        }),
        Err(refused) => backend::sentence_of_refusal(&csms, refused).map(Registration::Refused),
    }
}
