//! Database, key file and files of a data folder belong together. Where one is missing, or is another folder's, nothing is
//! begun and nothing is made anew: it can be put back.

use crate::keys::Keys;
use crate::store::{Store, people};
use crate::{Failure, OpenError};
use std::path::Path;

/// Where the database keeps what its key file is recognised by.
const KEY_CHECK: &str = "key-check";

/// Looks at what lies there, before anything is opened or made.
pub fn check_folder(database: &Path, key: &Path, files: &Path) -> Result<(), OpenError> {
    let has_database = std::fs::metadata(database).is_ok_and(|found| found.len() > 0);
    if has_database && !key.exists() {
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
    Ok(())
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
                .write(move |connection| {
                    Box::pin(async move { people::set_meta(connection, KEY_CHECK, Some(&value)).await })
                })
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
