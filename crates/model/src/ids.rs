//! Names of things: keys that stand in addresses (128 random bits as text) and sequence numbers of events.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! key {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )*};
}

key! {
    /// A charger's name in addresses: 32 hexadecimal digits, unguessable, never the OCPP identity.
    ChargerKey;
    /// A command's name in addresses.
    CommandKey;
    /// A site's name in forms.
    SiteKey;
    /// An organisation's name in forms.
    OrganisationKey;
    /// A firmware image's name in addresses.
    FirmwareKey;
    /// A diagnostics archive's name in addresses.
    ArchiveKey;
    /// A person's name in forms.
    UserKey;
    /// Made by the server for each form it renders; a form posted twice makes one command.
    IdempotencyKey;
}

/// The sequence number of an event, growing with every commit. 0 is before all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
