//! Requests about what may be used, and for whom it is kept.

use crate::definition::entry::{Entry, both};

pub(super) static REQUESTS: &[Entry] = &[
    both!(ChangeAvailability, "Takes the charger, an EVSE or a connector out of service, or puts it back.", {
        must operationalStatus: OPERATIONAL_STATUS,
        may evse: EVSE,
    }),
    both!(ReserveNow, "Keeps an EVSE free for one token until a given time.", {
        must id: COUNT,
        must expiryDateTime: DateTime,
        must idToken: ID_TOKEN,
        may connectorType: CONNECTOR_KIND,
        may evseId: COUNT,
        may groupIdToken: ID_TOKEN,
    }),
    both!(CancelReservation, "Gives up a reservation.", {
        must reservationId: COUNT,
    }),
];
