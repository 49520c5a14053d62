//! The configuration keys of 1.6: kept, told and changed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::protocol::Protocol;

/// Keys that ChangeConfiguration may not change.
const READ_ONLY: [&str; 11] = [
    "ChargeProfileMaxStackLevel",
    "ChargingScheduleAllowedChargingRateUnit",
    "ChargingScheduleMaxPeriods",
    "GetConfigurationMaxKeys",
    "LocalAuthListMaxLength",
    "MaxChargingProfilesInstalled",
    "NumberOfConnectors",
    "SendLocalListMaxLength",
    "SupportedFeatureProfiles",
    "SupportedFileTransferProtocols",
    "CertificateSignedMaxChainSize",
];

/// Taken at once, but in force only after a reboot.
const AFTER_REBOOT: &str = "ConnectorPhaseRotation";

/// Taken, never shown.
const WRITE_ONLY: &str = "AuthorizationKey";

/// Known only with the security extension.
const SECURITY: [&str; 4] =
    ["AdditionalRootCertificateCheck", "CertificateSignedMaxChainSize", "CpoName", "SecurityProfile"];

/// The keys of a new charger.
pub(in crate::machine) fn configuration(connectors: u32, settings: &[(String, String)]) -> BTreeMap<String, String> {
    let mut keys: BTreeMap<String, String> = [
        ("AdditionalRootCertificateCheck", "false"),
        ("AllowOfflineTxForUnknownId", "false"),
        ("AuthorizationCacheEnabled", "true"),
        ("AuthorizeRemoteTxRequests", "true"),
        ("CertificateSignedMaxChainSize", "10000"),
        ("ChargeProfileMaxStackLevel", "10"),
        ("ChargingScheduleAllowedChargingRateUnit", "Current"),
        ("ChargingScheduleMaxPeriods", "24"),
        ("ClockAlignedDataInterval", "0"),
        ("ConnectionTimeOut", "60"),
        ("ConnectorPhaseRotation", "0.RST,1.RST"),
        ("CpoName", "Nordic Charge"),
        ("GetConfigurationMaxKeys", "50"),
        ("HeartbeatInterval", "300"),
        ("LocalAuthListEnabled", "true"),
        ("LocalAuthListMaxLength", "500"),
        ("LocalAuthorizeOffline", "true"),
        ("LocalPreAuthorize", "false"),
        ("MaxChargingProfilesInstalled", "20"),
        ("MeterValuesAlignedData", "Energy.Active.Import.Register"),
        ("MeterValuesSampledData", "Energy.Active.Import.Register,Power.Active.Import"),
        ("MeterValueSampleInterval", "60"),
        ("ReserveConnectorZeroSupported", "false"),
        ("ResetRetries", "1"),
        ("SecurityProfile", "1"),
        ("SendLocalListMaxLength", "100"),
        ("StopTransactionOnEVSideDisconnect", "true"),
        ("StopTransactionOnInvalidId", "true"),
        ("StopTxnAlignedData", ""),
        ("StopTxnSampledData", "Energy.Active.Import.Register"),
        (
            "SupportedFeatureProfiles",
            "Core,FirmwareManagement,LocalAuthListManagement,SmartCharging,RemoteTrigger,Reservation",
        ),
        ("SupportedFileTransferProtocols", "FTP,HTTP"),
        ("TransactionMessageAttempts", "3"),
        ("TransactionMessageRetryInterval", "60"),
        ("UnlockConnectorOnEVSideDisconnect", "true"),
        ("WebSocketPingInterval", "0"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into();
    keys.insert("NumberOfConnectors".to_owned(), connectors.to_string());
    // A name with a dot is a variable of 2.x.
    keys.extend(settings.iter().filter(|(name, _)| !name.contains('.')).cloned());
    keys
}

impl Machine {
    /// The status that answers a ChangeConfiguration.
    pub(super) fn changing_status(&self, key: &str) -> &'static str {
        match key {
            WRITE_ONLY => "Accepted",
            key if !self.knows_key(key) => "NotSupported",
            key if READ_ONLY.contains(&key) => "Rejected",
            AFTER_REBOOT => "RebootRequired",
            _ => "Accepted",
        }
    }

    pub(super) fn change_configuration(&mut self, request: &Value) {
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        let (key, value) = (text("key"), text("value"));
        if key == "HeartbeatInterval"
            && let Ok(seconds @ 1..) = value.parse()
        {
            self.interval = Duration::from_secs(seconds);
        }
        if key != WRITE_ONLY {
            self.configuration.insert(key, value);
        }
    }

    /// The answer to a GetConfiguration.
    pub(super) fn told_configuration(&self, request: &Value) -> Value {
        let tell = |key: &str, value: &str| json!({"key": key, "readonly": READ_ONLY.contains(&key), "value": value});
        let wanted: Vec<&str> = request["key"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if wanted.is_empty() {
            let known = self.configuration.iter().filter(|(key, _)| self.knows_key(key));
            let all: Vec<Value> = known.map(|(key, value)| tell(key, value)).collect();
            return json!({"configurationKey": all, "unknownKey": []});
        }
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for key in wanted {
            match self.configuration.get(key) {
                Some(value) if self.knows_key(key) => known.push(tell(key, value)),
                Some(_) | None => unknown.push(key),
            }
        }
        json!({"configurationKey": known, "unknownKey": unknown})
    }

    fn knows_key(&self, key: &str) -> bool {
        self.configuration.contains_key(key) && (self.protocol == Protocol::V16Security || !SECURITY.contains(&key))
    }
}
