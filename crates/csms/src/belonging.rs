//! Database, key file and files of a data folder belong together. Where one is missing, or is another folder's, nothing is
//! begun and nothing is made anew: it can be put back.

use crate::failure::Failure;
use crate::failure::OpenError;
use crate::keys::Keys;
use crate::store::{Store, people};
use std::io;
use std::path::{Path, PathBuf};

/// Where the database keeps what its key file is recognised by.
const KEY_CHECK: &str = "key-check";

/// Lies in the folder from before its key is made until its database knows the key: a start that was stopped in between is gone on
/// with, where a key without a database is otherwise a backup of which a part is missing.
const BEGINNING: &str = "beginning";

/// A data folder that is fit to be opened.
pub struct Fit {
    beginning: PathBuf,
}

impl Fit {
    /// The database knows its key: from now on neither goes without the other.
    pub fn begun(&self) -> Result<(), OpenError> {
        match std::fs::remove_file(&self.beginning) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(OpenError::unusable(&self.beginning, &error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// Looks at what lies there, before anything is opened or made. Another start may be making it meanwhile, so that what is made later
/// is looked at first where it must not be there alone, and last where it must not be missing.
pub fn check_folder(folder: &Path, database: &Path, key: &Path, files: &Path) -> Result<Fit, OpenError> {
    let beginning = folder.join(BEGINNING);
    let holds_something = |file: &Path| std::fs::metadata(file).is_ok_and(|found| found.len() > 0);
    let had_database = holds_something(database);
    let has_key = key.exists();
    let is_beginning = beginning.exists();
    let has_database = holds_something(database);
    if had_database && !has_key {
        return Err(OpenError::Refused(format!(
            "the key file {key} is missing, and the database beside it cannot be used without it; put it back from your \
             backup. To begin anew instead, give --data another folder",
            key = key.display()
        )));
    }
    if !has_database && holds_files(files) {
        return Err(OpenError::Refused(format!(
            "{files} holds files, and their database {database} is missing; put it back from your backup. To begin anew \
             instead, give --data another folder",
            files = files.display(),
            database = database.display()
        )));
    }
    if has_key && !has_database && !is_beginning {
        return Err(OpenError::Refused(format!(
            "the key file {key} is here, and its database {database} is {how}; put the database back from your backup. If there \
             never was one, remove {key} and start again",
            key = key.display(),
            database = database.display(),
            how = if database.exists() { "empty" } else { "missing" }
        )));
    }
    if !has_key && !has_database {
        std::fs::write(&beginning, "").map_err(|error| OpenError::unusable(&beginning, &error))?;
    }
    Ok(Fit { beginning })
}

/// Is the key file the one that this database was made with? A database that has not known any so far knows this one from now on.
pub async fn check_key(store: &Store, keys: &Keys, key: &Path) -> Result<(), OpenError> {
    let value = keys.check_value();
    let known = {
        let mut reading = store.read().await?;
        people::meta(&mut reading, KEY_CHECK).await?
    };
    match known {
        Some(known) if known == value => Ok(()),
        Some(_) => Err(OpenError::Refused(format!(
            "the key file {} belongs to another database; put back the one that belongs to this one, or the database that \
             belongs to it",
            key.display()
        ))),
        None => {
            let noted: Result<(), Failure> = store
                .write(move |tx| Box::pin(async move { people::set_meta(tx, KEY_CHECK, Some(&value)).await }))
                .await;
            Ok(noted?)
        }
    }
}

/// Is there a file in one of the rooms?
fn holds_files(files: &Path) -> bool {
    let entries = |path: &Path| std::fs::read_dir(path).into_iter().flatten().flatten();
    entries(files).any(|room| entries(&room.path()).next().is_some())
}

#[cfg(test)]
mod tests;
