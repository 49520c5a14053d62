//! Ask, in the words of each version: what can be asked for, how, and what tells that it has come.

use actions::Args;
use dialect::{SentCall, abilities, request, said};
use model::{Admission, CommandKind, Notice, Protocol, Topic};
use ocpp::{Oddities, Version};
use redact::Redactor;
use serde_json::{Value, json};
use words::{Purpose, Speaking};

fn speaking(protocol: Protocol, security: bool) -> Speaking {
    Speaking { protocol: Some(protocol), security, ..Speaking::default() }
}

fn sent(speaking: &Speaking, notice: Notice) -> Result<(String, Value), String> {
    let request = request(speaking, &Args::Ask(notice), &Purpose::Main, 7, None)?;
    Ok((request.action, request.payload))
}

#[test]
fn each_version_is_asked_in_its_own_words() {
    let check = |protocol, security, notice: Notice, action: &str, payload: Value| {
        let sent = sent(&speaking(protocol, security), notice).unwrap();
        assert_eq!(sent, (action.to_owned(), payload), "{protocol} {security}");
    };
    let words = |topic, version: usize| {
        let names = match topic {
            Topic::Status => ["StatusNotification"; 3],
            Topic::Meter => ["MeterValues"; 3],
            Topic::Heartbeat => ["Heartbeat"; 3],
            Topic::Firmware => ["FirmwareStatusNotification"; 3],
            Topic::Diagnostics | Topic::Log => {
                ["DiagnosticsStatusNotification", "LogStatusNotification", "LogStatusNotification"]
            }
            Topic::Boot => ["BootNotification"; 3],
        };
        json!({"requestedMessage": names[version]})
    };
    for topic in Topic::ALL {
        check(Protocol::V16, false, Notice::of(topic), "TriggerMessage", words(topic, 0));
        check(Protocol::V16, true, Notice::of(topic), "ExtendedTriggerMessage", words(topic, 1));
        check(Protocol::V201, false, Notice::of(topic), "TriggerMessage", words(topic, 2));
        check(Protocol::V21, false, Notice::of(topic), "TriggerMessage", words(topic, 2));
    }
    let connector = Notice { topic: Topic::Status, evse: None, connector: Some(2) };
    let of_connector = json!({"requestedMessage": "StatusNotification", "connectorId": 2});
    check(Protocol::V16, false, connector, "TriggerMessage", of_connector.clone());
    check(Protocol::V16, true, connector, "ExtendedTriggerMessage", of_connector);
    let plug = Notice { evse: Some(1), ..connector };
    let meter = Notice { topic: Topic::Meter, evse: Some(1), connector: None };
    for protocol in [Protocol::V201, Protocol::V21] {
        let status = json!({"requestedMessage": "StatusNotification", "evse": {"id": 1, "connectorId": 2}});
        check(protocol, false, plug, "TriggerMessage", status);
        check(protocol, false, meter, "TriggerMessage", json!({"requestedMessage": "MeterValues", "evse": {"id": 1}}));
    }
}

/// 1.6 errata 3.35, 2.x F06.FR.17: it may have been accepted between the order and its turn.
#[test]
fn a_boot_is_asked_for_only_while_the_charger_is_not_accepted() {
    for (protocol, security) in
        [(Protocol::V16, false), (Protocol::V16, true), (Protocol::V201, false), (Protocol::V21, false)]
    {
        let check = |registered: Option<Admission>, expected: bool| {
            let speaking = Speaking { registered, ..speaking(protocol, security) };
            assert_eq!(abilities(&speaking, &[]).topics.contains(&Topic::Boot), expected, "{protocol} {registered:?}");
            assert_eq!(sent(&speaking, Notice::of(Topic::Boot)).is_ok(), expected, "{protocol} {registered:?}");
            assert!(sent(&speaking, Notice::of(Topic::Heartbeat)).is_ok());
        };
        check(None, true);
        check(Some(Admission::Pending), true);
        check(Some(Admission::Accepted), false);
    }
}

#[test]
fn what_can_be_asked_for_is_what_the_charger_knows() {
    let topics = |protocol, security| abilities(&speaking(protocol, security), &[]).topics;
    assert!(topics(Protocol::V16, false).contains(&Topic::Diagnostics));
    assert!(!topics(Protocol::V16, false).contains(&Topic::Log));
    for (protocol, security) in [(Protocol::V16, true), (Protocol::V201, false), (Protocol::V21, false)] {
        assert!(topics(protocol, security).contains(&Topic::Log), "{protocol}");
        assert!(!topics(protocol, security).contains(&Topic::Diagnostics), "{protocol}");
    }
    let obstacle = |protocol, security, features: &[&str]| {
        let mut speaking = speaking(protocol, security);
        speaking.known.features = features.iter().map(|&feature| feature.to_owned()).collect();
        abilities(&speaking, &[]).obstacle(CommandKind::Ask).is_some()
    };
    assert!(obstacle(Protocol::V16, false, &["Core"]));
    assert!(!obstacle(Protocol::V16, false, &["Core", "remotetrigger"]));
    assert!(!obstacle(Protocol::V16, false, &[]));
    assert!(!obstacle(Protocol::V16, true, &["Core"]));
    assert!(!obstacle(Protocol::V201, false, &["SmartChargingCtrlr"]));
}

#[test]
fn what_comes_is_known_in_each_version() {
    let check = |version, action: &str, payload: Value, expected: Option<Notice>| {
        let said = said(version, action, payload, &Redactor::new(Vec::new()), &mut Oddities::default());
        assert_eq!(said.unwrap().notice(), expected, "{version:?} {action}");
    };
    let notice = |topic, evse, connector| Some(Notice { topic, evse, connector });
    let of = |topic| Some(Notice::of(topic));
    let status = json!({"connectorId": 2, "errorCode": "NoError", "status": "Available"});
    check(Version::V16, "StatusNotification", status, notice(Topic::Status, None, Some(2)));
    let meter = json!({"connectorId": 1, "meterValue": []});
    check(Version::V16, "MeterValues", meter, notice(Topic::Meter, None, Some(1)));
    check(Version::V16, "Heartbeat", json!({}), of(Topic::Heartbeat));
    check(Version::V16, "FirmwareStatusNotification", json!({"status": "Idle"}), of(Topic::Firmware));
    check(Version::V16, "SignedFirmwareStatusNotification", json!({"status": "Idle"}), of(Topic::Firmware));
    check(Version::V16, "DiagnosticsStatusNotification", json!({"status": "Idle"}), of(Topic::Log));
    check(Version::V16, "LogStatusNotification", json!({"status": "Idle"}), of(Topic::Log));
    check(
        Version::V16,
        "BootNotification",
        json!({"chargePointVendor": "A", "chargePointModel": "B"}),
        of(Topic::Boot),
    );
    check(Version::V16, "Authorize", json!({"idTag": "A"}), None);
    for version in [Version::V201, Version::V21] {
        let status =
            json!({"timestamp": "2026-11-23T10:00:00Z", "connectorStatus": "Available", "evseId": 2, "connectorId": 1});
        check(version, "StatusNotification", status, notice(Topic::Status, Some(2), Some(1)));
        check(version, "MeterValues", json!({"evseId": 2, "meterValue": []}), notice(Topic::Meter, Some(2), Some(1)));
        check(version, "LogStatusNotification", json!({"status": "Idle"}), of(Topic::Log));
        let event = |reason: &str| {
            json!({
                "eventType": "Updated", "timestamp": "2026-11-23T10:00:00Z", "triggerReason": reason, "seqNo": 3,
                "transactionInfo": {"transactionId": "t"}, "evse": {"id": 2},
            })
        };
        check(version, "TransactionEvent", event("Trigger"), notice(Topic::Meter, Some(2), None));
        check(version, "TransactionEvent", event("MeterValuePeriodic"), None);
    }
}

/// A charger that says security events and knows no ExtendedTriggerMessage is asked by TriggerMessage.
#[test]
fn one_that_knows_no_extended_trigger_is_asked_by_the_plain_one() {
    let args = Args::Ask(Notice::of(Topic::Heartbeat));
    let asked = SentCall { action: "ExtendedTriggerMessage", args: &args, purpose: &Purpose::Main, parts: 1 };
    let answered = |answer| dialect::answered(Version::V16, &asked, answer, 5, false, &Redactor::new(Vec::new()));
    let unknown = ocpp::exchange::RemoteError {
        code: "NotImplemented".to_owned(),
        description: String::new(),
        details: Value::Null,
    };
    assert_eq!(answered(Err(unknown)).instead, Some("TriggerMessage"));
    // It knows the request, and not this message.
    assert_eq!(answered(Ok(json!({"status": "NotImplemented"}))).instead, None);
}
