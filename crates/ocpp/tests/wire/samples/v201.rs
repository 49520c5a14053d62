//! Whole messages of 2.0.1.

use serde_json::{Value, json};

pub fn messages() -> Vec<(&'static str, Value)> {
    vec![
        (
            "Authorize",
            json!({"idToken": token(), "certificate": "PEM", "iso15118CertificateHashData": [ocsp_request()]}),
        ),
        (
            "BootNotification",
            json!({
                "reason": "RemoteReset",
                "chargingStation": {
                    "model": "M", "vendorName": "V", "serialNumber": "1", "firmwareVersion": "1.0",
                    "modem": {"iccid": "i", "imsi": "j"},
                },
            }),
        ),
        ("ClearedChargingLimit", json!({"chargingLimitSource": "EMS", "evseId": 1})),
        ("DataTransfer", json!({"vendorId": "V", "messageId": "m", "data": {"a": [1, 2.5, null]}})),
        ("FirmwareStatusNotification", json!({"status": "SignatureVerified", "requestId": 3})),
        (
            "Get15118EVCertificate",
            json!({"iso15118SchemaVersion": "urn:iso", "action": "Install", "exiRequest": "AA=="}),
        ),
        ("GetCertificateStatus", json!({"ocspRequestData": ocsp_request()})),
        ("Heartbeat", json!({})),
        ("LogStatusNotification", json!({"status": "AcceptedCanceled", "requestId": 3})),
        ("MeterValues", json!({"evseId": 1, "meterValue": readings()})),
        (
            "NotifyChargingLimit",
            json!({"evseId": 1, "chargingLimit": {"chargingLimitSource": "SO", "isGridCritical": true}}),
        ),
        (
            "NotifyCustomerInformation",
            json!({"data": "x", "tbc": true, "seqNo": 0, "generatedAt": "2026-01-01T00:00:00Z", "requestId": 3}),
        ),
        ("NotifyDisplayMessages", json!({"requestId": 3, "tbc": false})),
        (
            "NotifyEVChargingNeeds",
            json!({
                "evseId": 1, "maxScheduleTuples": 3,
                "chargingNeeds": {
                    "requestedEnergyTransfer": "AC_three_phase", "departureTime": "2026-01-01T00:00:00Z",
                },
            }),
        ),
        (
            "NotifyEVChargingSchedule",
            json!({"evseId": 1, "timeBase": "2026-01-01T00:00:00Z", "chargingSchedule": schedule()}),
        ),
        (
            "NotifyEvent",
            json!({
                "generatedAt": "2026-01-01T00:00:00Z", "tbc": false, "seqNo": 0,
                "eventData": [{
                    "eventId": 1, "timestamp": "2026-01-01T00:00:00Z", "trigger": "Alerting", "cause": 0,
                    "actualValue": "true", "techCode": "E1", "techInfo": "x", "cleared": false, "transactionId": "t",
                    "component": component(), "variableMonitoringId": 2,
                    "eventNotificationType": "HardWiredMonitor", "variable": {"name": "Problem", "instance": "a"},
                }],
            }),
        ),
        (
            "NotifyMonitoringReport",
            json!({"requestId": 3, "tbc": false, "seqNo": 0, "generatedAt": "2026-01-01T00:00:00Z"}),
        ),
        (
            "NotifyReport",
            json!({
                "requestId": 3, "generatedAt": "2026-01-01T00:00:00Z", "tbc": true, "seqNo": 0,
                "reportData": [{
                    "component": component(), "variable": {"name": "Enabled", "instance": "a"},
                    "variableAttribute": [{
                        "type": "Target", "value": "7", "mutability": "ReadWrite", "persistent": true, "constant": false,
                    }],
                    "variableCharacteristics": {
                        "unit": "A", "dataType": "decimal", "minLimit": 0.5, "maxLimit": 32.5, "valuesList": "a,b",
                        "supportsMonitoring": true,
                    },
                }],
            }),
        ),
        (
            "PublishFirmwareStatusNotification",
            json!({"status": "Published", "location": ["http://lc.example/f"], "requestId": 3}),
        ),
        (
            "ReportChargingProfiles",
            json!({
                "requestId": 3, "chargingLimitSource": "CSO", "chargingProfile": [profile()], "tbc": false, "evseId": 0,
            }),
        ),
        ("ReservationStatusUpdate", json!({"reservationId": 3, "reservationUpdateStatus": "Expired"})),
        (
            "SecurityEventNotification",
            json!({"type": "FirmwareUpdated", "timestamp": "2026-01-01T00:00:00Z", "techInfo": "1.2"}),
        ),
        ("SignCertificate", json!({"csr": "PEM", "certificateType": "ChargingStationCertificate"})),
        (
            "StatusNotification",
            json!({
                "timestamp": "2026-01-01T00:00:00Z", "connectorStatus": "Occupied", "evseId": 1, "connectorId": 2,
            }),
        ),
        (
            "TransactionEvent",
            json!({
                "eventType": "Ended", "meterValue": readings(), "timestamp": "2026-01-01T00:00:00Z",
                "triggerReason": "EVDeparted", "seqNo": 7, "offline": true, "numberOfPhasesUsed": 3,
                "cableMaxCurrent": 32, "reservationId": 4, "evse": {"id": 1, "connectorId": 2}, "idToken": token(),
                "transactionInfo": {
                    "transactionId": "t", "chargingState": "SuspendedEVSE", "timeSpentCharging": 60,
                    "stoppedReason": "EVDisconnected", "remoteStartId": 9,
                },
            }),
        ),
    ]
}

fn component() -> Value {
    json!({"name": "Connector", "instance": "left", "evse": {"id": 1, "connectorId": 2}})
}

pub fn token() -> Value {
    json!({
        "idToken": "TAG", "type": "ISO14443", "additionalInfo": [{"additionalIdToken": "more", "type": "vendor"}],
    })
}

fn readings() -> Value {
    json!([{
        "timestamp": "2026-01-01T00:00:00Z",
        "sampledValue": [{
            "value": 1.5, "context": "Sample.Periodic", "measurand": "Voltage", "phase": "L1", "location": "Outlet",
            "signedMeterValue": {
                "signedMeterData": "AA", "signingMethod": "m", "encodingMethod": "OCMF", "publicKey": "BB",
            },
            "unitOfMeasure": {"unit": "V", "multiplier": -1},
        }],
    }])
}

pub fn hash_data() -> Value {
    json!({"hashAlgorithm": "SHA256", "issuerNameHash": "a", "issuerKeyHash": "b", "serialNumber": "c"})
}

fn ocsp_request() -> Value {
    with(hash_data(), json!({"responderURL": "http://ocsp.example/"}))
}

fn schedule() -> Value {
    json!({
        "id": 1, "startSchedule": "2026-01-01T00:00:00Z", "duration": 3600, "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0, "numberPhases": 3, "phaseToUse": 1}],
        "minChargingRate": 6.5,
    })
}

fn profile() -> Value {
    json!({
        "id": 5, "stackLevel": 1, "chargingProfilePurpose": "TxProfile", "chargingProfileKind": "Recurring",
        "recurrencyKind": "Daily", "validFrom": "2026-01-01T00:00:00Z", "validTo": "2026-02-01T00:00:00Z",
        "chargingSchedule": [schedule()], "transactionId": "t",
    })
}

/// Both objects' fields.
pub fn with(mut object: Value, more: Value) -> Value {
    let fields = object.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    object
}
