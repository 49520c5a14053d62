//! What chargers of OCPP 2.x are asked to do.

use super::{SESSION, to};
use crate::plain::fields::Fields;
use crate::v201::plain::told;
use model::Direction;
use serde_json::json;

#[test]
fn requests_to_the_charger_have_a_plain_line() {
    to("Reset", json!({"type": "OnIdle"}), "Reboot, when idle");
    to("Reset", json!({"type": "Immediate", "evseId": 1}), "Reboot EVSE 1, at once");
    to("Reset", json!({}), "Reboot, unknown");
    to(
        "UpdateFirmware",
        json!({"requestId": 1, "firmware": {"location": "ftp://user:pass@server.com:21/x"}}),
        "Update firmware from server.com:21",
    );
    to("UpdateFirmware", json!({"firmware": 5}), "Update firmware from unknown");
    to(
        "GetLog",
        json!({"logType": "DiagnosticsLog", "log": {"remoteLocation": "ftp://***@server.com/"}}),
        "Send diagnostics to server.com",
    );
    to(
        "GetLog",
        json!({"logType": "SecurityLog", "log": {"remoteLocation": "https://server.com/"}}),
        "Send security log to server.com",
    );
    to("ClearCache", json!({}), "Clear cache");
    to("ClearChargingProfile", json!({"chargingProfileId": 5}), "Clear charging profiles: id 5");
    to(
        "ClearChargingProfile",
        json!({"chargingProfileCriteria": {"evseId": 1, "chargingProfilePurpose": "TxProfile", "stackLevel": 0}}),
        "Clear charging profiles: EVSE 1, TxProfile, stack level 0",
    );
    to(
        "GetChargingProfiles",
        json!({"requestId": 1, "evseId": 1, "chargingProfile": {"chargingProfileId": [5, 6]}}),
        "Ask for charging profiles: EVSE 1, id 5, 6",
    );
    to("GetChargingProfiles", json!({"requestId": 1, "chargingProfile": {}}), "Ask for charging profiles: all");
    to(
        "SetChargingProfile",
        json!({"evseId": 1, "chargingProfile": {"chargingProfilePurpose": "TxDefaultProfile", "chargingSchedule": [
            {"chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0}]},
        ]}}),
        "Set a charging profile for EVSE 1: TxDefaultProfile, 16 A",
    );
    to("SetChargingProfile", json!({"evseId": 0}), "Set a charging profile for the whole charger");
    to(
        "TriggerMessage",
        json!({"requestedMessage": "MeterValues", "evse": {"id": 1}}),
        "Ask for MeterValues of EVSE 1",
    );
    to("TriggerMessage", json!({"requestedMessage": "CustomTrigger", "customTrigger": "Selftest"}), "Ask for Selftest");
    to("GetBaseReport", json!({"reportBase": "FullInventory"}), "Ask for the full inventory");
    to("GetReport", json!({"componentCriteria": ["Problem"]}), "Ask for a report: problem");
    let setting = |name: &str| json!({"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": name}, "attributeValue": "hunter2"});
    to(
        "GetVariables",
        json!({"getVariableData": [setting("A"), setting("B")]}),
        "Read OCPPCommCtrlr.A, OCPPCommCtrlr.B",
    );
    to("SetVariables", json!({"setVariableData": [setting("A")]}), "Set OCPPCommCtrlr.A");
    to(
        "SetVariables",
        json!({"setVariableData": vec![setting("A"); 7]}),
        &format!("Set {}2 more", "OCPPCommCtrlr.A, ".repeat(5)),
    );
    to("GetVariables", json!({}), "Read 0 settings");
    to(
        "RequestStartTransaction",
        json!({"evseId": 1, "idToken": {"idToken": "04A1"}}),
        "Start a session on EVSE 1 with token 04A1",
    );
    to("RequestStopTransaction", json!({"transactionId": SESSION}), "Stop session 7f1d3c52…");
    to(
        "ChangeAvailability",
        json!({"operationalStatus": "Inoperative", "evse": {"id": 1}}),
        "Change availability: EVSE 1, inoperative",
    );
    to("UnlockConnector", json!({"evseId": 1, "connectorId": 2}), "Unlock EVSE 1, connector 2");
    to("DataTransfer", json!({"vendorId": "com.acme", "messageId": "x"}), "Data transfer: com.acme, x");
    to(
        "SendLocalList",
        json!({"versionNumber": 5, "updateType": "Full", "localAuthorizationList": [{}]}),
        "Send local list: version 5, full, 1 token",
    );
    to(
        "ReserveNow",
        json!({"id": 1, "expiryDateTime": "2026-11-23T08:00:00Z", "idToken": {"idToken": "04A1"}, "evseId": 1}),
        "Reserve EVSE 1 for token 04A1 until 2026-11-23T08:00:00Z",
    );
    to("CancelReservation", json!({"reservationId": 1}), "Cancel reservation 1");
    to(
        "InstallCertificate",
        json!({"certificateType": "CSMSRootCertificate"}),
        "Install a certificate: CSMS root certificate",
    );
    to(
        "InstallCertificate",
        json!({"certificateType": "V2GRootCertificate"}),
        "Install a certificate: V2G root certificate",
    );
    to("GetInstalledCertificateIds", json!({}), "Ask for the installed certificates");
    to("SetDisplayMessage", json!({"message": {"id": 1, "message": {"content": "Hello"}}}), "Show: message 1, “Hello”");
    to("CustomerInformation", json!({"report": true, "clear": true}), "Customer information: report and erase");
    to(
        "SetNetworkProfile",
        json!({"configurationSlot": 1, "connectionData": {"ocppCsmsUrl": "wss://csms.example.com/ocpp", "basicAuthPassword": "x"}}),
        "Set network profile 1 to csms.example.com",
    );
}

#[test]
fn requests_of_2_1_have_a_plain_line() {
    to("AFRRSignal", json!({"signal": 3}), "Grid signal 3");
    to(
        "SetDERControl",
        json!({"isDefault": true, "controlType": "VoltVar", "controlId": SESSION}),
        "Set grid control: VoltVar, 7f1d3c52…, default",
    );
    to("ClearTariffs", json!({"evseId": 1}), "Clear tariffs of EVSE 1: all");
    to("SetDefaultTariff", json!({"evseId": 0, "tariff": {"tariffId": "T1"}}), "Set the tariff to T1");
    to(
        "UpdateDynamicSchedule",
        json!({"chargingProfileId": 5, "scheduleUpdate": {"limit": 11}}),
        "Change charging profile 5: limit 11",
    );
    to(
        "UsePriorityCharging",
        json!({"transactionId": "12", "activate": false}),
        "Session 12: turn priority charging off",
    );
    to(
        "NotifyAllowedEnergyTransfer",
        json!({"transactionId": "12", "allowedEnergyTransfer": ["AC_three_phase", "DC"]}),
        "Session 12 may use AC three phase, DC",
    );
    to("NotifyWebPaymentStarted", json!({"evseId": 1}), "Somebody pays in the browser for EVSE 1");
    to("RequestBatterySwap", json!({"idToken": {"idToken": "04A1"}}), "Swap a battery for token 04A1");
}

/// Nothing that may be sent falls back to its bare name.
#[test]
fn every_defined_request_has_a_line_of_its_own() {
    for definition in ocpp::definition::requests(ocpp::definition::Edition::V21) {
        for payload in [definition.example(), json!(null)] {
            let fields = Fields(&payload);
            let line = told(Direction::ToCharger, definition.action, fields);
            assert!(line.is_some_and(|line| !line.is_empty()), "{} {payload}", definition.action);
        }
    }
}
