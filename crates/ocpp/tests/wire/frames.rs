//! Reading and writing frames, down to hostile ones.

use ocpp::ErrorCode;
use ocpp::rpc::{
    DEEPEST_NESTING, LONGEST_DESCRIPTION, LONGEST_ID, Message, Reason, Unreadable, read, write_call, write_error,
    write_result,
};
use serde_json::{Value, json};

/// A readable frame and what it says.
fn check(text: &str, expected: Message) {
    assert_eq!(read(text), Ok(expected), "{text}");
}

/// A text that is no frame: the id that can be answered, if any, and the reason.
fn check_bad(text: &str, id: Option<&str>, reason: Reason) {
    let Err(unreadable) = read(text) else {
        panic!("was read: {text}");
    };
    let answerable = unreadable.id.filter(|_| unreadable.is_call);
    assert_eq!((answerable.as_deref(), unreadable.reason), (id, reason), "{:.80}", text);
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

/// B-01
#[test]
fn what_is_not_json_is_dropped() {
    for text in [
        "",
        " \n",
        "}{",
        "hello",
        "\u{feff}[2,\"1\",\"Heartbeat\",{}]",
        r#"[2,"1","Heartbeat",{},]"#,
        r#"[2,"1","MeterValues",{"v":NaN}]"#,
        r#"[2,"1","Heartbeat",{}"#,
        r#"[2,"1","Heartbeat",{}] x"#,
        "[2,'1','Heartbeat',{}]",
    ] {
        check_bad(text, None, Reason::NotJson);
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
    check_bad(r#"[5,"id",{}]"#, None, Reason::UnknownType);
    check_bad(r#"[6,"id","NotifyPeriodicEventStream",{}]"#, None, Reason::UnknownType);
    check_bad(r#"[18446744073709551615,"id",{}]"#, None, Reason::UnknownType);
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
    assert_eq!(Reason::BadAction.code(), ErrorCode::NotImplemented);
    for action in ["", "__proto__", "'; DROP TABLE x;--", &"A".repeat(10_000)] {
        check(&format!(r#"[2,"1","{action}",{{}}]"#), call("1", action, json!({})));
    }
}

/// B-07
#[test]
fn deep_nesting_is_refused_without_deep_recursion() {
    assert!(read(&nested(DEEPEST_NESTING)).is_ok());
    for depth in [DEEPEST_NESTING + 1, 127, 128, 500, 100_000] {
        check_bad(&nested(depth), Some("1"), Reason::TooDeep);
    }
    // Brackets in a text are no nesting, however they are escaped.
    let text = format!(r#"[2,"1","A",{{"x":"\\\"{}"}}]"#, "[{".repeat(200));
    assert!(read(&text).is_ok());
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
    assert!(read(&wide).is_ok());
    let keys: Vec<_> = (0..50_000).map(|n| format!("\"k{n}\":{n}")).collect();
    assert!(read(&format!(r#"[2,"1","A",{{{}}}]"#, keys.join(","))).is_ok());
    check(r#"[2,"1","A",{"a":1,"a":2}]"#, call("1", "A", json!({"a": 2})));
    let same = vec!["\"a\":1"; 50_000].join(",");
    check(&format!(r#"[2,"1","A",{{{same}}}]"#), call("1", "A", json!({"a": 1})));
}

/// B-09
#[test]
fn numbers_and_escapes_that_cannot_be_held_are_refused_with_their_id() {
    check_bad(r#"[2,"1","A",{"v":1e400}]"#, Some("1"), Reason::BadValue);
    check_bad(r#"[2,"1","A",{"v":"\ud800"}]"#, Some("1"), Reason::BadValue);
    assert_eq!(Reason::BadValue.code(), ErrorCode::PropertyConstraintViolation);
    for number in ["18446744073709551616", "-0", "0.1234567890123456789012345678901234567890"] {
        assert!(read(&format!(r#"[2,"1","A",{{"v":{number}}}]"#)).is_ok(), "{number}");
    }
}

#[test]
fn a_bad_answer_names_its_id_but_is_never_answered() {
    for text in [r#"[3,"1",{"v":1e400}]"#, r#"["3","1",{}]"#, r#"[4,"1","A","",{},{}]"#] {
        let Err(Unreadable { id, is_call, .. }) = read(text) else {
            panic!("was read: {text}");
        };
        assert_eq!((id.as_deref(), is_call), (Some("1"), false), "{text}");
    }
}

#[test]
fn frames_are_written() {
    assert_eq!(write_call("1", "Reset", &json!({"type": "Soft"})), r#"[2,"1","Reset",{"type":"Soft"}]"#);
    assert_eq!(write_result("1", &json!({})), r#"[3,"1",{}]"#);
    assert_eq!(
        write_error("a\"b", ErrorCode::OccurenceConstraintViolation, "x \"y\""),
        r#"[4,"a\"b","OccurenceConstraintViolation","x \"y\"",{}]"#
    );
}

/// B-26
#[test]
fn a_description_is_cut_to_its_length() {
    let text = write_error("1", ErrorCode::InternalError, &"ü".repeat(1000));
    let Ok(Message::CallError { description, .. }) = read(&text) else {
        panic!("not a CALLERROR: {text}");
    };
    assert_eq!(description.chars().count(), LONGEST_DESCRIPTION);
}

/// A-44
#[test]
fn error_codes_have_the_names_of_the_specification() {
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_name(code.name()), Some(code));
    }
    assert_eq!(ErrorCode::from_name("OccurrenceConstraintViolation"), Some(ErrorCode::OccurenceConstraintViolation));
    assert_eq!(ErrorCode::from_name("FormatViolation"), Some(ErrorCode::FormationViolation));
    assert_eq!(ErrorCode::from_name("MessageTypeNotSupported"), None);
    assert_eq!(ErrorCode::from_name(""), None);
}
