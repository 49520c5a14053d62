//! The register: what is ordered of chargers, whose turn is next, and what became of it. Evidence comes in, and what follows is kept in
//! the transaction that brought it.

mod booted;
pub mod evidence;
mod handle;
mod holds;
pub mod knowledge;
pub mod line;
mod lookout;
pub mod order;
pub mod readings;
pub mod upkeep;
pub mod wire;

pub use handle::Register;
