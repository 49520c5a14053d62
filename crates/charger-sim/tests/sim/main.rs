//! The simulated charger against a small Csms of its own, on real sockets.

mod boot;
mod files;
mod link;
mod misbehaviour;
mod resets;
mod tiny_csms;
mod transactions;
