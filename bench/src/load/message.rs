//! What chargers say, in OCPP 1.6.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A message of a charger's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    Boot,
    Status,
    Heartbeat,
    Meter,
    /// A DataTransfer that carries so many bytes.
    Data(usize),
}

/// Where the counting of ids begins, so that no two runs say the same.
static LAST_ID: AtomicU64 = AtomicU64::new(0);

/// Begins to count ids at the time of day.
pub fn begin_ids() {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    LAST_ID.store(u64::try_from(since.as_nanos()).unwrap_or(0), Ordering::Relaxed);
}

/// An id that no other message of this run has: 16 letters.
pub fn next_id() -> String {
    format!("{:016x}", LAST_ID.fetch_add(1, Ordering::Relaxed))
}

impl Message {
    /// The CALL, its readings and states other than those of the one before.
    pub fn call(self, id: &str, nth: u64) -> String {
        let now = charger_sim::now;
        match self {
            Self::Boot => format!(
                r#"[2,"{id}","BootNotification",{{"chargePointVendor":"Bench","chargePointModel":"Lean 22","firmwareVersion":"1.0.0"}}]"#
            ),
            Self::Status => {
                let status = if nth.is_multiple_of(2) { "Available" } else { "Preparing" };
                format!(
                    r#"[2,"{id}","StatusNotification",{{"connectorId":1,"errorCode":"NoError","status":"{status}","timestamp":"{}"}}]"#,
                    now()
                )
            }
            Self::Heartbeat => format!(r#"[2,"{id}","Heartbeat",{{}}]"#),
            Self::Meter => meter(id, nth),
            Self::Data(bytes) => format!(
                r#"[2,"{id}","DataTransfer",{{"vendorId":"Bench","messageId":"flood","data":"{}"}}]"#,
                "x".repeat(bytes)
            ),
        }
    }
}

/// Five readings, 589 bytes in all.
fn meter(id: &str, nth: u64) -> String {
    let mut text = String::with_capacity(600);
    let written = write!(
        text,
        r#"[2,"{id}","MeterValues",{{"connectorId":1,"meterValue":[{{"timestamp":"{}","sampledValue":[{{"value":"{:08}","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"}},{{"value":"{:04}.0","context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"}},{{"value":"{:02}.5","context":"Sample.Periodic","measurand":"Current.Import","unit":"A"}},{{"value":"230.{}","context":"Sample.Periodic","measurand":"Voltage","phase":"L1","unit":"V"}},{{"value":"{:02}.0","context":"Sample.Periodic","measurand":"Temperature","unit":"Celsius"}}]}}]}}]"#,
        charger_sim::now(),
        nth % 100_000_000,
        4_000 + nth % 6_000,
        10 + nth % 22,
        nth % 10,
        20 + nth % 40,
    );
    written.expect("writing to a String cannot fail");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::{Frame, read};

    #[test]
    fn every_message_is_a_call() {
        for (message, name) in [
            (Message::Boot, "BootNotification"),
            (Message::Status, "StatusNotification"),
            (Message::Heartbeat, "Heartbeat"),
            (Message::Meter, "MeterValues"),
            (Message::Data(9), "DataTransfer"),
        ] {
            let id = next_id();
            let text = message.call(&id, 3);
            assert_eq!(read(&text), Some(Frame::Call { id: &id, name }));
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
        }
    }

    #[test]
    fn a_meters_message_has_589_bytes() {
        for nth in [0, 7, 99_999_999, 1_000_000_000] {
            assert_eq!(Message::Meter.call(&next_id(), nth).len(), 589, "{nth}");
        }
    }
}
