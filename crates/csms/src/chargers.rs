//! The chargers: their door, their sockets, and what they say, taken in.

mod connection;
mod door;
mod handlers;
mod handshake;
mod intake;
mod listener;
mod masses;

pub use door::Door;
pub use listener::{accept, bind};
