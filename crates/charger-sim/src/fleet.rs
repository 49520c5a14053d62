//! Many chargers in one process, for the demo and for load.

use std::time::Duration;

use futures::future::join_all;

use crate::charger::Charger;
use crate::handle::Handle;

/// Started chargers, in the order given.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    handles: Vec<Handle>,
}

impl Fleet {
    /// Starts them all, their first attempts to connect `spread` evenly.
    pub async fn start(chargers: impl IntoIterator<Item = Charger>, spread: Duration) -> Fleet {
        let chargers: Vec<Charger> = chargers.into_iter().collect();
        let count = u32::try_from(chargers.len().max(1)).unwrap_or(u32::MAX);
        let mut fleet = Fleet { handles: Vec::with_capacity(chargers.len()) };
        for (place, charger) in (0u32..).zip(chargers) {
            let delay = charger.plate.delay + spread.mul_f64(f64::from(place) / f64::from(count));
            fleet.handles.push(charger.after(delay).start().await);
        }
        fleet
    }

    pub fn handles(&self) -> &[Handle] {
        &self.handles
    }

    pub fn get(&self, identity: &str) -> Option<&Handle> {
        self.handles.iter().find(|handle| handle.identity() == identity)
    }

    pub fn connected(&self) -> usize {
        self.handles.iter().filter(|handle| handle.is_connected()).count()
    }

    /// Whether all of them booted within this time.
    #[must_use]
    pub async fn wait_booted(&self, patience: Duration) -> bool {
        let all = async {
            for handle in &self.handles {
                if !handle.wait_booted(patience).await {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(patience, all).await.unwrap_or(false)
    }

    pub async fn stop(&self) {
        join_all(self.handles.iter().map(Handle::stop)).await;
    }
}
