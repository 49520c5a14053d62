//! What operators see: pages, components, the six actions' forms, and the live data that moves them.

mod app;
#[cfg(feature = "ssr")]
mod asking;
mod changing;
mod clock;
mod commands;
mod components;
mod files;
mod following;
mod kept;
mod live;
mod memo;
mod notice;
mod pages;
mod reads;
mod registering;
mod rows;
mod sending;
pub mod shell;
mod steady;
mod telling;
mod uploading;
mod way_back;

pub use app::App;
#[cfg(feature = "ssr")]
pub use asking::{ChargersAt, DoorsAt, Tried};
pub use shell::{Assets, shell};
#[cfg(feature = "ssr")]
pub use telling::{Say, Told};
