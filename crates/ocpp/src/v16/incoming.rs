//! The CALLs that chargers make, told apart by their action.

use serde_json::Value;

use super::{
    AuthorizeRequest, BootNotificationRequest, DataTransferRequest, DiagnosticsStatusNotificationRequest,
    FirmwareStatusNotificationRequest, HeartbeatRequest, MeterValuesRequest, Request, StartTransactionRequest,
    StatusNotificationRequest, StopTransactionRequest,
};
use crate::lenient;
use crate::rpc::{CallError, ErrorCode};

/// Actions of OCPP 1.6 and its security extension that a Csms only sends, or that this one does not serve.
const NOT_SERVED: [&str; 29] = [
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
    "LogStatusNotification",
    "RemoteStartTransaction",
    "RemoteStopTransaction",
    "ReserveNow",
    "Reset",
    "SecurityEventNotification",
    "SendLocalList",
    "SetChargingProfile",
    "SignCertificate",
    "SignedFirmwareStatusNotification",
    "SignedUpdateFirmware",
    "TriggerMessage",
    "UnlockConnector",
    "UpdateFirmware",
];

/// Makes the enum and its reader, so that a message is named once.
macro_rules! incoming {
    ($($name:ident($request:ident)),+ $(,)?) => {
        /// A CALL from a charger, read.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Incoming {
            $($name($request),)+
        }

        impl Incoming {
            /// Reads the payload of a CALL, or says with which CALLERROR to answer.
            pub fn read(action: &str, payload: Value) -> Result<Incoming, CallError> {
                match action {
                    $($request::ACTION => lenient::read(payload).map(Incoming::$name),)+
                    _ if NOT_SERVED.contains(&action) => Err(CallError::new(
                        ErrorCode::NotSupported,
                        "this action is not supported here",
                    )),
                    _ => Err(CallError::new(
                        ErrorCode::NotImplemented,
                        "this action is not known here",
                    )),
                }
            }

            /// The name of the action.
            pub fn action(&self) -> &'static str {
                match self {
                    $(Incoming::$name(_) => $request::ACTION,)+
                }
            }
        }
    };
}

incoming! {
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
}
