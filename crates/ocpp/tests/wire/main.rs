//! The wire by feature: frames, the exchange, the messages of each version, the exact frames sent, and properties of all.

#![expect(clippy::disallowed_methods, reason = "tests hand the time in")]

mod exchange;
mod exchange_faults;
mod frames;
mod golden_v16;
mod golden_v201;
mod golden_v21;
mod heads;
mod incoming_v16;
mod incoming_v201;
mod incoming_v21;
mod lenient;
mod properties;
mod responses_v16;
mod responses_v201;
mod samples;
