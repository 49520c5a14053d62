//! Who may charge at an organisation's chargers: its list of tokens, and what is changed in it.

#[cfg(feature = "ssr")]
use crate::calls::backend::{answer, given};
use crate::calls::changes::Change;
#[cfg(feature = "ssr")]
use crate::calls::changes::change;
use crate::calls::reply::Reply;
#[cfg(feature = "ssr")]
use csms::NewToken;
use leptos::prelude::*;
use model::Tokens;
#[cfg(feature = "ssr")]
use model::{OrganisationKey, TokenStatus};

/// An organisation's list of tokens; the own one's where none is named.
#[server(AskTokens, prefix = "/api", endpoint = "tokens")]
pub async fn tokens(
    #[server(default)] organisation: Option<String>,
    #[server(default)] q: Option<String>,
    #[server(default)] after: Option<String>,
) -> Result<Reply<Tokens>, ServerFnError> {
    let organisation = given(organisation).map(OrganisationKey);
    let (words, after) = (given(q).unwrap_or_default(), given(after));
    answer(|csms, caller| async move {
        csms.tokens().list(&caller, organisation.as_ref(), &words, after.as_deref()).await
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
) -> Result<Change, ServerFnError> {
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
) -> Result<Change, ServerFnError> {
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
) -> Result<Change, ServerFnError> {
    let organisation = given(organisation).unwrap_or_default();
    let accept = given(accept).is_some();
    let place = [("organisation", Some(organisation.clone()))];
    change("/tokens", &place, |csms, caller| async move {
        csms.tokens().accept_any(&caller, &OrganisationKey(organisation), accept).await
    })
    .await
}
