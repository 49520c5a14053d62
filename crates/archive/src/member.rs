//! What a listing says about an archive and each thing in it.

use crate::packing::Packing;
use std::fmt;

/// What a file is, by its first bytes; its name is never asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Zip,
    Tar,
    /// A tar that was packed.
    PackedTar(Packing),
    /// One packed file.
    Packed(Packing),
    /// No archive: the file is its own only member.
    Plain,
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zip => out.write_str("zip"),
            Self::Tar => out.write_str("tar"),
            Self::PackedTar(packing) => write!(out, "tar.{}", packing.name()),
            Self::Packed(packing) => out.write_str(packing.name()),
            Self::Plain => out.write_str("plain"),
        }
    }
}

/// One thing in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its place in [`Archive::members`](crate::Archive::members), by which it is asked for.
    pub index: usize,
    /// Harmless text for showing and matching, never for opening: `/` between folders, control and bidirectional
    /// characters replaced, at most 512 characters of each name; `inner.zip/a.log` inside an inner archive.
    pub path: String,
    /// Unpacked bytes as the archive declares them; `None` where it does not.
    pub bytes: Option<u64>,
    /// When it was last changed, in milliseconds UTC. A zip that keeps only a local time is read as if that were UTC.
    pub modified: Option<i64>,
    pub what: What,
    /// What a file is that is neither text nor opened, or what is left out of a text or how it is read; in
    /// sentences.
    pub note: Option<String>,
}

/// What a member is, and so what can be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Text by what most of it is: lines can be read and searched. HTML, SVG and scripts are text and nothing more.
    Text,
    /// Anything else; only [`Archive::reader`](crate::Archive::reader) reads it.
    Binary,
    Folder,
    /// A symbolic or hard link; shown, never followed.
    Link {
        /// Where it says it leads, as harmless text.
        to: String,
    },
    /// A device, pipe or socket.
    Device,
    /// Locked with a password.
    Encrypted,
    /// An archive whose members follow in the listing.
    Archive,
    /// Known by name only, or an archive that was not looked into.
    NotOpened {
        /// A whole sentence.
        why: String,
    },
}
