//! How a charger of OCPP 2.1 reaches its central system.

use super::COUNT;
use crate::definition::Shape::{self, Boolean, Word};
use crate::definition::entry::{INTEGER, object, text};
use crate::definition::v2::common::{OCPP_TRANSPORT, VPN_KIND};

pub(crate) const APN_AUTHENTICATION: Shape = Word(&["AUTO", "PAP", "CHAP", "NONE"]);

pub(crate) const OCPP_INTERFACE: Shape =
    Word(&["Wired0", "Wired1", "Wired2", "Wired3", "Wireless0", "Wireless1", "Wireless2", "Wireless3", "Any"]);

pub(crate) const OCPP_VERSION: Shape = Word(&["OCPP201", "OCPP12", "OCPP15", "OCPP16", "OCPP20", "OCPP21"]);

pub(crate) const APN: Shape = object! {
    must apn: text(2_000),
    must apnAuthentication: APN_AUTHENTICATION,
    may apnUserName: text(50),
    may apnPassword: text(64),
    may simPin: INTEGER,
    may preferredNetwork: text(6),
    may useOnlyPreferredNetwork: Boolean,
};

pub(crate) const VPN: Shape = object! {
    must server: text(2_000),
    must user: text(50),
    must password: text(64),
    must key: text(255),
    must type: VPN_KIND,
    may group: text(50),
};

pub(crate) const NETWORK_CONNECTION_PROFILE: Shape = object! {
    must ocppInterface: OCPP_INTERFACE,
    must ocppTransport: OCPP_TRANSPORT,
    must messageTimeout: INTEGER,
    must ocppCsmsUrl: text(2_000),
    must securityProfile: COUNT,
    may apn: APN,
    may ocppVersion: OCPP_VERSION,
    may identity: text(48),
    may basicAuthPassword: text(64),
    may vpn: VPN,
};
