//! A charger's socket as its rooms hold it: what is outstanding on it, in either direction, and how it is written to.

use super::budget::Budget;
use super::gate::Gate;
use super::goodbye::End;
use super::pulse::Pulse;
use super::record::{RawFrame, Recorder};
use super::work::Worker;
use crate::failure::Failure;
use crate::register::Register;
use crate::register::wire::{OpenCall, PreparedCall};
use crate::store::SeqSlot;
use futures::SinkExt;
use futures::future::BoxFuture;
use ocpp::{Exchange, Version};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use words::SecretText;

/// A charger that does not take our bytes for so long is given up; its write buffer is bounded meanwhile.
const WRITE_TIME: Duration = Duration::from_secs(10);
/// How long a close may take to leave.
pub(super) const CLOSE_TIME: Duration = Duration::from_secs(2);
/// Bytes read at a time; tungstenite's own default is 128 KiB a connection.
const READ_BUFFER: usize = 2 * 1024;
/// Bytes that may wait to be written.
const WRITE_BUFFER_MAX: usize = 1024 * 1024;

pub fn socket_config(message_bytes: usize) -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .max_message_size(Some(message_bytes))
        .max_frame_size(Some(message_bytes))
}

/// A CALL that was written, with its frame's place in the trace.
#[derive(Clone)]
pub(super) struct Open {
    pub(super) call: OpenCall,
    pub(super) frame: SeqSlot,
}

/// A CALL of the charger's that is being worked on.
pub(super) struct InWork {
    pub(super) frame: SeqSlot,
    pub(super) since: Instant,
    pub(super) action: String,
    /// It may tell that a charging session has begun.
    pub(super) begins_session: bool,
    pub(super) is_boot: bool,
}

/// A charger that is who it says it is, and what it will speak.
pub struct AdmittedCharger {
    /// Its row id.
    pub charger: Arc<str>,
    pub version: Version,
    /// The count of its access under which it was let in.
    pub entry: i64,
    pub socket: WebSocketStream<TcpStream>,
    /// What it proved itself with, to be masked if it says it aloud.
    pub passwords: Vec<SecretText>,
}

/// One charger's connection.
pub struct Connection {
    pub(super) register: Register,
    /// The charger's row id.
    pub(super) charger: Arc<str>,
    pub(super) socket: WebSocketStream<TcpStream>,
    /// It alone knows which CALL of ours an answer belongs to.
    pub(super) exchange: Exchange<Open>,
    pub(super) recorder: Recorder,
    pub(super) worker: Worker,
    pub(super) gate: Gate,
    pub(super) pulse: Pulse,
    pub(super) budget: Budget,
    /// It has said something, and was answered: it may be sent something. Until then it may be about to boot.
    pub(super) has_spoken: bool,
    /// It spoke without having booted, and was asked to on this connection.
    pub(super) asked_to_boot: bool,
    /// The register is being asked for the next CALL.
    pub(super) asking: Option<BoxFuture<'static, Result<Option<PreparedCall>, Failure>>>,
    /// What became of the last CALL is on its way to the database, and the next one depends on it.
    pub(super) follows_answer: bool,
    /// Frames of the charger's CALLs that are being worked on. Bounded by the exchange.
    pub(super) in_work: HashMap<String, InWork>,
}

impl Connection {
    pub(super) async fn record(&mut self, told: RawFrame) -> Result<SeqSlot, End> {
        self.recorder.record(told).await.map_err(|error| stopped(&error))
    }

    pub(super) async fn send(&mut self, message: Message) -> Result<(), End> {
        let patience = WRITE_TIME.min(self.register.config().limits.silence);
        match tokio::time::timeout(patience, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// The store has stopped: nothing may be said that is not recorded.
pub(super) fn stopped(error: &Failure) -> End {
    tracing::error!(error = error as &dyn std::error::Error, "a connection ends because nothing can be recorded");
    End::Close(CloseCode::Error, "the server cannot record messages")
}
