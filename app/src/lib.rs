//! What operators see: pages, what stands on them, and what goes over the wire for them.
//!
//! Floors, from below: `ground`, `calls`, `components`, `forms`, `pages`. Each file imports from those below it alone.

mod app;
mod calls;
mod components;
mod forms;
mod ground;
mod pages;
pub mod shell;

pub use app::App;
#[cfg(feature = "ssr")]
pub use calls::backend::{ChargersAt, DoorTrial, DoorsAt};
#[cfg(feature = "ssr")]
pub use calls::outcomes::{Outcome, Outcomes};
pub use shell::{Assets, shell};
