//! The clock that everything here goes by, handed down from the façade.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// A tick that comes later than this is late.
const LATE: Duration = Duration::from_millis(5);

/// A clock. Cheap to clone; all clones show the same. A test advances its own: what that skips has passed for whoever goes by it. What
/// waits for a socket or for the disk goes by the machine's instead.
#[derive(Clone, Debug)]
pub struct Clock(Arc<watch::Sender<Duration>>);

impl Default for Clock {
    fn default() -> Clock {
        // How far it is ahead of the machine's.
        Clock(Arc::new(watch::Sender::new(Duration::ZERO)))
    }
}

impl Clock {
    /// So much time has passed, all at once.
    pub fn advance(&self, by: Duration) {
        self.0.send_modify(|ahead| *ahead += by);
    }

    /// Milliseconds since 1970.
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub(crate) fn now(&self) -> i64 {
        let ahead = i64::try_from(self.ahead().as_millis()).unwrap_or(i64::MAX);
        jiff::Timestamp::now().as_millisecond().saturating_add(ahead)
    }

    /// This moment, to measure from.
    pub(crate) fn instant(&self) -> Instant {
        Instant::now() + self.ahead()
    }

    /// Returns at this moment.
    pub(crate) async fn sleep_until(&self, at: Instant) {
        let mut advanced = self.0.subscribe();
        loop {
            let ahead = *advanced.borrow_and_update();
            // None: before the machine's clock began, and long past.
            let Some(machines) = at.checked_sub(ahead) else { return };
            tokio::select! {
                () = sleep_until(machines) => return,
                // It cannot end while this holds it.
                _ = advanced.changed() => {}
            }
        }
    }

    pub(crate) async fn sleep(&self, wait: Duration) {
        self.sleep_until(self.instant() + wait).await;
    }

    /// Ticks now, and every so often from then on; after a late tick, so long after it.
    pub(crate) fn ticks(&self, every: Duration) -> Ticks {
        Ticks { clock: self.clone(), every, next: self.instant() }
    }

    fn ahead(&self) -> Duration {
        *self.0.borrow()
    }
}

pub(crate) struct Ticks {
    clock: Clock,
    every: Duration,
    next: Instant,
}

impl Ticks {
    pub(crate) async fn tick(&mut self) {
        self.clock.sleep_until(self.next).await;
        let now = self.clock.instant();
        self.next = if now > self.next + LATE { now + self.every } else { self.next + self.every };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn who_sleeps_wakes_where_the_clock_is_advanced() {
        let clock = Clock::default();
        let (before, begun) = (clock.now(), Instant::now());
        let mut ticks = clock.ticks(HOUR);
        ticks.tick().await;
        tokio::join!(clock.sleep(HOUR), ticks.tick(), async {
            tokio::task::yield_now().await;
            clock.advance(HOUR);
        });
        assert!(clock.now() - before >= 3_600_000);
        // Late ticks are not made up for.
        clock.advance(HOUR * 3);
        ticks.tick().await;
        tokio::select! {
            () = ticks.tick() => panic!("the next tick is an hour away"),
            () = tokio::task::yield_now() => {}
        }
        assert!(begun.elapsed() < HOUR, "nobody has waited");
    }
}
