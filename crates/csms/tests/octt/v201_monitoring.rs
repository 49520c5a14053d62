//! Block N: monitors set, cleared and reported, and the events that they raise.

use crate::steps_v201::{NOW, Station, accepted, event};
use serde_json::{Value, json};

fn power() -> Value {
    json!({"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "Power"}})
}

fn state() -> Value {
    let connector = json!({"name": "Connector", "evse": {"id": 1, "connectorId": 1}});
    json!({"component": connector, "variable": {"name": "AvailabilityState"}})
}

/// Asks for a report, with these beside the request id, and takes it in two parts.
async fn reports(criteria: Value) {
    let station = Station::booted().await;
    let mut request = json!({"requestId": 5});
    request.as_object_mut().unwrap().extend(criteria.as_object().unwrap().clone());
    station.sends("GetMonitoringReport", request, accepted()).await;
    for (number, mut monitored) in [power(), state()].into_iter().enumerate() {
        monitored["variableMonitoring"] = json!([
            {"id": 1, "transaction": false, "value": 7000.0, "type": "UpperThreshold", "severity": 4}]);
        let part = json!({
            "requestId": 5, "seqNo": number, "tbc": number == 0, "generatedAt": NOW, "monitor": [monitored]});
        station.tells("NotifyMonitoringReport", part).await;
    }
}

#[tokio::test]
async fn tc_n_01_report_by_criteria() {
    reports(json!({"monitoringCriteria": ["ThresholdMonitoring"]})).await;
}

#[tokio::test]
async fn tc_n_02_report_by_variable() {
    reports(json!({"componentVariable": [power()]})).await;
}

#[tokio::test]
async fn tc_n_03_report_by_criteria_and_variable() {
    reports(json!({"monitoringCriteria": ["DeltaMonitoring"], "componentVariable": [power()]})).await;
}

#[tokio::test]
async fn tc_n_47_report_of_all() {
    reports(json!({})).await;
}

#[tokio::test]
async fn tc_n_60_report_by_criteria_and_variables() {
    let criteria = ["ThresholdMonitoring", "DeltaMonitoring", "PeriodicMonitoring"];
    reports(json!({"monitoringCriteria": criteria, "componentVariable": [power(), state()]})).await;
}

#[tokio::test]
async fn tc_n_05_monitoring_base() {
    let station = Station::booted().await;
    for base in ["All", "FactoryDefault", "HardWiredOnly"] {
        station.sends("SetMonitoringBase", json!({"monitoringBase": base}), accepted()).await;
    }
}

#[tokio::test]
async fn tc_n_16_monitoring_level() {
    let station = Station::booted().await;
    station.sends("SetMonitoringLevel", json!({"severity": 4}), accepted()).await;
}

#[tokio::test]
async fn tc_n_17_monitoring_level_out_of_range() {
    let station = Station::booted().await;
    let answer = json!({"status": "Rejected", "statusInfo": {"reasonCode": "ValueOutOfRange"}});
    station.sends("SetMonitoringLevel", json!({"severity": 10}), answer).await;
}

/// A monitor to be set.
fn monitor(mut of: Value, kind: &str, value: f64) -> Value {
    let more = json!({"value": value, "type": kind, "severity": 8, "transaction": false});
    of.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    of
}

/// Has monitors set, which the station numbers.
async fn sets(station: &Station, monitors: Vec<Value>) {
    let results: Vec<Value> = (1..)
        .zip(&monitors)
        .map(|(id, monitor)| {
            json!({"id": id, "status": "Accepted", "type": monitor["type"], "severity": 8,
                "component": monitor["component"], "variable": monitor["variable"]})
        })
        .collect();
    let answer = json!({"setMonitoringResult": results});
    station.sends("SetVariableMonitoring", json!({"setMonitoringData": monitors}), answer).await;
}

/// An event that a monitor raises.
async fn raises(station: &Station, trigger: &str, kind: &str, of: Value, more: Value) {
    let name = of["variable"]["name"].as_str().unwrap().to_owned();
    let mut told = event(trigger, of["component"].clone(), &name, "7200");
    let data = told["eventData"][0].as_object_mut().unwrap();
    data.insert("eventNotificationType".to_owned(), kind.into());
    data.extend(more.as_object().unwrap().clone());
    station.tells("NotifyEvent", told).await;
}

#[tokio::test]
async fn tc_n_08_set_one_monitor() {
    let station = Station::booted().await;
    sets(&station, vec![monitor(power(), "UpperThreshold", 7000.0)]).await;
}

#[tokio::test]
async fn tc_n_09_set_several_monitors() {
    let station = Station::booted().await;
    sets(&station, vec![monitor(power(), "UpperThreshold", 7000.0), monitor(state(), "Delta", 1.0)]).await;
}

#[tokio::test]
async fn tc_n_24_periodic_event() {
    let station = Station::booted().await;
    sets(&station, vec![monitor(power(), "Periodic", 60.0)]).await;
    for _ in 0..2 {
        raises(&station, "Periodic", "CustomMonitor", power(), json!({"variableMonitoringId": 1})).await;
    }
}

#[tokio::test]
async fn tc_n_18_clear_monitors_in_two_requests() {
    // The station takes only so many ids at once.
    let station = Station::booted().await;
    for ids in [[1, 2], [3, 4]] {
        let results: Vec<Value> = ids.iter().map(|id| json!({"id": id, "status": "Accepted"})).collect();
        station.sends("ClearVariableMonitoring", json!({"id": ids}), json!({"clearMonitoringResult": results})).await;
    }
}

#[tokio::test]
async fn tc_n_44_clear_monitor_rejected() {
    let station = Station::booted().await;
    let answer = json!({"clearMonitoringResult": [{"id": 1, "status": "Rejected"}]});
    station.sends("ClearVariableMonitoring", json!({"id": [1]}), answer).await;
}

#[tokio::test]
async fn tc_n_21_alert_of_a_hard_wired_monitor() {
    let station = Station::booted().await;
    raises(&station, "Alerting", "HardWiredMonitor", power(), json!({"techCode": "E42", "techInfo": "too warm"})).await;
}

#[tokio::test]
async fn tc_n_48_alert_of_a_variable_that_is_only_written() {
    let station = Station::booted().await;
    sets(&station, vec![monitor(power(), "Delta", 1.0)]).await;
    let more = json!({"variableMonitoringId": 1, "actualValue": ""});
    raises(&station, "Delta", "CustomMonitor", power(), more).await;
}

#[tokio::test]
async fn tc_n_49_threshold_is_cleared_after_a_boot() {
    let station = Station::booted().await;
    sets(&station, vec![monitor(power(), "UpperThreshold", 7000.0), monitor(power(), "LowerThreshold", 10.0)]).await;
    raises(&station, "Alerting", "CustomMonitor", power(), json!({"variableMonitoringId": 1})).await;
    station.boots("LocalReset").await;
    let more = json!({"variableMonitoringId": 1, "cleared": true});
    raises(&station, "Alerting", "CustomMonitor", power(), more).await;
}

#[tokio::test]
async fn tc_n_50_periodic_events_of_several_variables() {
    let station = Station::booted().await;
    sets(&station, vec![monitor(power(), "PeriodicClockAligned", 900.0)]).await;
    let mut told = event("Periodic", power()["component"].clone(), "Power", "7000");
    let mut second = told["eventData"][0].clone();
    second["eventId"] = 2.into();
    second["cause"] = 1.into();
    told["eventData"].as_array_mut().unwrap().push(second);
    station.tells("NotifyEvent", told).await;
}
