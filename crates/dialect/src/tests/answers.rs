//! What chargers answer, by the request that was sent and by its version.

use super::*;
use model::Limit;
use ocpp::exchange::RemoteError;

fn meaning(version: Version, action: &str, args: &Args, purpose: &Purpose, payload: Value) -> Meaning {
    let asked = SentCall { action, args, purpose, parts: 1 };
    answered(version, &asked, Ok(payload), 80, false, &hide())
}

fn refused(version: Version, action: &str, args: &Args, purpose: &Purpose, code: &str) -> Meaning {
    let asked = SentCall { action, args, purpose, parts: 1 };
    let error = RemoteError { code: code.to_owned(), description: "no".to_owned(), details: Value::Null };
    answered(version, &asked, Err(error), 80, true, &hide())
}

/// The outcome alone, and what the charger adds.
fn outcome(meaning: &Meaning) -> (Outcome, Option<String>) {
    match meaning.evidence.as_slice() {
        [Evidence::Answered { outcome, info, after_ms: 80, .. }, ..] => (outcome.clone(), info.clone()),
        others => panic!("{others:?}"),
    }
}

fn odd(status: &str) -> Outcome {
    Outcome::Odd { status: status.to_owned() }
}

fn failed(code: &str) -> Outcome {
    Outcome::Failed { code: code.to_owned(), description: String::new() }
}

fn file(name: &str) -> Outcome {
    Outcome::File { name: name.to_owned() }
}

#[test]
fn each_status_is_read_as_what_it_means_to_its_request() {
    use Outcome::{Accepted, AfterReboot, NoFile, Received, Rejected, Replaces, Scheduled, Unknown};
    let check = |version, action: &str, args: &Args, told: &[(Value, Outcome)]| {
        for (payload, expected) in told {
            let meaning = meaning(version, action, args, &Purpose::Main, payload.clone());
            assert_eq!(outcome(&meaning).0, *expected, "{version:?} {action} {payload}");
        }
    };
    let is = |status: &str, outcome: Outcome| (json!({"status": status}), outcome);
    let certificate = |status: &str| Outcome::CertificateRefused { status: status.to_owned() };
    let (soft, cache) = (reboot(RebootKind::Soft), Args::ClearCache);
    let yes_or_no = [
        is("Accepted", Accepted),
        is("accepted", Accepted),
        is("Rejected", Rejected),
        is("OK", odd("OK")),
        is("NotImplemented", failed("NotImplemented")),
        is("NotSupported", failed("NotSupported")),
        is("SecurityError", failed("SecurityError")),
    ];
    for version in VERSIONS {
        check(version, "Reset", &soft, &yes_or_no);
        check(version, "ClearCache", &cache, &yes_or_no);
        check(version, "TriggerMessage", &Args::Ask(Notice::of(Topic::Heartbeat)), &yes_or_no);
        // One that is not read by its own definition.
        check(version, "DataTransfer", &cache, &yes_or_no);
        let none = Outcome::Misfit { why: "it has no status".to_owned() };
        check(version, "DataTransfer", &cache, &[(json!({}), none)]);
        check(
            version,
            "ClearChargingProfile",
            &clear(ClearProfiles::default()),
            &[is("Accepted", Accepted), is("Unknown", Unknown), is("Rejected", Rejected), is("Some", odd("Some"))],
        );
    }
    check(Version::V201, "Reset", &soft, &[is("Scheduled", Scheduled)]);
    check(Version::V16, "ExtendedTriggerMessage", &Args::Ask(Notice::of(Topic::Log)), &yes_or_no);
    let signed = [
        is("AcceptedCanceled", Replaces),
        is("InvalidCertificate", certificate("InvalidCertificate")),
        is("RevokedCertificate", certificate("RevokedCertificate")),
    ];
    let signed = [&yes_or_no[..], &signed].concat();
    check(Version::V16, "SignedUpdateFirmware", &update(true), &signed);
    check(Version::V201, "UpdateFirmware", &update(false), &signed);
    check(
        Version::V16,
        "UpdateFirmware",
        &update(false),
        &[(json!({}), Received), is("Accepted", Received), is("Rejected", Rejected), is("Maybe", odd("Maybe"))],
    );
    check(
        Version::V16,
        "GetDiagnostics",
        &diagnostics(LogKind::Diagnostics),
        &[
            (json!({"fileName": "a.zip"}), file("a.zip")),
            (json!({"filename": "a.zip", "status": "Rejected"}), file("a.zip")),
            (json!({"fileName": " "}), NoFile),
            (json!({}), NoFile),
            is("Accepted", NoFile),
            is("Rejected", Rejected),
            is("Busy", odd("Busy")),
        ],
    );
    for version in VERSIONS {
        check(
            version,
            "GetLog",
            &diagnostics(LogKind::Diagnostics),
            &[
                (json!({"status": "Accepted", "filename": "a.zip"}), file("a.zip")),
                (json!({"status": "Accepted", "fileName": "a.zip"}), file("a.zip")),
                (json!({"status": "Accepted", "filename": ""}), Accepted),
                is("Accepted", Accepted),
                is("AcceptedCanceled", Replaces),
                is("Rejected", Rejected),
                is("Busy", odd("Busy")),
            ],
        );
    }
    check(
        Version::V16,
        "ChangeConfiguration",
        &set("A", "1"),
        &[
            is("Accepted", Accepted),
            is("Rejected", Rejected),
            is("RebootRequired", AfterReboot),
            is("NotSupported", Unknown),
            is("Perhaps", odd("Perhaps")),
        ],
    );
    let result = |status: &str, outcome: Outcome| {
        let told = json!({"attributeStatus": status, "component": {"name": "A"}, "variable": {"name": "B"}});
        (json!({"setVariableResult": [told]}), outcome)
    };
    check(
        Version::V201,
        "SetVariables",
        &set("A.B", "1"),
        &[
            result("Accepted", Accepted),
            result("Rejected", Rejected),
            result("RebootRequired", AfterReboot),
            result("UnknownComponent", Unknown),
            result("UnknownVariable", Unknown),
            result("NotSupportedAttributeType", Unknown),
            result("Perhaps", odd("Perhaps")),
            (json!({"setVariableResult": []}), Outcome::Misfit { why: "it says nothing of the variable".to_owned() }),
        ],
    );
    check(
        Version::V201,
        "GetBaseReport",
        &Args::ReadConfiguration,
        &[
            is("Accepted", Accepted),
            is("Rejected", failed("Rejected")),
            is("NotSupported", failed("NotSupported")),
            is("EmptyResultSet", failed("EmptyResultSet")),
            is("Perhaps", failed("Perhaps")),
        ],
    );
}

#[test]
fn what_a_charger_of_2x_adds_is_kept_with_the_answer() {
    let check = |action: &str, args: &Args, more: Value, expected: Option<&str>| {
        let payload = json!({"status": "Rejected", "statusInfo": {"reasonCode": "Busy", "additionalInfo": more}});
        let meaning = meaning(Version::V201, action, args, &Purpose::Main, payload);
        assert_eq!(outcome(&meaning), (Outcome::Rejected, expected.map(str::to_owned)), "{action}");
    };
    for action in ["Reset", "ClearCache", "DataTransfer"] {
        check(action, &Args::ClearCache, json!("charging"), Some("Busy, charging"));
        check(action, &Args::ClearCache, json!(""), Some("Busy"));
    }
    check("DataTransfer", &Args::ClearCache, Value::Null, Some("Busy"));
}

#[test]
fn an_error_is_told_by_its_code_and_an_answer_that_cannot_be_read_by_that() {
    for version in VERSIONS {
        let refused = refused(version, "Reset", &reboot(RebootKind::Hard), &Purpose::Main, "not_supported");
        let evidence = Evidence::Answered {
            outcome: Outcome::Failed { code: "NotSupported".to_owned(), description: "no".to_owned() },
            after_ms: 80,
            late: true,
            info: None,
        };
        assert_eq!(refused.evidence, [evidence], "{version:?}");
        let unreadable = meaning(version, "Reset", &reboot(RebootKind::Hard), &Purpose::Main, Value::Null);
        let why = "it answered, and the answer cannot be read".to_owned();
        assert_eq!(outcome(&unreadable).0, Outcome::Misfit { why }, "{version:?}");
        let misfit = meaning(version, "Reset", &reboot(RebootKind::Hard), &Purpose::Main, json!({}));
        assert!(matches!(outcome(&misfit).0, Outcome::Misfit { .. }), "{version:?}");
    }
}

#[test]
fn one_of_several_is_told_as_a_part() {
    let args = clear(ClearProfiles::default());
    let asked = SentCall { action: "ClearChargingProfile", args: &args, purpose: &Purpose::Part { n: 1 }, parts: 3 };
    let meaning = answered(Version::V201, &asked, Ok(json!({"status": "Accepted"})), 80, false, &hide());
    let part = Evidence::Part { n: 1, part: "TxDefaultProfile".to_owned(), outcome: Outcome::Accepted, info: None };
    assert_eq!(meaning.evidence, [part]);
    let dropped = DroppedProfiles { purpose: Some("TxDefaultProfile".to_owned()), ..DroppedProfiles::default() };
    assert_eq!(meaning.learnt, [Learnt::ProfilesDropped(dropped)]);
}

#[test]
fn what_was_set_or_dropped_is_learnt_where_it_was_taken() {
    let learnt = |version, action: &str, args: &Args, payload: Value| {
        meaning(version, action, args, &Purpose::Main, payload).learnt
    };
    let status = |status: &str| json!({"status": status});
    let taken = [Learnt::SettingTaken { name: "A.B".to_owned(), value: "1".to_owned() }];
    let result = |status: &str| {
        json!({"setVariableResult": [
            {"attributeStatus": status, "component": {"name": "A"}, "variable": {"name": "B"}}]})
    };
    for word in ["Accepted", "RebootRequired"] {
        assert_eq!(learnt(Version::V16, "ChangeConfiguration", &set("A.B", "1"), status(word)), taken, "{word}");
        assert_eq!(learnt(Version::V201, "SetVariables", &set("A.B", "1"), result(word)), taken, "{word}");
    }
    assert_eq!(learnt(Version::V16, "ChangeConfiguration", &set("A.B", "1"), status("Rejected")), []);
    assert_eq!(learnt(Version::V201, "SetVariables", &set("A.B", "1"), result("Rejected")), []);
    let some = ClearProfiles {
        connector: Some(1),
        purpose: Some(ProfilePurpose::ChargePointMaxProfile),
        stack_level: Some(0),
        id: None,
    };
    let dropped = |purpose: &str| DroppedProfiles {
        id: None,
        place: Some(1),
        purpose: Some(purpose.to_owned()),
        stack_level: Some(0),
    };
    let action = "ClearChargingProfile";
    let by_16 = [Learnt::ProfilesDropped(dropped("ChargePointMaxProfile"))];
    assert_eq!(learnt(Version::V16, action, &clear(some), status("Accepted")), by_16);
    let by_2x = [Learnt::ProfilesDropped(dropped("ChargingStationMaxProfile"))];
    assert_eq!(learnt(Version::V21, action, &clear(some), status("Accepted")), by_2x);
    let id = ClearProfiles { id: Some(7), ..some };
    let one = [Learnt::ProfilesDropped(DroppedProfiles { id: Some(7), ..DroppedProfiles::default() })];
    for version in VERSIONS {
        assert_eq!(learnt(version, action, &clear(id), status("Accepted")), one, "{version:?}");
        assert_eq!(learnt(version, action, &clear(id), status("Unknown")), [], "{version:?}");
    }
}

/// 1.6: whether it knows the security extension, and what asks for the same where it does not.
#[test]
fn an_answer_shows_whether_a_charger_knows_the_security_extension() {
    let (log, ask) = (diagnostics(LogKind::Diagnostics), Args::Ask(Notice::of(Topic::Heartbeat)));
    let known = |meaning: Meaning| match meaning.learnt.as_slice() {
        [] => (None, meaning.instead),
        [Learnt::SecurityExtension(known)] => (Some(*known), meaning.instead),
        others => panic!("{others:?}"),
    };
    let told = |action: &str, args: &Args, status: &str| {
        known(meaning(Version::V16, action, args, &Purpose::Main, json!({"status": status})))
    };
    let error =
        |action: &str, args: &Args, code: &str| known(refused(Version::V16, action, args, &Purpose::Main, code));
    for status in ["Accepted", "Rejected", "Busy"] {
        assert_eq!(told("GetLog", &log, status), (Some(true), None), "{status}");
        assert_eq!(told("SignedUpdateFirmware", &update(true), status), (Some(true), None), "{status}");
        assert_eq!(told("ExtendedTriggerMessage", &ask, status), (Some(true), None), "{status}");
        assert_eq!(told("TriggerMessage", &ask, status), (None, None), "{status}");
    }
    // That it knows no such trigger says nothing of the request itself.
    assert_eq!(told("ExtendedTriggerMessage", &ask, "NotImplemented"), (Some(true), None));
    assert_eq!(told("GetLog", &log, "NotImplemented"), (Some(false), Some("GetDiagnostics")));
    for code in ["NotImplemented", "NotSupported"] {
        assert_eq!(error("GetLog", &log, code), (Some(false), Some("GetDiagnostics")), "{code}");
        assert_eq!(error("GetLog", &diagnostics(LogKind::Security), code), (Some(false), None), "{code}");
        assert_eq!(error("ExtendedTriggerMessage", &ask, code), (Some(false), Some("TriggerMessage")), "{code}");
        assert_eq!(error("ExtendedTriggerMessage", &log, code), (Some(false), None), "{code}");
        assert_eq!(error("SignedUpdateFirmware", &update(true), code), (Some(false), None), "{code}");
        assert_eq!(error("TriggerMessage", &ask, code), (None, None), "{code}");
    }
    assert_eq!(error("GetLog", &log, "InternalError"), (None, None));
}

#[test]
fn settings_are_taken_as_they_are_told() {
    let payload = json!({"configurationKey": [
        {"key": "A", "readonly": true, "value": "1"},
        {"key": "AuthorizationKey", "readonly": false, "value": "secret"},
        {"key": "B"}]});
    let read = meaning(Version::V16, "GetConfiguration", &Args::ReadConfiguration, &Purpose::Main, payload);
    assert_eq!(outcome(&read).0, Outcome::Received);
    assert_eq!(read.evidence[1], Evidence::Settings { count: 3, last: true });
    let setting = |name: &str, value: Option<&str>, readonly| Setting {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        readonly,
        about: None,
        choices: Vec::new(),
    };
    let settings =
        vec![setting("A", Some("1"), true), setting("AuthorizationKey", Some("***"), false), setting("B", None, false)];
    assert_eq!(read.learnt, [Learnt::Settings { settings, whole: true }]);
}

/// 2.x: well-known variables are asked for one message after the other, until all were.
#[test]
fn single_variables_are_asked_for_until_the_last() {
    let result = |status: &str| {
        json!({"attributeStatus": status, "attributeValue": "true", "component": {"name": "AuthCacheCtrlr"},
            "variable": {"name": "Available"}})
    };
    let told = |from: usize, results: Vec<Value>| {
        let payload = json!({"getVariableResult": results});
        meaning(Version::V201, "GetVariables", &Args::ReadConfiguration, &Purpose::Settings { from }, payload)
    };
    let first = told(0, vec![result("Accepted"), result("UnknownVariable")]);
    assert_eq!(first.evidence, [Evidence::Settings { count: 1, last: false }]);
    assert_eq!(first.next, Some(Purpose::Settings { from: 2 }));
    let setting = Setting {
        name: "AuthCacheCtrlr.Available".to_owned(),
        value: Some("true".to_owned()),
        readonly: false,
        about: None,
        choices: Vec::new(),
    };
    assert_eq!(first.learnt, [Learnt::Settings { settings: vec![setting], whole: false }]);
    assert_eq!(told(12, vec![result("Accepted")]).next, Some(Purpose::Settings { from: 13 }));
    let last = told(13, vec![result("Accepted")]);
    assert_eq!((last.next, &last.evidence[..]), (None, &[Evidence::Settings { count: 1, last: true }][..]));
    // An answer without any does not go round for ever.
    assert_eq!(told(5, Vec::new()).next, Some(Purpose::Settings { from: 6 }));
    let error = |from| {
        refused(Version::V201, "GetVariables", &Args::ReadConfiguration, &Purpose::Settings { from }, "InternalError")
    };
    assert_eq!(error(4).evidence, [Evidence::Settings { count: 0, last: true }]);
    assert_eq!(outcome(&error(0)).0, odd("InternalError"));
    let misfit =
        meaning(Version::V201, "GetVariables", &Args::ReadConfiguration, &Purpose::Settings { from: 0 }, json!("none"));
    assert!(matches!(outcome(&misfit).0, Outcome::Misfit { .. }));
}

#[test]
fn what_is_left_is_said_or_why_not() {
    let args = clear(ClearProfiles::default());
    let asked = |payload: Value| meaning(Version::V201, "GetChargingProfiles", &args, &Purpose::Profiles, payload);
    let cannot = |why: &str| Evidence::Limits { left: Vec::new(), known: Err(why.to_owned()) };
    assert!(asked(json!({"status": "Accepted"})).evidence.is_empty(), "the report says it");
    let none = asked(json!({"status": "NoProfiles"}));
    assert_eq!(none.evidence, [Evidence::Limits { left: Vec::new(), known: Ok(()) }]);
    assert_eq!(none.learnt, [Learnt::NoProfilesLeft]);
    assert_eq!(asked(json!({"status": "Never"})).evidence, [cannot("Never")]);
    assert_eq!(asked(json!({})).evidence, [cannot("its answer does not fit")]);
    let error = refused(Version::V201, "GetChargingProfiles", &args, &Purpose::Profiles, "NotSupported");
    assert_eq!(error.evidence, [cannot("NotSupported")]);
}

#[test]
fn a_schedule_says_what_limits_a_connector() {
    let args = clear(ClearProfiles::default());
    let purpose = Purpose::Schedule { connector: 2 };
    let limit = |payload: Value| {
        let meaning = meaning(Version::V16, "GetCompositeSchedule", &args, &purpose, payload);
        match meaning.evidence.as_slice() {
            [Evidence::Schedule { connector: 2, limit }] => limit.clone(),
            others => panic!("{others:?}"),
        }
    };
    let schedule = |limits: &[f64]| {
        let periods: Vec<Value> = limits.iter().map(|limit| json!({"startPeriod": 0, "limit": limit})).collect();
        json!({"status": "Accepted", "chargingSchedule": {"chargingRateUnit": "A", "chargingSchedulePeriod": periods}})
    };
    let limited = |amount: &str| Limit::Limited { amount: amount.to_owned(), stood: None };
    let cannot = |why: &str| Limit::CannotSay { why: why.to_owned() };
    assert_eq!(limit(schedule(&[32.0, 16.5, 20.0])), limited("16.5 A"));
    assert_eq!(limit(schedule(&[0.0, -1.0])), limited("0 A"), "none is not negative");
    assert_eq!(limit(schedule(&[-1.0])), Limit::Unlimited);
    assert_eq!(limit(json!({"status": "Accepted"})), Limit::Unlimited);
    assert_eq!(limit(json!({"status": "Rejected"})), cannot("Rejected"));
    assert_eq!(limit(json!({"status": "Never"})), cannot("Never"));
    assert_eq!(limit(json!({})), cannot("its answer does not fit"));
    let error = refused(Version::V16, "GetCompositeSchedule", &args, &purpose, "NotSupported");
    assert_eq!(error.evidence, [Evidence::Schedule { connector: 2, limit: cannot("NotSupported") }]);
}

#[test]
fn how_far_it_is_is_told_by_that_answer_alone() {
    for version in VERSIONS {
        let told = meaning(version, "TriggerMessage", &update(false), &Purpose::HowFar, json!({"status": "Rejected"}));
        assert_eq!(told.evidence, [Evidence::HowFar { answer: Outcome::Rejected }], "{version:?}");
        assert!(told.learnt.is_empty());
    }
}

#[test]
fn what_is_odd_about_an_answer_is_noted() {
    for version in VERSIONS {
        let noted = |action: &str, answer: Value| !odd_answer(version, action, &answer).is_empty();
        assert!(noted("Reset", json!({"Status": "Accepted"})), "{version:?}: its name is misspelt");
        assert!(!noted("Reset", json!({"status": "Accepted"})), "{version:?}");
        assert!(!noted("DataTransfer", json!({"Status": "Accepted"})), "{version:?}: not read here");
    }
}
