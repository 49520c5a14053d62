//! OCPP 1.6: what is set, started, stopped, listed and updated.

use crate::definition::Definition;
use crate::definition::Shape::{self, DateTime, Uri, Word};
use crate::definition::entry::{INTEGER, MANY, TEXT, list, object, request, text};

const TAG: Shape = text(20);

pub(super) static REQUESTS: &[Definition] = &[
    request!(Reset, "Restarts the charger: Soft ends running sessions properly first, Hard does not wait.", {
        must type: Word(&["Soft", "Hard"]),
    }),
    request!(GetConfiguration, "Reads settings of the charger; without keys, all of them.", {
        may key: list(&text(50), 0, MANY),
    }),
    request!(ChangeConfiguration, "Changes one setting of the charger.", {
        must key: text(50),
        must value: text(500),
    }),
    request!(ChangeAvailability, "Takes a connector or the whole charger (0) out of service, or puts it back.", {
        must connectorId: INTEGER,
        must type: Word(&["Operative", "Inoperative"]),
    }),
    request!(UnlockConnector, "Unlocks a connector whose cable is stuck.", {
        must connectorId: INTEGER,
    }),
    request!(TriggerMessage, "Has the charger send a message now, such as its status or its meter values.", {
        must requestedMessage: Word(&[
            "StatusNotification",
            "BootNotification",
            "DiagnosticsStatusNotification",
            "FirmwareStatusNotification",
            "Heartbeat",
            "MeterValues",
        ]),
        may connectorId: INTEGER,
    }),
    request!(DataTransfer, "Carries a message that only this vendor knows.", {
        must vendorId: text(255),
        may messageId: text(50),
        may data: TEXT,
    }),
    request!(RemoteStopTransaction, "Stops a running session.", {
        must transactionId: INTEGER,
    }),
    request!(ReserveNow, "Keeps a connector free for one tag until a given time.", {
        must connectorId: INTEGER,
        must expiryDate: DateTime,
        must idTag: TAG,
        must reservationId: INTEGER,
        may parentIdTag: TAG,
    }),
    request!(CancelReservation, "Gives up a reservation.", {
        must reservationId: INTEGER,
    }),
    request!(ClearCache, "Forgets every tag that the charger remembers from earlier sessions.", {}),
    request!(
        GetLocalListVersion,
        "Asks which version of the list of tags the charger holds; 0 is none, -1 no support.",
        {}
    ),
    request!(SendLocalList, "Changes or replaces the list of tags that may charge while the charger is offline.", {
        must listVersion: INTEGER,
        must updateType: Word(&["Differential", "Full"]),
        may localAuthorizationList: list(&AUTHORIZATION_DATA, 0, MANY),
    }),
    request!(UpdateFirmware, "Has the charger fetch and install firmware from an address, from a given time on.", {
        must location: Uri,
        must retrieveDate: DateTime,
        may retries: INTEGER,
        may retryInterval: INTEGER,
    }),
    request!(GetDiagnostics, "Has the charger upload its diagnostics to a folder at an address.", {
        must location: Uri,
        may retries: INTEGER,
        may retryInterval: INTEGER,
        may startTime: DateTime,
        may stopTime: DateTime,
    }),
];

const AUTHORIZATION_DATA: Shape = object! {
    must idTag: TAG,
    may idTagInfo: object! {
        must status: Word(&["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"]),
        may expiryDate: DateTime,
        may parentIdTag: TAG,
    },
};
