//! What an order is on the wire, in each version, and what a charger cannot be told.

use super::*;

fn sent(version: Version, args: &Args, purpose: &Purpose) -> Result<(String, Value), String> {
    let request = request(&speaking(version), args, purpose, 7, None)?;
    Ok((request.action, request.payload))
}

#[track_caller]
fn check(version: Version, args: &Args, action: &str, payload: Value) {
    assert_eq!(sent(version, args, &Purpose::Main), Ok((action.to_owned(), payload)), "{version:?}");
}

#[track_caller]
fn refused(version: Version, args: &Args, purpose: &Purpose, why: &str) {
    assert_eq!(sent(version, args, purpose), Err(why.to_owned()), "{version:?}");
}

#[test]
fn a_reboot_is_called_what_its_version_calls_it() {
    let evse = |kind| Args::Reboot(reboot::Inputs { kind, when_idle: false, evse: Some(2), interrupt_update: false });
    check(Version::V16, &reboot(RebootKind::Soft), "Reset", json!({"type": "Soft"}));
    check(Version::V16, &reboot(RebootKind::Hard), "Reset", json!({"type": "Hard"}));
    for version in [Version::V201, Version::V21] {
        check(version, &reboot(RebootKind::Soft), "Reset", json!({"type": "OnIdle"}));
        check(version, &reboot(RebootKind::Hard), "Reset", json!({"type": "Immediate"}));
        check(version, &evse(RebootKind::Hard), "Reset", json!({"type": "Immediate", "evseId": 2}));
    }
    let resume = json!({"type": "ImmediateAndResume", "evseId": 2});
    check(Version::V21, &evse(RebootKind::Resume), "Reset", resume);
    let main = Purpose::Main;
    let on_16 = "OCPP 1.6 does not go on with sessions after a reboot";
    refused(Version::V16, &reboot(RebootKind::Resume), &main, on_16);
    refused(Version::V16, &evse(RebootKind::Soft), &main, "OCPP 1.6 restarts whole chargers only");
    let on_201 = "OCPP 2.0.1 does not go on with sessions after a reboot";
    refused(Version::V201, &reboot(RebootKind::Resume), &main, on_201);
}

#[test]
fn an_update_says_where_when_and_how_often() {
    let plain = json!({"location": "http://h/a", "retrieveDate": EPOCH, "retries": 3, "retryInterval": 60});
    check(Version::V16, &update(false), "UpdateFirmware", plain);
    let firmware = json!({"location": "http://h/a", "retrieveDateTime": EPOCH, "installDateTime": MINUTE});
    let mut signed = firmware.clone();
    signed["signingCertificate"] = json!("-----BEGIN CERTIFICATE-----");
    signed["signature"] = json!("c2ln");
    let with = |firmware: &Value| json!({"requestId": 7, "firmware": firmware, "retries": 3, "retryInterval": 60});
    check(Version::V16, &update(true), "SignedUpdateFirmware", with(&signed));
    for version in [Version::V201, Version::V21] {
        check(version, &update(false), "UpdateFirmware", with(&firmware));
        check(version, &update(true), "UpdateFirmware", with(&signed));
    }
    // The secret that was cut out is on the wire.
    let secret = SecretText::new("http://u:p@h/a".to_owned());
    for version in VERSIONS {
        let request = request(&speaking(version), &update(false), &Purpose::Main, 7, Some(&secret)).unwrap();
        assert!(request.payload.to_string().contains("http://u:p@h/a"), "{version:?}");
    }
}

#[test]
fn logs_are_asked_for_by_what_the_charger_knows() {
    let log = |name: &str| {
        let log = json!({"remoteLocation": "ftp://h/", "oldestTimestamp": EPOCH, "latestTimestamp": MINUTE});
        json!({"logType": name, "requestId": 7, "log": log, "retries": 2, "retryInterval": 0})
    };
    let old = json!({"location": "ftp://h/", "startTime": EPOCH, "stopTime": MINUTE, "retries": 2, "retryInterval": 0});
    check(Version::V16, &diagnostics(LogKind::Diagnostics), "GetDiagnostics", old);
    let main = Purpose::Main;
    for kind in [LogKind::Security, LogKind::DataCollector] {
        let why = "OCPP 1.6 without the security extension has one log only";
        refused(Version::V16, &diagnostics(kind), &main, why);
    }
    let with_extension = Speaking { security: true, ..speaking(Version::V16) };
    let secure = |kind| {
        request(&with_extension, &diagnostics(kind), &Purpose::Main, 7, None).map(|sent| (sent.action, sent.payload))
    };
    for (kind, name) in [(LogKind::Diagnostics, "DiagnosticsLog"), (LogKind::Security, "SecurityLog")] {
        assert_eq!(secure(kind), Ok(("GetLog".to_owned(), log(name))));
        check(Version::V201, &diagnostics(kind), "GetLog", log(name));
        check(Version::V21, &diagnostics(kind), "GetLog", log(name));
    }
    assert_eq!(secure(LogKind::DataCollector), Err("OCPP 1.6 has no data collector log".to_owned()));
    let why = "OCPP 2.0.1 has no data collector log";
    refused(Version::V201, &diagnostics(LogKind::DataCollector), &main, why);
    check(Version::V21, &diagnostics(LogKind::DataCollector), "GetLog", log("DataCollectorLog"));
}

#[test]
fn profiles_are_cleared_by_what_was_chosen() {
    let some = ClearProfiles {
        id: None,
        connector: Some(1),
        purpose: Some(ProfilePurpose::ChargePointMaxProfile),
        stack_level: Some(0),
    };
    let on_16 = |purpose: &str| json!({"connectorId": 1, "chargingProfilePurpose": purpose, "stackLevel": 0});
    for purpose in [ProfilePurpose::ChargePointMaxProfile, ProfilePurpose::TxDefaultProfile, ProfilePurpose::TxProfile]
    {
        let args = clear(ClearProfiles { purpose: Some(purpose), ..some });
        check(Version::V16, &args, "ClearChargingProfile", on_16(purpose.as_str()));
    }
    for purpose in [ProfilePurpose::PriorityCharging, ProfilePurpose::LocalGeneration] {
        let args = clear(ClearProfiles { purpose: Some(purpose), ..some });
        refused(Version::V16, &args, &Purpose::Main, "OCPP 1.6 has no such purpose");
    }
    check(Version::V16, &clear(ClearProfiles::default()), "ClearChargingProfile", json!({}));
    check(Version::V16, &clear(ClearProfiles { id: Some(3), ..some }), "ClearChargingProfile", {
        json!({"id": 3, "connectorId": 1, "chargingProfilePurpose": "ChargePointMaxProfile", "stackLevel": 0})
    });
    let on_2x = json!({"chargingProfileCriteria": {
        "evseId": 1, "chargingProfilePurpose": "ChargingStationMaxProfile", "stackLevel": 0}});
    for version in [Version::V201, Version::V21] {
        check(version, &clear(some), "ClearChargingProfile", on_2x.clone());
        let one = clear(ClearProfiles { id: Some(3), ..some });
        check(version, &one, "ClearChargingProfile", json!({"chargingProfileId": 3}));
        refused(version, &clear(some), &Purpose::Part { n: 1 }, "there is no such part");
    }
}

#[test]
fn the_rest_is_what_its_version_has_for_it() {
    for version in VERSIONS {
        check(version, &Args::ClearCache, "ClearCache", json!({}));
        let moved = actions::change_site::Inputs { from: "a".to_owned(), to: "b".to_owned() };
        refused(version, &Args::ChangeSite(moved), &Purpose::Main, "this is not sent so");
    }
    check(Version::V16, &Args::ReadConfiguration, "GetConfiguration", json!({}));
    check(Version::V16, &set("A", "1"), "ChangeConfiguration", json!({"key": "A", "value": "1"}));
    for version in [Version::V201, Version::V21] {
        let report = json!({"requestId": 7, "reportBase": "FullInventory"});
        check(version, &Args::ReadConfiguration, "GetBaseReport", report);
        let data = json!({"attributeValue": "1", "component": {"name": "A"}, "variable": {"name": "B"}});
        check(version, &set("A.B", "1"), "SetVariables", json!({"setVariableData": [data]}));
        refused(version, &set("A", "1"), &Purpose::Main, "this is not the name of a variable");
    }
}

#[test]
fn what_follows_an_answer_is_asked_in_the_same_words() {
    let args = clear(ClearProfiles::default());
    let schedule = Purpose::Schedule { connector: 2 };
    let asked = json!({"connectorId": 2, "duration": 86_400});
    assert_eq!(sent(Version::V16, &args, &schedule), Ok(("GetCompositeSchedule".to_owned(), asked)));
    for version in [Version::V201, Version::V21] {
        refused(version, &args, &schedule, "OCPP 2.x is asked for its profiles instead");
        let criteria = json!({"chargingLimitSource": ["CSO", "EMS", "Other", "SO"]});
        let asked = json!({"requestId": 7, "chargingProfile": criteria});
        assert_eq!(sent(version, &args, &Purpose::Profiles), Ok(("GetChargingProfiles".to_owned(), asked)));
    }
    for purpose in [Purpose::Profiles, Purpose::Part { n: 1 }, Purpose::Settings { from: 0 }] {
        refused(Version::V16, &args, &purpose, "OCPP 1.6 has no such request");
    }
}

#[test]
fn how_far_it_is_is_asked_by_the_message_that_tells_it() {
    let asked = |speaking: &Speaking, args: &Args| {
        let request = request(speaking, args, &Purpose::HowFar, 7, None)?;
        assert_eq!(request.payload.as_object().map(serde_json::Map::len), Some(1), "{}", request.payload);
        Ok::<_, String>(format!("{} {}", request.action, request.payload["requestedMessage"].as_str().unwrap()))
    };
    let secure = Speaking { security: true, ..speaking(Version::V16) };
    let old = speaking(Version::V16);
    let log = diagnostics(LogKind::Diagnostics);
    let trigger = |message: &str| Ok(format!("TriggerMessage {message}"));
    let extended = |message: &str| Ok(format!("ExtendedTriggerMessage {message}"));
    for old in [&old, &secure] {
        assert_eq!(asked(old, &update(false)), trigger("FirmwareStatusNotification"));
        assert_eq!(asked(old, &update(true)), extended("FirmwareStatusNotification"));
    }
    assert_eq!(asked(&old, &log), trigger("DiagnosticsStatusNotification"));
    assert_eq!(asked(&secure, &log), extended("LogStatusNotification"));
    for version in [Version::V201, Version::V21] {
        assert_eq!(asked(&speaking(version), &update(true)), trigger("FirmwareStatusNotification"));
        assert_eq!(asked(&speaking(version), &log), trigger("LogStatusNotification"));
    }
    // Also of what 2.1 alone has.
    let newest = speaking(Version::V21);
    assert_eq!(asked(&newest, &diagnostics(LogKind::DataCollector)), trigger("LogStatusNotification"));
    assert_eq!(asked(&newest, &reboot(RebootKind::Resume)), Err("there is nothing to ask for".to_owned()));
    for version in VERSIONS {
        assert_eq!(asked(&speaking(version), &Args::ClearCache), Err("there is nothing to ask for".to_owned()));
    }
}

/// As many as the charger takes in one message, from the one on that is next.
#[test]
fn well_known_variables_are_asked_for_in_turn() {
    let asked = |items: Option<i64>, from: usize| {
        let mut speaking = speaking(Version::V201);
        if let Some(items) = items {
            let room = model::Room { items: Some(items), bytes: None };
            speaking.known.rooms.insert("GetVariables".to_owned(), room);
        }
        let purpose = Purpose::Settings { from };
        let request = request(&speaking, &Args::ReadConfiguration, &purpose, 7, None).unwrap();
        assert_eq!(request.action, "GetVariables");
        let names = request.payload["getVariableData"].as_array().unwrap().iter();
        names.map(|one| one["variable"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(asked(None, 0).len(), 4);
    assert_eq!(asked(Some(20), 0).len(), 14);
    assert_eq!(asked(Some(2), 12), ["SecurityProfile", "AvailabilityState"]);
    assert_eq!(asked(Some(2), 13), ["AvailabilityState"]);
}

#[test]
fn a_command_takes_as_many_calls_as_its_charger_wants() {
    let count = |version, args: &Args| parts(&speaking(version), args);
    let all = clear(ClearProfiles::default());
    assert_eq!(count(Version::V16, &all), [""]);
    let three = ["ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile"];
    assert_eq!(count(Version::V201, &all), three);
    assert_eq!(count(Version::V21, &all), [&three[..], &["PriorityCharging", "LocalGeneration"]].concat());
    assert_eq!(count(Version::V201, &clear(ClearProfiles { id: Some(1), ..ClearProfiles::default() })), ["Profiles"]);
    assert_eq!(count(Version::V16, &restore(&["a", "b"])), ["a", "b"]);
    assert_eq!(count(Version::V201, &send("GetVariables", "{}", &[4, 1])), ["items 1 to 4 of 5", "item 5 of 5"]);
    assert_eq!(count(Version::V201, &send("GetVariables", "{}", &[])), [""]);
    assert_eq!(count(Version::V201, &reboot(RebootKind::Soft)), [""]);
    let mut knows = speaking(Version::V201);
    knows.known.rooms.insert("GetVariables".to_owned(), model::Room { items: Some(1), bytes: None });
    let two = r#"{"getVariableData":[{},{}]}"#;
    assert_eq!(pieces(&knows, "GetVariables", two), [1, 1]);
    assert_eq!(pieces(&Speaking { protocol: None, ..knows }, "GetVariables", two), [] as [usize; 0]);
}

/// Where an older one of its kind gives way, the charger must be able to say so.
#[test]
fn only_an_update_without_an_id_cannot_take_anothers_place() {
    let may = |version, args: &Args| may_replace(&speaking(version), args);
    assert!(!may(Version::V16, &update(false)) && may(Version::V16, &update(true)));
    assert!(may(Version::V201, &update(false)) && may(Version::V21, &update(false)));
    assert!(may(Version::V16, &diagnostics(LogKind::Diagnostics)));
}

#[test]
fn what_was_typed_is_sent_as_it_was_typed() {
    let typed = |args: &Args, purpose: &Purpose, secret: Option<&SecretText>| {
        let request = request(&speaking(Version::V201), args, purpose, 7, secret)?;
        Ok::<_, String>((request.action, request.typed.expect("its text").get().to_owned()))
    };
    let odd = r#"{"type" :  1.0}"#;
    let sent = |action: &str, text: &str| Ok((action.to_owned(), text.to_owned()));
    assert_eq!(typed(&send("Reset", odd, &[]), &Purpose::Main, None), sent("Reset", odd));
    let secret = SecretText::new(r#"{"a":"secret"}"#.to_owned());
    let sealed = send("Reset", r#"{"a":"***"}"#, &[]);
    assert_eq!(typed(&sealed, &Purpose::Main, Some(&secret)), sent("Reset", r#"{"a":"secret"}"#));
    let two = send("GetVariables", r#"{"getVariableData":[1,2]}"#, &[1, 1]);
    let second = r#"{"getVariableData":[2]}"#;
    assert_eq!(typed(&two, &Purpose::Part { n: 1 }, None), sent("GetVariables", second));
    assert_eq!(typed(&two, &Purpose::Part { n: 2 }, None), Err("there is no such part".to_owned()));
    assert_eq!(typed(&restore(&["a"]), &Purpose::Main, None), sent("SetChargingProfile", "{}"));
    let none = Err("there is no such profile".to_owned());
    assert_eq!(typed(&restore(&["a"]), &Purpose::Part { n: 1 }, None), none);
    let broken = typed(&send("Reset", "{", &[]), &Purpose::Main, None);
    assert_eq!(broken, Err("the message is not JSON".to_owned()));
    // What still limits the charger after them is asked in its version's words.
    let asked = request(&speaking(Version::V201), &restore(&["a"]), &Purpose::Profiles, 7, None).unwrap();
    assert_eq!(asked.action, "GetChargingProfiles");
}
