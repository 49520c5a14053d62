//! The file host's inside: what lies on disk, the links in use, and the counting of every byte that goes through them.
//! HTTP and FTP stand before it, in the server.

mod fetching;
mod folder;
mod host;
mod incoming;
mod keeping;
mod link;
mod meter;
pub(crate) mod pieces;
mod quiet;
mod receiving;
mod scan;
mod signature;
mod space;
pub(crate) mod sweep;
mod turned;
mod unpacked;
mod upload;
mod verified;

pub use fetching::{FileFetch, FilePortion, NotServed};
pub use incoming::{End, FileHead, NotTaken, SetDown};
pub use link::{Link, LinkFile, LinkUse};
pub use receiving::FileIntake;
pub use upload::UploadPiece;

pub(crate) use folder::{Folder, Room};
pub(crate) use host::Host;
pub(crate) use scan::scan;
pub(crate) use signature::check as check_signature;
pub(crate) use upload::{Piece, UploadId, finish as finish_upload, rename as rename_upload};
