//! Messages from the Csms: reading them, answering CALLs by the script, and what follows an answer.

use serde_json::{Value, json};

use crate::handle::CallFailure;
use crate::protocol::Family;
use crate::script::{AfterReset, Reply};
use crate::status::Registration;

use super::Machine;
use super::agenda::Step;
use super::link::Restart;
use super::requests::{CallRefusal, Fault, refused};

/// A CALL from the Csms.
pub(super) struct Call {
    pub(super) id: String,
    pub(super) action: String,
    pub(super) payload: Value,
}

impl Machine {
    pub(super) async fn take_text(&mut self, text: &str) {
        self.shared.wire.record(crate::wire::Direction::Received, text);
        let Ok(Value::Array(mut parts)) = serde_json::from_str::<Value>(text) else { return };
        let id = parts.get(1).and_then(Value::as_str).map(str::to_owned);
        let (Some(kind), Some(id)) = (parts.first().and_then(Value::as_i64), id) else { return };
        match (kind, parts.len()) {
            (2, 4) => {
                let payload = parts.pop().unwrap_or_default();
                let action = parts.pop().as_ref().and_then(Value::as_str).map(str::to_owned);
                match action {
                    Some(action) => self.take_call(Call { id, action, payload }).await,
                    None => self.write_fault(&id, Fault::Format, "the action is no text").await,
                }
            }
            (2, _) => self.write_fault(&id, Fault::Format, "a CALL has four elements").await,
            (3, 3) => self.settle(&id, Ok(parts.pop().unwrap_or_default())),
            (4, _) => {
                let text = |place: usize| parts.get(place).and_then(Value::as_str).unwrap_or_default().to_owned();
                let failure = CallFailure::Error { code: text(2), description: text(3) };
                self.settle(&id, Err(failure));
            }
            // Also a CALLRESULTERROR (5): that the Csms could not read an answer changes nothing here.
            _ => {}
        }
    }

    /// Performs a reply; what is for later goes to the agenda.
    pub(super) async fn reply(&mut self, call: Call, reply: Reply) {
        match reply {
            Reply::After(delay, reply) => {
                let step = Step::Reply { era: self.era, call: Box::new(call), reply };
                self.agenda.after(delay, step);
            }
            Reply::Silence => {}
            Reply::DropSocket => self.go_down(Restart::dropped()).await,
            Reply::Raw(text) => {
                let _socket_broke = self.write(text.replace("{id}", &call.id)).await;
            }
            Reply::Error { code, description } => {
                self.write_error(&call.id, &code, &description).await;
                if call.action == "Reset" && self.script().reset.whatever_answered {
                    self.follow(&call, &json!({}), true);
                }
            }
            Reply::Payload(payload) => self.answer(call, payload).await,
            Reply::Status(status) => self.answer(call, json!({"status": status})).await,
            Reply::StatusBecause { status, reason, info } => {
                let mut payload = json!({"status": status});
                if self.family() == Family::V2 {
                    payload["statusInfo"] = json!({"reasonCode": reason, "additionalInfo": info});
                }
                self.answer(call, payload).await;
            }
            Reply::Accept => match self.plausible(&call) {
                Ok(payload) => self.answer(call, payload).await,
                Err(CallRefusal { fault, description }) => self.write_fault(&call.id, fault, &description).await,
            },
        }
    }

    async fn take_call(&mut self, call: Call) {
        // A rejected charger is not to answer before its next BootNotification (1.6 4.2, B03.FR.03).
        if self.registration == Some(Registration::Rejected) && !self.registered {
            return;
        }
        let reply = self.script().reply_to(&call.action);
        self.reply(call, reply).await;
    }

    async fn answer(&mut self, call: Call, mut payload: Value) {
        let script = self.script();
        let accepted = payload.get("status").is_none_or(|status| status == "Accepted" || status == "AcceptedCanceled");
        match call.action.as_str() {
            "Reset" if accepted => {
                if let AfterReset::DropsBeforeAnswer { offline } = script.reset.after {
                    self.go_down(Restart::hard(offline, script.reset.hard)).await;
                    return;
                }
            }
            "UpdateFirmware" | "SignedUpdateFirmware" if accepted => {
                self.prepare_firmware(&call).await;
                if script.odd.status_in_empty_answers && payload == json!({}) {
                    payload = json!({"status": "Accepted"});
                }
            }
            "GetDiagnostics" => {
                if let Some(name) = payload.get("fileName") {
                    self.prepare_diagnostics(&call.payload, name.as_str()).await;
                }
            }
            "GetLog" if accepted && self.protocol.is_secure() => {
                self.prepare_log(&call.payload, payload.get("filename")).await;
            }
            _ => {}
        }
        let text = json!([3, call.id, payload]).to_string();
        if self.write(text).await.is_ok() {
            let resets = call.action == "Reset" && script.reset.whatever_answered;
            self.follow(&call, &payload, accepted || resets);
        }
    }

    /// What it does after an answer.
    fn follow(&mut self, call: &Call, payload: &Value, accepted: bool) {
        self.asked = true;
        match self.family() {
            Family::V16 => self.follow_v16(call, payload, accepted),
            Family::V2 => self.follow_v2(call, payload, accepted),
        }
        self.asked = false;
    }

    /// Says that it has booted, again and again, without having been away.
    pub(super) fn boot_in_place(&mut self, times: u32) {
        let pause = self.script().reset.pause;
        for n in 1..=times {
            self.agenda.after(pause * n, Step::BootInPlace(self.era));
        }
    }

    /// The answer of a good charger.
    fn plausible(&self, call: &Call) -> Result<Value, CallRefusal> {
        if !call.payload.is_object() {
            return Err(refused(Fault::Format, "the payload is no object"));
        }
        match self.family() {
            Family::V16 => self.plausible_v16(call),
            Family::V2 => self.plausible_v2(call),
        }
    }

    async fn write_fault(&mut self, id: &str, fault: Fault, description: &str) {
        self.write_error(id, fault.code(self.protocol), description).await;
    }

    async fn write_error(&mut self, id: &str, code: &str, description: &str) {
        let error = if self.script().odd.short_errors {
            json!([4, id, code, description])
        } else {
            json!([4, id, code, description, {}])
        };
        let _socket_broke = self.write(error.to_string()).await;
    }
}
