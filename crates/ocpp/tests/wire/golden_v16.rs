//! The exact frames that orders and answers become on 1.6.

use ocpp::rpc::{write_call, write_result};
use ocpp::v16::{
    AuthorizationStatus, AuthorizeResponse, BootNotificationResponse, ChangeConfigurationRequest,
    ChargingProfilePurposeType, ChargingRateUnitType, ClearCacheRequest, ClearChargingProfileRequest,
    DataTransferResponse, DataTransferStatus, ExtendedTriggerMessageRequest, FirmwareStatusNotificationResponse,
    FirmwareType, GenericStatusEnumType, GetCompositeScheduleRequest, GetConfigurationRequest, GetDiagnosticsRequest,
    GetLogRequest, HeartbeatResponse, IdTagInfo, Location, LogEnumType, LogParametersType, MessageTrigger,
    MessageTriggerEnumType, RegistrationStatus, Request, ResetRequest, ResetType, Secret, SignCertificateResponse,
    SignedUpdateFirmwareRequest, StartTransactionResponse, StopTransactionResponse, TriggerMessageRequest,
    UpdateFirmwareRequest,
};
use serde::Serialize;

fn check<R: Request>(request: R, expected: &str) {
    assert_eq!(write_call("id", R::ACTION, &request), expected);
}

fn check_response(response: impl Serialize, expected: &str) {
    assert_eq!(write_result("id", &response), expected);
}

/// A1, A-01, A-02
#[test]
fn reset() {
    check(ResetRequest { kind: ResetType::Soft }, r#"[2,"id","Reset",{"type":"Soft"}]"#);
    check(ResetRequest { kind: ResetType::Hard }, r#"[2,"id","Reset",{"type":"Hard"}]"#);
}

/// B7, A-08
#[test]
fn update_firmware() {
    let unset = UpdateFirmwareRequest {
        location: Location::new("ftp://user:pass@server.com/firmware.bin"),
        retrieve_date: "2026-01-02T03:04:05.000Z".into(),
        retries: None,
        retry_interval: None,
    };
    check(
        unset.clone(),
        r#"[2,"id","UpdateFirmware",{"location":"ftp://user:pass@server.com/firmware.bin","retrieveDate":"2026-01-02T03:04:05.000Z"}]"#,
    );
    check(
        UpdateFirmwareRequest { retries: Some(3), retry_interval: Some(60), ..unset },
        r#"[2,"id","UpdateFirmware",{"location":"ftp://user:pass@server.com/firmware.bin","retrieveDate":"2026-01-02T03:04:05.000Z","retries":3,"retryInterval":60}]"#,
    );
}

/// C7, A-15
#[test]
fn get_diagnostics() {
    let unset = GetDiagnosticsRequest {
        location: Location::new("ftp://server.com/logs/"),
        retries: None,
        retry_interval: None,
        start_time: None,
        stop_time: None,
    };
    check(unset.clone(), r#"[2,"id","GetDiagnostics",{"location":"ftp://server.com/logs/"}]"#);
    check(
        GetDiagnosticsRequest {
            start_time: Some("2026-01-01T00:00:00Z".into()),
            stop_time: Some("2026-01-02T00:00:00Z".into()),
            ..unset
        },
        r#"[2,"id","GetDiagnostics",{"location":"ftp://server.com/logs/","startTime":"2026-01-01T00:00:00Z","stopTime":"2026-01-02T00:00:00Z"}]"#,
    );
}

/// D1
#[test]
fn clear_cache() {
    check(ClearCacheRequest {}, r#"[2,"id","ClearCache",{}]"#);
}

/// E1, A-18
#[test]
fn clear_charging_profile() {
    check(ClearChargingProfileRequest::default(), r#"[2,"id","ClearChargingProfile",{}]"#);
    check(
        ClearChargingProfileRequest {
            id: Some(0),
            connector_id: Some(0),
            charging_profile_purpose: Some(ChargingProfilePurposeType::TxDefaultProfile),
            stack_level: Some(0),
        },
        r#"[2,"id","ClearChargingProfile",{"id":0,"connectorId":0,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":0}]"#,
    );
    let words: Vec<_> = ChargingProfilePurposeType::ALL.iter().map(|purpose| purpose.as_str()).collect();
    assert_eq!(words, ["ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"]);
}

/// E6
#[test]
fn get_composite_schedule() {
    check(
        GetCompositeScheduleRequest { connector_id: 0, duration: 86_400, charging_rate_unit: None },
        r#"[2,"id","GetCompositeSchedule",{"connectorId":0,"duration":86400}]"#,
    );
    check(
        GetCompositeScheduleRequest {
            connector_id: 1,
            duration: 60,
            charging_rate_unit: Some(ChargingRateUnitType::A),
        },
        r#"[2,"id","GetCompositeSchedule",{"connectorId":1,"duration":60,"chargingRateUnit":"A"}]"#,
    );
}

/// A-14
#[test]
fn signed_update_firmware() {
    check(
        SignedUpdateFirmwareRequest {
            retries: Some(3),
            retry_interval: Some(60),
            request_id: 7,
            firmware: FirmwareType {
                location: Location::new("https://server.com/f.bin"),
                retrieve_date_time: "2026-01-02T03:04:05Z".into(),
                install_date_time: Some("2026-01-03T03:04:05Z".into()),
                signing_certificate: "PEM".into(),
                signature: "AA==".into(),
            },
        },
        r#"[2,"id","SignedUpdateFirmware",{"retries":3,"retryInterval":60,"requestId":7,"firmware":{"location":"https://server.com/f.bin","retrieveDateTime":"2026-01-02T03:04:05Z","installDateTime":"2026-01-03T03:04:05Z","signingCertificate":"PEM","signature":"AA=="}}]"#,
    );
}

#[test]
fn get_log() {
    check(
        GetLogRequest {
            log: LogParametersType {
                remote_location: Location::new("ftp://server.com/"),
                oldest_timestamp: Some("2026-01-01T00:00:00Z".into()),
                latest_timestamp: None,
            },
            log_type: LogEnumType::DiagnosticsLog,
            request_id: 7,
            retries: None,
            retry_interval: None,
        },
        r#"[2,"id","GetLog",{"log":{"remoteLocation":"ftp://server.com/","oldestTimestamp":"2026-01-01T00:00:00Z"},"logType":"DiagnosticsLog","requestId":7}]"#,
    );
}

#[test]
fn triggers() {
    check(
        TriggerMessageRequest { requested_message: MessageTrigger::DiagnosticsStatusNotification, connector_id: None },
        r#"[2,"id","TriggerMessage",{"requestedMessage":"DiagnosticsStatusNotification"}]"#,
    );
    check(
        ExtendedTriggerMessageRequest {
            requested_message: MessageTriggerEnumType::SignChargePointCertificate,
            connector_id: Some(0),
        },
        r#"[2,"id","ExtendedTriggerMessage",{"requestedMessage":"SignChargePointCertificate","connectorId":0}]"#,
    );
}

#[test]
fn configuration() {
    check(GetConfigurationRequest::default(), r#"[2,"id","GetConfiguration",{}]"#);
    check(
        GetConfigurationRequest { key: vec!["HeartbeatInterval".into()] },
        r#"[2,"id","GetConfiguration",{"key":["HeartbeatInterval"]}]"#,
    );
    let change = ChangeConfigurationRequest { key: "AuthorizationKey".into(), value: Secret::new("canary") };
    check(change.clone(), r#"[2,"id","ChangeConfiguration",{"key":"AuthorizationKey","value":"canary"}]"#);
    assert!(!format!("{change:?}").contains("canary"));
}

#[test]
fn answers_to_chargers() {
    let accepted = IdTagInfo::only(AuthorizationStatus::Accepted);
    check_response(
        BootNotificationResponse {
            status: RegistrationStatus::Accepted,
            current_time: "2026-01-01T00:00:00Z".into(),
            interval: 300,
        },
        r#"[3,"id",{"status":"Accepted","currentTime":"2026-01-01T00:00:00Z","interval":300}]"#,
    );
    check_response(
        HeartbeatResponse { current_time: "2026-01-01T00:00:00Z".into() },
        r#"[3,"id",{"currentTime":"2026-01-01T00:00:00Z"}]"#,
    );
    check_response(
        AuthorizeResponse {
            id_tag_info: IdTagInfo {
                status: AuthorizationStatus::ConcurrentTx,
                expiry_date: None,
                parent_id_tag: Some("P".into()),
            },
        },
        r#"[3,"id",{"idTagInfo":{"status":"ConcurrentTx","parentIdTag":"P"}}]"#,
    );
    check_response(
        StartTransactionResponse { transaction_id: 7, id_tag_info: accepted.clone() },
        r#"[3,"id",{"transactionId":7,"idTagInfo":{"status":"Accepted"}}]"#,
    );
    check_response(StopTransactionResponse::default(), r#"[3,"id",{}]"#);
    check_response(
        StopTransactionResponse { id_tag_info: Some(accepted) },
        r#"[3,"id",{"idTagInfo":{"status":"Accepted"}}]"#,
    );
    check_response(
        SignCertificateResponse { status: GenericStatusEnumType::Accepted },
        r#"[3,"id",{"status":"Accepted"}]"#,
    );
    check_response(FirmwareStatusNotificationResponse {}, r#"[3,"id",{}]"#);
    check_response(
        DataTransferResponse { status: DataTransferStatus::UnknownVendorId, data: None },
        r#"[3,"id",{"status":"UnknownVendorId"}]"#,
    );
}

/// E-41
#[test]
fn a_location_is_never_printed() {
    let request = GetDiagnosticsRequest {
        location: Location::new("ftp://u:canary@h/"),
        retries: None,
        retry_interval: None,
        start_time: None,
        stop_time: None,
    };
    assert!(!format!("{request:?}").contains("canary"));
}
