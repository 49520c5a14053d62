//! A frame to be stored, and the place where its number will stand.

use model::{Direction, FrameShape};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The place where the writer leaves a frame's sequence number, for whoever pairs with it later in the same queue.
#[derive(Clone, Debug, Default)]
pub struct SeqSlot(Arc<AtomicI64>);

impl SeqSlot {
    /// None while the frame is not written.
    pub fn get(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Acquire)).filter(|seq| *seq > 0)
    }

    pub(super) fn set(&self, seq: i64) {
        self.0.store(seq, Ordering::Release);
    }

    /// Its frame was not committed after all; the number will be another event's.
    pub(super) fn clear(&self) {
        self.set(0);
    }
}

/// A frame to be stored, redacted already.
#[derive(Debug)]
pub struct NewFrame {
    pub at: i64,
    /// The charger's row id.
    pub charger: Arc<str>,
    pub direction: Direction,
    pub shape: FrameShape,
    pub action: Option<String>,
    pub plain: String,
    pub text: String,
    pub slot: SeqSlot,
    /// Of an answer: its CALL's slot.
    pub pair: Option<SeqSlot>,
    pub latency_ms: Option<i64>,
    pub late: bool,
    /// The command's row id.
    pub command: Option<String>,
    /// What was odd about it, though it was taken.
    pub odd: Option<String>,
}
