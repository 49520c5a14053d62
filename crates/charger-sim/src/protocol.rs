//! The versions of OCPP that a charger can speak, and how they are called.

use std::fmt;
use std::str::FromStr;

/// A version of OCPP, over JSON and WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    V16,
    /// 1.6 with the security extension (the white paper's messages). On the wire it has the name of plain 1.6.
    V16Security,
    V201,
    V21,
}

/// No version has this name.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownProtocol(pub String);

/// What the versions have in common two by two: the messages' names and shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    V16,
    V2,
}

impl Protocol {
    /// Every version, oldest first.
    pub const ALL: [Protocol; 4] = [Protocol::V16, Protocol::V16Security, Protocol::V201, Protocol::V21];

    pub fn name(self) -> &'static str {
        match self {
            Protocol::V16 => "1.6",
            Protocol::V16Security => "1.6-security",
            Protocol::V201 => "2.0.1",
            Protocol::V21 => "2.1",
        }
    }

    /// The name in Sec-WebSocket-Protocol.
    pub fn subprotocol(self) -> &'static str {
        match self {
            Protocol::V16 | Protocol::V16Security => "ocpp1.6",
            Protocol::V201 => "ocpp2.0.1",
            Protocol::V21 => "ocpp2.1",
        }
    }

    pub(crate) fn family(self) -> Family {
        match self {
            Protocol::V16 | Protocol::V16Security => Family::V16,
            Protocol::V201 | Protocol::V21 => Family::V2,
        }
    }

    /// Whether signed firmware, GetLog and security events are known: everything but plain 1.6.
    pub(crate) fn is_secure(self) -> bool {
        self != Protocol::V16
    }

    /// The value of Sec-WebSocket-Protocol that offers these in this order; `None` where there are none.
    pub(crate) fn offer(protocols: &[Protocol]) -> Option<String> {
        let mut names: Vec<&str> = Vec::new();
        for protocol in protocols {
            if !names.contains(&protocol.subprotocol()) {
                names.push(protocol.subprotocol());
            }
        }
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The version that the Csms chose of those offered: the first that goes by this name.
    pub(crate) fn chosen(offered: &[Protocol], name: Option<&str>) -> Protocol {
        let named = offered.iter().find(|protocol| Some(protocol.subprotocol()) == name);
        named.or(offered.first()).copied().unwrap_or(Protocol::V16)
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Protocol {
    type Err = UnknownProtocol;

    fn from_str(name: &str) -> Result<Protocol, UnknownProtocol> {
        let known = Protocol::ALL.into_iter().find(|protocol| protocol.name() == name);
        known.ok_or_else(|| UnknownProtocol(name.to_owned()))
    }
}

impl fmt::Display for UnknownProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no version is called {:?}; there are {}", self.0, Protocol::ALL.map(Protocol::name).join(", "))
    }
}

impl std::error::Error for UnknownProtocol {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for protocol in Protocol::ALL {
            assert_eq!(protocol.to_string().parse(), Ok(protocol));
        }
        assert!("ocpp1.6".parse::<Protocol>().is_err());
    }

    #[test]
    fn the_csms_chooses_among_what_is_offered() {
        use Protocol::{V16, V16Security, V21, V201};
        fn check(offered: &[Protocol], offer: Option<&str>, chosen: Option<&str>, spoken: Protocol) {
            assert_eq!(Protocol::offer(offered).as_deref(), offer);
            assert_eq!(Protocol::chosen(offered, chosen), spoken);
        }
        check(&[V16], Some("ocpp1.6"), Some("ocpp1.6"), V16);
        check(&[V21, V201, V16], Some("ocpp2.1, ocpp2.0.1, ocpp1.6"), Some("ocpp2.0.1"), V201);
        check(&[V201, V16Security, V16], Some("ocpp2.0.1, ocpp1.6"), Some("ocpp1.6"), V16Security);
        check(&[V201], Some("ocpp2.0.1"), None, V201);
        check(&[], None, None, V16);
    }
}
