//! A command as it lies in the database.

use crate::failure::Failure;
use actions::{Args, Life, Progress, Verdict};
use model::{CommandKind, Delivery, ITSELF};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;

/// A command as the register works on it.
#[derive(Clone, Debug)]
pub struct CommandRecord {
    pub id: String,
    pub charger: String,
    pub args: Args,
    pub life: Life,
    /// Nobody ordered it.
    pub by_itself: bool,
    /// What the charger repeats in its reports.
    pub request_id: i64,
}

/// A command as it lies there.
#[derive(FromRow)]
pub(super) struct CommandRow {
    id: String,
    charger: String,
    kind: String,
    args: String,
    by_name: String,
    ordered_at: i64,
    delivery: String,
    verdict: String,
    sent_at: Option<i64>,
    deadline_at: Option<i64>,
    settled_at: Option<i64>,
    check_at: Option<i64>,
    firmware: Option<String>,
    progress: String,
    request_id: Option<i64>,
    last_step: i64,
}

pub(super) const COLUMNS: &str = "id, charger, kind, args, by_name, ordered_at, delivery, verdict, sent_at, deadline_at, settled_at, check_at,
    firmware, progress, request_id, (SELECT coalesce(max(n), 0) FROM command_steps WHERE command = commands.id) AS last_step FROM commands";

impl CommandRow {
    pub(super) fn record(self) -> Result<CommandRecord, Failure> {
        let args: Args = from_json(&self.args)?;
        let starts_at = args.beginnings(self.ordered_at).last;
        let progress: Progress = from_json(&self.progress)?;
        let life = Life {
            kind: kind(&self.kind)?,
            delivery: delivery(&self.delivery)?,
            verdict: from_json(&self.verdict)?,
            ordered_at: self.ordered_at,
            sent_at: self.sent_at,
            settled_at: self.settled_at,
            deadline_at: self.deadline_at,
            check_at: self.check_at,
            starts_at,
            firmware_before: self.firmware,
            // A removed step leaves its number unused: counted steps must never be taken for another.
            last_step: progress.counted.iter().map(|counted| counted.step).max().unwrap_or(0).max(self.last_step),
            progress,
        };
        Ok(CommandRecord {
            id: self.id,
            charger: self.charger,
            args,
            life,
            by_itself: self.by_name == ITSELF,
            request_id: self.request_id.unwrap_or_default(),
        })
    }
}

pub(super) fn kind(text: &str) -> Result<CommandKind, Failure> {
    CommandKind::parse(text).ok_or_else(|| Failure::Stored(format!("command kind {text}")))
}

pub(super) fn delivery(text: &str) -> Result<Delivery, Failure> {
    Delivery::parse(text).ok_or_else(|| Failure::Stored(format!("delivery {text}")))
}

pub(super) fn to_json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::Stored(error.to_string()))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Stored(error.to_string()))
}

/// The verdict as it is stored.
pub(super) fn read_verdict(text: &str) -> Result<Verdict, Failure> {
    from_json(text)
}
