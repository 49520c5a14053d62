//! Slows down whoever guesses passwords: after some wrong tries each further one waits longer.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many tries are free.
const FREE: u32 = 5;
/// The wait before the first try that is not free; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait; whoever would wait longer is turned away.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// Wrong tries are forgotten after this time without another.
const MEMORY: Duration = Duration::from_secs(15 * 60);
/// Accounts and addresses remembered at once; beyond, the longest idle is forgotten.
const REMEMBERED: usize = 10_000;

/// Tries to sign in, per account and address.
#[derive(Debug, Default)]
pub struct Throttle {
    tries: Mutex<HashMap<(String, IpAddr), Tries>>,
}

#[derive(Debug)]
struct Tries {
    count: u32,
    /// The next try waits until then.
    free_at: Instant,
    last: Instant,
}

/// When a try may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    After(Duration),
    /// Too many are waiting already.
    Never,
}

impl Throttle {
    /// Counts a try, as a wrong one until `forgive` says otherwise, so that many at once count as well.
    pub fn turn(&self, account: &str, address: IpAddr, now: Instant) -> Turn {
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(account, address);
        if all.len() >= REMEMBERED && !all.contains_key(&key) {
            forget(&mut all, now);
        }
        let tries = all.entry(key).or_insert(Tries { count: 0, free_at: now, last: now });
        if now.duration_since(tries.last) > MEMORY {
            tries.count = 0;
        }
        let slot = tries.free_at.max(now);
        let wait = slot - now;
        if wait > WAIT_MAX {
            return Turn::Never;
        }
        tries.count = tries.count.saturating_add(1);
        tries.last = slot;
        tries.free_at = slot + spacing(tries.count);
        Turn::After(wait)
    }

    /// The password was right: the tries are forgotten.
    pub fn forgive(&self, account: &str, address: IpAddr) {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(account, address));
    }
}

/// Between this try and the next.
fn spacing(count: u32) -> Duration {
    match count.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(over) => FIRST_WAIT.saturating_mul(2u32.saturating_pow(over)).min(WAIT_MAX),
    }
}

/// One account in any spelling; of IPv6 the network, since whoever has one address there has them all.
fn key(account: &str, address: IpAddr) -> (String, IpAddr) {
    let network = match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    };
    (account.trim().to_lowercase(), network)
}

fn forget(all: &mut HashMap<(String, IpAddr), Tries>, now: Instant) {
    all.retain(|_, tries| now.saturating_duration_since(tries.last) <= MEMORY);
    if all.len() < REMEMBERED {
        return;
    }
    let oldest = all.iter().min_by_key(|(_, tries)| tries.last).map(|(key, _)| key.clone());
    if let Some(oldest) = oldest {
        all.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    #[test]
    fn after_five_tries_each_further_one_waits_longer() {
        let throttle = Throttle::default();
        let mut now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..12 {
            let Turn::After(wait) = throttle.turn("a@b.example", HOME, now) else { panic!("turned away") };
            waits.push(wait.as_secs());
            now += wait;
        }
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 20, 20]);
        assert_eq!(throttle.turn("other@b.example", HOME, now), Turn::After(Duration::ZERO));
        throttle.forgive("A@B.example ", HOME);
        assert_eq!(throttle.turn("a@b.example", HOME, now), Turn::After(Duration::ZERO));
    }

    #[test]
    fn many_tries_at_once_wait_in_a_row_and_are_turned_away() {
        let throttle = Throttle::default();
        let now = Instant::now();
        let turned_away = (0..1000).filter(|_| throttle.turn("a@b.example", HOME, now) == Turn::Never).count();
        assert_eq!(turned_away, 1000 - 9);
        let later = now + MEMORY + WAIT_MAX + WAIT_MAX;
        assert_eq!(throttle.turn("a@b.example", HOME, later), Turn::After(Duration::ZERO));
    }

    #[test]
    fn the_memory_is_bounded() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for n in 0..REMEMBERED + 10 {
            throttle.turn(&n.to_string(), HOME, now + Duration::from_millis(n as u64));
        }
        assert_eq!(throttle.tries.lock().unwrap().len(), REMEMBERED);
    }
}
