//! Ask: what was asked for comes, or not, or something else does.

use super::*;
use crate::ask;
use CommandKind::Ask;
use model::{Notice, Topic};

fn asked(notice: Notice) -> Life {
    Life { progress: Progress { notice: Some(notice), ..Progress::default() }, ..ordered(Ask) }
}

fn came(notice: Notice) -> E {
    E::Came { notice }
}

fn connector(connector: i64) -> Notice {
    Notice { topic: Topic::Status, evse: None, connector: Some(connector) }
}

const HEARTBEAT: Notice = Notice::of(Topic::Heartbeat);

#[track_caller]
fn ends(notice: Notice, evidence: &[(i64, E)], verdict: &str) -> Life {
    let (life, steps) = play_from(asked(notice), evidence);
    assert_eq!(life.verdict.words(), verdict, "after {steps:#?}");
    life
}

#[test]
fn what_was_asked_for_has_come() {
    let life =
        ends(HEARTBEAT, &[(1, E::Sent), (2, accepted()), (4, came(HEARTBEAT))], "Came, 3 s after it was asked for");
    assert_eq!(life.verdict, Verdict::Ask(ask::Verdict::Came { notice: HEARTBEAT, after_ms: 3000 }));
    assert!(!life.awaits_notice(5000));
    let of_one = [(1, E::Sent), (2, accepted()), (3, came(connector(2))), (4, came(connector(1)))];
    ends(connector(1), &of_one, "Came, 3 s after it was asked for");
    // Without a connector any will do.
    ends(Notice::of(Topic::Status), &of_one, "Came, 2 s after it was asked for");
    // The same thing under the name of the other version.
    let log = [(1, E::Sent), (2, accepted()), (3, came(Notice::of(Topic::Log)))];
    ends(Notice::of(Topic::Diagnostics), &log, "Came, 2 s after it was asked for");
}

/// Some send it before they answer; the answer is shown all the same, whatever it is.
#[test]
fn it_may_come_before_the_answer() {
    for (answer, words) in
        [(accepted(), "Accepted by the charger"), (answered(Outcome::Rejected), "Rejected by the charger")]
    {
        let (life, steps) = play_from(asked(HEARTBEAT), &[(1, E::Sent), (2, came(HEARTBEAT)), (3, answer)]);
        assert_eq!(life.verdict, Verdict::Ask(ask::Verdict::Came { notice: HEARTBEAT, after_ms: 1000 }));
        assert_eq!(life.delivery, Delivery::Answered);
        assert_eq!(steps[1], "Heartbeat came, 1 s after it was asked for");
        assert!(steps[2].starts_with(words), "{steps:#?}");
    }
}

#[test]
fn what_came_before_it_was_sent_does_not_count() {
    let mut life = asked(HEARTBEAT);
    life.delivery = Delivery::Queued;
    assert!(!life.take(&came(HEARTBEAT), WAITS, 1000).changed);
    assert!(life.is_open());
}

#[test]
fn another_connector_or_message_does_not_count() {
    let other = [(1, E::Sent), (2, accepted()), (3, came(connector(2))), (4, came(HEARTBEAT)), (31, E::Deadline)];
    let life = ends(connector(1), &other, "Accepted, but it did not come");
    assert!(life.verdict.next_step(Ask).is_some());
    assert_eq!(life.verdict.offer(Ask), Some(crate::Offer::Again));
}

#[test]
fn nothing_is_waited_for_longer_than_half_a_minute() {
    ends(HEARTBEAT, &[(1, E::Sent), (2, accepted()), (30, E::Deadline)], "Running");
    ends(HEARTBEAT, &[(1, E::Sent), (2, accepted()), (31, E::Deadline)], "Accepted, but it did not come");
    ends(HEARTBEAT, &[(1, E::Sent), (31, E::Deadline)], "No answer");
    ends(HEARTBEAT, &[(1, E::Sent), (2, E::SocketLost), (31, E::Deadline)], "Sent, answer unknown");
    let odd = answered(Outcome::Odd { status: "Maybe".to_owned() });
    ends(HEARTBEAT, &[(1, E::Sent), (2, odd), (31, E::Deadline)], "Answered “Maybe”");
    // An answer that comes behind the end says what it was that did not come.
    ends(HEARTBEAT, &[(1, E::Sent), (31, E::Deadline), (32, accepted())], "Accepted, but it did not come");
}

#[test]
fn a_late_one_corrects_that_within_the_hour() {
    let until = |second| [(1, E::Sent), (2, accepted()), (31, E::Deadline), (second, came(HEARTBEAT))];
    let (life, steps) = play_from(asked(HEARTBEAT), &until(61));
    assert_eq!(life.verdict.words(), "Came, 1 min after it was asked for");
    assert_eq!(steps.last().unwrap(), "Verdict corrected, was “Accepted, but it did not come”");
    ends(HEARTBEAT, &until(31 + 3601), "Accepted, but it did not come");
    let lost = [(1, E::Sent), (2, E::SocketLost), (31, E::Deadline), (40, came(HEARTBEAT))];
    ends(HEARTBEAT, &lost, "Came, 39 s after it was asked for");
}

#[test]
fn a_no_and_what_a_person_ended_stay() {
    let then = |evidence: E, verdict: &str| {
        let life = ends(HEARTBEAT, &[(1, E::Sent), (2, evidence), (3, came(HEARTBEAT))], verdict);
        assert!(!life.awaits_notice(3000));
    };
    then(answered(Outcome::Rejected), "Rejected");
    let unknown = Outcome::Failed { code: "NotImplemented".to_owned(), description: String::new() };
    then(answered(unknown), "Refused with NotImplemented");
    then(E::StoppedWaiting { by: "Ada".to_owned() }, "Abandoned, outcome not seen");
}

#[test]
fn what_was_read_before_the_call_was_written_is_no_answer_to_it() {
    use crate::ask::is_behind;
    assert!(!is_behind(Some(6), Some(7)));
    assert!(!is_behind(Some(7), Some(7)));
    assert!(is_behind(Some(8), Some(7)));
    // Where either is not known, it may be.
    assert!(is_behind(None, Some(7)) && is_behind(Some(6), None) && is_behind(None, None));
}
