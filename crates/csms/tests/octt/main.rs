//! The central-system cases of the public OCPP compliance test (OCTT) as conversations on a real socket, each named by
//! its id; `cases.txt` lists all of them, also those that are not done and why.

#[path = "../csms/bench.rs"]
#[allow(dead_code, reason = "the bench serves the other tests too")]
mod bench;
mod charge_point;
mod steps_v201;
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
mod v201_authorization;
mod v201_availability;
mod v201_boot;
mod v201_certificates;
mod v201_display;
mod v201_firmware;
mod v201_lists;
mod v201_logs;
mod v201_meter;
mod v201_monitoring;
mod v201_profiles;
mod v201_profiles_cleared;
mod v201_publish;
mod v201_remote;
mod v201_reservation;
mod v201_reset;
mod v201_transactions;
mod v201_transactions_end;
mod v201_variables;
mod v21_differences;
