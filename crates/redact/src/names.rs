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
    is_secret_field(name) || plain(name).is_some_and(|name| PARAMETERS.contains(&name.as_str()))
}

/// Is the value of this field, or of this configuration key, a secret?
pub fn is_secret_field(name: &[u8]) -> bool {
    plain(name).is_some_and(|name| {
        FIELDS.contains(&name.as_str()) || FIELD_ENDINGS.iter().any(|ending| name.ends_with(ending))
    })
}

/// Does what stands in this field hold a secret that is called no more than `key`?
pub(super) fn holds_key(name: &[u8]) -> bool {
    plain(name).is_some_and(|name| name == "vpn")
}

/// Lower case without dashes and underscores.
fn plain(name: &[u8]) -> Option<String> {
    let letters = || name.iter().filter(|byte| !matches!(byte, b'-' | b'_' | b' '));
    (name.len() <= NAME_MAX).then(|| letters().map(|byte| char::from(byte.to_ascii_lowercase())).collect())
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
