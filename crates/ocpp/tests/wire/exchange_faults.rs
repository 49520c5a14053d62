//! The exchange with chargers that get it wrong: strays, bad frames and floods.

use ocpp::exchange::{IDS_REMEMBERED, MOST_IN_WORK, Received, Refusal};
use ocpp::rpc::{self, Message, Reason};
use ocpp::{CallError, ErrorCode, Exchange, Version};
use serde_json::{Value, json};

use crate::exchange::{TIMEOUT, Tag, started, started_on};

const HEARTBEAT: &str = r#"[2,"h","Heartbeat",{}]"#;

/// A bad text and the CALLERROR's id and code, if one is to be sent.
fn check(version: Version, text: &str, expected: Option<(&str, ErrorCode)>) {
    let (mut exchange, now) = started_on(version);
    match (exchange.on_text(text, now), expected) {
        (Received::Refused { answer, id, .. }, Some((wanted_id, wanted_code))) => {
            assert_eq!(id, wanted_id, "{version:?} {text:.80}");
            let Ok(Message::CallError { id, code, .. }) = rpc::read(version, &answer) else {
                panic!("not a CALLERROR: {answer}");
            };
            let wanted = (wanted_id, wanted_code.name(version));
            assert_eq!((id.as_str(), code.as_str()), wanted, "{version:?} {text:.80}");
        }
        (Received::Unreadable { .. }, None) => {}
        (received, _) => panic!("{version:?} {text:.80}: {received:?}"),
    }
    // W-28: only what has no head counts.
    let has_head = rpc::read(version, text).is_err_and(|unreadable| unreadable.has_head);
    assert_eq!(exchange.bad_in_a_row(), u32::from(!has_head), "{version:?} {text:.80}");
}

/// B-01 to B-09 as decided for 1.6: no readable id, no answer
#[test]
fn bad_calls_on_1_6_are_refused_by_their_id_or_dropped() {
    let check = |text: &str, expected| check(Version::V16, text, expected);
    check("}{", None);
    check("[2]", None);
    check(r#"[2,7,"Heartbeat",{}]"#, None);
    check(r#"[7,"1","Heartbeat",{}]"#, None);
    check(r#"[null,"1","Heartbeat",{}]"#, None);
    check(r#"[5,"1","InternalError","",{}]"#, None);
    check(r#"[6,"1","Heartbeat",{}]"#, None);
    check(r#"[3]"#, None);
    check(r#"[2,"1"]"#, Some(("1", ErrorCode::FormationViolation)));
    check(r#"["2","1","Heartbeat",{}]"#, Some(("1", ErrorCode::FormationViolation)));
    check(r#"[2,"1","Heartbeat",{},1,2]"#, Some(("1", ErrorCode::FormationViolation)));
    check(r#"[2,"1",5,{}]"#, Some(("1", ErrorCode::NotImplemented)));
    check(r#"[2,"1","A",{"v":1e400}]"#, Some(("1", ErrorCode::PropertyConstraintViolation)));
    check(&deep(), Some(("1", ErrorCode::FormationViolation)));
}

/// B-01 to B-09, A-50
#[test]
fn bad_texts_on_2_0_1_and_2_1_are_refused_by_their_id_or_without_one() {
    for version in [Version::V201, Version::V21] {
        let check = |text: &str, id, code| check(version, text, Some((id, code)));
        let no_frame = ErrorCode::RpcFrameworkError;
        for text in ["", "}{", "hello", "{}", "5", "[]", "[2]", r#"[2,7,"A",{}]"#, r#"[2,"","A",{}]"#, r#"["x"]"#] {
            check(text, "-1", no_frame);
        }
        check(&format!(r#"[2,"{}","A",{{}}]"#, "x".repeat(rpc::LONGEST_ID + 1)), "-1", no_frame);
        check(r#"[null,null,"A",{}]"#, "-1", no_frame);
        check(r#"[null,"1","A",{}]"#, "1", no_frame);
        check(r#"[2,"1"]"#, "1", no_frame);
        check(r#"["2","1","Heartbeat",{}]"#, "1", no_frame);
        check(r#"[2,"1","Heartbeat",{},1,2]"#, "1", no_frame);
        check(r#"[2,"1",5,{}]"#, "1", ErrorCode::NotImplemented);
        check(r#"[2,"1","A",{"v":1e400}]"#, "1", ErrorCode::PropertyConstraintViolation);
        check(&deep(), "1", ErrorCode::FormationViolation);
        check(r#"[7,"1","Heartbeat",{}]"#, "1", ErrorCode::MessageTypeNotSupported);
        check(r#"[7,1,"Heartbeat",{}]"#, "-1", ErrorCode::MessageTypeNotSupported);
        check("[0]", "-1", ErrorCode::MessageTypeNotSupported);
    }
    check(Version::V201, r#"[6,"1","A",{}]"#, Some(("1", ErrorCode::MessageTypeNotSupported)));
    check(Version::V201, r#"[5,"1","A","",{}]"#, Some(("1", ErrorCode::MessageTypeNotSupported)));
}

#[test]
fn what_wants_no_answer_gets_none_however_bad_it_is() {
    for version in Version::ALL {
        for text in ["[3]", "[4]", "[3,7,{}]", r#"["3","x",{}]"#, r#"[3,"x",{"v":1e400}]"#, r#"[4,"x","","",{},1]"#] {
            check(version, text, None);
        }
    }
    for text in ["[5]", "[6]", r#"[5,7,"A","",{}]"#, r#"[5,"x","A","",{},1]"#, r#"[6,"x","A"]"#, r#"[6,"x",7,{}]"#] {
        check(Version::V21, text, None);
    }
}

/// A-49
#[test]
fn an_unknown_message_with_the_id_of_a_call_in_work_gets_no_second_answer() {
    let (mut exchange, now) = started_on(Version::V201);
    exchange.on_text(HEARTBEAT, now);
    assert_eq!(exchange.on_text(r#"[7,"h","Heartbeat",{}]"#, now), Received::StillInWork { id: "h".into() });
    let (mut exchange, now) = started();
    exchange.on_text(HEARTBEAT, now);
    let reason = Reason::UnknownType;
    assert_eq!(exchange.on_text(r#"[7,"h","Heartbeat",{}]"#, now), Received::Unreadable { reason });
}

fn deep() -> String {
    format!(r#"[2,"1","A",{}{}]"#, "[".repeat(100), "]".repeat(100))
}

/// A-42
#[test]
fn answers_to_nothing_are_counted_until_something_fits() {
    let (mut exchange, now) = started();
    for n in 1..=3 {
        let received = exchange.on_text(r#"[3,"x",{}]"#, now);
        assert_eq!(received, Received::Stray { id: "x".into(), result: Ok(json!({})) });
        assert_eq!(exchange.stray_in_a_row(), n);
    }
    exchange.on_text(r#"[4,"-1","FormationViolation","",{}]"#, now);
    assert_eq!(exchange.stray_in_a_row(), 4);
    assert_eq!(exchange.bad_in_a_row(), 0);
    exchange.on_text(HEARTBEAT, now);
    assert_eq!(exchange.stray_in_a_row(), 0);
}

/// B-32
#[test]
fn bad_frames_are_counted_until_a_good_one() {
    let (mut exchange, now) = started();
    for (n, text) in (1..).zip(["", r#"[2,"1"]"#, "{}", r#"[9,"1",{}]"#]) {
        exchange.on_text(text, now);
        assert_eq!(exchange.bad_in_a_row(), n);
    }
    exchange.on_text(HEARTBEAT, now);
    assert_eq!(exchange.bad_in_a_row(), 0);
}

/// A-43
#[test]
fn an_answer_that_cannot_be_represented_settles_its_call() {
    for text in [r#"[3,"a",{"status":1e400}]"#, r#"["3","a",{}]"#, r#"[4,"a","GenericError","",{},1]"#] {
        let (mut exchange, now) = started();
        exchange.call("a", "Reset", &json!({"type": "Soft"}), 7, now, TIMEOUT).unwrap();
        let received = exchange.on_text(text, now);
        let Received::Answer { id, tag, result, .. } = received else {
            panic!("{text}: {received:?}");
        };
        assert_eq!((id.as_str(), tag, result), ("a", 7, Ok(Value::Null)), "{text}");
        assert_eq!(exchange.outstanding(), None);
    }
    let (mut exchange, now) = started();
    assert_eq!(exchange.on_text(r#"[3,"a",{"status":1e400}]"#, now), Received::Unreadable { reason: Reason::BadValue });
}

/// A-49
#[test]
fn a_bad_repeat_of_a_call_in_work_gets_no_second_answer() {
    let (mut exchange, now) = started();
    exchange.on_text(HEARTBEAT, now);
    assert_eq!(exchange.on_text(r#"[2,"h","Heartbeat"]"#, now), Received::StillInWork { id: "h".into() });
    assert!(exchange.answer("h", Ok(&json!({}))).is_some());
}

#[test]
fn calls_in_work_are_bounded() {
    let (mut exchange, now) = started();
    let text = |n: usize| format!(r#"[2,"{n}","MeterValues",{{}}]"#);
    for n in 0..MOST_IN_WORK {
        assert!(matches!(exchange.on_text(&text(n), now), Received::Call { .. }));
    }
    let received = exchange.on_text(&text(MOST_IN_WORK), now);
    let Received::Refused { answer, reason, .. } = received else {
        panic!("{received:?}");
    };
    assert_eq!(reason, Refusal::TooManyInWork);
    assert!(answer.contains("GenericError"), "{answer}");
    exchange.answer("0", Ok(&json!({}))).unwrap();
    let received = exchange.on_text(&text(MOST_IN_WORK), now);
    assert!(matches!(received, Received::Call { .. }));
}

/// H-13
#[test]
fn remembered_ids_are_bounded() {
    let (mut exchange, now) = started();
    let send = |exchange: &mut Exchange<Tag>, n: usize| {
        exchange.on_text(&format!(r#"[2,"{n}","Heartbeat",{{}}]"#), now);
        exchange.answer(&n.to_string(), Ok(&json!({}))).unwrap();
        exchange.repeated()
    };
    for n in 0..=IDS_REMEMBERED {
        assert_eq!(send(&mut exchange, n), 0);
    }
    assert_eq!(send(&mut exchange, 0), 0, "the oldest was forgotten");
    assert_eq!(send(&mut exchange, IDS_REMEMBERED), 1);
}

/// B-26
#[test]
fn an_error_is_cut_when_it_is_sent() {
    let (mut exchange, now) = started();
    exchange.on_text(HEARTBEAT, now);
    let error = CallError::new(ErrorCode::InternalError, "x".repeat(5000));
    assert!(exchange.answer("h", Err(&error)).unwrap().len() < 300);
}
