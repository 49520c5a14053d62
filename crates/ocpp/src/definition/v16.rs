//! The requests of OCPP 1.6, and those of its security extension.

mod charging;
mod core;
mod security;

use super::Definition;

pub(super) fn core() -> impl Iterator<Item = &'static Definition> {
    core::REQUESTS.iter().chain(charging::REQUESTS)
}

pub(super) fn security() -> impl Iterator<Item = &'static Definition> {
    security::REQUESTS.iter()
}
