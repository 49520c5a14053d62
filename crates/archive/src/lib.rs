//! Reads diagnostics archives in place: lists, reads, searches and compares zip, tar, gz, xz, zstd, bz2 and plain
//! logs; nothing in them is ever extracted to a path, followed, run or trusted.

#![deny(unreachable_pub, reason = "what is public is what other crates may use")]
#![cfg_attr(
    not(test),
    deny(clippy::wildcard_enum_match_arm, reason = "a new variant is looked at wherever it matters")
)]

mod archive;
mod blocks;
mod clock;
mod compare;
mod error;
mod fill;
mod formats;
mod judging;
mod jump;
mod limits;
mod line_difference;
mod lines;
mod listing;
mod member;
mod meter;
mod needle;
mod packing;
mod reading;
mod search;
mod shown;
mod sniff;
mod source;
mod stamp;
mod streams;
mod text;
mod unpacked;
mod western;
mod wholeness;

pub use archive::Archive;
pub use clock::time_of;
pub use compare::{Change, Comparison, FileDifference, compare};
pub use error::ArchiveError;
pub use limits::Limits;
pub use line_difference::{Hunk, HunkLine, HunkLineKind, LineDifference, LineOptions, compare_lines};
pub use lines::{Line, Lines};
pub use member::{Kind, Member, What};
pub use packing::Packing;
pub use search::{Cover, Hit, Hits};
pub use unpacked::UnpackedFile;
pub use wholeness::{Wholeness, wholeness};
