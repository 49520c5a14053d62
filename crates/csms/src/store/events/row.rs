//! An event as it lies in the database.

use crate::failure::Failure;
use model::{ChargerKey, CommandKey, CommandKind, Direction, Frame, FrameShape, Seq};
use sqlx::FromRow;
use words::local_time::moment;

/// The kinds of events that are not frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Frame,
    /// A command changed; its row id stands in `command`.
    Command,
    /// A charger's state changed.
    Charger,
    /// A charger changed its site; the site before stands in `body`.
    Moved,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Kind::Frame => "frame",
            Kind::Command => "command",
            Kind::Charger => "charger",
            Kind::Moved => "moved",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Kind, Failure> {
        [Kind::Frame, Kind::Command, Kind::Charger, Kind::Moved]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| Failure::Stored(format!("event kind {text}")))
    }
}

pub(super) fn direction_text(direction: Direction) -> &'static str {
    match direction {
        Direction::FromCharger => "from",
        Direction::ToCharger => "to",
    }
}

pub(super) fn shape_text(shape: FrameShape) -> &'static str {
    match shape {
        FrameShape::Call => "call",
        FrameShape::Result => "result",
        FrameShape::Error => "error",
        FrameShape::Odd => "odd",
        FrameShape::NoAnswer => "no-answer",
    }
}

fn parse_shape(text: &str) -> Result<FrameShape, Failure> {
    [FrameShape::Call, FrameShape::Result, FrameShape::Error, FrameShape::Odd, FrameShape::NoAnswer]
        .into_iter()
        .find(|shape| shape_text(*shape) == text)
        .ok_or_else(|| Failure::Stored(format!("frame shape {text}")))
}

/// An event as the publisher reads it.
pub struct StoredEvent {
    pub seq: Seq,
    pub kind: Kind,
    /// Row ids.
    pub charger: String,
    pub organisation: String,
    pub command: Option<String>,
    /// Of a move: the organisation before.
    pub organisation_before: Option<String>,
    pub frame: Option<Frame>,
}

/// An event as it lies there.
#[derive(FromRow)]
pub(super) struct EventRow {
    seq: i64,
    at: i64,
    kind: String,
    body: String,
    charger: String,
    charger_key: String,
    organisation: String,
    organisation_before: Option<String>,
    time_zone: String,
    command: Option<String>,
    command_key: Option<String>,
    command_kind: Option<String>,
    direction: Option<String>,
    shape: Option<String>,
    action: Option<String>,
    plain: Option<String>,
    pair: Option<i64>,
    latency_ms: Option<i64>,
    late: Option<bool>,
}

pub(super) const EVENT_COLUMNS: &str = "e.seq, e.at, e.kind, e.body, e.charger, c.key AS charger_key, s.organisation,
    (SELECT n.time_zone FROM sites n WHERE n.id = c.site) AS time_zone,
    (SELECT b.organisation FROM sites b WHERE e.kind = 'moved' AND b.id = e.body) AS organisation_before,
    e.command, m.key AS command_key, m.kind AS command_kind,
    e.direction, e.shape, e.action, e.plain, e.pair, e.latency_ms, e.late
    FROM events e JOIN chargers c ON c.id = e.charger JOIN sites s ON s.id = e.site LEFT JOIN commands m ON m.id = e.command";

impl EventRow {
    pub(super) fn frame(&self) -> Result<Option<Frame>, Failure> {
        let (Some(direction), Some(shape)) = (&self.direction, &self.shape) else { return Ok(None) };
        let command = match (&self.command_key, &self.command_kind) {
            (Some(key), Some(kind)) => Some((
                CommandKey(key.clone()),
                CommandKind::parse(kind).ok_or_else(|| Failure::Stored(format!("command kind {kind}")))?,
            )),
            (Some(_), None) | (None, _) => None,
        };
        Ok(Some(Frame {
            seq: Seq(self.seq),
            charger: ChargerKey(self.charger_key.clone()),
            at: moment(self.at, &self.time_zone),
            direction: if direction == direction_text(Direction::FromCharger) {
                Direction::FromCharger
            } else {
                Direction::ToCharger
            },
            shape: parse_shape(shape)?,
            action: self.action.clone(),
            plain: self.plain.clone().unwrap_or_default(),
            text: self.body.clone(),
            pair: self.pair.map(Seq),
            latency_ms: self.latency_ms,
            late: self.late.unwrap_or(false),
            command,
        }))
    }

    pub(super) fn tailed(self) -> Result<StoredEvent, Failure> {
        Ok(StoredEvent {
            seq: Seq(self.seq),
            kind: Kind::parse(&self.kind)?,
            frame: self.frame()?,
            charger: self.charger,
            organisation: self.organisation,
            command: self.command,
            organisation_before: self.organisation_before,
        })
    }
}
