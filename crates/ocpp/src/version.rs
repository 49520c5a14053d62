//! The versions of OCPP that are spoken here, and their names in the WebSocket handshake.

/// A version of OCPP-J. What a connection speaks is settled in its handshake and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    V16,
    V201,
    V21,
}

impl Version {
    /// Every version there is, the oldest first.
    pub const ALL: [Version; 3] = [Version::V16, Version::V201, Version::V21];

    /// The WebSocket sub-protocol, as it is registered.
    pub fn subprotocol(self) -> &'static str {
        match self {
            Version::V16 => "ocpp1.6",
            Version::V201 => "ocpp2.0.1",
            Version::V21 => "ocpp2.1",
        }
    }

    /// The version a sub-protocol names, in upper or lower case.
    pub fn from_subprotocol(name: &str) -> Option<Version> {
        Self::ALL.into_iter().find(|version| version.subprotocol().eq_ignore_ascii_case(name))
    }

    /// Whether this is one of the versions with EVSEs, a device model and stricter answers to bad frames.
    pub fn is_2x(self) -> bool {
        match self {
            Version::V16 => false,
            Version::V201 | Version::V21 => true,
        }
    }
}
