//! How fast one try goes, and where its script cuts it.

use std::time::Duration;

use tokio::time::Instant;

use crate::script::TransferScript;

use super::failure::Failure;

/// A server that says, gives or takes nothing for so long has forgotten the charger.
pub(super) const STALL: Duration = Duration::from_secs(30);

/// Between the last bytes and a cut on purpose, so that they are out by then.
pub(super) const LAST_BYTES: Duration = Duration::from_millis(50);

/// Bytes that pass at once.
const PIECE: usize = 16 * 1024;

/// A slow charger moves so many pieces a second, however small.
const PIECES_PER_SECOND: u64 = 10;

#[derive(Clone)]
pub(super) struct Tempo {
    began: Instant,
    passed: u64,
    rate: Option<u64>,
    cut: Option<u64>,
}

impl Tempo {
    /// Of this try, the first being 1.
    pub(super) fn of_try(number: u32, script: &TransferScript) -> Tempo {
        Tempo {
            began: Instant::now(),
            passed: 0,
            rate: script.bytes_per_second.map(|rate| rate.max(1)),
            cut: script.abort_after.filter(|_| number == 1),
        }
    }

    /// How many of so many bytes may pass next.
    pub(super) fn admit(&self, wanted: usize) -> Result<usize, Failure> {
        let piece = match self.rate {
            Some(rate) => usize::try_from((rate / PIECES_PER_SECOND).max(1)).unwrap_or(PIECE).min(PIECE),
            None => PIECE,
        };
        let room = match self.cut {
            Some(cut) => usize::try_from(cut - self.passed).unwrap_or(usize::MAX),
            None => usize::MAX,
        };
        if room == 0 { Err(Failure::Cut) } else { Ok(wanted.min(piece).min(room)) }
    }

    /// Takes note that they passed, and waits until more may.
    pub(super) async fn passed(&mut self, bytes: usize) {
        self.passed += u64::try_from(bytes).unwrap_or(0);
        if let Some(rate) = self.rate {
            // A rate in bytes a second is far from where f64 grows coarse.
            let due = Duration::from_secs_f64(self.passed as f64 / rate as f64);
            tokio::time::sleep_until(self.began + due).await;
        }
    }

    pub(super) fn cuts_at(&self) -> Option<u64> {
        self.cut
    }
}
