//! Restore Charging Profiles: sends the profiles again that an order from here took away.

use actions::OrderForm;
use leptos::prelude::*;
use model::Ordered;

#[server(OrderRestoreProfiles, prefix = "/api", endpoint = "restore-profiles")]
pub async fn restore_profiles(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(model::CommandKind::RestoreProfiles, form).await
}
