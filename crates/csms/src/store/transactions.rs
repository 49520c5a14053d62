//! Charging sessions: started once, stopped once, whatever a charger repeats. What runs at a plug is known from its status, its
//! readings and its sessions together.

mod meters;
mod plugs;
mod readings;
mod reports;
mod starts;
mod stops;

pub use meters::meters;
pub(super) use plugs::FREE;
pub use plugs::{running, status};
pub use readings::{MeterReading, any_still, end_still, meter};
pub use reports::reported;
pub use starts::{Start, start};
pub use stops::{Stop, StopSubject, stop};
