//! A whole message of every action that chargers send, with every field that is read.

use ocpp::{CallError, Version, v16, v21, v201};
use serde_json::{Value, json};

/// Reads a message and gives its payload as it was understood.
pub fn read(version: Version, action: &str, payload: Value) -> Result<Value, CallError> {
    match version {
        Version::V16 => v16::Incoming::read(action, payload).map(|incoming| json!(incoming)),
        Version::V201 => v201::Incoming::read(action, payload).map(|incoming| json!(incoming)),
        Version::V21 => v21::Incoming::read(action, payload).map(|incoming| json!(incoming)),
    }
}

/// The actions that are read on a version.
pub fn actions(version: Version) -> &'static [&'static str] {
    match version {
        Version::V16 => v16::Incoming::ACTIONS,
        Version::V201 => v201::Incoming::ACTIONS,
        Version::V21 => v21::Incoming::ACTIONS,
    }
}

pub fn messages(version: Version) -> Vec<(&'static str, Value)> {
    match version {
        Version::V16 => of_v16(),
        Version::V201 => of_v201(),
        Version::V21 => of_v21(),
    }
}

fn of_v16() -> Vec<(&'static str, Value)> {
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

fn component() -> Value {
    json!({"name": "Connector", "instance": "left", "evse": {"id": 1, "connectorId": 2}})
}

fn token() -> Value {
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

fn hash_data() -> Value {
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
fn with(mut object: Value, more: Value) -> Value {
    let fields = object.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    object
}

fn of_v201() -> Vec<(&'static str, Value)> {
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

/// Where 2.1 has more fields, those; then its own messages.
fn of_v21() -> Vec<(&'static str, Value)> {
    let status_info = || json!({"statusInfo": {"reasonCode": "NoSpace", "additionalInfo": "x"}});
    let mut messages = of_v201();
    for (action, payload) in &mut messages {
        let more = match *action {
            "FirmwareStatusNotification" | "LogStatusNotification" | "PublishFirmwareStatusNotification" => {
                status_info()
            }
            "NotifyEVChargingSchedule" => json!({"selectedChargingScheduleId": 1, "powerToleranceAcceptance": true}),
            "SignCertificate" => json!({"hashRootCertificate": hash_data(), "requestId": 3}),
            "TransactionEvent" => json!({
                "triggerReason": "TxResumed", "preconditioningStatus": "Ready", "evseSleep": false,
                "costDetails": {
                    "totalCost": {
                        "currency": "EUR", "typeOfCost": "NormalCost", "total": {"exclTax": 1.5, "inclTax": 2.5},
                    },
                    "totalUsage": {"energy": 7.5, "chargingTime": 60, "idleTime": 0, "reservationTime": 0},
                    "failureToCalculate": true, "failureReason": "x",
                },
                "transactionInfo": {
                    "transactionId": "t", "chargingState": "EVConnected", "timeSpentCharging": 60,
                    "stoppedReason": "ReqEnergyTransferRejected", "remoteStartId": 9, "operationMode": "ChargingOnly",
                    "tariffId": "day",
                    "transactionLimit": {"maxCost": 9.5, "maxEnergy": 8.5, "maxTime": 60, "maxSoC": 80},
                },
            }),
            _ => json!({}),
        };
        *payload = with(payload.take(), more);
        match *action {
            "NotifyEvent" => payload["eventData"][0]["severity"] = json!(2),
            "ReportChargingProfiles" => {
                let profile = &mut payload["chargingProfile"][0];
                profile["chargingProfileKind"] = json!("Dynamic");
                profile["chargingProfilePurpose"] = json!("LocalGeneration");
                profile["chargingSchedule"][0]["chargingSchedulePeriod"] = json!([
                    {"startPeriod": 0, "dischargeLimit": -1.5, "setpoint": 2.5, "operationMode": "CentralSetpoint"},
                ]);
            }
            _ => {}
        }
    }
    messages.extend(only_v21());
    messages
}

fn only_v21() -> Vec<(&'static str, Value)> {
    vec![
        (
            "BatterySwap",
            json!({
                "batteryData": [{
                    "evseId": 1, "serialNumber": "s", "soC": 80.5, "soH": 99.5,
                    "productionDate": "2026-01-01T00:00:00Z", "vendorInfo": "x",
                }],
                "eventType": "BatteryIn", "idToken": token(), "requestId": 3,
            }),
        ),
        ("ClosePeriodicEventStream", json!({"id": 1})),
        (
            "GetCertificateChainStatus",
            json!({
                "certificateStatusRequests": [
                    {"certificateHashData": hash_data(), "source": "OCSP", "urls": ["http://ocsp.example/"]},
                ],
            }),
        ),
        (
            "NotifyDERAlarm",
            json!({
                "controlType": "VoltWatt", "gridEventFault": "OverVoltage", "alarmEnded": false,
                "timestamp": "2026-01-01T00:00:00Z", "extraInfo": "x",
            }),
        ),
        (
            "NotifyDERStartStop",
            json!({
                "controlId": "c", "started": true, "timestamp": "2026-01-01T00:00:00Z", "supersededIds": ["b"],
            }),
        ),
        (
            "NotifyPeriodicEventStream",
            json!({
                "data": [{"t": 0.5, "v": "230.1"}], "id": 1, "pending": 0, "basetime": "2026-01-01T00:00:00Z",
            }),
        ),
        ("NotifyPriorityCharging", json!({"transactionId": "t", "activated": true})),
        (
            "NotifySettlement",
            json!({
                "transactionId": "t", "pspRef": "p", "status": "Settled", "statusInfo": "x", "settlementAmount": 12.5,
                "settlementTime": "2026-01-01T00:00:00Z", "receiptId": "r", "receiptUrl": "https://r.example/",
                "vatCompany": {
                    "name": "n", "address1": "a", "address2": "b", "city": "c", "postalCode": "1", "country": "NL",
                },
                "vatNumber": "NL1",
            }),
        ),
        (
            "OpenPeriodicEventStream",
            json!({
                "constantStreamData": {"id": 1, "params": {"interval": 5, "values": 10}, "variableMonitoringId": 2},
            }),
        ),
        ("PullDynamicScheduleUpdate", json!({"chargingProfileId": 5})),
        ("ReportDERControl", json!({"requestId": 3, "tbc": false})),
        ("VatNumberValidation", json!({"vatNumber": "NL1", "evseId": 1})),
    ]
}
