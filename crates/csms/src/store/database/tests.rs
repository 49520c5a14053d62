//! Transactions on a real file: what is told of them, and what is taken back.

use super::*;
use crate::caller::Caller;
use crate::change::ChangeRefusal;
use crate::store::bench::{CHARGER, bench, open};
use crate::store::scope::Scope;
use crate::store::{SeqSlot, chargers, events};
use model::{Direction, FrameShape, Seq};

async fn name(store: &Store) -> String {
    let mut reading = store.read().await.unwrap();
    let scope = Scope::of(&mut reading, &Caller::CommandLine).await.unwrap();
    chargers::target(&mut reading, &scope, CHARGER).await.unwrap().unwrap().name
}

async fn newest(store: &Store) -> Seq {
    events::newest(&mut store.read().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn what_is_refused_is_taken_back_and_told_to_nobody() {
    let (_folder, store, charger) = bench(&Clock::default()).await;
    let before = newest(&store).await;
    let refused = store.change(move |tx| {
        Box::pin(async move {
            chargers::rename(tx, &charger, "Gate").await?;
            Err::<(), _>(ChangeRefusal::because("not today"))
        })
    });
    assert!(matches!(refused.await, Err(ChangeRefusal::Because(why)) if why == "not today"));
    assert_eq!((name(&store).await, newest(&store).await), ("CP-1".to_owned(), before));
    store.close().await;
}

#[tokio::test]
async fn what_is_touched_twice_is_told_once_and_as_of_the_transactions_moment() {
    let clock = Clock::default();
    let (_folder, store, charger) = bench(&clock).await;
    let (before, began) = (newest(&store).await, clock.now());
    clock.advance(Duration::from_secs(3600));
    let renamed = store.write(move |tx| {
        Box::pin(async move {
            chargers::rename(tx, &charger, "Gate").await?;
            chargers::rename(tx, &charger, "Gate 2").await?;
            Ok(tx.now())
        })
    });
    assert!(renamed.await.unwrap() - began >= 3_600_000);
    assert_eq!((name(&store).await, newest(&store).await), ("Gate 2".to_owned(), Seq(before.0 + 1)));
    store.close().await;
}

fn frame(charger: &str, shape: FrameShape, action: &str, at: i64) -> NewFrame {
    NewFrame {
        at,
        charger: charger.into(),
        direction: Direction::FromCharger,
        shape,
        action: Some(action.to_owned()),
        plain: String::new(),
        text: r#"[2,"1","Heartbeat",{}]"#.to_owned(),
        slot: SeqSlot::default(),
        pair: None,
        latency_ms: None,
        late: false,
        command: None,
        odd: None,
    }
}

/// The numbers of all events, with their kinds and the commands they belong to.
async fn written(store: &Store) -> Vec<(i64, String, Option<String>)> {
    let changes = "SELECT seq, kind, command FROM changes";
    let mut written: Vec<(i64, String, Option<String>)> =
        sqlx::query_as(changes).fetch_all(store.read().await.unwrap().connection()).await.unwrap();
    written.extend(frames(store, "SELECT seq, 'frame', command FROM frames").await);
    written.sort();
    written
}

/// What the parts of the trace hold.
async fn frames<T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin>(
    store: &Store,
    sql: &'static str,
) -> Vec<T> {
    let mut found = Vec::new();
    for part in store.parts().all() {
        let mut connection = part.open_to_read().await.unwrap();
        found.extend(sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap());
    }
    found
}

async fn last_message(store: &Store) -> (i64, String) {
    let mut reading = store.read().await.unwrap();
    sqlx::query_as("SELECT at, action FROM last_messages").fetch_one(reading.connection()).await.unwrap()
}

#[tokio::test]
async fn what_failed_behind_a_frame_of_its_group_takes_back_its_own_events_and_links_alone() {
    let (_folder, store, charger) = bench(&Clock::default()).await;
    let before = newest(&store).await.0;
    let (first, second) =
        (frame(&charger, FrameShape::Call, "Heartbeat", 1), frame(&charger, FrameShape::Call, "MeterValues", 2));
    let (slot, behind) = (first.slot.clone(), second.slot.clone());
    let seen = slot.clone();
    // Polled in this order, so that they are one group.
    let (appended, failed, again) = tokio::join!(
        biased;
        store.append(first),
        store.write_in_turn(move |tx| {
            Box::pin(async move {
                tx.touch_charger(&charger);
                events::link(tx, seen.get().unwrap(), "m");
                Err::<(), _>(Failure::NotCommitted)
            })
        }),
        store.append(second),
    );
    appended.unwrap();
    assert!(failed.is_err());
    again.unwrap();
    store.write_in_turn(|_| Box::pin(async { Ok(()) })).await.unwrap();
    assert_eq!((slot.get(), behind.get()), (Some(before + 1), Some(before + 2)));
    let frames = [(before + 1, "frame".to_owned(), None), (before + 2, "frame".to_owned(), None)];
    assert_eq!(written(&store).await[before as usize..], frames);
    assert_eq!(last_message(&store).await, (2, "MeterValues".to_owned()));
    store.close().await;
}

#[tokio::test]
async fn a_frame_is_linked_to_its_command_in_its_own_group_and_later() {
    let (_folder, store, charger) = bench(&Clock::default()).await;
    let before = newest(&store).await.0 as usize;
    let call = frame(&charger, FrameShape::Call, "Heartbeat", 1);
    let (slot, seen) = (call.slot.clone(), call.slot.clone());
    let link = |slot: SeqSlot, command: &'static str| {
        store.write_in_turn(move |tx| {
            Box::pin(async move {
                events::link(tx, slot.get().unwrap(), command);
                Ok(())
            })
        })
    };
    let (appended, linked) = tokio::join!(biased; store.append(call), link(seen, "m"));
    appended.unwrap();
    linked.unwrap();
    assert_eq!(written(&store).await[before].2.as_deref(), Some("m"));
    link(slot, "n").await.unwrap();
    assert_eq!(written(&store).await[before].2.as_deref(), Some("n"));
    store.close().await;
}

#[tokio::test]
async fn an_answer_is_no_last_message_and_a_nameless_call_keeps_the_name_before() {
    let (_folder, store, charger) = bench(&Clock::default()).await;
    let nameless = NewFrame { action: None, ..frame(&charger, FrameShape::Call, "", 7) };
    for frame in
        [frame(&charger, FrameShape::Call, "Heartbeat", 5), frame(&charger, FrameShape::Result, "MeterValues", 6)]
    {
        store.append(frame).await.unwrap();
    }
    store.write_in_turn(|_| Box::pin(async { Ok(()) })).await.unwrap();
    assert_eq!(last_message(&store).await, (5, "Heartbeat".to_owned()));
    store.append(nameless).await.unwrap();
    store.write_in_turn(|_| Box::pin(async { Ok(()) })).await.unwrap();
    assert_eq!(last_message(&store).await, (7, "Heartbeat".to_owned()));
    store.close().await;
}

#[tokio::test]
async fn events_are_numbered_after_those_of_another_process() {
    let (folder, store, charger) = bench(&Clock::default()).await;
    let other = open(folder.path(), &Clock::default()).await;
    let before = newest(&store).await.0;
    for (store, nth) in [(&store, 1), (&other, 2), (&store, 3)] {
        let call = frame(&charger, FrameShape::Call, "Heartbeat", nth);
        let slot = call.slot.clone();
        store.append(call).await.unwrap();
        store.write_in_turn(|_| Box::pin(async { Ok(()) })).await.unwrap();
        assert_eq!(slot.get(), Some(before + nth));
    }
    other.close().await;
    store.close().await;
}

#[tokio::test]
async fn one_piece_of_work_may_tell_more_than_a_statement_takes() {
    const MANY: i64 = 600;
    let (_folder, store, charger) = bench(&Clock::default()).await;
    let before = newest(&store).await.0;
    let now = store.read().await.unwrap().now();
    for nth in 1..=MANY {
        store.append(frame(&charger, FrameShape::Call, "Heartbeat", now + nth)).await.unwrap();
    }
    store.write_in_turn(|_| Box::pin(async { Ok(()) })).await.unwrap();
    store.write(|tx| Box::pin(async move { events::never_answered(tx, MANY, "gone").await })).await.unwrap();
    let pairs: Vec<(i64,)> = frames(&store, "SELECT pair FROM frames WHERE shape = 'no-answer' ORDER BY seq").await;
    let numbers: Vec<(i64,)> = frames(&store, "SELECT seq FROM frames ORDER BY seq").await;
    assert_eq!(pairs, (before + 1..=before + MANY).map(|seq| (seq,)).collect::<Vec<_>>());
    assert_eq!(numbers, (before + 1..=before + 2 * MANY).map(|seq| (seq,)).collect::<Vec<_>>());
    store.close().await;
}

/// Reads rows without an end.
async fn endless(reading: &mut Reading) -> Result<i64, Failure> {
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    Ok(sqlx::query_scalar(endless).fetch_one(reading.connection()).await?)
}

#[tokio::test]
async fn a_page_that_takes_too_long_is_stopped_and_holds_up_nobody_else() {
    // Searches of 60,000 words once stopped every page and every charger at the door.
    let (_folder, store, _) = bench(&Clock::default()).await;
    let mut page = store.page().await.unwrap();
    let stopped = endless(&mut page).await;
    assert!(matches!(stopped, Err(Failure::TooLong)), "{stopped:?}");
    drop(page);
    let mut next = store.page().await.unwrap();
    assert_eq!(events::newest(&mut next).await.unwrap(), newest(&store).await);
    drop(next);
    store.close().await;
}

#[tokio::test]
async fn what_is_read_for_somebody_who_has_gone_stops_with_them() {
    let (_folder, store, _) = bench(&Clock::default()).await;
    for _ in 0..2 * PAGES {
        let mut page = store.page().await.unwrap();
        let reads = tokio::time::timeout(Duration::from_millis(20), endless(&mut page)).await;
        assert!(reads.is_err(), "it goes on for ever");
    }
    // Each had its turn although none of those before them came to an end by itself.
    let asked = Instant::now();
    drop(store.page().await.unwrap());
    assert!(asked.elapsed() < PAGE_TIME);
    store.close().await;
}

#[tokio::test]
async fn pages_that_are_all_taken_hold_up_no_charger() {
    let (_folder, store, _) = bench(&Clock::default()).await;
    let mut pages = Vec::new();
    for _ in 0..PAGES {
        pages.push(store.page().await.unwrap());
    }
    let one_more = tokio::time::timeout(Duration::from_millis(50), store.page()).await;
    assert!(one_more.is_err(), "it waits for its turn");
    drop(store.read().await.unwrap());
    drop(pages);
    drop(store.page().await.unwrap());
    store.close().await;
}
