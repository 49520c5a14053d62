//! The forms that order something, one file of each action, and what they are made of.

pub mod action;
pub mod change;
mod change_site;
mod clear_cache;
mod clear_charging_profiles;
pub mod desk;
pub mod dialog;
pub mod fields;
mod hosted;
pub mod kinds;
mod library;
pub mod menu;
pub mod one_click;
mod preview;
mod reboot;
pub mod refusal;
mod request_diagnostics;
mod sessions;
pub mod state;
pub mod stop_waiting;
mod update_firmware;
