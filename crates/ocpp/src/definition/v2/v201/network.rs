//! How a charger of OCPP 2.0.1 reaches its central system.

use super::COUNT;
use crate::definition::Shape::{self, Boolean, Word};
use crate::definition::entry::{INTEGER, object, text};
use crate::definition::v2::common::{OCPP_TRANSPORT, VPN_KIND};

pub(crate) const APN_AUTHENTICATION: Shape = Word(&["AUTO", "CHAP", "NONE", "PAP"]);

pub(crate) const OCPP_INTERFACE: Shape =
    Word(&["Wired0", "Wired1", "Wired2", "Wired3", "Wireless0", "Wireless1", "Wireless2", "Wireless3"]);

pub(crate) const OCPP_VERSION: Shape = Word(&["OCPP20", "OCPP12", "OCPP15", "OCPP16"]);

pub(crate) const APN: Shape = object! {
    must apn: text(512),
    must apnAuthentication: APN_AUTHENTICATION,
    may apnUserName: text(20),
    may apnPassword: text(20),
    may simPin: INTEGER,
    may preferredNetwork: text(6),
    may useOnlyPreferredNetwork: Boolean,
};

pub(crate) const VPN: Shape = object! {
    must server: text(512),
    must user: text(20),
    must password: text(20),
    must key: text(255),
    must type: VPN_KIND,
    may group: text(20),
};

pub(crate) const NETWORK_CONNECTION_PROFILE: Shape = object! {
    must ocppVersion: OCPP_VERSION,
    must ocppTransport: OCPP_TRANSPORT,
    must ocppCsmsUrl: text(512),
    must messageTimeout: INTEGER,
    must securityProfile: COUNT,
    must ocppInterface: OCPP_INTERFACE,
    may apn: APN,
    may vpn: VPN,
};
