//! What bounds both doors, and every transfer through them.

use std::time::Duration;

/// A charger that takes nothing for so long is cut off.
pub const STALL_TIME: Duration = Duration::from_secs(60);
/// Bytes that may wait in the system for a charger to take them. They count as fetched already, so they are kept few.
pub const SEND_BUFFER: u32 = 256 * 1024;
/// Transfers under way have so long to end at a stop.
pub const TRANSFERS_END: Duration = Duration::from_secs(2);
/// A charger that sends nothing for so long has gone.
pub const SILENCE: Duration = Duration::from_secs(60);
/// An upload takes no longer than this.
pub const LONGEST: Duration = Duration::from_secs(3600);
/// After the first minute an upload comes faster than this, in bytes a second, or is cut off.
pub const SLOWEST: u64 = 64;
