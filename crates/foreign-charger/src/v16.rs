//! The charger in OCPP 1.6: the blocks of the crate that its own recipe for 1.6 takes, with firmware and diagnostics.

use std::convert::Infallible;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use ocpp_charge_point::ChargePointBuilder;
use ocpp_charge_point::availability::{Ocpp1_6ChangeAvailabilityHandler, Ocpp1_6StatusNotifier, StatusNotifier as _};
use ocpp_charge_point::clock::{SystemClock, SystemMonotonicClock};
use ocpp_charge_point::connection::ReconnectHandler;
use ocpp_charge_point::executor::TokioExecutor;
use ocpp_charge_point::hardware::NoFirmwareVerifier;
use ocpp_charge_point::meter_values::Ocpp1_6MeterValuesNotifier;
use ocpp_charge_point::persistence::SecurityLogStore;
use ocpp_charge_point::provisioning::{BootNotificationOutcome, BootNotifier, HeartbeatSender, TokioBackoff};
use ocpp_charge_point::remote_control::{Ocpp1_6RemoteControlHandler, Ocpp1_6TriggerMessageHandler};
use ocpp_charge_point::security::SecurityEventLog;
use ocpp_charge_point::state::{BootReasonCause, ConnectorState, ConnectorStatus, RegistrationStatus};
use ocpp_charge_point::transactions::Ocpp1_6TransactionNotifier;
use ocpp_client::ClientError;
use ocpp_client::ocpp_1_6::{OCPP1_6Client, OCPP1_6Error};
use ocpp_client::ocpp_types::v16::BootNotificationRequest;
use ocpp_client::ocpp_types::v16::common::BootNotificationResponseStatus;

use crate::Parts;

/// As long as the process lives. What the Csms may ask is known before the charger boots, which the crate's own recipe
/// has the other way round: a request right after the boot would be refused as not implemented.
pub async fn live(parts: Parts) -> Result<Infallible, Infallible> {
    let client: OCPP1_6Client = parts.line.client().await;
    let log = Arc::new(SecurityEventLog::new());
    let builder = ChargePointBuilder::start(parts.charger, TokioExecutor).await?;
    let counts = builder.connector_counts();
    let status = Ocpp1_6StatusNotifier::new(client.clone(), counts.clone());
    let _runtime = builder
        .boot_reason_persistence(Arc::clone(&parts.storage))
        .await
        .security_log_persisted(Arc::clone(&log), SecurityLogStore::new(Arc::clone(&parts.storage)), SystemClock)
        .await
        .clear_cache(&client)
        .await
        .remote_control(&Ocpp1_6RemoteControlHandler::new(client.clone(), counts.clone()))
        .await
        .trigger_message(&Ocpp1_6TriggerMessageHandler::new(client.clone(), counts.clone()))
        .await
        .availability_control(&Ocpp1_6ChangeAvailabilityHandler::new(client.clone(), counts.clone()))
        .await
        .reset(&client)
        .await
        .configuration(&client)
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
        .status_notifications(&status)
        .await
        .transaction_events(&Arc::new(Ocpp1_6TransactionNotifier::new(client.clone(), counts.clone())))
        .await
        .authorization(&client, SystemClock)
        .await
        .meter_values(&Ocpp1_6MeterValuesNotifier::new(client.clone(), counts), TokioBackoff, SystemClock)
        .await
        .offline_queue_retries(TokioBackoff, 60)
        .build();
    // The crate tells of changes only.
    let _not_heard = status.notify_status(0, 0, ConnectorStatus::Available, ConnectorState::Available).await;
    std::future::pending().await
}

/// The crate's boot, with the version of the firmware, which the crate never tells.
#[derive(Clone)]
struct BootClient {
    client: OCPP1_6Client,
    firmware: String,
}

#[async_trait]
impl BootNotifier for BootClient {
    type Error = ClientError<OCPP1_6Error>;

    async fn notify_boot(
        &self,
        vendor: &str,
        model: &str,
        _there_are_no_reasons: Option<BootReasonCause>,
    ) -> Result<BootNotificationOutcome, Self::Error> {
        let request = BootNotificationRequest {
            charge_box_serial_number: None,
            charge_point_model: model.try_into().unwrap_or_default(),
            charge_point_serial_number: None,
            charge_point_vendor: vendor.try_into().unwrap_or_default(),
            firmware_version: self.firmware.as_str().try_into().ok(),
            iccid: None,
            imsi: None,
            meter_serial_number: None,
            meter_type: None,
        };
        let answer = self.client.send_boot_notification(request).await?;
        Ok(BootNotificationOutcome {
            status: match answer.status {
                BootNotificationResponseStatus::Accepted => RegistrationStatus::Accepted,
                BootNotificationResponseStatus::Pending => RegistrationStatus::Pending,
                BootNotificationResponseStatus::Rejected => RegistrationStatus::Rejected,
            },
            interval_secs: u32::try_from(answer.interval).unwrap_or_default(),
            current_time: Some(answer.current_time.into()),
        })
    }
}

#[async_trait]
impl HeartbeatSender for BootClient {
    type Error = ClientError<OCPP1_6Error>;

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
