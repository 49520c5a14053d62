//! One charger's socket: reads, answers, writes one CALL at a time, and tells the register what became of it.

mod gate;
mod goodbye;
mod pulse;
mod record;
mod work;

pub use goodbye::linger;

use super::door::Door;
use crate::access;
use crate::failure::Failure;
use crate::register::wire::{self, Answer, Prepared, Waiting};
use crate::register::{Register, line, order};
use crate::registry::Place;
use crate::store::SeqSlot;
use dialect::{Said, odd_answer, protocol_of, shows_security_extension};
use futures::future::BoxFuture;
use futures::{FutureExt, SinkExt, StreamExt};
use gate::Gate;
use goodbye::End;
use model::{Direction, FrameShape};
use ocpp::exchange::{Received, RemoteError};
use ocpp::{CallError, ErrorCode, Exchange, Oddities, Version};
use pulse::Pulse;
use record::{Recorder, Told};
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Message, protocol::WebSocketConfig};
use tokio_util::sync::CancellationToken;
use words::SecretText;
use work::{Answered, Job, Judged, Worker};

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

/// What is said of a CALL whose socket went before its answer.
const NEVER_CAME: &str = "The answer never came: the connection went first";

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
    frame: SeqSlot,
    at: Instant,
}

/// A CALL of the charger's that is being worked on.
struct InWork {
    frame: SeqSlot,
    since: Instant,
    action: String,
    /// It may tell that a charging session has begun.
    begins_session: bool,
    is_boot: bool,
}

/// A charger that is who it says it is, and what it will speak.
pub struct Admitted {
    /// Its row id.
    pub charger: Arc<str>,
    pub version: Version,
    /// The count of its access under which it was let in.
    pub entry: i64,
    pub socket: WebSocketStream<TcpStream>,
    /// What it proved itself with, to be masked if it says it aloud.
    pub passwords: Vec<SecretText>,
}

pub struct Connection {
    register: Register,
    /// The charger's row id.
    charger: Arc<str>,
    socket: WebSocketStream<TcpStream>,
    exchange: Exchange,
    recorder: Recorder,
    worker: Worker,
    gate: Gate,
    pulse: Pulse,
    /// It has said something, and was answered: it may be sent something. Until then it may be about to boot.
    has_spoken: bool,
    /// It spoke without having booted, and was asked to on this connection.
    asked_to_boot: bool,
    /// The register is being asked for the next CALL.
    asking: Option<BoxFuture<'static, Result<Option<Prepared>, Failure>>>,
    outstanding: Option<Open>,
    /// What became of the last CALL is on its way to the database, and the next one depends on it.
    follows_answer: bool,
    timed_out: VecDeque<Open>,
    /// Frames of the charger's CALLs that are being worked on. Bounded by the exchange.
    in_work: HashMap<String, InWork>,
}

impl Connection {
    /// Runs a socket whose charger is who it says it is, until either side ends it.
    pub async fn run(door: Door, admitted: Admitted, place: Place, closing: CancellationToken) {
        let charger = admitted.charger.clone();
        match Self::start(&door, admitted, &place).await {
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
                if line::disconnected(&door.register, &charger, None, place.generation, true).await.is_err() {
                    door.register.registry().leave(&charger, place.generation);
                }
            }
        }
    }

    async fn start(door: &Door, admitted: Admitted, place: &Place) -> Result<Connection, Failure> {
        let register = &door.register;
        let Admitted { charger, version, entry: _, socket, passwords } = admitted;
        let mut recorder = Recorder::new(register, charger.clone(), version).await?;
        recorder.hide(&passwords);
        // It may have been put out between the look at its password and its place in the registry.
        access::recheck(register, &charger, place).await?;
        let registered = line::connected(register, &charger, protocol_of(version), place).await?;
        Ok(Connection {
            worker: Worker::start(door.clone(), charger.clone(), version),
            gate: Gate::new(version, registered),
            pulse: Pulse::new(register.config().limits),
            has_spoken: false,
            asked_to_boot: false,
            register: register.clone(),
            charger,
            socket,
            exchange: Exchange::new(version),
            recorder,
            asking: None,
            outstanding: None,
            follows_answer: false,
            timed_out: VecDeque::new(),
            in_work: HashMap::new(),
        })
    }

    async fn serve(&mut self, place: &Place, closing: &CancellationToken) -> End {
        let limits = self.register.config().limits;
        // The first goes at once: whether it is answered tells how this charger's silence is measured.
        let mut pings = tokio::time::interval(limits.ping);
        let clock = self.register.clock().clone();
        let first_word = clock.sleep(limits.first_word);
        tokio::pin!(first_word);
        // Something may wait in the register.
        let mut look = true;
        loop {
            if !self.worker.has_room() {
                // It is not the charger that is silent.
                self.pulse.heard();
            }
            if look && self.has_spoken && self.asking.is_none() && self.outstanding.is_none() {
                look = false;
                let (register, charger) = (self.register.clone(), self.charger.clone());
                let in_turn = std::mem::take(&mut self.follows_answer);
                self.asking = Some(async move { wire::next(&register, &charger, in_turn).await }.boxed());
            }
            let deadline = self.exchange.deadline().map(Instant::from_std);
            let step = tokio::select! {
                () = place.replaced.cancelled() => {
                    Err(End::Close(CloseCode::Policy, "another connection of this charger took over"))
                }
                () = place.put_out.cancelled() => {
                    Err(End::Close(CloseCode::Policy, "this charger is not let in any more with what it came in with"))
                }
                () = closing.cancelled() => Err(End::Close(CloseCode::Restart, "the server is restarting")),
                // Read no faster than what is read can be taken in.
                message = self.socket.next(), if self.worker.has_room() => {
                    self.pulse.heard();
                    match message {
                        Some(Ok(message)) => self.on_message(message, limits.bad_messages).await,
                        Some(Err(error)) => Err(End::from(&error)),
                        None => Err(End::Gone),
                    }
                }
                Some(answered) = self.worker.answered() => {
                    // After the answer: what follows from a boot, or waited for a session to end.
                    look |= answered.look;
                    self.answer(answered).await
                }
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
                () = async { clock.sleep_until(deadline.expect("guarded")).await }, if deadline.is_some() => {
                    look = true;
                    self.on_deadline().await
                }
                _ = pings.tick() => self.send(Message::Ping(Vec::new().into())).await,
                () = tokio::time::sleep_until(self.pulse.gone_at()) => {
                    Err(End::Close(CloseCode::Normal, "nothing was heard for too long"))
                }
                () = &mut first_word, if !self.has_spoken => {
                    self.has_spoken = true;
                    Ok(())
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
            // Ours have no payload: what has one answers none of them.
            Message::Pong(payload) if payload.is_empty() => {
                self.pulse.answers_pings();
                Ok(())
            }
            Message::Pong(_) | Message::Ping(_) | Message::Frame(_) => Ok(()),
        }
    }

    async fn on_text(&mut self, text: &str, bad_messages: u32) -> Result<(), End> {
        let now = self.register.clock().instant();
        match self.exchange.on_text(text, now.into_std()) {
            Received::Call { id, action, payload } => self.on_call(id, action, payload, text, now).await?,
            Received::Send { action, payload, .. } => {
                let told = Told::call(self.exchange.version(), Direction::FromCharger, &action, &payload, text);
                self.record(told).await?;
            }
            Received::ResultRefused { code, description, .. } => {
                let why = format!("The charger could not read our answer: {code} {description}");
                self.record(Told::odd(why.trim_end(), text)).await?;
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
        if self.in_work.is_empty() {
            // Nothing is owed it that would have to go first.
            self.has_spoken = true;
        }
        if self.exchange.bad_in_a_row().max(self.exchange.stray_in_a_row()) >= bad_messages {
            return Err(End::Close(CloseCode::Protocol, "too many messages in a row could not be read"));
        }
        Ok(())
    }

    async fn on_call(
        &mut self,
        id: String,
        action: String,
        payload: Value,
        text: &str,
        now: Instant,
    ) -> Result<(), End> {
        let told = Told::call(self.exchange.version(), Direction::FromCharger, &action, &payload, text);
        // Behind a boot that is not answered yet, that answer decides.
        let judged = if self.in_work.values().any(|in_work| in_work.is_boot) {
            Judged::AfterBoot { owed: self.gate.owes(&action) }
        } else {
            Judged::Now
        };
        let admitted = match judged {
            Judged::Now => self.gate.check(&action),
            Judged::AfterBoot { .. } => Ok(()),
        };
        let speaks_unbooted = admitted.is_err() && self.gate.never_booted();
        let mut odd = Oddities::default();
        let mut said = admitted.and_then(|()| self.recorder.read(&action, payload, &mut odd));
        if let Ok(Said::Booted { asked, .. }) = &mut said {
            *asked = self.gate.takes_boot();
        }
        let told = if said.is_ok() { told.with_odd(&odd) } else { told };
        let frame = self.record(told).await?;
        let begins_session = said.as_ref().is_ok_and(Said::may_begin_session);
        let is_boot = matches!(said, Ok(Said::Booted { .. }));
        let shows_extension = said.is_ok() && shows_security_extension(self.exchange.version(), &action);
        let in_work = InWork { frame: frame.clone(), since: now, action: action.clone(), begins_session, is_boot };
        self.in_work.insert(id.clone(), in_work);
        if let Some(at_once) = self.worker.take(Job { id, action, said, frame, shows_extension, judged }) {
            self.answer(at_once).await?;
        }
        if speaks_unbooted && !std::mem::replace(&mut self.asked_to_boot, true) {
            order::ask_to_boot(&self.register, &self.charger).await.map_err(|error| stopped(&error))?;
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
        self.follows_answer = true;
        let Some(open) = open else { return self.on_stray(id, text).await };
        let after_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        let version = self.exchange.version();
        let action = &open.call.action;
        self.gate.answered(action, &result);
        let mut told = Told::answer(version, Direction::FromCharger, action, &result, text, open.frame.clone());
        told.latency_ms = Some(after_ms);
        told.late = late;
        told.command = Some(open.call.command.clone());
        if let Ok(payload) = &result {
            told = told.with_odd(&odd_answer(version, action, payload));
        }
        let frame = self.record(told).await?;
        let answer = Answer { version, result, after_ms, late, hide: self.recorder.redactor() };
        let misfit = wire::answered(&self.register, &self.charger, &open.call, answer, frame.clone())
            .await
            .map_err(|error| stopped(&error))?;
        self.refuse_result(&id, misfit, frame).await
    }

    /// On 2.1 a charger is told that its answer does not fit.
    async fn refuse_result(&mut self, id: &str, misfit: Option<String>, frame: SeqSlot) -> Result<(), End> {
        let Some(why) = misfit else { return Ok(()) };
        let error = CallError::new(ErrorCode::FormationViolation, why.clone());
        let Some(text) = self.exchange.refuse_result(id, &error) else { return Ok(()) };
        self.send(Message::text(text.clone())).await?;
        self.record(Told::answer_to(FrameShape::Error, &why, &text, frame)).await?;
        Ok(())
    }

    async fn on_stray(&mut self, id: String, text: &str) -> Result<(), End> {
        let frame = self.record(Told::odd("An answer to nothing that this connection asked", text)).await?;
        let version = self.exchange.version();
        let result = match ocpp::rpc::read(version, text) {
            Ok(ocpp::rpc::Message::CallResult { payload, .. }) => Ok(payload),
            Ok(ocpp::rpc::Message::CallError { code, description, details, .. }) => {
                Err(RemoteError { code, description, details })
            }
            Ok(
                ocpp::rpc::Message::Call { .. }
                | ocpp::rpc::Message::Send { .. }
                | ocpp::rpc::Message::ResultError { .. },
            )
            | Err(_) => return Ok(()),
        };
        let answer = Answer { version, result, after_ms: 0, late: true, hide: self.recorder.redactor() };
        wire::answered_unknown(&self.register, &self.charger, id, answer, frame).await.map_err(|error| stopped(&error))
    }

    /// Answers a CALL of the charger's.
    async fn answer(&mut self, answered: Answered) -> Result<(), End> {
        let Answered { id, result, registered, look: _ } = answered;
        if let Some((registered, interval)) = registered {
            self.gate.set(registered);
            self.pulse.told(interval);
        }
        let version = self.exchange.version();
        let Some(InWork { frame, since, action, .. }) = self.in_work.remove(&id) else { return Ok(()) };
        let Some(text) = self.exchange.answer(&id, result.as_ref()) else { return Ok(()) };
        let remote = result.map_err(|error| RemoteError {
            code: error.code.name(version).to_owned(),
            description: error.description,
            details: Value::Null,
        });
        let mut told = Told::answer(version, Direction::ToCharger, &action, &remote, &text, frame);
        told.latency_ms =
            Some(i64::try_from((self.register.clock().instant() - since).as_millis()).unwrap_or(i64::MAX));
        self.send(Message::text(text.clone())).await?;
        self.record(told).await?;
        self.has_spoken = true;
        Ok(())
    }

    /// A session may have begun since the register was asked: what says so is being worked on, or just was.
    async fn is_idle(&mut self, call: &Waiting) -> Result<bool, Failure> {
        let begins = self.in_work.values().any(|in_work| in_work.begins_session);
        Ok(!begins && wire::is_idle(&self.register, &self.charger, call).await?)
    }

    async fn write_call(&mut self, call: Prepared) -> Result<(), End> {
        let Prepared { waiting, request, only_idle, secrets } = call;
        if only_idle && !self.is_idle(&waiting).await.map_err(|error| stopped(&error))? {
            return wire::put_back(&self.register, &waiting).await.map_err(|error| stopped(&error));
        }
        self.recorder.hide(&secrets);
        let (id, version) = (waiting.id.clone(), self.exchange.version());
        let (at, timeout) = (self.register.clock().instant(), waiting.patience);
        let now = at.into_std();
        let text = match &request.typed {
            Some(typed) => self.exchange.call(&id, &request.action, typed, now, timeout),
            None => self.exchange.call(&id, &request.action, &request.payload, now, timeout),
        };
        let Ok(text) = text else {
            tracing::error!("a call was prepared while another was outstanding");
            return Ok(());
        };
        let mut told = Told::call(version, Direction::ToCharger, &request.action, &request.payload, &text);
        told.command = Some(waiting.command.clone());
        self.gate.asked(&request.action, &request.payload);
        self.outstanding = Some(Open { call: waiting.clone(), frame: told.slot(), at });
        self.send(Message::text(text.clone())).await?;
        let frame = self.record(told).await?;
        wire::written(&self.register, &waiting, frame).await.map_err(|error| stopped(&error))
    }

    async fn on_deadline(&mut self) -> Result<(), End> {
        if self.exchange.on_time(self.register.clock().instant().into_std()).is_none() {
            return Ok(());
        }
        let Some(open) = self.outstanding.take() else { return Ok(()) };
        self.follows_answer = true;
        let why = "No answer came in time";
        let mut told = Told::no_answer(Direction::FromCharger, &open.call.action, why, open.frame.clone());
        told.latency_ms =
            Some(i64::try_from((self.register.clock().instant() - open.at).as_millis()).unwrap_or(i64::MAX));
        told.command = Some(open.call.command.clone());
        let frame = self.record(told).await?;
        wire::timed_out(&self.register, &open.call, frame).await.map_err(|error| stopped(&error))?;
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
        let patience = WRITE_TIME.min(self.register.config().limits.silence);
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
            && let Err(error) = wire::not_written(&self.register, &call.waiting).await
        {
            tracing::error!(error = &error as &dyn std::error::Error, "a call that was not sent could not be recorded");
        }
        // The answers that are still owed, from either side, will not come by this socket any more.
        let mut owed = Vec::new();
        if let Some(open) = &self.outstanding {
            let mut told = Told::no_answer(Direction::FromCharger, &open.call.action, NEVER_CAME, open.frame.clone());
            told.command = Some(open.call.command.clone());
            owed.push(told);
        }
        for in_work in self.in_work.values() {
            owed.push(Told::no_answer(Direction::ToCharger, &in_work.action, NEVER_CAME, in_work.frame.clone()));
        }
        for told in owed {
            // The store may have stopped, which has been said where it was noticed.
            let _unrecorded = self.record(told).await;
        }
        let under_way = self.outstanding.take().map(|open| open.call);
        let by_us = end.is_ours();
        if let Err(error) = line::disconnected(&self.register, &self.charger, under_way, place.generation, by_us).await
        {
            self.register.registry().leave(&self.charger, place.generation);
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
