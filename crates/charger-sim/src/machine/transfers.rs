//! Transfers beside the loop: what a request sends the charger for, the tasks that go, and their way back.

use std::time::SystemTime;

use serde_json::Value;
use tokio::task::{AbortHandle, JoinSet};

use crate::script::Transfers;
use crate::transfer::bundle::About;
use crate::transfer::{Errand, FetchResult, LocalAddress, Parcel, Transfer, TransferDirection};

use super::Machine;

/// Tries of one transfer, whatever a request wants.
const MOST_TRIES: u32 = 10;

/// A transfer that has come to its end, and the job that it was for.
pub(super) enum TransferEnd {
    Fetched { job: u64, fetched: Box<FetchResult> },
    Put { job: u64, transfer: Transfer },
}

/// A transfer under way; dropped, it is called off.
pub(super) struct UnderWay(AbortHandle);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Machine {
    /// What this request is really to be followed by; `None` where the script, or the address, leaves it at pretending.
    pub(super) fn errand(&self, location: Option<&str>, request: &Value) -> Option<Errand> {
        let script = match &self.script().transfers {
            Transfers::Pretend => return None,
            Transfers::Real(script) if script.lies => return None,
            Transfers::Real(script) => script.clone(),
        };
        let retries = request["retries"].as_u64().and_then(|retries| u32::try_from(retries).ok()).unwrap_or(0);
        // Who cuts a try on purpose has another.
        let retries = retries.max(u32::from(script.abort_after.is_some()));
        let tries = script.tries.unwrap_or(retries.saturating_add(1)).clamp(1, MOST_TRIES);
        Some(Errand { place: LocalAddress::near(location?)?, script, tries })
    }

    /// What diagnostics say of the charger.
    pub(super) fn about(&self) -> About {
        About {
            identity: self.plate.identity.clone(),
            vendor: self.plate.vendor.clone(),
            model: self.plate.model.clone(),
            serial: self.plate.serial.clone(),
            firmware: self.firmware.clone(),
            protocol: self.protocol.to_string(),
            connectors: self.plate.connectors,
            now: SystemTime::now(),
        }
    }
}

pub(super) fn fetch(transfers: &mut JoinSet<TransferEnd>, job: u64, errand: Errand) -> UnderWay {
    UnderWay(transfers.spawn(async move { TransferEnd::Fetched { job, fetched: Box::new(errand.fetch().await) } }))
}

/// Makes the diagnostics and puts them.
pub(super) fn put(
    transfers: &mut JoinSet<TransferEnd>,
    job: u64,
    errand: Errand,
    name: String,
    about: About,
) -> UnderWay {
    UnderWay(transfers.spawn(async move {
        let script = errand.script.clone();
        let made = tokio::task::spawn_blocking(move || about.diagnostics(&script)).await;
        let transfer = match made {
            Ok(Ok(content)) => errand.put(Parcel { name, content }).await,
            Ok(Err(error)) => Transfer::never_begun(TransferDirection::Put, format!("no zip could be made: {error}")),
            Err(error) => Transfer::never_begun(TransferDirection::Put, format!("no zip was made: {error}")),
        };
        TransferEnd::Put { job, transfer }
    }))
}

/// The next transfer that comes to its end; those called off never do.
pub(super) async fn ended(transfers: &mut JoinSet<TransferEnd>) -> TransferEnd {
    loop {
        match transfers.join_next().await {
            Some(Ok(ended)) => return ended,
            Some(Err(error)) => {
                if let Ok(panic) = error.try_into_panic() {
                    std::panic::resume_unwind(panic);
                }
            }
            None => std::future::pending().await,
        }
    }
}
