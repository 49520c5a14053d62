//! Changes that are no orders, since no charger is told: how a charger is treated, security events seen, who may charge.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Changed {
    Done,
    Refused(String),
}

#[server(ChangeTreatment, prefix = "/api", endpoint = "treat")]
pub async fn treat(
    #[server(default)] charger: Option<String>,
    #[server(default)] admission: Option<String>,
    #[server(default)] pinned: Option<String>,
    #[server(default)] asked: Option<String>,
    #[server(default)] any_origin: Option<String>,
) -> Result<Changed, ServerFnError> {
    use crate::commands::charger_page;
    use model::{Admission, ChargerKey, Protocol, Treatment};
    let charger = given(charger).unwrap_or_default();
    let treatment = Treatment {
        admission: given(admission).and_then(|text| Admission::parse(&text)).unwrap_or_default(),
        pinned: given(pinned).and_then(|text| Protocol::parse(&text)),
        asked: given(asked).is_some(),
        any_origin: given(any_origin).is_some(),
    };
    change(&charger_page(&charger), &[], |csms, caller| async move {
        csms.chargers().treat(&caller, &ChargerKey(charger), treatment).await
    })
    .await
}

/// Somebody has looked at this charger's security events.
#[server(ChangeSeen, prefix = "/api", endpoint = "seen")]
pub async fn seen(#[server(default)] charger: Option<String>) -> Result<Changed, ServerFnError> {
    use crate::commands::charger_page;
    use model::ChargerKey;
    let charger = given(charger).unwrap_or_default();
    change(&charger_page(&charger), &[], |csms, caller| async move {
        csms.chargers().seen(&caller, &ChargerKey(charger)).await
    })
    .await
}

/// By which protocol a charger's files went before counts no more.
#[server(ForgetProtocol, prefix = "/api", endpoint = "forget-protocol")]
pub async fn forget_protocol(#[server(default)] charger: Option<String>) -> Result<Changed, ServerFnError> {
    use crate::commands::charger_page;
    use model::ChargerKey;
    let charger = given(charger).unwrap_or_default();
    change(&charger_page(&charger), &[], |csms, caller| async move {
        csms.hosted().forget(&caller, &ChargerKey(charger)).await
    })
    .await
}

/// A token is added, or what is known of it is written anew.
#[server(ChangeToken, prefix = "/api", endpoint = "put-token")]
pub async fn put_token(
    #[server(default)] organisation: Option<String>,
    #[server(default)] id: Option<String>,
    #[server(default)] status: Option<String>,
    #[server(default)] expires: Option<String>,
    #[server(default)] group: Option<String>,
    #[server(default)] note: Option<String>,
) -> Result<Changed, ServerFnError> {
    use csms::NewToken;
    use model::{OrganisationKey, TokenStatus};
    let organisation = given(organisation).unwrap_or_default();
    let token = NewToken {
        id: given(id).unwrap_or_default(),
        status: given(status).and_then(|text| TokenStatus::parse(&text)).unwrap_or(TokenStatus::Accepted),
        expires: given(expires),
        group: given(group),
        note: given(note),
    };
    let place = [("organisation", Some(organisation.clone()))];
    change("/tokens", &place, |csms, caller| async move {
        csms.tokens().put(&caller, &OrganisationKey(organisation), token).await
    })
    .await
}

#[server(ChangeTokenAway, prefix = "/api", endpoint = "remove-token")]
pub async fn remove_token(
    #[server(default)] organisation: Option<String>,
    #[server(default)] id: Option<String>,
) -> Result<Changed, ServerFnError> {
    use model::OrganisationKey;
    let organisation = given(organisation).unwrap_or_default();
    let id = given(id).unwrap_or_default();
    let place = [("organisation", Some(organisation.clone()))];
    change("/tokens", &place, |csms, caller| async move {
        csms.tokens().remove(&caller, &OrganisationKey(organisation), &id).await
    })
    .await
}

/// Whether tokens that are on no list are accepted.
#[server(ChangeAcceptAny, prefix = "/api", endpoint = "accept-any-token")]
pub async fn accept_any(
    #[server(default)] organisation: Option<String>,
    #[server(default)] accept: Option<String>,
) -> Result<Changed, ServerFnError> {
    use model::OrganisationKey;
    let organisation = given(organisation).unwrap_or_default();
    let accept = given(accept).is_some();
    let place = [("organisation", Some(organisation.clone()))];
    change("/tokens", &place, |csms, caller| async move {
        csms.tokens().accept_any(&caller, &OrganisationKey(organisation), accept).await
    })
    .await
}

/// Does it for whoever asks. A plain form goes back to its page, which says where nothing was changed.
#[cfg(feature = "ssr")]
pub(crate) async fn change<D>(
    page: &str,
    place: &[(&str, Option<String>)],
    deed: impl FnOnce(csms::Csms, csms::Caller) -> D,
) -> Result<Changed, ServerFnError>
where
    D: Future<Output = Result<(), csms::ChangeRefused>>,
{
    use crate::asking;
    use crate::components::filter::address;
    let Some(caller) = asking::caller() else {
        if asking::is_plain_form() {
            let parts: Vec<_> = place.to_vec();
            asking::see_other(&address("/sign-in", &[("next", Some(address(page, &parts)))]));
        }
        return Ok(Changed::Refused("You are signed out.".to_owned()));
    };
    let csms = asking::csms();
    let result = deed(csms.clone(), caller).await;
    if asking::is_plain_form() {
        let unchanged = result.is_err().then(|| "no".to_owned());
        let parts: Vec<_> = place.iter().cloned().chain([("changed", unchanged)]).collect();
        asking::see_other(&address(page, &parts));
    }
    match result {
        Ok(()) => Ok(Changed::Done),
        Err(refused) => crate::registering::sentence_of_refusal(&csms, refused).map(Changed::Refused),
    }
}

/// The text without surrounding space, if there is any.
#[cfg(feature = "ssr")]
fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
