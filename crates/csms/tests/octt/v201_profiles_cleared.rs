//! Block K: charging profiles cleared, as an action and as far as it can be seen.

use crate::bench::PATIENCE;
use crate::steps_v201::{Station, status};
use actions::{ClearProfiles, Order, Verdict, clear_charging_profiles};
use model::{ProfilePurpose, RebootNeeded, StepKind};
use serde_json::{Value, json};

/// Clears; exactly this is sent, and answered so.
async fn clears(criteria: ClearProfiles, expected: Value, answer: &str) -> (Station, actions::Command) {
    let station = Station::booted().await;
    station.answers("GetChargingProfiles", &status("NoProfiles"));
    let order = Order::ClearChargingProfiles(criteria);
    let (command, sent) = station.ordered(order, "ClearChargingProfile", status(answer)).await;
    assert_eq!(sent, expected);
    let command = station.settled(&command).await;
    assert_eq!(station.sim.sent_to_me("ClearChargingProfile").len(), 1);
    (station, command)
}

/// The station is asked what is left, and says nothing is.
async fn nothing_is_left(station: &Station, command: &actions::Command) {
    assert_eq!(command.verdict, Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared));
    let asked = station.sim.wait_for_call("GetChargingProfiles", PATIENCE).await.unwrap().payload();
    let sources = json!({"chargingLimitSource": ["CSO", "EMS", "Other", "SO"]});
    assert_eq!(asked, json!({"requestId": asked["requestId"], "chargingProfile": sources}));
    let page = station
        .bench
        .wait(&station.key, |page| {
            page.command(&command.key).unwrap().steps.iter().any(|step| step.kind == StepKind::NothingLimits)
        })
        .await;
    assert_eq!(page.charger.reboot_needed, Some(RebootNeeded::ProfilesCleared));
}

#[tokio::test]
async fn tc_k_05_clear_by_id() {
    //
    let criteria = ClearProfiles { id: Some(7), ..ClearProfiles::default() };
    let (station, command) = clears(criteria, json!({"chargingProfileId": 7}), "Accepted").await;
    nothing_is_left(&station, &command).await;
}

#[tokio::test]
async fn tc_k_06_clear_by_stack_level_and_purpose() {
    // A-19, E1
    let purpose = Some(ProfilePurpose::TxDefaultProfile);
    let criteria = ClearProfiles { purpose, stack_level: Some(0), connector: Some(1), id: None };
    let expected = json!({"chargingProfileCriteria": {
        "evseId": 1, "chargingProfilePurpose": "TxDefaultProfile", "stackLevel": 0}});
    let (station, command) = clears(criteria, expected, "Accepted").await;
    nothing_is_left(&station, &command).await;
}

#[tokio::test]
async fn tc_k_08_nothing_to_clear() {
    // A-18, E5
    let criteria = ClearProfiles { id: Some(8), ..ClearProfiles::default() };
    let (station, command) = clears(criteria, json!({"chargingProfileId": 8}), "Unknown").await;
    assert_eq!(command.verdict, Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::NothingMatched));
    assert_eq!(station.bench.page(&station.key).await.charger.reboot_needed, None);
    assert!(station.sim.sent_to_me("GetChargingProfiles").is_empty());
}

#[tokio::test]
async fn tc_k_06_clear_all_is_one_request_for_each_purpose() {
    // A-19, E2: K10.FR.02, K10.FR.06
    let station = Station::booted().await;
    station.answers("GetChargingProfiles", &status("NoProfiles"));
    let order = Order::ClearChargingProfiles(ClearProfiles::default());
    let (command, _) = station.ordered(order, "ClearChargingProfile", status("Accepted")).await;
    let command = station.settled(&command).await;
    nothing_is_left(&station, &command).await;
    let sent: Vec<Value> =
        station.sim.sent_to_me("ClearChargingProfile").into_iter().map(|call| call.payload).collect();
    let by = |purpose: &str| json!({"chargingProfileCriteria": {"chargingProfilePurpose": purpose}});
    assert_eq!(sent, [by("ChargingStationMaxProfile"), by("TxDefaultProfile"), by("TxProfile")]);
}
