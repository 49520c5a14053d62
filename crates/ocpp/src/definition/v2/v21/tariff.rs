//! The tariffs that OCPP 2.1 lets a charger compute by.

use super::{FROM_0, MESSAGE_CONTENT};
use crate::definition::Shape::{self, DateTime, Word};
use crate::definition::entry::{INTEGER, MANY, NUMBER, TEXT, list, object, text};

pub(crate) const DAY_OF_WEEK: Shape =
    Word(&["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]);
pub(crate) const EVSE_KIND: Shape = Word(&["AC", "DC"]);

pub(crate) const TAX_RATE: Shape = object! {
    must type: text(20),
    must tax: NUMBER,
    may stack: FROM_0,
};

pub(crate) const PRICE: Shape = object! {
    may exclTax: NUMBER,
    may inclTax: NUMBER,
    may taxRates: list(&TAX_RATE, 1, 5),
};

pub(crate) const TARIFF_CONDITIONS_FIXED: Shape = object! {
    may startTimeOfDay: TEXT,
    may endTimeOfDay: TEXT,
    may dayOfWeek: list(&DAY_OF_WEEK, 1, 7),
    may validFromDate: TEXT,
    may validToDate: TEXT,
    may evseKind: EVSE_KIND,
    may paymentBrand: text(20),
    may paymentRecognition: text(20),
};

pub(crate) const TARIFF_CONDITIONS: Shape = object! {
    may startTimeOfDay: TEXT,
    may endTimeOfDay: TEXT,
    may dayOfWeek: list(&DAY_OF_WEEK, 1, 7),
    may validFromDate: TEXT,
    may validToDate: TEXT,
    may evseKind: EVSE_KIND,
    may minEnergy: NUMBER,
    may maxEnergy: NUMBER,
    may minCurrent: NUMBER,
    may maxCurrent: NUMBER,
    may minPower: NUMBER,
    may maxPower: NUMBER,
    may minTime: INTEGER,
    may maxTime: INTEGER,
    may minChargingTime: INTEGER,
    may maxChargingTime: INTEGER,
    may minIdleTime: INTEGER,
    may maxIdleTime: INTEGER,
};

pub(crate) const TARIFF_ENERGY_PRICE: Shape = object! {
    must priceKwh: NUMBER,
    may conditions: TARIFF_CONDITIONS,
};

pub(crate) const TARIFF_ENERGY: Shape = object! {
    must prices: list(&TARIFF_ENERGY_PRICE, 1, MANY),
    may taxRates: list(&TAX_RATE, 1, 5),
};

pub(crate) const TARIFF_FIXED_PRICE: Shape = object! {
    must priceFixed: NUMBER,
    may conditions: TARIFF_CONDITIONS_FIXED,
};

pub(crate) const TARIFF_FIXED: Shape = object! {
    must prices: list(&TARIFF_FIXED_PRICE, 1, MANY),
    may taxRates: list(&TAX_RATE, 1, 5),
};

pub(crate) const TARIFF_TIME_PRICE: Shape = object! {
    must priceMinute: NUMBER,
    may conditions: TARIFF_CONDITIONS,
};

pub(crate) const TARIFF_TIME: Shape = object! {
    must prices: list(&TARIFF_TIME_PRICE, 1, MANY),
    may taxRates: list(&TAX_RATE, 1, 5),
};

pub(crate) const TARIFF: Shape = object! {
    must tariffId: text(60),
    must currency: text(3),
    may description: list(&MESSAGE_CONTENT, 1, 10),
    may energy: TARIFF_ENERGY,
    may validFrom: DateTime,
    may chargingTime: TARIFF_TIME,
    may idleTime: TARIFF_TIME,
    may fixedFee: TARIFF_FIXED,
    may reservationTime: TARIFF_TIME,
    may reservationFixed: TARIFF_FIXED,
    may minCost: PRICE,
    may maxCost: PRICE,
};
