//! The Authorization header: HTTP Basic, byte by byte.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Some chargers leave out the padding.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a request says to prove its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// A password for the identity in the address.
    Given,
    /// No Authorization header.
    Missing,
    /// Another scheme than Basic, or not readable.
    Malformed,
    /// The name is not the identity in the address.
    WrongUser,
}

pub(super) fn read(header: Option<&[u8]>, identity: &str) -> (Credentials, Option<Vec<u8>>) {
    let Some(header) = header else { return (Credentials::Missing, None) };
    let decoded = decode(header).unwrap_or_default();
    let Some(colon) = decoded.iter().position(|byte| *byte == b':') else { return (Credentials::Malformed, None) };
    if decoded[..colon] == *identity.as_bytes() {
        (Credentials::Given, Some(decoded[colon + 1..].to_vec()))
    } else {
        (Credentials::WrongUser, None)
    }
}

/// The user that it names, where it can be one of a charger.
pub(super) fn user(header: Option<&[u8]>) -> Option<String> {
    let decoded = decode(header?)?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    String::from_utf8(decoded[..colon].to_vec()).ok().filter(|user| words::check_identity(user).is_ok())
}

fn decode(header: &[u8]) -> Option<Vec<u8>> {
    let space = header.iter().position(|byte| *byte == b' ')?;
    let (scheme, token) = header.split_at(space);
    if !scheme.eq_ignore_ascii_case(b"basic") {
        return None;
    }
    TOLERANT.decode(token.trim_ascii()).ok()
}
