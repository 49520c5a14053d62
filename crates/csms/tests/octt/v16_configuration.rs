//! OCPP 1.6, core: reading and changing the configuration.

use crate::charge_point::{ChargePoint, assert_steps};
use actions::{Command, Common, MessageText, Order, SetConfiguration, Verdict, read_configuration, set_configuration};
use charger_sim::Knock;
use model::Setting;
use serde_json::{Value, json};

const INTERVAL: &str = "MeterValueSampleInterval";

/// The value of a configuration key as it is known here.
async fn known(cp: &ChargePoint, name: &str) -> Option<String> {
    let configuration = cp.bench.csms.chargers().configuration(&crate::bench::ME, &cp.key).await.unwrap().unwrap();
    let found: Option<Setting> = configuration.settings.into_iter().find(|setting| setting.name == name);
    found.and_then(|setting| setting.value)
}

/// Booted, its configuration read: one key with this value.
async fn configured(value: &str) -> ChargePoint {
    let mut cp = ChargePoint::booted().await;
    let command = cp.order(Order::ReadConfiguration).await;
    let keys = json!([{"key": INTERVAL, "readonly": false, "value": value}]);
    cp.is_asked("GetConfiguration", json!({}), json!({"configurationKey": keys, "unknownKey": []})).await;
    cp.ends(&command, Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { settings: 1 })).await;
    cp
}

/// Set Configuration as one ChangeConfiguration, answered so.
async fn changes(cp: &mut ChargePoint, name: &str, value: &str, answer: Value, verdict: Verdict) -> Command {
    let order = SetConfiguration { name: name.to_owned(), value: MessageText(value.to_owned()) };
    let command = cp.order(Order::SetConfiguration(order)).await;
    cp.is_asked("ChangeConfiguration", json!({"key": name, "value": value}), answer).await;
    cp.ends(&command, verdict).await
}

#[tokio::test]
async fn tc_019_1_retrieve_all_configuration_keys() {
    let mut cp = ChargePoint::booted().await;
    let command = cp.order(Order::ReadConfiguration).await;
    let keys = json!([
        {"key": "HeartbeatInterval", "readonly": false, "value": "300"},
        {"key": "NumberOfConnectors", "readonly": true, "value": "2"},
        {"key": "AuthorizationKey", "readonly": false},
    ]);
    cp.is_asked("GetConfiguration", json!({}), json!({"configurationKey": keys, "unknownKey": []})).await;
    let command = cp
        .ends(&command, Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { settings: 3 }))
        .await;
    assert_steps(&command, &["Ordered", "Sent", "Received by the charger", "3 settings told"]);
    assert_eq!(known(&cp, "HeartbeatInterval").await.as_deref(), Some("300"));
    assert_eq!(known(&cp, "NumberOfConnectors").await.as_deref(), Some("2"));
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_019_2_retrieve_a_specific_configuration_key() {
    let mut cp = ChargePoint::booted().await;
    let keys = json!([{"key": "SupportedFeatureProfiles", "readonly": true, "value": "Core,SmartCharging"}]);
    let request = json!({"key": ["SupportedFeatureProfiles"]});
    cp.is_sent("GetConfiguration", request, json!({"configurationKey": keys, "unknownKey": []})).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_021_change_configuration() {
    let mut cp = configured("900").await;
    let answer = json!({"status": "Accepted"});
    let command = changes(
        &mut cp,
        INTERVAL,
        "60",
        answer,
        Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: false }),
    )
    .await;
    assert_steps(&command, &["Ordered", "Sent", "Accepted by the charger"]);
    assert_eq!(known(&cp, INTERVAL).await.as_deref(), Some("60"));
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_040_1_configuration_key_not_supported() {
    let mut cp = configured("900").await;
    let command = changes(
        &mut cp,
        "NoSuchKey",
        "60",
        json!({"status": "NotSupported"}),
        Verdict::SetConfiguration(set_configuration::Verdict::SettingUnknown),
    )
    .await;
    assert_eq!(command.steps.len(), 3, "{:#?}", command.steps);
    assert_eq!(known(&cp, "NoSuchKey").await, None);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_040_2_configuration_key_invalid_value() {
    let mut cp = configured("900").await;
    let command =
        changes(&mut cp, INTERVAL, "-1", json!({"status": "Rejected"}), Verdict::Common(Common::Rejected)).await;
    assert_steps(&command, &["Ordered", "Sent", "Rejected by the charger"]);
    assert_eq!(known(&cp, INTERVAL).await.as_deref(), Some("900"));
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_073_a_new_password_for_basic_authentication() {
    // sixteen bytes as hexadecimal digits
    let mut cp = ChargePoint::booted().await;
    let digits = "4f434150504f434150504f434150504f";
    let accepted = json!({"status": "Accepted"});
    changes(
        &mut cp,
        "AuthorizationKey",
        digits,
        accepted,
        Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: false }),
    )
    .await;
    let url = format!("{}/CP-1", cp.bench.url());
    let knocked = async |password: &[u8]| Knock::new(&url).basic("CP-1", password).send().await.unwrap().status;
    assert_eq!(knocked(crate::bench::PASSWORD.as_bytes()).await, 401, "the old one");
    assert_eq!(knocked(b"OCAPPOCAPPOCAPPO").await, 101, "the bytes that the digits stand for");
}
