//! The server behind the binary `chargehand`: configuration, the console's routes, sign-in, the live stream, the demo.

pub mod cli;
pub mod config;
pub mod demo;
pub mod log;
pub mod serve;
pub mod span;

mod assets;
mod attachment;
mod bodies;
mod certificate;
mod doors;
mod downloads;
mod events;
mod gate;
mod headers;
mod hosting;
mod management;
mod members;
mod open_files;
mod probes;
mod routes;
mod sign_in;
mod tls;
mod trouble;
mod uploads;
