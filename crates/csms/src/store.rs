//! The database, and all of the SQL.

pub mod access;
pub mod archives;
#[cfg(test)]
pub mod bench;
pub mod chargers;
pub mod commands;
mod database;
pub mod events;
pub mod firmware;
mod frame;
pub mod knocks;
pub mod learnt;
pub mod links;
pub mod password_changes;
pub mod people;
pub mod pieces;
mod pile;
pub mod profiles;
pub mod scope;
pub mod security_events;
pub mod sessions;
pub mod settings;
pub mod sites;
pub mod tokens;
pub mod trace;
pub mod transactions;
mod tx;
mod writer;

pub use database::Store;
pub use frame::{NewFrame, SeqSlot};
pub use pile::Job;
pub use tx::{Reading, Tx};
