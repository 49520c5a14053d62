//! Makes one-time addresses: short, without a query, with 128 random bits and more, each for one command.

use crate::config::HostAddresses;
use crate::keys::Keys;
use crate::names::endings;
use crate::random::random_letters;
use model::FileProtocol;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use redact::MASK;
use redact::hidden;
use words::SecretText;

/// Characters of the longest address that every charger takes (1.6 gives no bound, some stop at 128).
pub(crate) const ADDRESS_MAX: usize = 120;
/// Letters and digits of a token or a password: 22 of 62 are 131 bits.
const TOKEN_LETTERS: usize = 22;
/// Letters and digits of a user of FTP, which is no secret.
const USER_LETTERS: usize = 8;
/// What stands in a name without an escape: the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

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
    /// What its user alone is recognised by, over FTP.
    pub(crate) login: Option<String>,
    /// The file's name, as the charger reads it out of the address.
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
    let (before, secret, tag, login, after) = match protocol {
        FileProtocol::Https | FileProtocol::Http => {
            let web = host.web.as_deref().filter(|web| web.starts_with(&format!("{}://", protocol.as_str())))?;
            let door = match direction {
                Direction::Fetch(_) => "f",
                Direction::Put => "d",
            };
            (format!("{web}/{door}/"), token.clone(), tag_of_token(keys, &token), None, "/".to_owned())
        }
        FileProtocol::Ftps | FileProtocol::Ftp => {
            let ftp = host.ftp.as_deref().filter(|_| protocol == FileProtocol::Ftp || host.ftps)?;
            let user = random_letters(USER_LETTERS).to_lowercase();
            let tag = tag_of_login(keys, &user, &token);
            let login = Some(tag_of_user(keys, &user));
            (format!("{}://", protocol.as_str()), format!("{user}:{token}"), tag, login, format!("@{ftp}/"))
        }
    };
    let taken = before.len() + secret.len() + after.len();
    let name = match direction {
        Direction::Fetch(name) => fitting_name(name, ADDRESS_MAX.checked_sub(taken)?),
        Direction::Put if taken > ADDRESS_MAX => return None,
        Direction::Put => String::new(),
    };
    if matches!(direction, Direction::Fetch(_)) && name.is_empty() {
        return None;
    }
    let escaped = escaped(&name);
    let whole = format!("{before}{secret}{after}{escaped}");
    let sealed = hidden::address(&whole, vec![secret, token]);
    Some(Address { public: format!("{before}{MASK}{after}{escaped}"), secret: sealed, tag, login, name })
}

pub(crate) fn tag_of_token(keys: &Keys, token: &str) -> String {
    keys.link_tag(&["web", token])
}

pub(crate) fn tag_of_login(keys: &Keys, user: &str, password: &str) -> String {
    keys.link_tag(&["ftp", user, password])
}

/// In whatever letter case a charger writes it.
pub(crate) fn tag_of_user(keys: &Keys, user: &str) -> String {
    keys.link_tag(&["ftp user", &user.to_lowercase()])
}

/// A name as it stands in an address.
fn escaped(name: &str) -> String {
    utf8_percent_encode(name, ESCAPED).to_string()
}

/// A file's own name where its escaped form is no longer than this; else its beginning and its endings. What would lead elsewhere in a
/// path is left out of it. A dot or a hyphen at its beginning stays where all of it does: no part of a path is an option, or a folder.
fn fitting_name(name: &str, most: usize) -> String {
    let plain: String = name.chars().map(|c| if matches!(c, '/' | '\\') || c.is_control() { '-' } else { c }).collect();
    let is_whole = plain == name;
    let plain = plain.trim();
    let says_nothing = !plain.chars().any(char::is_alphanumeric);
    if is_whole && !says_nothing && escaped(plain).len() <= most {
        return plain.to_owned();
    }
    let plain = if says_nothing { "firmware.bin" } else { plain.trim_start_matches(['.', '-', ' ']) };
    if escaped(plain).len() <= most {
        return plain.to_owned();
    }
    let ending = endings(plain);
    // Where there is no room for both, the beginning says more.
    let ending = if ending.len() + 2 <= most { ending } else { "" };
    let (mut short, mut room) = (String::new(), most - ending.len());
    for letter in plain[..plain.len() - ending.len()].chars() {
        let taken = escaped(letter.encode_utf8(&mut [0; 4])).len();
        if taken > room {
            break;
        }
        room -= taken;
        short.push(letter);
    }
    short.push_str(ending);
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    fn a_name_in_an_address_is_the_files_own() {
        // O-56, O-57 and their neighbours
        let check = |name: &str, most: usize, expected: &str| {
            assert_eq!(escaped(&fitting_name(name, most)), expected, "{name}")
        };
        check("terra-1.8.33.bin", 40, "terra-1.8.33.bin");
        check("M1_FW_V2.04.17_rev(B)_boot+app.bin", 60, "M1_FW_V2.04.17_rev%28B%29_boot%2Bapp.bin");
        check("fw 1.8 (ä).bin", 60, "fw%201.8%20%28%C3%A4%29.bin");
        check("100% #1?.bin", 60, "100%25%20%231%3F.bin");
        check("../../etc/passwd", 40, "etc-passwd");
        check("a\\b\nc.bin", 40, "a-b-c.bin");
        check("-lead.bin", 40, "-lead.bin");
        check(".hidden.bin", 40, ".hidden.bin");
        check("..two.bin", 40, "..two.bin");
        check("a..b.bin", 40, "a..b.bin");
        check(".hidden-and-long.bin", 12, "hidden-a.bin");
        for nothing in ["", " ", "..", "---"] {
            check(nothing, 40, "firmware.bin");
        }
        // Where there is no room the stem is cut, never an ending, and never within a character.
        let long = "opsfield-controller-release-v1.6.6-2026-08-11-signed.tar.gz";
        check(long, 73, long);
        check(long, 40, "opsfield-controller-release-v1.6..tar.gz");
        check("abcdefghij.bin", 8, "abcd.bin");
        check("abcdefghij.tar.gz", 12, "abcde.tar.gz");
        check("abcdefghij.tar.gz.sig", 14, "abc.tar.gz.sig");
        check("abcdefghij.tar.zst", 13, "abcde.tar.zst");
        check("abcdefghij.img.xz", 12, "abcde.img.xz");
        check("release-1.8.33.bin", 12, "release-.bin");
        check("release.7z", 8, "relea.7z");
        check("ääää.bin", 18, "%C3%A4%C3%A4.bin");
        check("abcdefghij", 4, "abcd");
        check("abcdefghij.verylongending", 8, "abcdefgh");
        check("ab.tar.gz", 5, "ab.ta");
    }

    proptest! {
        /// Whatever the file is called, whatever the host: the address fits, is one, and leads back to the name that is kept.
        #[test]
        fn any_name_makes_an_address(name in any::<String>(), host in "[a-z]{1,80}", n in 0..4_usize) {
            let (path, keys) = keys();
            let host = HostAddresses { web: Some(format!("https://{host}")), ftp: Some(format!("{host}:21")), ftps: true };
            let address = make(&keys, &host, FileProtocol::ALL[n], Direction::Fetch(&name));
            std::fs::remove_file(path).unwrap();
            if let Some(address) = address {
                let whole = hidden::whole_of(&address.secret).unwrap();
                let url = url::Url::parse(whole.expose()).unwrap();
                prop_assert!(whole.expose().len() <= ADDRESS_MAX, "{}", whole.expose());
                let last = url.path_segments().unwrap().next_back().unwrap().to_owned();
                prop_assert_eq!(percent_encoding::percent_decode_str(&last).decode_utf8().unwrap(), address.name.as_str());
                prop_assert!(!address.name.is_empty() && !address.name.contains('/'));
            }
        }
    }
}
