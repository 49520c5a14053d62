//! The address a charger calls: `/ocpp/` and its identity, read as tolerantly as is safe.

use super::refusal::{Name, Refusal, refuse};
use percent_encoding::percent_decode_str;
use words::check_identity;

/// What stands before the identity.
const ROOM: &str = "ocpp";

/// Does the address lead to the chargers' room at all?
pub(super) fn is_chargers(target: &str) -> bool {
    segments(target).next() == Some(ROOM)
}

/// The identity in the address, decoded once. Double and trailing slashes and a query are tolerated.
pub(super) fn identity(target: &str) -> Result<String, Refusal> {
    let target = path(target);
    if !target.starts_with('/') || target.contains('#') {
        return refuse(400, "Its address is not a path");
    }
    if segments(target).any(is_dots) {
        return refuse(400, "Its address has dots in its path");
    }
    let mut parts = segments(target);
    let (Some(ROOM), Some(encoded), None) = (parts.next(), parts.next(), parts.next()) else {
        return refuse(404, "Its address is none of a charger: /ocpp/ and its identity");
    };
    let Some(identity) = decode(encoded) else {
        return refuse(400, "The identity in its address is not percent-encoded UTF-8");
    };
    if check_identity(&identity).is_err() {
        return refuse(400, "The identity in its address cannot be one");
    }
    Ok(identity)
}

/// Who an address seems to belong to that was refused, cut as knocks are.
pub(super) fn name(target: &str) -> Name {
    let last = segments(target).last().map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned());
    match last {
        Some(last) if segments(target).count() == 1 && last == ROOM => Name::None,
        Some(last) if is_chargers(target) => Name::Called(last),
        Some(last) => Name::Elsewhere(last),
        None => Name::None,
    }
}

/// The path of an address that names its scheme and host as well (RFC 9112, 3.2.2).
fn path(target: &str) -> &str {
    const SCHEMES: [&str; 4] = ["http://", "https://", "ws://", "wss://"];
    let scheme = |scheme: &&str| target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let Some(scheme) = SCHEMES.into_iter().find(scheme) else { return target };
    let rest = &target[scheme.len()..];
    rest.find(['/', '?', '#']).map_or("/", |at| &rest[at..])
}

fn segments(target: &str) -> impl Iterator<Item = &str> {
    let path = path(target).split('?').next().unwrap_or_default();
    path.split('/').filter(|segment| !segment.is_empty())
}

fn is_dots(segment: &str) -> bool {
    decode(segment).is_some_and(|decoded| decoded == "." || decoded == "..")
}

fn decode(segment: &str) -> Option<String> {
    let bytes = segment.as_bytes();
    let is_whole = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    if (0..bytes.len()).any(|at| bytes[at] == b'%' && !is_whole(at)) {
        return None;
    }
    percent_decode_str(segment).decode_utf8().ok().map(|text| text.into_owned())
}
