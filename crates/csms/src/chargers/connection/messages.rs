//! What a charger says on its socket, and what it is answered.

use super::budget::SAYS_TOO_MUCH;
use super::calls::TO_NOTHING;
use super::goodbye::End;
use super::record::RawFrame;
use super::socket::{CLOSE_TIME, Connection, InWork, stopped};
use super::work::{Job, Judged, PreparedAnswer};
use crate::register::order;
use dialect::{Said, shows_security_extension};
use futures::SinkExt;
use model::{Direction, FrameShape};
use ocpp::Oddities;
use ocpp::exchange::{Received, RemoteError};
use serde_json::Value;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

impl Connection {
    pub(super) async fn on_message(&mut self, message: Message, bad_messages: u32) -> Result<(), End> {
        if self.budget.spend(message.len(), self.register.clock().instant()) {
            self.record(RawFrame::odd(SAYS_TOO_MUCH, "")).await?;
        }
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

    pub(super) async fn on_text(&mut self, text: &str, bad_messages: u32) -> Result<(), End> {
        let now = self.register.clock().instant();
        match self.exchange.on_text(text, now.into_std()) {
            Received::Call { id, action, payload } => self.on_call(id, action, payload, text, now).await?,
            Received::Send { action, payload, .. } => {
                let told = RawFrame::call(self.exchange.version(), Direction::FromCharger, &action, &payload, text);
                self.record(told).await?;
            }
            Received::ResultRefused { code, description, .. } => {
                let why = format!("The charger could not read our answer: {code} {description}");
                self.record(RawFrame::odd(why.trim_end(), text)).await?;
            }
            Received::StillInWork { .. } => {
                self.record(RawFrame::odd("Repeats a message that is still being answered", text)).await?;
            }
            Received::Answer { tag, result, elapsed, late, .. } => {
                self.on_answer(tag, result, elapsed, late, text).await?;
            }
            Received::Stray { id, result } => self.on_stray(id, result, text).await?,
            Received::StrayRefusal { .. } => {
                self.record(RawFrame::odd(TO_NOTHING, text)).await?;
            }
            Received::Refused { answer, reason, .. } => {
                let frame = self.record(RawFrame::odd(&reason.to_string(), text)).await?;
                self.record(RawFrame::answer_to(FrameShape::Error, &reason.to_string(), &answer, frame)).await?;
                self.send(Message::text(answer)).await?;
            }
            Received::Unreadable { reason } => {
                self.record(RawFrame::odd(&format!("Not an OCPP message: {reason}"), text)).await?;
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

    pub(super) async fn on_call(
        &mut self,
        id: String,
        action: String,
        payload: Value,
        text: &str,
        now: Instant,
    ) -> Result<(), End> {
        let told = RawFrame::call(self.exchange.version(), Direction::FromCharger, &action, &payload, text);
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

    /// Answers a CALL of the charger's.
    pub(super) async fn answer(&mut self, answered: PreparedAnswer) -> Result<(), End> {
        let PreparedAnswer { id, result, registered, look: _ } = answered;
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
        let mut told = RawFrame::answer(version, Direction::ToCharger, &action, &remote, &text, frame);
        told.latency_ms =
            Some(i64::try_from((self.register.clock().instant() - since).as_millis()).unwrap_or(i64::MAX));
        self.send(Message::text(text.clone())).await?;
        self.record(told).await?;
        self.has_spoken = true;
        Ok(())
    }
}
