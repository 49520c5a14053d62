//! What a charger does after it has answered a CALL of 1.6.

use std::time::Duration;

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::machine::agenda::Step;
use crate::machine::answers::Call;
use crate::machine::calls::Then;
use crate::machine::link::Restart;
use crate::machine::profiles::Held;
use crate::machine::transactions::{Cause, Stop};
use crate::script::AfterReset;

impl Machine {
    pub(in crate::machine) fn follow_v16(&mut self, call: &Call, answer: &Value, accepted: bool) {
        let request = &call.payload;
        let connector = request["connectorId"].as_u64().and_then(|connector| u32::try_from(connector).ok());
        match call.action.as_str() {
            "GetDiagnostics" if answer.get("fileName").is_some() => self.begin_diagnostics(),
            "ChangeAvailability" if accepted || answer["status"] == "Scheduled" => {
                self.change_availability(connector.unwrap_or(0), request["type"] == "Operative");
            }
            "ChangeConfiguration" if accepted || answer["status"] == "RebootRequired" => {
                self.change_configuration(request);
            }
            "SignedUpdateFirmware" if !accepted => self.follow_refused_update(answer),
            _ if !accepted => {}
            "Reset" => self.follow_reset_v16(request["type"] == "Hard"),
            "UpdateFirmware" | "SignedUpdateFirmware" => self.begin_firmware(request),
            "GetLog" => self.begin_log(),
            "SetChargingProfile" => self.hold_profile(Held::of_v16(request)),
            "ClearChargingProfile" => {
                if let Ok(filter) = super::answers::filter(request) {
                    self.clear_profiles(&filter);
                }
            }
            "SendLocalList" => self.list_version = request["listVersion"].as_i64().unwrap_or(0),
            "RemoteStartTransaction" => {
                if let Some(connector) = connector.or_else(|| self.free_connector(None)) {
                    let id_tag = request["idTag"].as_str().unwrap_or_default().to_owned();
                    self.start(connector, &id_tag, Cause::Remote(None), None);
                }
            }
            "RemoteStopTransaction" => {
                self.stop_by_id(request["transactionId"].as_i64().unwrap_or(-1), Stop::Remote);
            }
            "TriggerMessage" => {
                self.follow_trigger_v16(request["requestedMessage"].as_str().unwrap_or(""), connector, false);
            }
            "ExtendedTriggerMessage" => {
                self.follow_trigger_v16(request["requestedMessage"].as_str().unwrap_or(""), connector, true);
            }
            _ => {}
        }
        if call.action == "UnlockConnector" && answer["status"] == "Unlocked" {
            self.stop(connector.unwrap_or(0), Stop::Unlock, None);
        }
    }

    fn follow_reset_v16(&mut self, hard: bool) {
        let reset = &self.script().reset;
        match reset.after {
            AfterReset::StaysUp | AfterReset::DropsBeforeAnswer { .. } => {}
            AfterReset::BootsInPlace { times } => self.boot_in_place(times),
            AfterReset::Reboot { offline } if hard => {
                self.plan_restart(reset.pause, Restart::hard(offline, reset.hard));
            }
            AfterReset::Reboot { offline } => {
                self.stop_all(Stop::Reset);
                self.plan_restart(reset.pause, Restart::orderly(offline));
            }
            AfterReset::ReconnectWithoutBoot { offline } => {
                self.plan_restart(reset.pause, Restart::without_boot(offline));
            }
        }
    }

    /// Sends what a TriggerMessage asks for, or an ExtendedTriggerMessage, which means signed updates.
    fn follow_trigger_v16(&mut self, message: &str, connector: Option<u32>, extended: bool) {
        let connectors = connector.map_or(0..=self.plate.connectors, |connector| connector..=connector);
        match message {
            "BootNotification" => {
                self.boot_due = true;
                self.agenda.after(Duration::ZERO, Step::Boot { era: self.era, triggered: true });
            }
            "Heartbeat" => self.enqueue("Heartbeat", json!({}), Then::Nothing),
            "StatusNotification" => connectors.for_each(|connector| self.tell_connector(connector)),
            "MeterValues" => connectors.filter(|connector| *connector > 0).for_each(|connector| {
                self.tell_meter(connector, None);
            }),
            "FirmwareStatusNotification" => {
                self.tell_firmware(if extended { "SignedFirmwareStatusNotification" } else { message });
            }
            "DiagnosticsStatusNotification" | "LogStatusNotification" => self.tell_upload(message),
            _ => {}
        }
    }
}
