//! Is a charger still there? Measured by what it has shown that it can do.

use crate::config::Limits;
use std::time::Duration;
use tokio::time::Instant;

/// One that has answered a ping on this connection is gone after the usual silence. Others never answer any, and are heard only when
/// they have something to say: they are measured by the heartbeats that they were told to send.
pub struct Pulse {
    limits: Limits,
    heard: Instant,
    answers_pings: bool,
    /// Between its heartbeats; ours until it was told one.
    heartbeat: Duration,
}

impl Pulse {
    pub fn new(limits: Limits) -> Pulse {
        Pulse { limits, heard: Instant::now(), answers_pings: false, heartbeat: limits.heartbeat }
    }

    pub fn heard(&mut self) {
        self.heard = Instant::now();
    }

    pub fn answers_pings(&mut self) {
        self.answers_pings = true;
    }

    /// Its boot was answered with this interval.
    pub fn told(&mut self, interval: Duration) {
        self.heartbeat = interval;
    }

    /// When it is gone, if nothing is heard until then.
    pub fn gone_at(&self) -> Instant {
        self.heard + self.patience()
    }

    fn patience(&self) -> Duration {
        if self.answers_pings {
            return self.limits.silence;
        }
        // Two heartbeats may be lost, and half of one is for a slow clock.
        (self.heartbeat * 5 / 2).max(self.limits.quiet).max(self.limits.silence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_measured_by_what_a_charger_can() {
        // W-09, C-01
        let mut pulse = Pulse::new(Limits::default());
        assert_eq!(pulse.patience().as_secs(), 750, "ours until it was told one");
        for (told, gone) in [(300, 750), (60, 150), (30, 90), (1, 90), (3600, 9000)] {
            pulse.told(Duration::from_secs(told));
            assert_eq!(pulse.patience().as_secs(), gone, "{told}");
        }
        pulse.answers_pings();
        assert_eq!(pulse.patience().as_secs(), 45);
    }
}
