//! What decides what a message from a charger means, and so alone may refuse it.

use crate::Version;

/// A message, on 1.6 and on 2.x: the fields that decide, as paths. A message that is not named has none.
pub const DECIDES: &[(&str, &[&str], &[&str])] = &[
    ("StatusNotification", &["connectorId", "status"], &["evseId", "connectorStatus"]),
    ("Authorize", &["idTag"], &["idToken.idToken"]),
    ("StartTransaction", &["connectorId", "idTag"], &[]),
    // StopTransaction: the transaction; without one it may be the only session, which the wire cannot tell.
    ("TransactionEvent", &[], &["eventType", "transactionInfo.transactionId"]),
    ("FirmwareStatusNotification", &["status"], &["status"]),
    ("SignedFirmwareStatusNotification", &["status"], &[]),
    ("LogStatusNotification", &["status"], &["status"]),
    ("DiagnosticsStatusNotification", &["status"], &[]),
    ("SecurityEventNotification", &["type"], &["type"]),
    // Its answer must repeat it.
    ("VatNumberValidation", &[], &["vatNumber"]),
    ("GetCertificateChainStatus", &[], &["certificateStatusRequests"]),
];

/// The fields that decide a message.
pub fn decides(version: Version, action: &str) -> &'static [&'static str] {
    let found = DECIDES.iter().find(|(message, ..)| *message == action);
    found.map_or(&[], |(_, old, new)| if version.is_2x() { new } else { old })
}
