//! OCPP 1.6: one file per message, with the specification's own names.

mod authorize;
mod boot_notification;
mod clear_cache;
mod clear_charging_profile;
mod data_transfer;
mod diagnostics_status_notification;
mod firmware_status_notification;
mod get_composite_schedule;
mod get_diagnostics;
mod heartbeat;
mod id_tag_info;
mod incoming;
mod location;
mod meter_values;
mod request;
mod reset;
mod start_transaction;
mod status_notification;
mod stop_transaction;
mod timestamp;
mod update_firmware;

pub use authorize::{AuthorizeRequest, AuthorizeResponse};
pub use boot_notification::{BootNotificationRequest, BootNotificationResponse, RegistrationStatus};
pub use clear_cache::{ClearCacheRequest, ClearCacheResponse, ClearCacheStatus};
pub use clear_charging_profile::{
    ChargingProfilePurposeType, ClearChargingProfileRequest, ClearChargingProfileResponse, ClearChargingProfileStatus,
};
pub use data_transfer::{DataTransferRequest, DataTransferResponse, DataTransferStatus};
pub use diagnostics_status_notification::{
    DiagnosticsStatus, DiagnosticsStatusNotificationRequest, DiagnosticsStatusNotificationResponse,
};
pub use firmware_status_notification::{
    FirmwareStatus, FirmwareStatusNotificationRequest, FirmwareStatusNotificationResponse,
};
pub use get_composite_schedule::{
    ChargingRateUnitType, ChargingSchedule, ChargingSchedulePeriod, GetCompositeScheduleRequest,
    GetCompositeScheduleResponse, GetCompositeScheduleStatus,
};
pub use get_diagnostics::{GetDiagnosticsRequest, GetDiagnosticsResponse};
pub use heartbeat::{HeartbeatRequest, HeartbeatResponse};
pub use id_tag_info::{AuthorizationStatus, IdTagInfo};
pub use incoming::Incoming;
pub use location::Location;
pub use meter_values::{MeterValue, MeterValuesRequest, MeterValuesResponse, SampledValue};
pub use request::{Request, read_response};
pub use reset::{ResetRequest, ResetResponse, ResetStatus, ResetType};
pub use start_transaction::{StartTransactionRequest, StartTransactionResponse};
pub use status_notification::{
    ChargePointErrorCode, ChargePointStatus, StatusNotificationRequest, StatusNotificationResponse,
};
pub use stop_transaction::{Reason, StopTransactionRequest, StopTransactionResponse};
pub use timestamp::Timestamp;
pub use update_firmware::{UpdateFirmwareRequest, UpdateFirmwareResponse};

/// The WebSocket sub-protocol of this version.
pub const SUBPROTOCOL: &str = "ocpp1.6";
