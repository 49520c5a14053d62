//! The wire by feature: frames, the exchange, the messages of OCPP 1.6, the exact frames sent, and properties of all of it.

mod exchange;
mod exchange_faults;
mod frames;
mod golden;
mod incoming;
mod properties;
mod responses;
