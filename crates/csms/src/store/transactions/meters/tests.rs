//! Readings taken in together leave what they leave one by one, whatever happened before and between them.

use super::*;
use crate::clock::Clock;
use crate::store::bench::bench;
use crate::store::transactions::{Start, Stop, start, status, stop};
use model::Connector;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const HISTORIES: u32 = 300;

#[derive(Clone, Debug)]
enum Op {
    Start {
        connector: i64,
        meter: Option<i64>,
    },
    /// The session begun as the so-manieth.
    Stop {
        nth: usize,
        named: bool,
    },
    Status {
        evse: i64,
        connector: i64,
        status: &'static str,
    },
    Reads {
        number: Number,
        evse: i64,
        connector: Option<i64>,
        wh: Option<i64>,
    },
}

#[derive(Clone, Copy, Debug)]
enum Number {
    None,
    Own(usize),
    Foreign(i64),
}

fn op() -> impl Strategy<Value = Op> {
    let number = prop_oneof![
        2 => Just(Number::None),
        3 => (0usize..3).prop_map(Number::Own),
        1 => prop_oneof![Just(-1i64), Just(0), Just(900_001)].prop_map(Number::Foreign),
    ];
    let connector = prop_oneof![Just(None), Just(Some(0i64)), Just(Some(1)), Just(Some(1)), Just(Some(2))];
    let wh = prop_oneof![1 => Just(None), 6 => (0i64..8).prop_map(|wh| Some(100 * wh))];
    prop_oneof![
        1 => (1i64..3, prop_oneof![Just(None), (0i64..8).prop_map(|wh| Some(100 * wh))])
            .prop_map(|(connector, meter)| Op::Start { connector, meter }),
        1 => (0usize..3, any::<bool>()).prop_map(|(nth, named)| Op::Stop { nth, named }),
        1 => (0i64..2, 1i64..3, prop_oneof![Just("Available"), Just("Charging"), Just("Preparing")])
            .prop_map(|(evse, connector, status)| Op::Status { evse, connector, status }),
        8 => (number, 0i64..2, connector, wh)
            .prop_map(|(number, evse, connector, wh)| Op::Reads { number, evse, connector, wh }),
    ]
}

/// One more charger.
async fn charger(tx: &mut Tx, key: &str) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO chargers (id, key, identity, name, sort, search, site, created_at)
         SELECT $1, $1, $1, $1, $1, $1, id, 0 FROM sites LIMIT 1",
    )
    .bind(key)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// What happens to a charger, its readings taken in by either way.
async fn play(tx: &mut Tx, charger: &str, history: &[Op], together: bool) -> Result<(), Failure> {
    let mut begun = Vec::new();
    let mut waiting = Vec::new();
    for (nth, op) in history.iter().enumerate() {
        if !matches!(op, Op::Reads { .. }) {
            meters(tx, vec![(charger.into(), std::mem::take(&mut waiting))]).await?;
        }
        match op {
            Op::Start { connector, meter } => {
                let start = Start {
                    connector: *connector,
                    id_tag: String::new(),
                    meter_start: *meter,
                    timestamp: "2026-01-01T00:00:00Z".to_owned(),
                    digest: nth.to_string(),
                };
                begun.push(self::start(tx, charger, &start).await?);
            }
            Op::Stop { nth: of, named } => {
                let number = begun.get(*of).copied().filter(|_| *named);
                let stop = Stop {
                    number,
                    card: None,
                    meter_stop: None,
                    timestamp: String::new(),
                    reason: None,
                    digest: nth.to_string(),
                };
                self::stop(tx, charger, &stop).await?;
            }
            Op::Status { evse, connector, status: told } => {
                let told =
                    Connector { evse: *evse, id: *connector, status: (*told).to_owned(), error: None, info: None };
                status(tx, charger, &told).await?;
                crate::store::chargers::set_connector(tx, charger, &told).await?;
            }
            Op::Reads { number, evse, connector, wh } => {
                let number = match number {
                    Number::None => None,
                    Number::Own(nth) => begun.get(*nth).copied(),
                    Number::Foreign(number) => Some(*number),
                };
                let reading = MeterReading { number, evse: *evse, connector: *connector, wh: *wh };
                if together {
                    waiting.push(reading);
                } else {
                    meter(tx, charger, &reading).await?;
                }
            }
        }
    }
    meters(tx, vec![(charger.into(), waiting)]).await.map(|_| ())
}

type Left =
    (Vec<(i64, i64, i64)>, Vec<(i64, i64, i64, Option<i64>, bool, bool, bool, Option<String>, Option<i64>, bool)>);

/// What is stored of its meters and sessions.
async fn left(tx: &mut Tx, charger: &str) -> Result<Left, Failure> {
    let readings = sqlx::query_as("SELECT evse, connector, wh FROM readings WHERE charger = $1 ORDER BY 1, 2")
        .bind(charger)
        .fetch_all(tx.connection())
        .await?;
    let sessions = sqlx::query_as(
        "SELECT evse, connector, meter_start, meter_last, meter_open, stopped_at IS NULL, stop_digest IS NULL, seen,
             CASE WHEN their_number < 900000 THEN their_number - (SELECT min(id) FROM transactions WHERE charger = $1) ELSE their_number END,
             coalesce(rose_at, 0) > 0 FROM transactions WHERE charger = $1 ORDER BY id",
    )
    .bind(charger)
    .fetch_all(tx.connection())
    .await?;
    Ok((readings, sessions))
}

#[test]
fn readings_taken_in_together_leave_what_they_leave_one_by_one() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (_folder, store, _) = runtime.block_on(bench(&Clock::default()));
    let mut runner = TestRunner::new(Config { cases: HISTORIES, ..Config::default() });
    let pair = std::cell::Cell::new(0);
    let held = runner.run(&proptest::collection::vec(op(), 1..24), |history| {
        pair.set(pair.get() + 1);
        let pair = pair.get();
        let (one, other) = (format!("a{pair}"), format!("b{pair}"));
        let (single, together) = runtime
            .block_on(store.write(move |tx| {
                Box::pin(async move {
                    charger(tx, &one).await?;
                    charger(tx, &other).await?;
                    play(tx, &one, &history, false).await?;
                    play(tx, &other, &history, true).await?;
                    Ok((left(tx, &one).await?, left(tx, &other).await?))
                })
            }))
            .unwrap();
        prop_assert_eq!(single, together);
        Ok(())
    });
    held.unwrap();
}
