//! What our CALLs have in them: every field, and every word where OCPP gives a choice. All of it is to be seen.

use crate::schemas::orders::profile;
use charger_sim::Protocol;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Fields whose values are words of OCPP's.
const WORDS: [&str; 7] = [
    "attributeType",
    "chargingLimitSource",
    "chargingProfilePurpose",
    "logType",
    "reportBase",
    "requestedMessage",
    "type",
];

const SET_PROFILE: &str = "SetChargingProfile";

/// By action: `firmware.location`, `type=Soft`.
pub type Fields = BTreeMap<String, BTreeSet<String>>;

pub fn seen(calls: impl Iterator<Item = (String, Value)>) -> Fields {
    let mut fields = Fields::new();
    for (action, payload) in calls {
        read(&payload, "", fields.entry(action).or_default());
    }
    fields
}

fn read(value: &Value, path: &str, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                read(value, &path, fields);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| read(item, path, fields)),
        Value::String(word) if WORDS.iter().any(|name| path.split('.').next_back() == Some(name)) => {
            fields.insert(format!("{path}={word}"));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            fields.insert(path.to_owned());
        }
    }
}

const OF_1_6: [&str; 7] = [
    "ChangeConfiguration: key value",
    "ClearCache:",
    "ClearChargingProfile: id connectorId stackLevel chargingProfilePurpose=ChargePointMaxProfile
        chargingProfilePurpose=TxDefaultProfile chargingProfilePurpose=TxProfile",
    "GetCompositeSchedule: connectorId duration",
    "GetConfiguration:",
    "Reset: type=Hard type=Soft",
    "UpdateFirmware: location retrieveDate retries retryInterval",
];

const OF_PLAIN_1_6: [&str; 2] = [
    "GetDiagnostics: location startTime stopTime retries retryInterval",
    "TriggerMessage: requestedMessage=BootNotification requestedMessage=FirmwareStatusNotification
        requestedMessage=DiagnosticsStatusNotification requestedMessage=Heartbeat requestedMessage=MeterValues
        requestedMessage=StatusNotification connectorId",
];

const OF_THE_EXTENSION: [&str; 4] = [
    "ExtendedTriggerMessage: requestedMessage=FirmwareStatusNotification requestedMessage=LogStatusNotification
        requestedMessage=Heartbeat requestedMessage=MeterValues requestedMessage=StatusNotification connectorId",
    "GetLog: requestId logType=DiagnosticsLog logType=SecurityLog log.remoteLocation log.oldestTimestamp
        log.latestTimestamp retries retryInterval",
    // No installDateTime: the form offers a time to install where every update can have one, and on 1.6 only signed ones can.
    "SignedUpdateFirmware: requestId firmware.location firmware.retrieveDateTime firmware.signingCertificate
        firmware.signature retries retryInterval",
    "TriggerMessage: requestedMessage=BootNotification requestedMessage=FirmwareStatusNotification",
];

const OF_2: [&str; 10] = [
    "ClearCache:",
    "ClearChargingProfile: chargingProfileId chargingProfileCriteria.evseId chargingProfileCriteria.stackLevel
        chargingProfileCriteria.chargingProfilePurpose=ChargingStationMaxProfile
        chargingProfileCriteria.chargingProfilePurpose=TxDefaultProfile
        chargingProfileCriteria.chargingProfilePurpose=TxProfile",
    "GetBaseReport: requestId reportBase=FullInventory",
    "GetChargingProfiles: requestId chargingProfile.chargingLimitSource=CSO chargingProfile.chargingLimitSource=EMS
        chargingProfile.chargingLimitSource=Other chargingProfile.chargingLimitSource=SO",
    "GetLog: requestId logType=DiagnosticsLog logType=SecurityLog log.remoteLocation log.oldestTimestamp
        log.latestTimestamp retries retryInterval",
    "GetVariables: getVariableData.component.name getVariableData.variable.name getVariableData.variable.instance",
    "Reset: type=Immediate type=OnIdle evseId",
    "SetVariables: setVariableData.attributeValue setVariableData.attributeType=Target
        setVariableData.attributeType=MinSet setVariableData.attributeType=MaxSet setVariableData.component.name
        setVariableData.component.instance setVariableData.component.evse.id
        setVariableData.component.evse.connectorId setVariableData.variable.name setVariableData.variable.instance",
    "TriggerMessage: requestedMessage=BootNotification requestedMessage=FirmwareStatusNotification
        requestedMessage=LogStatusNotification requestedMessage=Heartbeat requestedMessage=MeterValues
        requestedMessage=StatusNotification evse.id evse.connectorId",
    "UpdateFirmware: requestId firmware.location firmware.retrieveDateTime firmware.installDateTime
        firmware.signingCertificate firmware.signature retries retryInterval",
];

/// Beside those of 2.0.1.
const OF_2_1: [&str; 3] = [
    "ClearChargingProfile: chargingProfileCriteria.chargingProfilePurpose=LocalGeneration
        chargingProfileCriteria.chargingProfilePurpose=PriorityCharging",
    "GetLog: logType=DataCollectorLog",
    "Reset: type=ImmediateAndResume",
];

/// All that this version's orders can say, and what follows from them. What is restored is as a person typed it.
pub fn expected(protocol: Protocol) -> Fields {
    let lines = match protocol {
        Protocol::V16 => [OF_1_6.as_slice(), &OF_PLAIN_1_6].concat(),
        Protocol::V16Security => [OF_1_6.as_slice(), &OF_THE_EXTENSION].concat(),
        Protocol::V201 => OF_2.to_vec(),
        Protocol::V21 => [OF_2.as_slice(), &OF_2_1].concat(),
    };
    let mut expected = seen([(SET_PROFILE.to_owned(), profile(protocol))].into_iter());
    for line in lines {
        let (action, fields) = line.split_once(':').unwrap();
        let known = expected.entry(action.to_owned()).or_default();
        known.extend(fields.split_whitespace().map(str::to_owned));
    }
    expected
}
