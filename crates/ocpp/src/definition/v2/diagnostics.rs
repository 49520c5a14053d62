//! Requests about logs, customers and monitors.

use crate::definition::entry::{Entry, both, since_v21};

pub(super) static REQUESTS: &[Entry] = &[
    both!(GetLog, "Has the charger upload a log to an address.", {
        must log: LOG_PARAMETERS,
        must logType: LOG_KIND,
        must requestId: INTEGER,
        may retries: COUNT,
        may retryInterval: INTEGER,
    }),
    both!(CustomerInformation, "Asks what the charger has stored about a customer, or has it erased.", {
        must requestId: COUNT,
        must report: Boolean,
        must clear: Boolean,
        may customerCertificate: CERTIFICATE_HASH_DATA,
        may idToken: ID_TOKEN,
        may customerIdentifier: text(64),
    }),
    both!(SetMonitoringBase, "Chooses which set of monitors is active.", {
        must monitoringBase: MONITORING_BASE,
    }),
    both!(SetMonitoringLevel, "Sets from which severity on events are reported: 0 is danger, 9 is debugging.", {
        must severity: COUNT,
    }),
    both!(SetVariableMonitoring, "Has the charger watch values and report when they cross a threshold or change.", {
        must setMonitoringData: list(&SET_MONITORING_DATA, 1, MANY),
    }),
    both!(ClearVariableMonitoring, "Removes monitors by their ids.", {
        must id: list(&COUNT, 1, MANY),
    }),
    both!(GetMonitoringReport, "Asks which monitors are set; they come in NotifyMonitoringReport messages.", {
        must requestId: INTEGER,
        may componentVariable: list(&COMPONENT_VARIABLE, 1, MANY),
        may monitoringCriteria: list(&MONITORING_CRITERION, 1, 3),
    }),
    since_v21!(AdjustPeriodicEventStream, "Changes how often a stream of measured values is sent.", {
        must id: FROM_0,
        must params: PERIODIC_EVENT_STREAM_PARAMS,
    }),
    since_v21!(GetPeriodicEventStream, "Asks which streams of measured values are open.", {}),
];
