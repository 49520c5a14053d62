//! One bad charger says large messages as fast as they go out, and waits for nothing; how long the others wait is measured.

use crate::failed::Failed;
use crate::figures::{Figure, Times, count};
use crate::load::charger::Charger;
use crate::load::crowd::{Crowd, all};
use crate::load::message::{Message, next_id};
use crate::under_test::Server;
use clap::Args;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};

/// Chargers that connect at once.
const AT_ONCE: usize = 64;
/// Between two messages of a good charger.
const PACE: Duration = Duration::from_secs(1);
/// Bytes in a MiB.
const MIB: f64 = 1_048_576.0;

#[derive(Args, Clone, Debug)]
pub struct Flood {
    /// Chargers beside the bad one, each with a StatusNotification a second
    #[arg(long = "n", value_name = "NUMBER", default_value_t = 100)]
    pub chargers: usize,
    /// Bytes that each of the bad charger's messages carries
    #[arg(long, value_name = "BYTES", default_value_t = 16_384)]
    pub bytes: usize,
    /// How long it floods in a turn
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
}

/// The bad charger's two tasks; they end when this is dropped.
struct Flooding {
    writing: JoinHandle<()>,
    reading: JoinHandle<()>,
    written: tokio::sync::watch::Receiver<usize>,
}

impl Flood {
    pub fn title(&self) -> String {
        format!(
            "one charger floods for {} s with messages of {} bytes beside {} others",
            self.seconds, self.bytes, self.chargers
        )
    }

    pub async fn turn(&self, server: &Server) -> Result<Vec<Figure>, Failed> {
        let good = Crowd::gather(&server.dial, self.chargers, AT_ONCE).await?.chargers;
        let mut bad = Crowd::gather_from(&server.dial, self.chargers, 1, 1).await?.chargers;
        let quiet = all(good.into_iter().map(|charger| report(charger, 2))).await?;
        let (good, before): (Vec<_>, Vec<_>) = quiet.into_iter().unzip();
        let bad = bad.pop().ok_or_else(|| Failed::because("there is no bad charger"))?;
        let (began, flooding) = (Instant::now(), Flooding::begin(bad, self.bytes));
        let flooded = all(good.into_iter().map(|charger| report(charger, self.seconds))).await?;
        let (took, written) = (began.elapsed().as_secs_f64(), *flooding.written.borrow());
        drop(flooding);
        let (mut quiet, mut times) = (Times::default(), Times::default());
        before.into_iter().for_each(|one| quiet.join(one));
        flooded.into_iter().for_each(|(_, one)| times.join(one));
        Ok(vec![
            Figure::new("others' answer before p99, ms", quiet.percentile(0.99)),
            Figure::new("others' answer p50, ms", times.percentile(0.5)),
            Figure::new("others' answer p99, ms", times.percentile(0.99)),
            Figure::new("others' answer at most, ms", times.percentile(1.0)),
            Figure::new("flood taken, MiB/s", count(written * self.bytes) / MIB / took),
        ])
    }
}

/// Reports its status once a second.
async fn report(mut charger: Charger, seconds: u64) -> Result<(Charger, Times), Failed> {
    // So that not all of them speak in the same moment.
    sleep(PACE * u32::try_from(charger.place % 100).unwrap_or(0) / 100).await;
    let mut turns = interval(PACE);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut times = Times::default();
    for _ in 0..seconds {
        turns.tick().await;
        times.take(charger.call(Message::Status).await?);
    }
    Ok((charger, times))
}

impl Flooding {
    fn begin(bad: Charger, bytes: usize) -> Self {
        let (mut writer, mut reader) = bad.into_lean().split();
        let (tell, written) = tokio::sync::watch::channel(0);
        let writing = tokio::spawn(async move {
            while writer.write(Message::Data(bytes).call(&next_id(), 0)).await {
                tell.send_modify(|written| *written += 1);
            }
        });
        let reading = tokio::spawn(async move { while reader.read().await.is_some() {} });
        Self { writing, reading, written }
    }
}

impl Drop for Flooding {
    fn drop(&mut self) {
        self.writing.abort();
        self.reading.abort();
    }
}
