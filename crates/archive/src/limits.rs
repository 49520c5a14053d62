//! How much of a hostile archive is ever looked at.

/// One mebibyte, in bytes.
pub(crate) const MIB: u64 = 1024 * 1024;
/// A ratio of unpacked to packed bytes says nothing before this much was unpacked.
pub(crate) const RATIO_COUNTS_FROM: u64 = MIB;
/// The same for xz, zstd and bz2, which pack a log that repeats itself far denser.
pub(crate) const DENSE_RATIO_COUNTS_FROM: u64 = 16 * MIB;
/// The window (dictionary) that xz and zstd may need to unpack, in bytes; it is held in memory.
pub(crate) const WINDOW_BYTES: u64 = 64 * MIB;

/// The bounds of every operation; reaching one ends the operation with a sentence, never with a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Members listed, those of archives inside the archive included.
    pub members: usize,
    /// Unpacked bytes read of one member.
    pub member_bytes: u64,
    /// Unpacked bytes read by one operation (one listing, reading, search or side of a comparison).
    pub total_bytes: u64,
    /// Unpacked bytes for each packed byte, once more than 1 MiB was unpacked.
    pub ratio: u64,
    /// Archives opened inside archives inside the archive.
    pub depth: usize,
    /// Bytes of archives inside the archive, which are held in memory; all of them together.
    pub nested_bytes: u64,
    /// Bytes kept of one line; the rest of the line is said to be cut.
    pub line_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            members: 10_000,
            member_bytes: 512 * MIB,
            total_bytes: 2048 * MIB,
            ratio: 200,
            depth: 3,
            nested_bytes: 64 * MIB,
            line_bytes: 16 * 1024,
        }
    }
}

/// A number of bytes as an operator reads it: `512 MiB`, `64 KiB`, `10 bytes`.
pub(crate) fn size(bytes: u64) -> String {
    if bytes >= MIB && bytes.is_multiple_of(MIB) {
        format!("{} MiB", bytes / MIB)
    } else if bytes >= 1024 && bytes.is_multiple_of(1024) {
        format!("{} KiB", bytes / 1024)
    } else {
        format!("{bytes} bytes")
    }
}
