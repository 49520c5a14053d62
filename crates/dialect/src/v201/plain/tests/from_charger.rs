//! What chargers of OCPP 2.x say.

use super::{SESSION, from};
use crate::plain::fields::Fields;
use crate::v201::plain::told;
use model::Direction;
use serde_json::{Value, json};

/// G10, A-55.
#[test]
fn what_the_charger_is_and_does_has_a_plain_line() {
    let station = json!({"vendorName": "ABB", "model": "Terra 184", "firmwareVersion": "1.8.30"});
    from(
        "BootNotification",
        json!({"chargingStation": station, "reason": "FirmwareUpdate"}),
        "Booted: ABB Terra 184, 1.8.30, after firmware update",
    );
    from("BootNotification", json!({"chargingStation": station, "reason": "Unknown"}), "Booted: ABB Terra 184, 1.8.30");
    from("BootNotification", json!({"reason": "Triggered"}), "Booted: told again because asked");
    from("BootNotification", json!(null), "Booted");
    from("Heartbeat", json!({}), "Heartbeat");
    from(
        "StatusNotification",
        json!({"evseId": 1, "connectorId": 2, "connectorStatus": "Occupied"}),
        "EVSE 1, connector 2: occupied",
    );
    from(
        "StatusNotification",
        json!({"evseId": 0, "connectorId": 0, "connectorStatus": "Available"}),
        "Charger: available",
    );
    from("Authorize", json!({"idToken": {"idToken": "04A1", "type": "ISO14443"}}), "May token 04A1 charge?");
    from(
        "FirmwareStatusNotification",
        json!({"status": "InstallVerificationFailed"}),
        "Firmware: install verification failed",
    );
    from("FirmwareStatusNotification", json!({"status": "Idle"}), "Firmware: not updating");
    from(
        "FirmwareStatusNotification",
        json!({"status": "DownloadFailed", "statusInfo": {"reasonCode": "NoSpace", "additionalInfo": "disk full"}}),
        "Firmware: download failed, no space: disk full",
    );
    from("LogStatusNotification", json!({"status": "UploadFailure"}), "Log: upload failure");
    from("LogStatusNotification", json!({}), "Log: unknown");
    from(
        "PublishFirmwareStatusNotification",
        json!({"status": "ChecksumVerified"}),
        "Firmware for others: checksum verified",
    );
    from("SecurityEventNotification", json!({"type": "FirmwareUpdated"}), "Security event: firmware updated");
    from(
        "ReservationStatusUpdate",
        json!({"reservationId": 5, "reservationUpdateStatus": "Expired"}),
        "Reservation 5: expired",
    );
    from("DataTransfer", json!({"vendorId": "com.acme", "data": "secret"}), "Data transfer: com.acme");
    from(
        "SignCertificate",
        json!({"csr": "…", "certificateType": "ChargingStationCertificate"}),
        "Ask for a certificate to be signed: charging station certificate",
    );
    from("Get15118EVCertificate", json!({"action": "Install"}), "Ask for a contract certificate for a car: install");
    from("SomethingNew", json!({"status": "VeryOdd"}), "Something new, very odd");
}

#[test]
fn sessions_have_a_plain_line() {
    let info = json!({"transactionId": SESSION, "chargingState": "SuspendedEV"});
    from(
        "TransactionEvent",
        json!({
            "eventType": "Started", "triggerReason": "CablePluggedIn", "transactionInfo": info,
            "evse": {"id": 1, "connectorId": 1}, "idToken": {"idToken": "04A1"},
        }),
        "Session 7f1d3c52… started on EVSE 1, connector 1 by token 04A1, cable plugged in",
    );
    from(
        "TransactionEvent",
        json!({"eventType": "Updated", "triggerReason": "ChargingStateChanged", "transactionInfo": info}),
        "Session 7f1d3c52…: paused by the car",
    );
    let sample = |measurand: &str, value: f64, unit: Value| json!([{"sampledValue": [{"measurand": measurand, "value": value, "unitOfMeasure": unit}]}]);
    from(
        "TransactionEvent",
        json!({
            "eventType": "Updated", "triggerReason": "MeterValuePeriodic", "transactionInfo": {"transactionId": "12"},
            "meterValue": sample("Power.Active.Import", 7.4, json!({"unit": "W", "multiplier": 3})),
        }),
        "Session 12: 7.4 kW",
    );
    from(
        "TransactionEvent",
        json!({"eventType": "Updated", "transactionInfo": {"transactionId": "12"}}),
        "Session 12: goes on",
    );
    from(
        "TransactionEvent",
        json!({
            "eventType": "Ended", "triggerReason": "EVDeparted", "offline": true,
            "transactionInfo": {"transactionId": "12", "stoppedReason": "EVDisconnected"},
            "meterValue": sample("Energy.Active.Import.Register", 12.345, json!({"unit": "kWh"})),
        }),
        "Session 12 stopped, EV disconnected, meter at 12.3 kWh, told later",
    );
    from("TransactionEvent", json!([]), "Session: goes on");
    from(
        "MeterValues",
        json!({"evseId": 2, "meterValue": [{"sampledValue": [{"value": 12345}]}]}),
        "Meter values: EVSE 2, 12.3 kWh",
    );
    from("MeterValues", json!({"evseId": 0}), "Meter values: charger");
    from(
        "MeterValues",
        json!({"evseId": 1, "meterValue": [{"sampledValue": [{"value": 1e308, "unitOfMeasure": {"multiplier": 999}}]}]}),
        "Meter values: EVSE 1",
    );
}

#[test]
fn reports_have_a_plain_line() {
    let problem = json!({
        "component": {"name": "Connector", "evse": {"id": 1, "connectorId": 2}}, "variable": {"name": "Problem"},
        "actualValue": "true", "severity": 3, "techCode": "E12",
    });
    from(
        "NotifyEvent",
        json!({"eventData": [problem]}),
        "Event: critical, Connector.Problem of EVSE 1, connector 2 is true, E12",
    );
    let severities =
        ["danger", "hardware failure", "system failure", "critical", "error", "alert", "warning", "cleared", "cleared"];
    for (severity, word) in severities.into_iter().enumerate() {
        let cleared = severity > 6;
        let event = json!({"eventData": [{"severity": severity, "cleared": cleared}]});
        from("NotifyEvent", event, &format!("Event: {word}"));
    }
    from("BatterySwap", json!({"eventType": "BatteryIn", "batteryData": []}), "Battery swap: battery in");
    from("NotifyEvent", json!({"eventData": [{"cleared": true}, {}, {}]}), "Event: cleared, and 2 other events");
    from("NotifyEvent", json!({"eventData": "none"}), "Event");
    from(
        "NotifyReport",
        json!({"requestId": 5, "reportData": [1, 2], "tbc": true}),
        "Report 5: 2 settings, more to come",
    );
    from("NotifyMonitoringReport", json!({"requestId": 5, "monitor": [1]}), "Monitoring report 5: 1 watched value");
    from("NotifyCustomerInformation", json!({"requestId": 5, "data": "Ada"}), "Customer information 5");
    from("NotifyDisplayMessages", json!({"requestId": 5, "messageInfo": []}), "Display messages 5: 0 messages");
    from(
        "ReportChargingProfiles",
        json!({"requestId": 5, "chargingLimitSource": "CSO", "evseId": 1, "chargingProfile": [{}]}),
        "Charging profiles 5: 1 profile, EVSE 1, set by CSO",
    );
    from(
        "NotifyChargingLimit",
        json!({"evseId": 1, "chargingLimit": {"chargingLimitSource": "EMS", "isGridCritical": true}}),
        "Charging limit on EVSE 1, set by EMS, critical for the grid",
    );
    from("ClearedChargingLimit", json!({"chargingLimitSource": "EMS"}), "Charging limit set by EMS ended");
    from(
        "NotifyEVChargingNeeds",
        json!({"evseId": 1, "chargingNeeds": {"requestedEnergyTransfer": "AC_three_phase", "acChargingParameters": {"energyAmount": 20_000}}}),
        "Charging needs of the car on EVSE 1: AC three phase, 20 kWh",
    );
    from("NotifyEVChargingSchedule", json!({"evseId": 1}), "Charging plan of the car on EVSE 1");
}

#[test]
fn messages_of_2_1_have_a_plain_line() {
    from(
        "BatterySwap",
        json!({"eventType": "BatteryIn", "batteryData": [{}, {}]}),
        "Battery swap: battery in, 2 batteries",
    );
    from("NotifySettlement", json!({"status": "Settled", "settlementAmount": 12.5}), "Payment settled, 12.5");
    from(
        "NotifyPriorityCharging",
        json!({"transactionId": "12", "activated": true}),
        "Session 12: priority charging on",
    );
    from(
        "NotifyDERAlarm",
        json!({"controlType": "VoltVar", "gridEventFault": "OverVoltage"}),
        "Grid alarm: over voltage, VoltVar",
    );
    from("NotifyDERStartStop", json!({"controlId": "a", "started": true}), "Grid control a started");
    from("ReportDERControl", json!({"requestId": 1, "tbc": true}), "Grid controls 1, more to come");
    from("VatNumberValidation", json!({"vatNumber": "DE1"}), "Ask whether a VAT number is valid");
    from("PullDynamicScheduleUpdate", json!({"chargingProfileId": 5}), "Ask for the limits of charging profile 5");
    from("OpenPeriodicEventStream", json!({"constantStreamData": {"id": 5}}), "Open stream 5 of measured values");
    from("NotifyPeriodicEventStream", json!({"id": 5, "data": [1]}), "Stream 5: 1 measured value");
}

/// Nothing that chargers may say falls back to its bare name.
#[test]
fn every_message_of_a_charger_has_a_line_of_its_own() {
    let actions = "Authorize BatterySwap BootNotification ClearedChargingLimit ClosePeriodicEventStream DataTransfer \
        FirmwareStatusNotification Get15118EVCertificate GetCertificateChainStatus GetCertificateStatus Heartbeat \
        LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation NotifyDERAlarm \
        NotifyDERStartStop NotifyDisplayMessages NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent \
        NotifyMonitoringReport NotifyPeriodicEventStream NotifyPriorityCharging NotifyReport NotifySettlement \
        OpenPeriodicEventStream PublishFirmwareStatusNotification PullDynamicScheduleUpdate ReportChargingProfiles \
        ReportDERControl ReservationStatusUpdate SecurityEventNotification SignCertificate StatusNotification \
        TransactionEvent VatNumberValidation";
    for action in actions.split_whitespace() {
        let fields = Fields(&Value::Null);
        let line = told(Direction::FromCharger, action, fields);
        assert!(line.is_some_and(|line| !line.is_empty()), "{action}");
    }
}
