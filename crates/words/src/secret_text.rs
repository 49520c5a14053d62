//! A text that must not be seen: it shows itself only when asked by name, and is wiped when dropped.

use std::fmt;

/// A password or the like. Neither Debug nor anything else prints it, it is not serialised, and its memory is overwritten
/// at the end.
#[derive(Clone)]
pub struct SecretText(String);

impl SecretText {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(***)")
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        // Keeps the compiler from leaving out writes that nobody reads.
        std::hint::black_box(&bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = SecretText::new("canary-p");
        assert_eq!(format!("{secret:?}"), "SecretText(***)");
        assert_eq!(secret.expose(), "canary-p");
    }
}
