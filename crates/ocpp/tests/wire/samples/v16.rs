//! Whole messages of 1.6.

use serde_json::{Value, json};

pub fn messages() -> Vec<(&'static str, Value)> {
    let readings = json!([{
        "timestamp": "2026-01-01T00:00:00Z",
        "sampledValue": [{
            "value": "1.5", "context": "Sample.Periodic", "format": "Raw", "measurand": "Voltage", "phase": "L1",
            "location": "Outlet", "unit": "V",
        }],
    }]);
    vec![
        (
            "BootNotification",
            json!({
                "chargePointVendor": "V", "chargePointModel": "M", "chargePointSerialNumber": "1",
                "chargeBoxSerialNumber": "2", "firmwareVersion": "1.0", "iccid": "i", "imsi": "j", "meterType": "t",
                "meterSerialNumber": "3",
            }),
        ),
        ("Heartbeat", json!({})),
        (
            "StatusNotification",
            json!({
                "connectorId": 1, "errorCode": "NoError", "status": "SuspendedEVSE", "info": "x",
                "timestamp": "2026-01-01T00:00:00Z", "vendorId": "V", "vendorErrorCode": "E1",
            }),
        ),
        ("Authorize", json!({"idTag": "TAG"})),
        (
            "StartTransaction",
            json!({
                "connectorId": 1, "idTag": "TAG", "meterStart": 10, "timestamp": "2026-01-01T00:00:00Z",
                "reservationId": 4,
            }),
        ),
        (
            "StopTransaction",
            json!({
                "transactionId": 7, "meterStop": 20, "timestamp": "2026-01-01T00:00:00Z", "idTag": "TAG",
                "reason": "EVDisconnected", "transactionData": readings,
            }),
        ),
        ("MeterValues", json!({"connectorId": 1, "transactionId": 7, "meterValue": readings})),
        ("DataTransfer", json!({"vendorId": "V", "messageId": "m", "data": "text"})),
        ("FirmwareStatusNotification", json!({"status": "Downloading"})),
        ("DiagnosticsStatusNotification", json!({"status": "Uploaded"})),
        ("LogStatusNotification", json!({"status": "UploadFailure", "requestId": 3})),
        (
            "SecurityEventNotification",
            json!({"type": "FirmwareUpdated", "timestamp": "2026-01-01T00:00:00Z", "techInfo": "1.2"}),
        ),
        ("SignCertificate", json!({"csr": "-----BEGIN CERTIFICATE REQUEST-----"})),
        ("SignedFirmwareStatusNotification", json!({"status": "InvalidSignature", "requestId": 3})),
    ]
}
