//! Makes one-time addresses: short, without a query, with 128 random bits and more, each for one command.

use super::HostAddresses;
use crate::keys::{Keys, random_letters};
use model::FileProtocol;
use redact::MASK;
use redact::hidden;
use words::SecretText;

/// Characters of the longest address that every charger takes (1.6 gives no bound, some stop at 128).
pub(crate) const ADDRESS_MAX: usize = 120;
/// Letters and digits of a token or a password: 22 of 62 are 131 bits.
const TOKEN_LETTERS: usize = 22;
/// Letters and digits of a user of FTP, which is no secret.
const USER_LETTERS: usize = 8;
/// Characters of a file's name in an address, where there is room.
const NAME_MAX: usize = 40;

/// What the charger does with the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction<'a> {
    /// Fetches a file of this name.
    Fetch(&'a str),
    /// Puts a file under it.
    Put,
}

/// An address with its secret taken out, the secret to be sealed, and what it is recognised by.
pub(crate) struct Address {
    /// With `***` where the secret stands.
    pub(crate) public: String,
    pub(crate) secret: SecretText,
    pub(crate) tag: String,
    /// The file's name as it stands in the address.
    pub(crate) name: String,
}

/// Makes a fresh address. None: this protocol is not offered, or the host's name leaves no room for an address.
pub(crate) fn make(
    keys: &Keys,
    host: &HostAddresses,
    protocol: FileProtocol,
    direction: Direction<'_>,
) -> Option<Address> {
    let token = random_letters(TOKEN_LETTERS);
    let (before, secret, tag, after) = match protocol {
        FileProtocol::Https | FileProtocol::Http => {
            let web = host.web.as_deref().filter(|web| web.starts_with(&format!("{}://", protocol.as_str())))?;
            let door = match direction {
                Direction::Fetch(_) => "f",
                Direction::Put => "d",
            };
            (format!("{web}/{door}/"), token.clone(), tag_of_token(keys, &token), "/".to_owned())
        }
        FileProtocol::Ftps | FileProtocol::Ftp => {
            let ftp = host.ftp.as_deref().filter(|_| protocol == FileProtocol::Ftp || host.ftps)?;
            let user = random_letters(USER_LETTERS).to_lowercase();
            let tag = tag_of_login(keys, &user, &token);
            (format!("{}://", protocol.as_str()), format!("{user}:{token}"), tag, format!("@{ftp}/"))
        }
    };
    let taken = before.len() + secret.len() + after.len();
    let name = match direction {
        Direction::Fetch(name) => short_name(name, ADDRESS_MAX.checked_sub(taken)?.min(NAME_MAX)),
        Direction::Put if taken > ADDRESS_MAX => return None,
        Direction::Put => String::new(),
    };
    if matches!(direction, Direction::Fetch(_)) && name.is_empty() {
        return None;
    }
    let whole = format!("{before}{secret}{after}{name}");
    let sealed = hidden::address(&whole, vec![secret, token]);
    Some(Address { public: format!("{before}{MASK}{after}{name}"), secret: sealed, tag, name })
}

pub(crate) fn tag_of_token(keys: &Keys, token: &str) -> String {
    keys.link_tag(&["web", token])
}

pub(crate) fn tag_of_login(keys: &Keys, user: &str, password: &str) -> String {
    keys.link_tag(&["ftp", user, password])
}

/// A file's name in letters that need no escape anywhere, no longer than this; its ending is kept.
fn short_name(name: &str, most: usize) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' }).collect();
    let plain = plain.trim_start_matches(['.', '-']);
    let plain = if plain.is_empty() { "firmware.bin" } else { plain };
    if plain.len() <= most {
        return plain.to_owned();
    }
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 8 && ending.len() + 2 <= most => (stem, format!(".{ending}")),
        Some(_) | None => (plain, String::new()),
    };
    let stem = &stem[..stem.len().min(most - ending.len().min(most))];
    format!("{stem}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (std::path::PathBuf, Keys) {
        let path = std::env::temp_dir().join(format!("chargehand-key-{}", uuid::Uuid::now_v7()));
        let keys = Keys::open_or_create(&path).unwrap();
        (path, keys)
    }

    #[test]
    fn addresses_are_short_unguessable_and_without_a_query() {
        // B3, E-35, E-49
        let (path, keys) = keys();
        let host = HostAddresses {
            web: Some("https://files.of-a-large-operator.example".to_owned()),
            ftp: Some("files.of-a-large-operator.example:2121".to_owned()),
            ftps: true,
        };
        let long = format!("{}.bin", "very-long-name-".repeat(10));
        for protocol in [FileProtocol::Https, FileProtocol::Ftps, FileProtocol::Ftp] {
            for direction in [Direction::Fetch("fw 1.8.33.bin"), Direction::Fetch(&long), Direction::Put] {
                let one = make(&keys, &host, protocol, direction).unwrap();
                let other = make(&keys, &host, protocol, direction).unwrap();
                let whole = hidden::whole_of(&one.secret).unwrap();
                let url = whole.expose();
                assert!(url.len() <= ADDRESS_MAX && !url.contains('?'), "{url}");
                assert!(url.starts_with(&format!("{}://", protocol.as_str())), "{url}");
                assert!(one.public.contains(MASK) && url.len() > one.public.len() + TOKEN_LETTERS - MASK.len() - 1);
                assert_ne!(one.tag, other.tag);
                for hidden in hidden::secrets_to_hide(&one.secret) {
                    assert!(url.contains(hidden.expose()) && !one.public.contains(hidden.expose()));
                }
                if let Direction::Fetch(_) = direction {
                    assert!(url.ends_with(".bin"), "{url}");
                }
            }
        }
        assert!(make(&keys, &host, FileProtocol::Http, Direction::Put).is_none());
        let endless = HostAddresses { web: Some(format!("http://{}", "a".repeat(100))), ..HostAddresses::default() };
        assert!(make(&keys, &endless, FileProtocol::Http, Direction::Put).is_none());
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn names_in_addresses_are_plain() {
        let check = |name: &str, most: usize, expected: &str| assert_eq!(short_name(name, most), expected, "{name}");
        check("terra-1.8.33.bin", 40, "terra-1.8.33.bin");
        check("fw 1.8 (ä).bin", 40, "fw-1.8----.bin");
        check(
            "../../etc/passwd",
            40,
            "etc-passwd".replace("etc-passwd", "..-etc-passwd").trim_start_matches(['.', '-']),
        );
        check("", 40, "firmware.bin");
        check("abcdefghij.bin", 8, "abcd.bin");
        check("abcdefghij", 4, "abcd");
    }
}
