//! One OCPP message as the trace shows it: redacted text with a plain line, never JSON to be read by programs.

use crate::{ChargerKey, CommandKey, CommandKind, Moment, Seq, Tone};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    FromCharger,
    ToCharger,
}

impl Direction {
    pub fn words(self) -> &'static str {
        match self {
            Direction::FromCharger => "from charger",
            Direction::ToCharger => "to charger",
        }
    }
}

/// What a frame is in the RPC's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrameShape {
    Call,
    Result,
    Error,
    /// Not an OCPP message, or an answer to nothing.
    Odd,
    /// A marker, not a frame: the paired CALL was not answered in time.
    NoAnswer,
}

/// A stored frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    pub seq: Seq,
    pub charger: ChargerKey,
    pub at: Moment,
    pub direction: Direction,
    pub shape: FrameShape,
    /// The OCPP action, of an answer that of its CALL.
    pub action: Option<String>,
    /// One plain line, `Diagnostics: uploaded`.
    pub plain: String,
    /// The frame itself, redacted.
    pub text: String,
    /// Of an answer: the sequence number of its CALL.
    pub pair: Option<Seq>,
    /// Of an answer: milliseconds since its CALL.
    pub latency_ms: Option<i64>,
    pub late: bool,
    /// The operator's action that caused it or that it belongs to.
    pub command: Option<(CommandKey, CommandKind)>,
}

impl Frame {
    pub fn is_call(&self) -> bool {
        self.shape == FrameShape::Call
    }

    pub fn is_answer(&self) -> bool {
        matches!(self.shape, FrameShape::Result | FrameShape::Error)
    }

    /// Heartbeats and meter values displace nothing in Last message, and can be hidden from the trace.
    pub fn is_routine(&self) -> bool {
        matches!(self.action.as_deref(), Some("Heartbeat" | "MeterValues"))
    }

    pub fn tone(&self) -> Tone {
        match self.shape {
            FrameShape::Call | FrameShape::Result => Tone::Neutral,
            FrameShape::Error | FrameShape::Odd => Tone::Bad,
            FrameShape::NoAnswer => Tone::Warn,
        }
    }
}

/// A CALL with its answer, or a frame that stands alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub call: Frame,
    pub answer: Option<Frame>,
    /// No answer came, and none has come since.
    pub unanswered: bool,
    /// Why that is certain: the waiting time is over, or the socket is gone.
    #[serde(default)]
    pub why: Option<String>,
}

impl Exchange {
    pub fn alone(call: Frame) -> Self {
        Self { call, answer: None, unanswered: false, why: None }
    }

    /// Takes in an answer or the marker of a time-out. Says whether it belonged here.
    pub fn take(&mut self, frame: &Frame) -> bool {
        if frame.pair != Some(self.call.seq) {
            return false;
        }
        match frame.shape {
            FrameShape::NoAnswer => {
                self.unanswered = self.answer.is_none();
                self.why = self.unanswered.then(|| frame.plain.clone());
            }
            FrameShape::Call | FrameShape::Result | FrameShape::Error | FrameShape::Odd => {
                self.answer = Some(frame.clone());
                self.unanswered = false;
                self.why = None;
            }
        }
        true
    }

    /// Why no answer is to be expected any more, where none came.
    pub fn missing_answer(&self) -> Option<&str> {
        self.unanswered.then(|| self.why.as_deref().unwrap_or("No answer came in time"))
    }

    /// Something went wrong here: an error on either side, or no answer.
    pub fn is_trouble(&self) -> bool {
        self.unanswered
            || self.call.tone() == Tone::Bad
            || self.answer.as_ref().is_some_and(|answer| answer.tone() == Tone::Bad)
    }
}

/// Which messages the trace shows. Every field empty: all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceFilter {
    pub direction: Option<Direction>,
    pub action: Option<String>,
    pub errors_only: bool,
    pub hide_routine: bool,
}

impl TraceFilter {
    /// Does this exchange pass?
    pub fn admits(&self, exchange: &Exchange) -> bool {
        self.direction.is_none_or(|direction| exchange.call.direction == direction)
            && self.action.as_deref().is_none_or(|action| exchange.call.action.as_deref() == Some(action))
            && (!self.errors_only || exchange.is_trouble())
            && (!self.hide_routine || !exchange.call.is_routine())
    }
}

/// A stretch of the trace, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    pub exchanges: Vec<Exchange>,
    /// There are older ones: ask again before this sequence number.
    pub older: Option<Seq>,
}
