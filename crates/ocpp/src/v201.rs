//! OCPP 2.0.1: one file per message, with the specification's own names.

mod authorize;
mod boot_notification;
mod charging_profile;
mod clear_cache;
mod clear_charging_profile;
mod cleared_charging_limit;
mod component;
mod data_transfer;
mod firmware_status_notification;
mod generic_status;
mod get15118_ev_certificate;
mod get_base_report;
mod get_certificate_status;
mod get_charging_profiles;
mod get_log;
mod get_variables;
mod heartbeat;
mod id_token;
mod incoming;
mod log_status_notification;
mod meter_values;
mod notify_charging_limit;
mod notify_customer_information;
mod notify_display_messages;
mod notify_ev_charging_needs;
mod notify_ev_charging_schedule;
mod notify_event;
mod notify_monitoring_report;
mod notify_report;
mod publish_firmware_status_notification;
mod report_charging_profiles;
mod reservation_status_update;
mod reset;
mod security_event_notification;
mod set_variables;
mod sign_certificate;
mod status_notification;
mod transaction_event;
mod trigger_message;
mod update_firmware;

pub use crate::{Location, Request, Secret, Timestamp, read_response};
pub use authorize::{AuthorizeCertificateStatusEnumType, AuthorizeRequest, AuthorizeResponse};
pub use boot_notification::{
    BootNotificationRequest, BootNotificationResponse, BootReasonEnumType, ChargingStationType, ModemType,
    RegistrationStatusEnumType,
};
pub use charging_profile::{
    ChargingLimitSourceEnumType, ChargingProfileKindEnumType, ChargingProfilePurposeEnumType, ChargingProfileType,
    ChargingRateUnitEnumType, ChargingSchedulePeriodType, ChargingScheduleType, RecurrencyKindEnumType,
};
pub use clear_cache::{ClearCacheRequest, ClearCacheResponse, ClearCacheStatusEnumType};
pub use clear_charging_profile::{
    ClearChargingProfileRequest, ClearChargingProfileResponse, ClearChargingProfileStatusEnumType,
    ClearChargingProfileType,
};
pub use cleared_charging_limit::{ClearedChargingLimitRequest, ClearedChargingLimitResponse};
pub use component::{AttributeEnumType, ComponentType, EVSEType, VariableType};
pub use data_transfer::{DataTransferRequest, DataTransferResponse, DataTransferStatusEnumType};
pub use firmware_status_notification::{
    FirmwareStatusEnumType, FirmwareStatusNotificationRequest, FirmwareStatusNotificationResponse,
};
pub use generic_status::{GenericStatusEnumType, StatusInfoType};
pub use get_base_report::{
    GenericDeviceModelStatusEnumType, GetBaseReportRequest, GetBaseReportResponse, ReportBaseEnumType,
};
pub use get_certificate_status::{
    GetCertificateStatusEnumType, GetCertificateStatusRequest, GetCertificateStatusResponse, HashAlgorithmEnumType,
    OCSPRequestDataType,
};
pub use get_charging_profiles::{
    ChargingProfileCriterionType, GetChargingProfileStatusEnumType, GetChargingProfilesRequest,
    GetChargingProfilesResponse,
};
pub use get_log::{GetLogRequest, GetLogResponse, LogEnumType, LogParametersType, LogStatusEnumType};
pub use get_variables::{
    GetVariableDataType, GetVariableResultType, GetVariableStatusEnumType, GetVariablesRequest, GetVariablesResponse,
};
pub use get15118_ev_certificate::{
    CertificateActionEnumType, Get15118EVCertificateRequest, Get15118EVCertificateResponse,
    Iso15118EVCertificateStatusEnumType,
};
pub use heartbeat::{HeartbeatRequest, HeartbeatResponse};
pub use id_token::{
    AdditionalInfoType, AuthorizationStatusEnumType, IdTokenEnumType, IdTokenInfoType, IdTokenType, MessageContentType,
    MessageFormatEnumType,
};
pub use incoming::Incoming;
pub use log_status_notification::{
    LogStatusNotificationRequest, LogStatusNotificationResponse, UploadLogStatusEnumType,
};
pub use meter_values::{
    MeterValueType, MeterValuesRequest, MeterValuesResponse, SampledValueType, SignedMeterValueType, UnitOfMeasureType,
};
pub use notify_charging_limit::{ChargingLimitType, NotifyChargingLimitRequest, NotifyChargingLimitResponse};
pub use notify_customer_information::{NotifyCustomerInformationRequest, NotifyCustomerInformationResponse};
pub use notify_display_messages::{NotifyDisplayMessagesRequest, NotifyDisplayMessagesResponse};
pub use notify_ev_charging_needs::{
    ChargingNeedsType, EnergyTransferModeEnumType, NotifyEVChargingNeedsRequest, NotifyEVChargingNeedsResponse,
    NotifyEVChargingNeedsStatusEnumType,
};
pub use notify_ev_charging_schedule::{NotifyEVChargingScheduleRequest, NotifyEVChargingScheduleResponse};
pub use notify_event::{
    EventDataType, EventNotificationEnumType, EventTriggerEnumType, NotifyEventRequest, NotifyEventResponse,
};
pub use notify_monitoring_report::{NotifyMonitoringReportRequest, NotifyMonitoringReportResponse};
pub use notify_report::{
    DataEnumType, MutabilityEnumType, NotifyReportRequest, NotifyReportResponse, ReportDataType, VariableAttributeType,
    VariableCharacteristicsType,
};
pub use publish_firmware_status_notification::{
    PublishFirmwareStatusEnumType, PublishFirmwareStatusNotificationRequest, PublishFirmwareStatusNotificationResponse,
};
pub use report_charging_profiles::{ReportChargingProfilesRequest, ReportChargingProfilesResponse};
pub use reservation_status_update::{
    ReservationStatusUpdateRequest, ReservationStatusUpdateResponse, ReservationUpdateStatusEnumType,
};
pub use reset::{ResetEnumType, ResetRequest, ResetResponse, ResetStatusEnumType};
pub use security_event_notification::{SecurityEventNotificationRequest, SecurityEventNotificationResponse};
pub use set_variables::{
    SetVariableDataType, SetVariableResultType, SetVariableStatusEnumType, SetVariablesRequest, SetVariablesResponse,
};
pub use sign_certificate::{CertificateSigningUseEnumType, SignCertificateRequest, SignCertificateResponse};
pub use status_notification::{ConnectorStatusEnumType, StatusNotificationRequest, StatusNotificationResponse};
pub use transaction_event::{
    ChargingStateEnumType, ReasonEnumType, TransactionEventEnumType, TransactionEventRequest, TransactionEventResponse,
    TransactionType, TriggerReasonEnumType,
};
pub use trigger_message::{
    MessageTriggerEnumType, TriggerMessageRequest, TriggerMessageResponse, TriggerMessageStatusEnumType,
};
pub use update_firmware::{FirmwareType, UpdateFirmwareRequest, UpdateFirmwareResponse, UpdateFirmwareStatusEnumType};
