//! A charger's way in: the HTTP request that asks for a WebSocket, read from bytes and answered with bytes.

mod address;
mod login;
mod refusal;

pub(crate) use login::Credentials;
pub(crate) use refusal::Name;

use crate::readiness::Probe;
use base64::Engine;
use base64::alphabet;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use httparse::{EMPTY_HEADER, Header, Request, Status};
use ocpp::Version;
use refusal::{Refusal, refuse};
use std::fmt;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Bytes of a request's head.
pub(crate) const HEAD_MAX: usize = 16 * 1024;
/// Headers of a request.
const HEADERS_MAX: usize = 64;
/// Some take 24 characters at random for a key, of which the last has bits that stand for nothing.
const KEY: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));
/// Bytes that a Sec-WebSocket-Key stands for.
const KEY_BYTES: usize = 16;
/// Headers that must not come twice.
const SINGLE: [&str; 3] = ["host", "sec-websocket-key", "authorization"];
/// And those that do so only where they differ.
const ALIKE: [&str; 2] = ["sec-websocket-version", "origin"];

/// How far a charger's request has been read.
#[derive(Debug)]
pub(crate) enum Progress {
    /// The head is not whole yet; it never grows beyond [`HEAD_MAX`].
    NeedMore,
    Refused(HandshakeRefusal),
    /// Asks whether it is well, for the whole answer or for its head alone.
    Probe(Probe, Body),
    Upgrade(Upgrade),
}

/// What of an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Wanted,
    /// Asked by HEAD.
    Unwanted,
}

/// The request is answered with this status, and the socket closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HandshakeRefusal {
    pub(crate) status: u16,
    /// For operators and the log; the peer is not told.
    pub(crate) reason: &'static str,
    /// Who it seems to be.
    pub(crate) name: Name,
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
    /// The versions it offers and that are spoken here, in its order and as it spells them.
    pub(crate) offered: Vec<(Version, String)>,
    /// The first sub-protocol that it offers, spoken here or not.
    pub(crate) first_offer: Option<String>,
    /// The page or machine that it says it comes from.
    pub(crate) origin: Option<String>,
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
        Ok(Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
            refuse(431, "The head of its request is too large")
        }
        Err(_) => refuse(
            400,
            if bytes.first() == Some(&TLS) {
                "Speaks TLS (wss), which this door does not"
            } else {
                "Its request is not HTTP"
            },
        ),
        Ok(Status::Complete(head_len)) => match probe(&request) {
            Some((probe, body)) => return Progress::Probe(probe, body),
            None => decide(&request, &within[..head_len]),
        },
    };
    match decided {
        Ok(upgrade) => Progress::Upgrade(upgrade),
        Err((status, reason)) => {
            let headers = Headers(request.headers);
            let name = match name(within) {
                // A charger whose address lacks its identity may give that with its password.
                Name::None if headers.has_token("upgrade", "websocket") => {
                    login::user(headers.one("authorization")).map_or(Name::Unsaid, Name::Called)
                }
                name => name,
            };
            Progress::Refused(HandshakeRefusal { status, reason, name })
        }
    }
}

/// A TLS handshake begins with this byte.
const TLS: u8 = 0x16;

/// Who seems to be calling: read from the first line, whatever else is wrong with the request.
fn name(head: &[u8]) -> Name {
    if head.first() == Some(&TLS) {
        return Name::Sealed;
    }
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    match (words.next(), words.next().map(std::str::from_utf8)) {
        (Some(_method), Some(Ok(target))) => address::name(target),
        _no_request_line => Name::None,
    }
}

/// The answer that opens the WebSocket. Some chargers read header names by their exact case.
pub(crate) fn response_101(upgrade: &Upgrade, protocol: Option<&str>) -> String {
    let protocol = protocol.map(|name| format!("Sec-WebSocket-Protocol: {name}\r\n")).unwrap_or_default();
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\
         {protocol}\r\n",
        upgrade.accept_key,
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
pub(crate) fn response_to_probe(well: bool, wanted: Body) -> String {
    let (status, body) = if well { ("200 OK", "ok") } else { ("503 Service Unavailable", "") };
    let length = body.len();
    let body = if wanted == Body::Wanted { body } else { "" };
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

fn probe(request: &Request) -> Option<(Probe, Body)> {
    let body = match request.method {
        Some("GET") => Body::Wanted,
        Some("HEAD") => Body::Unwanted,
        _ => return None,
    };
    if Headers(request.headers).all("upgrade").next().is_some() {
        return None;
    }
    let path = request.path.unwrap_or_default().split('?').next().unwrap_or_default();
    Probe::at(path).map(|probe| (probe, body))
}

fn decide(request: &Request, head: &[u8]) -> Result<Upgrade, Refusal> {
    let headers = Headers(request.headers);
    if has_bare_line_end(head) {
        return refuse(400, "A line of its request does not end in CR LF");
    }
    if request.version != Some(1) {
        return refuse(400, "Its request is not HTTP/1.1");
    }
    let target = request.path.unwrap_or_default();
    if request.method != Some("GET") || headers.all("upgrade").next().is_none() {
        let status = if address::is_chargers(target) { 426 } else { 404 };
        return refuse(status, "Does not ask for a WebSocket");
    }
    if SINGLE.iter().any(|name| headers.all(name).count() > 1) || ALIKE.iter().any(|name| headers.differ(name)) {
        return refuse(400, "A header of its request comes twice");
    }
    if headers.one("host").is_none() {
        return refuse(400, "Its request has no Host header");
    }
    if headers.one("transfer-encoding").is_some() || headers.all("content-length").any(|length| !is_zero(length)) {
        return refuse(400, "Its request has a body");
    }
    if !headers.has_token("upgrade", "websocket") {
        return refuse(400, "Its Upgrade header does not say websocket");
    }
    if !headers.has_token("connection", "upgrade") {
        return refuse(400, "Its Connection header does not say Upgrade");
    }
    if headers.one("sec-websocket-version") != Some(b"13") {
        return refuse(426, "Does not ask for version 13 of WebSocket");
    }
    let key = headers.one("sec-websocket-key").unwrap_or_default();
    if KEY.decode(key).map(|bytes| bytes.len()) != Ok(KEY_BYTES) {
        return refuse(400, "Its Sec-WebSocket-Key is missing or not 16 bytes in base64");
    }
    let identity = address::identity(target)?;
    let (offered, first_offer) = headers.versions();
    let (credentials, password) = login::read(headers.one("authorization"), &identity);
    let origin = headers.one("origin").filter(|origin| !origin.is_empty());
    let origin = origin.map(|origin| String::from_utf8_lossy(origin).into_owned());
    let accept_key = derive_accept_key(key);
    Ok(Upgrade { identity, credentials, password, accept_key, offered, first_offer, origin, head_len: head.len() })
}

/// Some libraries announce that they send nothing.
fn is_zero(length: &[u8]) -> bool {
    length
        .split(|byte| *byte == b',')
        .map(<[u8]>::trim_ascii)
        .all(|length| !length.is_empty() && length.iter().all(|digit| *digit == b'0'))
}

/// A line feed without a carriage return: what one reader takes for a line, another does not.
fn has_bare_line_end(head: &[u8]) -> bool {
    head.iter().enumerate().any(|(index, byte)| *byte == b'\n' && (index == 0 || head[index - 1] != b'\r'))
}

/// May this be the name of a sub-protocol (RFC 9110, 5.6.2)? It is said again in the answer.
fn is_token(name: &[u8]) -> bool {
    let may = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !name.is_empty() && name.iter().all(may)
}

struct Headers<'a>(&'a [Header<'a>]);

impl<'a> Headers<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value)
    }

    fn differ(&self, name: &str) -> bool {
        let mut values = self.all(name).map(<[u8]>::trim_ascii);
        let first = values.next();
        values.any(|value| Some(value) != first)
    }

    fn one(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).next().map(<[u8]>::trim_ascii)
    }

    /// The versions of OCPP among the sub-protocols offered, in the order in which they are; and the first offer, whatever it is.
    fn versions(&self) -> (Vec<(Version, String)>, Option<String>) {
        let mut versions: Vec<(Version, String)> = Vec::new();
        let mut first = None;
        let offers = self.all("sec-websocket-protocol").flat_map(|value| value.split(|byte| *byte == b','));
        for offer in offers.map(<[u8]>::trim_ascii).filter(|offer| is_token(offer)) {
            let offer = String::from_utf8_lossy(offer).into_owned();
            if let Some(version) = Version::from_subprotocol(&offer)
                && !versions.iter().any(|(known, _)| *known == version)
            {
                versions.push((version, offer.clone()));
            }
            first.get_or_insert(offer);
        }
        (versions, first)
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
