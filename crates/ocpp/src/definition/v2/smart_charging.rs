//! Requests about how much power is drawn, and when.

use crate::definition::entry::{Entry, both, since_v21};

pub(super) static REQUESTS: &[Entry] = &[
    both!(SetChargingProfile, "Sets a limit or a schedule for an EVSE or for the whole charger (EVSE 0).", {
        must evseId: COUNT,
        must chargingProfile: CHARGING_PROFILE,
    }),
    both!(GetChargingProfiles,
        "Asks for the charging profiles that are stored; they come in ReportChargingProfiles messages.", {
        must requestId: INTEGER,
        must chargingProfile: CHARGING_PROFILE_CRITERION,
        may evseId: COUNT,
    }),
    both!(ClearChargingProfile, "Removes charging profiles: name the id of one, or at least one criterion.", {
        may chargingProfileId: INTEGER,
        may chargingProfileCriteria: CLEAR_CHARGING_PROFILE,
    }),
    both!(GetCompositeSchedule, "Asks for the limit that all profiles together set for an EVSE, from now on.", {
        must duration: INTEGER,
        must evseId: COUNT,
        may chargingRateUnit: CHARGING_RATE_UNIT,
    }),
    since_v21!(UpdateDynamicSchedule, "Changes the limit or setpoint of a dynamic profile at once.", {
        must chargingProfileId: INTEGER,
        must scheduleUpdate: CHARGING_SCHEDULE_UPDATE,
    }),
    since_v21!(UsePriorityCharging, "Switches priority charging on or off for a running session.", {
        must transactionId: text(36),
        must activate: Boolean,
    }),
    since_v21!(NotifyAllowedEnergyTransfer,
        "Tells the charger which ways of charging and feeding back are allowed in a session.", {
        must transactionId: text(36),
        must allowedEnergyTransfer: list(&ENERGY_TRANSFER_MODE, 1, MANY),
    }),
    since_v21!(AFRRSignal, "Passes on a signal of the grid operator for automatic frequency restoration.", {
        must timestamp: DateTime,
        must signal: INTEGER,
    }),
];
