//! Chargers in a closed loop: each says the next message when the one before is answered.

use crate::failed::Failed;
use crate::figures::{Figure, Times, count};
use crate::load::crowd::{Crowd, all};
use crate::load::message::Message;
use crate::under_test::Server;
use clap::{Args, ValueEnum};
use std::time::{Duration, Instant};

/// Chargers that connect at once.
const AT_ONCE: usize = 64;

#[derive(Args, Clone, Debug)]
pub struct Throughput {
    /// What they say
    #[arg(long = "message", default_value = "mixed")]
    pub mix: Mix,
    /// Chargers
    #[arg(long = "n", value_name = "NUMBER", default_value_t = 100)]
    pub chargers: usize,
    /// How long they talk in a turn
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Mix {
    Heartbeat,
    /// A MeterValues of 589 bytes
    Meter,
    /// Two MeterValues, a Heartbeat, a StatusNotification
    Mixed,
}

impl Mix {
    fn message(self, nth: usize) -> Message {
        const MIXED: [Message; 4] = [Message::Meter, Message::Heartbeat, Message::Meter, Message::Status];
        match self {
            Self::Heartbeat => Message::Heartbeat,
            Self::Meter => Message::Meter,
            Self::Mixed => MIXED[nth % MIXED.len()],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Heartbeat => "Heartbeat",
            Self::Meter => "MeterValues of 589 bytes",
            Self::Mixed => "mixed messages",
        }
    }
}

impl Throughput {
    pub fn title(&self) -> String {
        format!("{}, {} chargers in closed loop for {} s", self.mix.name(), self.chargers, self.seconds)
    }

    pub async fn turn(&self, server: &Server) -> Result<Vec<Figure>, Failed> {
        let crowd = Crowd::gather(&server.dial, self.chargers, AT_ONCE).await?;
        let idle = server.idle().await?;
        let before = server.usage()?;
        let (mix, began) = (self.mix, Instant::now());
        let until = began + Duration::from_secs(self.seconds);
        let talking = crowd.chargers.into_iter().map(|mut charger| async move {
            let (mut times, mut nth) = (Times::default(), charger.place);
            while Instant::now() < until {
                times.take(charger.call(mix.message(nth)).await?);
                nth += 1;
            }
            // Its socket stays open until all have ended.
            Ok((charger, times))
        });
        let talked = all(talking).await?;
        let (took, after) = (began.elapsed().as_secs_f64(), server.usage()?);
        let mut times = Times::default();
        for (_, one) in talked {
            times.join(one);
        }
        let messages = count(times.count());
        let mut figures = vec![Figure::new("messages a second", messages / took)];
        if let Some((before, after)) = before.zip(after) {
            let used = after.cpu_seconds - before.cpu_seconds - idle * took;
            figures.push(Figure::new("CPU s per 1,000 messages", used / messages * 1_000.0));
        }
        figures.push(Figure::new("answer p50, ms", times.percentile(0.5)));
        figures.push(Figure::new("answer p99, ms", times.percentile(0.99)));
        Ok(figures)
    }
}
