//! A reboot as by a power cycle: the process is replaced by a new one, and whatever was open is cut.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use crate::args::Args;
use crate::events::tell;

/// Until the power goes: what was said last, such as the answer to a Reset, still gets out. The crate starts the reboot
/// before that answer is sent.
const POWER_DOWN: Duration = Duration::from_millis(200);

pub struct Power {
    args: Args,
    /// What the next start runs.
    firmware: Mutex<String>,
}

impl Power {
    pub fn new(args: Args) -> Self {
        let firmware = Mutex::new(args.firmware.clone());
        Self { args, firmware }
    }

    pub fn install(&self, firmware: String) {
        *self.firmware.lock().unwrap_or_else(PoisonError::into_inner) = firmware;
    }

    /// Comes back only if it failed.
    pub async fn reboot(&self) -> io::Error {
        let firmware = self.firmware.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tell(&json!({"event": "rebooting", "firmware": firmware}));
        sleep(POWER_DOWN).await;
        match std::env::current_exe() {
            Ok(program) => Command::new(program).args(self.args.with_firmware(&firmware)).exec(),
            Err(error) => error,
        }
    }
}
