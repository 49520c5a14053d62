//! The key file and what is made from it: sealing of URL secrets, checking of chargers' passwords, fingerprints.

mod file;

pub(crate) use file::KeyFileError;

use crate::failure::Failure;
use crate::random::{hex, random, random_letters};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::hmac;
use std::path::Path;
use words::SecretText;

/// Length of every derived key.
const DERIVED_BYTES: usize = 32;
/// What sealed bytes begin with, so that another cipher can follow some day.
const SEALED_VERSION: u8 = 1;
/// Salt of one charger's password.
const SALT_BYTES: usize = 16;
/// 190 bits in letters and digits, which every charger's keypad and config file takes.
const CHARGER_PASSWORD_CHARACTERS: usize = 32;
/// Hexadecimal digits of a fingerprint.
const FINGERPRINT_DIGITS: usize = 16;

/// A secret as it lies in the database: version, nonce, ciphertext and tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed(pub(crate) Vec<u8>);

/// The keys of this installation.
pub(crate) struct Keys {
    seal: LessSafeKey,
    passwords: hmac::Key,
    fingerprints: hmac::Key,
    links: hmac::Key,
}

impl Keys {
    /// Reads the key file, or makes it where there is none.
    pub(crate) fn open_or_create(path: &Path) -> Result<Keys, KeyFileError> {
        Ok(Self::from_master(&file::read_or_create(path)?))
    }

    /// Encrypts a secret for one command; only the same command can open it again.
    pub(crate) fn seal(&self, command: &str, secret: &SecretText) -> Result<Sealed, Failure> {
        let nonce: [u8; NONCE_LEN] = random();
        let mut bytes = secret.expose().as_bytes().to_vec();
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(command), &mut bytes)
            .map_err(|_| Failure::Cipher)?;
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + bytes.len());
        sealed.push(SEALED_VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&bytes);
        Ok(Sealed(sealed))
    }

    /// Decrypts what was sealed for this command with this key file.
    pub(crate) fn open(&self, command: &str, sealed: &Sealed) -> Result<SecretText, Failure> {
        let (version, rest) = sealed.0.split_first().ok_or(Failure::Cipher)?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE_LEN).ok_or(Failure::Cipher)?;
        if *version != SEALED_VERSION {
            return Err(Failure::Cipher);
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Failure::Cipher)?;
        let mut bytes = ciphertext.to_vec();
        let length = self.seal.open_in_place(nonce, Aad::from(command), &mut bytes).map_err(|_| Failure::Cipher)?.len();
        bytes.truncate(length);
        String::from_utf8(bytes).map(SecretText::new).map_err(|_| Failure::Cipher)
    }

    /// What is stored of a charger's password: a fresh salt and the HMAC over salt and password.
    pub(crate) fn hash_password(&self, password: &[u8]) -> Vec<u8> {
        let salt: [u8; SALT_BYTES] = random();
        let mut stored = salt.to_vec();
        stored.extend_from_slice(self.password_tag(&salt, password).as_ref());
        stored
    }

    /// Is this the password? Without anything stored the same work is done and the answer is no, so that the time tells
    /// nobody which identities exist.
    pub(crate) fn verify_password(&self, stored: Option<&[u8]>, password: &[u8]) -> bool {
        let nothing = [0; SALT_BYTES + DERIVED_BYTES];
        let whole = stored.filter(|stored| stored.len() == nothing.len());
        let (salt, tag) = whole.unwrap_or(&nothing).split_at(SALT_BYTES);
        let mut message = salt.to_vec();
        message.extend_from_slice(password);
        let right = hmac::verify(&self.passwords, &message, tag).is_ok();
        right && whole.is_some()
    }

    /// What a one-time address, or an upload, is recognised by; the database alone does not tell it.
    pub(crate) fn link_tag(&self, parts: &[&str]) -> String {
        let mut context = hmac::Context::with_key(&self.links);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        hex(context.sign().as_ref())
    }

    /// What a database recognises its key file by; it tells nothing of the key.
    pub(crate) fn check_value(&self) -> String {
        self.link_tag(&["key check"])
    }

    /// A short name for a text that tells nothing about it, but is the same for the same text.
    pub(crate) fn fingerprint(&self, text: &str) -> String {
        let mut digits = hex(hmac::sign(&self.fingerprints, text.as_bytes()).as_ref());
        digits.truncate(FINGERPRINT_DIGITS);
        digits
    }

    fn from_master(master: &[u8; file::MASTER_BYTES]) -> Keys {
        let root = Salt::new(HKDF_SHA256, b"chargehand").extract(master);
        let seal =
            UnboundKey::new(&CHACHA20_POLY1305, &derive(&root, "seal 1")).expect("the key has this cipher's length");
        Keys {
            seal: LessSafeKey::new(seal),
            passwords: hmac::Key::new(hmac::HMAC_SHA256, &derive(&root, "charger passwords 1")),
            fingerprints: hmac::Key::new(hmac::HMAC_SHA256, &derive(&root, "fingerprints 1")),
            links: hmac::Key::new(hmac::HMAC_SHA256, &derive(&root, "links 1")),
        }
    }

    fn password_tag(&self, salt: &[u8], password: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.passwords);
        context.update(salt);
        context.update(password);
        context.sign()
    }
}

/// A password to enter in a charger.
pub(crate) fn make_charger_password() -> String {
    random_letters(CHARGER_PASSWORD_CHARACTERS)
}

struct DerivedLength;

impl KeyType for DerivedLength {
    fn len(&self) -> usize {
        DERIVED_BYTES
    }
}

fn derive(root: &Prk, purpose: &str) -> [u8; DERIVED_BYTES] {
    let mut key = [0; DERIVED_BYTES];
    root.expand(&[purpose.as_bytes()], DerivedLength)
        .and_then(|material| material.fill(&mut key))
        .expect("32 bytes are within what HKDF gives");
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_master(&[7; file::MASTER_BYTES])
    }

    #[test]
    fn a_sealed_secret_opens_for_its_own_command_only() {
        let keys = keys();
        let sealed = keys.seal("command-1", &SecretText::new("canary-p")).unwrap();
        assert!(!sealed.0.windows(8).any(|window| window == b"canary-p"));
        assert_eq!(keys.open("command-1", &sealed).unwrap().expose(), "canary-p");
        assert!(keys.open("command-2", &sealed).is_err());
        assert!(Keys::from_master(&[8; 32]).open("command-1", &sealed).is_err());
        assert_ne!(keys.seal("command-1", &SecretText::new("canary-p")).unwrap(), sealed, "nonces are fresh");
        for length in 0..sealed.0.len() {
            assert!(keys.open("command-1", &Sealed(sealed.0[..length].to_vec())).is_err(), "{length}");
        }
        for index in 0..sealed.0.len() {
            let mut bent = sealed.clone();
            bent.0[index] ^= 1;
            assert!(keys.open("command-1", &bent).is_err(), "{index}");
        }
    }

    /// E-07, A-30.
    #[test]
    fn charger_passwords_are_checked_byte_by_byte() {
        let keys = keys();
        let stored = keys.hash_password(b"with:colon\xff\x00");
        assert!(keys.verify_password(Some(&stored), b"with:colon\xff\x00"));
        assert!(!keys.verify_password(Some(&stored), b"with:colon\xff"));
        assert!(!keys.verify_password(Some(&stored), b""));
        assert!(!keys.verify_password(Some(b"short"), b"x"));
        assert!(!keys.verify_password(None, b"with:colon\xff\x00"));
        assert_ne!(keys.hash_password(b"same"), keys.hash_password(b"same"), "salts differ");
        assert!(!Keys::from_master(&[8; 32]).verify_password(Some(&stored), b"with:colon\xff\x00"));
    }

    #[test]
    fn fingerprints_compare_equal_and_depend_on_the_key() {
        assert_eq!(keys().fingerprint("a"), keys().fingerprint("a"));
        assert_ne!(keys().fingerprint("a"), keys().fingerprint("b"));
        assert_ne!(keys().fingerprint("a"), Keys::from_master(&[8; 32]).fingerprint("a"));
        assert_eq!(keys().fingerprint("a").len(), FINGERPRINT_DIGITS);
    }

    #[test]
    fn made_keys_and_passwords_have_their_shape() {
        let key = crate::random::random_key();
        assert!(key.len() == 32 && key.bytes().all(|digit| digit.is_ascii_hexdigit()), "{key}");
        let password = make_charger_password();
        assert!(password.len() == 32 && password.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{password}");
        assert_ne!(crate::random::random_key(), key);
        assert_ne!(make_charger_password(), password);
    }
}
