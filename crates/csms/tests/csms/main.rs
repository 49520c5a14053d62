//! The backend on a real socket, a real database and scripted chargers.

mod actions;
mod bench;
mod change_site;
mod connections;
mod durability;
mod firmware_and_diagnostics;
mod live;
mod messages;
mod people;
mod secrets;
