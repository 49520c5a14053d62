//! The exact frames that orders and answers become on 2.1, where they differ from 2.0.1.

use ocpp::v21::*;

use crate::golden_v201::{check, check_response, log};

#[test]
fn reset() {
    check(
        ResetRequest { kind: ResetEnumType::ImmediateAndResume, evse_id: Some(1) },
        r#"[2,"id","Reset",{"type":"ImmediateAndResume","evseId":1}]"#,
    );
}

#[test]
fn get_log() {
    check(
        GetLogRequest {
            log: log(),
            log_type: LogEnumType::DataCollectorLog,
            request_id: 7,
            retries: None,
            retry_interval: None,
        },
        r#"[2,"id","GetLog",{"log":{"remoteLocation":"ftp://u:canary@server.com/"},"logType":"DataCollectorLog","requestId":7}]"#,
    );
}

/// A-19
#[test]
fn charging_profiles() {
    check(
        ClearChargingProfileRequest {
            charging_profile_id: None,
            charging_profile_criteria: Some(ClearChargingProfileType {
                charging_profile_purpose: Some(ChargingProfilePurposeEnumType::PriorityCharging),
                ..Default::default()
            }),
        },
        r#"[2,"id","ClearChargingProfile",{"chargingProfileCriteria":{"chargingProfilePurpose":"PriorityCharging"}}]"#,
    );
    check(
        GetChargingProfilesRequest {
            request_id: 7,
            evse_id: None,
            charging_profile: ChargingProfileCriterionType {
                charging_profile_purpose: Some(ChargingProfilePurposeEnumType::LocalGeneration),
                ..Default::default()
            },
        },
        r#"[2,"id","GetChargingProfiles",{"requestId":7,"chargingProfile":{"chargingProfilePurpose":"LocalGeneration"}}]"#,
    );
}

#[test]
fn trigger_message() {
    check(
        TriggerMessageRequest {
            evse: None,
            requested_message: MessageTriggerEnumType::CustomTrigger,
            custom_trigger: Some("Fans".into()),
        },
        r#"[2,"id","TriggerMessage",{"requestedMessage":"CustomTrigger","customTrigger":"Fans"}]"#,
    );
}

#[test]
fn answers_to_chargers() {
    check_response(
        TransactionEventResponse {
            transaction_limit: Some(TransactionLimitType { max_so_c: Some(80), ..Default::default() }),
            ..Default::default()
        },
        r#"[3,"id",{"transactionLimit":{"maxSoC":80}}]"#,
    );
    check_response(BatterySwapResponse {}, r#"[3,"id",{}]"#);
    check_response(NotifySettlementResponse::default(), r#"[3,"id",{}]"#);
    check_response(
        OpenPeriodicEventStreamResponse { status: GenericStatusEnumType::Rejected, status_info: None },
        r#"[3,"id",{"status":"Rejected"}]"#,
    );
    check_response(
        PullDynamicScheduleUpdateResponse {
            status: ChargingProfileStatusEnumType::Rejected,
            schedule_update: None,
            status_info: None,
        },
        r#"[3,"id",{"status":"Rejected"}]"#,
    );
    check_response(
        VatNumberValidationResponse {
            company: None,
            status_info: None,
            vat_number: "NL1".into(),
            evse_id: Some(1),
            status: GenericStatusEnumType::Rejected,
        },
        r#"[3,"id",{"vatNumber":"NL1","evseId":1,"status":"Rejected"}]"#,
    );
    check_response(
        GetCertificateChainStatusResponse { certificate_status: Vec::new() },
        r#"[3,"id",{"certificateStatus":[]}]"#,
    );
}
