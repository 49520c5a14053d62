//! Files of chargers and of sites, as spreadsheets save them, read into plain rows; the first bad row is named by its line, and
//! nothing is taken.

mod bad_line;
mod cells;
mod columns;
mod damage;
mod known;
mod plain;
mod table;
mod text;

use bad_line::BadLine;
use known::{CHARGER_COLUMNS, SITE_COLUMNS};
use std::collections::HashMap;
use table::Table;
use words::SecretText;
use words::check_identity;
use words::local_time::is_zone;
use words::{is_unprintable, printable};

/// Characters of a name.
const NAME_MAX: usize = 120;
/// Bytes of a charger's password.
const PASSWORD_MAX: usize = 256;
/// Characters of the file that a sentence repeats.
const QUOTED_MAX: usize = 60;

/// How a file's first line was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    /// What a column is called in the file, and what it was read as, where these differ.
    pub read_as: Vec<(String, &'static str)>,
    /// Columns that nothing was read from.
    pub left_out: Vec<String>,
    /// What else was taken for something without being told so: the encoding, what stands above the header.
    pub notes: Vec<String>,
}

/// A file that was taken.
#[derive(Debug)]
pub struct ImportResult {
    /// Rows of it.
    pub taken: u64,
    pub understood: Understood,
}

/// A charger as a file names it.
#[derive(Clone, Debug)]
pub(crate) struct ChargerRow {
    /// Line in the file where the row begins; the header is line 1.
    pub(crate) line: u64,
    pub(crate) identity: String,
    pub(crate) name: Option<String>,
    pub(crate) site: String,
    pub(crate) password: Option<SecretText>,
}

/// A site as a file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SiteRow {
    pub(crate) line: u64,
    pub(crate) name: String,
    pub(crate) organisation: String,
    /// Checked to be one that is known.
    pub(crate) time_zone: Option<String>,
}

/// Reads chargers; name and password may be empty. An identity comes once.
pub(crate) fn read_chargers(csv: &[u8]) -> Result<(Vec<ChargerRow>, Understood), BadLine> {
    let mut seen = HashMap::new();
    let table = table::read(csv, &CHARGER_COLUMNS, |line, [identity, name, site, password]| {
        let identity = identity.trim();
        check_identity(identity)?;
        if let Some(first) = seen.insert(identity.to_owned(), line) {
            return Err(format!("The identity {identity} is already on line {first}."));
        }
        if password.len() > PASSWORD_MAX {
            return Err(format!("The password is longer than {PASSWORD_MAX} bytes."));
        }
        if password.chars().any(char::is_control) {
            return Err("The password holds a control character.".to_owned());
        }
        Ok(ChargerRow {
            line,
            identity: identity.to_owned(),
            name: optional_name("name", name)?,
            site: required_name("site", site)?,
            password: (!password.is_empty()).then(|| SecretText::new(password)),
        })
    })?;
    Ok(told(table))
}

/// Reads sites; the time zone may be empty. A name comes once in an organisation.
pub(crate) fn read_sites(csv: &[u8]) -> Result<(Vec<SiteRow>, Understood), BadLine> {
    let mut seen = HashMap::new();
    let table = table::read(csv, &SITE_COLUMNS, |line, [name, organisation, time_zone]| {
        let name = required_name("name", name)?;
        let organisation = required_name("organisation", organisation)?;
        if let Some(first) = seen.insert((organisation.clone(), name.clone()), line) {
            return Err(format!("The site {name} of {organisation} is already on line {first}."));
        }
        let time_zone = optional_name("time_zone", time_zone)?;
        match &time_zone {
            Some(zone) if !is_zone(zone) => Err(format!("{zone} is not a time zone; write it like Europe/Berlin.")),
            Some(_) | None => Ok(SiteRow { line, name, organisation, time_zone }),
        }
    })?;
    Ok(told(table))
}

fn told<T>(table: Table<T>) -> (Vec<T>, Understood) {
    (table.rows, Understood { read_as: table.read_as, left_out: table.left_out, notes: table.notes })
}

fn required_name(column: &str, cell: &str) -> Result<String, String> {
    optional_name(column, cell)?.ok_or_else(|| format!("The column {column} is empty."))
}

fn optional_name(column: &str, cell: &str) -> Result<Option<String>, String> {
    let name = cell.trim();
    if name.chars().count() > NAME_MAX {
        return Err(format!(
            "The column {column} is longer than {NAME_MAX} characters: {}",
            printable(name, QUOTED_MAX)
        ));
    }
    if name.chars().any(is_unprintable) {
        return Err(format!(
            "The column {column} holds a character that cannot be printed: {}",
            printable(name, QUOTED_MAX)
        ));
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

#[cfg(test)]
mod tests;
