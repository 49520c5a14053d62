//! Requests about settings, reports and restarts.

use crate::definition::entry::{Entry, both};

pub(super) static REQUESTS: &[Entry] = &[
    both!(Reset, "Restarts the charger or one EVSE: OnIdle waits until charging is over, Immediate ends it.", {
        must type: RESET_KIND,
        may evseId: COUNT,
    }),
    both!(GetVariables, "Reads settings and measured values of the charger, each by its component and variable.", {
        must getVariableData: list(&GET_VARIABLE_DATA, 1, MANY),
    }),
    both!(SetVariables, "Changes settings of the charger, each by its component and variable.", {
        must setVariableData: list(&SET_VARIABLE_DATA, 1, MANY),
    }),
    both!(GetBaseReport, "Asks for a list of all settings and components; it comes in NotifyReport messages.", {
        must requestId: INTEGER,
        must reportBase: REPORT_BASE,
    }),
    both!(GetReport, "Asks for a list of chosen settings and components; it comes in NotifyReport messages.", {
        must requestId: INTEGER,
        may componentVariable: list(&COMPONENT_VARIABLE, 1, MANY),
        may componentCriteria: list(&COMPONENT_CRITERION, 1, 4),
    }),
    both!(SetNetworkProfile,
        "Stores how the charger reaches a central system, in one of its slots; nothing changes until the slot is chosen.", {
        must configurationSlot: INTEGER,
        must connectionData: NETWORK_CONNECTION_PROFILE,
    }),
];
