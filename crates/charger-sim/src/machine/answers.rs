//! Messages from the Csms: reading them, answering CALLs by the script, and what follows an answer.

use serde_json::{Value, json};

use crate::handle::CallFailure;
use crate::script::{AfterReset, Reply};

use super::Machine;
use super::agenda::Step;
use super::calls::Then;
use super::link::Restart;

/// A CALL from the Csms.
pub(super) struct Call {
    pub(super) id: String,
    pub(super) action: String,
    pub(super) payload: Value,
}

/// Why a good charger answers with a CALLERROR.
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) description: String,
}

impl Machine {
    pub(super) async fn take_text(&mut self, text: &str) {
        self.wire.record(crate::wire::Direction::Received, text);
        let Ok(Value::Array(mut parts)) = serde_json::from_str::<Value>(text) else { return };
        let id = parts.get(1).and_then(Value::as_str).map(str::to_owned);
        let (Some(kind), Some(id)) = (parts.first().and_then(Value::as_i64), id) else { return };
        match (kind, parts.len()) {
            (2, 4) => {
                let payload = parts.pop().unwrap_or_default();
                let action = parts.pop().as_ref().and_then(Value::as_str).map(str::to_owned);
                match action {
                    Some(action) => self.take_call(Call { id, action, payload }).await,
                    None => self.write_error(&id, "FormationViolation", "the action is no text").await,
                }
            }
            (2, _) => self.write_error(&id, "FormationViolation", "a CALL has four elements").await,
            (3, 3) => self.settle(&id, Ok(parts.pop().unwrap_or_default())),
            (4, _) => {
                let text = |place: usize| parts.get(place).and_then(Value::as_str).unwrap_or_default().to_owned();
                let failure = CallFailure::Error { code: text(2), description: text(3) };
                self.settle(&id, Err(failure));
            }
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
            Reply::Error { code, description } => self.write_error(&call.id, &code, &description).await,
            Reply::Payload(payload) => self.answer(call, payload).await,
            Reply::Status(status) => self.answer(call, json!({"status": status})).await,
            Reply::Accept => match self.plausible(&call) {
                Ok(payload) => self.answer(call, payload).await,
                Err(Refused { code, description }) => self.write_error(&call.id, code, &description).await,
            },
        }
    }

    async fn take_call(&mut self, call: Call) {
        let reply = self.script().reply_to(&call.action);
        self.reply(call, reply).await;
    }

    async fn answer(&mut self, call: Call, mut payload: Value) {
        let script = self.script();
        let accepted = payload.get("status").is_none_or(|status| status == "Accepted");
        match call.action.as_str() {
            "Reset" if accepted => {
                if let AfterReset::DropsBeforeAnswer { offline } = script.reset.after {
                    self.go_down(Restart::hard(offline, script.reset.hard)).await;
                    return;
                }
            }
            "UpdateFirmware" if accepted => {
                self.prepare_firmware().await;
                if script.odd.status_in_empty_answers && payload == json!({}) {
                    payload = json!({"status": "Accepted"});
                }
            }
            "GetDiagnostics" if payload.get("fileName").is_some() => self.prepare_diagnostics().await,
            _ => {}
        }
        let text = json!([3, call.id, payload]).to_string();
        if self.write(text).await.is_ok() {
            self.follow(&call, &payload, accepted);
        }
    }

    /// What a charger does once its answer is written.
    fn follow(&mut self, call: &Call, answer: &Value, accepted: bool) {
        let request = &call.payload;
        let connector = request["connectorId"].as_u64().and_then(|connector| u32::try_from(connector).ok());
        match call.action.as_str() {
            "GetDiagnostics" if answer.get("fileName").is_some() => self.begin_diagnostics(),
            "ChangeAvailability" if accepted || answer["status"] == "Scheduled" => {
                self.change_availability(connector.unwrap_or(0), request["type"] == "Operative");
            }
            _ if !accepted => {}
            "Reset" => self.follow_reset(request["type"] == "Hard"),
            "UpdateFirmware" => self.begin_firmware(request),
            "SetChargingProfile" => self.hold_profile(request),
            "ClearChargingProfile" => self.clear_profiles(request),
            "ChangeConfiguration" => self.change_configuration(request),
            "SendLocalList" => self.list_version = request["listVersion"].as_i64().unwrap_or(0),
            "RemoteStartTransaction" => {
                let free = (1..=self.plate.connectors).find(|connector| self.is_free(*connector));
                if let Some(connector) = connector.or(free) {
                    let id_tag = request["idTag"].as_str().unwrap_or_default().to_owned();
                    self.start(connector, &id_tag, None);
                }
            }
            "RemoteStopTransaction" => {
                self.stop_by_id(request["transactionId"].as_i64().unwrap_or(-1), "Remote");
            }
            "TriggerMessage" => self.follow_trigger(request["requestedMessage"].as_str().unwrap_or(""), connector),
            _ => {}
        }
        if call.action == "UnlockConnector" && answer["status"] == "Unlocked" {
            self.stop(connector.unwrap_or(0), "UnlockCommand", None);
        }
    }

    fn follow_reset(&mut self, hard: bool) {
        let reset = &self.script().reset;
        match reset.after {
            AfterReset::StaysUp | AfterReset::DropsBeforeAnswer { .. } => {}
            AfterReset::Reboot { offline } if hard => {
                self.plan_restart(reset.pause, Restart::hard(offline, reset.hard));
            }
            AfterReset::Reboot { offline } => {
                self.stop_all("SoftReset");
                self.plan_restart(reset.pause, Restart::orderly(offline));
            }
            AfterReset::ReconnectWithoutBoot { offline } => {
                self.plan_restart(reset.pause, Restart::without_boot(offline));
            }
        }
    }

    fn follow_trigger(&mut self, message: &str, connector: Option<u32>) {
        let connectors = connector.map_or(0..=self.plate.connectors, |connector| connector..=connector);
        match message {
            "BootNotification" => {
                self.boot_due = true;
                self.agenda.after(std::time::Duration::ZERO, Step::Boot(self.era));
            }
            "Heartbeat" => self.enqueue("Heartbeat", json!({}), Then::Nothing),
            "StatusNotification" => connectors.for_each(|connector| self.tell_connector(connector)),
            "MeterValues" => connectors.filter(|connector| *connector > 0).for_each(|connector| {
                self.tell_meter(connector, None);
            }),
            "FirmwareStatusNotification" => {
                let status = at_rest(&self.firmware_status, &["Installed", "DownloadFailed", "InstallationFailed"]);
                self.enqueue("FirmwareStatusNotification", json!({"status": status}), Then::Nothing);
            }
            "DiagnosticsStatusNotification" => {
                let status = at_rest(&self.diagnostics_status, &["Uploaded", "UploadFailed"]);
                self.enqueue("DiagnosticsStatusNotification", json!({"status": status}), Then::Nothing);
            }
            _ => {}
        }
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

/// What a triggered status says: the last one, or Idle once its job has ended.
fn at_rest(status: &str, ends: &[&str]) -> String {
    if ends.contains(&status) { "Idle".to_owned() } else { status.to_owned() }
}
