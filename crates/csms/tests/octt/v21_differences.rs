//! What 2.1 has beyond 2.0.1: resets that resume, SEND, CALLRESULTERROR, one more log, more purposes.

use crate::bench::PATIENCE;
use crate::steps_v201::{NOW, Session, Station, accepted, status};
use actions::{
    ClearProfiles, Common, Order, Reboot, RebootKind, RequestDiagnostics, UpdateFirmware, Verdict,
    clear_charging_profiles, reboot, request_diagnostics, update_firmware,
};
use charger_sim::{Protocol, Reply, Script};
use model::{LogKind, Protocol as Spoken};
use serde_json::{Value, json};

async fn booted() -> Station {
    let station = Station::speaking(Protocol::V21, |_| {}).await;
    assert_eq!(station.bench.page(&station.key).await.charger.protocol, Some(Spoken::V21));
    station
}

fn resume() -> Order {
    Order::Reboot(Reboot::now(RebootKind::Resume))
}

#[tokio::test]
async fn tc_b_103_reset_and_resume_with_a_transaction() {
    // A2, A-06
    let station = booted().await;
    station.sim.start_transaction(1, "CARD-1").await.unwrap();
    assert_eq!(station.running().await, 1);
    let mark = station.sim.mark();
    let command = station.bench.order(&station.key, resume()).await;
    let sent = station.sim.wait_for_call("Reset", PATIENCE).await.unwrap().payload();
    assert_eq!(sent, json!({"type": "ImmediateAndResume"}));
    assert!(matches!(station.settled(&command).await.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })));
    let resumed = |entry: &charger_sim::WireEntry| {
        entry.is_call("TransactionEvent") && entry.payload()["triggerReason"] == "TxResumed"
    };
    let event = station.sim.wait_for_after(mark, resumed, PATIENCE).await.expect("it resumes");
    let id = event.id();
    let answer = station.sim.wait_for_after(mark, |entry| entry.is_received() && entry.id() == id, PATIENCE).await;
    let token = json!({"idTokenInfo": accepted()});
    assert_eq!(answer.unwrap().payload(), token);
    assert_eq!(station.running().await, 1, "the same transaction goes on");
}

#[tokio::test]
async fn tc_b_104_reset_and_resume_without_a_transaction() {
    let station = booted().await;
    let (command, sent) = station.ordered(resume(), "Reset", accepted()).await;
    assert_eq!(sent, json!({"type": "ImmediateAndResume"}));
    station.boots("RemoteReset").await;
    assert!(matches!(station.settled(&command).await.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })));
}

#[tokio::test]
async fn tc_b_104_is_refused_where_2_0_1_is_spoken() {
    let station = Station::booted().await;
    let refusal = station.bench.refusal(&station.key, resume()).await;
    assert_eq!(refusal.field.as_deref(), Some("kind"));
    assert!(station.sim.sent_to_me("Reset").is_empty());
}

#[tokio::test]
async fn tc_b_21_on_2_1_reset_on_idle_with_a_transaction() {
    let station = booted().await;
    let mut session = Session::charging(&station, 1).await;
    let order = Order::Reboot(Reboot::now(RebootKind::Soft));
    let (command, sent) = station.ordered(order, "Reset", status("Scheduled")).await;
    assert_eq!(sent, json!({"type": "OnIdle"}));
    session.ends_locally().await;
    station.boots("ScheduledReset").await;
    assert!(matches!(station.settled(&command).await.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })));
}

#[tokio::test]
async fn tc_n_100_data_collector_log() {
    // C12
    let station = booted().await;
    let place = "https://files.example/logs/";
    let log = RequestDiagnostics { log: LogKind::DataCollector, ..RequestDiagnostics::now(place) };
    let answer = json!({"status": "Accepted", "filename": "collected.csv"});
    let (command, sent) = station.ordered(Order::RequestDiagnostics(log), "GetLog", answer).await;
    let request = sent["requestId"].clone();
    assert!(request.is_i64());
    let expected = json!({"logType": "DataCollectorLog", "requestId": request, "log": {"remoteLocation": place}});
    assert_eq!(sent, expected);
    for status in ["Uploading", "Uploaded"] {
        let info = json!({"reasonCode": "NoError", "additionalInfo": "part 1 of 1"});
        let report = json!({"status": status, "requestId": request, "statusInfo": info});
        station.tells("LogStatusNotification", report).await;
    }
    let uploaded = Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded {
        file: Some("collected.csv".to_owned()),
    });
    assert_eq!(station.settled(&command).await.verdict, uploaded);
}

#[tokio::test]
async fn tc_l_07_on_2_1_from_a_long_address() {
    // 2.0.1 takes 512 characters, 2.1 takes 2000.
    let station = booted().await;
    let long = format!("https://files.example/{}.bin", "a".repeat(600));
    let order = Order::UpdateFirmware(UpdateFirmware::now(&long));
    let (command, sent) = station.ordered(order.clone(), "UpdateFirmware", accepted()).await;
    assert_eq!(sent["firmware"]["location"], long);
    let report = json!({"status": "DownloadFailed", "requestId": sent["requestId"]});
    station.tells("FirmwareStatusNotification", report).await;
    assert_eq!(
        station.settled(&command).await.verdict,
        Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed)
    );
    let older = Station::booted().await;
    assert_eq!(older.bench.refusal(&older.key, order).await.field.as_deref(), Some("url"));
}

#[tokio::test]
async fn tc_k_06_on_2_1_clear_all_knows_two_purposes_more() {
    // E9, A-19
    let station = booted().await;
    station.answers("GetChargingProfiles", &status("NoProfiles"));
    let order = Order::ClearChargingProfiles(ClearProfiles::default());
    let (command, _) = station.ordered(order, "ClearChargingProfile", status("Unknown")).await;
    assert_eq!(
        station.settled(&command).await.verdict,
        Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::NothingMatched)
    );
    let calls = station.sim.sent_to_me("ClearChargingProfile").into_iter();
    let purposes: Vec<Value> =
        calls.map(|call| call.payload["chargingProfileCriteria"]["chargingProfilePurpose"].clone()).collect();
    let expected =
        ["ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile", "PriorityCharging", "LocalGeneration"];
    assert_eq!(purposes, expected);
}

#[tokio::test]
async fn tc_f_100_custom_trigger() {
    let station = booted().await;
    station.triggered(json!({"requestedMessage": "CustomTrigger", "customTrigger": "SelfTest"})).await;
}

#[tokio::test]
async fn v21_a_send_is_taken_without_an_answer() {
    let station = booted().await;
    let mark = station.sim.mark();
    let data =
        json!({"id": 1, "pending": 0, "basetime": NOW, "data": [{"t": 0.0, "v": "7000"}, {"t": 1.5, "v": "7100"}]});
    station.sim.send_unconfirmed("NotifyPeriodicEventStream", data).await.unwrap();
    // What is said after it is answered, and it is not.
    assert!(station.says("Heartbeat", json!({})).await["currentTime"].is_string());
    station.reports(1, "Occupied").await;
    let sent = station.sim.wire_since(mark).into_iter().find(|entry| entry.is_unconfirmed("NotifyPeriodicEventStream"));
    let id = sent.unwrap().id();
    let answers = station.sim.wire_since(mark).into_iter().filter(|entry| entry.is_received() && entry.id() == id);
    assert_eq!(answers.count(), 0);
    let page = station.bench.page(&station.key).await;
    assert!(page.trace.exchanges.iter().any(|e| e.call.action.as_deref() == Some("NotifyPeriodicEventStream")));
}

/// Has the cache cleared, which is answered with what is no answer; what the station is told of that.
async fn misfit(protocol: Protocol) -> Option<Value> {
    let station = Station::speaking(protocol, |_| {}).await;
    let mark = station.sim.mark();
    station.sim.set_script(Script::default().reply("ClearCache", Reply::Raw(r#"[3,"{id}",{}]"#.to_owned())));
    let command = station.bench.order(&station.key, Order::ClearCache).await;
    let verdict = station.settled(&command).await.verdict;
    assert!(matches!(verdict, Verdict::Common(Common::AnswerMisfit { .. })), "{verdict:?}");
    // Whatever it is told comes before the answer to what it says next.
    station.reports(1, "Available").await;
    let id = station.sim.sent_to_me("ClearCache")[0].id.clone();
    let told = station.sim.wire_since(mark).into_iter().map(|entry| (entry.is_received(), entry.json()));
    told.filter(|(received, json)| *received && json[1] == *id && json[0] != 2).map(|(_, json)| json).next()
}

#[tokio::test]
async fn v21_an_answer_that_does_not_fit_is_told_by_callresulterror() {
    // A-43
    let told = misfit(Protocol::V21).await.expect("it is told");
    assert_eq!((told[0].clone(), told.as_array().unwrap().len()), (json!(5), 5), "{told}");
    assert_eq!(told[2], "FormatViolation", "{told}");
    assert_eq!(misfit(Protocol::V201).await, None, "2.0.1 has no such message");
}

#[tokio::test]
async fn v21_a_callresulterror_of_the_station_is_taken() {
    let station = booted().await;
    let id = "its-own-id-1";
    station.sim.send_text(&json!([2, id, "Heartbeat", {}]).to_string()).await.unwrap();
    let answer = station.sim.wait_for(|entry| entry.is_received() && entry.id().as_deref() == Some(id), PATIENCE).await;
    assert_eq!(answer.unwrap().json()[0], 3);
    let mark = station.sim.mark();
    let error = json!([5, id, "FormatViolation", "not a time", {}]);
    station.sim.send_text(&error.to_string()).await.unwrap();
    station.reports(1, "Occupied").await;
    let answers = station
        .sim
        .wire_since(mark)
        .into_iter()
        .filter(|entry| entry.is_received() && entry.id().as_deref() == Some(id));
    assert_eq!(answers.count(), 0, "it is answered by nothing");
    assert_eq!(station.sim.status().connections, 1, "the connection is kept");
}
