//! The trace on real files: what is read back of it, whatever was sealed, begun, restarted and removed in between.

use super::part::Lane;
use super::*;
use crate::caller::Caller;
use crate::clock::Clock;
use crate::store::bench::{bench, open};
use crate::store::scope::Scope;
use crate::store::{NewFrame, SeqSlot, Store, chargers, events, sites};
use model::{Direction, Exchange, Frame, FrameShape, Seq, TraceFilter};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const AGE: Duration = Duration::from_secs(3600);
const ACTIONS: [&str; 3] = ["Heartbeat", "StatusNotification", "Reset"];

/// One more charger on the bench.
async fn add(store: &Store, key: &'static str) -> Arc<str> {
    let added = store.write(move |tx| {
        Box::pin(async move {
            let scope = Scope::of(tx, &Caller::CommandLine).await?;
            let site = sites::by_name(tx, &scope, "Yard", None).await?.remove(0);
            let (identity, name) = (key.to_owned(), key.to_owned());
            let row = chargers::NewRow { key: key.to_owned(), identity, name, site, password: None };
            assert!(chargers::insert(tx, &row).await?);
            chargers::target(tx, &scope, key).await
        })
    });
    added.await.unwrap().unwrap().id.into()
}

fn frame(charger: &Arc<str>, direction: Direction, shape: FrameShape, action: Option<&str>, text: String) -> NewFrame {
    NewFrame {
        at: 0,
        charger: charger.clone(),
        direction,
        shape,
        action: action.map(str::to_owned),
        plain: "plain".to_owned(),
        text,
        slot: SeqSlot::default(),
        pair: None,
        latency_ms: None,
        late: false,
        command: None,
        odd: None,
    }
}

/// Everything before has been committed.
async fn settle(store: &Store) {
    store.write_in_turn(|_| Box::pin(async { Ok(()) })).await.unwrap();
}

/// All of a charger's trace that passes, stretch by stretch.
async fn whole(store: &Store, charger: &str, filter: &TraceFilter) -> Vec<Exchange> {
    let mut reading = store.read().await.unwrap();
    let scope = Scope::of(&mut reading, &Caller::CommandLine).await.unwrap();
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let stretch = trace(&mut reading, &scope, charger, filter, before).await.unwrap();
        all.extend(stretch.exchanges);
        before = stretch.older;
        if before.is_none() {
            return all;
        }
    }
}

async fn frames_after(store: &Store, chargers: &[Arc<str>], after: i64) -> Vec<Frame> {
    let mut reading = store.read().await.unwrap();
    let scope = Scope::of(&mut reading, &Caller::CommandLine).await.unwrap();
    events::frames_after(&mut reading, &scope, chargers, Seq(after), 10_000).await.unwrap()
}

#[derive(Clone, Debug)]
enum Deed {
    Call {
        charger: usize,
        to: bool,
        action: usize,
        kilobytes: usize,
    },
    /// Answers one of the last CALLs.
    Answer {
        back: usize,
        shape: FrameShape,
    },
    Odd {
        charger: usize,
    },
    Settle,
    /// What is full is sealed.
    Keep,
    Restart,
}

fn deed() -> impl Strategy<Value = Deed> {
    let shape = prop_oneof![
        6 => Just(FrameShape::Result),
        1 => Just(FrameShape::Error),
        1 => Just(FrameShape::NoAnswer)
    ];
    prop_oneof![
        8 => (0..2_usize, any::<bool>(), 0..3_usize, 0..24_usize)
            .prop_map(|(charger, to, action, kilobytes)| Deed::Call { charger, to, action, kilobytes }),
        8 => (0..6_usize, shape).prop_map(|(back, shape)| Deed::Answer { back, shape }),
        1 => (0..2_usize).prop_map(|charger| Deed::Odd { charger }),
        3 => Just(Deed::Settle),
        1 => Just(Deed::Keep),
        1 => Just(Deed::Restart),
    ]
}

/// What was told to the store, as it is to be read back.
#[derive(Clone)]
struct Told {
    charger: usize,
    shape: FrameShape,
    direction: Direction,
    action: Option<&'static str>,
    text: String,
    slot: SeqSlot,
    pair: Option<SeqSlot>,
}

struct Played {
    _folder: tempfile::TempDir,
    store: Store,
    chargers: Vec<Arc<str>>,
    told: Vec<Told>,
}

async fn play(deeds: Vec<Deed>) -> Played {
    let clock = Clock::default();
    let (folder, mut store, first) = bench(&clock).await;
    let chargers = vec![first.into(), add(&store, "second").await];
    let mut told: Vec<Told> = Vec::new();
    for deed in deeds {
        let (new, pair) = match deed {
            Deed::Call { charger, to, action, kilobytes } => {
                let direction = if to { Direction::ToCharger } else { Direction::FromCharger };
                let text = format!("call {} {}", told.len(), "x".repeat(kilobytes * 1024));
                let slot = SeqSlot::default();
                (
                    Told {
                        charger,
                        shape: FrameShape::Call,
                        direction,
                        action: Some(ACTIONS[action]),
                        text,
                        slot,
                        pair: None,
                    },
                    None,
                )
            }
            Deed::Odd { charger } => {
                let (direction, text) = (Direction::FromCharger, format!("odd {}", told.len()));
                let slot = SeqSlot::default();
                (Told { charger, shape: FrameShape::Odd, direction, action: None, text, slot, pair: None }, None)
            }
            Deed::Answer { back, shape } => {
                let Some(call) = told.iter().rev().filter(|told| told.pair.is_none()).nth(back).cloned() else {
                    continue;
                };
                let answers = |told: &&Told| told.pair.as_ref().is_some_and(|pair| pair.get() == call.slot.get());
                settle(&store).await;
                // Nothing is answered twice, and a marker comes before the late answer.
                if told
                    .iter()
                    .filter(answers)
                    .any(|told| told.shape != FrameShape::NoAnswer || shape == FrameShape::NoAnswer)
                {
                    continue;
                }
                let direction = match call.direction {
                    Direction::FromCharger => Direction::ToCharger,
                    Direction::ToCharger => Direction::FromCharger,
                };
                let text = format!("answer {}", told.len());
                let slot = SeqSlot::default();
                let pair = Some(call.slot.clone());
                (
                    Told {
                        charger: call.charger,
                        shape,
                        direction,
                        action: call.action,
                        text,
                        slot,
                        pair: pair.clone(),
                    },
                    pair,
                )
            }
            Deed::Settle => {
                settle(&store).await;
                continue;
            }
            Deed::Keep => {
                settle(&store).await;
                keep::once(&store, AGE).await.unwrap();
                continue;
            }
            Deed::Restart => {
                store.close().await;
                store = open(folder.path(), &clock).await;
                take_up(&store).await.unwrap();
                continue;
            }
        };
        let mut frame = frame(&chargers[new.charger], new.direction, new.shape, new.action, new.text.clone());
        frame.slot = new.slot.clone();
        frame.pair = pair;
        frame.at = clock.now();
        store.append(frame).await.unwrap();
        told.push(new);
    }
    settle(&store).await;
    Played { _folder: folder, store, chargers, told }
}

/// A frame as it is compared.
fn brief(frame: &Frame) -> (i64, FrameShape, Direction, Option<String>, String, Option<i64>) {
    let pair = frame.pair.map(|seq| seq.0);
    (frame.seq.0, frame.shape, frame.direction, frame.action.clone(), frame.text.clone(), pair)
}

impl Told {
    fn brief(&self) -> (i64, FrameShape, Direction, Option<String>, String, Option<i64>) {
        let pair = self.pair.as_ref().and_then(SeqSlot::get);
        let action = self.action.map(str::to_owned);
        (self.slot.get().unwrap(), self.shape, self.direction, action, self.text.clone(), pair)
    }
}

fn filters() -> Vec<TraceFilter> {
    let all = TraceFilter::default();
    vec![
        all.clone(),
        TraceFilter { direction: Some(Direction::ToCharger), ..all.clone() },
        TraceFilter { action: Some("Reset".to_owned()), ..all.clone() },
        TraceFilter { hide_routine: true, ..all.clone() },
        TraceFilter { errors_only: true, ..all },
    ]
}

async fn is_read_back(played: &Played) {
    let Played { store, chargers, told, .. } = played;
    for (nth, charger) in chargers.iter().enumerate() {
        let of_charger: Vec<&Told> = told.iter().filter(|told| told.charger == nth).collect();
        let frames = frames_after(store, std::slice::from_ref(charger), 0).await;
        let expected: Vec<_> = of_charger.iter().map(|told| told.brief()).collect();
        assert_eq!(frames.iter().map(brief).collect::<Vec<_>>(), expected);
        let middle = frames.get(frames.len() / 2).map_or(0, |frame| frame.seq.0);
        let later = frames_after(store, std::slice::from_ref(charger), middle).await;
        let expected: Vec<_> = expected.into_iter().filter(|told| told.0 > middle).collect();
        assert_eq!(later.iter().map(brief).collect::<Vec<_>>(), expected);
        // The exchanges that the frames make, by the model's own rules.
        let mut exchanges: Vec<Exchange> = Vec::new();
        for frame in &frames {
            if frame.pair.is_none() {
                exchanges.push(Exchange::alone(frame.clone()));
            } else {
                exchanges.iter_mut().for_each(|exchange| {
                    exchange.take(frame);
                });
            }
        }
        exchanges.reverse();
        for filter in filters() {
            let expected: Vec<&Exchange> = exchanges.iter().filter(|exchange| filter.admits(exchange)).collect();
            let found = whole(store, charger, &filter).await;
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// However messages and answers fall into groups, rows and parts, each is read back once, with its answer.
    #[test]
    fn what_was_told_is_read_back_whatever_was_sealed_and_restarted(deeds in proptest::collection::vec(deed(), 1..120)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let played = play(deeds).await;
            is_read_back(&played).await;
            played.store.close().await;
        });
    }
}

/// Says so much, in messages of 8 KiB.
async fn say(store: &Store, charger: &Arc<str>, kilobytes: usize) {
    for _ in 0..kilobytes / 8 {
        let text = "x".repeat(8 * 1024);
        let mut said = frame(charger, Direction::FromCharger, FrameShape::Call, Some("DataTransfer"), text);
        said.at = store.clock().now();
        store.append(said).await.unwrap();
    }
    settle(store).await;
}

#[tokio::test]
async fn a_charger_that_says_too_much_pushes_out_its_own_messages_alone() {
    let (_folder, store, quiet) = bench(&Clock::default()).await;
    let (quiet, loud): (Arc<str>, _) = (quiet.into(), add(&store, "loud").await);
    say(&store, &quiet, 8).await;
    // Four times what the whole trace may take.
    for _ in 0..64 {
        say(&store, &loud, 64).await;
        keep::once(&store, AGE).await.unwrap();
    }
    say(&store, &quiet, 8).await;
    assert_eq!(whole(&store, &quiet, &TraceFilter::default()).await.len(), 2);
    let left = whole(&store, &loud, &TraceFilter::default()).await.len();
    assert!((64..160).contains(&left), "{left}: as much as there is room for");
    let parts = store.parts();
    assert!(parts.bytes() <= parts.bound() + 2 * parts.part_bytes(), "{} bytes", parts.bytes());
    store.close().await;
}

#[tokio::test]
async fn what_is_too_old_goes_with_its_part_and_browsers_read_anew() {
    let clock = Clock::default();
    let (folder, store, charger) = bench(&clock).await;
    let charger: Arc<str> = charger.into();
    say(&store, &charger, 80).await;
    clock.advance(AGE * 2);
    say(&store, &charger, 80).await;
    keep::once(&store, AGE).await.unwrap();
    let (left, oldest) = {
        let left = whole(&store, &charger, &TraceFilter::default()).await;
        (left.len(), events::oldest(&mut store.read().await.unwrap()).await.unwrap())
    };
    assert!((10..20).contains(&left), "{left}");
    assert!(oldest > Seq(1));
    let files = |folder: &Path| std::fs::read_dir(folder.join("trace")).unwrap().count();
    assert!(files(folder.path()) <= store.parts().all().len() * 3);
    store.close().await;
}

#[tokio::test]
async fn a_part_that_is_lost_or_damaged_leaves_the_rest_readable() {
    let clock = Clock::default();
    let (folder, store, charger) = bench(&clock).await;
    let charger: Arc<str> = charger.into();
    for _ in 0..5 {
        say(&store, &charger, 64).await;
    }
    keep::once(&store, AGE).await.unwrap();
    store.close().await;
    let parts = store.parts().of_lane(Lane::Common);
    assert!(parts.len() >= 4);
    std::fs::remove_file(&parts[1].file).unwrap();
    std::fs::write(&parts[2].file, "not a database at all, whatever it was before").unwrap();
    let store = open(folder.path(), &clock).await;
    take_up(&store).await.unwrap();
    say(&store, &charger, 8).await;
    let left = whole(&store, &charger, &TraceFilter::default()).await.len();
    assert!((41 - 2 * 10..41 - 2 * 7).contains(&left), "{left}");
    assert_eq!(store.parts().all().iter().filter(|part| part.is_lost()).count(), 2);
    store.close().await;
}

#[tokio::test]
async fn numbers_go_on_behind_frames_whose_state_was_not_committed() {
    let clock = Clock::default();
    let (folder, store, charger) = bench(&clock).await;
    let charger: Arc<str> = charger.into();
    say(&store, &charger, 16).await;
    let newest = events::newest(&mut store.read().await.unwrap()).await.unwrap();
    // As after a kill between the two.
    store
        .write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE sequence SET newest = newest - 1").execute(tx.connection()).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    store.close().await;
    let store = open(folder.path(), &clock).await;
    take_up(&store).await.unwrap();
    say(&store, &charger, 8).await;
    assert_eq!(events::newest(&mut store.read().await.unwrap()).await.unwrap(), Seq(newest.0 + 1));
    assert_eq!(whole(&store, &charger, &TraceFilter::default()).await.len(), 3);
    store.close().await;
}

/// F-13: a browser that comes back between the two commits would have had these frames twice.
#[tokio::test]
async fn frames_whose_state_is_not_committed_yet_are_told_later() {
    let (_folder, store, charger) = bench(&Clock::default()).await;
    let charger: Arc<str> = charger.into();
    say(&store, &charger, 16).await;
    // As it is seen from between the trace's commit and the state's.
    let newest = store.write(|tx| {
        Box::pin(async move {
            sqlx::query("UPDATE sequence SET newest = newest - 1").execute(tx.connection()).await?;
            events::newest(tx).await
        })
    });
    let newest = newest.await.unwrap();
    assert_eq!(frames_after(&store, std::slice::from_ref(&charger), 0).await.len(), 1);
    let shown = whole(&store, &charger, &TraceFilter::default()).await;
    assert_eq!(shown.iter().map(|exchange| exchange.call.seq).collect::<Vec<_>>(), [newest]);
    store.close().await;
}

#[tokio::test]
async fn the_trace_of_an_earlier_version_is_taken_over_whole() {
    let clock = Clock::default();
    let (_folder, store, charger) = bench(&clock).await;
    let of = charger.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                let before = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
                     INSERT INTO frames_before (seq, at, charger, site, kind, body, direction, shape, action, plain, pair, late)
                     SELECT i, $2, c.id, c.site, CASE WHEN i % 5 = 0 THEN 'charger' ELSE 'frame' END, printf('text %d', i),
                         CASE WHEN i % 2 = 1 THEN 'from' ELSE 'to' END, CASE WHEN i % 2 = 1 THEN 'call' ELSE 'result' END,
                         'Heartbeat', 'plain', CASE WHEN i % 2 = 0 THEN i - 1 END, 0
                     FROM n, chargers c WHERE c.id = $1";
                sqlx::query(before).bind(of).bind(tx.now()).execute(tx.connection()).await?;
                sqlx::query("UPDATE sequence SET newest = 5000").execute(tx.connection()).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    let charger: Arc<str> = charger.into();
    say(&store, &charger, 8).await;
    takeover::take_over(&store, &CancellationToken::new()).await.unwrap();
    let frames = frames_after(&store, std::slice::from_ref(&charger), 0).await;
    let numbers: Vec<i64> = (1..=5000).filter(|seq| seq % 5 != 0).chain([5001]).collect();
    assert_eq!(frames.iter().map(|frame| frame.seq.0).collect::<Vec<_>>(), numbers);
    assert!(frames[..4000].iter().all(|frame| frame.text == format!("text {}", frame.seq.0)));
    let exchanges = whole(&store, &charger, &TraceFilter::default()).await;
    assert_eq!(exchanges.len(), 2001);
    assert!(exchanges[1..].iter().filter(|exchange| exchange.answer.is_some()).count() >= 1500);
    assert!(store.parts().of_lane(Lane::Before).iter().all(|part| part.is_sealed()));
    store.close().await;
}

#[tokio::test]
async fn what_a_running_server_writes_is_read_by_another_process() {
    let clock = Clock::default();
    let (folder, store, charger) = bench(&clock).await;
    let charger: Arc<str> = charger.into();
    say(&store, &charger, 8).await;
    let other = open(folder.path(), &clock).await;
    say(&store, &charger, 16).await;
    assert_eq!(whole(&other, &charger, &TraceFilter::default()).await.len(), 3);
    other.close().await;
    say(&store, &charger, 8).await;
    assert_eq!(whole(&store, &charger, &TraceFilter::default()).await.len(), 4);
    store.close().await;
}
