//! The machine as the crate sees it: one EVSE with one connector, whose lock and contactor do as they are told.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use ocpp_charge_point::hardware::{
    Capabilities, ChargePoint, Connector, Evse, HardwareCommandReceiver, HardwareEventSender, execute_hardware_command,
};

use crate::power::Power;

pub const VENDOR: &str = "Flowion";
pub const MODEL: &str = "Foreign One";

pub struct Charger {
    evses: [Bay; 1],
}

impl Charger {
    pub fn new(power: Arc<Power>) -> Self {
        Self { evses: [Bay { connectors: [Plug], power }] }
    }
}

#[async_trait]
impl ChargePoint<Bay, Plug> for Charger {
    type StartError = Infallible;

    fn vendor_name(&self) -> &str {
        VENDOR
    }

    fn model_name(&self) -> &str {
        MODEL
    }

    fn evses(&self) -> &[Bay] {
        &self.evses
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
            .with_firmware_management(true)
            .with_diagnostics(true)
            .with_has_persistent_storage(true)
            .with_has_rtc(true)
    }

    async fn start(
        self: Arc<Self>,
        events: HardwareEventSender,
        mut commands: HardwareCommandReceiver,
    ) -> Result<(), Infallible> {
        tokio::spawn(async move {
            while let Ok(command) = commands.recv().await {
                execute_hardware_command(self.evses(), command, &events).await;
            }
        });
        Ok(())
    }
}

pub struct Bay {
    connectors: [Plug; 1],
    power: Arc<Power>,
}

#[async_trait]
impl Evse<Plug> for Bay {
    type Error = io::Error;

    fn connectors(&self) -> &[Plug] {
        &self.connectors
    }

    async fn reboot(&self) -> io::Result<()> {
        Err(self.power.reboot().await)
    }
}

pub struct Plug;

#[async_trait]
impl Connector for Plug {
    type Error = Infallible;

    async fn lock(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn unlock(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn close_contactor(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn open_contactor(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn set_current_limit(&self, _milliamperes: Option<u32>) -> Result<(), Infallible> {
        Ok(())
    }
}
