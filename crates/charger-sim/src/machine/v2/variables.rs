//! Reading and writing the device model: reports, GetVariables and SetVariables.

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock;
use crate::machine::Machine;
use crate::machine::calls::Then;
use crate::machine::requests::{CallRefusal, Fault, list, number, one_of, refused};

use super::device::{Access, Unknown, Variable};
use super::words::connector_status;

/// Variables in one NotifyReport.
const PART: usize = 20;

impl Machine {
    pub(super) fn answer_report(&self, action: &str, request: &Value) -> Result<Value, CallRefusal> {
        number(request, "requestId")?;
        if action == "GetBaseReport" {
            let bases = ["ConfigurationInventory", "FullInventory", "SummaryInventory"];
            one_of(request, "reportBase", &bases)?;
        }
        let found = self.device.variables().iter().any(|variable| is_wanted(variable, request));
        Ok(json!({"status": if found { "Accepted" } else { "EmptyResultSet" }}))
    }

    /// Sends what was asked for in as many NotifyReports as it takes.
    pub(super) fn report_variables(&mut self, request: &Value) {
        let wanted = self.device.variables().iter().filter(|variable| is_wanted(variable, request));
        let entries: Vec<Value> = wanted.map(|variable| variable.report(&self.shown(variable))).collect();
        let last = entries.len().div_ceil(PART).saturating_sub(1);
        for (number, part) in entries.chunks(PART).enumerate() {
            let payload = json!({
                "requestId": request["requestId"], "generatedAt": clock::now(), "seqNo": number, "tbc": number < last,
                "reportData": part,
            });
            self.enqueue("NotifyReport", payload, Then::Nothing);
        }
    }

    pub(super) fn answer_get_variables(&self, request: &Value) -> Result<Value, CallRefusal> {
        let results: Vec<Value> = self
            .items(request, "getVariableData", "GetVariables")?
            .iter()
            .map(|asked| {
                let found = self.device.find(&asked["component"], &asked["variable"]);
                let found = found.map(|place| &self.device.variables()[place]);
                let status = match found {
                    Err(unknown) => unknown.status(),
                    Ok(_) if !is_actual(asked) => "NotSupportedAttributeType",
                    Ok(variable) if variable.access == Access::Write => "Rejected",
                    Ok(_) => "Accepted",
                };
                let mut result = echo(asked, status);
                if let (Ok(variable), "Accepted") = (found, status) {
                    result["attributeValue"] = self.shown(variable).into();
                }
                result
            })
            .collect();
        Ok(json!({"getVariableResult": results}))
    }

    pub(super) fn answer_set_variables(&self, request: &Value) -> Result<Value, CallRefusal> {
        let results: Vec<Value> = self
            .items(request, "setVariableData", "SetVariables")?
            .iter()
            .map(|asked| {
                let found = self.device.find(&asked["component"], &asked["variable"]);
                match found.map(|place| &self.device.variables()[place]) {
                    Err(unknown) => echo(asked, unknown.status()),
                    Ok(_) if !is_actual(asked) => echo(asked, "NotSupportedAttributeType"),
                    Ok(variable) if variable.access == Access::Read => {
                        let mut result = echo(asked, "Rejected");
                        result["attributeStatusInfo"] = json!({"reasonCode": "ReadOnly"});
                        result
                    }
                    Ok(variable) if variable.after_reboot => echo(asked, "RebootRequired"),
                    Ok(_) => echo(asked, "Accepted"),
                }
            })
            .collect();
        Ok(json!({"setVariableResult": results}))
    }

    /// Stores what the answer has accepted.
    pub(super) fn set_variables(&mut self, request: &Value, answer: &Value) {
        let asked = request["setVariableData"].as_array().into_iter().flatten();
        let results = answer["setVariableResult"].as_array().into_iter().flatten();
        for (asked, result) in asked.zip(results) {
            let taken = result["attributeStatus"] == "Accepted" || result["attributeStatus"] == "RebootRequired";
            let (Ok(place), true) = (self.device.find(&asked["component"], &asked["variable"]), taken) else {
                continue;
            };
            let value = asked["attributeValue"].as_str().unwrap_or_default();
            self.device.set(place, value);
            match (self.device.variables()[place].name.as_str(), value.parse()) {
                ("HeartbeatInterval", Ok(seconds @ 1..)) => self.interval = Duration::from_secs(seconds),
                // For the next connection (A01).
                ("BasicAuthPassword", _) => self.plate.password = Some(value.as_bytes().to_vec()),
                _ => {}
            }
        }
    }

    /// The items of a request, if they are no more than it takes in one message.
    fn items<'a>(&self, request: &'a Value, place: &str, action: &str) -> Result<&'a [Value], CallRefusal> {
        let items = list(request, place)?;
        let of_action =
            |variable: &&Variable| variable.name == "ItemsPerMessage" && variable.instance.as_deref() == Some(action);
        let most = self.device.variables().iter().find(of_action).and_then(|variable| variable.value.parse().ok());
        match most {
            Some(most) if items.len() > most => {
                Err(refused(Fault::Occurrence, &format!("{place} has more than {most} items")))
            }
            _they_are_taken => Ok(items),
        }
    }

    /// The value of a variable now; states and the clock are not stored.
    fn shown(&self, variable: &Variable) -> String {
        match (variable.component.as_str(), variable.name.as_str()) {
            ("ClockCtrlr", "DateTime") if variable.value.is_empty() => clock::now(),
            ("ChargingStation", "FirmwareVersion") if variable.value.is_empty() => self.firmware.clone(),
            (_, "AvailabilityState") if variable.value.is_empty() => {
                let connector = usize::try_from(variable.evse.unwrap_or(0)).unwrap_or(0);
                let status = self.connectors.get(connector).map_or("Unavailable", |state| state.status.as_str());
                connector_status(status).to_owned()
            }
            _ => variable.value.clone(),
        }
    }
}

impl Unknown {
    fn status(self) -> &'static str {
        match self {
            Unknown::Component => "UnknownComponent",
            Unknown::Variable => "UnknownVariable",
        }
    }
}

fn is_actual(asked: &Value) -> bool {
    asked.get("attributeType").is_none_or(|kind| kind == "Actual")
}

/// A result about what was asked.
fn echo(asked: &Value, status: &str) -> Value {
    let mut result = json!({
        "attributeStatus": status, "component": asked["component"], "variable": asked["variable"],
    });
    if let Some(kind) = asked.get("attributeType") {
        result["attributeType"] = kind.clone();
    }
    result
}

/// Whether a GetBaseReport (B07) or GetReport (B08) asks for this variable.
fn is_wanted(variable: &Variable, request: &Value) -> bool {
    match request["reportBase"].as_str() {
        Some("ConfigurationInventory") => return variable.access != Access::Read,
        Some("SummaryInventory") => return variable.name == "AvailabilityState" || variable.name == "Available",
        Some(_) => return true,
        None => {}
    }
    let Some(pairs) = request["componentVariable"].as_array() else { return true };
    pairs.iter().any(|pair| {
        let component = &pair["component"];
        // Without an EVSE the component is meant wherever it is.
        let there = if component.get("evse").is_some() {
            variable.is_of(component)
        } else {
            component["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(&variable.component))
        };
        let asked = &pair["variable"];
        let called = asked["name"].as_str().is_none_or(|name| name.eq_ignore_ascii_case(&variable.name));
        there && called && asked["instance"].as_str().is_none_or(|asked| Some(asked) == variable.instance.as_deref())
    })
}
