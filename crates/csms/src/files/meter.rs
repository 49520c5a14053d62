//! Counts what goes through a link and has it told on the command's timeline, at most once a second.

use super::turned::{RefusalTimes, TELLING};

use crate::register::Register;
use crate::register::evidence::take_one;
use model::FileProtocol;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, TryAcquireError};
use tokio::time::Instant;
use words::Evidence;

/// Transfers at once over one link: a charger may fetch in pieces.
const TRANSFERS_OF_LINK: usize = 8;
/// A meter that nobody uses is remembered for so long, so that a charger that comes back is counted on; later from the timeline.
const REMEMBERED: Duration = Duration::from_secs(600);
/// Stretches remembered of a file that is fetched in pieces; of more, the smallest gaps are counted as fetched.
const STRETCHES: usize = 64;

/// The meters of the links in use, and when each was last asked for.
#[derive(Default)]
pub(super) struct Meters(Mutex<HashMap<String, (Arc<Meter>, Instant)>>);

/// What the timeline tells of a link so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TimelineCount {
    pub(super) bytes: u64,
    pub(super) requests: u64,
}

impl Meters {
    /// Lets go of all of them: each holds the register.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The meter of a command's link: one for all its transfers.
    pub(super) fn of(
        &self,
        register: &Register,
        command: &str,
        protocol: FileProtocol,
        total: Option<u64>,
        told: TimelineCount,
    ) -> Arc<Meter> {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = register.clock().instant();
        if let Some((meter, asked_at)) = meters.get_mut(command) {
            *asked_at = now;
            return Arc::clone(meter);
        }
        meters.retain(|_, (meter, asked_at)| Arc::strong_count(meter) > 1 || now - *asked_at < REMEMBERED);
        let mut state = State { requests: told.requests, ..State::default() };
        if total.is_some() && told.bytes > 0 {
            state.covered.add(0, told.bytes);
        }
        let meter = Arc::new(Meter {
            register: register.clone(),
            command: command.to_owned(),
            protocol,
            total,
            users: Arc::new(tokio::sync::Semaphore::new(TRANSFERS_OF_LINK)),
            turned: RefusalTimes::default(),
            state: Mutex::new(state),
        });
        meters.insert(command.to_owned(), (Arc::clone(&meter), now));
        meter
    }
}

pub(super) struct Meter {
    register: Register,
    command: String,
    protocol: FileProtocol,
    /// Bytes of the file, where it is fetched.
    total: Option<u64>,
    pub(super) users: Arc<tokio::sync::Semaphore>,
    pub(super) turned: RefusalTimes,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    requests: u64,
    covered: Coverage,
    told_at: Option<Instant>,
    told_bytes: u64,
    /// A telling waits for its time.
    will_tell: bool,
}

impl Meter {
    /// A transfer begins. It is on the timeline when this returns, so that nothing the charger says can come before it.
    pub(super) async fn begin(&self) {
        let evidence = {
            let mut state = self.lock();
            state.requests += 1;
            state.told_at = Some(self.register.clock().instant());
            self.evidence(&state)
        };
        tell(&self.register, &self.command, evidence).await;
    }

    /// Every place of the link, where nobody has one.
    pub(super) fn all_places(&self) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        Arc::clone(&self.users).try_acquire_many_owned(TRANSFERS_OF_LINK as u32)
    }

    /// What comes begins here: before it, nothing else counts any more.
    pub(super) fn begin_at(&self, offset: u64) {
        let mut state = self.lock();
        state.covered = Coverage::default();
        if offset > 0 {
            state.covered.add(0, offset);
        }
    }

    /// So many bytes from here on went through.
    pub(super) fn count(self: &Arc<Self>, from: u64, bytes: u64) {
        let mut state = self.lock();
        state.covered.add(from, bytes);
        let covered = state.covered.bytes();
        let since = state.told_at.map_or(TELLING, |at| self.register.clock().instant() - at);
        if since >= TELLING || (Some(covered) == self.total && covered != state.told_bytes) {
            self.tell_soon(&mut state);
        } else if !state.will_tell {
            // Should nothing more come, this is told all the same.
            state.will_tell = true;
            let meter = Arc::clone(self);
            self.register.tasks().spawn(async move {
                meter.register.clock().sleep(TELLING.saturating_sub(since)).await;
                meter.lock().will_tell = false;
                meter.end();
            });
        }
    }

    /// A transfer ended: what was not told yet is.
    pub(super) fn end(&self) {
        let mut state = self.lock();
        if state.covered.bytes() != state.told_bytes {
            self.tell_soon(&mut state);
        }
    }

    fn tell_soon(&self, state: &mut State) {
        state.told_at = Some(self.register.clock().instant());
        state.told_bytes = state.covered.bytes();
        let evidence = self.evidence(state);
        let (register, command) = (self.register.clone(), self.command.clone());
        self.register.tasks().spawn(async move { tell(&register, &command, evidence).await });
    }

    fn evidence(&self, state: &State) -> Evidence {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let (bytes, requests, protocol) = (number(state.covered.bytes()), number(state.requests), self.protocol);
        match self.total {
            Some(total) => Evidence::Fetched { bytes, total: number(total), requests, protocol },
            None => Evidence::Receiving { bytes, requests, protocol },
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts evidence of a transfer on the command's timeline.
pub(super) async fn tell(register: &Register, command: &str, evidence: Evidence) {
    let (command, waits) = (command.to_owned(), register.waits());
    let told = register
        .store()
        .write(move |tx| Box::pin(async move { take_one(tx, &command, &evidence, None, waits).await.map(drop) }))
        .await;
    if let Err(error) = told {
        tracing::error!(error = &error as &dyn std::error::Error, "a transfer could not be told");
    }
}

/// The stretches of a file that went through, sorted, apart from each other.
#[derive(Default)]
struct Coverage(Vec<(u64, u64)>);

impl Coverage {
    fn add(&mut self, from: u64, bytes: u64) {
        let mut merged = (from, from.saturating_add(bytes));
        self.0.retain(|&(start, end)| {
            let apart = end < merged.0 || start > merged.1;
            if !apart {
                merged = (merged.0.min(start), merged.1.max(end));
            }
            apart
        });
        let at = self.0.partition_point(|&(start, _)| start < merged.0);
        self.0.insert(at, merged);
        if self.0.len() > STRETCHES {
            let gaps = self.0.windows(2).map(|pair| pair[1].0 - pair[0].1);
            if let Some((at, _)) = gaps.enumerate().min_by_key(|(_, gap)| *gap) {
                let (_, end) = self.0.remove(at + 1);
                self.0[at].1 = end;
            }
        }
    }

    fn bytes(&self) -> u64 {
        self.0.iter().map(|(start, end)| end - start).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_fetched_twice_count_once() {
        let check = |pieces: &[(u64, u64)], expected: u64| {
            let mut covered = Coverage::default();
            for &(from, bytes) in pieces {
                covered.add(from, bytes);
            }
            assert_eq!(covered.bytes(), expected, "{pieces:?}");
            assert!(covered.0.windows(2).all(|pair| pair[0].1 < pair[1].0), "{pieces:?}");
        };
        check(&[(0, 10)], 10);
        check(&[(0, 10), (10, 5)], 15);
        check(&[(0, 10), (5, 10)], 15);
        check(&[(20, 10), (0, 10)], 20);
        check(&[(20, 10), (0, 10), (5, 20)], 30);
        check(&[(0, 10), (0, 10)], 10);
        let scattered: Vec<(u64, u64)> = (0..200).map(|n| (n * 10, 5)).collect();
        let mut covered = Coverage::default();
        scattered.iter().for_each(|&(from, bytes)| covered.add(from, bytes));
        assert!(covered.0.len() <= STRETCHES && covered.bytes() <= 2_000);
    }
}
