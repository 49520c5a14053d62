//! The address a charger calls: `/ocpp/` and its identity, read as tolerantly as is safe.

use super::{Refused, refuse};
use percent_encoding::percent_decode_str;
use words::check_identity;

/// What stands before the identity.
const ROOM: &str = "ocpp";

/// Does the address lead to the chargers' room at all?
pub(super) fn is_chargers(target: &str) -> bool {
    segments(target).next() == Some(ROOM)
}

/// The identity in the address, decoded once. Double and trailing slashes and a query are tolerated.
pub(super) fn identity(target: &str) -> Result<String, Refused> {
    if !target.starts_with('/') || target.contains('#') {
        return refuse(400, "not a path");
    }
    if segments(target).any(is_dots) {
        return refuse(400, "dots in the path");
    }
    let mut parts = segments(target);
    let (Some(ROOM), Some(encoded), None) = (parts.next(), parts.next(), parts.next()) else {
        return refuse(404, "no charger's address");
    };
    let Some(identity) = decode(encoded) else { return refuse(400, "the identity is not percent-encoded UTF-8") };
    if check_identity(&identity).is_err() {
        return refuse(400, "not an identity");
    }
    Ok(identity)
}

fn segments(target: &str) -> impl Iterator<Item = &str> {
    let path = target.split('?').next().unwrap_or_default();
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
