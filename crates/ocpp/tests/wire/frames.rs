//! Reading and writing frames, down to hostile ones.

use ocpp::rpc::{
    DEEPEST_NESTING, Kind, LONGEST_DESCRIPTION, LONGEST_ID, Message, Reason, Unreadable, read, write_call, write_error,
    write_result, write_result_error,
};
use ocpp::{ErrorCode, Version};
use serde_json::{Value, json};

/// A readable frame and what it says on every version.
fn check(text: &str, expected: Message) {
    for version in Version::ALL {
        assert_eq!(read(version, text).as_ref(), Ok(&expected), "{text}");
    }
}

/// A text that is no frame on any version: the id of the CALL it was meant as, if any, and the reason.
fn check_bad(text: &str, id: Option<&str>, reason: Reason) {
    for version in Version::ALL {
        check_bad_on(version, text, id, reason);
    }
}

fn check_bad_on(version: Version, text: &str, id: Option<&str>, reason: Reason) {
    let Err(unreadable) = read(version, text) else {
        panic!("was read: {text}");
    };
    let answerable = unreadable.id.filter(|_| unreadable.kind == Some(Kind::Call));
    assert_eq!((answerable.as_deref(), unreadable.reason), (id, reason), "{version:?} {text:.80}");
}

fn can_be_read(text: &str) -> bool {
    Version::ALL.into_iter().all(|version| read(version, text).is_ok())
}

fn call(id: &str, action: &str, payload: Value) -> Message {
    Message::Call { id: id.into(), action: action.into(), payload }
}

fn call_result(id: &str, payload: Value) -> Message {
    Message::CallResult { id: id.into(), payload }
}

fn call_error(id: &str, code: &str, description: &str, details: Value) -> Message {
    Message::CallError { id: id.into(), code: code.into(), description: description.into(), details }
}

fn nested(depth: usize) -> String {
    // The frame's own array is the first level.
    let inside = depth - 1;
    format!(r#"[2,"1","DataTransfer",{}{}]"#, "[".repeat(inside), "]".repeat(inside))
}

#[test]
fn frames_are_read() {
    check(r#"[2,"19223201","BootNotification",{"a":1}]"#, call("19223201", "BootNotification", json!({"a": 1})));
    check(" [2 , \"1\",\n\"Heartbeat\",{}] ", call("1", "Heartbeat", json!({})));
    check(r#"[3,"1",{"status":"Accepted"}]"#, call_result("1", json!({"status": "Accepted"})));
    check(r#"[4,"1","NotSupported","no",{"x":1}]"#, call_error("1", "NotSupported", "no", json!({"x": 1})));
}

/// A-53
#[test]
fn a_null_payload_is_an_empty_object() {
    check(r#"[2,"1","Heartbeat",null]"#, call("1", "Heartbeat", json!({})));
    check(r#"[3,"1",null]"#, call_result("1", json!({})));
}

/// A-44, and the answers of real chargers
#[test]
fn answers_are_taken_as_far_as_they_go() {
    check(r#"[3,"1"]"#, call_result("1", json!({})));
    check(r#"[3,"1",[]]"#, call_result("1", json!([])));
    check(r#"[4,"1","GenericError","why"]"#, call_error("1", "GenericError", "why", json!({})));
    check(r#"[4,"1","GenericError"]"#, call_error("1", "GenericError", "", json!({})));
    check(r#"[4,"1","MyOwn",null,null]"#, call_error("1", "MyOwn", "", json!({})));
    check(r#"[4,"1",404,5,"x"]"#, call_error("1", "404", "5", json!("x")));
    check(r#"[4,"1"]"#, call_error("1", "", "", json!({})));
    let long = "x".repeat(300);
    check(&format!(r#"[4,"1","GenericError","{long}",{{}}]"#), call_error("1", "GenericError", &long, json!({})));
}

/// B-01, as ruled since: what has a head is known by it.
#[test]
fn what_is_not_json_is_known_by_its_head_if_at_all() {
    for text in ["", " \n", "}{", "hello", "[2,'1','Heartbeat',{}]"] {
        check_bad(text, None, Reason::NotJson);
    }
    for text in [
        r#"[2,"1","Heartbeat",{},]"#,
        r#"[2,"1","MeterValues",{"v":NaN}]"#,
        r#"[2,"1","Heartbeat",{}"#,
        r#"[2,"1","Heartbeat",{}] x"#,
    ] {
        check_bad(text, Some("1"), Reason::NotJson);
    }
}

/// B-02
#[test]
fn what_is_not_a_frame_is_told_apart() {
    check_bad("{}", None, Reason::NotAnArray);
    check_bad(r#""x""#, None, Reason::NotAnArray);
    check_bad("5", None, Reason::NotAnArray);
    check_bad("null", None, Reason::NotAnArray);
    check_bad("[]", None, Reason::BadType);
    check_bad("[2]", None, Reason::BadId);
    check_bad(r#"[2,"id"]"#, Some("id"), Reason::WrongLength);
    check_bad(r#"[2,"id","A"]"#, Some("id"), Reason::WrongLength);
    check_bad(r#"[2,"id","A",{},{}]"#, Some("id"), Reason::WrongLength);
    check_bad(r#"[2,"id","A",{},{},{}]"#, Some("id"), Reason::WrongLength);
    check_bad(r#"[4,"id","A","",{},{}]"#, None, Reason::WrongLength);
}

/// B-03, A-50
#[test]
fn a_bad_message_type_is_an_error() {
    check_bad(r#"["2","id","Heartbeat",{}]"#, Some("id"), Reason::BadType);
    check_bad(r#"[2.0,"id","Heartbeat",{}]"#, Some("id"), Reason::BadType);
    check_bad(r#"[2.5,"id","Heartbeat",{}]"#, None, Reason::BadType);
    check_bad(r#"[-2,"id","Heartbeat",{}]"#, None, Reason::BadType);
    check_bad(r#"[-0,"id","Heartbeat",{}]"#, None, Reason::BadType);
    check_bad(r#"[1e999,"id","Heartbeat",{}]"#, None, Reason::NotJson);
    check_bad(r#"["id","Heartbeat",{}]"#, None, Reason::BadType);
    check_bad(r#"[null,"id","Heartbeat",{}]"#, None, Reason::BadType);
    check_bad(r#"[{"a":[2]},"id","Heartbeat",{}]"#, None, Reason::BadType);
    check_bad(r#"[[2],"id","Heartbeat",{}]"#, None, Reason::BadType);
    check_bad(r#"[true,"id","Heartbeat",{}]"#, None, Reason::BadType);
    check_bad(r#"[7,"id",{}]"#, None, Reason::UnknownType);
    check_bad(r#"[18446744073709551615,"id",{}]"#, None, Reason::UnknownType);
    for version in [Version::V16, Version::V201] {
        check_bad_on(version, r#"[5,"id","InternalError","",{}]"#, None, Reason::UnknownType);
        check_bad_on(version, r#"[6,"id","NotifyPeriodicEventStream",{}]"#, None, Reason::UnknownType);
    }
    let unreadable = read(Version::V201, r#"[7,"id",{}]"#).unwrap_err();
    assert_eq!((unreadable.id.as_deref(), unreadable.kind), (Some("id"), None));
}

/// B-04
#[test]
fn a_bad_id_is_not_answered() {
    let with_id = |id: &str| format!(r#"[2,{id},"Heartbeat",{{}}]"#);
    for id in ["5", "null", "true", r#""""#, r#""a\u0000b""#, r#""a\r\nb""#, "[]", r#"{"a":"b"}"#] {
        check_bad(&with_id(id), None, Reason::BadId);
    }
    check_bad(&with_id(r#""\ud800""#), None, Reason::NotJson);
    check_bad(&with_id(&format!("\"{}\"", "x".repeat(LONGEST_ID + 1))), None, Reason::IdTooLong);
    check_bad(&with_id(&format!("\"{}\"", "x".repeat(1_000_000))), None, Reason::IdTooLong);
}

/// B-04; real chargers go over 36 characters
#[test]
fn a_long_id_is_read_up_to_the_bound() {
    for id in ["x".repeat(37), "x".repeat(LONGEST_ID), "é🔌".repeat(100), "a".into()] {
        check(&format!(r#"[2,"{id}","Heartbeat",{{}}]"#), call(&id, "Heartbeat", json!({})));
    }
}

/// B-05
#[test]
fn a_strange_action_is_read_or_refused_with_its_id() {
    check_bad(r#"[2,"1",7,{}]"#, Some("1"), Reason::BadAction);
    check_bad(r#"[2,"1",null,{}]"#, Some("1"), Reason::BadAction);
    check_bad(r#"[2,"1",{"a":1},{}]"#, Some("1"), Reason::BadAction);
    for version in Version::ALL {
        assert_eq!(Reason::BadAction.code(version), ErrorCode::NotImplemented);
    }
    for action in ["", "__proto__", "'; DROP TABLE x;--", &"A".repeat(10_000)] {
        check(&format!(r#"[2,"1","{action}",{{}}]"#), call("1", action, json!({})));
    }
}

/// B-07
#[test]
fn deep_nesting_is_refused_without_deep_recursion() {
    assert!(can_be_read(&nested(DEEPEST_NESTING)));
    for depth in [DEEPEST_NESTING + 1, 127, 128, 500, 100_000] {
        check_bad(&nested(depth), Some("1"), Reason::TooDeep);
    }
    // Brackets in a text are no nesting, however they are escaped.
    let text = format!(r#"[2,"1","A",{{"x":"\\\"{}"}}]"#, "[{".repeat(200));
    assert!(can_be_read(&text));
    // Deep in the wrong place, and never closed.
    check_bad(&format!("[{}2{}]", "[".repeat(50_000), "]".repeat(50_000)), None, Reason::BadType);
    check_bad(&"[".repeat(100_000), None, Reason::NotJson);
}

/// B-08
#[test]
fn many_elements_and_repeated_keys_are_read_in_one_go() {
    let long = format!(r#"[2,"1","A",{{}}{}]"#, ",1".repeat(100_000));
    check_bad(&long, Some("1"), Reason::WrongLength);
    let wide = format!(r#"[2,"1","A",[0{}]]"#, ",1".repeat(100_000));
    assert!(can_be_read(&wide));
    let keys: Vec<_> = (0..50_000).map(|n| format!("\"k{n}\":{n}")).collect();
    assert!(can_be_read(&format!(r#"[2,"1","A",{{{}}}]"#, keys.join(","))));
    check(r#"[2,"1","A",{"a":1,"a":2}]"#, call("1", "A", json!({"a": 2})));
    let same = vec!["\"a\":1"; 50_000].join(",");
    check(&format!(r#"[2,"1","A",{{{same}}}]"#), call("1", "A", json!({"a": 1})));
}

/// B-09
#[test]
fn numbers_and_escapes_that_cannot_be_held_are_refused_with_their_id() {
    check_bad(r#"[2,"1","A",{"v":1e400}]"#, Some("1"), Reason::BadValue);
    check_bad(r#"[2,"1","A",{"v":"\ud800"}]"#, Some("1"), Reason::BadValue);
    for version in Version::ALL {
        assert_eq!(Reason::BadValue.code(version), ErrorCode::PropertyConstraintViolation);
    }
    for number in ["18446744073709551616", "-0", "0.1234567890123456789012345678901234567890"] {
        assert!(can_be_read(&format!(r#"[2,"1","A",{{"v":{number}}}]"#)), "{number}");
    }
}

/// A-43
#[test]
fn a_bad_answer_names_its_id_and_what_it_was_meant_as() {
    let check = |version, text: &str, expected| {
        let Err(Unreadable { id, kind, .. }) = read(version, text) else {
            panic!("was read: {text}");
        };
        assert_eq!((id.as_deref(), kind), (Some("1"), Some(expected)), "{text}");
    };
    for version in Version::ALL {
        check(version, r#"[3,"1",{"v":1e400}]"#, Kind::CallResult);
        check(version, r#"["3","1",{}]"#, Kind::CallResult);
        check(version, r#"[4,"1","A","",{},{}]"#, Kind::CallError);
    }
    check(Version::V21, r#"[5,"1","A","",{},{}]"#, Kind::ResultError);
    check(Version::V21, r#"[5.0,"1","A","",{}]"#, Kind::ResultError);
    check(Version::V21, r#"[6,"1","A"]"#, Kind::Send);
    check(Version::V21, r#"[6,"1",7,{}]"#, Kind::Send);
}

#[test]
fn a_send_and_a_refused_result_are_frames_of_2_1() {
    let check = |text: &str, expected: Message| assert_eq!(read(Version::V21, text), Ok(expected), "{text}");
    let send = |payload| Message::Send { id: "1".into(), action: "NotifyPeriodicEventStream".into(), payload };
    check(r#"[6,"1","NotifyPeriodicEventStream",{"id":1}]"#, send(json!({"id": 1})));
    check(r#"[6,"1","NotifyPeriodicEventStream",null]"#, send(json!({})));
    let refused = |code: &str, description: &str| Message::ResultError {
        id: "1".into(),
        code: code.into(),
        description: description.into(),
        details: json!({}),
    };
    check(r#"[5,"1","FormatViolation","no",{}]"#, refused("FormatViolation", "no"));
    check(r#"[5,"1"]"#, refused("", ""));
}

#[test]
fn frames_are_written() {
    assert_eq!(write_call("1", "Reset", &json!({"type": "Soft"})), r#"[2,"1","Reset",{"type":"Soft"}]"#);
    assert_eq!(write_result("1", &json!({})), r#"[3,"1",{}]"#);
    let error = |version| write_error(version, "a\"b", ErrorCode::OccurenceConstraintViolation, "x \"y\"");
    assert_eq!(error(Version::V16), r#"[4,"a\"b","OccurenceConstraintViolation","x \"y\"",{}]"#);
    for version in [Version::V201, Version::V21] {
        assert_eq!(error(version), r#"[4,"a\"b","OccurrenceConstraintViolation","x \"y\"",{}]"#);
    }
    assert_eq!(write_result_error("1", ErrorCode::FormationViolation, "no"), r#"[5,"1","FormatViolation","no",{}]"#);
}

/// B-26
#[test]
fn a_description_is_cut_to_its_length() {
    let long = "ü".repeat(1000);
    for version in Version::ALL {
        let text = write_error(version, "1", ErrorCode::InternalError, &long);
        let Ok(Message::CallError { description, .. }) = read(version, &text) else {
            panic!("not a CALLERROR: {text}");
        };
        assert_eq!(description.chars().count(), LONGEST_DESCRIPTION);
    }
    assert!(write_result_error("1", ErrorCode::InternalError, &long).chars().count() < LONGEST_DESCRIPTION + 50);
}

/// A-44
#[test]
fn error_codes_have_the_names_of_each_specification() {
    let check = |code: ErrorCode, old: &str, new: &str| {
        assert_eq!(code.name(Version::V16), old);
        assert_eq!(code.name(Version::V201), new);
        assert_eq!(code.name(Version::V21), new);
        assert_eq!(ErrorCode::from_name(new), Some(code));
    };
    for code in ErrorCode::ALL {
        match code {
            ErrorCode::FormationViolation => check(code, "FormationViolation", "FormatViolation"),
            ErrorCode::OccurenceConstraintViolation => {
                check(code, "OccurenceConstraintViolation", "OccurrenceConstraintViolation");
            }
            ErrorCode::MessageTypeNotSupported => check(code, "GenericError", "MessageTypeNotSupported"),
            ErrorCode::RpcFrameworkError => check(code, "GenericError", "RpcFrameworkError"),
            _ => check(code, code.name(Version::V16), code.name(Version::V16)),
        }
    }
    assert_eq!(ErrorCode::from_name("OccurenceConstraintViolation"), Some(ErrorCode::OccurenceConstraintViolation));
    assert_eq!(ErrorCode::from_name("FormationViolation"), Some(ErrorCode::FormationViolation));
    assert_eq!(ErrorCode::from_name("GenericError"), Some(ErrorCode::GenericError));
    assert_eq!(ErrorCode::from_name("Nonsense"), None);
    assert_eq!(ErrorCode::from_name(""), None);
}

#[test]
fn versions_are_told_by_their_sub_protocols() {
    for version in Version::ALL {
        assert_eq!(Version::from_subprotocol(version.subprotocol()), Some(version));
        assert_eq!(Version::from_subprotocol(&version.subprotocol().to_uppercase()), Some(version));
    }
    for name in ["", "ocpp", "ocpp1.5", "ocpp2.0", "ocpp2.0.1 ", "ocpp1.6,ocpp2.1"] {
        assert_eq!(Version::from_subprotocol(name), None, "{name}");
    }
    assert_eq!(Version::ALL.map(Version::is_2x), [false, true, true]);
}
