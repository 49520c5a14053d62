//! Requests that start, stop, unlock and ask.

use crate::definition::entry::{Entry, both, grown};

pub(super) static REQUESTS: &[Entry] = &[
    both!(RequestStartTransaction, "Starts charging for a token, as if it had been held to the reader.", {
        must idToken: ID_TOKEN,
        must remoteStartId: INTEGER,
        may evseId: EVSE_TO_START,
        may groupIdToken: ID_TOKEN,
        may chargingProfile: CHARGING_PROFILE,
    }),
    both!(RequestStopTransaction, "Stops a running session.", {
        must transactionId: text(36),
    }),
    both!(GetTransactionStatus,
        "Asks whether a session is still running and whether messages about it are still to come.", {
        may transactionId: text(36),
    }),
    both!(UnlockConnector, "Unlocks a connector whose cable is stuck.", {
        must evseId: COUNT,
        must connectorId: COUNT,
    }),
    grown!(TriggerMessage, "Has the charger send a message now, such as its status or its meter values.", {
        must requestedMessage: MESSAGE_TRIGGER,
        may evse: EVSE,
    } and in 2.1 {
        may customTrigger: text(50),
    }),
    both!(DataTransfer, "Carries a message that only this vendor knows.", {
        must vendorId: text(255),
        may messageId: text(50),
        may data: Anything,
    }),
];
