//! The central-system cases of the public OCPP compliance test (OCTT) as conversations on a real socket, each named by
//! its id; `cases.txt` lists all of them, also those that are not done and why.

#[path = "../csms/bench.rs"]
#[allow(dead_code, reason = "the bench serves the other tests too")]
mod bench;
mod charge_point;
mod v16_authorize;
mod v16_configuration;
mod v16_diagnostics;
mod v16_firmware;
mod v16_local_list;
mod v16_offline;
mod v16_remote;
mod v16_reservation;
mod v16_reset_and_unlock;
mod v16_security;
mod v16_sessions;
mod v16_smart_charging;
mod v16_trigger;
