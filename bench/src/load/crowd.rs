//! Many chargers: how they come, and what they do together.

use crate::failed::Failed;
use crate::figures::Times;
use crate::load::charger::{Called, Charger};
use crate::load::message::Message;
use charger_sim::Dial;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// All of them are in by then, or nothing is measured.
const GATHER_TIME: Duration = Duration::from_secs(600);
/// Rest of a charger whose connection came to nothing.
const REDIAL: Duration = Duration::from_millis(200);
/// CALLs told that nobody has heard of yet.
const TOLD_AHEAD: usize = 1_024;

/// Chargers that are connected and booted, and whose status is stored.
pub struct Crowd {
    pub chargers: Vec<Charger>,
    /// From the first dial to the last status.
    pub took: Duration,
    /// From BootNotification to its answer.
    pub boots: Times,
    /// Connections that came to nothing, and were tried again.
    pub redials: usize,
}

/// Chargers that say nothing, each in a task that answers pings; they leave when this is dropped.
pub struct Resting {
    tasks: JoinSet<Result<(), Failed>>,
    pub calls: mpsc::Receiver<Called>,
}

impl Crowd {
    /// The chargers of the places up to `count`, so many of them at once between dial and status.
    pub async fn gather(dial: &Dial, count: usize, at_once: usize) -> Result<Self, Failed> {
        Self::gather_from(dial, 0, count, at_once).await
    }

    /// The chargers of `count` places from this one.
    pub async fn gather_from(dial: &Dial, first: usize, count: usize, at_once: usize) -> Result<Self, Failed> {
        let (dial, room) = (Arc::new(dial.clone()), Arc::new(Semaphore::new(at_once.max(1))));
        let began = Instant::now();
        let coming = (first..first + count).map(|place| {
            let (dial, room) = (Arc::clone(&dial), Arc::clone(&room));
            async move {
                let _place = room.acquire_owned().await;
                come(&dial, place).await
            }
        });
        let come = timeout(GATHER_TIME, all(coming)).await.map_err(|_| Failed::Late("the last charger"))??;
        let took = began.elapsed();
        let mut crowd = Self { chargers: Vec::with_capacity(count), took, boots: Times::default(), redials: 0 };
        for (charger, boot, redials) in come {
            crowd.chargers.push(charger);
            crowd.boots.take(boot);
            crowd.redials += redials;
        }
        Ok(crowd)
    }

    /// They say nothing from here on.
    pub fn rest(self) -> Resting {
        let (told, calls) = mpsc::channel(TOLD_AHEAD);
        let mut tasks = JoinSet::new();
        for charger in self.chargers {
            tasks.spawn(charger.listen(told.clone()));
        }
        Resting { tasks, calls }
    }
}

impl Resting {
    /// How many have lost their sockets.
    pub fn lost(&mut self) -> usize {
        let mut lost = 0;
        while self.tasks.try_join_next().is_some() {
            lost += 1;
        }
        lost
    }
}

/// Connects until it is in, boots, and reports its status.
async fn come(dial: &Dial, place: usize) -> Result<(Charger, Duration, usize), Failed> {
    let began = Instant::now();
    let mut redials = 0;
    loop {
        let came = async {
            let mut charger = Charger::dial(dial, place).await?;
            let boot = charger.call(Message::Boot).await?;
            charger.call(Message::Status).await?;
            Ok((charger, boot))
        };
        match came.await {
            Ok((charger, boot)) => return Ok((charger, boot, redials)),
            // Another try would change nothing.
            Err(failed @ Failed::Refused(_)) => return Err(failed),
            Err(failed) if began.elapsed() > GATHER_TIME / 2 => return Err(failed),
            Err(_) => {
                redials += 1;
                sleep(REDIAL).await;
            }
        }
    }
}

/// What each of them comes to, in no order; the first failure ends the rest.
pub async fn all<T: Send + 'static>(
    each: impl IntoIterator<Item = impl Future<Output = Result<T, Failed>> + Send + 'static>,
) -> Result<Vec<T>, Failed> {
    let mut tasks: JoinSet<Result<T, Failed>> = JoinSet::new();
    for one in each {
        tasks.spawn(one);
    }
    let mut done = Vec::with_capacity(tasks.len());
    while let Some(ended) = tasks.join_next().await {
        done.push(ended.map_err(|error| Failed::because(error.to_string()))??);
    }
    Ok(done)
}
