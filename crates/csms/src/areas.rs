//! The façade's small areas: every method begins with who is asking and speaks plain `model`.

mod access;
mod archives;
mod chargers;
mod commands;
mod firmware;
mod hosted;
mod people;
mod sessions;
mod sites;
mod tokens;
mod trace;

pub use access::{Access, NewPassword};
pub use archives::{Archives, MemberFile};
pub use chargers::{Added, Chargers, NewCharger, Password};
pub use commands::Commands;
pub use firmware::{FirmwareLibrary, UploadOf};
pub use hosted::Hosted;
pub use people::{Entry, People, SignIn};
pub use sessions::{Session, Sessions};
pub use sites::Sites;
pub use tokens::{NewToken, Tokens};
pub use trace::Trace;

use crate::import::Understood;
use crate::store::people::{first_organisation, organisation_id};
use crate::{Caller, Failure};
use sqlx::sqlite::SqliteConnection;

/// A change to people, sites or chargers that was not made: a sentence, or a failure.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRefused {
    #[error("{0}")]
    Because(String),
    /// A row of an imported file, by its line in the file (the header is line 1).
    #[error("line {line}: {why}")]
    Line { line: u64, why: String },
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl ChangeRefused {
    fn because(sentence: impl Into<String>) -> Self {
        ChangeRefused::Because(sentence.into())
    }
}

/// A file that was taken.
#[derive(Debug)]
pub struct Imported {
    /// Rows of it.
    pub taken: u64,
    pub understood: Understood,
}

/// What a transaction found to be in the way; it is rolled back by it.
type Change<T> = Result<T, ChangeRefused>;

impl ChangeRefused {
    /// A row that was refused inside a transaction comes out of it as a failure, so that the whole file is rolled back.
    fn from_import(failure: Failure) -> Self {
        match failure {
            Failure::Row { line, why } => ChangeRefused::Line { line, why },
            other => ChangeRefused::Failed(other),
        }
    }
}

/// Ends an import at a row: nothing of the file is taken.
fn roll_back<T>(line: u64, why: String) -> Result<T, Failure> {
    Err(Failure::Row { line, why })
}

/// The row id of the caller's organisation; empty before there is any.
async fn own_organisation(connection: &mut SqliteConnection, caller: &Caller) -> Result<String, Failure> {
    let id = match caller.operator() {
        Some(operator) => organisation_id(connection, operator.organisation_key.as_str()).await?,
        None => first_organisation(connection).await?,
    };
    Ok(id.unwrap_or_default())
}
