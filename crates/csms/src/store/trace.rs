//! The trace: what chargers said and were told, in parts that are files of their own, so that neither its writes nor its retention
//! hold up the state. A part without its indexes is known by heart until it is sealed.

mod append;
mod catalog;
mod hot;
mod keep;
mod page;
mod part;
mod parts;
mod read;
mod row;
mod spelling;
mod takeover;
#[cfg(test)]
mod tests;

pub(super) use append::{Answer, Appender, NEAR, NewRow};
pub(super) use parts::Parts;
pub(super) use read::{heard_between, of_chargers_after, of_chargers_between, unanswered_calls};
pub(super) use spelling::{direction_text, shape_text};

pub use keep::{run as keep, take_up};
pub use page::{actions_seen, last_exchange, trace};
pub use takeover::run as take_over;
