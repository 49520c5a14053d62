//! A request that does not pass because a proxy was set up of which the console knows nothing: says so, with the flag that is
//! missing, to whoever asked and to the log.

use super::{Gate, GateRefusal, SEC_FETCH_SITE, only};
use crate::config::is_origin;
use axum::http::header::{ALLOW, HOST, ORIGIN, REFERER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::time::Instant;

/// Characters of an origin that is repeated; longer ones are nobody's.
const ORIGIN_MAX: usize = 200;
/// What proxies say of how they were asked themselves.
const FORWARDED_SCHEME: &str = "x-forwarded-proto";

impl Gate {
    /// The answer to a request that does not pass.
    pub fn refuse(&self, stopped: GateRefusal, headers: &HeaderMap) -> Response {
        let seen = self.seen_as(stopped, headers);
        if let Some(origin) = &seen
            && self.warned.is_due(Instant::now())
        {
            tracing::warn!(
                %origin,
                "a request was refused because it came by an address that is not known here; if people reach this console \
                 by it through a proxy, start it with --console-origin {origin}"
            );
        }
        answer(stopped, seen.as_deref(), is_foreign(headers))
    }

    /// The origin by which the browser seems to reach this console, fit to be repeated; none where it is a foreign page for
    /// all the browser says.
    pub(super) fn seen_as(&self, stopped: GateRefusal, headers: &HeaderMap) -> Option<String> {
        let may_be_shown = |seen: &String| seen.len() <= ORIGIN_MAX && is_origin(seen) && !self.origins.contains(seen);
        match stopped {
            GateRefusal::Method => None,
            GateRefusal::Host => {
                let host = only(headers, HOST.as_str())??.to_ascii_lowercase();
                // A link from elsewhere leads here, too; but who types an address, or sends a form, comes from here.
                let is_here =
                    |page: &String| headers.contains_key(ORIGIN) || name_of(authority_of(page)) == name_of(&host);
                let page = page(headers).filter(|page| !is_foreign(headers) && is_here(page));
                let forwarded = only(headers, FORWARDED_SCHEME).flatten();
                let scheme = page.as_deref().and_then(scheme_of).or(forwarded).filter(|scheme| *scheme == "http");
                let by_host = format!("{}://{host}", scheme.unwrap_or("https"));
                // As the browser writes it; where that is known already, the proxy asks by another name.
                page.filter(may_be_shown).or_else(|| Some(by_host).filter(may_be_shown))
            }
            GateRefusal::Foreign if is_foreign(headers) => None,
            GateRefusal::Foreign => page(headers).filter(may_be_shown),
        }
    }
}

/// Does the browser itself say that another site's page asks? What cannot be read counts as that.
fn is_foreign(headers: &HeaderMap) -> bool {
    !matches!(only(headers, SEC_FETCH_SITE), Some(None | Some("same-origin")))
}

/// The origin of the page that asks: as the browser tells it, or out of the page's address.
fn page(headers: &HeaderMap) -> Option<String> {
    if let Some(origin) = only(headers, ORIGIN.as_str())? {
        return Some(origin.to_owned());
    }
    let referer = only(headers, REFERER.as_str())??;
    let (scheme, rest) = referer.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    Some(format!("{scheme}://{authority}"))
}

fn scheme_of(origin: &str) -> Option<&str> {
    origin.split_once("://").map(|(scheme, _)| scheme)
}

fn authority_of(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, authority)| authority)
}

/// A host without its port.
fn name_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    }
}

fn answer(stopped: GateRefusal, seen: Option<&str>, foreign: bool) -> Response {
    match (stopped, seen) {
        (GateRefusal::Method, _) => {
            (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD, POST")], "This method is not used here.\n")
                .into_response()
        }
        (GateRefusal::Host, None) => (
            StatusCode::MISDIRECTED_REQUEST,
            "This is not an address of this console. Behind a proxy, start it with --console-origin.\n",
        )
            .into_response(),
        (GateRefusal::Host, Some(origin)) => (
            StatusCode::MISDIRECTED_REQUEST,
            format!("This is not an address of this console. Behind a proxy, start it with --console-origin {origin}\n"),
        )
            .into_response(),
        (GateRefusal::Foreign, None) if foreign => {
            (StatusCode::FORBIDDEN, "Refused: this request did not come from a page of this console.\n").into_response()
        }
        (GateRefusal::Foreign, None) => (
            StatusCode::FORBIDDEN,
            "Refused: this request does not say that it came from a page of this console. Behind a proxy, start it with \
             --console-origin and the address that people type, and let the proxy pass on Host, Origin and Referer.\n",
        )
            .into_response(),
        (GateRefusal::Foreign, Some(origin)) => (
            StatusCode::FORBIDDEN,
            format!(
                "Refused: this request did not come from a page of this console, but from {origin}. If that is how this \
                 console is reached, by way of a proxy, it must be started with --console-origin {origin}\n"
            ),
        )
            .into_response(),
    }
}
