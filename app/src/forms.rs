//! The forms that order something, one file of each action, and what they are made of.

pub mod action_form;
pub mod actions;
pub mod change;
pub mod desk;
pub mod dialog;
pub mod fields;
mod hosted;
mod library;
pub mod menu;
pub mod one_click;
mod preview;
pub mod refusal;
mod sessions;
pub mod state;
pub mod stop_waiting;
