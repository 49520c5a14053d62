//! Block B: variables read and set, reports of them, network profiles.

use crate::bench::PATIENCE;
use crate::steps_v201::{NOW, Station, accepted, message, status};
use actions::{
    Common, MessageText, Order, SetConfiguration, Verdict, read_configuration, send_message, set_configuration,
};
use serde_json::{Value, json};

/// A variable of a component.
fn variable(component: &str, variable: &str) -> Value {
    json!({"component": {"name": component}, "variable": {"name": variable}})
}

/// The same with further fields.
fn with(mut variable: Value, field: &str, value: &str) -> Value {
    variable[field] = value.into();
    variable
}

/// Variables of the Core profile.
const NAMES: [(&str, &str); 5] = [
    ("AuthCtrlr", "OfflineTxForUnknownIdEnabled"),
    ("TxCtrlr", "StopTxOnEVSideDisconnect"),
    ("OCPPCommCtrlr", "HeartbeatInterval"),
    ("OCPPCommCtrlr", "RetryBackOffWaitMinimum"),
    ("SecurityCtrlr", "OrganizationName"),
];

async fn gets(count: usize) {
    let station = Station::booted().await;
    let asked: Vec<Value> = NAMES.iter().take(count).map(|(of, name)| variable(of, name)).collect();
    let told =
        asked.iter().map(|asked| with(with(asked.clone(), "attributeStatus", "Accepted"), "attributeValue", "1"));
    let answer = json!({"getVariableResult": told.collect::<Vec<_>>()});
    station.sends("GetVariables", json!({"getVariableData": asked}), answer).await;
}

#[tokio::test]
async fn tc_b_06_get_one_variable() {
    gets(1).await;
}

#[tokio::test]
async fn tc_b_07_get_several_variables() {
    gets(2).await;
}

#[tokio::test]
async fn several_variables_are_read_in_one_message() {
    gets(4).await;
    gets(5).await;
}

/// Says in a report how much it takes in one message of this action.
async fn takes(station: &Station, variable: &str, action: &str, most: usize) {
    let told = json!({
        "component": {"name": "DeviceDataCtrlr"}, "variable": {"name": variable, "instance": action},
        "variableAttribute": [{"value": most.to_string(), "mutability": "ReadOnly"}]});
    let report = json!({"requestId": 8, "generatedAt": NOW, "seqNo": 0, "tbc": false, "reportData": [told]});
    station.tells("NotifyReport", report).await;
}

/// Has a message with this many items sent; how many of them came in each.
async fn pieces(station: &Station, action: &str, place: &str, count: usize) -> Vec<usize> {
    let items: Vec<Value> = (0..count).map(|n| variable(NAMES[n % NAMES.len()].0, &format!("V{n}"))).collect();
    let items: Vec<Value> = match action {
        "SetVariables" => items.into_iter().map(|item| with(item, "attributeValue", "1")).collect(),
        _ => items,
    };
    let mut payload = json!({place: items});
    let answer = match action {
        "GetReport" => {
            payload["requestId"] = 8.into();
            accepted()
        }
        "SetVariables" => json!({"setVariableResult": []}),
        _ => json!({"getVariableResult": []}),
    };
    let before = station.sim.sent_to_me(action).len();
    let (command, _) = station.ordered(message(action, &payload), action, answer).await;
    let command = station.settled(&command).await;
    assert!(
        matches!(command.verdict, Verdict::SendMessage(send_message::Verdict::Answered { .. })),
        "{:?}",
        command.verdict
    );
    let sent: Vec<Value> =
        station.sim.sent_to_me(action).into_iter().skip(before).map(|sent| sent.payload.clone()).collect();
    let came: Vec<&Value> = sent.iter().flat_map(|sent| sent[place].as_array().unwrap()).collect();
    assert_eq!(came, payload[place].as_array().unwrap().iter().collect::<Vec<_>>(), "all of them, in their order");
    assert!(sent.iter().all(|sent| sent.get("requestId") == payload.get("requestId")));
    sent.iter().map(|sent| sent[place].as_array().unwrap().len()).collect()
}

#[tokio::test]
async fn tc_b_08_get_no_more_variables_than_the_station_takes() {
    let station = Station::booted().await;
    takes(&station, "ItemsPerMessage", "GetVariables", 4).await;
    assert_eq!(pieces(&station, "GetVariables", "getVariableData", 4).await, [4]);
    assert_eq!(pieces(&station, "GetVariables", "getVariableData", 5).await, [4, 1]);
}

#[tokio::test]
async fn no_message_has_more_items_or_bytes_than_the_station_takes() {
    let station = Station::booted().await;
    for (action, place) in
        [("GetVariables", "getVariableData"), ("SetVariables", "setVariableData"), ("GetReport", "componentVariable")]
    {
        assert_eq!(pieces(&station, action, place, 9).await, [9], "nothing is said of it");
        takes(&station, "ItemsPerMessage", action, 4).await;
        assert_eq!(pieces(&station, action, place, 9).await, [4, 4, 1], "{action}");
        takes(&station, "BytesPerMessage", action, 320).await;
        let pieces = pieces(&station, action, place, 9).await;
        assert!(pieces.iter().all(|items| *items < 4), "{action}: {pieces:?}");
        for sent in station.sim.sent_to_me(action).iter().rev().take(pieces.len()) {
            assert!(sent.payload.to_string().len() < 320, "{}", sent.payload);
        }
    }
}

#[tokio::test]
async fn tc_b_09_set_one_variable() {
    let station = Station::booted().await;
    let setting = variable("AuthCtrlr", "OfflineTxForUnknownIdEnabled");
    let name = "AuthCtrlr.OfflineTxForUnknownIdEnabled".to_owned();
    let order = Order::SetConfiguration(SetConfiguration { name, value: MessageText("true".to_owned()) });
    let answer = json!({"setVariableResult": [with(setting.clone(), "attributeStatus", "Accepted")]});
    let (command, sent) = station.ordered(order, "SetVariables", answer).await;
    assert_eq!(sent, json!({"setVariableData": [with(setting, "attributeValue", "true")]}));
    assert_eq!(
        station.settled(&command).await.verdict,
        Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: false })
    );
}

#[tokio::test]
async fn tc_b_10_set_several_variables() {
    let station = Station::booted().await;
    let settings = NAMES.iter().take(2).map(|(of, name)| variable(of, name));
    let data: Vec<Value> = settings.clone().map(|setting| with(setting, "attributeValue", "false")).collect();
    let told: Vec<Value> = settings.map(|setting| with(setting, "attributeStatus", "Accepted")).collect();
    station.sends("SetVariables", json!({"setVariableData": data}), json!({"setVariableResult": told})).await;
}

/// A part of a report.
fn part(request: &Value, number: i64, more: bool, (of, name): (&str, &str)) -> Value {
    let mut told = variable(of, name);
    told["variableAttribute"] = json!([{"value": "1", "mutability": "ReadWrite"}]);
    json!({"requestId": request, "generatedAt": NOW, "seqNo": number, "tbc": more, "reportData": [told]})
}

async fn base_report(base: &str) {
    let station = Station::booted().await;
    station.sends("GetBaseReport", json!({"requestId": 12, "reportBase": base}), accepted()).await;
    station.tells("NotifyReport", part(&json!(12), 0, true, NAMES[0])).await;
    station.tells("NotifyReport", part(&json!(12), 1, false, NAMES[1])).await;
    let configuration =
        station.bench.csms.chargers().configuration(&crate::bench::ME, &station.key).await.unwrap().unwrap();
    assert_eq!(configuration.settings.len(), 2, "what is told is kept");
}

#[tokio::test]
async fn tc_b_12_base_report_of_the_configuration() {
    base_report("ConfigurationInventory").await;
}

#[tokio::test]
async fn tc_b_13_base_report_of_everything() {
    let station = Station::booted().await;
    let (command, sent) = station.ordered(Order::ReadConfiguration, "GetBaseReport", accepted()).await;
    let request = sent["requestId"].clone();
    assert!(request.is_i64(), "{sent}");
    assert_eq!(sent, json!({"requestId": request, "reportBase": "FullInventory"}));
    station.tells("NotifyReport", part(&request, 0, true, NAMES[0])).await;
    assert_eq!(station.command(&command).await.verdict, Verdict::Common(Common::Pending));
    station.tells("NotifyReport", part(&request, 1, false, NAMES[1])).await;
    assert_eq!(
        station.settled(&command).await.verdict,
        Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { settings: 2 })
    );
}

#[tokio::test]
async fn tc_b_14_base_report_in_summary() {
    base_report("SummaryInventory").await;
}

#[tokio::test]
async fn tc_b_18_report_by_criteria_and_variables() {
    let station = Station::booted().await;
    let pair = json!({"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "AvailabilityState"}});
    let asked = json!({"requestId": 18, "componentCriteria": ["Problem"], "componentVariable": [pair]});
    station.sends("GetReport", asked, accepted()).await;
    station.tells("NotifyReport", part(&json!(18), 0, false, ("EVSE", "AvailabilityState"))).await;
    let nothing = json!({"requestId": 19, "componentCriteria": ["Problem"]});
    station.sends("GetReport", nothing, status("EmptyResultSet")).await;
}

async fn network_profile(answer: &str) {
    let station = Station::booted().await;
    let connection = json!({
        "messageTimeout": 30, "ocppCsmsUrl": "wss://csms.example/ocpp", "ocppInterface": "Wired0",
        "ocppTransport": "JSON", "ocppVersion": "OCPP20", "securityProfile": 2});
    let profile = json!({"configurationSlot": 1, "connectionData": connection});
    station.sends("SetNetworkProfile", profile, status(answer)).await;
    assert!(station.sim.wait_connected(PATIENCE).await);
}

#[tokio::test]
async fn tc_b_42_network_profile_accepted() {
    network_profile("Accepted").await;
}

#[tokio::test]
async fn tc_b_44_network_profile_failed() {
    network_profile("Failed").await;
}
