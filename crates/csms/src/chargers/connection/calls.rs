//! CALLs to a charger: written, answered, and waited for in vain.

use super::goodbye::End;
use super::record::RawFrame;
use super::socket::{Connection, Open, stopped};
use crate::failure::Failure;
use crate::register::wire::{self, Answer, OpenCall, PreparedCall};
use crate::store::SeqSlot;
use dialect::odd_answer;
use model::{Direction, FrameShape};
use ocpp::exchange::RemoteError;
use ocpp::{CallError, ErrorCode};
use serde_json::Value;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

/// What is said of a frame that answers or refuses nothing of ours.
pub(super) const TO_NOTHING: &str = "An answer to nothing that this connection asked";

impl Connection {
    pub(super) async fn on_answer(
        &mut self,
        open: Open,
        result: Result<Value, RemoteError>,
        elapsed: Duration,
        late: bool,
        text: &str,
    ) -> Result<(), End> {
        self.follows_answer = true;
        let after_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        let version = self.exchange.version();
        let action = &open.call.action;
        self.gate.answered(action, &result);
        let mut told = RawFrame::answer(version, Direction::FromCharger, action, &result, text, open.frame.clone());
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
        self.refuse_result(&open.call.id, misfit, frame).await
    }

    /// On 2.1 a charger is told that its answer does not fit.
    pub(super) async fn refuse_result(&mut self, id: &str, misfit: Option<String>, frame: SeqSlot) -> Result<(), End> {
        let Some(why) = misfit else { return Ok(()) };
        let error = CallError::new(ErrorCode::FormationViolation, why.clone());
        let Some(text) = self.exchange.refuse_result(id, &error) else { return Ok(()) };
        self.send(Message::text(text.clone())).await?;
        self.record(RawFrame::answer_to(FrameShape::Error, &why, &text, frame)).await?;
        Ok(())
    }

    pub(super) async fn on_stray(
        &mut self,
        id: String,
        result: Result<Value, RemoteError>,
        text: &str,
    ) -> Result<(), End> {
        let frame = self.record(RawFrame::odd(TO_NOTHING, text)).await?;
        let version = self.exchange.version();
        let answer = Answer { version, result, after_ms: 0, late: true, hide: self.recorder.redactor() };
        wire::answered_unknown(&self.register, &self.charger, id, answer, frame).await.map_err(|error| stopped(&error))
    }

    /// A session may have begun since the register was asked: what says so is being worked on, or just was.
    pub(super) async fn is_idle(&mut self, call: &OpenCall) -> Result<bool, Failure> {
        let begins = self.in_work.values().any(|in_work| in_work.begins_session);
        Ok(!begins && wire::is_idle(&self.register, &self.charger, call).await?)
    }

    pub(super) async fn write_call(&mut self, call: PreparedCall) -> Result<(), End> {
        let PreparedCall { waiting, request, only_idle, secrets } = call;
        if only_idle && !self.is_idle(&waiting).await.map_err(|error| stopped(&error))? {
            return wire::put_back(&self.register, &waiting).await.map_err(|error| stopped(&error));
        }
        self.recorder.hide(&secrets);
        let (id, timeout) = (&waiting.id, waiting.patience);
        let now = self.register.clock().instant().into_std();
        let frame = SeqSlot::default();
        let open = Open { call: waiting.clone(), frame: frame.clone() };
        let text = match &request.typed {
            Some(typed) => self.exchange.call(id, &request.action, typed, open, now, timeout),
            None => self.exchange.call(id, &request.action, &request.payload, open, now, timeout),
        };
        let Ok(text) = text else {
            tracing::error!("a call was prepared while another was outstanding");
            return Ok(());
        };
        let version = self.exchange.version();
        let told = RawFrame::call(version, Direction::ToCharger, &request.action, &request.payload, &text);
        let mut told = told.at(&frame);
        told.command = Some(waiting.command.clone());
        self.gate.asked(&request.action, &request.payload);
        self.send(Message::text(text.clone())).await?;
        let frame = self.record(told).await?;
        wire::written(&self.register, &waiting, frame).await.map_err(|error| stopped(&error))
    }

    pub(super) async fn on_deadline(&mut self) -> Result<(), End> {
        let now = self.register.clock().instant().into_std();
        let Some(timed_out) = self.exchange.on_time(now) else { return Ok(()) };
        let (open, elapsed) = (timed_out.tag.clone(), timed_out.elapsed);
        self.follows_answer = true;
        let why = "No answer came in time";
        let mut told = RawFrame::no_answer(Direction::FromCharger, &open.call.action, why, open.frame);
        told.latency_ms = Some(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX));
        told.command = Some(open.call.command.clone());
        let frame = self.record(told).await?;
        wire::timed_out(&self.register, &open.call, frame).await.map_err(|error| stopped(&error))
    }
}
