//! The simulated charger against a small Csms of its own, on real sockets.

mod boot;
mod events;
mod evse_resets;
mod files;
mod firmware;
mod link;
mod logs;
mod misbehaviour;
mod profiles;
mod registration;
mod resets;
mod settings;
mod tiny_csms;
mod transactions;
mod triggers;
mod versions;
