//! Block K: charging profiles set, asked for and told, schedules, and limits of others.

use crate::steps_v201::{CARD, NOW, Session, Station, accepted, message, status, token};
use actions::{Common, Verdict};
use charger_sim::Reply;
use model::HeldHere;
use serde_json::{Value, json};

/// A profile of 16 A, its fields as given.
fn profile(id: i64, purpose: &str, kind: &str, more: Value) -> Value {
    let mut profile = json!({
        "id": id, "stackLevel": 0, "chargingProfilePurpose": purpose, "chargingProfileKind": kind,
        "chargingSchedule": [{"id": 1, "chargingRateUnit": "A", "startSchedule": NOW, "duration": 86400,
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0, "numberPhases": 3}]}]});
    profile.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    profile
}

fn of_transaction(session: &Session) -> Value {
    profile(60, "TxProfile", "Absolute", json!({"transactionId": session.id}))
}

/// Sets a profile, which the station accepts.
async fn sets(station: &Station, evse: i64, profile: Value) {
    station.sends("SetChargingProfile", json!({"evseId": evse, "chargingProfile": profile}), accepted()).await;
}

async fn held(station: &Station) -> Vec<HeldHere> {
    station.bench.page(&station.key).await.profiles
}

/// Sets this profile on a fresh station; it counts as held from then on.
async fn is_set(evse: i64, profile: Value) {
    let station = Station::booted().await;
    sets(&station, evse, profile.clone()).await;
    let held = held(&station).await;
    let [HeldHere { id, place, purpose, amount, set_here, .. }] = held.as_slice() else { panic!("{held:?}") };
    assert_eq!(
        (json!(id), *place, json!(purpose)),
        (profile["id"].clone(), evse, profile["chargingProfilePurpose"].clone())
    );
    assert_eq!((amount.as_deref(), *set_here), (Some("16 A"), true));
}

#[tokio::test]
async fn tc_k_01_set_default_profile_of_an_evse() {
    is_set(1, profile(1, "TxDefaultProfile", "Absolute", json!({}))).await;
}

#[tokio::test]
async fn tc_k_02_set_transaction_profile_without_a_transaction() {
    let station = Station::booted().await;
    let profile = profile(2, "TxProfile", "Absolute", json!({"transactionId": "none"}));
    let answer = json!({"status": "Rejected", "statusInfo": {"reasonCode": "TxNotFound"}});
    station.sends("SetChargingProfile", json!({"evseId": 1, "chargingProfile": profile}), answer).await;
    assert!(held(&station).await.is_empty(), "what was rejected is not held");
}

#[tokio::test]
async fn tc_k_03_set_maximum_of_the_station() {
    is_set(0, profile(3, "ChargingStationMaxProfile", "Absolute", json!({}))).await;
}

#[tokio::test]
async fn tc_k_04_replace_by_the_same_id() {
    let station = Station::booted().await;
    for purpose in ["TxDefaultProfile", "ChargingStationMaxProfile"] {
        sets(&station, 0, profile(4, purpose, "Absolute", json!({}))).await;
    }
    let held = held(&station).await;
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].purpose, "ChargingStationMaxProfile");
}

#[tokio::test]
async fn tc_k_10_set_default_profile_of_all() {
    is_set(0, profile(10, "TxDefaultProfile", "Relative", json!({}))).await;
}

#[tokio::test]
async fn tc_k_15_set_is_not_supported() {
    let station = Station::booted().await;
    let script = station.sim.script().reply("SetChargingProfile", Reply::error("NotSupported", ""));
    station.sim.set_script(script);
    let request = json!({"evseId": 1, "chargingProfile": profile(15, "TxDefaultProfile", "Absolute", json!({}))});
    let command = station.bench.order(&station.key, message("SetChargingProfile", &request)).await;
    let expected = Verdict::Common(Common::Failed { code: "NotSupported".to_owned(), description: String::new() });
    assert_eq!(station.settled(&command).await.verdict, expected);
    assert!(held(&station).await.is_empty());
}

#[tokio::test]
async fn tc_k_19_set_recurring_profile() {
    is_set(1, profile(19, "TxDefaultProfile", "Recurring", json!({"recurrencyKind": "Daily"}))).await;
}

#[tokio::test]
async fn tc_k_60_set_transaction_profile_with_a_transaction() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    sets(&station, 1, of_transaction(&session)).await;
    session.goes_on("ChargingRateChanged", json!({"chargingState": "Charging"})).await;
}

#[tokio::test]
async fn tc_k_70_set_several_profiles() {
    let station = Station::booted().await;
    let session = Session::charging(&station, 1).await;
    sets(&station, 0, profile(70, "ChargingStationMaxProfile", "Absolute", json!({}))).await;
    sets(&station, 1, profile(71, "TxDefaultProfile", "Absolute", json!({}))).await;
    sets(&station, 1, of_transaction(&session)).await;
    assert_eq!(held(&station).await.len(), 3);
}

/// Asks for profiles, and takes one of this source in.
async fn gets(evse: Option<i64>, criterion: Value, source: &str) {
    let station = Station::booted().await;
    let mut request = json!({"requestId": 29, "chargingProfile": criterion});
    if let Some(evse) = evse {
        request["evseId"] = evse.into();
    }
    station.sends("GetChargingProfiles", request, accepted()).await;
    let purpose = if source == "CSO" { "TxDefaultProfile" } else { "ChargingStationExternalConstraints" };
    let told = json!({
        "requestId": 29, "chargingLimitSource": source, "tbc": false, "evseId": evse.unwrap_or(1),
        "chargingProfile": [profile(5, purpose, "Absolute", json!({}))]});
    station.tells("ReportChargingProfiles", told).await;
    let held = held(&station).await;
    let [HeldHere { id: 5, place, reported: true, set_here: false, .. }] = held.as_slice() else { panic!("{held:?}") };
    assert_eq!(*place, evse.unwrap_or(1));
}

#[tokio::test]
async fn tc_k_29_get_profiles_of_the_station() {
    gets(Some(0), json!({"chargingProfilePurpose": "ChargingStationMaxProfile"}), "CSO").await;
}

#[tokio::test]
async fn tc_k_30_get_profiles_of_an_evse() {
    gets(Some(1), json!({"chargingProfilePurpose": "TxDefaultProfile"}), "CSO").await;
}

#[tokio::test]
async fn tc_k_31_get_profiles_of_all() {
    gets(None, json!({"chargingProfilePurpose": "TxDefaultProfile"}), "CSO").await;
}

#[tokio::test]
async fn tc_k_32_get_profile_by_id() {
    gets(None, json!({"chargingProfileId": [5]}), "CSO").await;
}

#[tokio::test]
async fn tc_k_33_get_profiles_by_stack_level() {
    gets(Some(1), json!({"stackLevel": 0}), "CSO").await;
}

#[tokio::test]
async fn tc_k_34_get_profiles_by_source() {
    gets(Some(1), json!({"chargingLimitSource": ["EMS"]}), "EMS").await;
}

#[tokio::test]
async fn tc_k_35_get_profiles_by_purpose() {
    gets(Some(1), json!({"chargingProfilePurpose": "TxDefaultProfile"}), "CSO").await;
}

#[tokio::test]
async fn tc_k_36_get_profiles_by_purpose_and_stack_level() {
    gets(Some(1), json!({"chargingProfilePurpose": "TxDefaultProfile", "stackLevel": 0}), "CSO").await;
}

#[tokio::test]
async fn tc_k_37_remote_start_with_a_profile() {
    let station = Station::booted().await;
    let request = json!({
        "idToken": token(CARD), "remoteStartId": 37, "evseId": 1,
        "chargingProfile": profile(37, "TxProfile", "Relative", json!({}))});
    station.sends("RequestStartTransaction", request, accepted()).await;
    let mut session = Session::new(&station, 1);
    let told = session.with_card("Started", "RemoteStart", json!({"remoteStartId": 37}), CARD).await;
    assert_eq!(told, accepted());
}

async fn composite(evse: i64) {
    let station = Station::booted().await;
    let schedule = json!({
        "evseId": evse, "duration": 300, "scheduleStart": NOW, "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0}]});
    let request = json!({"evseId": evse, "duration": 300, "chargingRateUnit": "A"});
    let answer = json!({"status": "Accepted", "schedule": schedule});
    station.sends("GetCompositeSchedule", request, answer).await;
}

#[tokio::test]
async fn tc_k_43_composite_schedule_of_an_evse() {
    composite(1).await;
}

#[tokio::test]
async fn tc_k_44_composite_schedule_of_the_station() {
    composite(0).await;
}

async fn external_limit(station: &Station, evse: Option<i64>) {
    let mut limit = json!({"chargingLimit": {"chargingLimitSource": "EMS", "isGridCritical": false}});
    if let Some(evse) = evse {
        limit["evseId"] = evse.into();
    }
    station.tells("NotifyChargingLimit", limit).await;
}

#[tokio::test]
async fn tc_k_48_external_limit_set() {
    let station = Station::booted().await;
    external_limit(&station, None).await;
    external_limit(&station, Some(1)).await;
}

#[tokio::test]
async fn tc_k_50_external_limit_released() {
    let station = Station::booted().await;
    external_limit(&station, None).await;
    station.tells("ClearedChargingLimit", json!({"chargingLimitSource": "EMS"})).await;
}

#[tokio::test]
async fn tc_k_51_external_limit_released_with_a_transaction() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    external_limit(&station, Some(1)).await;
    session.goes_on("ChargingRateChanged", json!({"chargingState": "SuspendedEVSE"})).await;
    station.tells("ClearedChargingLimit", json!({"chargingLimitSource": "EMS", "evseId": 1})).await;
    session.goes_on("ChargingRateChanged", json!({"chargingState": "Charging"})).await;
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_k_52_external_limit_reported() {
    gets(None, json!({"chargingProfilePurpose": "ChargingStationExternalConstraints"}), "EMS").await;
}

#[tokio::test]
async fn a_schedule_is_sent_again_by_hand() {
    let station = Station::booted().await;
    let session = Session::charging(&station, 1).await;
    sets(&station, 1, of_transaction(&session)).await;
    let schedule = json!({
        "id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 10.0}]});
    let told = json!({"timeBase": NOW, "evseId": 1, "chargingSchedule": schedule});
    assert_eq!(station.says("NotifyEVChargingSchedule", told).await, status("Accepted"));
}
