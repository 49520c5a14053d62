//! What pages ask the server for: every question is a POST under `/api` with flat, optional arguments.

pub mod archives;

use crate::files::Offered;
use actions::{ChargerPage, Commands};
use leptos::prelude::*;
use model::{
    ArchiveRef, Chargers, Configuration, DoorTried, Doors, IdempotencyKey, Knocks, Messages, Setup, SignedIn, SiteRef,
    Tokens, Trace,
};
use serde::{Deserialize, Serialize};

/// An answer to a question: what was asked for, or why it is not for these eyes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply<T> {
    Here(T),
    /// Not there, or somebody else's: both alike.
    NotFound,
    SignedOut,
}

/// Of a charger's archives its page shows so many.
#[cfg(feature = "ssr")]
const ARCHIVES: usize = 3;

/// A charger's page with what its forms need: the key for the first that is sent, and what the file host offers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChargerSheet {
    pub page: ChargerPage,
    pub once: IdempotencyKey,
    pub offered: Offered,
    /// The newest few.
    pub archives: Vec<ArchiveRef>,
}

/// What the operator reads of an error: our own sentence, or that the server could not be reached.
pub fn sentence_of(error: &ServerFnError) -> String {
    match error {
        ServerFnError::ServerError(sentence) => sentence.clone(),
        ServerFnError::Request(_) => "The server cannot be reached.".to_owned(),
        _our_own_mistake_or_an_older_server => "Something went wrong. Reload the page and try again.".to_owned(),
    }
}

#[server(AskSignedIn, prefix = "/api", endpoint = "signed-in")]
pub async fn signed_in() -> Result<Reply<SignedIn>, ServerFnError> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(operator) = caller.operator() else { return Ok(Reply::SignedOut) };
    let csms = asking::csms();
    csms.people().signed_in(operator).await.map(Reply::Here).map_err(|failure| asking::failed(&csms, &failure))
}

#[server(AskChargers, prefix = "/api", endpoint = "chargers")]
pub async fn chargers(
    #[server(default)] q: Option<String>,
    #[server(default)] attention: Option<String>,
    #[server(default)] site: Option<String>,
    #[server(default)] model: Option<String>,
    #[server(default)] after: Option<String>,
) -> Result<Reply<Chargers>, ServerFnError> {
    use crate::asking;
    use ::model::{Attention, ChargerQuery, SiteKey};
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let query = ChargerQuery {
        search: given(q),
        attention: attention.as_deref().and_then(Attention::parse),
        site: given(site).map(SiteKey),
        model: given(model),
        after: given(after),
    };
    let csms = asking::csms();
    csms.chargers().list(&caller, &query).await.map(Reply::Here).map_err(|failure| asking::failed(&csms, &failure))
}

#[server(AskCharger, prefix = "/api", endpoint = "charger")]
pub async fn charger(
    #[server(default)] charger: Option<String>,
    #[server(default)] direction: Option<String>,
    #[server(default)] action: Option<String>,
    #[server(default)] errors: Option<String>,
    #[server(default)] routine: Option<String>,
    #[server(default)] before: Option<String>,
) -> Result<Reply<Box<ChargerSheet>>, ServerFnError> {
    use crate::asking;
    use ::model::{ChargerKey, Seq};
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = given(charger).map(ChargerKey) else { return Ok(Reply::NotFound) };
    let filter = trace_filter(direction, action, errors, routine);
    let before = given(before).and_then(|text| text.parse().ok()).map(Seq);
    let csms = asking::csms();
    let read = async {
        let Some(mut page) = csms.chargers().page(&caller, &key, &filter).await? else { return Ok(None) };
        // Without script, older messages are a page of their own.
        if let Some(before) = before
            && let Some(trace) = csms.trace().older(&caller, &key, &filter, before).await?
        {
            page.trace = trace;
        }
        let (hosting, signed_only) = (csms.hosted().hosting(), csms.firmware().signed_only());
        let mut offered = Offered { hosting, choices: Vec::new(), signed_only };
        if page.may_order {
            offered.choices = csms.firmware().choices(&caller, &key).await?.unwrap_or_default();
        }
        let mut archives = csms.archives().list(&caller, Some(&key), None).await?.rows;
        archives.truncate(ARCHIVES);
        Ok(Some((page, offered, archives)))
    };
    match read.await {
        Ok(Some((page, offered, archives))) => {
            let once = csms.commands().new_idempotency_key();
            Ok(Reply::Here(Box::new(ChargerSheet { page, once, offered, archives })))
        }
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(asking::failed(&csms, &failure)),
    }
}

#[server(AskOlderMessages, prefix = "/api", endpoint = "older-messages")]
pub async fn older_messages(
    #[server(default)] charger: Option<String>,
    #[server(default)] before: Option<String>,
    #[server(default)] direction: Option<String>,
    #[server(default)] action: Option<String>,
    #[server(default)] errors: Option<String>,
    #[server(default)] routine: Option<String>,
) -> Result<Reply<Trace>, ServerFnError> {
    use crate::asking;
    use ::model::{ChargerKey, Seq};
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = given(charger).map(ChargerKey) else { return Ok(Reply::NotFound) };
    let before = given(before).and_then(|text| text.parse().ok()).map_or(Seq(i64::MAX), Seq);
    let filter = trace_filter(direction, action, errors, routine);
    let csms = asking::csms();
    match csms.trace().older(&caller, &key, &filter, before).await {
        Ok(Some(trace)) => Ok(Reply::Here(trace)),
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(asking::failed(&csms, &failure)),
    }
}

/// Sites this caller may use whose name or organisation holds every word; without the charger's own.
#[server(AskSites, prefix = "/api", endpoint = "sites")]
pub async fn sites(
    #[server(default)] words: Option<String>,
    #[server(default)] charger: Option<String>,
) -> Result<Reply<Vec<SiteRef>>, ServerFnError> {
    use crate::asking;
    use ::model::ChargerKey;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let words = given(words).unwrap_or_default();
    let charger = given(charger).map(ChargerKey);
    let csms = asking::csms();
    let found = csms.sites().search(&caller, &words, charger.as_ref()).await;
    found.map(Reply::Here).map_err(|failure| asking::failed(&csms, &failure))
}

#[server(AskCommands, prefix = "/api", endpoint = "commands")]
pub async fn commands(
    #[server(default)] charger: Option<String>,
    #[server(default)] kind: Option<String>,
    #[server(default)] open: Option<String>,
    #[server(default)] own: Option<String>,
    #[server(default)] q: Option<String>,
    #[server(default)] before: Option<String>,
) -> Result<Reply<Commands>, ServerFnError> {
    use crate::asking;
    use ::model::{ChargerKey, CommandKind, CommandQuery};
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let query = CommandQuery {
        charger: given(charger).map(ChargerKey),
        kind: kind.as_deref().and_then(CommandKind::parse),
        open: given(open).is_some(),
        by_itself: given(own).is_some(),
        search: given(q),
        before: given(before),
    };
    let csms = asking::csms();
    csms.commands().list(&caller, &query).await.map(Reply::Here).map_err(|failure| asking::failed(&csms, &failure))
}

/// What a charger has told of its settings.
#[server(AskConfiguration, prefix = "/api", endpoint = "configuration")]
pub async fn configuration(
    #[server(default)] charger: Option<String>,
) -> Result<Reply<Box<Configuration>>, ServerFnError> {
    use crate::asking;
    use ::model::ChargerKey;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = given(charger).map(ChargerKey) else { return Ok(Reply::NotFound) };
    let csms = asking::csms();
    match csms.chargers().configuration(&caller, &key).await {
        Ok(Some(configuration)) => Ok(Reply::Here(Box::new(configuration))),
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(asking::failed(&csms, &failure)),
    }
}

/// What can be sent to a charger by hand. For administrators; for others it does not exist.
#[server(AskMessages, prefix = "/api", endpoint = "messages")]
pub async fn messages(#[server(default)] charger: Option<String>) -> Result<Reply<Box<Messages>>, ServerFnError> {
    use crate::asking;
    use ::model::ChargerKey;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = given(charger).map(ChargerKey) else { return Ok(Reply::NotFound) };
    let csms = asking::csms();
    match csms.commands().messages(&caller, &key).await {
        Ok(Some(messages)) => Ok(Reply::Here(Box::new(messages))),
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(asking::failed(&csms, &failure)),
    }
}

/// An organisation's list of tokens; the own one's where none is named.
#[server(AskTokens, prefix = "/api", endpoint = "tokens")]
pub async fn tokens(
    #[server(default)] organisation: Option<String>,
    #[server(default)] q: Option<String>,
    #[server(default)] after: Option<String>,
) -> Result<Reply<Tokens>, ServerFnError> {
    use crate::asking;
    use ::model::OrganisationKey;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let organisation = given(organisation).map(OrganisationKey);
    let words = given(q).unwrap_or_default();
    let after = given(after);
    let csms = asking::csms();
    match csms.tokens().list(&caller, organisation.as_ref(), &words, after.as_deref()).await {
        Ok(Some(tokens)) => Ok(Reply::Here(tokens)),
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(asking::failed(&csms, &failure)),
    }
}

/// Who was refused at the door. For administrators of the charge point operator; for others it does not exist.
#[server(AskKnocking, prefix = "/api", endpoint = "knocking")]
pub async fn knocking() -> Result<Reply<Knocks>, ServerFnError> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    if !caller.operator().is_some_and(|operator| operator.sees_knocking()) {
        return Ok(Reply::NotFound);
    }
    let csms = asking::csms();
    csms.chargers().knocking(&caller).await.map(Reply::Here).map_err(|failure| asking::failed(&csms, &failure))
}

/// Where this server listens and how chargers reach its files. For administrators; for others it does not exist.
#[server(AskDoors, prefix = "/api", endpoint = "doors")]
pub async fn doors() -> Result<Reply<Doors>, ServerFnError> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    if !caller.may_manage() {
        return Ok(Reply::NotFound);
    }
    let doors = expect_context::<asking::DoorsAt>().doors;
    Ok(Reply::Here(Doors { examples: asking::csms().hosted().examples(), doors }))
}

/// Goes to the file host by its public addresses, from here. For administrators.
#[server(TryDoors, prefix = "/api", endpoint = "try-doors")]
pub async fn try_doors() -> Result<Reply<Vec<DoorTried>>, ServerFnError> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    if !caller.may_manage() {
        return Ok(Reply::NotFound);
    }
    let tried = (expect_context::<asking::DoorsAt>().try_all)().await;
    if asking::is_plain_form() {
        asking::see_other("/files/addresses");
    }
    Ok(Reply::Here(tried))
}

/// Is this one-time link still good? Asked by the page that stands behind it, by nobody signed in.
#[server(AskSetup, prefix = "/api", endpoint = "setup")]
pub async fn setup(#[server(default)] token: Option<String>) -> Result<Setup, ServerFnError> {
    use crate::asking;
    let csms = asking::csms();
    let token = given(token).unwrap_or_default();
    csms.people().setup(&token).await.map_err(|failure| asking::failed(&csms, &failure))
}

/// The text without surrounding space, if there is any.
#[cfg(feature = "ssr")]
fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(feature = "ssr")]
fn trace_filter(
    direction: Option<String>,
    action: Option<String>,
    errors: Option<String>,
    routine: Option<String>,
) -> model::TraceFilter {
    crate::components::filter::from_parts(
        given(direction).as_deref(),
        given(action),
        errors.as_deref(),
        routine.as_deref(),
    )
}
