//! The server behind the binary `chargehand`: configuration, the console's routes, sign-in, the live stream, the demo.

pub mod cli;
pub mod config;
pub mod demo;
pub mod log;
pub mod serve;
pub mod span;

mod assets;
mod bodies;
mod events;
mod gate;
mod headers;
mod hosting;
mod management;
mod members;
mod routes;
mod sign_in;
mod trouble;
