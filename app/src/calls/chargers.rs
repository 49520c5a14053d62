//! What pages ask of chargers: the list, one charger's page, its messages and settings, where it may go, and who knocks.

#[cfg(feature = "ssr")]
use crate::calls::backend::{among, answer, given};
use crate::calls::firmware::Offer;
use crate::calls::reply::Reply;
use crate::ground::address::Query;
use actions::ChargerPage;
use leptos::prelude::*;
use model::{
    ArchiveRef, ChargerKey, ChargerQuery, Chargers, Configuration, IdempotencyKey, Knocks, Messages, Seq, SiteRef,
    Trace, TraceFilter,
};
use serde::{Deserialize, Serialize};

/// Of a charger's archives its page shows so many.
#[cfg(feature = "ssr")]
const ARCHIVES: usize = 3;

/// A charger's page with what its forms need: the key for the first that is sent, and what the file host offers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChargerSheet {
    pub page: ChargerPage,
    pub once: IdempotencyKey,
    pub offered: Offer,
    /// The newest few.
    pub archives: Vec<ArchiveRef>,
}

#[server(AskChargers, prefix = "/api", endpoint = "chargers")]
pub async fn chargers(
    #[server(default)] q: Option<String>,
    #[server(default)] attention: Option<String>,
    #[server(default)] site: Option<String>,
    #[server(default)] model: Option<String>,
    #[server(default)] after: Option<String>,
) -> Result<Reply<Chargers>, ServerFnError> {
    let parts = [("q", q), ("attention", attention), ("site", site), ("model", model), ("after", after)];
    let query = ChargerQuery::read(among(parts));
    answer(|csms, caller| async move { csms.chargers().list(&caller, &query).await.map(Some) }).await
}

/// The chargers that a page is asked for.
pub async fn list_of(query: ChargerQuery) -> Result<Reply<Chargers>, ServerFnError> {
    let part = |name| query.part(name);
    chargers(part("q"), part("attention"), part("site"), part("model"), part("after")).await
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
    let filter = trace_filter(direction, action, errors, routine);
    let before = given(before).and_then(|text| text.parse().ok()).map(Seq);
    answer(|csms, caller| async move {
        let Some(key) = given(charger).map(ChargerKey) else { return Ok(None) };
        let Some(mut page) = csms.chargers().page(&caller, &key, &filter).await? else { return Ok(None) };
        // Without script, older messages are a page of their own.
        if let Some(before) = before
            && let Some(trace) = csms.trace().older(&caller, &key, &filter, before).await?
        {
            page.trace = trace;
        }
        let (hosting, signed_only) = (csms.hosted().hosting(), csms.firmware().signed_only());
        let mut offered = Offer { hosting, choices: Vec::new(), signed_only };
        if page.may_order {
            offered.choices = csms.firmware().choices(&caller, &key).await?.unwrap_or_default();
        }
        let mut archives = csms.archives().list(&caller, Some(&key), None).await?.rows;
        archives.truncate(ARCHIVES);
        let once = csms.commands().new_idempotency_key();
        Ok(Some(Box::new(ChargerSheet { page, once, offered, archives })))
    })
    .await
}

/// A charger's page with the messages that pass the filter: the newest, or those before one.
pub async fn sheet_of(
    charger_key: String,
    filter: TraceFilter,
    before: Option<String>,
) -> Result<Reply<Box<ChargerSheet>>, ServerFnError> {
    let part = |name| filter.part(name);
    charger(Some(charger_key), part("direction"), part("action"), part("errors"), part("routine"), before).await
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
    let before = given(before).and_then(|text| text.parse().ok()).map_or(Seq(i64::MAX), Seq);
    let filter = trace_filter(direction, action, errors, routine);
    answer(|csms, caller| async move {
        let Some(key) = given(charger).map(ChargerKey) else { return Ok(None) };
        csms.trace().older(&caller, &key, &filter, before).await
    })
    .await
}

/// The messages that pass the filter: the newest, or those before one.
pub async fn messages_of(
    charger: ChargerKey,
    filter: TraceFilter,
    before: Option<Seq>,
) -> Result<Reply<Trace>, ServerFnError> {
    let (charger, before) = (charger.to_string(), before.map(|seq| seq.to_string()));
    let part = |name| filter.part(name);
    older_messages(Some(charger), before, part("direction"), part("action"), part("errors"), part("routine")).await
}

/// Sites this caller may use whose name or organisation holds every word; without the charger's own.
#[server(AskSites, prefix = "/api", endpoint = "sites")]
pub async fn sites(
    #[server(default)] words: Option<String>,
    #[server(default)] charger: Option<String>,
) -> Result<Reply<Vec<SiteRef>>, ServerFnError> {
    let (words, charger) = (given(words).unwrap_or_default(), given(charger).map(ChargerKey));
    answer(|csms, caller| async move { csms.sites().search(&caller, &words, charger.as_ref()).await.map(Some) }).await
}

/// What a charger has told of its settings.
#[server(AskConfiguration, prefix = "/api", endpoint = "configuration")]
pub async fn configuration(
    #[server(default)] charger: Option<String>,
) -> Result<Reply<Box<Configuration>>, ServerFnError> {
    answer(|csms, caller| async move {
        let Some(key) = given(charger).map(ChargerKey) else { return Ok(None) };
        Ok(csms.chargers().configuration(&caller, &key).await?.map(Box::new))
    })
    .await
}

/// What can be sent to a charger by hand. For administrators; for others it does not exist.
#[server(AskMessages, prefix = "/api", endpoint = "messages")]
pub async fn messages(#[server(default)] charger: Option<String>) -> Result<Reply<Box<Messages>>, ServerFnError> {
    answer(|csms, caller| async move {
        let Some(key) = given(charger).map(ChargerKey) else { return Ok(None) };
        Ok(csms.commands().messages(&caller, &key).await?.map(Box::new))
    })
    .await
}

/// Who was refused at the door. For administrators of the charge point operator; for others it does not exist.
#[server(AskKnocking, prefix = "/api", endpoint = "knocking")]
pub async fn knocking() -> Result<Reply<Knocks>, ServerFnError> {
    answer(|csms, caller| async move {
        if !caller.operator().is_some_and(|operator| operator.sees_knocking()) {
            return Ok(None);
        }
        csms.chargers().knocking(&caller).await.map(Some)
    })
    .await
}

#[cfg(feature = "ssr")]
fn trace_filter(
    direction: Option<String>,
    action: Option<String>,
    errors: Option<String>,
    routine: Option<String>,
) -> TraceFilter {
    TraceFilter::read(among([("direction", direction), ("action", action), ("errors", errors), ("routine", routine)]))
}
