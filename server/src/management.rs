//! The command line's changes to organisations, sites, people and chargers, beside a running server or without one.

mod chargers;
mod errand;
mod people;
mod sites;
mod tokens;

pub use chargers::charger;
pub use errand::ManagementError;
pub use people::user;
pub use sites::{organisation, site};
pub use tokens::token;
