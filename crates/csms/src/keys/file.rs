//! The key file: one line of text that everything secret in the data folder hangs on, readable by its owner alone.

use crate::random::{hex, random, random_key};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Length of the key that the others are derived from.
pub(super) const MASTER_BYTES: usize = 32;
/// What the line begins with; another number is another format.
const LABEL: &str = "chargehand-key-1 ";
/// Nothing longer can be a key file.
const READ_MAX: u64 = 1024;

/// Why the key file cannot be used, in a sentence for whoever starts the server.
#[derive(Debug, Error)]
pub(crate) enum KeyFileError {
    #[error("the key file {} cannot be read: {why}", path.display())]
    Unreadable { path: PathBuf, why: io::Error },
    #[error("the key file {} cannot be made: {why}", path.display())]
    NotMade { path: PathBuf, why: io::Error },
    #[error("the key file {} can be read by others (mode {mode:03o}); make it yours alone: chmod 600 {}", path.display(), path.display())]
    OpenToOthers { path: PathBuf, mode: u32 },
    #[error("{} is not a key file; put back the one that belongs to this data folder", path.display())]
    Malformed { path: PathBuf },
}

pub(super) fn read_or_create(path: &Path) -> Result<[u8; MASTER_BYTES], KeyFileError> {
    match read(path) {
        Err(KeyFileError::Unreadable { why, .. }) if why.kind() == io::ErrorKind::NotFound => {
            match create(path) {
                // Somebody else was quicker: theirs holds.
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
                Err(why) => return Err(KeyFileError::NotMade { path: path.to_owned(), why }),
                Ok(()) => {}
            }
            read(path)
        }
        read => read,
    }
}

fn read(path: &Path) -> Result<[u8; MASTER_BYTES], KeyFileError> {
    let unreadable = |why| KeyFileError::Unreadable { path: path.to_owned(), why };
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(KeyFileError::Malformed { path: path.to_owned() });
    }
    check_mode(path, &about)?;
    let mut text = String::new();
    match file.take(READ_MAX).read_to_string(&mut text) {
        Ok(_) => parse(&text).ok_or_else(|| KeyFileError::Malformed { path: path.to_owned() }),
        Err(why) if why.kind() == io::ErrorKind::InvalidData => Err(KeyFileError::Malformed { path: path.to_owned() }),
        Err(why) => Err(unreadable(why)),
    }
}

/// Writes a whole file beside it and links it into its place, so that a stop half-way leaves no half key, and two
/// starts at once agree on one.
fn create(path: &Path) -> io::Result<()> {
    let beside = path.with_extension(format!("new-{}", random_key()));
    let written = write_new(&beside).and_then(|()| fs::hard_link(&beside, path));
    let removed = fs::remove_file(&beside);
    written?;
    removed?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn write_new(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(format!("{LABEL}{}\n", hex(&random::<MASTER_BYTES>())).as_bytes())?;
    file.sync_all()
}

fn parse(text: &str) -> Option<[u8; MASTER_BYTES]> {
    let digits = text.strip_prefix(LABEL)?.trim_end().as_bytes();
    let mut key = [0; MASTER_BYTES];
    if digits.len() != 2 * MASTER_BYTES {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(key)
}

#[cfg(unix)]
fn check_mode(path: &Path, about: &fs::Metadata) -> Result<(), KeyFileError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyFileError::OpenToOthers { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn check_mode(_path: &Path, _about: &fs::Metadata) -> Result<(), KeyFileError> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A folder of this test's own, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            let path = std::env::temp_dir().join(format!("chargehand-keys-{}", crate::random::random_key()));
            fs::create_dir(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_file_is_made_once_for_its_owner_alone() {
        let folder = Folder::new();
        let path = folder.0.join("key");
        let first = read_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read_or_create(&path).unwrap(), first);
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing else is left in the folder");
        assert_eq!(create(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(read_or_create(&path).unwrap(), first, "it is never overwritten");
    }

    #[test]
    fn a_file_open_to_others_or_malformed_is_refused_in_a_sentence() {
        let folder = Folder::new();
        let path = folder.0.join("key");
        let good = format!("{LABEL}{}\n", "ab".repeat(MASTER_BYTES));
        let check = |content: &str, mode: u32, expected: &str| {
            fs::write(&path, content).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let sentence = read_or_create(&path).map(|_| ()).map_err(|error| error.to_string());
            match expected {
                "" => assert_eq!(sentence, Ok(())),
                part => assert!(sentence.as_ref().unwrap_err().contains(part), "{sentence:?}"),
            }
        };
        check(&good, 0o600, "");
        check(&good, 0o400, "");
        check(&good, 0o644, "can be read by others (mode 644)");
        check(&good, 0o640, "can be read by others (mode 640)");
        check("", 0o600, "is not a key file");
        check(&good[..good.len() - 3], 0o600, "is not a key file");
        check(&good.replace("key-1", "key-2"), 0o600, "is not a key file");
        check(&good.replace("ab", "xy"), 0o600, "is not a key file");
        check(&"x".repeat(5000), 0o600, "is not a key file");
        assert!(
            read_or_create(&folder.0.join("no/such/folder/key")).unwrap_err().to_string().contains("cannot be made")
        );
        assert!(read_or_create(&folder.0).unwrap_err().to_string().contains("is not a key file"));
    }
}
