//! Send Message: any request that a central system may send, written by hand. The stable address for scripts.

use actions::OrderForm;
use leptos::prelude::*;
use model::Ordered;

#[server(OrderSendMessage, prefix = "/api", endpoint = "send-message")]
pub async fn send_message(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(model::CommandKind::SendMessage, form).await
}
