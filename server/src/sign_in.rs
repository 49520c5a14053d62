//! Signing in and out: who is behind a request, by a session that the server keeps and the browser only names.

mod cookie;
pub mod store;

pub use cookie::Sessions;

use crate::console::Console;
use crate::console::throttle::Turn;
use crate::trouble::Trouble;
use axum::extract::{ConnectInfo, Form, Path, Request, State};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use csms::{Caller, ChangeRefusal, Csms, Entry, Failure, SignIn};
use model::UserKey;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::net::SocketAddr;
use std::time::Instant;
use store::USER;
use time::{Duration, OffsetDateTime};
use tower_sessions::{Expiry, Session};

/// The first page after signing in.
pub const HOME: &str = "/chargers";
/// What it was begun under; nothing in sessions of versions that did not know it.
const ENTRY: &str = "entry";
/// A session ends so long after signing in, whatever happens in between.
const SESSION_TIME: Duration = Duration::hours(12);
/// Longest email, password and address taken from the forms.
const FIELD_MAX: usize = 1024;
const PASSWORD_MIN: usize = 8;
/// Characters of an organisation's name, as the backend takes them.
const ORGANISATION_MAX: usize = 120;
/// Letters of an address that stand for themselves within a query.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct SignInForm {
    email: String,
    password: String,
    next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SetupForm {
    organisation: String,
    email: String,
    password: String,
}

/// Puts the caller, as they are now, beside the request.
pub async fn know_caller(
    State(console): State<Console>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Result<Response, Trouble> {
    if let Some(signed_in) = signed_in(&session).await? {
        match signed_in.caller(&console.csms).await? {
            Some(caller) => {
                request.extensions_mut().insert(caller);
            }
            None => session.flush().await.map_err(|error| Trouble::because(&error))?,
        }
    }
    Ok(next.run(request).await)
}

/// What a session says of who is behind it.
pub struct SignedInAs {
    user: UserKey,
    entry: Entry,
}

impl SignedInAs {
    /// The person, as they are now; none if the session counts no more.
    pub async fn caller(&self, csms: &Csms) -> Result<Option<Caller>, Failure> {
        csms.people().caller(&self.user, self.entry).await
    }
}

/// Who signed in to this session, if somebody did.
pub async fn signed_in(session: &Session) -> Result<Option<SignedInAs>, Trouble> {
    let trouble = |error| Trouble::because(&error);
    let Some(user) = session.get::<String>(USER).await.map_err(trouble)? else { return Ok(None) };
    let entry = session.get::<i64>(ENTRY).await.map_err(trouble)?.map(Entry).unwrap_or_default();
    Ok(Some(SignedInAs { user: UserKey(user), entry }))
}

/// Sends whoever is not signed in to the sign-in page, and from there back.
pub async fn require_caller(request: Request, next: Next) -> Response {
    let signed_in = request.extensions().get::<Caller>().is_some();
    let path = request.uri().path();
    // Forms and server functions say themselves that nobody is signed in.
    let is_post = request.method() == Method::POST;
    match path {
        "/sign-in" if signed_in && !is_post => Redirect::to(HOME).into_response(),
        "/sign-in" => next.run(request).await,
        setup if setup.starts_with("/setup/") => next.run(request).await,
        _ if signed_in || is_post => next.run(request).await,
        _ => Redirect::to(&sign_in_address(request.uri())).into_response(),
    }
}

/// `POST /sign-in`.
pub async fn sign_in(
    State(console): State<Console>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    session: Session,
    Form(form): Form<SignInForm>,
) -> Result<Redirect, Trouble> {
    let next = local(&form.next);
    let back = |why: &str| {
        let next = next.map_or_else(String::new, |next| format!("&next={}", utf8_percent_encode(next, IN_QUERY)));
        Redirect::to(&format!("/sign-in?{why}=1{next}"))
    };
    if form.email.len() > FIELD_MAX || form.password.len() > FIELD_MAX {
        return Ok(back("wrong"));
    }
    match console.throttle.turn(&form.email, from.ip(), Instant::now()) {
        Turn::After(wait) => tokio::time::sleep(wait).await,
        Turn::Never => return Ok(back("wait")),
    }
    let Some(proved) = console.csms.people().sign_in(&form.email, form.password).await? else {
        tracing::info!(address = %from.ip(), "a sign-in was refused");
        return Ok(back("wrong"));
    };
    console.throttle.forgive(&form.email, from.ip());
    begin(&session, &proved).await?;
    Ok(Redirect::to(next.unwrap_or(HOME)))
}

/// `POST /sign-out`: the session ends on the server, not only in this browser.
pub async fn sign_out(session: Session) -> Result<Redirect, Trouble> {
    if session.id().is_some() {
        session.flush().await.map_err(|error| Trouble::because(&error))?;
    }
    Ok(Redirect::to("/sign-in"))
}

/// `POST /setup/{token}`: uses the one-time link, and signs the first administrator in.
pub async fn set_up(
    State(console): State<Console>,
    session: Session,
    Path(token): Path<String>,
    Form(form): Form<SetupForm>,
) -> Result<Redirect, Trouble> {
    let back = |code: &str| {
        let token = utf8_percent_encode(&token, IN_QUERY);
        Ok(Redirect::to(&format!("/setup/{token}?refused={code}")))
    };
    let (organisation, email) = (form.organisation.trim(), form.email.trim());
    if let Some(code) = setup_fault(organisation, email, &form.password) {
        return back(code);
    }
    match console.csms.people().complete_setup(&token, organisation, email, form.password).await {
        Ok(proved) => {
            begin(&session, &proved).await?;
            Ok(Redirect::to(HOME))
        }
        Err(ChangeRefusal::Failed(failure)) => Err(failure.into()),
        Err(ChangeRefusal::Because(_) | ChangeRefusal::Line { .. }) => back("other"),
    }
}

/// What is wrong with a first administrator's form, by the code that the page knows.
fn setup_fault(organisation: &str, email: &str, password: &str) -> Option<&'static str> {
    let too_long = |text: &str| text.len() > FIELD_MAX;
    if organisation.is_empty() {
        Some("organisation")
    } else if organisation.chars().count() > ORGANISATION_MAX {
        Some("organisation-long")
    } else if !email.contains('@') || too_long(email) {
        Some("email")
    } else if password.chars().count() < PASSWORD_MIN || too_long(password) {
        Some("password")
    } else {
        None
    }
}

/// A new session under a new id: one that was planted before signing in is worth nothing.
async fn begin(session: &Session, proved: &SignIn) -> Result<(), Trouble> {
    let trouble = |error| Trouble::because(&error);
    session.clear().await;
    session.insert(USER, proved.operator.key.as_str()).await.map_err(trouble)?;
    session.insert(ENTRY, proved.entry.0).await.map_err(trouble)?;
    #[expect(clippy::disallowed_methods, reason = "the library of sessions looks at expiries by this clock")]
    session.set_expiry(Some(Expiry::AtDateTime(OffsetDateTime::now_utc() + SESSION_TIME)));
    session.cycle_id().await.map_err(trouble)
}

fn sign_in_address(asked: &Uri) -> String {
    match asked.path_and_query().map(|target| target.as_str()).and_then(local) {
        Some(next) if next != "/" && next != HOME => format!("/sign-in?next={}", utf8_percent_encode(next, IN_QUERY)),
        _ => "/sign-in".to_owned(),
    }
}

/// An address within the console: nothing that a browser could take for another host, and not the sign-in page itself.
fn local(next: &str) -> Option<&str> {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= FIELD_MAX
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !next.starts_with("/sign-in");
    is_local.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F-24.
    #[test]
    fn signing_in_leads_nowhere_but_into_the_console() {
        let check = |next: &str, expected: bool| assert_eq!(local(next).is_some(), expected, "{next}");
        check("/chargers/1f?direction=from-charger", true);
        check("/actions", true);
        // K-17
        check("/chargers/1f?errors=1&order=reboot#command-2e", true);
        check("//evil.example", false);
        check("/\\evil.example", false);
        check("/\t/evil.example", false);
        check("\\/evil.example", false);
        check("https://evil.example", false);
        check("javascript:alert(1)", false);
        check("evil.example", false);
        check("/a\r\nSet-Cookie: a=b", false);
        check("/sign-in?next=/chargers", false);
        check("", false);
    }

    #[test]
    fn the_page_asked_for_comes_after_signing_in() {
        let check = |asked: &str, expected: &str| assert_eq!(sign_in_address(&asked.parse().unwrap()), expected);
        check("/", "/sign-in");
        check("/chargers", "/sign-in");
        check("/chargers/1f?errors=1&a=b", "/sign-in?next=/chargers/1f%3Ferrors%3D1%26a%3Db");
    }

    #[test]
    fn the_first_administrators_form_is_checked() {
        let check = |organisation: &str, email: &str, password: &str, expected| {
            assert_eq!(setup_fault(organisation, email, password), expected);
        };
        check("Nordvolt", "a@b.example", "12345678", None);
        check("", "a@b.example", "12345678", Some("organisation"));
        check(&"å".repeat(120), "a@b.example", "12345678", None);
        check(&"å".repeat(121), "a@b.example", "12345678", Some("organisation-long"));
        check("Nordvolt", "b.example", "12345678", Some("email"));
        check("Nordvolt", "a@b.example", "1234567", Some("password"));
    }
}
