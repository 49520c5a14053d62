//! The exact frames that orders and answers become on 2.0.1.

use ocpp::rpc::{write_call, write_result};
use ocpp::v201::*;
use serde::Serialize;

pub fn check<R: Request>(request: R, expected: &str) {
    assert_eq!(write_call("id", R::ACTION, &request), expected);
}

pub fn check_response(response: impl Serialize, expected: &str) {
    assert_eq!(write_result("id", &response), expected);
}

pub fn log() -> LogParametersType {
    LogParametersType {
        remote_location: Location::new("ftp://u:canary@server.com/"),
        oldest_timestamp: None,
        latest_timestamp: None,
    }
}

fn component() -> ComponentType {
    ComponentType { name: "SecurityCtrlr".into(), instance: None, evse: Some(EVSEType { id: 1, connector_id: None }) }
}

fn variable() -> VariableType {
    VariableType { name: "BasicAuthPassword".into(), instance: None }
}

/// A-06, A-07
#[test]
fn reset() {
    let reset = |kind, evse_id| ResetRequest { kind, evse_id };
    check(reset(ResetEnumType::Immediate, None), r#"[2,"id","Reset",{"type":"Immediate"}]"#);
    check(reset(ResetEnumType::OnIdle, Some(1)), r#"[2,"id","Reset",{"type":"OnIdle","evseId":1}]"#);
}

/// A-12
#[test]
fn update_firmware() {
    let request = |signing_certificate: Option<&str>, signature: Option<&str>| UpdateFirmwareRequest {
        retries: None,
        retry_interval: Some(60),
        request_id: 7,
        firmware: FirmwareType {
            location: Location::new("https://server.com/f.bin"),
            retrieve_date_time: "2026-01-02T03:04:05Z".into(),
            install_date_time: None,
            signing_certificate: signing_certificate.map(Into::into),
            signature: signature.map(Into::into),
        },
    };
    check(
        request(None, None),
        r#"[2,"id","UpdateFirmware",{"retryInterval":60,"requestId":7,"firmware":{"location":"https://server.com/f.bin","retrieveDateTime":"2026-01-02T03:04:05Z"}}]"#,
    );
    check(
        request(Some("PEM"), Some("AA==")),
        r#"[2,"id","UpdateFirmware",{"retryInterval":60,"requestId":7,"firmware":{"location":"https://server.com/f.bin","retrieveDateTime":"2026-01-02T03:04:05Z","signingCertificate":"PEM","signature":"AA=="}}]"#,
    );
}

/// A-16
#[test]
fn get_log() {
    check(
        GetLogRequest {
            log: log(),
            log_type: LogEnumType::SecurityLog,
            request_id: 7,
            retries: Some(0),
            retry_interval: None,
        },
        r#"[2,"id","GetLog",{"log":{"remoteLocation":"ftp://u:canary@server.com/"},"logType":"SecurityLog","requestId":7,"retries":0}]"#,
    );
}

#[test]
fn clear_cache() {
    check(ClearCacheRequest {}, r#"[2,"id","ClearCache",{}]"#);
}

/// A-19
#[test]
fn clear_charging_profile() {
    let by =
        |criteria| ClearChargingProfileRequest { charging_profile_id: None, charging_profile_criteria: Some(criteria) };
    check(
        ClearChargingProfileRequest { charging_profile_id: Some(0), charging_profile_criteria: None },
        r#"[2,"id","ClearChargingProfile",{"chargingProfileId":0}]"#,
    );
    check(
        by(ClearChargingProfileType {
            evse_id: Some(0),
            charging_profile_purpose: Some(ChargingProfilePurposeEnumType::TxDefaultProfile),
            stack_level: Some(0),
        }),
        r#"[2,"id","ClearChargingProfile",{"chargingProfileCriteria":{"evseId":0,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":0}}]"#,
    );
}

#[test]
fn get_charging_profiles() {
    check(
        GetChargingProfilesRequest {
            request_id: 7,
            evse_id: None,
            charging_profile: ChargingProfileCriterionType {
                charging_profile_purpose: Some(ChargingProfilePurposeEnumType::TxProfile),
                ..Default::default()
            },
        },
        r#"[2,"id","GetChargingProfiles",{"requestId":7,"chargingProfile":{"chargingProfilePurpose":"TxProfile"}}]"#,
    );
    check(
        GetChargingProfilesRequest {
            request_id: 7,
            evse_id: Some(0),
            charging_profile: ChargingProfileCriterionType {
                charging_profile_purpose: None,
                stack_level: Some(1),
                charging_profile_id: vec![1, 2],
                charging_limit_source: vec![ChargingLimitSourceEnumType::CSO],
            },
        },
        r#"[2,"id","GetChargingProfiles",{"requestId":7,"evseId":0,"chargingProfile":{"stackLevel":1,"chargingProfileId":[1,2],"chargingLimitSource":["CSO"]}}]"#,
    );
}

#[test]
fn trigger_message() {
    let trigger = |requested_message, evse| TriggerMessageRequest { evse, requested_message };
    check(
        trigger(MessageTriggerEnumType::FirmwareStatusNotification, None),
        r#"[2,"id","TriggerMessage",{"requestedMessage":"FirmwareStatusNotification"}]"#,
    );
    check(
        trigger(MessageTriggerEnumType::StatusNotification, Some(EVSEType { id: 1, connector_id: Some(2) })),
        r#"[2,"id","TriggerMessage",{"evse":{"id":1,"connectorId":2},"requestedMessage":"StatusNotification"}]"#,
    );
}

#[test]
fn the_device_model() {
    check(
        GetBaseReportRequest { request_id: 7, report_base: ReportBaseEnumType::FullInventory },
        r#"[2,"id","GetBaseReport",{"requestId":7,"reportBase":"FullInventory"}]"#,
    );
    let read = GetVariableDataType { attribute_type: None, component: component(), variable: variable() };
    check(
        GetVariablesRequest { get_variable_data: vec![read] },
        r#"[2,"id","GetVariables",{"getVariableData":[{"component":{"name":"SecurityCtrlr","evse":{"id":1}},"variable":{"name":"BasicAuthPassword"}}]}]"#,
    );
    check(
        SetVariablesRequest { set_variable_data: vec![set()] },
        r#"[2,"id","SetVariables",{"setVariableData":[{"attributeType":"Target","attributeValue":"canary","component":{"name":"SecurityCtrlr","evse":{"id":1}},"variable":{"name":"BasicAuthPassword"}}]}]"#,
    );
}

fn set() -> SetVariableDataType {
    SetVariableDataType {
        attribute_type: Some(AttributeEnumType::Target),
        attribute_value: Secret::new("canary"),
        component: component(),
        variable: variable(),
    }
}

#[test]
fn answers_to_chargers() {
    let current_time: Timestamp = "2026-01-01T00:00:00Z".into();
    check_response(
        BootNotificationResponse {
            current_time: current_time.clone(),
            interval: 300,
            status: RegistrationStatusEnumType::Pending,
            status_info: Some(StatusInfoType { reason_code: "New".into(), additional_info: None }),
        },
        r#"[3,"id",{"currentTime":"2026-01-01T00:00:00Z","interval":300,"status":"Pending","statusInfo":{"reasonCode":"New"}}]"#,
    );
    check_response(HeartbeatResponse { current_time }, r#"[3,"id",{"currentTime":"2026-01-01T00:00:00Z"}]"#);
    let accepted = IdTokenInfoType::only(AuthorizationStatusEnumType::Accepted);
    check_response(
        AuthorizeResponse { id_token_info: accepted.clone(), certificate_status: None },
        r#"[3,"id",{"idTokenInfo":{"status":"Accepted"}}]"#,
    );
    check_response(TransactionEventResponse::default(), r#"[3,"id",{}]"#);
    let group = IdTokenType { id_token: "G".into(), kind: Some(IdTokenEnumType::EMaid), additional_info: Vec::new() };
    check_response(
        TransactionEventResponse {
            total_cost: Some(1.5),
            charging_priority: Some(-1),
            id_token_info: Some(IdTokenInfoType { group_id_token: Some(group), ..accepted }),
            updated_personal_message: Some(MessageContentType {
                format: MessageFormatEnumType::UTF8,
                language: None,
                content: "Hello".into(),
            }),
        },
        r#"[3,"id",{"totalCost":1.5,"chargingPriority":-1,"idTokenInfo":{"status":"Accepted","groupIdToken":{"idToken":"G","type":"eMAID"}},"updatedPersonalMessage":{"format":"UTF8","content":"Hello"}}]"#,
    );
    check_response(StatusNotificationResponse {}, r#"[3,"id",{}]"#);
    check_response(NotifyReportResponse {}, r#"[3,"id",{}]"#);
    check_response(
        SignCertificateResponse { status: GenericStatusEnumType::Rejected, status_info: None },
        r#"[3,"id",{"status":"Rejected"}]"#,
    );
    check_response(
        Get15118EVCertificateResponse {
            status: Iso15118EVCertificateStatusEnumType::Failed,
            status_info: None,
            exi_response: String::new(),
        },
        r#"[3,"id",{"status":"Failed","exiResponse":""}]"#,
    );
    check_response(
        GetCertificateStatusResponse {
            status: GetCertificateStatusEnumType::Failed,
            status_info: None,
            ocsp_result: None,
        },
        r#"[3,"id",{"status":"Failed"}]"#,
    );
    check_response(
        NotifyEVChargingNeedsResponse { status: NotifyEVChargingNeedsStatusEnumType::Processing, status_info: None },
        r#"[3,"id",{"status":"Processing"}]"#,
    );
    check_response(
        DataTransferResponse { status: DataTransferStatusEnumType::UnknownVendorId, status_info: None, data: None },
        r#"[3,"id",{"status":"UnknownVendorId"}]"#,
    );
}

/// E-41
#[test]
fn urls_and_values_are_never_printed() {
    assert!(!format!("{:?}", log()).contains("canary"));
    assert!(!format!("{:?}", set()).contains("canary"));
    assert_eq!(
        (log().remote_location.as_str(), set().attribute_value.as_str()),
        ("ftp://u:canary@server.com/", "canary")
    );
}
