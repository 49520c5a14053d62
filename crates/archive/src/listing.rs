//! Lists an archive and the archives inside it, within the limits.

mod behind;
pub(crate) mod directory;
mod salvage;
mod tarball;
mod zipped;

use crate::error::ArchiveError;
use crate::formats;
use crate::judging::{self, Judgement};
use crate::limits::{Limits, size};
use crate::member::{Kind, Member, What};
use crate::meter::{MeteredReader, PackedBytes, Spent};
use crate::packing::Packing;
use crate::reading::{Container, Location, MemberReader, Method, ReadOperation, unpack};
use crate::shown;
use crate::sniff::{self, Magic, Utf16};
use crate::source::Source;
use crate::unpacked::UnpackedFile;
use std::io::{self, Read};

/// The longest target of a symbolic link that is read, in bytes.
const LINK_BYTES: u64 = 4096;

/// A listing being made.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) members: Vec<Member>,
    /// Beside the members; `None` for what cannot be read.
    pub(crate) places: Vec<Option<Location>>,
    pub(crate) containers: Vec<Container>,
    pub(crate) cut_short: Option<String>,
    /// The archive itself is damaged; what is inside it may be damaged without it.
    pub(crate) damaged: bool,
    /// And it is so because it ends too early.
    pub(crate) ends_early: bool,
    limits: Limits,
    spent: Spent,
    nested_left: u64,
}

/// The archive a member is found in.
#[derive(Debug, Clone, Copy)]
struct Inside<'a> {
    container: usize,
    /// Before each path: empty or `inner.zip/`.
    prefix: &'a str,
    depth: usize,
}

/// What an archive says of a member.
#[derive(Debug)]
struct Found {
    /// Harmless text already.
    name: String,
    bytes: Option<u64>,
    modified: Option<i64>,
}

/// What a file is that is no archive.
#[derive(Debug)]
struct Seen {
    what: What,
    note: Option<String>,
    order: Option<Utf16>,
}

impl Seen {
    /// Of a file that begins with `head` and goes on with `rest`; `look_again` may judge it otherwise.
    fn of(head: &[u8], rest: &mut impl Read, look_again: impl FnOnce(Judgement) -> Judgement) -> Self {
        if let Some(format) = formats::known(head) {
            let format = formats::with_its_lock(format, head, rest);
            return Self { what: What::Binary, note: Some(format.note()), order: None };
        }
        let mut zeros = Vec::new();
        if behind::is_empty_tar(head, rest, &mut zeros) {
            return Self { what: What::Binary, note: Some(behind::EMPTY_TAR.to_owned()), order: None };
        }
        let rest = &mut zeros.chain(rest);
        let Judgement { is_text, order, padded, western } = look_again(judging::judge(head, rest));
        let padding = (is_text && padded).then_some("Stretches of padding (NUL or FF bytes) in it are left out.");
        let code = western.then_some("It is not in UTF-8 and is read as Windows-1252.");
        let notes: Vec<&str> = padding.into_iter().chain(code).collect();
        let note = (!notes.is_empty()).then(|| notes.join(" "));
        Self { what: if is_text { What::Text } else { What::Binary }, note, order }
    }
}

impl Seen {
    /// With another sentence.
    fn with(self, sentence: &str) -> Self {
        let note = self.note.map_or(sentence.to_owned(), |note| format!("{note} {sentence}"));
        Self { note: Some(note), ..self }
    }
}

impl Listing {
    /// Lists the source; `name` is what its only file is called where it has no name of its own. `unpacked` is what it holds, where that
    /// is known already.
    pub(crate) fn of(
        source: Source,
        name: &str,
        limits: Limits,
        unpacked: Option<&UnpackedFile>,
    ) -> Result<(Kind, Self), ArchiveError> {
        let mut listing = Self {
            members: Vec::new(),
            places: Vec::new(),
            containers: Vec::new(),
            cut_short: None,
            damaged: false,
            ends_early: false,
            limits,
            spent: Spent::new(&limits),
            nested_left: limits.nested_bytes,
        };
        let (head, failure) = sniff::head(&mut source.cursor());
        if let Some(failure) = failure {
            return Err(failure.into());
        }
        let lead = sniff::lead(&head);
        let (source, head) =
            if lead > 0 { (source.behind(lead as u64), head[lead..].to_vec()) } else { (source, head) };
        let mut magic = sniff::magic(&head);
        let mut zip_behind = false;
        if magic == Magic::None && formats::known(&head).is_none() && directory::is_behind(&source)? {
            zip_behind = true;
            if behind::is_stub(&head) {
                magic = Magic::Zip;
            }
        }
        if magic == Magic::None {
            let bytes = source.bytes();
            let found = Found { name: shown::name(name.as_bytes()), bytes: Some(bytes), modified: None };
            let seen = Seen::of(&head, &mut source.slice(head.len() as u64, bytes), |judged| {
                if judged.is_text { judged } else { judging::judge_parts(&source) }
            });
            let place = Location {
                container: 0,
                start: 0,
                length: Some(bytes),
                method: Method::Stored,
                declared: None,
                order: None,
            };
            listing.containers.push(Container { source: source.clone(), packing: None });
            let seen = if zip_behind { seen.with(behind::NOTE) } else { seen };
            listing.add_seen("", found, seen, place);
            return Ok((Kind::Plain, listing));
        }
        let kind = match (magic, unpacked) {
            (Magic::Packed(packing), Some(UnpackedFile(held))) => listing.unpacked(packing, held.clone(), name)?,
            _packed_or_not_so => listing.container(source, magic, "", name, 0)?,
        };
        Ok((kind, listing))
    }

    /// Lists one archive, at the top or inside another.
    fn container(
        &mut self,
        source: Source,
        magic: Magic,
        prefix: &str,
        name: &str,
        depth: usize,
    ) -> Result<Kind, ArchiveError> {
        let inside = Inside { container: self.containers.len(), prefix, depth };
        let packing = match magic {
            Magic::Packed(packing) => Some(packing),
            Magic::Zip | Magic::Tar | Magic::None => None,
        };
        self.containers.push(Container { source: source.clone(), packing });
        match magic {
            Magic::Zip => zipped::list(self, &source, inside).map(|()| Kind::Zip),
            Magic::Tar => tarball::list(self, tarball::Tape::file(&source), inside).map(|()| Kind::Tar),
            Magic::Packed(packing) => self.packed(packing, &source, name, inside),
            Magic::None => Ok(Kind::Plain),
        }
    }

    fn packed(
        &mut self,
        packing: Packing,
        source: &Source,
        name: &str,
        inside: Inside<'_>,
    ) -> Result<Kind, ArchiveError> {
        let stream = unpack(source, packing, &self.limits, self.spent.clone());
        self.streamed(packing, stream, name, inside)
    }

    /// The same of a file that was unpacked before, in which every place can be gone to.
    fn unpacked(&mut self, packing: Packing, held: Source, name: &str) -> Result<Kind, ArchiveError> {
        let inside = Inside { container: self.containers.len(), prefix: "", depth: 0 };
        let stream =
            MeteredReader::of_member(PackedBytes::new(held.cursor()), false, None, &self.limits, self.spent.clone());
        self.containers.push(Container { source: held, packing: None });
        self.streamed(packing, stream, name, inside)
    }

    fn streamed(
        &mut self,
        packing: Packing,
        mut stream: MeteredReader,
        name: &str,
        inside: Inside<'_>,
    ) -> Result<Kind, ArchiveError> {
        let (head, failure) = sniff::head(&mut stream);
        if sniff::magic(&head) == Magic::Tar {
            let rest = FailingLast { failure, inner: &mut stream };
            tarball::list(self, tarball::Tape::stream(head, rest), inside)?;
            return Ok(Kind::PackedTar(packing));
        }
        let header = stream.gz_header();
        let said = header.and_then(|header| header.filename()).filter(|said| !said.is_empty());
        let modified = header.map(|header| i64::from(header.mtime())).filter(|&seconds| seconds != 0);
        let name = match said {
            Some(said) => shown::name(said),
            None => shown::name(packing.unpacked_name(name).as_bytes()),
        };
        let found = Found { name, bytes: None, modified: modified.map(|seconds| seconds * 1000) };
        let place = Location {
            container: inside.container,
            start: 0,
            length: None,
            method: Method::Stored,
            declared: None,
            order: None,
        };
        if let Some(failure) = failure {
            let error = ArchiveError::from(failure);
            let refused = matches!(error, ArchiveError::Limit(_)) && head.is_empty();
            let why = error.to_string();
            self.end(inside, error)?;
            if refused {
                self.add(inside.prefix, found, What::NotOpened { why }, Some(place));
            } else {
                let seen = Seen::of(&head, &mut io::empty(), |judged| judged);
                self.add_seen(inside.prefix, found, seen, place);
            }
        } else {
            self.file(inside, found, place, &head, &mut stream)?;
        }
        Ok(Kind::Packed(packing))
    }

    /// Adds a regular file that begins with `head` and goes on with `rest`; an archive is opened.
    fn file(
        &mut self,
        inside: Inside<'_>,
        found: Found,
        place: Location,
        head: &[u8],
        rest: &mut impl Read,
    ) -> Result<(), ArchiveError> {
        let lead = sniff::lead(head);
        let magic = sniff::magic(&head[lead..]);
        if magic == Magic::None {
            let seen = Seen::of(head, rest, |judged| judged);
            self.add_seen(inside.prefix, found, seen, place);
            return Ok(());
        }
        let held = match self.hold(inside.depth, head, rest) {
            Ok(held) => held,
            Err(error) => {
                let why = error.cut_short()?;
                self.add(inside.prefix, found, What::NotOpened { why }, Some(place));
                return Ok(());
            }
        };
        let name = found.name.clone();
        let at = self.members.len();
        if !self.add(inside.prefix, found, What::Archive, Some(place)) {
            return Ok(());
        }
        let prefix = format!("{}/", self.members[at].path);
        if let Err(error) =
            self.container(Source::memory(held).behind(lead as u64), magic, &prefix, &name, inside.depth + 1)
        {
            let why = error.cut_short()?;
            self.members[at].what = What::NotOpened { why };
        }
        Ok(())
    }

    /// Takes an archive inside the archive into memory.
    fn hold(&mut self, depth: usize, head: &[u8], rest: &mut impl Read) -> Result<Vec<u8>, ArchiveError> {
        if depth >= self.limits.depth {
            let depth = self.limits.depth;
            return Err(ArchiveError::Limit(format!("Archives are opened {depth} deep and no deeper.")));
        }
        let mut held = head.to_vec();
        rest.take(self.nested_left.saturating_add(1).saturating_sub(held.len() as u64)).read_to_end(&mut held)?;
        match self.nested_left.checked_sub(held.len() as u64) {
            Some(left) => {
                self.nested_left = left;
                Ok(held)
            }
            None => {
                let most = size(self.limits.nested_bytes);
                Err(ArchiveError::Limit(format!("Archives inside an archive are opened up to {most} altogether.")))
            }
        }
    }

    /// Adds a file that is no archive.
    fn add_seen(&mut self, prefix: &str, found: Found, seen: Seen, place: Location) {
        let Seen { what, note, order } = seen;
        if self.add(prefix, found, what, Some(Location { order, ..place })) {
            self.members.last_mut().expect("a member was just added").note = note;
        }
    }

    /// Adds a member; false if the listing is full.
    fn add(&mut self, prefix: &str, found: Found, what: What, place: Option<Location>) -> bool {
        if self.is_full() {
            return false;
        }
        self.members.push(Member {
            index: self.members.len(),
            path: format!("{prefix}{}", found.name),
            bytes: found.bytes,
            modified: found.modified,
            what,
            note: None,
        });
        self.places.push(place);
        true
    }

    /// True, and said so, if another member would be one too many.
    fn is_full(&mut self) -> bool {
        let full = self.members.len() >= self.limits.members;
        if full {
            self.cut(format!("Only the first {} files are listed.", self.limits.members));
        }
        full
    }

    /// The list ends here by damage or a limit; an error of the machine stays one.
    fn end(&mut self, inside: Inside<'_>, error: ArchiveError) -> Result<(), ArchiveError> {
        let at_top = inside.depth == 0;
        self.damaged |= at_top && matches!(error, ArchiveError::Damaged(_) | ArchiveError::EndsEarly);
        self.ends_early |= at_top && matches!(error, ArchiveError::EndsEarly);
        self.cut(error.cut_short()?);
        Ok(())
    }

    /// Says why the list is not complete; the first reason stays.
    fn cut(&mut self, why: String) {
        self.cut_short.get_or_insert(why);
    }

    /// Opens a member found in a zip, to look at its first bytes.
    fn look(&self, place: &Location) -> Result<MemberReader<MeteredReader>, ArchiveError> {
        ReadOperation::new(&self.containers, self.limits, self.spent.clone()).into_reader(place)
    }
}

/// Gives the failure that was met while looking ahead, in its turn.
#[derive(Debug)]
struct FailingLast<R> {
    failure: Option<io::Error>,
    inner: R,
}

impl<R: Read> Read for FailingLast<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => self.inner.read(buffer),
        }
    }
}
