//! Who is asking, and how the server answers: what every server function shares.

use crate::calls::reply::Reply;
use axum::http::header::{ACCEPT, HeaderValue, LOCATION};
use axum::http::{StatusCode, request::Parts};
use csms::{Caller, ChangeRefusal, Csms, Failure};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::{Door, DoorOutcome};
use std::pin::Pin;
use std::sync::Arc;

/// The longest key that is led back to in an address.
const KEY_MAX: usize = 64;

/// Where chargers connect, up to the identity: `ws://127.0.0.1:9000/ocpp/`. Provided by the server through context.
#[derive(Clone, Debug)]
pub struct ChargersAt(pub String);

/// A try of the file host's doors, under way.
pub type DoorTrial = Pin<Box<dyn Future<Output = Vec<DoorOutcome>> + Send>>;

/// This server's doors, and how to go to those for files by their public addresses. Provided by the server through context.
#[derive(Clone)]
pub struct DoorsAt {
    pub doors: Vec<Door>,
    pub try_all: Arc<dyn Fn() -> DoorTrial + Send + Sync>,
}

pub(crate) fn csms() -> Csms {
    expect_context::<Csms>()
}

/// The person behind the request; none if signed out.
pub(crate) fn caller() -> Option<Caller> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned())
}

/// Answers whoever asks: nobody who is signed out, and with "not there" where `read` finds nothing for these eyes.
pub(crate) async fn answer<T, R>(read: impl FnOnce(Csms, Caller) -> R) -> Result<Reply<T>, ServerFnError>
where
    R: Future<Output = Result<Option<T>, Failure>>,
{
    let Some(caller) = caller() else { return Ok(Reply::SignedOut) };
    let csms = csms();
    match read(csms.clone(), caller).await {
        Ok(Some(found)) => Ok(Reply::Here(found)),
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(failed(&csms, &failure)),
    }
}

/// The text without surrounding space, if there is any.
pub(crate) fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A call's arguments by their names, as they stand in addresses too.
pub(crate) fn among<const N: usize>(parts: [(&str, Option<String>); N]) -> impl Fn(&str) -> Option<String> {
    move |name| parts.iter().find(|(known, _)| *known == name).and_then(|(_, value)| given(value.clone()))
}

/// Why a change was refused; what failed is logged and told by its reference.
pub(crate) fn sentence_of_refusal(csms: &Csms, refused: ChangeRefusal) -> Result<String, ServerFnError> {
    match refused {
        ChangeRefusal::Because(sentence) => Ok(sentence),
        ChangeRefusal::Line { line: _, why } => Ok(why),
        ChangeRefusal::Failed(failure) => Err(failed(csms, &failure)),
    }
}

/// What a caller who is signed out is told of a change.
pub(crate) const SIGNED_OUT: &str = "You are signed out.";

/// Logs the cause once; what the browser learns is a reference, or what can be done about it.
pub(crate) fn failed(csms: &Csms, failure: &Failure) -> ServerFnError {
    if let Some(advice) = failure.advice() {
        return ServerFnError::ServerError(advice.to_owned());
    }
    ServerFnError::ServerError(format!("Something went wrong, reference {}.", csms.report(failure)))
}

/// Is this a form posted by a browser without script?
pub(crate) fn is_plain_form() -> bool {
    use_context::<Parts>()
        .and_then(|parts| parts.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).map(is_html))
        .unwrap_or(false)
}

/// Leads a plain form post on to a page. `path` begins with a slash and holds nothing that a header cannot.
pub(crate) fn see_other(path: &str) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/chargers"));
    response.insert_header(LOCATION, location);
    response.set_status(StatusCode::SEE_OTHER);
}

pub(crate) fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

fn is_html(accept: &str) -> bool {
    accept.contains("text/html")
}

/// The charger's page, if the key is one; it came in a form and goes into a header.
pub(crate) fn charger_page(key: &str) -> String {
    let is_key = !key.is_empty() && key.len() <= KEY_MAX && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_key { format!("/chargers/{key}") } else { "/chargers".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_key_does_not_reach_the_address() {
        let check = |key: &str| assert_eq!(charger_page(key), "/chargers", "{key}");
        check("");
        check("../sign-out");
        check("a\r\nSet-Cookie: x=1");
        check(&"a".repeat(65));
    }
}
