//! Orders: each kind has a server function of its own, so that each has a stable address, and all are handed over alike.

#[cfg(feature = "ssr")]
use crate::calls::handover;
use actions::OrderForm;
use leptos::prelude::*;
use model::{CommandKind, Ordered};

macro_rules! server_functions {
    ($($kind:ident $word:ident $slug:literal;)+) => {
        /// Sends an order to its server function.
        pub async fn send(kind: CommandKind, form: OrderForm) -> Result<Ordered, ServerFnError> {
            match kind {
                $(CommandKind::$kind => of_each::$word(form).await,)+
            }
        }

        /// One of each kind, at its stable address for scripts: `/api/` and the kind's word.
        mod of_each {
            use super::*;

            $(
                #[server($kind, prefix = "/api", endpoint = $slug)]
                pub async fn $word(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
                    handover::order(CommandKind::$kind, form).await
                }
            )+
        }
    };
}

model::each_kind!(server_functions);

/// Ends an open command as "Abandoned, outcome not seen" or "Not sent", without telling the charger anything.
#[server(OrderStopWaiting, prefix = "/api", endpoint = "stop-waiting")]
pub async fn stop_waiting(
    #[server(default)] charger: Option<String>,
    #[server(default)] command: Option<String>,
) -> Result<Ordered, ServerFnError> {
    handover::stop_waiting(charger, command).await
}
