//! The charging profiles of OCPP 2.1.

use super::price::{ABSOLUTE_PRICE_SCHEDULE, PRICE_LEVEL_SCHEDULE};
use super::{COUNT, FROM_0};
use crate::definition::Shape::{self, Boolean, DateTime, Word};
use crate::definition::entry::{AT_MOST_ZERO, INTEGER, MANY, NUMBER, list, object, text, whole};
use crate::definition::v2::common::{CHARGING_RATE_UNIT, RECURRENCY_KIND, SALES_TARIFF_ENTRY};

pub(crate) const CHARGING_PROFILE_PURPOSE: Shape = Word(&[
    "TxDefaultProfile",
    "ChargingStationExternalConstraints",
    "ChargingStationMaxProfile",
    "TxProfile",
    "PriorityCharging",
    "LocalGeneration",
]);

pub(crate) const CLEAR_CHARGING_PROFILE: Shape = object! {
    may evseId: COUNT,
    may chargingProfilePurpose: CHARGING_PROFILE_PURPOSE,
    may stackLevel: COUNT,
};

pub(crate) const CHARGING_PROFILE_CRITERION: Shape = object! {
    may chargingProfilePurpose: CHARGING_PROFILE_PURPOSE,
    may stackLevel: COUNT,
    may chargingProfileId: list(&INTEGER, 1, MANY),
    may chargingLimitSource: list(&text(20), 1, 4),
};

pub(crate) const ENERGY_TRANSFER_MODE: Shape = Word(&[
    "AC_single_phase",
    "AC_two_phase",
    "AC_three_phase",
    "DC",
    "AC_BPT",
    "AC_BPT_DER",
    "AC_DER",
    "DC_BPT",
    "DC_ACDP",
    "DC_ACDP_BPT",
    "WPT",
]);

pub(crate) const CHARGING_PROFILE_KIND: Shape = Word(&["Relative", "Absolute", "Recurring", "Dynamic"]);

pub(crate) const OPERATION_MODE: Shape = Word(&[
    "Idle",
    "ChargingOnly",
    "CentralSetpoint",
    "ExternalSetpoint",
    "ExternalLimits",
    "CentralFrequency",
    "LocalFrequency",
    "LocalLoadBalancing",
]);

pub(crate) const LIMIT_AT_SOC: Shape = object! {
    must soc: whole(0, 100),
    must limit: NUMBER,
};

pub(crate) const V2X_FREQ_WATT_POINT: Shape = object! {
    must frequency: NUMBER,
    must power: NUMBER,
};

pub(crate) const V2X_SIGNAL_WATT_POINT: Shape = object! {
    must signal: INTEGER,
    must power: NUMBER,
};

pub(crate) const CHARGING_SCHEDULE_PERIOD: Shape = object! {
    must startPeriod: INTEGER,
    may limit: NUMBER,
    may limit_L2: NUMBER,
    may limit_L3: NUMBER,
    may numberPhases: whole(0, 3),
    may phaseToUse: whole(0, 3),
    may dischargeLimit: AT_MOST_ZERO,
    may dischargeLimit_L2: AT_MOST_ZERO,
    may dischargeLimit_L3: AT_MOST_ZERO,
    may setpoint: NUMBER,
    may setpoint_L2: NUMBER,
    may setpoint_L3: NUMBER,
    may setpointReactive: NUMBER,
    may setpointReactive_L2: NUMBER,
    may setpointReactive_L3: NUMBER,
    may preconditioningRequest: Boolean,
    may evseSleep: Boolean,
    may v2xBaseline: NUMBER,
    may operationMode: OPERATION_MODE,
    may v2xFreqWattCurve: list(&V2X_FREQ_WATT_POINT, 1, 20),
    may v2xSignalWattCurve: list(&V2X_SIGNAL_WATT_POINT, 1, 20),
};

pub(crate) const SALES_TARIFF: Shape = object! {
    must id: COUNT,
    must salesTariffEntry: list(&SALES_TARIFF_ENTRY, 1, 1_024),
    may salesTariffDescription: text(32),
    may numEPriceLevels: COUNT,
};

pub(crate) const CHARGING_SCHEDULE: Shape = object! {
    must id: INTEGER,
    must chargingRateUnit: CHARGING_RATE_UNIT,
    must chargingSchedulePeriod: list(&CHARGING_SCHEDULE_PERIOD, 1, 1_024),
    may limitAtSoC: LIMIT_AT_SOC,
    may startSchedule: DateTime,
    may duration: INTEGER,
    may minChargingRate: NUMBER,
    may powerTolerance: NUMBER,
    may signatureId: FROM_0,
    may digestValue: text(88),
    may useLocalTime: Boolean,
    may randomizedDelay: FROM_0,
    may salesTariff: SALES_TARIFF,
    may absolutePriceSchedule: ABSOLUTE_PRICE_SCHEDULE,
    may priceLevelSchedule: PRICE_LEVEL_SCHEDULE,
};

pub(crate) const CHARGING_PROFILE: Shape = object! {
    must id: INTEGER,
    must stackLevel: COUNT,
    must chargingProfilePurpose: CHARGING_PROFILE_PURPOSE,
    must chargingProfileKind: CHARGING_PROFILE_KIND,
    must chargingSchedule: list(&CHARGING_SCHEDULE, 1, 3),
    may recurrencyKind: RECURRENCY_KIND,
    may validFrom: DateTime,
    may validTo: DateTime,
    may transactionId: text(36),
    may maxOfflineDuration: INTEGER,
    may invalidAfterOfflineDuration: Boolean,
    may dynUpdateInterval: INTEGER,
    may dynUpdateTime: DateTime,
    may priceScheduleSignature: text(256),
};

pub(crate) const CHARGING_SCHEDULE_UPDATE: Shape = object! {
    may limit: NUMBER,
    may limit_L2: NUMBER,
    may limit_L3: NUMBER,
    may dischargeLimit: AT_MOST_ZERO,
    may dischargeLimit_L2: AT_MOST_ZERO,
    may dischargeLimit_L3: AT_MOST_ZERO,
    may setpoint: NUMBER,
    may setpoint_L2: NUMBER,
    may setpoint_L3: NUMBER,
    may setpointReactive: NUMBER,
    may setpointReactive_L2: NUMBER,
    may setpointReactive_L3: NUMBER,
};
