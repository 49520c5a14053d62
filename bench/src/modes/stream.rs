//! From a charger's frame to the browsers that have it open, by the live stream.

use crate::failed::Failed;
use crate::figures::{Figure, Times, count};
use crate::load::charger::{Charger, identity};
use crate::load::crowd::{Crowd, all};
use crate::load::message::Message;
use crate::load::person::{self, Person};
use crate::under_test::Server;
use clap::Args;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// Chargers that connect at once.
const AT_ONCE: usize = 64;
/// Streams of one session: it has room for some more.
const STREAMS_A_SESSION: usize = 10;
/// After the last message, for those that are late.
const DRAIN: Duration = Duration::from_secs(5);
/// Before anything is sent, until memory is looked at.
const REST: Duration = Duration::from_secs(2);
/// How a message is found again in an event: its text stands there as JSON within JSON.
const MARK: &str = "[2,\\\"";
/// Letters of an id.
const ID: usize = 16;

#[derive(Args, Clone, Debug)]
pub struct Stream {
    /// Browsers, each with one charger open
    #[arg(long, value_name = "NUMBER", default_value_t = 200)]
    pub browsers: usize,
    /// Chargers that talk
    #[arg(long = "n", value_name = "NUMBER", default_value_t = 20)]
    pub chargers: usize,
    /// Messages a second of all of them
    #[arg(long, value_name = "NUMBER", default_value_t = 200)]
    pub rate: u32,
    /// How long they talk in a turn
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
}

/// When each message was sent, by its id.
type Sent = Arc<Mutex<HashMap<String, Instant>>>;

impl Stream {
    pub fn title(&self) -> String {
        let Self { browsers, chargers, rate, seconds } = self;
        format!("frame → {browsers} browsers, {chargers} chargers with {rate} messages/s for {seconds} s")
    }

    pub async fn turn(&self, server: &Server) -> Result<Vec<Figure>, Failed> {
        let crowd = Crowd::gather(&server.dial, self.chargers, AT_ONCE).await?;
        let (streams, idle_kib) = self.open(server).await?;
        let sent = Sent::default();
        let ends = Instant::now() + Duration::from_secs(self.seconds) + DRAIN;
        let watching: Vec<_> =
            streams.into_iter().map(|stream| tokio::spawn(watch(stream, Arc::clone(&sent), ends))).collect();
        let before = server.usage()?;
        let talking =
            crowd.chargers.into_iter().map(|charger| talk(charger, self.pace(), self.seconds, Arc::clone(&sent)));
        let talked: usize = all(talking).await?.into_iter().sum();
        let after = server.usage()?;
        let (mut times, mut received) = (Times::default(), 0);
        for watched in watching {
            let one = watched.await.map_err(|error| Failed::because(error.to_string()))??;
            received += one.count();
            times.join(one);
        }
        let expected = count(talked) * count(self.browsers) / count(self.chargers);
        let mut figures = vec![
            Figure::new("frame to browser p50, ms", times.percentile(0.5)),
            Figure::new("frame to browser p99, ms", times.percentile(0.99)),
            Figure::new("frames missing", expected - count(received)),
        ];
        if let Some((before, after)) = before.zip(after) {
            let used = after.cpu_seconds - before.cpu_seconds;
            figures.push(Figure::new("CPU s per 1,000 messages", used / count(talked) * 1_000.0));
        }
        if let Some(kib) = idle_kib {
            figures.push(Figure::new("memory an idle stream, KiB", kib));
        }
        Ok(figures)
    }

    /// Between two messages of one charger.
    fn pace(&self) -> Duration {
        Duration::from_secs(1) * u32::try_from(self.chargers).unwrap_or(u32::MAX) / self.rate.max(1)
    }

    /// All streams, with what memory each takes.
    async fn open(&self, server: &Server) -> Result<(Vec<person::Stream>, Option<f64>), Failed> {
        let mut people = Vec::new();
        for _ in 0..self.browsers.div_ceil(STREAMS_A_SESSION) {
            people.push(Person::sign_in(server.console()?).await?);
        }
        if !self.browsers.is_multiple_of(self.chargers) {
            return Err(Failed::because("there must be as many browsers for each charger"));
        }
        let mut keys = Vec::new();
        for place in 0..self.chargers {
            keys.push(people[0].key_of(&identity(place)).await?);
        }
        let before = server.usage()?;
        let mut streams = Vec::new();
        for nth in 0..self.browsers {
            let key = &keys[nth % keys.len()];
            streams.push(people[nth / STREAMS_A_SESSION].watch(std::slice::from_ref(key)).await?);
        }
        sleep(REST).await;
        let memory = before.zip(server.usage()?);
        let kib = memory.map(|(before, after)| (after.resident_kib - before.resident_kib) / count(self.browsers));
        Ok((streams, kib))
    }
}

/// Says one message after the other at its pace; how many.
async fn talk(mut charger: Charger, pace: Duration, seconds: u64, sent: Sent) -> Result<usize, Failed> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut turns = interval(pace);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut said = 0;
    while Instant::now() < until {
        turns.tick().await;
        let at = |id: &str| {
            sent.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), Instant::now());
        };
        charger.call_noted(Message::Meter, at).await?;
        said += 1;
    }
    // Its socket stays open until the last frame was seen.
    sleep(DRAIN).await;
    Ok(said)
}

/// How late each message's frame was.
async fn watch(mut stream: person::Stream, sent: Sent, ends: Instant) -> Result<Times, Failed> {
    let mut times = Times::default();
    while let Ok(come) = timeout(ends.saturating_duration_since(Instant::now()), stream.next()).await {
        let Some(events) = come? else { return Err(Failed::because("a live stream was ended")) };
        let now = Instant::now();
        for event in events.split("\n\n").filter(|event| event.contains("event: frame")) {
            let id = event.split_once(MARK).and_then(|(_, rest)| rest.get(..ID));
            let at = id.and_then(|id| sent.lock().unwrap_or_else(PoisonError::into_inner).get(id).copied());
            if let Some(at) = at {
                times.take(now.saturating_duration_since(at));
            }
        }
    }
    Ok(times)
}
