//! Requests about prices and payment.

use crate::definition::entry::{Entry, both, since_v21};

pub(super) static REQUESTS: &[Entry] = &[
    both!(CostUpdated, "Tells the charger what a running session has cost so far, for its display.", {
        must totalCost: NUMBER,
        must transactionId: text(36),
    }),
    since_v21!(SetDefaultTariff, "Sets the tariff for drivers who have none of their own.", {
        must evseId: FROM_0,
        must tariff: TARIFF,
    }),
    since_v21!(GetTariffs, "Asks which tariffs are stored for an EVSE.", {
        must evseId: FROM_0,
    }),
    since_v21!(ClearTariffs, "Removes tariffs; without ids, all of them.", {
        may tariffIds: list(&text(60), 1, MANY),
        may evseId: FROM_0,
    }),
    since_v21!(ChangeTransactionTariff, "Changes the tariff of a running session.", {
        must tariff: TARIFF,
        must transactionId: text(36),
    }),
    since_v21!(NotifyWebPaymentStarted,
        "Tells the charger that somebody has begun to pay for an EVSE in the browser.", {
        must evseId: FROM_0,
        must timeout: INTEGER,
    }),
];
