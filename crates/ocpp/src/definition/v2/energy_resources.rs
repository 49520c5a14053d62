//! Requests to chargers that feed the grid, and to stations that swap batteries.

use crate::definition::entry::{Entry, since_v21};

pub(super) static REQUESTS: &[Entry] = &[
    since_v21!(SetDERControl,
        "Sets how the charger supports the grid: curves, limits and power factors (distributed energy resources).", {
        must isDefault: Boolean,
        must controlId: text(36),
        must controlType: DER_CONTROL_KIND,
        may curve: DER_CURVE,
        may enterService: ENTER_SERVICE,
        may fixedPFAbsorb: FIXED_PF,
        may fixedPFInject: FIXED_PF,
        may fixedVar: FIXED_VAR,
        may freqDroop: FREQ_DROOP,
        may gradient: GRADIENT,
        may limitMaxDischarge: LIMIT_MAX_DISCHARGE,
    }),
    since_v21!(GetDERControl, "Asks which grid controls are set; they come in ReportDERControl messages.", {
        must requestId: INTEGER,
        may isDefault: Boolean,
        may controlType: DER_CONTROL_KIND,
        may controlId: text(36),
    }),
    since_v21!(ClearDERControl, "Removes grid controls.", {
        must isDefault: Boolean,
        may controlType: DER_CONTROL_KIND,
        may controlId: text(36),
    }),
    since_v21!(RequestBatterySwap, "Has a battery swap station give a battery to a driver.", {
        must idToken: ID_TOKEN,
        must requestId: INTEGER,
    }),
];
