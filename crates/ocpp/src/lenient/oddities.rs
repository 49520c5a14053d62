//! What was odd about a message, in words; bounded, since a message may be odd in thousands of places.

use std::fmt;

/// Oddities of one message that are told in words; of the others only the number is kept.
const MOST_TOLD: usize = 8;

/// What was odd about one message. It names fields of the specification and never quotes what was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    told: Vec<String>,
    more: u64,
}

impl Oddities {
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// The first ones, each in a few words.
    pub fn told(&self) -> &[String] {
        &self.told
    }

    pub(crate) fn add(&mut self, what: String) {
        if self.told.len() < MOST_TOLD {
            self.told.push(what);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }
}

impl fmt::Display for Oddities {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.told.join(". "))?;
        if self.more > 0 {
            write!(formatter, ". And {} more", self.more)?;
        }
        Ok(())
    }
}
