//! What pages ask of orders: those that were given, and the frames that one would send.

#[cfg(feature = "ssr")]
use crate::calls::backend::{among, answer};
use crate::calls::reply::Reply;
use crate::ground::address::Query;
use actions::{Commands, OrderForm};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::{ChargerKey, CommandKind};
use model::{CommandQuery, Refusal};
use serde::{Deserialize, Serialize};

/// What an order would send, or why it would not be taken as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Preview {
    /// In the order in which they are sent.
    Frames(Vec<String>),
    Refused(Refusal),
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
    let parts = [("charger", charger), ("kind", kind), ("open", open), ("own", own), ("q", q), ("before", before)];
    let query = CommandQuery::read(among(parts));
    answer(|csms, caller| async move { csms.commands().list(&caller, &query).await.map(Some) }).await
}

/// The commands that a page is asked for.
pub async fn list_of(query: CommandQuery) -> Result<Reply<Commands>, ServerFnError> {
    let part = |name| query.part(name);
    commands(part("charger"), part("kind"), part("open"), part("own"), part("q"), part("before")).await
}

#[server(AskPreview, prefix = "/api", endpoint = "preview")]
pub async fn preview(
    #[server(default)] order: Option<String>,
    #[server(flatten)] form: OrderForm,
) -> Result<Reply<Preview>, ServerFnError> {
    answer(|csms, caller| async move {
        let (Some(kind), Some(charger)) = (order.as_deref().and_then(CommandKind::parse), form.charger.clone()) else {
            return Ok(None);
        };
        if !actions::facts(kind).needs_connection {
            // It sends no frame.
            return Ok(None);
        }
        // Looking needs no Confirm.
        let form = OrderForm { confirm: Some("true".to_owned()), ..form };
        let order = match form.order(kind) {
            Ok(order) => order,
            Err(refusal) => return Ok(Some(Preview::Refused(refusal))),
        };
        Ok(Some(match csms.commands().preview(&caller, &ChargerKey(charger), &order).await? {
            Ok(frames) => Preview::Frames(frames),
            Err(refusal) => Preview::Refused(refusal),
        }))
    })
    .await
}
