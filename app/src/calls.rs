//! What goes over the wire: every server function, what it answers, and the addresses of pages that ask for it. Every question is a
//! POST under `/api` with flat, optional arguments.

pub mod archives;
#[cfg(feature = "ssr")]
pub mod backend;
pub mod changes;
pub mod chargers;
pub mod commands;
pub mod doors;
pub mod firmware;
#[cfg(feature = "ssr")]
mod handover;
pub mod orders;
pub mod outcomes;
pub mod people;
pub mod queries;
pub mod registration;
pub mod reply;
pub mod stands;
pub mod tokens;
pub mod upload;
