//! What others make of our frames: chargers on two foreign libraries, and the published schemas.

mod actions;
#[path = "../csms/bench.rs"]
#[allow(dead_code, reason = "the bench serves the other tests too")]
mod bench;
mod charger;
mod schemas;
mod tools;
