//! Messages written by hand: checked, and their answers read.

use super::*;
use model::Admission;

fn fault(version: Version, action: &str, payload: &str) -> Option<(&'static str, String)> {
    check_message(&speaking(version), action, payload, false).err()
}

#[test]
fn a_message_fits_its_definition_or_is_told_why_not() {
    let field = |version, action: &str, payload: &str| fault(version, action, payload).map(|(field, _)| field);
    assert_eq!(field(Version::V16, "Reset", r#"{"type":"Soft"}"#), None);
    assert_eq!(field(Version::V201, "Reset", r#"{"type":"OnIdle"}"#), None);
    assert_eq!(field(Version::V16, "Reset", r#"{"type":"OnIdle"}"#), Some("payload"));
    assert_eq!(field(Version::V16, "Reset", "{"), Some("payload"));
    assert_eq!(field(Version::V16, "GetVariables", r#"{"getVariableData":[]}"#), Some("action"));
    let masked = r#"{"key":"AuthorizationKey","value":"***"}"#;
    assert_eq!(field(Version::V16, "ChangeConfiguration", masked), Some("payload"));
    // Exactly as typed it need only be JSON.
    let typed = |payload: &str| check_message(&speaking(Version::V16), "Nonsense", payload, true);
    assert!(typed(r#"{"a":"***"}"#).is_ok() && typed("{").is_err());
    // Eight faults are named, the others counted.
    let many = |count: usize| {
        let fields: Vec<String> = (0..count).map(|n| format!("\"f{n}\":1")).collect();
        fault(Version::V16, "ClearCache", &format!("{{{}}}", fields.join(","))).unwrap().1
    };
    assert_eq!(many(8).lines().count(), 9);
    assert!(!many(8).contains("more"));
    assert_eq!((many(10).lines().count(), many(10).lines().last()), (10, Some("and 2 more")));
}

/// K10.FR.02
#[test]
fn clearing_nothing_is_refused_on_2x() {
    let field = |version, payload: &str| fault(version, "ClearChargingProfile", payload).map(|(_, why)| why);
    for version in [Version::V201, Version::V21] {
        for empty in ["{}", r#"{"chargingProfileCriteria":{}}"#] {
            assert!(field(version, empty).is_some_and(|why| why.contains("K10.FR.02")), "{version:?} {empty}");
        }
        for some in [r#"{"chargingProfileId":1}"#, r#"{"chargingProfileCriteria":{"stackLevel":0}}"#] {
            assert_eq!(field(version, some), None, "{version:?} {some}");
        }
        assert_eq!(field(version, r#"{"chargingProfileId":1,"chargingProfileCriteria":{}}"#), None);
    }
    assert_eq!(field(Version::V16, "{}"), None, "there it means all");
    assert_eq!(fault(Version::V201, "ClearCache", "{}"), None);
}

#[test]
fn an_accepted_charger_is_not_asked_to_boot_by_hand_either() {
    let refused = |version, action: &str, message: &str, registered: Option<Admission>| {
        let speaking = Speaking { registered, ..speaking(version) };
        check_message(&speaking, action, &json!({"requestedMessage": message}).to_string(), false).is_err()
    };
    let accepted = Some(Admission::Accepted);
    for (version, action) in [
        (Version::V16, "TriggerMessage"),
        (Version::V16, "ExtendedTriggerMessage"),
        (Version::V201, "TriggerMessage"),
        (Version::V21, "TriggerMessage"),
    ] {
        assert!(refused(version, action, "BootNotification", accepted), "{version:?} {action}");
        assert!(!refused(version, action, "BootNotification", Some(Admission::Pending)), "{version:?} {action}");
        assert!(!refused(version, action, "BootNotification", None), "{version:?} {action}");
        assert!(!refused(version, action, "Heartbeat", accepted), "{version:?} {action}");
    }
}

#[test]
fn a_setting_fits_or_the_field_at_fault_is_named() {
    let field =
        |version, name: &str, value: &str| check_setting(&speaking(version), name, value).err().map(|(field, _)| field);
    assert_eq!(field(Version::V16, "HeartbeatInterval", "60"), None);
    assert_eq!(field(Version::V16, &"k".repeat(51), "60"), Some("name"));
    assert_eq!(field(Version::V16, "K", &"v".repeat(501)), Some("value"));
    for version in [Version::V201, Version::V21] {
        assert_eq!(field(version, "A.B", "1"), None);
        assert_eq!(field(version, "A", "1"), Some("name"));
        assert_eq!(field(version, &format!("{}.B", "a".repeat(51)), "1"), Some("name"));
        assert_eq!(field(version, "A.B", &"v".repeat(2501)), Some("value"));
    }
}

#[test]
fn forms_name_every_request_of_their_version() {
    let names = |version| forms(&speaking(version), 7).into_iter().map(|form| form.action).collect::<Vec<_>>();
    let has = |version, action: &str| names(version).iter().any(|name| name == action);
    assert!(has(Version::V16, "GetLog") && has(Version::V16, "ChangeConfiguration"));
    assert!(has(Version::V201, "GetVariables") && !has(Version::V201, "ChangeConfiguration"));
    assert!(names(Version::V21).len() > names(Version::V201).len());
    let form = forms(&speaking(Version::V201), 7).into_iter().find(|form| form.action == "GetLog").unwrap();
    let example: Value = serde_json::from_str(&form.example).unwrap();
    assert_eq!(example["requestId"], 7);
    assert!(form.fields.iter().any(|field| field.path == "log" && field.required), "{:?}", form.fields);
}

#[test]
fn what_brings_firmware_is_known_however_it_is_typed() {
    for name in ["UpdateFirmware", " updatefirmware ", "SignedUpdateFirmware", "PublishFirmware"] {
        assert!(brings_firmware(name), "{name}");
    }
    for name in ["", "Firmware", "UnpublishFirmware", "FirmwareStatusNotification"] {
        assert!(!brings_firmware(name), "{name}");
    }
}

/// While it is held back, a charger may say what it was asked for, and nothing else.
#[test]
fn a_charger_may_say_what_it_was_asked_for() {
    let asked = |action: &str, message: Option<&str>| {
        asks_for(action, &message.map_or(json!({}), |message| json!({"requestedMessage": message})))
    };
    for trigger in ["TriggerMessage", "ExtendedTriggerMessage"] {
        assert_eq!(asked(trigger, Some("Heartbeat")), ["Heartbeat"]);
        let both = ["FirmwareStatusNotification", "SignedFirmwareStatusNotification"];
        assert_eq!(asked(trigger, Some("FirmwareStatusNotification")), both);
        for certificate in [
            "SignChargePointCertificate",
            "SignChargingStationCertificate",
            "SignV2GCertificate",
            "SignCombinedCertificate",
            "SignV2G20Certificate",
        ] {
            assert_eq!(asked(trigger, Some(certificate)), ["SignCertificate"]);
        }
    }
    for (action, says) in [
        ("GetBaseReport", "NotifyReport"),
        ("GetReport", "NotifyReport"),
        ("GetMonitoringReport", "NotifyMonitoringReport"),
        ("GetChargingProfiles", "ReportChargingProfiles"),
        ("CustomerInformation", "NotifyCustomerInformation"),
        ("GetDisplayMessages", "NotifyDisplayMessages"),
        ("GetLog", "LogStatusNotification"),
        ("GetDiagnostics", "DiagnosticsStatusNotification"),
        ("UpdateFirmware", "FirmwareStatusNotification"),
        ("SignedUpdateFirmware", "SignedFirmwareStatusNotification"),
    ] {
        assert_eq!(asked(action, None), [says]);
    }
    assert!(asked("Reset", None).is_empty());
    let may = |version, registered, action: &str| may_say(version, registered, &["NotifyReport".to_owned()], action);
    for version in VERSIONS {
        for registered in [None, Some(Admission::Accepted), Some(Admission::Pending), Some(Admission::Rejected)] {
            assert!(may(version, registered, "BootNotification"), "{version:?} {registered:?}");
            let free = registered == Some(Admission::Accepted) || registered.is_none() && version == Version::V16;
            assert_eq!(may(version, registered, "Heartbeat"), free, "{version:?} {registered:?}");
            let asked = registered != Some(Admission::Rejected);
            assert_eq!(may(version, registered, "NotifyReport"), asked, "{version:?} {registered:?}");
        }
    }
}

#[test]
fn an_answer_to_what_was_typed_is_told_by_its_status() {
    let told = |version, args: &Args, action: &str, payload: Value| {
        let asked = SentCall { action, args, purpose: &Purpose::Main, parts: 1 };
        let meaning = answered(version, &asked, Ok(payload), 80, false, &hide());
        let [Evidence::Answered { outcome, .. }] = meaning.evidence.as_slice() else { panic!("one answer") };
        (outcome.clone(), meaning.learnt)
    };
    let status = |status: &str| json!({"status": status});
    let any = send("DataTransfer", "{}", &[]);
    let word = |status: Option<&str>| Outcome::Told { status: status.map(str::to_owned) };
    assert_eq!(told(Version::V16, &any, "DataTransfer", status("Rejected")), (word(Some("Rejected")), vec![]));
    assert_eq!(told(Version::V16, &any, "DataTransfer", json!({})), (word(None), vec![]));
    let again = restore(&["a"]);
    for (payload, expected) in [
        (status("Accepted"), Outcome::Accepted),
        (status("Rejected"), Outcome::Rejected),
        (status("Later"), Outcome::Odd { status: "Later".to_owned() }),
        (json!({}), Outcome::Misfit { why: "it has no status".to_owned() }),
    ] {
        assert_eq!(told(Version::V16, &again, "SetChargingProfile", payload).0, expected);
    }
    // What was set by hand is remembered, and forgotten when it is cleared by hand.
    let schedule = |unit: &str| {
        let periods = json!([{"startPeriod": 0, "limit": 16.0}, {"startPeriod": 60, "limit": 10}]);
        json!({"chargingRateUnit": unit, "chargingSchedulePeriod": periods})
    };
    let profile = |id: &str, schedule: Value| json!({id: 3, "stackLevel": 1, "chargingProfilePurpose": "TxProfile", "chargingSchedule": schedule});
    let set_16 = json!({"connectorId": 2, "csChargingProfiles": profile("chargingProfileId", schedule("A"))});
    let set_2x = json!({"evseId": 2, "chargingProfile": profile("id", json!([schedule("W")]))});
    for (version, set, amount) in
        [(Version::V16, &set_16, "10 A"), (Version::V201, &set_2x, "10 W"), (Version::V21, &set_2x, "10 W")]
    {
        let text = set.to_string();
        let args = send("SetChargingProfile", &text, &[]);
        let profile = Profile {
            id: 3,
            place: 2,
            purpose: "TxProfile".to_owned(),
            stack_level: 1,
            amount: Some(amount.to_owned()),
        };
        let learnt = vec![Learnt::ProfileSet { profile, request: text.clone() }];
        assert_eq!(told(version, &args, "SetChargingProfile", status("Accepted")).1, learnt, "{version:?}");
        assert_eq!(told(version, &args, "SetChargingProfile", status("Rejected")).1, [], "{version:?}");
    }
    let dropped = |version, text: Value| {
        let args = send("ClearChargingProfile", &text.to_string(), &[]);
        assert_eq!(told(version, &args, "ClearChargingProfile", status("Unknown")).1, []);
        match told(version, &args, "ClearChargingProfile", status("Accepted")).1.as_slice() {
            [Learnt::ProfilesDropped(dropped)] => dropped.clone(),
            others => panic!("{others:?}"),
        }
    };
    let by_id = DroppedProfiles { id: Some(3), ..DroppedProfiles::default() };
    assert_eq!(dropped(Version::V16, json!({"id": 3, "connectorId": 1})), by_id);
    assert_eq!(dropped(Version::V201, json!({"chargingProfileId": 3})), by_id);
    let some =
        DroppedProfiles { id: None, place: Some(1), purpose: Some("TxProfile".to_owned()), stack_level: Some(0) };
    let criteria = |place: &str| json!({place: 1, "chargingProfilePurpose": "TxProfile", "stackLevel": 0});
    assert_eq!(dropped(Version::V16, criteria("connectorId")), some);
    assert_eq!(dropped(Version::V201, json!({"chargingProfileCriteria": criteria("evseId")})), some);
}

#[test]
fn a_piece_that_is_refused_is_told_by_its_place() {
    let args = send("GetVariables", "{}", &[1, 2]);
    let asked = SentCall { action: "GetVariables", args: &args, purpose: &Purpose::Part { n: 1 }, parts: 2 };
    let error = RemoteError { code: "NotSupported".to_owned(), description: String::new(), details: Value::Null };
    let meaning = answered(Version::V201, &asked, Err(error), 80, false, &hide());
    let outcome = Outcome::Failed { code: "NotSupported".to_owned(), description: String::new() };
    let part = Evidence::Part { n: 1, part: "items 2 to 3 of 3".to_owned(), outcome, info: None };
    assert_eq!(meaning.evidence, [part]);
}

#[test]
fn yes_is_what_a_status_says() {
    let error = RemoteError { code: "Accepted".to_owned(), description: String::new(), details: Value::Null };
    assert!(is_accepted(&Ok(json!({"status": "Accepted"}))) && is_accepted(&Ok(json!({"Status": "accepted"}))));
    assert!(
        !is_accepted(&Ok(json!({"status": "Rejected"}))) && !is_accepted(&Ok(json!({}))) && !is_accepted(&Err(error))
    );
}
