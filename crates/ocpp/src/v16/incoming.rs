//! The messages that chargers send, told apart by their action.

use super::{
    AuthorizeRequest, BootNotificationRequest, DataTransferRequest, DiagnosticsStatusNotificationRequest,
    FirmwareStatusNotificationRequest, HeartbeatRequest, LogStatusNotificationRequest, MeterValuesRequest,
    SecurityEventNotificationRequest, SignCertificateRequest, SignedFirmwareStatusNotificationRequest,
    StartTransactionRequest, StatusNotificationRequest, StopTransactionRequest,
};
use crate::incoming::incoming;

/// Actions of OCPP 1.6 and its security extension that only a Csms sends.
const NOT_SERVED: [&str; 25] = [
    "CancelReservation",
    "CertificateSigned",
    "ChangeAvailability",
    "ChangeConfiguration",
    "ClearCache",
    "ClearChargingProfile",
    "DeleteCertificate",
    "ExtendedTriggerMessage",
    "GetCompositeSchedule",
    "GetConfiguration",
    "GetDiagnostics",
    "GetInstalledCertificateIds",
    "GetLocalListVersion",
    "GetLog",
    "InstallCertificate",
    "RemoteStartTransaction",
    "RemoteStopTransaction",
    "ReserveNow",
    "Reset",
    "SendLocalList",
    "SetChargingProfile",
    "SignedUpdateFirmware",
    "TriggerMessage",
    "UnlockConnector",
    "UpdateFirmware",
];

incoming! {
    NOT_SERVED;
    BootNotification(BootNotificationRequest),
    Heartbeat(HeartbeatRequest),
    StatusNotification(StatusNotificationRequest),
    Authorize(AuthorizeRequest),
    StartTransaction(StartTransactionRequest),
    StopTransaction(StopTransactionRequest),
    MeterValues(MeterValuesRequest),
    DataTransfer(DataTransferRequest),
    FirmwareStatusNotification(FirmwareStatusNotificationRequest),
    DiagnosticsStatusNotification(DiagnosticsStatusNotificationRequest),
    LogStatusNotification(LogStatusNotificationRequest),
    SecurityEventNotification(SecurityEventNotificationRequest),
    SignCertificate(SignCertificateRequest),
    SignedFirmwareStatusNotification(SignedFirmwareStatusNotificationRequest),
}
