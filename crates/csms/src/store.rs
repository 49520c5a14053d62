//! The database, and all of the SQL.

pub mod access;
pub mod archives;
#[cfg(test)]
mod bench;
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
pub mod profiles;
pub mod scope;
pub mod security_events;
pub mod sessions;
pub mod settings;
pub mod sites;
pub mod tokens;
pub mod transactions;
pub mod trace;
mod tx;
mod pile;
mod writer;

pub use database::Store;
pub use frame::{NewFrame, SeqSlot};
pub use tx::{Reading, Tx};
pub use pile::Job;
