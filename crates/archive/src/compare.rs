//! Compares two archives file by file.

use crate::archive::Archive;
use crate::error::ArchiveError;
use crate::member::{Member, What};
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Read};

/// Bytes hashed at once.
const CHUNK: usize = 64 * 1024;

/// Two archives beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// In the order of the right archive, those that are gone after it.
    pub files: Vec<FileDifference>,
    /// Why not everything was compared, in a sentence.
    pub cut_short: Option<String>,
}

/// One file on either side or both. Folders, and archives whose members are compared, are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDifference {
    /// Its path on the right, or on the left if it is gone.
    pub path: String,
    /// Its index on the left.
    pub left: Option<usize>,
    /// Its index on the right.
    pub right: Option<usize>,
    pub change: Change,
    /// Unpacked bytes as declared.
    pub left_bytes: Option<u64>,
    /// Unpacked bytes as declared.
    pub right_bytes: Option<u64>,
}

/// What became of a file from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    Added,
    Gone,
    Changed,
    /// Equal bytes, or links that lead to the same place.
    Same,
    /// On both sides, but not read to its end on both: locked, damaged, too large or not opened.
    NotCompared,
}

/// A file's bytes in short; the keys are made anew for each comparison, so that no file can be made to look like another.
type Digest = (u64, u64);

/// Compares the files of two archives by their bytes. They are matched by path, the first with the first where a path
/// comes more than once; if each archive has one top-level folder and these differ, it does not count; if each has one
/// file of text and nothing else, these match whatever they are called.
///
/// # Errors
/// [`ArchiveError::Io`] if a file cannot be read. Damage and limits are no errors: what they concern is
/// [`Change::NotCompared`], and [`Comparison::cut_short`] says why.
pub fn compare(left: &Archive, right: &Archive) -> Result<Comparison, ArchiveError> {
    let mut files = matched(left, right);
    let mut cut_short = None;
    let mut wanted = (HashSet::new(), HashSet::new());
    for file in &mut files {
        let (Some(l), Some(r)) = (file.left, file.right) else { continue };
        file.change = without_reading(&left.members()[l], &right.members()[r]).unwrap_or_else(|| {
            wanted.0.insert(l);
            wanted.1.insert(r);
            Change::NotCompared
        });
    }
    let keys = (RandomState::new(), RandomState::new());
    let left_digests = digests(left, &wanted.0, &keys, &mut cut_short)?;
    let right_digests = digests(right, &wanted.1, &keys, &mut cut_short)?;
    for file in &mut files {
        let (Some(l), Some(r)) = (file.left, file.right) else { continue };
        if let (Some(l), Some(r)) = (left_digests.get(&l), right_digests.get(&r)) {
            file.change = if l == r { Change::Same } else { Change::Changed };
        }
    }
    for (side, archive) in [("left", left), ("right", right)] {
        if let Some(why) = archive.cut_short() {
            cut_short.get_or_insert_with(|| format!("The {side} archive is not listed to its end. {why}"));
        }
    }
    Ok(Comparison { files, cut_short })
}

/// The files of both sides, with [`Change::NotCompared`] where both have it.
fn matched(left: &Archive, right: &Archive) -> Vec<FileDifference> {
    let (lefts, rights) = (files(left), files(right));
    let (left_top, right_top) = (top_folder(&lefts), top_folder(&rights));
    let strip = left_top.is_some() && right_top.is_some() && left_top != right_top;
    let single = match (lefts.as_slice(), rights.as_slice()) {
        ([l], [r]) => l.what == What::Text && r.what == What::Text,
        _ => false,
    };
    let key = |member: &Member, top: Option<&str>| {
        let path = plain_path(&member.path);
        if single {
            return String::new();
        }
        match top.filter(|_| strip) {
            Some(top) => path[top.len() + 1..].to_owned(),
            None => path.to_owned(),
        }
    };
    let mut by_key: HashMap<String, Vec<&Member>> = HashMap::new();
    for member in lefts.iter().rev() {
        by_key.entry(key(member, left_top)).or_default().push(member);
    }
    let mut paired = HashSet::new();
    let mut files: Vec<FileDifference> = Vec::new();
    for member in &rights {
        let partner = by_key.get_mut(&key(member, right_top)).and_then(Vec::pop);
        paired.extend(partner.map(|partner| partner.index));
        files.push(difference(partner, Some(member)));
    }
    let gone = lefts.iter().filter(|member| !paired.contains(&member.index));
    files.extend(gone.map(|member| difference(Some(member), None)));
    files
}

fn difference(left: Option<&Member>, right: Option<&Member>) -> FileDifference {
    let change = match (left, right) {
        (Some(_), Some(_)) => Change::NotCompared,
        (Some(_), None) => Change::Gone,
        (None, _) => Change::Added,
    };
    FileDifference {
        path: right.or(left).map(|member| member.path.clone()).unwrap_or_default(),
        left: left.map(|member| member.index),
        right: right.map(|member| member.index),
        change,
        left_bytes: left.and_then(|member| member.bytes),
        right_bytes: right.and_then(|member| member.bytes),
    }
}

fn files(archive: &Archive) -> Vec<&Member> {
    let is_file = |member: &&Member| match member.what {
        What::Text | What::Binary | What::Link { .. } | What::Device | What::Encrypted | What::NotOpened { .. } => true,
        What::Folder | What::Archive => false,
    };
    archive.members().iter().filter(is_file).collect()
}

/// The folder that everything lies in.
fn top_folder<'a>(files: &[&'a Member]) -> Option<&'a str> {
    let mut tops = files.iter().map(|member| plain_path(&member.path).split_once('/').map(|(top, _)| top));
    let first = tops.next()??;
    tops.all(|top| top == Some(first)).then_some(first)
}

/// A path without the `./` that some tars begin each with.
fn plain_path(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// What can be said of two files of the same path without reading them.
fn without_reading(left: &Member, right: &Member) -> Option<Change> {
    match (&left.what, &right.what) {
        (What::Text | What::Binary, What::Text | What::Binary) => match (left.bytes, right.bytes) {
            (Some(l), Some(r)) if l != r => Some(Change::Changed),
            _ => None,
        },
        (What::Link { to: l }, What::Link { to: r }) if l == r => Some(Change::Same),
        (What::Device, What::Device) => Some(Change::NotCompared),
        (What::Encrypted | What::NotOpened { .. }, _) | (_, What::Encrypted | What::NotOpened { .. }) => {
            Some(Change::NotCompared)
        }
        (
            What::Text | What::Binary | What::Link { .. } | What::Device | What::Folder | What::Archive,
            What::Text | What::Binary | What::Link { .. } | What::Device | What::Folder | What::Archive,
        ) => Some(Change::Changed),
    }
}

/// The digests of the wanted members that can be read to their end.
fn digests(
    archive: &Archive,
    wanted: &HashSet<usize>,
    keys: &(RandomState, RandomState),
    cut_short: &mut Option<String>,
) -> Result<HashMap<usize, Digest>, ArchiveError> {
    let mut digests = HashMap::new();
    let mut reading = archive.reading();
    for member in archive.members().iter().filter(|member| wanted.contains(&member.index)) {
        let place = archive.place(member.index)?;
        match reading.open(place).and_then(|reader| Ok(digest(reader, keys)?)) {
            Ok(digest) => drop(digests.insert(member.index, digest)),
            Err(error) => {
                let why = error.cut_short()?;
                cut_short.get_or_insert_with(|| format!("Not all of {} was compared. {why}", member.path));
            }
        }
        if reading.is_used_up() {
            break;
        }
    }
    Ok(digests)
}

fn digest(mut reader: impl Read, keys: &(RandomState, RandomState)) -> io::Result<Digest> {
    let mut hashers = (keys.0.build_hasher(), keys.1.build_hasher());
    let mut chunk = vec![0; CHUNK];
    loop {
        match reader.read(&mut chunk)? {
            0 => return Ok((hashers.0.finish(), hashers.1.finish())),
            read => {
                hashers.0.write(&chunk[..read]);
                hashers.1.write(&chunk[..read]);
            }
        }
    }
}
