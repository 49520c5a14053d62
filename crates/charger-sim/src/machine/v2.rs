//! What 2.0.1 and 2.1 have in common, and the little in which they differ.

mod answers;
pub(super) mod device;
mod follow;
mod profiles;
mod resets;
pub(super) mod transactions;
mod triggers;
mod variables;
pub(super) mod words;
