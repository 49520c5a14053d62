//! OCPP 1.6: what the security extension has added.

use crate::definition::Definition;
use crate::definition::Shape::{self, DateTime, Word};
use crate::definition::entry::{INTEGER, object, request, text};

const ROOT_CERTIFICATE: Shape = Word(&["CentralSystemRootCertificate", "ManufacturerRootCertificate"]);

pub(super) static REQUESTS: &[Definition] = &[
    request!(CertificateSigned, "Brings the signed certificate that the charger has asked for.", {
        must certificateChain: text(10_000),
    }),
    request!(InstallCertificate, "Adds a root certificate that the charger shall trust.", {
        must certificateType: ROOT_CERTIFICATE,
        must certificate: text(5_500),
    }),
    request!(DeleteCertificate, "Removes an installed certificate, found by its hashes.", {
        must certificateHashData: object! {
            must hashAlgorithm: Word(&["SHA256", "SHA384", "SHA512"]),
            must issuerNameHash: text(128),
            must issuerKeyHash: text(128),
            must serialNumber: text(40),
        },
    }),
    request!(GetInstalledCertificateIds, "Asks which certificates of a kind are installed.", {
        must certificateType: ROOT_CERTIFICATE,
    }),
    request!(ExtendedTriggerMessage, "Has the charger send a message now, also one of the security extension.", {
        must requestedMessage: Word(&[
            "StatusNotification",
            "BootNotification",
            "LogStatusNotification",
            "FirmwareStatusNotification",
            "Heartbeat",
            "MeterValues",
            "SignChargePointCertificate",
        ]),
        may connectorId: INTEGER,
    }),
    request!(GetLog, "Has the charger upload a log to an address.", {
        must log: object! {
            must remoteLocation: text(512),
            may oldestTimestamp: DateTime,
            may latestTimestamp: DateTime,
        },
        must logType: Word(&["DiagnosticsLog", "SecurityLog"]),
        must requestId: INTEGER,
        may retries: INTEGER,
        may retryInterval: INTEGER,
    }),
    request!(SignedUpdateFirmware, "Has the charger fetch firmware, check its signature and install it.", {
        must requestId: INTEGER,
        must firmware: object! {
            must location: text(512),
            must retrieveDateTime: DateTime,
            must signingCertificate: text(5_500),
            must signature: text(800),
            may installDateTime: DateTime,
        },
        may retries: INTEGER,
        may retryInterval: INTEGER,
    }),
];
