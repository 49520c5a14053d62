//! How much a charger may say. Beyond a rate far above any real charger's its socket is read more slowly, so that it takes no more than
//! its part of the server.

use std::time::Duration;
use tokio::time::Instant;

/// Bytes a second that it may say for as long as it likes.
const RATE: u64 = 1024 * 1024;
/// Bytes that it may say at once, as after days without a line.
const BURST: u64 = 16 * 1024 * 1024;
/// It is told of so often at most.
const TELL: Duration = Duration::from_secs(3600);
/// What is told of it.
pub const SAYS_TOO_MUCH: &str = "Says more than 1 MiB a second for long: it is read more slowly";

/// What is left of it.
#[derive(Debug)]
pub struct Budget {
    left: u64,
    /// When that was so.
    at: Instant,
    /// It is not read before.
    until: Option<Instant>,
    told: Option<Instant>,
}

impl Budget {
    pub fn new(now: Instant) -> Budget {
        Budget { left: BURST, at: now, until: None, told: None }
    }

    /// It said so many bytes. Says whether that is to be told.
    pub fn spend(&mut self, bytes: usize, now: Instant) -> bool {
        let gained = (now - self.at).as_micros().saturating_mul(u128::from(RATE)) / 1_000_000;
        let before = self.left.saturating_add(u64::try_from(gained).unwrap_or(u64::MAX)).min(BURST);
        let bytes = bytes as u64;
        (self.left, self.at) = (before.saturating_sub(bytes), now);
        if bytes <= before {
            return false;
        }
        self.until = Some(now + Duration::from_micros((bytes - before).saturating_mul(1_000_000) / RATE));
        let is_news = self.told.is_none_or(|told| now - told >= TELL);
        if is_news {
            self.told = Some(now);
        }
        is_news
    }

    /// When it is read again, if it has to wait.
    pub fn until(&self) -> Option<Instant> {
        self.until
    }

    /// It has waited. What it said beyond is paid by then.
    pub fn go_on(&mut self, now: Instant) {
        (self.until, self.at) = (None, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says so many messages of so many bytes, each as soon as it is read; how often that was told.
    fn say(budget: &mut Budget, now: &mut Instant, messages: usize, bytes: usize) -> usize {
        let mut told = 0;
        for _ in 0..messages {
            told += usize::from(budget.spend(bytes, *now));
            if let Some(until) = budget.until() {
                *now = until;
                budget.go_on(until);
            }
        }
        told
    }

    #[test]
    fn who_says_very_much_is_read_at_the_rate_and_who_saved_up_is_not_held_up() {
        let began = Instant::now();
        let (mut now, mut budget) = (began, Budget::new(began));
        say(&mut budget, &mut now, 16, 1024 * 1024);
        assert_eq!(now, began);
        say(&mut budget, &mut now, 600, 100 * 1024);
        let took = now - began;
        assert!((58..=60).contains(&took.as_secs()), "{took:?} for 58.6 MiB");
        now += Duration::from_secs(10);
        let again = now;
        say(&mut budget, &mut now, 10, 1024 * 1024);
        assert_eq!(now, again);
    }

    #[test]
    fn it_is_told_once_an_hour() {
        let began = Instant::now();
        let (mut now, mut budget) = (began, Budget::new(began));
        let told = say(&mut budget, &mut now, 2 * 3600, 2 * 1024 * 1024);
        assert_eq!(told, 4, "within {:?}", now - began);
    }
}
