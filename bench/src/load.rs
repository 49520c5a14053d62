//! The load: chargers and people, as the server under test sees them.

pub mod charger;
pub mod crowd;
pub mod message;
pub mod person;
