//! Reading a charger's configuration and setting one thing in it.

use actions::OrderForm;
use leptos::prelude::*;
use model::Ordered;

#[server(OrderReadConfiguration, prefix = "/api", endpoint = "read-configuration")]
pub async fn read_configuration(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(model::CommandKind::ReadConfiguration, form).await
}

#[server(OrderSetConfiguration, prefix = "/api", endpoint = "set-configuration")]
pub async fn set_configuration(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(model::CommandKind::SetConfiguration, form).await
}
