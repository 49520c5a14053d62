//! OCPP 2.1: its own messages, and those that differ from 2.0.1; the rest is that of 2.0.1 under the same names.
//!
//! Optional fields that 2.1 adds and nothing here uses, such as tariffs and values of single phases, are passed over.

mod battery_swap;
mod charging_profile;
mod clear_charging_profile;
mod close_periodic_event_stream;
mod cost_details;
mod der_control;
mod firmware_status_notification;
mod get_certificate_chain_status;
mod get_charging_profiles;
mod get_log;
mod incoming;
mod log_status_notification;
mod notify_der_alarm;
mod notify_der_start_stop;
mod notify_ev_charging_schedule;
mod notify_event;
mod notify_periodic_event_stream;
mod notify_priority_charging;
mod notify_settlement;
mod open_periodic_event_stream;
mod publish_firmware_status_notification;
mod pull_dynamic_schedule_update;
mod report_charging_profiles;
mod report_der_control;
mod reset;
mod sign_certificate;
mod transaction_event;
mod trigger_message;
mod vat_number_validation;

pub use battery_swap::{BatteryDataType, BatterySwapEventEnumType, BatterySwapRequest, BatterySwapResponse};
pub use charging_profile::{
    ChargingProfileKindEnumType, ChargingProfilePurposeEnumType, ChargingProfileType, ChargingSchedulePeriodType,
    ChargingScheduleType, OperationModeEnumType,
};
pub use clear_charging_profile::{ClearChargingProfileRequest, ClearChargingProfileType};
pub use close_periodic_event_stream::{ClosePeriodicEventStreamRequest, ClosePeriodicEventStreamResponse};
pub use cost_details::{CostDetailsType, TariffCostEnumType, TotalCostType, TotalPriceType, TotalUsageType};
pub use der_control::DERControlEnumType;
pub use firmware_status_notification::FirmwareStatusNotificationRequest;
pub use get_certificate_chain_status::{
    CertificateHashDataType, CertificateStatusEnumType, CertificateStatusRequestInfoType,
    CertificateStatusSourceEnumType, CertificateStatusType, GetCertificateChainStatusRequest,
    GetCertificateChainStatusResponse,
};
pub use get_charging_profiles::{ChargingProfileCriterionType, GetChargingProfilesRequest};
pub use get_log::{GetLogRequest, LogEnumType};
pub use incoming::Incoming;
pub use log_status_notification::LogStatusNotificationRequest;
pub use notify_der_alarm::{GridEventFaultEnumType, NotifyDERAlarmRequest, NotifyDERAlarmResponse};
pub use notify_der_start_stop::{NotifyDERStartStopRequest, NotifyDERStartStopResponse};
pub use notify_ev_charging_schedule::NotifyEVChargingScheduleRequest;
pub use notify_event::{EventDataType, NotifyEventRequest};
pub use notify_periodic_event_stream::{
    NotifyPeriodicEventStreamRequest, NotifyPeriodicEventStreamResponse, StreamDataElementType,
};
pub use notify_priority_charging::{NotifyPriorityChargingRequest, NotifyPriorityChargingResponse};
pub use notify_settlement::{NotifySettlementRequest, NotifySettlementResponse, PaymentStatusEnumType};
pub use open_periodic_event_stream::{
    ConstantStreamDataType, OpenPeriodicEventStreamRequest, OpenPeriodicEventStreamResponse,
    PeriodicEventStreamParamsType,
};
pub use publish_firmware_status_notification::PublishFirmwareStatusNotificationRequest;
pub use pull_dynamic_schedule_update::{
    ChargingProfileStatusEnumType, ChargingScheduleUpdateType, PullDynamicScheduleUpdateRequest,
    PullDynamicScheduleUpdateResponse,
};
pub use report_charging_profiles::ReportChargingProfilesRequest;
pub use report_der_control::{ReportDERControlRequest, ReportDERControlResponse};
pub use reset::{ResetEnumType, ResetRequest};
pub use sign_certificate::{CertificateSigningUseEnumType, SignCertificateRequest};
pub use transaction_event::{
    PreconditioningStatusEnumType, ReasonEnumType, TransactionEventRequest, TransactionEventResponse,
    TransactionLimitType, TransactionType, TriggerReasonEnumType,
};
pub use trigger_message::{MessageTriggerEnumType, TriggerMessageRequest};
pub use vat_number_validation::{AddressType, VatNumberValidationRequest, VatNumberValidationResponse};
// As in 2.0.1.
pub use crate::v201::{
    AdditionalInfoType, AttributeEnumType, AuthorizationStatusEnumType, AuthorizeCertificateStatusEnumType,
    AuthorizeRequest, AuthorizeResponse, BootNotificationRequest, BootNotificationResponse, BootReasonEnumType,
    CertificateActionEnumType, ChargingLimitSourceEnumType, ChargingLimitType, ChargingNeedsType,
    ChargingRateUnitEnumType, ChargingStateEnumType, ChargingStationType, ClearCacheRequest, ClearCacheResponse,
    ClearCacheStatusEnumType, ClearChargingProfileResponse, ClearChargingProfileStatusEnumType,
    ClearedChargingLimitRequest, ClearedChargingLimitResponse, ComponentType, ConnectorStatusEnumType, DataEnumType,
    DataTransferRequest, DataTransferResponse, DataTransferStatusEnumType, EVSEType, EnergyTransferModeEnumType,
    EventNotificationEnumType, EventTriggerEnumType, FirmwareStatusEnumType, FirmwareStatusNotificationResponse,
    FirmwareType, GenericDeviceModelStatusEnumType, GenericStatusEnumType, Get15118EVCertificateRequest,
    Get15118EVCertificateResponse, GetBaseReportRequest, GetBaseReportResponse, GetCertificateStatusEnumType,
    GetCertificateStatusRequest, GetCertificateStatusResponse, GetChargingProfileStatusEnumType,
    GetChargingProfilesResponse, GetLogResponse, GetVariableDataType, GetVariableResultType, GetVariableStatusEnumType,
    GetVariablesRequest, GetVariablesResponse, HashAlgorithmEnumType, HeartbeatRequest, HeartbeatResponse,
    IdTokenEnumType, IdTokenInfoType, IdTokenType, Iso15118EVCertificateStatusEnumType, LogParametersType,
    LogStatusEnumType, LogStatusNotificationResponse, MessageContentType, MessageFormatEnumType, MeterValueType,
    MeterValuesRequest, MeterValuesResponse, ModemType, MutabilityEnumType, NotifyChargingLimitRequest,
    NotifyChargingLimitResponse, NotifyCustomerInformationRequest, NotifyCustomerInformationResponse,
    NotifyDisplayMessagesRequest, NotifyDisplayMessagesResponse, NotifyEVChargingNeedsRequest,
    NotifyEVChargingNeedsResponse, NotifyEVChargingNeedsStatusEnumType, NotifyEVChargingScheduleResponse,
    NotifyEventResponse, NotifyMonitoringReportRequest, NotifyMonitoringReportResponse, NotifyReportRequest,
    NotifyReportResponse, OCSPRequestDataType, PublishFirmwareStatusEnumType,
    PublishFirmwareStatusNotificationResponse, RecurrencyKindEnumType, RegistrationStatusEnumType, ReportBaseEnumType,
    ReportChargingProfilesResponse, ReportDataType, ReservationStatusUpdateRequest, ReservationStatusUpdateResponse,
    ReservationUpdateStatusEnumType, ResetResponse, ResetStatusEnumType, SampledValueType,
    SecurityEventNotificationRequest, SecurityEventNotificationResponse, SetVariableDataType, SetVariableResultType,
    SetVariableStatusEnumType, SetVariablesRequest, SetVariablesResponse, SignCertificateResponse,
    SignedMeterValueType, StatusInfoType, StatusNotificationRequest, StatusNotificationResponse,
    TransactionEventEnumType, TriggerMessageResponse, TriggerMessageStatusEnumType, UnitOfMeasureType,
    UpdateFirmwareRequest, UpdateFirmwareResponse, UpdateFirmwareStatusEnumType, UploadLogStatusEnumType,
    VariableAttributeType, VariableCharacteristicsType, VariableType,
};
pub use crate::{Location, Request, Secret, Timestamp, read_response};
