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

/// CALLs given up whose frames are remembered, so that a late answer finds its pair.
const LATE_KEPT: usize = ocpp::exchange::LATE_KEPT;

impl Connection {
    pub(super) async fn on_answer(
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
        self.refuse_result(&id, misfit, frame).await
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

    pub(super) async fn on_stray(&mut self, id: String, text: &str) -> Result<(), End> {
        let frame = self.record(RawFrame::odd("An answer to nothing that this connection asked", text)).await?;
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
        let mut told = RawFrame::call(version, Direction::ToCharger, &request.action, &request.payload, &text);
        told.command = Some(waiting.command.clone());
        self.gate.asked(&request.action, &request.payload);
        self.outstanding = Some(Open { call: waiting.clone(), frame: told.slot(), at });
        self.send(Message::text(text.clone())).await?;
        let frame = self.record(told).await?;
        wire::written(&self.register, &waiting, frame).await.map_err(|error| stopped(&error))
    }

    pub(super) async fn on_deadline(&mut self) -> Result<(), End> {
        if self.exchange.on_time(self.register.clock().instant().into_std()).is_none() {
            return Ok(());
        }
        let Some(open) = self.outstanding.take() else { return Ok(()) };
        self.follows_answer = true;
        let why = "No answer came in time";
        let mut told = RawFrame::no_answer(Direction::FromCharger, &open.call.action, why, open.frame.clone());
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
}
