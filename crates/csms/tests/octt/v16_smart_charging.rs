//! OCPP 1.6, smart charging.

use crate::charge_point::{AT, ChargePoint, TAG, assert_steps};
use actions::{ClearProfiles, Order, Verdict, clear_charging_profiles};
use model::ProfilePurpose;
use serde_json::{Value, json};

const VALID_TO: &str = "2026-11-24T10:00:00Z";

/// An absolute profile for one day.
fn profile(id: i64, purpose: &str, transaction: Option<i64>) -> Value {
    let periods = json!([{"startPeriod": 0, "limit": 16.0, "numberPhases": 3}]);
    let schedule = json!({
        "startSchedule": AT, "duration": 86_400, "chargingRateUnit": "A", "chargingSchedulePeriod": periods,
    });
    let mut profile = json!({
        "chargingProfileId": id, "stackLevel": 1, "chargingProfilePurpose": purpose, "chargingProfileKind": "Absolute",
        "validFrom": AT, "validTo": VALID_TO, "chargingSchedule": schedule,
    });
    if let Some(transaction) = transaction {
        profile["transactionId"] = transaction.into();
    }
    profile
}

async fn sets(cp: &mut ChargePoint, connector: i64, profile: Value) {
    let request = json!({"connectorId": connector, "csChargingProfiles": profile});
    cp.is_sent("SetChargingProfile", request, json!({"status": "Accepted"})).await;
}

/// The ids of the profiles that the charger holds, as far as is known here.
async fn held(cp: &ChargePoint) -> Vec<i64> {
    let mut ids: Vec<i64> = cp.page().await.profiles.iter().map(|profile| profile.id).collect();
    ids.sort_unstable();
    ids
}

/// Clear Charging Profiles by these criteria, exactly so on the wire and accepted; then each connector is asked for its
/// schedule.
async fn clears(cp: &mut ChargePoint, criteria: ClearProfiles, request: Value) {
    let command = cp.order(Order::ClearChargingProfiles(criteria)).await;
    cp.is_asked("ClearChargingProfile", request, json!({"status": "Accepted"})).await;
    for connector in [1, 2] {
        let request = json!({"connectorId": connector, "duration": 86_400});
        cp.is_asked("GetCompositeSchedule", request, json!({"status": "Rejected"})).await;
    }
    let command =
        cp.ends(&command, Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared)).await;
    assert_eq!(command.subject, criteria.words());
}

#[tokio::test]
async fn tc_056_central_smart_charging_tx_default_profile() {
    let mut cp = ChargePoint::booted().await;
    sets(&mut cp, 1, profile(1, "TxDefaultProfile", None)).await;
    assert_eq!(held(&cp).await, [1]);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_057_central_smart_charging_tx_profile() {
    let mut cp = ChargePoint::booted().await;
    let transaction = cp.charges(TAG).await;
    sets(&mut cp, 1, profile(1, "TxProfile", Some(transaction))).await;
    assert_eq!(held(&cp).await, [1]);
    // The same relative to the transaction's start; on the same stack level it takes the place of the first.
    let mut relative = profile(2, "TxProfile", Some(transaction));
    relative["chargingProfileKind"] = json!("Relative");
    relative["chargingSchedule"].as_object_mut().unwrap().remove("startSchedule");
    sets(&mut cp, 1, relative).await;
    assert_eq!(held(&cp).await, [2]);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_059_remote_start_transaction_with_charging_profile() {
    let mut cp = ChargePoint::booted().await;
    let request = json!({"idTag": TAG, "connectorId": 1, "chargingProfile": profile(1, "TxProfile", None)});
    cp.is_sent("RemoteStartTransaction", request, json!({"status": "Accepted"})).await;
    cp.charges(TAG).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_066_get_composite_schedule() {
    let mut cp = ChargePoint::booted().await;
    let request = json!({"connectorId": 1, "duration": 300, "chargingRateUnit": "A"});
    let periods = json!([{"startPeriod": 0, "limit": 16.0}]);
    let schedule = json!({"duration": 300, "chargingRateUnit": "A", "chargingSchedulePeriod": periods});
    let answer = json!({"status": "Accepted", "connectorId": 1, "scheduleStart": AT, "chargingSchedule": schedule});
    let command = cp.is_sent("GetCompositeSchedule", request, answer).await;
    assert_steps(&command, &["Ordered", "Sent", "The charger answered “Accepted”"]);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_067_clear_charging_profile() {
    //
    let mut cp = ChargePoint::booted().await;
    let transaction = cp.charges(TAG).await;
    sets(&mut cp, 0, profile(1, "ChargePointMaxProfile", None)).await;
    sets(&mut cp, 1, profile(2, "TxDefaultProfile", None)).await;
    sets(&mut cp, 1, profile(3, "TxProfile", Some(transaction))).await;
    assert_eq!(held(&cp).await, [1, 2, 3]);

    clears(&mut cp, ClearProfiles { id: Some(1), ..ClearProfiles::default() }, json!({"id": 1})).await;
    assert_eq!(held(&cp).await, [2, 3]);

    let purpose = Some(ProfilePurpose::TxDefaultProfile);
    let criteria = ClearProfiles { connector: Some(1), purpose, stack_level: Some(1), ..ClearProfiles::default() };
    let request = json!({"connectorId": 1, "chargingProfilePurpose": "TxDefaultProfile", "stackLevel": 1});
    clears(&mut cp, criteria, request).await;
    assert_eq!(held(&cp).await, [3]);

    clears(&mut cp, ClearProfiles::default(), json!({})).await;
    assert_eq!(held(&cp).await, [0; 0]);
    cp.is_left_alone().await;
}
