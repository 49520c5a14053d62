//! The server behind the binary `chargehand`: configuration, the console's routes, sign-in, the live stream, the demo.

pub mod config;
pub mod run;
pub mod serve;

mod accept;
mod addresses;
mod assets;
mod attachment;
mod bodies;
mod certificate;
mod cli;
mod console;
mod demo;
mod doors;
mod downloads;
mod events;
mod gate;
mod headers;
mod hosting;
mod log;
mod management;
mod members;
mod open_files;
mod probes;
mod routes;
mod sign_in;
mod span;
mod tls;
mod trouble;
mod uploads;
