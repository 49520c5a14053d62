//! The central system's cases of the public OCPP compliance test, each a conversation on a real socket under its id.

#[path = "../csms/bench.rs"]
#[allow(dead_code, reason = "the bench serves the other tests too")]
mod bench;
mod steps_v201;
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
