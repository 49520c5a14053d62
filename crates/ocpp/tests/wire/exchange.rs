//! The exchange in order: our CALLs and their answers, the charger's CALLs and ours.

use std::time::{Duration, Instant};

use ocpp::exchange::{Busy, LATE_KEPT, Received, RemoteError, TimedOut};
use ocpp::{CallError, ErrorCode, Exchange, Version};
use serde_json::{Value, json};

pub const TIMEOUT: Duration = Duration::from_secs(30);

/// What a test keeps of a CALL: a number.
pub type Tag = u32;

/// An exchange of 1.6 and the moment it started at.
pub fn started() -> (Exchange<Tag>, Instant) {
    started_on(Version::V16)
}

pub fn started_on(version: Version) -> (Exchange<Tag>, Instant) {
    (Exchange::new(version), Instant::now())
}

fn ask(exchange: &mut Exchange<Tag>, id: &str, now: Instant) -> Result<String, Busy> {
    exchange.call(id, "ClearCache", &json!({}), tag(id), now, TIMEOUT)
}

/// A tag of its own for each id.
fn tag(id: &str) -> Tag {
    id.bytes().fold(0, |tag, byte| tag * 256 + Tag::from(byte))
}

fn answered(id: &str, result: Result<Value, RemoteError>, seconds: u64, late: bool) -> Received<Tag> {
    Received::Answer { id: id.into(), tag: tag(id), result, elapsed: Duration::from_secs(seconds), late }
}

fn accepted() -> Result<Value, RemoteError> {
    Ok(json!({"status": "Accepted"}))
}

fn accept(id: &str) -> String {
    format!(r#"[3,"{id}",{{"status":"Accepted"}}]"#)
}

/// A-37, H5
#[test]
fn only_one_call_is_outstanding() {
    let (mut exchange, now) = started();
    assert_eq!(exchange.outstanding(), None);
    assert_eq!(ask(&mut exchange, "a", now), Ok(r#"[2,"a","ClearCache",{}]"#.into()));
    assert_eq!(exchange.outstanding(), Some("a"));
    assert_eq!(ask(&mut exchange, "b", now), Err(Busy));
    let later = now + Duration::from_secs(2);
    assert_eq!(exchange.on_text(&accept("a"), later), answered("a", accepted(), 2, false));
    assert_eq!(exchange.outstanding(), None);
    assert_eq!(exchange.deadline(), None);
    assert!(ask(&mut exchange, "b", later).is_ok());
}

/// A-44
#[test]
fn a_callerror_is_kept_as_the_charger_wrote_it() {
    let check = |text: &str, code: &str, description: &str, details: Value| {
        let (mut exchange, now) = started_on(Version::V21);
        ask(&mut exchange, "a", now).unwrap();
        let error = RemoteError { code: code.into(), description: description.into(), details };
        assert_eq!(exchange.on_text(text, now), answered("a", Err(error), 0, false), "{text}");
    };
    for code in ErrorCode::ALL {
        let code = code.name(Version::V21);
        check(&format!(r#"[4,"a","{code}","no",{{}}]"#), code, "no", json!({}));
    }
    check(r#"[4,"a","NotSupported","four elements"]"#, "NotSupported", "four elements", json!({}));
    check(r#"[4,"a","Vendor<b>","<script>",{"x":1}]"#, "Vendor<b>", "<script>", json!({"x": 1}));
}

/// A-40
#[test]
fn a_call_without_an_answer_times_out() {
    let (mut exchange, now) = started();
    assert_eq!(exchange.on_time(now), None);
    ask(&mut exchange, "a", now).unwrap();
    assert_eq!(exchange.deadline(), Some(now + TIMEOUT));
    assert_eq!(exchange.on_time(now + TIMEOUT - Duration::from_millis(1)), None);
    assert_eq!(exchange.on_time(now + TIMEOUT), Some(TimedOut { id: "a", tag: &tag("a"), elapsed: TIMEOUT }));
    assert_eq!(exchange.on_time(now + TIMEOUT), None);
    assert_eq!(exchange.deadline(), None);
    assert!(ask(&mut exchange, "b", now + TIMEOUT).is_ok());
}

/// A-41, H4
#[test]
fn a_late_answer_belongs_to_its_own_call_and_comes_once() {
    let (mut exchange, now) = started();
    ask(&mut exchange, "a", now).unwrap();
    let later = now + TIMEOUT;
    exchange.on_time(later).unwrap();
    ask(&mut exchange, "b", later).unwrap();
    let later = later + Duration::from_secs(5);
    assert_eq!(exchange.on_text(&accept("a"), later), answered("a", accepted(), 35, true));
    assert_eq!(exchange.outstanding(), Some("b"));
    assert_eq!(exchange.on_text(&accept("a"), later), Received::Stray { id: "a".into(), result: accepted() });
    assert_eq!(exchange.on_text(&accept("b"), later), answered("b", accepted(), 5, false));
}

/// Its connection ends: whoever asked is given back what waits, and nothing that was given up before.
#[test]
fn the_end_gives_back_the_call_that_waits() {
    let (mut exchange, now) = started();
    assert_eq!(exchange.on_end(), None);
    ask(&mut exchange, "a", now).unwrap();
    exchange.on_time(now + TIMEOUT).unwrap();
    assert_eq!(exchange.on_end(), None);
    ask(&mut exchange, "b", now + TIMEOUT).unwrap();
    assert_eq!(exchange.on_end(), Some(tag("b")));
    assert_eq!((exchange.outstanding(), exchange.deadline()), (None, None));
}

#[test]
fn timed_out_calls_are_remembered_up_to_a_bound() {
    let (mut exchange, mut now) = started();
    for n in 0..=LATE_KEPT {
        ask(&mut exchange, &format!("c{n}"), now).unwrap();
        now += TIMEOUT;
        exchange.on_time(now).unwrap();
    }
    let mut is_known = |id: &str| {
        let received = exchange.on_text(&accept(id), now);
        matches!(received, Received::Answer { late: true, tag, .. } if tag == self::tag(id))
    };
    assert!(!is_known("c0"));
    assert!(is_known("c1"));
    assert!(is_known(&format!("c{LATE_KEPT}")));
}

#[test]
fn an_answer_before_the_time_out_was_declared_is_in_time() {
    let (mut exchange, now) = started();
    ask(&mut exchange, "a", now).unwrap();
    let later = now + TIMEOUT + Duration::from_secs(1);
    assert_eq!(exchange.on_text(&accept("a"), later), answered("a", accepted(), 31, false));
    assert_eq!(exchange.on_time(later), None);
}

/// A-38, A-39
#[test]
fn calls_of_the_charger_are_answered_while_ours_is_open() {
    let (mut exchange, now) = started();
    ask(&mut exchange, "a", now).unwrap();
    for id in ["1", "2", "3"] {
        let received = exchange.on_text(&format!(r#"[2,"{id}","Heartbeat",{{}}]"#), now);
        assert_eq!(received, Received::Call { id: id.into(), action: "Heartbeat".into(), payload: json!({}) });
    }
    assert_eq!(exchange.in_work(), 3);
    let payload = json!({"currentTime": "2026-01-01T00:00:00Z"});
    assert_eq!(exchange.answer("2", Ok(&payload)), Some(r#"[3,"2",{"currentTime":"2026-01-01T00:00:00Z"}]"#.into()));
    let error = CallError::new(ErrorCode::InternalError, "not today");
    assert_eq!(exchange.answer("1", Err(&error)), Some(r#"[4,"1","InternalError","not today",{}]"#.into()));
    assert_eq!(exchange.in_work(), 1);
    assert_eq!(exchange.outstanding(), Some("a"));
}

#[test]
fn an_exchange_knows_its_version() {
    for version in Version::ALL {
        assert_eq!(started_on(version).0.version(), version);
    }
}

/// A-46
#[test]
fn a_refusal_is_spelled_as_its_version_wants() {
    let check = |version, expected: &str| {
        let (mut exchange, now) = started_on(version);
        exchange.on_text(r#"[2,"1","Heartbeat",{}]"#, now);
        let error = CallError::new(ErrorCode::OccurenceConstraintViolation, "x is missing");
        let wanted = format!(r#"[4,"1","{expected}","x is missing",{{}}]"#);
        assert_eq!(exchange.answer("1", Err(&error)), Some(wanted));
    };
    check(Version::V16, "OccurenceConstraintViolation");
    check(Version::V201, "OccurrenceConstraintViolation");
    check(Version::V21, "OccurrenceConstraintViolation");
}

#[test]
fn a_send_is_taken_without_an_answer() {
    let (mut exchange, now) = started_on(Version::V21);
    exchange.on_text("}{", now);
    exchange.on_text(r#"[3,"x",{}]"#, now);
    let received = exchange.on_text(r#"[6,"s","NotifyPeriodicEventStream",{"id":1}]"#, now);
    let action = "NotifyPeriodicEventStream".into();
    assert_eq!(received, Received::Send { id: "s".into(), action, payload: json!({"id": 1}) });
    assert_eq!(exchange.in_work(), 0);
    assert_eq!((exchange.bad_in_a_row(), exchange.stray_in_a_row()), (0, 0));
    assert_eq!(exchange.answer("s", Ok(&json!({}))), None);
}

#[test]
fn a_refused_result_is_told_and_not_answered() {
    let (mut exchange, now) = started_on(Version::V21);
    exchange.on_text(r#"[2,"1","Heartbeat",{}]"#, now);
    exchange.answer("1", Ok(&json!({}))).unwrap();
    let refused = |id: &str| format!(r#"[5,"{id}","OccurrenceConstraintViolation","currentTime is missing",{{}}]"#);
    assert_eq!(
        exchange.on_text(&refused("1"), now),
        Received::ResultRefused {
            id: "1".into(),
            code: "OccurrenceConstraintViolation".into(),
            description: "currentTime is missing".into(),
        }
    );
    assert_eq!(exchange.on_text(&refused("2"), now), Received::StrayRefusal { id: "2".into() });
    assert_eq!(exchange.stray_in_a_row(), 1);
    assert_eq!(exchange.bad_in_a_row(), 0);
}

/// A-43
#[test]
fn only_2_1_can_refuse_a_result() {
    let error = CallError::new(ErrorCode::TypeConstraintViolation, "status must be a text");
    let refuse = |version| started_on(version).0.refuse_result("a", &error);
    assert_eq!(refuse(Version::V16), None);
    assert_eq!(refuse(Version::V201), None);
    let wanted = r#"[5,"a","TypeConstraintViolation","status must be a text",{}]"#;
    assert_eq!(refuse(Version::V21).as_deref(), Some(wanted));
}

/// A-49
#[test]
fn a_repeat_of_a_call_in_work_gets_the_one_answer() {
    let (mut exchange, now) = started();
    let text = r#"[2,"1","Heartbeat",{}]"#;
    assert!(matches!(exchange.on_text(text, now), Received::Call { .. }));
    assert_eq!(exchange.on_text(text, now), Received::StillInWork { id: "1".into() });
    assert!(exchange.answer("1", Ok(&json!({}))).is_some());
    assert_eq!(exchange.answer("1", Ok(&json!({}))), None);
    assert_eq!(exchange.answer("never", Ok(&json!({}))), None);
}

/// A-48
#[test]
fn a_repeated_id_is_answered_afresh_and_counted() {
    let (mut exchange, now) = started();
    for (action, repeated) in [("BootNotification", 0), ("Heartbeat", 1), ("Heartbeat", 2)] {
        let received = exchange.on_text(&format!(r#"[2,"1","{action}",{{}}]"#), now);
        assert!(matches!(received, Received::Call { .. }), "{received:?}");
        assert!(exchange.answer("1", Ok(&json!({}))).is_some());
        assert_eq!(exchange.repeated(), repeated);
    }
}
