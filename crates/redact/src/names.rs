//! Names that say of themselves that their value is a secret.

/// Parts of URLs' queries whose value opens a door, besides those that are secret anywhere: signed links, keys.
const PARAMETERS: &[&str] = &[
    "auth",
    "key",
    "sig",
    "signature",
    "xamzcredential",
    "xamzsecuritytoken",
    "xamzsignature",
    "xgoogcredential",
    "xgoogsignature",
];

/// Fields and configuration keys whose value is a secret. Identity tokens are not among them: operators need them.
const FIELDS: &[&str] = &[
    "accesstoken",
    "apikey",
    "authorization",
    "authorizationkey",
    "authtoken",
    "passphrase",
    "presharedkey",
    "privatekey",
    "proxyauthorization",
    "pwd",
    "refreshtoken",
    "simpin",
    "token",
    "vpnkey",
];

/// Whatever a vendor puts before these: `ftpPassword`, `clientSecret`.
const FIELD_ENDINGS: &[&str] = &["password", "passwd", "secret"];

/// The longest name worth comparing; a longer word is none.
const NAME_MAX: usize = 64;

/// Is the value of this parameter in a URL's query a secret?
pub fn is_secret_parameter(name: &[u8]) -> bool {
    is_secret_field(name) || Plain::of(name).is_some_and(|name| PARAMETERS.iter().any(|known| name.is(known)))
}

/// Is the value of this field, or of this configuration key, a secret?
pub fn is_secret_field(name: &[u8]) -> bool {
    Plain::of(name).is_some_and(|name| {
        FIELDS.iter().any(|known| name.is(known))
            || FIELD_ENDINGS.iter().any(|ending| name.letters().ends_with(ending.as_bytes()))
    })
}

/// Does what stands in this field hold a secret that is called no more than `key`?
pub(super) fn holds_key(name: &[u8]) -> bool {
    Plain::of(name).is_some_and(|name| name.is("vpn"))
}

/// A name in lower case, without dashes and underscores. Every word of a message may be one, so that it costs no memory.
struct Plain {
    bytes: [u8; NAME_MAX],
    length: usize,
}

impl Plain {
    fn of(name: &[u8]) -> Option<Plain> {
        if name.len() > NAME_MAX {
            return None;
        }
        let mut plain = Plain { bytes: [0; NAME_MAX], length: 0 };
        for byte in name.iter().filter(|byte| !matches!(byte, b'-' | b'_' | b' ')) {
            plain.bytes[plain.length] = byte.to_ascii_lowercase();
            plain.length += 1;
        }
        Some(plain)
    }

    fn letters(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn is(&self, known: &str) -> bool {
        self.letters() == known.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_names_are_known_in_any_spelling() {
        let check = |name: &str, field: bool, parameter: bool| {
            assert_eq!(is_secret_field(name.as_bytes()), field, "{name}");
            assert_eq!(is_secret_parameter(name.as_bytes()), parameter, "{name}");
        };
        check("AuthorizationKey", true, true);
        check("basicAuthPassword", true, true);
        check("BASIC_AUTH_PASSWORD", true, true);
        check("password", true, true);
        check("ftp-password", true, true);
        check("clientSecret", true, true);
        check("api_key", true, true);
        check("access_token", true, true);
        check("X-Amz-Signature", false, true);
        check("sig", false, true);
        check("key", false, true);
        check("idToken", false, false);
        check("idTag", false, false);
        check("parentIdTag", false, false);
        check("LocalAuthorizeOffline", false, false);
        check("AuthorizationCacheEnabled", false, false);
        check("connectorId", false, false);
        check("", false, false);
    }
}
