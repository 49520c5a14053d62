//! What chargers say of themselves, and how they are answered.

use super::*;
use model::{Admission, Connector, DiagnosticsStatus, FirmwareStatus, TokenStatus};
use words::{BootReason, LeftProfile, TokenAnswer};

fn read(version: Version, action: &str, payload: Value) -> Said {
    said(version, action, payload, &hide(), &mut Oddities::default()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn tag(text: &str) -> IdTag {
    IdTag { said: text.to_owned(), kept: text.to_owned() }
}

const AT: &str = "2026-11-23T10:00:00Z";

#[test]
fn a_boot_tells_what_booted_and_why() {
    let full = json!({
        "chargePointVendor": "A", "chargePointModel": "B", "firmwareVersion": " 1.0 ",
        "chargePointSerialNumber": "s1", "chargeBoxSerialNumber": "s2"});
    let booted = |vendor, model, serial, firmware, reason| Said::Booted {
        vendor,
        model,
        serial,
        firmware,
        reason,
        asked: false,
    };
    let expected = booted(text("A"), text("B"), text("s1"), text("1.0"), BootReason::Unsaid);
    assert_eq!(read(Version::V16, "BootNotification", full), expected);
    let other = json!({"chargePointVendor": "", "chargePointModel": "", "chargeBoxSerialNumber": "s2"});
    let expected = booted(None, None, text("s2"), None, BootReason::Unsaid);
    assert_eq!(read(Version::V16, "BootNotification", other), expected);
    let station = json!({"vendorName": "A", "model": "B", "serialNumber": "s", "firmwareVersion": "1.0"});
    let empty = json!({"vendorName": "", "model": ""});
    for version in [Version::V201, Version::V21] {
        let of = |station: &Value, reason: &str| {
            read(version, "BootNotification", json!({"chargingStation": station, "reason": reason}))
        };
        let ordered = BootReason::Ordered("RemoteReset".to_owned());
        let expected = booted(text("A"), text("B"), text("s"), text("1.0"), ordered);
        assert_eq!(of(&station, "RemoteReset"), expected, "{version:?}");
        let reason = |word: &str| match of(&empty, word) {
            Said::Booted { vendor: None, model: None, reason, .. } => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(reason("scheduled_reset"), BootReason::Ordered("ScheduledReset".to_owned()));
        assert_eq!(reason("FirmwareUpdate"), BootReason::Firmware);
        for word in ["LocalReset", "Triggered", "Watchdog"] {
            assert_eq!(reason(word), BootReason::Other(word.to_owned()));
        }
        for word in ["ApplicationReset", "PowerUp", "Unknown", "because"] {
            assert_eq!(reason(word), BootReason::Open(text(word)));
        }
        assert_eq!(reason(" "), BootReason::Open(None));
    }
}

#[test]
fn a_status_tells_a_plug_of_its_version() {
    let connector =
        |evse, id, error, info| Said::Connector(Connector { evse, id, status: "Faulted".to_owned(), error, info });
    let of_16 = |more: Value| {
        let mut payload = json!({"connectorId": 2, "status": "Faulted"});
        payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        read(Version::V16, "StatusNotification", payload)
    };
    assert_eq!(of_16(json!({"errorCode": "NoError", "info": ""})), connector(0, 2, None, None));
    let error = json!({"errorCode": "GroundFailure", "info": "wet", "vendorErrorCode": "E7"});
    assert_eq!(of_16(error), connector(0, 2, text("GroundFailure"), text("wet")));
    let vendor = json!({"errorCode": "OtherError", "vendorErrorCode": "E7"});
    assert_eq!(of_16(vendor), connector(0, 2, text("OtherError"), text("E7")));
    for version in [Version::V201, Version::V21] {
        let status = json!({"timestamp": AT, "connectorStatus": "Faulted", "evseId": 3, "connectorId": 2});
        assert_eq!(read(version, "StatusNotification", status), connector(3, 2, None, None));
        let alone = json!({"timestamp": AT, "connectorStatus": "Faulted", "evseId": 3});
        assert_eq!(read(version, "StatusNotification", alone), connector(3, 1, None, None));
    }
}

#[test]
fn a_session_of_16_is_told_by_its_start_and_its_stop() {
    let start = |meter: i64| {
        read(Version::V16, "StartTransaction", {
            json!({"connectorId": 2, "idTag": "card", "meterStart": meter, "timestamp": AT})
        })
    };
    let started = |meter_wh: i64, told: &str| Said::Started {
        connector: 2,
        id_tag: tag("card"),
        meter_wh: Some(meter_wh),
        timestamp: AT.to_owned(),
        digest: format!("[\"2\",\"card\",\"{AT}\",\"{told}\"]"),
    };
    assert_eq!(start(500), started(500, "500"));
    assert_eq!(start(METER_MAX + 1), started(METER_MAX, "1000000000000001"), "no meter shows more");
    assert_eq!(start(-METER_MAX - 1), started(-METER_MAX, "-1000000000000001"));
    let stop = |payload: Value| match read(Version::V16, "StopTransaction", payload) {
        Said::Stopped { transaction, meter_wh, reason, id_tag, digest, .. } => {
            (transaction, meter_wh, reason, id_tag, digest)
        }
        other => panic!("{other:?}"),
    };
    let full = json!({"transactionId": 7, "idTag": "card", "meterStop": 900, "timestamp": AT, "reason": "Local"});
    let digest = |number: &str, meter: &str, card: &str| format!("[\"{number}\",\"{AT}\",\"{meter}\",\"{card}\"]");
    let expected = (Some(7), Some(900), text("Local"), Some(tag("card")), digest("7", "900", ""));
    assert_eq!(stop(full), expected);
    // Where no number tells sessions apart their cards do.
    let zero = json!({"transactionId": 0, "idTag": "card", "meterStop": 900, "timestamp": AT});
    let expected = (Some(0), Some(900), None, Some(tag("card")), digest("0", "900", "card"));
    assert_eq!(stop(zero), expected);
    let readings = |value: &str| json!([{"timestamp": AT, "sampledValue": [{"value": "700"}]}, {"timestamp": AT, "sampledValue": [{"value": value}]}]);
    let without = json!({"transactionId": 7, "idTag": " ", "timestamp": AT, "transactionData": readings("800.4")});
    let (_, meter, _, card, told) = stop(without);
    assert_eq!((meter, card, told), (Some(800), None, digest("7", "", "")), "the last reading counts");
}

#[test]
fn readings_tell_the_energy_of_a_plug() {
    let values = json!([
        {"timestamp": AT, "sampledValue": [{"value": "1.0", "measurand": "Voltage"}, {"value": "300.6"}]},
        {"timestamp": AT, "sampledValue": [{"value": "230", "measurand": "Voltage"}]}]);
    let said = read(Version::V16, "MeterValues", json!({"connectorId": 2, "transactionId": 7, "meterValue": values}));
    let metered = Said::Metered { evse: 0, connector: Some(2), transaction: Some(7), energy_wh: Some(301) };
    assert_eq!(said, metered);
    let values = json!([
        {"timestamp": AT, "sampledValue": [{"value": 300.6}]},
        {"timestamp": AT, "sampledValue": [{"value": 230, "measurand": "Voltage"}]}]);
    for version in [Version::V201, Version::V21] {
        let said = read(version, "MeterValues", json!({"evseId": 2, "meterValue": values}));
        let metered = Said::Metered { evse: 2, connector: Some(1), transaction: None, energy_wh: Some(301) };
        assert_eq!(said, metered, "{version:?}");
    }
}

fn event(version: Version, kind: &str, more: Value) -> words::Report {
    let mut payload = json!({
        "eventType": kind, "timestamp": AT, "triggerReason": "CablePluggedIn", "seqNo": 3,
        "transactionInfo": {"transactionId": "t"}});
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    match read(version, "TransactionEvent", payload) {
        Said::Transaction(report) => report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_transaction_of_2x_is_told_by_its_events() {
    for version in [Version::V201, Version::V21] {
        let report = words::Report {
            reference: "t".to_owned(),
            evse: None,
            connector: None,
            id_tag: None,
            meter_wh: None,
            timestamp: AT.to_owned(),
            begun: false,
            offline: false,
            asked: false,
            ended: None,
        };
        assert_eq!(event(version, "Updated", json!({})), report);
        let begun = words::Report {
            evse: Some(2),
            connector: Some(1),
            id_tag: Some(tag("card")),
            meter_wh: Some(301),
            begun: true,
            offline: true,
            asked: true,
            ..report.clone()
        };
        let more = json!({
            "evse": {"id": 2, "connectorId": 1}, "idToken": {"idToken": "card", "type": "ISO14443"}, "offline": true,
            "triggerReason": "Trigger", "meterValue": [{"timestamp": AT, "sampledValue": [{"value": 300.6}]}]});
        assert_eq!(event(version, "Started", more), begun);
        assert_eq!(event(version, "Updated", json!({"offline": false})), report);
        let ended = |reason: Option<&str>| words::Report { ended: Some(reason.map(str::to_owned)), ..report.clone() };
        let info = json!({"transactionInfo": {"transactionId": "t", "stoppedReason": "EVDisconnected"}});
        assert_eq!(event(version, "Ended", info), ended(Some("EVDisconnected")));
        assert_eq!(event(version, "Ended", json!({})), ended(None));
    }
}

#[test]
fn progress_is_told_of_a_request_where_that_is_named() {
    let firmware = |status, request, unsigned| Said::Firmware { status: Some(status), request, unsigned };
    let log = |status, request| Said::Diagnostics { status: Some(status), request };
    let of = |request: i64| json!({"status": "Installed", "requestId": request});
    let old = read(Version::V16, "FirmwareStatusNotification", json!({"status": "Installed"}));
    assert_eq!(old, firmware(FirmwareStatus::Installed, None, true));
    let signed = read(Version::V16, "SignedFirmwareStatusNotification", of(7));
    assert_eq!(signed, firmware(FirmwareStatus::Installed, Some(7), false));
    let uploaded = read(Version::V16, "DiagnosticsStatusNotification", json!({"status": "UploadFailed"}));
    assert_eq!(uploaded, log(DiagnosticsStatus::UploadFailed, None));
    for version in VERSIONS {
        let failed = read(version, "LogStatusNotification", json!({"status": "UploadFailure", "requestId": 7}));
        assert_eq!(failed, log(DiagnosticsStatus::UploadFailed, Some(7)), "{version:?}");
        let mine = read(version, "LogStatusNotification", json!({"status": "Rotated", "requestId": 7}));
        assert_eq!(mine, Said::Diagnostics { status: None, request: Some(7) }, "{version:?}");
        // Nobody gives a request the number 0, or one below it.
        for none in [0, -1] {
            let said = read(version, "LogStatusNotification", json!({"status": "Uploading", "requestId": none}));
            assert_eq!(said, log(DiagnosticsStatus::Uploading, None), "{version:?}");
        }
        let odd = read(version, "FirmwareStatusNotification", json!({"status": "Rotated"}));
        assert!(matches!(odd, Said::Firmware { status: None, .. }), "{version:?}");
    }
    for version in [Version::V201, Version::V21] {
        let said = read(version, "FirmwareStatusNotification", of(7));
        assert_eq!(said, firmware(FirmwareStatus::Installed, Some(7), false));
    }
}

#[test]
fn somebody_should_look_at_some_security_events() {
    for version in VERSIONS {
        let critical = |kind: &str| {
            let event = json!({"type": kind, "timestamp": AT, "techInfo": "slot 1"});
            match read(version, "SecurityEventNotification", event) {
                Said::Security { kind: told, info, critical } => {
                    assert_eq!((told.as_str(), info), (kind, text("slot 1")));
                    critical
                }
                other => panic!("{other:?}"),
            }
        };
        assert!(critical("TamperDetectionActivated") && critical("InvalidFirmwareSignature"), "{version:?}");
        assert!(!critical("ResetOrReboot") && !critical("FirmwareUpdated"), "{version:?}");
    }
}

#[test]
fn what_is_left_of_profiles_is_told_with_whose_they_are() {
    let schedule = |limits: &[f64]| {
        let periods: Vec<Value> = limits.iter().map(|limit| json!({"startPeriod": 0, "limit": limit})).collect();
        json!([{"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": periods}])
    };
    let profile = |id: Option<i64>, limits: &[f64]| {
        let mut profile = json!({
            "stackLevel": 2, "chargingProfilePurpose": "TxProfile", "chargingProfileKind": "Absolute",
            "chargingSchedule": schedule(limits)});
        if let Some(id) = id {
            profile["id"] = json!(id);
        }
        profile
    };
    for version in [Version::V201, Version::V21] {
        let report = |profiles: Vec<Value>, tbc: bool| {
            let report = json!({
                "requestId": 7, "evseId": 1, "tbc": tbc, "chargingLimitSource": "EMS", "chargingProfile": profiles});
            match read(version, "ReportChargingProfiles", report) {
                Said::Profiles { request: Some(7), left, profiles, last } => (left, profiles, last),
                other => panic!("{other:?}"),
            }
        };
        let left = |amount: &str, by: &str| LeftProfile {
            place: model::place(1, 0),
            amount: amount.to_owned(),
            by: by.to_owned(),
        };
        let (told, profiles, last) = report(vec![profile(Some(3), &[32.0, 16.0])], false);
        assert_eq!((told, last), (vec![left("16 A", "TxProfile 3, set by EMS")], true));
        let kept = Profile { id: 3, place: 1, purpose: "TxProfile".to_owned(), stack_level: 2, amount: text("16 A") };
        assert_eq!(profiles, [kept]);
        // It is there, and limits nothing.
        let (told, profiles, last) = report(vec![profile(Some(3), &[-1.0])], true);
        assert_eq!((told, profiles.len(), last), (vec![], 1, false));
        // One without an id cannot be known again.
        let (told, profiles, _) = report(vec![profile(None, &[])], false);
        let untold = left("what the charger does not tell", "TxProfile, set by EMS");
        assert_eq!((told, profiles), (vec![untold], vec![]));
    }
}

#[test]
fn a_report_tells_settings_with_what_they_may_be() {
    let variable = |attribute: Value, characteristics: Value| {
        let mut data = json!({"component": {"name": "A"}, "variable": {"name": "B"}});
        data["variableAttribute"] = attribute;
        data["variableCharacteristics"] = characteristics;
        let report = json!({"requestId": 7, "generatedAt": AT, "seqNo": 0, "tbc": false, "reportData": [data]});
        match read(Version::V201, "NotifyReport", report) {
            Said::Settings { request: Some(7), settings, last: true } => settings,
            other => panic!("{other:?}"),
        }
    };
    let about = |characteristics: Value| variable(json!([{"value": "1"}]), characteristics)[0].about.clone();
    let of = |more: Value| {
        let mut characteristics = json!({"dataType": "integer", "supportsMonitoring": false});
        characteristics.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        about(characteristics)
    };
    assert_eq!(of(json!({})), text("integer"));
    assert_eq!(of(json!({"unit": "s", "minLimit": 0, "maxLimit": 10})), text("integer, s, 0 to 10"));
    assert_eq!(of(json!({"minLimit": 1})), text("integer, from 1"));
    assert_eq!(of(json!({"maxLimit": 9})), text("integer, up to 9"));
    let options = json!({"dataType": "OptionList", "valuesList": "FTP,HTTP", "supportsMonitoring": false});
    assert_eq!(about(options), text("OptionList: FTP,HTTP"));
    let readonly = |attribute: Value| variable(json!([attribute]), Value::Null)[0].readonly;
    assert!(readonly(json!({"value": "1", "mutability": "ReadOnly"})));
    assert!(readonly(json!({"value": "1", "constant": true, "mutability": "ReadWrite"})));
    assert!(!readonly(json!({"value": "1", "mutability": "ReadWrite"})) && !readonly(json!({"value": "1"})));
    let both = variable(json!([{"value": "1"}, {"type": "Target", "value": "2"}]), Value::Null);
    let told: Vec<_> = both.iter().map(|setting| (setting.name.as_str(), setting.value.as_deref())).collect();
    assert_eq!(told, [("A.B", Some("1")), ("A.B/Target", Some("2"))]);
    // It is there, and its value is not told.
    let none = variable(json!([]), Value::Null);
    assert_eq!((none.len(), none[0].value.as_deref(), none[0].about.as_deref()), (1, None, None));
}

#[test]
fn what_a_report_lets_begin_or_go_is_known() {
    let begins = |version, kind: &str| Said::Transaction(event(version, kind, json!({}))).may_begin_session();
    let lets_go = |version, kind: &str| Said::Transaction(event(version, kind, json!({}))).may_let_go();
    for version in [Version::V201, Version::V21] {
        assert!(begins(version, "Started") && begins(version, "Updated") && !begins(version, "Ended"));
        assert!(!lets_go(version, "Started") && !lets_go(version, "Updated") && lets_go(version, "Ended"));
    }
    let start = read(Version::V16, "StartTransaction", {
        json!({"connectorId": 2, "idTag": "card", "meterStart": 0, "timestamp": AT})
    });
    assert!(start.may_begin_session() && !start.may_let_go());
    let stop = read(Version::V16, "StopTransaction", json!({"transactionId": 7, "meterStop": 900, "timestamp": AT}));
    assert!(!stop.may_begin_session() && stop.may_let_go());
    assert!(!Said::Alive.may_begin_session() && !Said::Alive.may_let_go());
    let status = |status: &str| {
        read(Version::V16, "StatusNotification", json!({"connectorId": 2, "status": status, "errorCode": "NoError"}))
    };
    assert!(status("Available").may_let_go() && !status("Charging").may_let_go());
    let firmware =
        |status: &str| read(Version::V16, "FirmwareStatusNotification", json!({"status": status})).may_let_go();
    assert!(firmware("Installed") && firmware("Downloaded"));
    assert!(!firmware("Downloading") && !firmware("Installing") && !firmware("Rotated"));
}

#[test]
fn only_16_shows_its_security_extension_by_what_it_says() {
    for action in
        ["SecurityEventNotification", "SignedFirmwareStatusNotification", "LogStatusNotification", "SignCertificate"]
    {
        assert!(shows_security_extension(Version::V16, action), "{action}");
        assert!(!shows_security_extension(Version::V201, action), "{action}");
    }
    assert!(!shows_security_extension(Version::V16, "Heartbeat"));
}

#[test]
fn each_answer_is_written_in_its_version() {
    let write = |version, answer: Reply| reply(version, &Said::Alive, &answer);
    let admissions =
        [(Admission::Accepted, "Accepted"), (Admission::Pending, "Pending"), (Admission::Rejected, "Rejected")];
    for version in VERSIONS {
        for (admission, status) in admissions {
            let boot = write(version, Reply::Boot { admission, now: 0, interval_s: 60 });
            assert_eq!(boot, json!({"status": status, "currentTime": EPOCH, "interval": 60}), "{version:?}");
        }
        assert_eq!(write(version, Reply::Time { now: 0 }), json!({"currentTime": EPOCH}), "{version:?}");
        assert_eq!(write(version, Reply::Taken), json!({}), "{version:?}");
        assert_eq!(write(version, Reply::Ready(json!({"a": 1}))), json!({"a": 1}), "{version:?}");
    }
    let statuses = [
        (TokenStatus::Accepted, "Accepted"),
        (TokenStatus::Blocked, "Blocked"),
        (TokenStatus::Expired, "Expired"),
        (TokenStatus::Invalid, "Invalid"),
    ];
    let plain = |status| TokenAnswer { status, expires_at: None, group: None };
    for (status, word) in statuses {
        assert_eq!(write(Version::V16, Reply::Tag(plain(status))), json!({"idTagInfo": {"status": word}}));
        for version in [Version::V201, Version::V21] {
            assert_eq!(write(version, Reply::Tag(plain(status))), json!({"idTokenInfo": {"status": word}}));
        }
    }
    let full = || TokenAnswer { status: TokenStatus::Accepted, expires_at: Some(60_000), group: text("family") };
    let info = json!({"status": "Accepted", "expiryDate": MINUTE, "parentIdTag": "family"});
    let started = write(Version::V16, Reply::Started { transaction: 7, tag: full() });
    assert_eq!(started, json!({"transactionId": 7, "idTagInfo": info}));
    let group = json!({"idToken": "family", "type": "Central"});
    let info_2x = json!({"status": "Accepted", "cacheExpiryDateTime": MINUTE, "groupIdToken": group});
    for version in [Version::V201, Version::V21] {
        let told = write(version, Reply::Transaction(Some(full())));
        assert_eq!(told, json!({"idTokenInfo": info_2x}), "{version:?}");
        assert_eq!(write(version, Reply::Transaction(None)), json!({}), "{version:?}");
    }
    // 1.6 answers so to the end of a session alone.
    let stop = read(Version::V16, "StopTransaction", json!({"transactionId": 7, "meterStop": 900, "timestamp": AT}));
    let answer = Reply::Transaction(Some(full()));
    assert_eq!(reply(Version::V16, &stop, &answer), json!({"idTagInfo": info}));
    assert_eq!(reply(Version::V16, &Said::Alive, &answer), json!({}));
}

/// Its answer names what was asked about, so that must be what it says.
#[test]
fn what_an_answer_must_name_is_looked_at_first() {
    let ask = |action: &str, payload: Value| {
        said(Version::V21, action, payload, &hide(), &mut Oddities::default()).map_err(|fault| fault.0.code)
    };
    let vat = |length: usize| ask("VatNumberValidation", json!({"vatNumber": "1".repeat(length)}));
    let Ok(Said::Answered(answer)) = vat(20) else { panic!("an answer") };
    assert_eq!((&answer["vatNumber"], &answer["status"]), (&json!("1".repeat(20)), &json!("Rejected")));
    assert_eq!(vat(21), Err(ocpp::ErrorCode::PropertyConstraintViolation));
    let certificate = |source: &str, algorithm: &str, hash: usize, key: usize, serial: usize| {
        let data = json!({
            "hashAlgorithm": algorithm, "issuerNameHash": "a".repeat(hash), "issuerKeyHash": "a".repeat(key),
            "serialNumber": "1".repeat(serial)});
        json!({"source": source, "urls": ["http://h"], "certificateHashData": data})
    };
    let chain =
        |certificates: Vec<Value>| ask("GetCertificateChainStatus", json!({"certificateStatusRequests": certificates}));
    let good = || certificate("OCSP", "SHA256", 128, 128, 40);
    for count in 1..=4 {
        let Ok(Said::Answered(answer)) = chain(vec![good(); count]) else { panic!("an answer to {count}") };
        assert_eq!(answer["certificateStatus"].as_array().unwrap().len(), count);
        assert_eq!(answer["certificateStatus"][0]["status"], "Failed");
    }
    assert!(chain(vec![certificate("CRL", "SHA512", 1, 1, 1)]).is_ok());
    for count in [0, 5] {
        assert_eq!(chain(vec![good(); count]), Err(ocpp::ErrorCode::OccurenceConstraintViolation), "{count}");
    }
    for bad in [
        certificate("Paper", "SHA256", 1, 1, 1),
        certificate("CRL", "MD5", 1, 1, 1),
        certificate("CRL", "SHA256", 129, 1, 1),
        certificate("CRL", "SHA256", 1, 129, 1),
        certificate("CRL", "SHA256", 1, 1, 41),
    ] {
        assert_eq!(chain(vec![bad.clone()]), Err(ocpp::ErrorCode::PropertyConstraintViolation), "{bad}");
    }
}

#[test]
fn what_may_be_kept_has_no_secrets_and_is_not_too_long() {
    let hide = Redactor::new(vec!["hunter2hunter2".to_owned()]);
    assert_eq!(told_tag("hunter2hunter2".to_owned(), &hide).said, "hunter2hunter2");
    assert!(!told_tag("hunter2hunter2".to_owned(), &hide).kept.contains("hunter2"));
    assert_eq!(own_value("AuthorizationKey", "anything", &hide), "***");
    assert_eq!(own_value("HeartbeatInterval", "60", &hide), "60");
    assert_eq!((own_version(" 1.0 ", &hide), own_version("  ", &hide)), (text("1.0"), None));
}

#[test]
fn settings_say_what_a_charger_can_do() {
    let setting = |(name, value): &(&str, &str)| Setting {
        name: (*name).to_owned(),
        value: Some((*value).to_owned()),
        readonly: true,
        about: None,
        choices: Vec::new(),
    };
    let of = |version, pairs: &[(&str, &str)]| facts(version, &pairs.iter().map(setting).collect::<Vec<_>>());
    let (known, _) = of(
        Version::V16,
        &[
            ("SupportedFeatureProfiles", "Core, SmartCharging"),
            ("MaxChargingProfilesInstalled", "8"),
            ("chargeprofilemaxstacklevel", " 3 "),
        ],
    );
    assert_eq!((known.max_profiles, known.max_stack_level, known.authorization_cache), (Some(8), Some(3), None));
    assert_eq!(known.features, ["Core", "SmartCharging"]);
    for key in ["SecurityProfile", "cponame", "AdditionalRootCertificateCheck"] {
        assert!(of(Version::V16, &[(key, "1")]).1, "{key}");
        assert!(!of(Version::V201, &[(key, "1")]).1, "{key}");
    }
    let charging = |available: Option<&str>, enabled: Option<&str>| {
        let told = [("SmartChargingCtrlr.Available", available), ("SmartChargingCtrlr.Enabled", enabled)];
        let pairs: Vec<(&str, &str)> = told.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        of(Version::V21, &pairs).0.smart_charging
    };
    assert_eq!(charging(None, None), None);
    assert_eq!((charging(Some("true"), None), charging(Some("false"), None)), (Some(true), Some(false)));
    assert_eq!((charging(None, Some("TRUE")), charging(None, Some("false"))), (Some(true), Some(false)));
    assert_eq!(
        (charging(Some("false"), Some("true")), charging(Some("true"), Some("true"))),
        (Some(false), Some(true))
    );
    let (known, _) = of(
        Version::V201,
        &[
            ("SmartChargingCtrlr.Entries[ChargingProfiles]", "8"),
            ("SmartChargingCtrlr.ProfileStackLevel", "3"),
            ("AuthCacheCtrlr.Available", "false"),
            ("EVSE@2.AllowReset", "FALSE"),
            ("EVSE@1.Available", "false"),
            ("Connector@3.AllowReset", "false"),
            ("DeviceDataCtrlr.ItemsPerMessage[GetVariables]", "4"),
        ],
    );
    assert_eq!((known.max_profiles, known.max_stack_level, known.authorization_cache), (Some(8), Some(3), Some(false)));
    assert_eq!((known.evses_not_to_reset, known.rooms.len()), (vec![2], 1));
}
