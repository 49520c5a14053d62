//! What the rooms of the console share, and the permits and waits that bound them all together.

pub mod permits;
pub mod throttle;

use crate::assets::Site;
use crate::gate::Gate;
use app::{Assets, ChargersAt, DoorsAt, Outcomes, shell};
use axum::extract::FromRef;
use csms::Csms;
use leptos::prelude::{LeptosOptions, provide_context};
use permits::StreamPermits;
use std::sync::Arc;
use throttle::Throttle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Everything the rooms of the console share. Cheap to clone.
#[derive(Clone)]
pub struct Console {
    pub csms: Csms,
    pub chargers_at: ChargersAt,
    pub doors: DoorsAt,
    pub gate: Arc<Gate>,
    pub site: Arc<Site>,
    pub assets: Assets,
    pub permits: StreamPermits,
    pub throttle: Arc<Throttle>,
    /// What plain forms were answered, for the page that they lead back to.
    pub outcomes: Outcomes,
    /// Ends the live streams.
    pub stop: CancellationToken,
    /// The live streams' tasks.
    pub tasks: TaskTracker,
    pub leptos: LeptosOptions,
}

impl FromRef<Console> for LeptosOptions {
    fn from_ref(console: &Console) -> Self {
        console.leptos.clone()
    }
}

impl Console {
    /// What pages and server functions find in their context.
    pub fn provide(&self) -> impl Fn() + Clone + Send + Sync + 'static {
        let (csms, chargers_at) = (self.csms.clone(), self.chargers_at.clone());
        let (doors, outcomes) = (self.doors.clone(), self.outcomes.clone());
        move || {
            provide_context(csms.clone());
            provide_context(chargers_at.clone());
            provide_context(doors.clone());
            provide_context(outcomes.clone());
        }
    }

    /// The document around a page.
    pub fn document(&self) -> impl Fn() -> leptos::prelude::AnyView + Clone + Send + Sync + 'static {
        use leptos::prelude::IntoAny;
        let (options, assets) = (self.leptos.clone(), self.assets.clone());
        move || shell(options.clone(), assets.clone()).into_any()
    }
}
