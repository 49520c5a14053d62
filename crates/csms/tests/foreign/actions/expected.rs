//! The CALLs that a charger was sent while it did everything, exactly and in their order.

use super::On;
use super::files::{CERTIFICATE, FIRMWARE_URL, SIGNATURE, UPLOAD_URL};
use crate::schemas::orders::profile;
use charger_sim::Protocol;
use serde_json::{Value, json};

type Call = (&'static str, Value);

impl On {
    pub(super) fn was_sent_what_was_expected(&self) {
        let mut requests = Vec::new();
        let mut calls = self.charger.calls();
        for (action, payload) in &mut calls {
            let fields = payload.as_object_mut().expect("a payload is an object");
            requests.extend(fields.remove("requestId").map(|request| request.as_i64().unwrap()));
            // The charger's own.
            fields.remove("transactionId");
            let date = fields.remove("retrieveDate");
            let date_time =
                fields.get_mut("firmware").and_then(|firmware| firmware.as_object_mut()?.remove("retrieveDateTime"));
            for date in date.iter().chain(&date_time) {
                assert!(date.as_str().is_some_and(|date| date.ends_with('Z')), "{action}: {date}");
            }
        }
        assert!(requests.is_sorted_by(|before, after| before < after), "each has its own: {requests:?}");
        assert!(requests.iter().all(|request| *request > 0), "{requests:?}");

        let expected = if self.has_evses() { self.of_2() } else { self.of_1_6() };
        let calls: Vec<(&str, &Value)> = calls.iter().map(|(action, payload)| (action.as_str(), payload)).collect();
        let expected: Vec<(&str, &Value)> = expected.iter().map(|(action, payload)| (*action, payload)).collect();
        assert_eq!(calls, expected);
    }

    fn of_1_6(&self) -> Vec<Call> {
        let set = |key: &str, value: &str| ("ChangeConfiguration", json!({"key": key, "value": value}));
        let profile = || ("SetChargingProfile", profile(self.protocol));
        let what_is_left = || ("GetCompositeSchedule", json!({"connectorId": 1, "duration": 86400}));
        let mut calls = vec![
            ("GetConfiguration", json!({})),
            set("HeartbeatInterval", "77"),
            set("ConnectorPhaseRotation", "RTS"),
            set("NumberOfConnectors", "HTTP"),
            set("NoSuchKey", "x"),
            ("ClearCache", json!({})),
            profile(),
            ("ClearChargingProfile", json!({})),
            what_is_left(),
            profile(),
            ("ClearChargingProfile", json!({"id": 11})),
            what_is_left(),
            (
                "ClearChargingProfile",
                json!({"chargingProfilePurpose": "TxDefaultProfile", "connectorId": 1, "stackLevel": 3}),
            ),
            ("RemoteStartTransaction", json!({"connectorId": 1, "idTag": "TAG-1"})),
            ("RemoteStopTransaction", json!({})),
            ("Reset", json!({"type": "Soft"})),
            ("Reset", json!({"type": "Hard"})),
        ];
        let update = ("UpdateFirmware", json!({"location": FIRMWARE_URL, "retries": 3, "retryInterval": 60}));
        if self.protocol == Protocol::V16 {
            let (start, stop) = ("2026-11-20T08:00:00Z", "2026-11-20T10:30:00Z");
            calls.push((
                "GetDiagnostics",
                json!({"location": UPLOAD_URL, "retries": 2, "retryInterval": 30, "startTime": start, "stopTime": stop}),
            ));
            calls.push(update);
        } else {
            calls.extend(["DiagnosticsLog", "SecurityLog"].map(log));
            calls.push(update);
            let firmware = json!({"location": FIRMWARE_URL, "signingCertificate": CERTIFICATE, "signature": SIGNATURE});
            let signed = json!({"firmware": firmware, "retries": 3, "retryInterval": 60});
            calls.push(("SignedUpdateFirmware", signed));
        }
        calls
    }

    fn of_2(&self) -> Vec<Call> {
        let name = |component: &str, variable: &str| (json!({"name": component}), json!({"name": variable}));
        let set = |(component, variable): (Value, Value), value: &str| {
            let data = json!({"component": component, "variable": variable, "attributeValue": value});
            ("SetVariables", json!({"setVariableData": [data]}))
        };
        let (component, variable) = name("SecurityCtrlr", "SecurityProfile");
        let get = json!({"getVariableData": [{"component": component, "variable": variable}]});
        let profile = || ("SetChargingProfile", profile(self.protocol));
        let clear = |criteria: Value| ("ClearChargingProfile", json!({"chargingProfileCriteria": criteria}));
        let everybodys = || json!({"chargingProfile": {"chargingLimitSource": ["CSO", "EMS", "Other", "SO"]}});
        let what_is_left = || ("GetChargingProfiles", everybodys());
        let token = json!({"idToken": "TAG-1", "type": "ISO14443"});
        let start = json!({"evseId": 1, "idToken": token, "remoteStartId": 7});
        let start = || ("RequestStartTransaction", start.clone());
        let stop = || ("RequestStopTransaction", json!({}));
        let reset = |kind: &str| ("Reset", json!({"type": kind}));
        let two_1 = self.protocol == Protocol::V21;

        let mut calls = vec![
            ("GetBaseReport", json!({"reportBase": "FullInventory"})),
            set(name("OCPPCommCtrlr", "HeartbeatInterval"), "77"),
            set(name("ChargingStation", "PhaseRotation"), "RTS"),
            set(name("OCPPCommCtrlr", "FileTransferProtocols"), "HTTP"),
            set(name("NoSuch", "Variable"), "x"),
            ("GetVariables", get),
            ("ClearCache", json!({})),
            profile(),
        ];
        let purposes = ["ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile"];
        let more: &[&str] = if two_1 { &["PriorityCharging", "LocalGeneration"] } else { &[] };
        calls.extend(purposes.iter().chain(more).map(|purpose| clear(json!({"chargingProfilePurpose": purpose}))));
        calls.extend([
            what_is_left(),
            profile(),
            ("ClearChargingProfile", json!({"chargingProfileId": 11})),
            what_is_left(),
            clear(json!({"chargingProfilePurpose": "TxDefaultProfile", "evseId": 1, "stackLevel": 3})),
            start(),
            reset("OnIdle"),
            stop(),
            reset("Immediate"),
            ("Reset", json!({"type": "Immediate", "evseId": 1})),
            reset("OnIdle"),
        ]);
        if two_1 {
            calls.extend([start(), reset("ImmediateAndResume"), stop()]);
        }
        calls.extend(["DiagnosticsLog", "SecurityLog"].map(log));
        if two_1 {
            calls.push(log("DataCollectorLog"));
        }
        let plain = json!({"location": FIRMWARE_URL});
        let signed = json!({
            "location": FIRMWARE_URL, "signingCertificate": CERTIFICATE, "signature": SIGNATURE,
            "installDateTime": "2036-11-20T10:30:00Z",
        });
        for firmware in [plain, signed] {
            calls.push(("UpdateFirmware", json!({"firmware": firmware, "retries": 3, "retryInterval": 60})));
        }
        calls
    }
}

fn log(kind: &str) -> Call {
    let log = json!({
        "remoteLocation": UPLOAD_URL, "oldestTimestamp": "2026-11-20T08:00:00Z",
        "latestTimestamp": "2026-11-20T10:30:00Z",
    });
    ("GetLog", json!({"log": log, "logType": kind, "retries": 2, "retryInterval": 30}))
}
