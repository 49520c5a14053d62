//! The prices of ISO 15118-20 that a charging schedule of OCPP 2.1 may carry to the car.

use super::FROM_0;
use crate::definition::Shape::{self, Boolean, DateTime};
use crate::definition::entry::{INTEGER, list, object, text, whole};

pub(super) const RATIONAL_NUMBER: Shape = object! {
    must exponent: INTEGER,
    must value: INTEGER,
};

pub(super) const PRICE_RULE: Shape = object! {
    must energyFee: RATIONAL_NUMBER,
    must powerRangeStart: RATIONAL_NUMBER,
    may parkingFeePeriod: INTEGER,
    may carbonDioxideEmission: FROM_0,
    may renewableGenerationPercentage: whole(0, 100),
    may parkingFee: RATIONAL_NUMBER,
};

pub(super) const PRICE_RULE_STACK: Shape = object! {
    must duration: INTEGER,
    must priceRule: list(&PRICE_RULE, 1, 8),
};

pub(super) const TAX_RULE: Shape = object! {
    must taxRuleID: FROM_0,
    must appliesToEnergyFee: Boolean,
    must appliesToParkingFee: Boolean,
    must appliesToOverstayFee: Boolean,
    must appliesToMinimumMaximumCost: Boolean,
    must taxRate: RATIONAL_NUMBER,
    may taxRuleName: text(100),
    may taxIncludedInPrice: Boolean,
};

pub(super) const OVERSTAY_RULE: Shape = object! {
    must overstayFee: RATIONAL_NUMBER,
    must startTime: INTEGER,
    must overstayFeePeriod: INTEGER,
    may overstayRuleDescription: text(32),
};

pub(super) const OVERSTAY_RULE_LIST: Shape = object! {
    must overstayRule: list(&OVERSTAY_RULE, 1, 5),
    may overstayPowerThreshold: RATIONAL_NUMBER,
    may overstayTimeThreshold: INTEGER,
};

pub(super) const ADDITIONAL_SELECTED_SERVICES: Shape = object! {
    must serviceFee: RATIONAL_NUMBER,
    must serviceName: text(80),
};

pub(super) const ABSOLUTE_PRICE_SCHEDULE: Shape = object! {
    must timeAnchor: DateTime,
    must priceScheduleID: FROM_0,
    must currency: text(3),
    must language: text(8),
    must priceAlgorithm: text(2_000),
    must priceRuleStacks: list(&PRICE_RULE_STACK, 1, 1_024),
    may priceScheduleDescription: text(160),
    may minimumCost: RATIONAL_NUMBER,
    may maximumCost: RATIONAL_NUMBER,
    may taxRules: list(&TAX_RULE, 1, 10),
    may overstayRuleList: OVERSTAY_RULE_LIST,
    may additionalSelectedServices: list(&ADDITIONAL_SELECTED_SERVICES, 1, 5),
};

pub(super) const PRICE_LEVEL_SCHEDULE_ENTRY: Shape = object! {
    must duration: INTEGER,
    must priceLevel: FROM_0,
};

pub(super) const PRICE_LEVEL_SCHEDULE: Shape = object! {
    must priceLevelScheduleEntries: list(&PRICE_LEVEL_SCHEDULE_ENTRY, 1, 100),
    must timeAnchor: DateTime,
    must priceScheduleId: FROM_0,
    must numberOfPriceLevels: FROM_0,
    may priceScheduleDescription: text(32),
};
