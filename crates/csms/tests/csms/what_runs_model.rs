//! What runs at a plug, against a model of the plugs themselves: whatever order messages come in, and whichever are lost.

use crate::bench::{Bench, PATIENCE};
use crate::talk::{ask, call, status};
use charger_sim::Handle;
use model::ChargerKey;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::time::Duration;

const PLUGS: usize = 2;
/// Watt-hours between two readings.
const STEP_WH: i64 = 250;
const CASES: u32 = 20;

/// What happens at the charger, and what it says of it.
#[derive(Clone, Debug)]
enum Happens {
    /// Charging begins; of its signs (start, status, readings) at least one is told, in this order.
    Begins { plug: usize, signs: Vec<Sign>, number: Number },
    /// Energy flows, and the meter says so.
    Goes { plug: usize },
    /// The start of what runs is told once more.
    StartAgain { plug: usize },
    /// It is over. `stop`: that is told; else the free plug alone tells it. `first`: the status comes before the stop.
    Ends { plug: usize, stop: bool, first: bool },
    /// The last session's number stays in its readings, and the meter stands still.
    Echo { plug: usize },
    /// The socket goes and comes back, and all that was said of the last ended session is said again.
    Replays { plug: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Start,
    Status,
    Readings,
}

/// What readings name where no start was told.
#[derive(Clone, Copy, Debug)]
enum Number {
    None,
    Foreign,
}

/// A plug as it really is.
#[derive(Default)]
struct Plug {
    meter: i64,
    session: Option<Session>,
    ended: Option<Session>,
}

#[derive(Clone)]
struct Session {
    /// Given by the Csms, or by somebody else.
    number: Option<i64>,
    start: Option<String>,
    stop: Option<String>,
    from: i64,
}

struct Charger<'a> {
    bench: &'a Bench,
    key: ChargerKey,
    sim: Handle,
    plugs: [Plug; PLUGS],
    said: u32,
}

impl Charger<'_> {
    fn next(&mut self) -> String {
        self.said += 1;
        format!("m-{}", self.said)
    }

    /// A time of its own for each message.
    fn time(&self) -> String {
        format!("2026-11-23T10:{:02}:{:02}Z", self.said / 60 % 60, self.said % 60)
    }

    async fn say(&mut self, action: &str, payload: Value) -> Value {
        let text = call(&self.next(), action, &payload);
        let answer = ask(&self.sim, &text).await;
        assert_eq!(answer[0], 3, "{text}: {answer}");
        answer[2].clone()
    }

    async fn read(&mut self, plug: usize, number: Option<i64>) {
        let wh = self.plugs[plug].meter.to_string();
        let mut payload = json!({"connectorId": plug + 1, "meterValue": [{"sampledValue": [{"value": wh}]}]});
        if let Some(number) = number {
            payload["transactionId"] = number.into();
        }
        self.say("MeterValues", payload).await;
    }

    async fn tell_status(&mut self, plug: usize, word: &str) {
        let text = status(&self.next(), plug as u32 + 1, word);
        assert_eq!(ask(&self.sim, &text).await[0], 3);
    }

    async fn goes(&mut self, plug: usize) {
        self.plugs[plug].meter += STEP_WH;
        let number = self.plugs[plug].session.as_ref().and_then(|session| session.number);
        self.read(plug, number).await;
    }

    async fn begins(&mut self, plug: usize, signs: &[Sign], number: Number) {
        let mut session = Session { number: None, start: None, stop: None, from: self.plugs[plug].meter };
        if let (Number::Foreign, false) = (number, signs.contains(&Sign::Start)) {
            session.number = Some(9_000_000 + i64::from(self.said));
        }
        self.plugs[plug].session = Some(session);
        for sign in signs {
            match sign {
                Sign::Start => {
                    let payload = json!({
                        "connectorId": plug + 1, "idTag": "TAG-1", "meterStart": self.plugs[plug].meter,
                        "timestamp": self.time(),
                    });
                    let answer = self.say("StartTransaction", payload.clone()).await;
                    let (number, from) = (answer["transactionId"].as_i64(), self.plugs[plug].meter);
                    let session = self.plugs[plug].session.as_mut().expect("it has just begun");
                    (session.number, session.start, session.from) = (number, Some(payload.to_string()), from);
                }
                Sign::Status => self.tell_status(plug, "Charging").await,
                Sign::Readings => {
                    let number = self.plugs[plug].session.as_ref().and_then(|session| session.number);
                    self.read(plug, number).await;
                    self.goes(plug).await;
                }
            }
        }
    }

    async fn ends(&mut self, plug: usize, stop: bool, first: bool) {
        let Some(mut session) = self.plugs[plug].session.take() else { return };
        let stop = stop && session.number.is_some();
        // What was begun and not stopped is over once its plug is free.
        let word = if stop { "Finishing" } else { "Available" };
        if first {
            self.tell_status(plug, word).await;
        }
        if stop {
            let payload = json!({
                "transactionId": session.number, "meterStop": self.plugs[plug].meter, "timestamp": self.time(),
            });
            self.say("StopTransaction", payload.clone()).await;
            session.stop = Some(payload.to_string());
        }
        if !first {
            self.tell_status(plug, word).await;
        }
        self.plugs[plug].ended = Some(session);
    }

    async fn replays(&mut self, plug: usize) {
        self.sim.reconnect(Duration::from_millis(5)).await;
        assert!(self.sim.wait_connected(PATIENCE).await);
        let Some(session) = self.plugs[plug].ended.clone() else { return };
        let again = [("StartTransaction", session.start), ("StopTransaction", session.stop)];
        for (action, text) in again.into_iter().filter_map(|(action, text)| Some((action, text?))) {
            let answer = self.say(action, serde_json::from_str(&text).unwrap()).await;
            if action == "StartTransaction" {
                assert_eq!(answer["transactionId"].as_i64(), session.number, "a repeat has the number of the first");
            }
        }
    }

    async fn happens(&mut self, what: &Happens) {
        match *what {
            Happens::Begins { plug, ref signs, number } if self.plugs[plug].session.is_none() => {
                self.begins(plug, signs, number).await;
            }
            Happens::Goes { plug } if self.plugs[plug].session.is_some() => self.goes(plug).await,
            Happens::StartAgain { plug } => {
                let running = self.plugs[plug].session.clone();
                if let Some((number, text)) = running.and_then(|session| Some((session.number, session.start?))) {
                    let answer = self.say("StartTransaction", serde_json::from_str(&text).unwrap()).await;
                    assert_eq!(answer["transactionId"].as_i64(), number);
                }
            }
            Happens::Ends { plug, stop, first } => self.ends(plug, stop, first).await,
            Happens::Echo { plug } if self.plugs[plug].session.is_none() => {
                if let Some(ended) = self.plugs[plug].ended.clone() {
                    self.read(plug, ended.number).await;
                }
            }
            Happens::Replays { plug } => self.replays(plug).await,
            Happens::Begins { .. } | Happens::Goes { .. } | Happens::Echo { .. } => {}
        }
    }

    /// What is known runs where it really runs, and nowhere else; what was begun here has drawn what its meter says.
    async fn agrees(&self, after: &[Happens]) -> Result<(), TestCaseError> {
        let known = self.bench.page(&self.key).await.charger.transactions;
        let mut places: Vec<i64> = known.iter().map(|running| running.connector).collect();
        places.sort_unstable();
        let really: Vec<i64> =
            (0..PLUGS).filter(|plug| self.plugs[*plug].session.is_some()).map(|plug| plug as i64 + 1).collect();
        prop_assert_eq!(&places, &really, "after {:#?}", after);
        if let Some(Happens::Goes { plug }) = after.last()
            && let Some(session) = self.plugs[*plug].session.as_ref().filter(|session| session.start.is_some())
        {
            let drawn = known.iter().find(|running| running.connector == *plug as i64 + 1).and_then(|it| it.energy_wh);
            prop_assert_eq!(drawn, Some(self.plugs[*plug].meter - session.from), "after {:#?}", after);
        }
        Ok(())
    }
}

fn signs() -> impl Strategy<Value = Vec<Sign>> {
    let all = vec![Sign::Start, Sign::Status, Sign::Readings];
    (prop::sample::subsequence(all, 1..=3), any::<bool>()).prop_flat_map(|(signs, _)| Just(signs).prop_shuffle())
}

fn happenings() -> impl Strategy<Value = Vec<Happens>> {
    let number = prop_oneof![Just(Number::None), Just(Number::Foreign)];
    let one = (0..PLUGS).prop_flat_map(move |plug| {
        prop_oneof![
            4 => (signs(), number.clone()).prop_map(move |(signs, number)| Happens::Begins { plug, signs, number }),
            3 => Just(Happens::Goes { plug }),
            1 => Just(Happens::StartAgain { plug }),
            3 => (any::<bool>(), any::<bool>()).prop_map(move |(stop, first)| Happens::Ends { plug, stop, first }),
            1 => Just(Happens::Echo { plug }),
            1 => Just(Happens::Replays { plug }),
        ]
    });
    prop::collection::vec(one, 4..16)
}

/// W-01, W-02, W-24, W-25, A-47
#[test]
fn what_is_known_to_run_is_what_runs() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = runtime.block_on(Bench::new());
    let count = std::cell::Cell::new(0);
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let outcome = TestRunner::new(config).run(&happenings(), |all| {
        count.set(count.get() + 1);
        runtime.block_on(async {
            let (key, sim) = bench.another(&format!("CP-{}", count.get())).await;
            let mut charger = Charger { bench: &bench, key, sim, plugs: Default::default(), said: 0 };
            for (n, what) in all.iter().enumerate() {
                charger.happens(what).await;
                charger.agrees(&all[..=n]).await?;
            }
            charger.sim.disconnect().await;
            Ok(())
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
