//! Types of values that 2.0.1 and 2.1 have alike.

use crate::definition::Shape::{self, Word};
use crate::definition::entry::{INTEGER, NUMBER, from, list, object, text};

/// A whole number that is not below zero.
pub(super) const FROM_0: Shape = from(0);

pub(super) const OPERATIONAL_STATUS: Shape = Word(&["Operative", "Inoperative"]);
pub(super) const HASH_ALGORITHM: Shape = Word(&["SHA256", "SHA384", "SHA512"]);

pub(super) const CERTIFICATE_HASH_DATA: Shape = object! {
    must hashAlgorithm: HASH_ALGORITHM,
    must issuerNameHash: text(128),
    must issuerKeyHash: text(128),
    must serialNumber: text(40),
};

pub(super) const REPORT_BASE: Shape = Word(&["FullInventory", "ConfigurationInventory", "SummaryInventory"]);
pub(super) const CHARGING_RATE_UNIT: Shape = Word(&["A", "W"]);
pub(super) const MESSAGE_PRIORITY: Shape = Word(&["NormalCycle", "AlwaysFront", "InFront"]);
pub(super) const MONITORING_CRITERION: Shape = Word(&["ThresholdMonitoring", "DeltaMonitoring", "PeriodicMonitoring"]);

pub(super) const VARIABLE: Shape = object! {
    must name: text(50),
    may instance: text(50),
};

pub(super) const COMPONENT_CRITERION: Shape = Word(&["Active", "Available", "Enabled", "Problem"]);
pub(super) const ATTRIBUTE_KIND: Shape = Word(&["Actual", "Target", "MinSet", "MaxSet"]);

pub(super) const COST_KIND: Shape =
    Word(&["CarbonDioxideEmission", "RelativePricePercentage", "RenewableGenerationPercentage"]);

pub(super) const RECURRENCY_KIND: Shape = Word(&["Daily", "Weekly"]);

pub(super) const COST: Shape = object! {
    must costKind: COST_KIND,
    must amount: INTEGER,
    may amountMultiplier: INTEGER,
};

pub(super) const CONSUMPTION_COST: Shape = object! {
    must startValue: NUMBER,
    must cost: list(&COST, 1, 3),
};

pub(super) const RELATIVE_TIME_INTERVAL: Shape = object! {
    must start: INTEGER,
    may duration: INTEGER,
};

pub(super) const SALES_TARIFF_ENTRY: Shape = object! {
    must relativeTimeInterval: RELATIVE_TIME_INTERVAL,
    may ePriceLevel: FROM_0,
    may consumptionCost: list(&CONSUMPTION_COST, 1, 3),
};

pub(super) const AUTHORIZATION_STATUS: Shape = Word(&[
    "Accepted",
    "Blocked",
    "ConcurrentTx",
    "Expired",
    "Invalid",
    "NoCredit",
    "NotAllowedTypeEVSE",
    "NotAtThisLocation",
    "NotAtThisTime",
    "Unknown",
]);

pub(super) const LIST_UPDATE: Shape = Word(&["Differential", "Full"]);
pub(super) const MONITORING_BASE: Shape = Word(&["All", "FactoryDefault", "HardWiredOnly"]);
pub(super) const OCPP_TRANSPORT: Shape = Word(&["JSON", "SOAP"]);
pub(super) const VPN_KIND: Shape = Word(&["IKEv2", "IPSec", "L2TP", "PPTP"]);
