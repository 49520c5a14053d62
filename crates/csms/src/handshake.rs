//! A charger's way in: the HTTP request that asks for a WebSocket, read from bytes and answered with bytes.

mod address;
mod login;

pub(crate) use login::Credentials;

use crate::Probe;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use httparse::{EMPTY_HEADER, Header, Request, Status};
use ocpp::Version;
use std::fmt;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Bytes of a request's head.
pub(crate) const HEAD_MAX: usize = 16 * 1024;
/// Headers of a request.
const HEADERS_MAX: usize = 64;
/// Bytes that a Sec-WebSocket-Key stands for.
const KEY_BYTES: usize = 16;
/// Headers that say something different when they come twice.
const SINGLE: [&str; 6] = ["host", "upgrade", "sec-websocket-key", "sec-websocket-version", "authorization", "origin"];

/// How far a charger's request has been read.
#[derive(Debug)]
pub(crate) enum Progress {
    /// The head is not whole yet; it never grows beyond [`HEAD_MAX`].
    NeedMore,
    Refused(Refused),
    /// Asks whether it is well.
    Probe(Probe),
    Upgrade(Upgrade),
}

/// The request is answered with this status, and the socket closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    /// For the log; the peer is not told.
    pub(crate) reason: &'static str,
}

/// A request that may become a charger's socket, if it is who it says.
pub(crate) struct Upgrade {
    /// Decoded once, and a possible identity.
    pub(crate) identity: String,
    pub(crate) credentials: Credentials,
    /// Any bytes, colons too; only where the credentials are given.
    pub(crate) password: Option<Vec<u8>>,
    /// The value of Sec-WebSocket-Accept.
    pub(crate) accept_key: String,
    /// The versions it offers and that are spoken here, in its order; at least one.
    pub(crate) offered: Vec<Version>,
    /// Where the request ends; frames may follow at once.
    pub(crate) head_len: usize,
}

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Upgrade");
        shown.field("identity", &self.identity).field("credentials", &self.credentials).finish_non_exhaustive()
    }
}

/// Reads what has come so far.
pub(crate) fn read(bytes: &[u8]) -> Progress {
    let within = &bytes[..bytes.len().min(HEAD_MAX)];
    let mut headers = [EMPTY_HEADER; HEADERS_MAX];
    let mut request = Request::new(&mut headers);
    let decided = match request.parse(within) {
        Ok(Status::Partial) if bytes.len() < HEAD_MAX => return Progress::NeedMore,
        Ok(Status::Partial) | Err(httparse::Error::TooManyHeaders) => refuse(431, "the request's head is too large"),
        Err(_) => refuse(400, "not an HTTP request"),
        Ok(Status::Complete(head_len)) => match probe(&request) {
            Some(probe) => return Progress::Probe(probe),
            None => decide(&request, &within[..head_len]),
        },
    };
    match decided {
        Ok(upgrade) => Progress::Upgrade(upgrade),
        Err(refused) => Progress::Refused(refused),
    }
}

/// The answer that opens the WebSocket. Some chargers read header names by their exact case.
pub(crate) fn response_101(upgrade: &Upgrade, version: Version) -> String {
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\
         Sec-WebSocket-Protocol: {}\r\n\r\n",
        upgrade.accept_key,
        version.subprotocol()
    )
}

/// The answer that refuses and closes; it tells nothing of what answers here.
pub(crate) fn refusal(status: u16) -> String {
    let (words, extra) = match status {
        401 => ("Unauthorized", "WWW-Authenticate: Basic realm=\"ocpp\"\r\n"),
        403 => ("Forbidden", ""),
        404 => ("Not Found", ""),
        426 => ("Upgrade Required", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"),
        429 => ("Too Many Requests", ""),
        431 => ("Request Header Fields Too Large", ""),
        503 => ("Service Unavailable", ""),
        _ => ("Bad Request", ""),
    };
    let status = if words == "Bad Request" { 400 } else { status };
    format!("HTTP/1.1 {status} {words}\r\n{extra}Connection: close\r\nContent-Length: 0\r\n\r\n")
}

/// The answer to whoever watches over this server; it tells nothing else.
pub(crate) fn response_to_probe(well: bool) -> String {
    let (status, body) = if well { ("200 OK", "ok") } else { ("503 Service Unavailable", "") };
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

fn probe(request: &Request) -> Option<Probe> {
    let asks = request.method == Some("GET") && Headers(request.headers).all("upgrade").next().is_none();
    let path = request.path.unwrap_or_default().split('?').next().unwrap_or_default();
    Probe::at(path).filter(|_| asks)
}

fn refuse<T>(status: u16, reason: &'static str) -> Result<T, Refused> {
    Err(Refused { status, reason })
}

fn decide(request: &Request, head: &[u8]) -> Result<Upgrade, Refused> {
    let headers = Headers(request.headers);
    if has_bare_line_end(head) {
        return refuse(400, "a line does not end in CR LF");
    }
    if request.version != Some(1) {
        return refuse(400, "not HTTP/1.1");
    }
    let target = request.path.unwrap_or_default();
    if request.method != Some("GET") || headers.all("upgrade").next().is_none() {
        let status = if address::is_chargers(target) { 426 } else { 404 };
        return refuse(status, "not a request for a WebSocket");
    }
    if SINGLE.iter().any(|name| headers.all(name).count() > 1) {
        return refuse(400, "a header comes twice");
    }
    if headers.one("host").is_none() {
        return refuse(400, "no Host header");
    }
    if headers.one("transfer-encoding").is_some() || headers.one("content-length").is_some() {
        return refuse(400, "a request for a WebSocket has no body");
    }
    if !headers.has_token("upgrade", "websocket") || !headers.has_token("connection", "upgrade") {
        return refuse(400, "not an upgrade to WebSocket");
    }
    if headers.one("sec-websocket-version") != Some(b"13") {
        return refuse(426, "not version 13 of WebSocket");
    }
    let key = headers.one("sec-websocket-key").unwrap_or_default();
    if STANDARD.decode(key).map(|bytes| bytes.len()) != Ok(KEY_BYTES) {
        return refuse(400, "no usable Sec-WebSocket-Key");
    }
    let identity = address::identity(target)?;
    let offered = headers.versions();
    if offered.is_empty() {
        return refuse(400, "no sub-protocol that is spoken here");
    }
    let (credentials, password) = login::read(headers.one("authorization"), &identity);
    // Browsers name the page they come from and cannot be told passwords by a page; chargers' libraries that name an
    // origin too know a password.
    if headers.one("origin").is_some() && credentials == Credentials::Missing {
        return refuse(403, "a browser");
    }
    Ok(Upgrade { identity, credentials, password, accept_key: derive_accept_key(key), offered, head_len: head.len() })
}

/// A line feed without a carriage return: what one reader takes for a line, another does not.
fn has_bare_line_end(head: &[u8]) -> bool {
    head.iter().enumerate().any(|(index, byte)| *byte == b'\n' && (index == 0 || head[index - 1] != b'\r'))
}

struct Headers<'a>(&'a [Header<'a>]);

impl<'a> Headers<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value)
    }

    fn one(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).next().map(<[u8]>::trim_ascii)
    }

    /// The versions of OCPP among the sub-protocols offered, in the order in which they are.
    fn versions(&self) -> Vec<Version> {
        let offers = self.all("sec-websocket-protocol").flat_map(|value| value.split(|byte| *byte == b','));
        let mut versions: Vec<Version> = offers
            .filter_map(|offer| std::str::from_utf8(offer.trim_ascii()).ok())
            .filter_map(Version::from_subprotocol)
            .collect();
        let mut seen = Vec::new();
        versions.retain(|version| {
            !seen.contains(version) && {
                seen.push(*version);
                true
            }
        });
        versions
    }

    /// Is the word in the list that all headers of this name make together?
    fn has_token(&self, name: &str, word: &str) -> bool {
        self.all(name)
            .flat_map(|value| value.split(|byte| *byte == b','))
            .any(|token| token.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
    }
}

#[cfg(test)]
mod tests;
