//! The charger in OCPP 2.0.1: the blocks of the crate that its own recipe for 2.0.1 takes, with firmware and diagnostics.

use std::convert::Infallible;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use ocpp_charge_point::ChargePointBuilder;
use ocpp_charge_point::availability::StatusNotifier as _;
use ocpp_charge_point::clock::{SystemClock, SystemMonotonicClock};
use ocpp_charge_point::connection::ReconnectHandler;
use ocpp_charge_point::executor::TokioExecutor;
use ocpp_charge_point::hardware::NoFirmwareVerifier;
use ocpp_charge_point::persistence::SecurityLogStore;
use ocpp_charge_point::provisioning::{BootNotificationOutcome, BootNotifier, HeartbeatSender, TokioBackoff};
use ocpp_charge_point::security::SecurityEventLog;
use ocpp_charge_point::state::{BootReasonCause, ConnectorState, ConnectorStatus, RegistrationStatus};
use ocpp_client::ClientError;
use ocpp_client::ocpp_2_0_1::{OCPP2_0_1Client, OCPP2_0_1Error};
use ocpp_client::ocpp_types::v201::BootNotificationRequest;
use ocpp_client::ocpp_types::v201::common::{BootReasonEnum, ChargingStation, RegistrationStatusEnum};

use crate::Parts;

/// As long as the process lives. What the Csms may ask is known before the charger boots, which the crate's own recipe
/// has the other way round: a request right after the boot would be refused as not implemented.
pub async fn live(parts: Parts) -> Result<Infallible, Infallible> {
    let client: OCPP2_0_1Client = parts.line.client().await;
    let log = Arc::new(SecurityEventLog::new());
    let _runtime = ChargePointBuilder::start(parts.charger, TokioExecutor)
        .await?
        .boot_reason_persistence(Arc::clone(&parts.storage))
        .await
        .security_log_persisted(Arc::clone(&log), SecurityLogStore::new(Arc::clone(&parts.storage)), SystemClock)
        .await
        .clear_cache(&client)
        .await
        .network_profiles(&client)
        .await
        .remote_control(&client)
        .await
        .trigger_message(&client)
        .await
        .availability_control(&client)
        .await
        .reset(&client)
        .await
        .device_model(&client)
        .await
        .log_uploads(&client, Arc::clone(&parts.files), log, TokioBackoff)
        .await
        .firmware_updates(&client, parts.files, parts.installer, SystemClock, TokioBackoff, NoFirmwareVerifier)
        .await
        .provisioning(
            &BootClient { client: client.clone(), firmware: parts.firmware },
            TokioBackoff,
            SystemMonotonicClock,
        )
        .await
        .status_notifications(&client)
        .await
        .transaction_events(&client)
        .await
        .authorization(&client, SystemClock)
        .await
        .meter_values(&client, TokioBackoff, SystemClock)
        .await
        .security_events(&client)
        .await
        .offline_queue_retries(TokioBackoff, 60)
        .build();
    // The crate tells of changes only.
    let _not_heard = client.notify_status(0, 0, ConnectorStatus::Available, ConnectorState::Available).await;
    std::future::pending().await
}

/// The crate's boot, with the version of the firmware, which the crate never tells.
#[derive(Clone)]
struct BootClient {
    client: OCPP2_0_1Client,
    firmware: String,
}

#[async_trait]
impl BootNotifier for BootClient {
    type Error = ClientError<OCPP2_0_1Error>;

    async fn notify_boot(
        &self,
        vendor: &str,
        model: &str,
        reason: Option<BootReasonCause>,
    ) -> Result<BootNotificationOutcome, Self::Error> {
        let request = BootNotificationRequest {
            charging_station: ChargingStation {
                custom_data: None,
                firmware_version: self.firmware.as_str().try_into().ok(),
                model: model.try_into().unwrap_or_default(),
                modem: None,
                serial_number: None,
                vendor_name: vendor.try_into().unwrap_or_default(),
            },
            custom_data: None,
            // As the crate has it: only a Reset is known as a reason.
            reason: match reason {
                None => BootReasonEnum::Unknown,
                Some(BootReasonCause::RemoteReset) => BootReasonEnum::RemoteReset,
                Some(BootReasonCause::ScheduledReset) => BootReasonEnum::ScheduledReset,
            },
        };
        let answer = self.client.send_boot_notification(request).await?;
        Ok(BootNotificationOutcome {
            status: match answer.status {
                RegistrationStatusEnum::Accepted => RegistrationStatus::Accepted,
                RegistrationStatusEnum::Pending => RegistrationStatus::Pending,
                RegistrationStatusEnum::Rejected => RegistrationStatus::Rejected,
            },
            interval_secs: u32::try_from(answer.interval).unwrap_or_default(),
            current_time: Some(answer.current_time.into()),
        })
    }
}

#[async_trait]
impl HeartbeatSender for BootClient {
    type Error = ClientError<OCPP2_0_1Error>;

    async fn send_heartbeat(&self) -> Result<Option<DateTime<Utc>>, Self::Error> {
        HeartbeatSender::send_heartbeat(&self.client).await
    }
}

#[async_trait]
impl ReconnectHandler for BootClient {
    async fn register_reconnect_handler<F, FF>(&self, callback: F)
    where
        F: FnMut() -> FF + Send + Sync + 'static,
        FF: Future<Output = ()> + Send + 'static,
    {
        self.client.register_reconnect_handler(callback).await;
    }
}
