//! The simulated charger against a small Csms of its own, on real sockets.

mod boot;
mod events;
mod evse_resets;
mod file_server;
mod files;
mod firmware;
mod ftp_server;
mod link;
mod logs;
mod misbehaviour;
mod profiles;
mod registration;
mod resets;
mod settings;
mod tiny_csms;
mod transactions;
mod transfers;
mod transfers_by_ftp;
mod triggers;
mod versions;
