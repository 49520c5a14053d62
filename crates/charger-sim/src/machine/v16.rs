//! What only OCPP 1.6 has, with its security extension.

mod answers;
pub(super) mod configuration;
mod follow;
mod transactions;
pub(super) mod words;
