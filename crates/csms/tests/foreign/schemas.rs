//! Every kind of frame that we send, held against the published schemas of its version.

mod answers;
mod calls;
mod check;
mod errors;
mod messages;
pub mod orders;
mod room;

use crate::bench::{Bench, PATIENCE};
use charger_sim::{Handle, Protocol, Script};
use model::ChargerKey;

/// Longest message id and error description of OCPP-J, 4.2.
const ID_MAX: usize = 36;
const DESCRIPTION_MAX: usize = 255;

/// What chargers of 1.6 say of their own, the security extension's messages among it.
const SAID_IN_1_6: [&str; 14] = [
    "Authorize",
    "BootNotification",
    "DataTransfer",
    "DiagnosticsStatusNotification",
    "FirmwareStatusNotification",
    "Heartbeat",
    "LogStatusNotification",
    "MeterValues",
    "SecurityEventNotification",
    "SignCertificate",
    "SignedFirmwareStatusNotification",
    "StartTransaction",
    "StatusNotification",
    "StopTransaction",
];

/// What chargers of 2.0.1 and 2.1 say of their own.
const SAID_IN_2: [&str; 25] = [
    "Authorize",
    "BootNotification",
    "ClearedChargingLimit",
    "DataTransfer",
    "FirmwareStatusNotification",
    "Get15118EVCertificate",
    "GetCertificateStatus",
    "Heartbeat",
    "LogStatusNotification",
    "MeterValues",
    "NotifyChargingLimit",
    "NotifyCustomerInformation",
    "NotifyDisplayMessages",
    "NotifyEVChargingNeeds",
    "NotifyEVChargingSchedule",
    "NotifyEvent",
    "NotifyMonitoringReport",
    "NotifyReport",
    "PublishFirmwareStatusNotification",
    "ReportChargingProfiles",
    "ReservationStatusUpdate",
    "SecurityEventNotification",
    "SignCertificate",
    "StatusNotification",
    "TransactionEvent",
];

/// What only chargers of 2.1 say.
const SAID_IN_2_1: [&str; 11] = [
    "BatterySwap",
    "ClosePeriodicEventStream",
    "GetCertificateChainStatus",
    "NotifyDERAlarm",
    "NotifyDERStartStop",
    "NotifyPriorityCharging",
    "NotifySettlement",
    "OpenPeriodicEventStream",
    "PullDynamicScheduleUpdate",
    "ReportDERControl",
    "VatNumberValidation",
];

/// What chargers of 2.1 say without wanting an answer.
const SEND: &str = "NotifyPeriodicEventStream";

/// Every message of this version that we answer.
fn answered(protocol: Protocol) -> Vec<&'static str> {
    match protocol {
        Protocol::V16 | Protocol::V16Security => SAID_IN_1_6.to_vec(),
        Protocol::V201 => SAID_IN_2.to_vec(),
        Protocol::V21 => [SAID_IN_2.as_slice(), &SAID_IN_2_1].concat(),
    }
}

/// As check_frames.py and examples.py name it.
fn version(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::V16 | Protocol::V16Security => "1.6",
        Protocol::V201 => "2.0.1",
        Protocol::V21 => "2.1",
    }
}

/// A registered charger of this version that has booted, and is known for the extension where it has it.
async fn speaking(bench: &Bench, protocol: Protocol, script: Script) -> (ChargerKey, Handle) {
    let key = bench.register("CP-1").await;
    let sim = bench.sim("CP-1").speaks(&[protocol]).script(script).start().await;
    assert!(sim.wait_booted(PATIENCE).await, "the charger boots");
    bench.wait(&key, |page| page.charger.plugs().count() == 2).await;
    if protocol == Protocol::V16Security {
        sim.security_event("StartupOfTheDevice").await.unwrap();
        bench.wait(&key, |page| page.charger.security_extension).await;
    }
    (key, sim)
}
