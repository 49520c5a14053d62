//! Reads diagnostics archives in place: lists, reads, searches and compares zip, tar, tar.gz, gz and plain logs; nothing
//! in them is ever extracted to a path, followed, run or trusted.

mod archive;
mod blocks;
mod clock;
mod compare;
mod error;
mod limits;
mod line_difference;
mod lines;
mod listing;
mod member;
mod meter;
mod needle;
mod reading;
mod search;
mod shown;
mod sniff;
mod source;
mod stamp;
mod text;
mod wholeness;

pub use archive::Archive;
pub use clock::time_of;
pub use compare::{Change, Comparison, FileDifference, compare};
pub use error::ArchiveError;
pub use limits::Limits;
pub use line_difference::{Hunk, LineDifference, LineOptions, Row, RowKind, compare_lines};
pub use lines::{Line, Lines};
pub use member::{Kind, Member, What};
pub use search::{Cover, Hit, Hits};
pub use wholeness::{Wholeness, wholeness};
