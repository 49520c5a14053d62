//! The charging profiles of OCPP 2.0.1.

use super::COUNT;
use crate::definition::Shape::{self, DateTime, Word};
use crate::definition::entry::{INTEGER, MANY, NUMBER, list, object, text};
use crate::definition::v2::common::{CHARGING_RATE_UNIT, RECURRENCY_KIND, SALES_TARIFF_ENTRY};

pub(crate) const CHARGING_PROFILE_PURPOSE: Shape =
    Word(&["TxDefaultProfile", "ChargingStationExternalConstraints", "ChargingStationMaxProfile", "TxProfile"]);

pub(crate) const CLEAR_CHARGING_PROFILE: Shape = object! {
    may evseId: COUNT,
    may chargingProfilePurpose: CHARGING_PROFILE_PURPOSE,
    may stackLevel: COUNT,
};

pub(crate) const CHARGING_LIMIT_SOURCE: Shape = Word(&["EMS", "Other", "SO", "CSO"]);

pub(crate) const CHARGING_PROFILE_CRITERION: Shape = object! {
    may chargingProfilePurpose: CHARGING_PROFILE_PURPOSE,
    may stackLevel: COUNT,
    may chargingProfileId: list(&INTEGER, 1, MANY),
    may chargingLimitSource: list(&CHARGING_LIMIT_SOURCE, 1, 4),
};

pub(crate) const CHARGING_PROFILE_KIND: Shape = Word(&["Relative", "Absolute", "Recurring"]);

pub(crate) const CHARGING_SCHEDULE_PERIOD: Shape = object! {
    must startPeriod: INTEGER,
    must limit: NUMBER,
    may numberPhases: INTEGER,
    may phaseToUse: INTEGER,
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
    may startSchedule: DateTime,
    may duration: INTEGER,
    may minChargingRate: NUMBER,
    may salesTariff: SALES_TARIFF,
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
};
