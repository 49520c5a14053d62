//! What was refused to a charger at a door: told at once, and counted where it is refused again and again.

use model::TurnedAway;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Between two tellings of the same kind.
pub(super) const TELLING: Duration = Duration::from_secs(1);

/// What was refused over one link, by its reason; there are no more reasons than [`TurnedAway`] has.
#[derive(Default)]
pub(super) struct RefusalTimes(Mutex<HashMap<TurnedAway, Times>>);

struct Times {
    told_at: Instant,
    /// Times since then that are not told yet; while there are any, a telling waits for its time.
    untold: i64,
}

impl RefusalTimes {
    /// May it be told now? Else it is counted; the first that is counted says when to tell.
    pub(super) fn count(&self, why: TurnedAway, now: Instant) -> Turn {
        let mut turned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match turned.get_mut(&why) {
            Some(times) if now - times.told_at < TELLING => {
                times.untold += 1;
                if times.untold == 1 { Turn::At(times.told_at + TELLING) } else { Turn::Counted }
            }
            Some(_) | None => {
                turned.insert(why, Times { told_at: now, untold: 0 });
                Turn::Now
            }
        }
    }

    pub(super) fn untold(&self, why: TurnedAway, now: Instant) -> i64 {
        let mut turned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turned.get_mut(&why).map_or(0, |times| {
            times.told_at = now;
            std::mem::take(&mut times.untold)
        })
    }
}

/// What is to be done about one more.
pub(super) enum Turn {
    Now,
    At(Instant),
    Counted,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn each_reason_is_told_at_once_and_its_repeats_once_a_second() {
        // O-40, O-41: bounded, however often a charger tries
        let (turned, start) = (RefusalTimes::default(), Instant::now());
        let (mut told, mut later) = (0, Vec::new());
        for n in 0..1_000_u32 {
            let why = TurnedAway::ALL[n as usize % 2];
            match turned.count(why, start + Duration::from_micros(u64::from(n))) {
                Turn::Now => told += 1,
                Turn::At(at) => later.push((at, why)),
                Turn::Counted => {}
            }
        }
        assert_eq!((told, later.len()), (2, 2), "two at once, and one telling for all the rest of each");
        for (at, why) in later {
            assert_eq!(turned.untold(why, at), 499);
        }
        let calm = start + Duration::from_secs(5);
        assert!(matches!(turned.count(TurnedAway::ALL[0], calm), Turn::Now));
    }
}
