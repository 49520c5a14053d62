//! Random keys, letters and bytes, and row ids that grow with time.

use ring::rand::{SecureRandom, SystemRandom};

/// Letters and digits, which every charger's keypad and config file takes.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Random bytes drawn at once for letters.
const DRAWN: usize = 32;

/// 32 hexadecimal digits, 128 bits, as in addresses and forms.
pub(crate) fn random_key() -> String {
    hex(&random::<16>())
}

/// So many letters and digits, each of 62 equally likely.
pub(crate) fn random_letters(count: usize) -> String {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        // Six bits, of which the two values without a letter are thrown away.
        let draws: [u8; DRAWN] = random();
        let letters = draws.iter().filter_map(|draw| ALPHABET.get(usize::from(draw & 0x3f)));
        text.extend(letters.take(count - text.len()).map(|letter| char::from(*letter)));
    }
    text
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A fresh row id, growing with time.
pub(crate) fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
