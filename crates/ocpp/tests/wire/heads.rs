//! Frames of which the beginning can be read though the rest is no JSON.

use std::time::Instant;

use ocpp::exchange::Received;
use ocpp::rpc::{self, Kind};
use ocpp::{Exchange, Version};
use serde_json::{Value, json};

use crate::exchange::TIMEOUT;

/// What could be made out of a text that is no frame.
fn made_out(version: Version, text: &str) -> (Option<Kind>, Option<String>, bool) {
    let unreadable = rpc::read(version, text).expect_err(text);
    (unreadable.kind, unreadable.id, unreadable.has_head)
}

/// W-26, W-27
#[test]
fn a_head_is_read_whatever_follows() {
    let call = (Some(Kind::Call), Some("a".to_owned()), true);
    for text in [
        r#"[2,"a","MeterValues",{"connectorId":1,"transactionId":,"meterValue":[]}]"#,
        r#"[2,"a","MeterValues",{"v":NaN}]"#,
        r#"[2,"a","MeterValues",{"v":+1}]"#,
        r#"[2,"a","MeterValues",{"v":01}]"#,
        r#"[2,"a","MeterValues",{'v':1}]"#,
        r#"[2,"a","MeterValues",{"v":1}"#,
        r#"[2,"a","MeterValues",{"v":1"#,
        r#"[2,"a","MeterValues","#,
        r#"[2,"a","MeterValues""#,
        r#"[2,"a","MeterValues",{},]"#,
        r#"[2,"a","MeterValues",{"v":1,}]"#,
        "[2,\"a\",\"MeterValues\",{\"v\":\"\u{0}\"}]",
        "[2,\"a\",\"MeterValues\",{\"v\":\"a\nb\"}]",
        "  [ 2 , \"a\" ,\t\"MeterValues\" , {]",
        "\u{feff}[2,\"a\",\"MeterValues\",{]",
        r#"[2,"a","MeterValues",{}][2,"b","Heartbeat",{}]"#,
        r#"["2","a","MeterValues",{]"#,
    ] {
        for version in Version::ALL {
            assert_eq!(made_out(version, text), call, "{text}");
        }
    }
    for (text, kind) in [
        (r#"[3,"a",{"status":"Accepted"}"#, Kind::CallResult),
        ("[3,\"a\",{\"status\":\"Acc\u{0}epted\"}]", Kind::CallResult),
        (r#"[3,"a",{"status":"Accepted",}]"#, Kind::CallResult),
        (r#"[3,"a""#, Kind::CallResult),
        (r#"[4,"a","InternalError","no "such" thing",{}]"#, Kind::CallError),
    ] {
        assert_eq!(made_out(Version::V16, text), (Some(kind), Some("a".to_owned()), true), "{text}");
    }
    // An id without an action: it can be answered, and is no better than noise.
    for text in [r#"[2,"a","#, r#"[2,"a",7}"#, r#"[2,"a","Meter"#] {
        assert_eq!(made_out(Version::V16, text), (Some(Kind::Call), Some("a".to_owned()), false), "{text}");
    }
    for text in
        ["[2,", "[2", "[", "", "hello", r#"[2,"a"#, r#"[2,"","X",{]"#, "[2,\"a\u{1}\",\"X\",{]", r#"[9,"a","X",{]"#]
    {
        let (_, id, has_head) = made_out(Version::V16, text);
        assert_eq!((id, has_head), (None, false), "{text}");
    }
}

/// W-27, B-01: exactly one answer, in the words of the version.
#[test]
fn a_call_that_breaks_off_is_answered() {
    let text = r#"[2,"mv-1","MeterValues",{"connectorId":1,"transactionId":,"meterValue":[]}]"#;
    for (version, code) in [(Version::V16, "FormationViolation"), (Version::V201, "RpcFrameworkError")] {
        let mut exchange = Exchange::<()>::new(version);
        let Received::Refused { answer, .. } = exchange.on_text(text, Instant::now()) else { panic!("not refused") };
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!((&answer[0], &answer[1], &answer[2]), (&json!(4), &json!("mv-1"), &json!(code)));
    }
    let marked = "\u{feff}[2,\"r\",\"Heartbeat\",{}]";
    let read = Exchange::<()>::new(Version::V16).on_text(marked, Instant::now());
    assert!(matches!(read, Received::Call { .. }), "a mark at the start means nothing: {read:?}");
}

/// W-26: the CALL is settled, not left to time out.
#[test]
fn an_answer_that_cannot_be_read_is_one() {
    for text in [
        r#"[3,"ours",{"status":"Accepted"}"#,
        "[3,\"ours\",{\"status\":\"Acc\u{0}epted\"}]",
        r#"[3,"ours",{"status":"Accepted",}]"#,
        r#"[4,"ours","InternalError",'no',{}]"#,
    ] {
        let mut exchange = Exchange::new(Version::V16);
        exchange.call("ours", "Reset", &json!({}), (), Instant::now(), TIMEOUT).unwrap();
        let received = exchange.on_text(text, Instant::now());
        assert!(
            matches!(&received, Received::Answer { id, result: Ok(Value::Null), .. } if id == "ours"),
            "{received:?}"
        );
        assert_eq!(exchange.outstanding(), None);
    }
}

/// W-28, B-32: only what has no head counts; answers to nothing have a count of their own.
#[test]
fn a_frame_with_a_head_is_no_noise() {
    let mut exchange = Exchange::<()>::new(Version::V16);
    for _ in 0..70 {
        exchange.on_text(r#"[2,"mv-1","MeterValues",{"connectorId":1,"transactionId":,}]"#, Instant::now());
    }
    assert_eq!((exchange.bad_in_a_row(), exchange.stray_in_a_row()), (0, 0));
    for _ in 0..70 {
        exchange.on_text(r#"[3,"nobody",{"status":"Acc"#, Instant::now());
    }
    assert_eq!((exchange.bad_in_a_row(), exchange.stray_in_a_row()), (0, 70));
    for _ in 0..70 {
        exchange.on_text(r#"[2,"a"#, Instant::now());
    }
    assert_eq!((exchange.bad_in_a_row(), exchange.stray_in_a_row()), (70, 70));
}
