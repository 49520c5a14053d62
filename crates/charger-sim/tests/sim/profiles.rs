//! Charging profiles on 2.x: held, read back, cleared, and one that nobody can clear.

use charger_sim::{Handle, Protocol, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{TinyCsms, hear, said};

async fn charger(external: Option<f64>) -> (TinyCsms, Handle) {
    let csms = TinyCsms::start().await;
    let mut script = Script::default();
    script.profiles.external = external;
    let sim = csms.speaking(Protocol::V201, script).await;
    (csms, sim)
}

fn profile(id: i64, purpose: &str, limit: f64) -> Value {
    json!({"id": id, "stackLevel": 1, "chargingProfilePurpose": purpose, "chargingProfileKind": "Absolute",
        "chargingSchedule": [{"id": 1, "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}]}]})
}

async fn status(csms: &TinyCsms, sim: &Handle, action: &str, request: Value) -> Value {
    csms.call(sim, action, request).await[2]["status"].clone()
}

#[tokio::test]
async fn profiles_are_cleared_by_id_or_criteria() {
    let (csms, sim) = charger(None).await;
    let limit = async || {
        let answer = csms.call(&sim, "GetCompositeSchedule", json!({"evseId": 1, "duration": 60})).await;
        answer[2]["schedule"]["chargingSchedulePeriod"][0]["limit"].clone()
    };
    let clear = async |request: Value| status(&csms, &sim, "ClearChargingProfile", request).await;
    assert_eq!(limit().await, 16.0);
    let set = json!({"evseId": 0, "chargingProfile": profile(2, "ChargingStationMaxProfile", 8.0)});
    assert_eq!(status(&csms, &sim, "SetChargingProfile", set).await, "Accepted");
    assert_eq!(limit().await, 8.0);
    assert_eq!(clear(json!({"chargingProfileCriteria": {"stackLevel": 7}})).await, "Unknown");
    let all_of_it = json!({"evseId": 0, "chargingProfilePurpose": "ChargingStationMaxProfile", "stackLevel": 1});
    assert_eq!(clear(json!({"chargingProfileCriteria": all_of_it})).await, "Accepted");
    assert_eq!(limit().await, 16.0);
    assert_eq!(clear(json!({"chargingProfileId": 1})).await, "Accepted");
    assert_eq!(limit().await, 32.0);
    assert_eq!(clear(json!({"chargingProfileId": 1})).await, "Unknown");
    for nothing in [json!({}), json!({"chargingProfileCriteria": {}})] {
        assert_eq!(csms.call(&sim, "ClearChargingProfile", nothing).await[2], "OccurrenceConstraintViolation");
    }
}

#[tokio::test]
async fn profiles_are_reported_by_source_and_evse() {
    let (csms, sim) = charger(Some(10.0)).await;
    for (evse, id) in [(1, 2), (2, 3)] {
        let set = json!({"evseId": evse, "chargingProfile": profile(id, "TxDefaultProfile", 8.0)});
        csms.call(&sim, "SetChargingProfile", set).await;
    }
    let ask = json!({"requestId": 5, "chargingProfile": {}});
    assert_eq!(status(&csms, &sim, "GetChargingProfiles", ask).await, "Accepted");
    hear(&sim, "ReportChargingProfiles", |report| report["tbc"] == false).await;
    let reports = said(&sim, "ReportChargingProfiles");
    let heads: Vec<_> = reports
        .iter()
        .map(|report| {
            let profiles = report["chargingProfile"].as_array().unwrap().len();
            (report["chargingLimitSource"].as_str().unwrap(), report["evseId"].as_i64().unwrap(), profiles)
        })
        .collect();
    assert_eq!(heads, [("CSO", 1, 2), ("CSO", 2, 1), ("EMS", 0, 1)]);
    assert!(reports.iter().all(|report| report["requestId"] == 5));
    let none = json!({"requestId": 6, "chargingProfile": {"chargingProfileId": [99]}});
    assert_eq!(status(&csms, &sim, "GetChargingProfiles", none).await, "NoProfiles");
}

#[tokio::test]
async fn a_profile_for_a_transaction_ends_with_it() {
    let (csms, sim) = charger(None).await;
    sim.start_transaction(1, "TAG").await.unwrap();
    let mut of_transaction = profile(7, "TxProfile", 6.0);
    of_transaction["transactionId"] = said(&sim, "TransactionEvent")[0]["transactionInfo"]["transactionId"].clone();
    let set = json!({"evseId": 1, "chargingProfile": of_transaction});
    assert_eq!(status(&csms, &sim, "SetChargingProfile", set.clone()).await, "Accepted");
    sim.stop_transaction(1).await.unwrap();
    assert_eq!(status(&csms, &sim, "ClearChargingProfile", json!({"chargingProfileId": 7})).await, "Unknown");
    assert_eq!(status(&csms, &sim, "SetChargingProfile", set).await, "Rejected");
}

#[tokio::test]
async fn an_external_limit_stays() {
    let (csms, sim) = charger(Some(10.0)).await;
    let external = json!({"chargingProfileCriteria": {"chargingProfilePurpose": "ChargingStationExternalConstraints"}});
    assert_eq!(status(&csms, &sim, "ClearChargingProfile", external).await, "Unknown");
    csms.call(&sim, "ClearChargingProfile", json!({"chargingProfileId": 1})).await;
    let answer = csms.call(&sim, "GetCompositeSchedule", json!({"evseId": 1, "duration": 60})).await;
    assert_eq!(answer[2]["schedule"]["chargingSchedulePeriod"][0]["limit"], 10.0);
    let set = json!({"evseId": 0, "chargingProfile": profile(2, "ChargingStationExternalConstraints", 8.0)});
    assert_eq!(status(&csms, &sim, "SetChargingProfile", set).await, "Rejected");
}
