//! Configuration keys of 1.6 and the device model of 2.x: told, changed, kept.

use charger_sim::{Handle, Protocol, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{TinyCsms, hear, said};

async fn value_of(csms: &TinyCsms, sim: &Handle, key: &str) -> Value {
    let answer = csms.call(sim, "GetConfiguration", json!({"key": [key]})).await;
    answer[2]["configurationKey"][0]["value"].clone()
}

#[tokio::test]
async fn configuration_keys_are_told_and_kept() {
    let csms = TinyCsms::start().await;
    let script = Script::default().setting("SupportedFileTransferProtocols", "HTTPS").setting("Colour", "red");
    let sim = csms.speaking(Protocol::V16, script).await;
    let change = async |key: &str, value: &str| {
        csms.call(&sim, "ChangeConfiguration", json!({"key": key, "value": value})).await[2]["status"].clone()
    };
    let all = csms.call(&sim, "GetConfiguration", json!({})).await[2].clone();
    assert!(all["configurationKey"].as_array().unwrap().len() > 30);
    assert_eq!(value_of(&csms, &sim, "NumberOfConnectors").await, "2");
    assert_eq!(value_of(&csms, &sim, "SupportedFileTransferProtocols").await, "HTTPS");
    assert_eq!(value_of(&csms, &sim, "Colour").await, "red");
    assert_eq!(value_of(&csms, &sim, "SecurityProfile").await, Value::Null);
    assert_eq!(change("ConnectionTimeOut", "9").await, "Accepted");
    assert_eq!(value_of(&csms, &sim, "ConnectionTimeOut").await, "9");
    assert_eq!(change("ConnectorPhaseRotation", "0.RTS").await, "RebootRequired");
    assert_eq!(value_of(&csms, &sim, "ConnectorPhaseRotation").await, "0.RTS");
    assert_eq!(change("MaxChargingProfilesInstalled", "9").await, "Rejected");
    assert_eq!(change("Smell", "9").await, "NotSupported");
    assert_eq!(change("CpoName", "9").await, "NotSupported");
    assert_eq!(change("AuthorizationKey", "secret").await, "Accepted");
    assert_eq!(value_of(&csms, &sim, "AuthorizationKey").await, Value::Null);
}

#[tokio::test]
async fn the_security_extension_has_keys_of_its_own() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V16Security, Script::default()).await;
    for key in ["SecurityProfile", "CpoName", "CertificateSignedMaxChainSize", "AdditionalRootCertificateCheck"] {
        assert!(value_of(&csms, &sim, key).await.is_string(), "{key}");
    }
}

#[tokio::test]
async fn a_base_report_tells_the_device_model_in_parts() {
    let csms = TinyCsms::start().await;
    let script = Script::default().setting("OCPPCommCtrlr.FileTransferProtocols", "SFTP");
    let sim = csms.speaking(Protocol::V201, script).await;
    let ask = json!({"requestId": 4, "reportBase": "FullInventory"});
    assert_eq!(csms.call(&sim, "GetBaseReport", ask).await[2]["status"], "Accepted");
    hear(&sim, "NotifyReport", |report| report["tbc"] == false).await;
    let parts = said(&sim, "NotifyReport");
    assert!(parts.len() > 1);
    assert!(parts.iter().enumerate().all(|(number, part)| part["seqNo"] == number && part["requestId"] == 4));
    let entries: Vec<&Value> = parts.iter().flat_map(|part| part["reportData"].as_array().unwrap()).collect();
    assert!(entries.len() > 40);
    let find = |component: Value, variable: &str| {
        let fits = |entry: &&&Value| entry["component"] == component && entry["variable"]["name"] == variable;
        entries.iter().find(fits).unwrap()["variableAttribute"][0].clone()
    };
    assert_eq!(find(json!({"name": "OCPPCommCtrlr"}), "FileTransferProtocols")["value"], "SFTP");
    assert_eq!(find(json!({"name": "EVSE", "evse": {"id": 2}}), "AllowReset")["value"], "true");
    assert_eq!(find(json!({"name": "ChargingStation"}), "FirmwareVersion")["value"], "1.8.30");
    let connector = json!({"name": "Connector", "evse": {"id": 1, "connectorId": 1}});
    assert_eq!(find(connector, "AvailabilityState")["value"], "Available");
    let password = find(json!({"name": "SecurityCtrlr"}), "BasicAuthPassword");
    assert_eq!((&password["mutability"], password.get("value")), (&json!("WriteOnly"), None));
}

#[tokio::test]
async fn variables_are_read_and_written() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V21, Script::default()).await;
    let get = async |component: &str, variable: &str| {
        let asked = json!([{"component": {"name": component}, "variable": {"name": variable}}]);
        let answer = csms.call(&sim, "GetVariables", json!({"getVariableData": asked})).await;
        let result = answer[2]["getVariableResult"][0].clone();
        (result["attributeStatus"].clone(), result["attributeValue"].clone())
    };
    let set = async |component: &str, variable: &str, value: &str| {
        let asked =
            json!([{"component": {"name": component}, "variable": {"name": variable}, "attributeValue": value}]);
        let answer = csms.call(&sim, "SetVariables", json!({"setVariableData": asked})).await;
        answer[2]["setVariableResult"][0]["attributeStatus"].clone()
    };
    let accepted = |value: &str| (json!("Accepted"), json!(value));
    assert_eq!(get("OCPPCommCtrlr", "HeartbeatInterval").await, accepted("300"));
    assert_eq!(set("OCPPCommCtrlr", "HeartbeatInterval", "9").await, "Accepted");
    assert_eq!(get("OCPPCommCtrlr", "HeartbeatInterval").await, accepted("9"));
    assert_eq!(set("ChargingStation", "PhaseRotation", "RTS").await, "RebootRequired");
    assert_eq!(get("ChargingStation", "PhaseRotation").await, accepted("RTS"));
    assert_eq!(set("SecurityCtrlr", "SecurityProfile", "3").await, "Rejected");
    assert_eq!(get("SecurityCtrlr", "BasicAuthPassword").await, (json!("Rejected"), Value::Null));
    assert_eq!(get("Weather", "Rain").await.0, "UnknownComponent");
    assert_eq!(set("OCPPCommCtrlr", "Rain", "9").await, "UnknownVariable");
}
