//! Is a file here to its end? Told by what its format says of its end, where it says anything.

use crate::error::ArchiveError;
use crate::formats::seven_zip_places;
use crate::limits::Limits;
use crate::listing::{Listing, directory};
use crate::meter::Spent;
use crate::reading::unpack;
use crate::sniff::{self, Magic};
use crate::source::Source;
use std::fs::File;
use std::io;
use std::path::Path;

/// Whether a file is here to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wholeness {
    /// It comes to the end that its format has. Padding or a signature may stand behind that, and a tar may lack its end blocks.
    Shown,
    /// It breaks off before that end.
    Missing,
    /// Its format has no end, is not known, or is broken before the end: only the sender can tell.
    Unknown,
}

/// Whether the file is here to its end; what is packed is unpacked for that, within the default limits. This blocks.
///
/// # Errors
/// If the file cannot be read; what is wrong with its contents is no error.
pub fn wholeness(path: &Path) -> io::Result<Wholeness> {
    let source = File::open(path).and_then(Source::file)?;
    match judge(source) {
        Ok(wholeness) => Ok(wholeness),
        Err(ArchiveError::Io(error)) => Err(error),
        Err(_) => Ok(Wholeness::Unknown),
    }
}

fn judge(source: Source) -> Result<Wholeness, ArchiveError> {
    let (head, failure) = sniff::head(&mut source.cursor());
    if let Some(failure) = failure {
        return Err(failure.into());
    }
    let lead = sniff::lead(&head);
    let (source, head) = (source.behind(lead as u64), &head[lead..]);
    let limits = Limits::default();
    Ok(match sniff::magic(head) {
        Magic::Packed(packing) => {
            let mut stream = unpack(&source, packing, &limits, Spent::new(&limits));
            match io::copy(&mut stream, &mut io::sink()).map_err(ArchiveError::from) {
                Ok(_) => Wholeness::Shown,
                Err(ArchiveError::EndsEarly) => Wholeness::Missing,
                Err(other) => return Err(other),
            }
        }
        Magic::Zip => match directory::end_of(&source)? {
            Some(_) => Wholeness::Shown,
            None if directory::has_unfit_end(&source)? => Wholeness::Unknown,
            None => Wholeness::Missing,
        },
        Magic::Tar => match Listing::of(source, "", limits, None)?.1 {
            listing if listing.ends_early => Wholeness::Missing,
            listing if listing.damaged => Wholeness::Unknown,
            _ => Wholeness::Shown,
        },
        Magic::None => match seven_zip_places(head).and_then(|(begin, length)| begin.checked_add(length)) {
            Some(end) if end <= source.bytes() => Wholeness::Shown,
            Some(_) => Wholeness::Missing,
            None => Wholeness::Unknown,
        },
    })
}
