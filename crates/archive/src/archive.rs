//! An opened archive: its listing, and the ways to read it.

use crate::error::ArchiveError;
use crate::limits::Limits;
use crate::listing::Listing;
use crate::member::{Kind, Member, What};
use crate::meter::Spent;
use crate::reading::{Container, Location, ReadOperation};
use crate::source::Source;
use crate::unpacked::UnpackedFile;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// An archive or a plain file, listed once and read in place. All reading blocks; call it where that is allowed.
///
/// The file must not change while it is open.
#[derive(Debug)]
pub struct Archive {
    pub(crate) limits: Limits,
    kind: Kind,
    members: Vec<Member>,
    places: Vec<Option<Location>>,
    containers: Vec<Container>,
    cut_short: Option<String>,
    damaged: bool,
}

impl Archive {
    /// Opens and lists the file, archives inside it included. Its kind is told by its first bytes; `name` is what a plain
    /// file's only member is called.
    ///
    /// A damaged archive opens as far as it can be listed; [`Archive::cut_short`] then says so.
    ///
    /// # Errors
    /// [`ArchiveError::Io`] if the file cannot be read; [`ArchiveError::Damaged`] or [`ArchiveError::Limit`] if nothing of
    /// it can be listed at all.
    pub fn open(path: &Path, name: &str, limits: Limits) -> Result<Archive, ArchiveError> {
        Self::open_unpacked(path, name, limits, None)
    }

    /// The same of a file that was unpacked before.
    ///
    /// # Errors
    /// As those of [`Archive::open`].
    pub fn open_unpacked(
        path: &Path,
        name: &str,
        limits: Limits,
        unpacked: Option<&UnpackedFile>,
    ) -> Result<Archive, ArchiveError> {
        let source = File::open(path).and_then(Source::file).map_err(ArchiveError::Io)?;
        let (kind, listing) = Listing::of(source, name, limits, unpacked)?;
        let Listing { members, places, containers, cut_short, damaged, .. } = listing;
        Ok(Self { limits, kind, members, places, containers, cut_short, damaged })
    }

    /// What the file is by its first bytes.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Everything in the archive in its own order; the members of an inner archive follow it.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Why the list is not complete, in a sentence: a limit was reached, or the archive is damaged.
    pub fn cut_short(&self) -> Option<&str> {
        self.cut_short.as_deref()
    }

    /// Whether the archive itself, not one inside it, ends too early or is not what its format says. Only the listing is
    /// looked at: of a gz that holds no tar, and of a zip's members, the bytes are not.
    pub fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// The raw bytes of one member. Reading past a limit or into damage gives an [`std::io::Error`] whose text is an
    /// [`ArchiveError`]'s sentence; what was read before is good.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchMember`]; [`ArchiveError::NotReadable`] for folders, links, devices and what is encrypted or
    /// shares its bytes; [`ArchiveError::Limit`] or [`ArchiveError::Damaged`] if its beginning cannot be reached.
    pub fn reader(&self, index: usize) -> Result<Box<dyn Read + Send>, ArchiveError> {
        let place = self.place(index)?;
        Ok(Box::new(self.reading().into_reader(place)?))
    }

    /// Begins an operation, with its own count of unpacked bytes.
    pub(crate) fn reading(&self) -> ReadOperation<'_> {
        ReadOperation::new(&self.containers, self.limits, Spent::new(&self.limits))
    }

    pub(crate) fn member(&self, index: usize) -> Result<&Member, ArchiveError> {
        self.members.get(index).ok_or(ArchiveError::NoSuchMember(index))
    }

    /// Where a member's bytes lie.
    pub(crate) fn place(&self, index: usize) -> Result<&Location, ArchiveError> {
        let member = self.member(index)?;
        self.places[index].as_ref().ok_or_else(|| {
            let why = match &member.what {
                What::Folder => "It is a folder.".into(),
                What::Link { .. } => "It is a link, and links are not followed.".into(),
                What::Device => "It is a device, pipe or socket.".into(),
                What::Encrypted => "It is locked with a password.".into(),
                What::NotOpened { why } => why.clone(),
                What::Text | What::Binary | What::Archive => "Its bytes are not there.".into(),
            };
            ArchiveError::NotReadable { path: member.path.clone(), why }
        })
    }

    /// Where a text member's bytes lie, and in what order.
    pub(crate) fn text_place(&self, index: usize) -> Result<&Location, ArchiveError> {
        let place = self.place(index)?;
        let member = self.member(index)?;
        if member.what == What::Text { Ok(place) } else { Err(ArchiveError::NotText { path: member.path.clone() }) }
    }
}
