//! OCPP 1.6 with its security extension: one file per message, with the specification's own names.

mod authorize;
mod boot_notification;
mod change_configuration;
mod clear_cache;
mod clear_charging_profile;
mod data_transfer;
mod diagnostics_status_notification;
mod extended_trigger_message;
mod firmware_status_notification;
mod get_composite_schedule;
mod get_configuration;
mod get_diagnostics;
mod get_log;
mod heartbeat;
mod id_tag_info;
mod incoming;
mod log_status_notification;
mod meter_values;
mod reset;
mod security_event_notification;
mod sign_certificate;
mod signed_firmware_status_notification;
mod signed_update_firmware;
mod start_transaction;
mod status_notification;
mod stop_transaction;
mod trigger_message;
mod update_firmware;

pub use crate::{Location, Request, Secret, Timestamp, read_response};
pub use authorize::{AuthorizeRequest, AuthorizeResponse};
pub use boot_notification::{BootNotificationRequest, BootNotificationResponse, RegistrationStatus};
pub use change_configuration::{ChangeConfigurationRequest, ChangeConfigurationResponse, ConfigurationStatus};
pub use clear_cache::{ClearCacheRequest, ClearCacheResponse, ClearCacheStatus};
pub use clear_charging_profile::{
    ChargingProfilePurposeType, ClearChargingProfileRequest, ClearChargingProfileResponse, ClearChargingProfileStatus,
};
pub use data_transfer::{DataTransferRequest, DataTransferResponse, DataTransferStatus};
pub use diagnostics_status_notification::{
    DiagnosticsStatus, DiagnosticsStatusNotificationRequest, DiagnosticsStatusNotificationResponse,
};
pub use extended_trigger_message::{
    ExtendedTriggerMessageRequest, ExtendedTriggerMessageResponse, MessageTriggerEnumType, TriggerMessageStatusEnumType,
};
pub use firmware_status_notification::{
    FirmwareStatus, FirmwareStatusNotificationRequest, FirmwareStatusNotificationResponse,
};
pub use get_composite_schedule::{
    ChargingRateUnitType, ChargingSchedule, ChargingSchedulePeriod, GetCompositeScheduleRequest,
    GetCompositeScheduleResponse, GetCompositeScheduleStatus,
};
pub use get_configuration::{GetConfigurationRequest, GetConfigurationResponse, KeyValue};
pub use get_diagnostics::{GetDiagnosticsRequest, GetDiagnosticsResponse};
pub use get_log::{GetLogRequest, GetLogResponse, LogEnumType, LogParametersType, LogStatusEnumType};
pub use heartbeat::{HeartbeatRequest, HeartbeatResponse};
pub use id_tag_info::{AuthorizationStatus, IdTagInfo};
pub use incoming::Incoming;
pub use log_status_notification::{
    LogStatusNotificationRequest, LogStatusNotificationResponse, UploadLogStatusEnumType,
};
pub use meter_values::{MeterValue, MeterValuesRequest, MeterValuesResponse, SampledValue};
pub use reset::{ResetRequest, ResetResponse, ResetStatus, ResetType};
pub use security_event_notification::{SecurityEventNotificationRequest, SecurityEventNotificationResponse};
pub use sign_certificate::{GenericStatusEnumType, SignCertificateRequest, SignCertificateResponse};
pub use signed_firmware_status_notification::{
    FirmwareStatusEnumType, SignedFirmwareStatusNotificationRequest, SignedFirmwareStatusNotificationResponse,
};
pub use signed_update_firmware::{
    FirmwareType, SignedUpdateFirmwareRequest, SignedUpdateFirmwareResponse, UpdateFirmwareStatusEnumType,
};
pub use start_transaction::{StartTransactionRequest, StartTransactionResponse};
pub use status_notification::{
    ChargePointErrorCode, ChargePointStatus, StatusNotificationRequest, StatusNotificationResponse,
};
pub use stop_transaction::{Reason, StopTransactionRequest, StopTransactionResponse};
pub use trigger_message::{MessageTrigger, TriggerMessageRequest, TriggerMessageResponse, TriggerMessageStatus};
pub use update_firmware::{UpdateFirmwareRequest, UpdateFirmwareResponse};
