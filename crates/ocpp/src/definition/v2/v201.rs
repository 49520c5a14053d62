//! What the types of values are in OCPP 2.0.1.

mod charging;
mod network;

use crate::definition::entry::object;

pub(super) use super::common::*;
pub(super) use crate::definition::Shape::{self, Anything, Boolean, DateTime, Word};
pub(super) use crate::definition::entry::{INTEGER, MANY, NUMBER, list, text};
pub(super) use charging::*;
pub(super) use network::*;

/// A number that 2.1 says is not below zero; the schemas of 2.0.1 leave it open.
pub(super) const COUNT: Shape = INTEGER;
/// The EVSE to start on, which 2.1 says is not 0, the charger itself.
pub(super) const EVSE_TO_START: Shape = INTEGER;
pub(super) const LOCATION: Shape = text(512);
pub(super) const CERTIFICATE: Shape = text(5_500);

pub(super) const CERTIFICATE_SIGNING_USE: Shape = Word(&["ChargingStationCertificate", "V2GCertificate"]);

pub(super) const EVSE: Shape = object! {
    must id: COUNT,
    may connectorId: COUNT,
};

pub(super) const ID_TOKEN_KIND: Shape =
    Word(&["ISO14443", "Central", "eMAID", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization"]);

pub(super) const ADDITIONAL_INFO: Shape = object! {
    must additionalIdToken: text(36),
    must type: text(50),
};

pub(super) const ID_TOKEN: Shape = object! {
    must idToken: text(36),
    must type: ID_TOKEN_KIND,
    may additionalInfo: list(&ADDITIONAL_INFO, 1, MANY),
};

pub(super) const MESSAGE_STATE: Shape = Word(&["Charging", "Faulted", "Idle", "Unavailable"]);

pub(super) const GET_CERTIFICATE_ID_USE: Shape = Word(&[
    "CSMSRootCertificate",
    "V2GRootCertificate",
    "MORootCertificate",
    "V2GCertificateChain",
    "ManufacturerRootCertificate",
]);

pub(super) const LOG_KIND: Shape = Word(&["DiagnosticsLog", "SecurityLog"]);

pub(super) const LOG_PARAMETERS: Shape = object! {
    must remoteLocation: LOCATION,
    may oldestTimestamp: DateTime,
    may latestTimestamp: DateTime,
};

pub(super) const COMPONENT: Shape = object! {
    must name: text(50),
    may evse: EVSE,
    may instance: text(50),
};

pub(super) const COMPONENT_VARIABLE: Shape = object! {
    must component: COMPONENT,
    may variable: VARIABLE,
};

pub(super) const GET_VARIABLE_DATA: Shape = object! {
    must component: COMPONENT,
    must variable: VARIABLE,
    may attributeType: ATTRIBUTE_KIND,
};

pub(super) const INSTALL_CERTIFICATE_USE: Shape =
    Word(&["CSMSRootCertificate", "V2GRootCertificate", "MORootCertificate", "ManufacturerRootCertificate"]);

pub(super) const RESET_KIND: Shape = Word(&["OnIdle", "Immediate"]);
pub(super) const MESSAGE_FORMAT: Shape = Word(&["UTF8", "ASCII", "HTML", "URI"]);

pub(super) const MESSAGE_CONTENT: Shape = object! {
    must format: MESSAGE_FORMAT,
    must content: text(512),
    may language: text(8),
};

pub(super) const ID_TOKEN_INFO: Shape = object! {
    must status: AUTHORIZATION_STATUS,
    may cacheExpiryDateTime: DateTime,
    may chargingPriority: INTEGER,
    may language1: text(8),
    may evseId: list(&COUNT, 1, MANY),
    may groupIdToken: ID_TOKEN,
    may language2: text(8),
    may personalMessage: MESSAGE_CONTENT,
};

pub(super) const AUTHORIZATION_DATA: Shape = object! {
    must idToken: ID_TOKEN,
    may idTokenInfo: ID_TOKEN_INFO,
};

pub(super) const MESSAGE_INFO: Shape = object! {
    must id: COUNT,
    must priority: MESSAGE_PRIORITY,
    must message: MESSAGE_CONTENT,
    may display: COMPONENT,
    may state: MESSAGE_STATE,
    may startDateTime: DateTime,
    may endDateTime: DateTime,
    may transactionId: text(36),
};

pub(super) const MONITOR_KIND: Shape =
    Word(&["UpperThreshold", "LowerThreshold", "Delta", "Periodic", "PeriodicClockAligned"]);

pub(super) const SET_MONITORING_DATA: Shape = object! {
    must value: NUMBER,
    must type: MONITOR_KIND,
    must severity: COUNT,
    must component: COMPONENT,
    must variable: VARIABLE,
    may id: COUNT,
    may transaction: Boolean,
};

pub(super) const SET_VARIABLE_DATA: Shape = object! {
    must attributeValue: text(1_000),
    must component: COMPONENT,
    must variable: VARIABLE,
    may attributeType: ATTRIBUTE_KIND,
};

pub(super) const MESSAGE_TRIGGER: Shape = Word(&[
    "StatusNotification",
    "BootNotification",
    "LogStatusNotification",
    "FirmwareStatusNotification",
    "Heartbeat",
    "MeterValues",
    "SignChargingStationCertificate",
    "SignV2GCertificate",
    "TransactionEvent",
    "SignCombinedCertificate",
    "PublishFirmwareStatusNotification",
]);

pub(super) const FIRMWARE: Shape = object! {
    must location: LOCATION,
    must retrieveDateTime: DateTime,
    may installDateTime: DateTime,
    may signingCertificate: text(5_500),
    may signature: text(800),
};

pub(super) const CONNECTOR_KIND: Shape = Word(&[
    "cCCS1",
    "cCCS2",
    "cG105",
    "cTesla",
    "cType1",
    "cType2",
    "s309-1P-16A",
    "s309-1P-32A",
    "s309-3P-16A",
    "s309-3P-32A",
    "sBS1361",
    "sCEE-7-7",
    "sType2",
    "sType3",
    "Other1PhMax16A",
    "Other1PhOver16A",
    "Other3Ph",
    "Pan",
    "wInductive",
    "wResonant",
    "Undetermined",
    "Unknown",
]);
