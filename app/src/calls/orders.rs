//! Orders: each kind has a server function of its own, so that each has a stable address, and all are handed over alike.

#[cfg(feature = "ssr")]
use crate::calls::handover;
use actions::OrderForm;
use leptos::prelude::*;
use model::{CommandKind, Ordered};

/// Sends an order to its server function.
pub async fn send(kind: CommandKind, form: OrderForm) -> Result<Ordered, ServerFnError> {
    match kind {
        CommandKind::Reboot => reboot(form).await,
        CommandKind::UpdateFirmware => update_firmware(form).await,
        CommandKind::RequestDiagnostics => request_diagnostics(form).await,
        CommandKind::ClearCache => clear_cache(form).await,
        CommandKind::ClearChargingProfiles => clear_charging_profiles(form).await,
        CommandKind::ChangeSite => change_site(form).await,
        CommandKind::SendMessage => send_message(form).await,
        CommandKind::ReadConfiguration => read_configuration(form).await,
        CommandKind::SetConfiguration => set_configuration(form).await,
        CommandKind::RestoreProfiles => restore_profiles(form).await,
    }
}

#[server(OrderReboot, prefix = "/api", endpoint = "reboot")]
pub async fn reboot(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::Reboot, form).await
}

#[server(OrderUpdateFirmware, prefix = "/api", endpoint = "update-firmware")]
pub async fn update_firmware(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::UpdateFirmware, form).await
}

#[server(OrderRequestDiagnostics, prefix = "/api", endpoint = "request-diagnostics")]
pub async fn request_diagnostics(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::RequestDiagnostics, form).await
}

#[server(OrderClearCache, prefix = "/api", endpoint = "clear-cache")]
pub async fn clear_cache(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::ClearCache, form).await
}

#[server(OrderClearChargingProfiles, prefix = "/api", endpoint = "clear-charging-profiles")]
pub async fn clear_charging_profiles(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::ClearChargingProfiles, form).await
}

#[server(OrderChangeSite, prefix = "/api", endpoint = "change-site")]
pub async fn change_site(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::ChangeSite, form).await
}

/// Any request that a central system may send, written by hand. The stable address for scripts.
#[server(OrderSendMessage, prefix = "/api", endpoint = "send-message")]
pub async fn send_message(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::SendMessage, form).await
}

#[server(OrderReadConfiguration, prefix = "/api", endpoint = "read-configuration")]
pub async fn read_configuration(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::ReadConfiguration, form).await
}

#[server(OrderSetConfiguration, prefix = "/api", endpoint = "set-configuration")]
pub async fn set_configuration(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::SetConfiguration, form).await
}

/// The profiles again that an order from here took away.
#[server(OrderRestoreProfiles, prefix = "/api", endpoint = "restore-profiles")]
pub async fn restore_profiles(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    handover::order(CommandKind::RestoreProfiles, form).await
}

/// Ends an open command as "Abandoned, outcome not seen" or "Not sent", without telling the charger anything.
#[server(OrderStopWaiting, prefix = "/api", endpoint = "stop-waiting")]
pub async fn stop_waiting(
    #[server(default)] charger: Option<String>,
    #[server(default)] command: Option<String>,
) -> Result<Ordered, ServerFnError> {
    handover::stop_waiting(charger, command).await
}
