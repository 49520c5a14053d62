//! The ground floor: what everything else stands on, and what knows nothing of calls, forms or pages.

pub mod address;
pub mod clock;
pub mod fields;
#[cfg(test)]
pub mod fixtures;
pub mod live;
pub mod memo;
pub mod notice;
pub mod number;
pub mod reveal;
pub mod rows;
pub mod steady;
pub mod storage;
pub mod submission;
