//! TransactionEvent: charging has begun, goes on, or has ended (OCPP 2.0.1, E01 to E15).

use serde::{Deserialize, Serialize};

use super::{EVSEType, IdTokenInfoType, IdTokenType, MessageContentType, MeterValueType};
use crate::lenient;
use crate::words::{open_words, words};
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransactionEventRequest {
    pub event_type: TransactionEventEnumType,
    #[serde(deserialize_with = "lenient::rows", skip_serializing_if = "Vec::is_empty")]
    pub meter_value: Vec<MeterValueType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub trigger_reason: Option<TriggerReasonEnumType>,
    /// Counts the events of an EVSE, so that missing ones are noticed.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub seq_no: Option<i64>,
    /// Whether it happened while the charger was offline; absent means no.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub offline: Option<bool>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub number_of_phases_used: Option<i64>,
    /// Amperes.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub cable_max_current: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<i64>,
    pub transaction_info: TransactionType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub evse: Option<EVSEType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub id_token: Option<IdTokenType>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransactionEventResponse {
    /// With taxes, in the currency of the charger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<f64>,
    /// From -9 to 9, where 0 is the usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charging_priority: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_info: Option<IdTokenInfoType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_personal_message: Option<MessageContentType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransactionType {
    /// Made up by the charger.
    pub transaction_id: String,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub charging_state: Option<ChargingStateEnumType>,
    /// Seconds in which energy flowed.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub time_spent_charging: Option<i64>,
    /// Absent at the end means `Local`.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub stopped_reason: Option<ReasonEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub remote_start_id: Option<i64>,
}

words! {
    /// Where in the transaction this event stands. Without it an event means nothing, so no other word is taken.
    TransactionEventEnumType { Ended, Started, Updated }
}

open_words! {
    /// What made the charger tell.
    TriggerReasonEnumType {
        Authorized, CablePluggedIn, ChargingRateChanged, ChargingStateChanged, Deauthorized, EnergyLimitReached,
        EVCommunicationLost, EVConnectTimeout, MeterValueClock, MeterValuePeriodic, TimeLimitReached, Trigger,
        UnlockCommand, StopAuthorized, EVDeparted, EVDetected, RemoteStop, RemoteStart, AbnormalCondition,
        SignedDataReceived, ResetCommand,
    }
}

open_words! {
    /// Whether energy flows, and who holds it back.
    ChargingStateEnumType { Charging, EVConnected, SuspendedEV, SuspendedEVSE, Idle }
}

open_words! {
    /// Why charging ended. The specification's own word "Other" is `Other("Other")`.
    ReasonEnumType {
        DeAuthorized, EmergencyStop, EnergyLimitReached, EVDisconnected, GroundFault, ImmediateReset, Local,
        LocalOutOfCredit, MasterPass, OvercurrentFault, PowerLoss, PowerQuality, Reboot, Remote, SOCLimitReached,
        StoppedByEV, TimeLimitReached, Timeout,
    }
}

impl Request for TransactionEventRequest {
    const ACTION: &'static str = "TransactionEvent";
    type Response = TransactionEventResponse;
}
