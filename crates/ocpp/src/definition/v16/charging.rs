//! OCPP 1.6: how much power is drawn, and when.

use crate::definition::Definition;
use crate::definition::Shape::{self, DateTime, Tenths, Word};
use crate::definition::entry::{INTEGER, MANY, list, object, request, text};

const PURPOSE: Shape = Word(&["TxDefaultProfile", "ChargePointMaxProfile", "TxProfile"]);
const RATE_UNIT: Shape = Word(&["A", "W"]);

const PERIOD: Shape = object! {
    must startPeriod: INTEGER,
    must limit: Tenths,
    may numberPhases: INTEGER,
};

const SCHEDULE: Shape = object! {
    must chargingRateUnit: RATE_UNIT,
    must chargingSchedulePeriod: list(&PERIOD, 0, MANY),
    may duration: INTEGER,
    may startSchedule: DateTime,
    may minChargingRate: Tenths,
};

const PROFILE: Shape = object! {
    must chargingProfileId: INTEGER,
    must stackLevel: INTEGER,
    must chargingProfilePurpose: PURPOSE,
    must chargingProfileKind: Word(&["Relative", "Absolute", "Recurring"]),
    must chargingSchedule: SCHEDULE,
    may transactionId: INTEGER,
    may recurrencyKind: Word(&["Daily", "Weekly"]),
    may validFrom: DateTime,
    may validTo: DateTime,
};

pub(super) static REQUESTS: &[Definition] = &[
    request!(RemoteStartTransaction, "Starts charging for a tag, as if it had been held to the reader.", {
        must idTag: text(20),
        may connectorId: INTEGER,
        may chargingProfile: PROFILE,
    }),
    request!(SetChargingProfile, "Sets a limit or a schedule for a connector or for the whole charger (0).", {
        must connectorId: INTEGER,
        must csChargingProfiles: PROFILE,
    }),
    request!(ClearChargingProfile, "Removes charging profiles that match all that is given; without anything, all of them.", {
        may id: INTEGER,
        may connectorId: INTEGER,
        may chargingProfilePurpose: PURPOSE,
        may stackLevel: INTEGER,
    }),
    request!(GetCompositeSchedule, "Asks for the limit that all profiles together set for a connector, from now on.", {
        must connectorId: INTEGER,
        must duration: INTEGER,
        may chargingRateUnit: RATE_UNIT,
    }),
];
