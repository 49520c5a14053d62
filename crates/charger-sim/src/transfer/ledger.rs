//! The transfers of one charger that have ended, bounded, with waiting.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::Transfer;

/// Transfers kept per charger; the oldest go first.
const KEPT: usize = 1000;

pub(crate) struct Ledger {
    transfers: Mutex<VecDeque<Transfer>>,
    written: watch::Sender<u64>,
}

impl Ledger {
    pub(crate) fn new() -> Ledger {
        Ledger { transfers: Mutex::new(VecDeque::new()), written: watch::Sender::new(0) }
    }

    /// Gives the transfer its number.
    pub(crate) fn record(&self, transfer: Transfer) {
        let mut transfers = self.transfers.lock().unwrap_or_else(PoisonError::into_inner);
        let number = *self.written.borrow();
        if transfers.len() == KEPT {
            transfers.pop_front();
        }
        transfers.push_back(Transfer { number, ..transfer });
        self.written.send_replace(number + 1);
    }

    pub(crate) fn kept(&self) -> Vec<Transfer> {
        self.transfers.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// The first transfer with this number or a later one, past or to come.
    pub(crate) async fn wait(&self, number: u64, patience: Duration) -> Option<Transfer> {
        let mut written = self.written.subscribe();
        let search = async {
            written.wait_for(|written| *written > number).await.ok()?;
            self.kept().into_iter().find(|transfer| transfer.number >= number)
        };
        tokio::time::timeout(patience, search).await.ok().flatten()
    }
}
