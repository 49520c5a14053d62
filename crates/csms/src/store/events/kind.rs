//! What screens are told of beside frames.

use crate::failure::Failure;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A command changed.
    Command,
    /// A charger's state changed.
    Charger,
    /// A charger changed its site.
    Moved,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Kind::Command => "command",
            Kind::Charger => "charger",
            Kind::Moved => "moved",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Kind, Failure> {
        [Kind::Command, Kind::Charger, Kind::Moved]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| Failure::Stored(format!("event kind {text}")))
    }
}
