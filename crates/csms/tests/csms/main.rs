//! The backend on a real socket, a real database and scripted chargers.

mod actions;
mod bench;
mod by_hand;
mod change_site;
mod connections;
mod database;
mod door;
mod durability;
mod firmware_and_diagnostics;
mod idle;
mod knowing;
mod late_answers;
mod live;
mod messages;
mod oddities;
mod passwords;
mod people;
mod raw;
mod reports;
mod secrets;
mod talk;
mod transactions;
mod updates;
mod verdicts;
mod versions;
mod who_may_charge;
