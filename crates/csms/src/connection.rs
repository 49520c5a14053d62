//! One charger's socket: reads, answers, writes one CALL at a time, and tells the register what became of it.

mod goodbye;
mod record;
mod work;

pub use goodbye::linger;

use crate::commands::wire::{self, Answer, Prepared, Waiting};
use crate::keys::SecretText;
use crate::registry::Place;
use crate::store::SeqSlot;
use crate::{Csms, Failure};
use futures::future::BoxFuture;
use futures::{FutureExt, SinkExt, StreamExt};
use goodbye::End;
use model::{Direction, FrameShape};
use ocpp::Exchange;
use ocpp::exchange::{Received, RemoteError};
use record::{Recorder, Told};
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Message, protocol::WebSocketConfig};
use tokio_util::sync::CancellationToken;
use work::{Answered, Worker};

/// A charger that does not take our bytes for so long is given up; its write buffer is bounded meanwhile.
const WRITE_TIME: Duration = Duration::from_secs(10);
/// How long a close may take to leave.
const CLOSE_TIME: Duration = Duration::from_secs(2);
/// Bytes read at a time; tungstenite's own default is 128 KiB a connection.
const READ_BUFFER: usize = 4 * 1024;
/// Bytes that may wait to be written.
const WRITE_BUFFER_MAX: usize = 1024 * 1024;
/// How long after a failure the register is asked again.
const RETRY: Duration = Duration::from_secs(1);
/// CALLs given up whose frames are remembered, so that a late answer finds its pair.
const LATE_KEPT: usize = ocpp::exchange::LATE_KEPT;

pub fn socket_config(message_bytes: usize) -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .max_message_size(Some(message_bytes))
        .max_frame_size(Some(message_bytes))
}

/// A CALL that was written, with its frame's place in the trace.
struct Open {
    call: Waiting,
    action: &'static str,
    frame: SeqSlot,
    at: Instant,
}

pub struct Connection {
    csms: Csms,
    /// The charger's row id.
    charger: Arc<str>,
    socket: WebSocketStream<TcpStream>,
    exchange: Exchange,
    recorder: Recorder,
    worker: Worker,
    /// The register is being asked for the next CALL.
    asking: Option<BoxFuture<'static, Result<Option<Prepared>, Failure>>>,
    outstanding: Option<Open>,
    timed_out: VecDeque<Open>,
    /// Frames of the charger's CALLs that are being worked on. Bounded by the exchange.
    in_work: HashMap<String, (SeqSlot, Instant, String)>,
}

impl Connection {
    /// Runs a socket whose charger is who it says it is, until either side ends it.
    pub async fn run(
        csms: Csms,
        charger: Arc<str>,
        socket: WebSocketStream<TcpStream>,
        place: Place,
        password: Option<SecretText>,
        closing: CancellationToken,
    ) {
        match Self::start(&csms, &charger, socket, &place, password.as_slice()).await {
            Ok(mut connection) => {
                let end = connection.serve(&place, &closing).await;
                connection.finish(end, &place, &closing).await;
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a charger's connection could not be recorded"
                );
                // The connection whose place it took has left the charger's going to it.
                if wire::disconnected(&csms, &charger, None, place.generation).await.is_err() {
                    csms.registry().leave(&charger, place.generation);
                }
            }
        }
    }

    async fn start(
        csms: &Csms,
        charger: &Arc<str>,
        socket: WebSocketStream<TcpStream>,
        place: &Place,
        password: &[SecretText],
    ) -> Result<Connection, Failure> {
        let mut recorder = Recorder::new(csms, charger.clone()).await?;
        recorder.hide(password);
        wire::connected(csms, charger, "1.6J", place.took_over).await?;
        Ok(Connection {
            worker: Worker::start(csms.clone(), charger.clone()),
            csms: csms.clone(),
            charger: charger.clone(),
            socket,
            exchange: Exchange::new(),
            recorder,
            asking: None,
            outstanding: None,
            timed_out: VecDeque::new(),
            in_work: HashMap::new(),
        })
    }

    async fn serve(&mut self, place: &Place, closing: &CancellationToken) -> End {
        let limits = self.csms.config().limits;
        let mut pings = tokio::time::interval_at(tokio::time::Instant::now() + limits.ping, limits.ping);
        let mut heard = tokio::time::Instant::now();
        // Something may wait in the register.
        let mut look = true;
        loop {
            if !self.worker.has_room() {
                // It is not the charger that is silent.
                heard = tokio::time::Instant::now();
            }
            if look && self.asking.is_none() && self.outstanding.is_none() {
                look = false;
                let (csms, charger) = (self.csms.clone(), self.charger.clone());
                self.asking = Some(async move { wire::next(&csms, &charger).await }.boxed());
            }
            let deadline = self.exchange.deadline().map(tokio::time::Instant::from_std);
            let step = tokio::select! {
                () = place.replaced.cancelled() => {
                    Err(End::Close(CloseCode::Policy, "another connection of this charger took over"))
                }
                () = closing.cancelled() => Err(End::Close(CloseCode::Restart, "the server is restarting")),
                // Read no faster than what is read can be taken in.
                message = self.socket.next(), if self.worker.has_room() => {
                    heard = tokio::time::Instant::now();
                    match message {
                        Some(Ok(message)) => self.on_message(message, limits.bad_messages).await,
                        Some(Err(error)) => Err(End::from(&error)),
                        None => Err(End::Gone),
                    }
                }
                Some(answered) = self.worker.answered() => self.answer(answered).await,
                () = place.bell.notified() => {
                    look = true;
                    Ok(())
                }
                prepared = async { self.asking.as_mut().expect("guarded").await }, if self.asking.is_some() => {
                    self.asking = None;
                    match prepared {
                        Ok(Some(call)) => {
                            look = true;
                            self.write_call(call).await
                        }
                        Ok(None) => Ok(()),
                        Err(error) => {
                            tracing::error!(error = &error as &dyn std::error::Error, "the register could not be read");
                            place.ring_later(RETRY);
                            Ok(())
                        }
                    }
                }
                () = async { tokio::time::sleep_until(deadline.expect("guarded")).await }, if deadline.is_some() => {
                    look = true;
                    self.on_deadline().await
                }
                _ = pings.tick() => self.send(Message::Ping(Vec::new().into())).await,
                () = tokio::time::sleep_until(heard + limits.silence) => {
                    Err(End::Close(CloseCode::Normal, "nothing was heard for too long"))
                }
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn on_message(&mut self, message: Message, bad_messages: u32) -> Result<(), End> {
        match message {
            Message::Text(text) => self.on_text(&text, bad_messages).await,
            Message::Binary(_) => Err(End::Close(CloseCode::Unsupported, "OCPP-J messages are text")),
            Message::Close(_) => {
                // Its close is answered by one of ours; it may not wait for it.
                let _unsent = tokio::time::timeout(CLOSE_TIME, self.socket.flush()).await;
                Err(End::Gone)
            }
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(()),
        }
    }

    async fn on_text(&mut self, text: &str, bad_messages: u32) -> Result<(), End> {
        let now = Instant::now();
        match self.exchange.on_text(text, now) {
            Received::Call { id, action, payload } => {
                let frame = self.record(Told::call(Direction::FromCharger, &action, &payload, text)).await?;
                self.in_work.insert(id.clone(), (frame.clone(), now, action.clone()));
                let said = self.recorder.read(&action, payload);
                if let Some(at_once) = self.worker.take(id, said, frame) {
                    self.answer(at_once).await?;
                }
            }
            Received::StillInWork { .. } => {
                self.record(Told::odd("Repeats a message that is still being answered", text)).await?;
            }
            Received::Answer { id, result, elapsed, late } => {
                self.on_answer(id, result, elapsed, late, text).await?;
            }
            Received::Stray { id } => self.on_stray(id, text).await?,
            Received::Refused { answer, reason, .. } => {
                let frame = self.record(Told::odd(&reason.to_string(), text)).await?;
                self.record(Told::answer_to(FrameShape::Error, &reason.to_string(), &answer, frame)).await?;
                self.send(Message::text(answer)).await?;
            }
            Received::Unreadable { reason } => {
                self.record(Told::odd(&format!("Not an OCPP message: {reason}"), text)).await?;
            }
        }
        if self.exchange.bad_in_a_row().max(self.exchange.stray_in_a_row()) >= bad_messages {
            return Err(End::Close(CloseCode::Protocol, "too many messages in a row could not be read"));
        }
        Ok(())
    }

    async fn on_answer(
        &mut self,
        id: String,
        result: Result<Value, RemoteError>,
        elapsed: Duration,
        late: bool,
        text: &str,
    ) -> Result<(), End> {
        let open = if late {
            let at = self.timed_out.iter().position(|open| open.call.id == id);
            at.and_then(|at| self.timed_out.remove(at))
        } else {
            self.outstanding.take()
        };
        let Some(open) = open else { return self.on_stray(id, text).await };
        let after_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        let mut told = Told::answer(Direction::FromCharger, open.action, &result, text, open.frame.clone());
        told.latency_ms = Some(after_ms);
        told.late = late;
        told.command = Some(open.call.command.clone());
        let frame = self.record(told).await?;
        let answer = Answer { result, after_ms, late, hide: self.recorder.redactor() };
        wire::answered(&self.csms, &self.charger, &open.call, answer, frame).await.map_err(|error| stopped(&error))?;
        Ok(())
    }

    async fn on_stray(&mut self, id: String, text: &str) -> Result<(), End> {
        let frame = self.record(Told::odd("An answer to nothing that this connection asked", text)).await?;
        let result = match ocpp::rpc::read(text) {
            Ok(ocpp::rpc::Message::CallResult { payload, .. }) => Ok(payload),
            Ok(ocpp::rpc::Message::CallError { code, description, details, .. }) => {
                Err(RemoteError { code, description, details })
            }
            Ok(ocpp::rpc::Message::Call { .. }) | Err(_) => return Ok(()),
        };
        let answer = Answer { result, after_ms: 0, late: true, hide: self.recorder.redactor() };
        wire::answered_unknown(&self.csms, &self.charger, id, answer, frame).await.map_err(|error| stopped(&error))
    }

    /// Answers a CALL of the charger's.
    async fn answer(&mut self, answered: Answered) -> Result<(), End> {
        let Answered { id, result } = answered;
        let Some((frame, since, action)) = self.in_work.remove(&id) else { return Ok(()) };
        let Some(text) = self.exchange.answer(&id, result.as_ref()) else { return Ok(()) };
        let remote = result.map_err(|error| RemoteError {
            code: error.code.name().to_owned(),
            description: error.description,
            details: Value::Null,
        });
        let mut told = Told::answer(Direction::ToCharger, &action, &remote, &text, frame);
        told.latency_ms = Some(i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX));
        self.send(Message::text(text.clone())).await?;
        self.record(told).await?;
        Ok(())
    }

    async fn write_call(&mut self, call: Prepared) -> Result<(), End> {
        self.recorder.hide(&call.secrets);
        let timeout = self.csms.config().deadlines.call;
        let Ok(text) = self.exchange.call(&call.id, call.action, &call.payload, Instant::now(), timeout) else {
            tracing::error!("a call was prepared while another was outstanding");
            return Ok(());
        };
        let waiting = Waiting {
            id: call.id.clone(),
            command: call.command.clone(),
            purpose: call.purpose.clone(),
            args: call.args.clone(),
        };
        let mut told = Told::call(Direction::ToCharger, call.action, &call.payload, &text);
        told.command = Some(call.command.clone());
        self.outstanding = Some(Open { call: waiting, action: call.action, frame: told.slot(), at: Instant::now() });
        self.send(Message::text(text.clone())).await?;
        let frame = self.record(told).await?;
        wire::written(&self.csms, &call, frame).await.map_err(|error| stopped(&error))
    }

    async fn on_deadline(&mut self) -> Result<(), End> {
        if self.exchange.on_time(Instant::now()).is_none() {
            return Ok(());
        }
        let Some(open) = self.outstanding.take() else { return Ok(()) };
        let mut told = Told::no_answer(open.action, open.frame.clone());
        told.latency_ms = Some(i64::try_from(open.at.elapsed().as_millis()).unwrap_or(i64::MAX));
        told.command = Some(open.call.command.clone());
        let frame = self.record(told).await?;
        wire::timed_out(&self.csms, &open.call, frame).await.map_err(|error| stopped(&error))?;
        if self.timed_out.len() == LATE_KEPT {
            self.timed_out.pop_front();
        }
        self.timed_out.push_back(open);
        Ok(())
    }

    async fn record(&mut self, told: Told) -> Result<SeqSlot, End> {
        self.recorder.record(told).await.map_err(|error| stopped(&error))
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        let patience = WRITE_TIME.min(self.csms.config().limits.silence);
        match tokio::time::timeout(patience, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }

    async fn finish(mut self, end: End, place: &Place, closing: &CancellationToken) {
        let close = end.frame();
        let closes = close.is_some();
        if closes {
            // The charger may be gone already; closing is a courtesy.
            let _unsent = tokio::time::timeout(CLOSE_TIME, self.socket.close(close)).await;
        }
        if let Some(fault) = end.fault() {
            // The store may have stopped, which has been said where it was noticed.
            let _unrecorded = self.record(Told::odd(&fault, "")).await;
        }
        if let Some(asking) = self.asking.take()
            && let Ok(Some(call)) = asking.await
            && let Err(error) = wire::not_written(&self.csms, &call).await
        {
            tracing::error!(error = &error as &dyn std::error::Error, "a call that was not sent could not be recorded");
        }
        let under_way = self.outstanding.take().map(|open| open.call);
        if let Err(error) = wire::disconnected(&self.csms, &self.charger, under_way, place.generation).await {
            self.csms.registry().leave(&self.charger, place.generation);
            tracing::error!(error = &error as &dyn std::error::Error, "a charger's going could not be recorded");
        }
        if closes {
            closing.run_until_cancelled(linger(self.socket.get_mut())).await;
        }
    }
}

/// The store has stopped: nothing may be said that is not recorded.
fn stopped(error: &Failure) -> End {
    tracing::error!(error = error as &dyn std::error::Error, "a connection ends because nothing can be recorded");
    End::Close(CloseCode::Error, "the server cannot record messages")
}
