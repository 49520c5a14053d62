//! What the types of values are in OCPP 2.1.

mod charging;
mod der;
mod network;
mod price;
mod tariff;

use crate::definition::entry::{from, object};

pub(super) use super::common::*;
pub(super) use crate::definition::Shape::{self, Anything, Boolean, DateTime, Word};
pub(super) use crate::definition::entry::{INTEGER, MANY, NUMBER, list, text};
pub(super) use charging::*;
pub(super) use der::*;
pub(super) use network::*;
pub(super) use tariff::*;

pub(super) const COUNT: Shape = FROM_0;
/// The EVSE to start on: 0, the charger itself, is none.
pub(super) const EVSE_TO_START: Shape = from(1);
pub(super) const LOCATION: Shape = text(2_000);
pub(super) const CERTIFICATE: Shape = text(10_000);
/// Words are open in 2.1.
pub(super) const CONNECTOR_KIND: Shape = text(20);

pub(super) const PERIODIC_EVENT_STREAM_PARAMS: Shape = object! {
    may interval: FROM_0,
    may values: FROM_0,
};

pub(super) const CERTIFICATE_SIGNING_USE: Shape =
    Word(&["ChargingStationCertificate", "V2GCertificate", "V2G20Certificate"]);

pub(super) const EVSE: Shape = object! {
    must id: COUNT,
    may connectorId: COUNT,
};

pub(super) const MESSAGE_FORMAT: Shape = Word(&["UTF8", "ASCII", "HTML", "URI", "QRCODE"]);

pub(super) const MESSAGE_CONTENT: Shape = object! {
    must format: MESSAGE_FORMAT,
    must content: text(1_024),
    may language: text(8),
};

pub(super) const ADDITIONAL_INFO: Shape = object! {
    must additionalIdToken: text(255),
    must type: text(50),
};

pub(super) const ID_TOKEN: Shape = object! {
    must idToken: text(255),
    must type: text(20),
    may additionalInfo: list(&ADDITIONAL_INFO, 1, MANY),
};

pub(super) const MESSAGE_STATE: Shape =
    Word(&["Charging", "Faulted", "Idle", "Unavailable", "Suspended", "Discharging"]);

pub(super) const GET_CERTIFICATE_ID_USE: Shape = Word(&[
    "CSMSRootCertificate",
    "V2GRootCertificate",
    "MORootCertificate",
    "V2GCertificateChain",
    "ManufacturerRootCertificate",
    "OEMRootCertificate",
]);

pub(super) const LOG_KIND: Shape = Word(&["DiagnosticsLog", "SecurityLog", "DataCollectorLog"]);

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

pub(super) const INSTALL_CERTIFICATE_USE: Shape = Word(&[
    "CSMSRootCertificate",
    "V2GRootCertificate",
    "MORootCertificate",
    "ManufacturerRootCertificate",
    "OEMRootCertificate",
]);

pub(super) const RESET_KIND: Shape = Word(&["OnIdle", "Immediate", "ImmediateAndResume"]);

pub(super) const ID_TOKEN_INFO: Shape = object! {
    must status: AUTHORIZATION_STATUS,
    may cacheExpiryDateTime: DateTime,
    may chargingPriority: INTEGER,
    may groupIdToken: ID_TOKEN,
    may language1: text(8),
    may language2: text(8),
    may evseId: list(&COUNT, 1, MANY),
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
    may messageExtra: list(&MESSAGE_CONTENT, 1, 4),
};

pub(super) const MONITOR_KIND: Shape = Word(&[
    "UpperThreshold",
    "LowerThreshold",
    "Delta",
    "Periodic",
    "PeriodicClockAligned",
    "TargetDelta",
    "TargetDeltaRelative",
]);

pub(super) const SET_MONITORING_DATA: Shape = object! {
    must value: NUMBER,
    must type: MONITOR_KIND,
    must severity: COUNT,
    must component: COMPONENT,
    must variable: VARIABLE,
    may id: COUNT,
    may periodicEventStream: PERIODIC_EVENT_STREAM_PARAMS,
    may transaction: Boolean,
};

pub(super) const SET_VARIABLE_DATA: Shape = object! {
    must attributeValue: text(2_500),
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
    "SignV2G20Certificate",
    "TransactionEvent",
    "SignCombinedCertificate",
    "PublishFirmwareStatusNotification",
    "CustomTrigger",
]);

pub(super) const FIRMWARE: Shape = object! {
    must location: LOCATION,
    must retrieveDateTime: DateTime,
    may installDateTime: DateTime,
    may signingCertificate: text(5_500),
    may signature: text(800),
};
