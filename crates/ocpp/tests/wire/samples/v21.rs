//! Whole messages of 2.1: those of 2.0.1 with what 2.1 adds, and its own.

use serde_json::{Value, json};

use super::v201::{self, hash_data, token, with};

/// Where 2.1 has more fields, those; then its own messages.
pub fn messages() -> Vec<(&'static str, Value)> {
    let status_info = || json!({"statusInfo": {"reasonCode": "NoSpace", "additionalInfo": "x"}});
    let mut messages = v201::messages();
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
