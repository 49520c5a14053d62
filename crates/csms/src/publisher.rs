//! Tells screens what was committed: reads events in the order of their commits, makes each payload once, and fans it out.

mod fan;
mod feed;
mod handle;
mod item;
mod watch;

pub use feed::{begin, run};
pub use handle::Publisher;
pub use item::PublishedEvent;
pub use watch::{CHARGERS_MAX, Watch};
