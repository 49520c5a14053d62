//! Files of chargers and of sites, read into plain rows; the first bad row is named by its line, and nothing is taken.

use crate::ChangeRefused;
use csv::ByteRecord;
use std::collections::HashMap;
use words::SecretText;
use words::check_identity;
use words::local_time::is_zone;
use words::{is_unprintable, printable};

/// Rows of one file; more take several files, so that one import stays below a second inside the database.
const ROWS_MAX: usize = 100_000;
/// Characters of a name.
const NAME_MAX: usize = 120;
/// Bytes of a charger's password.
const PASSWORD_MAX: usize = 256;
/// Characters of the file that a sentence repeats.
const QUOTED_MAX: usize = 60;

const CHARGER_HEADER: [&str; 4] = ["identity", "name", "site", "password"];
const SITE_HEADER: [&str; 3] = ["name", "organisation", "time_zone"];

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

/// A file is refused at a line for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadLine {
    pub(crate) line: u64,
    pub(crate) why: String,
}

impl From<BadLine> for ChangeRefused {
    fn from(bad: BadLine) -> Self {
        ChangeRefused::Line { line: bad.line, why: bad.why }
    }
}

/// Reads `identity,name,site,password`; name and password may be empty. An identity comes once.
pub(crate) fn read_chargers(csv: &[u8]) -> Result<Vec<ChargerRow>, BadLine> {
    let mut seen = HashMap::new();
    read_rows(csv, CHARGER_HEADER, |line, [identity, name, site, password]| {
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
    })
}

/// Reads `name,organisation,time_zone`; the time zone may be empty. A name comes once in an organisation.
pub(crate) fn read_sites(csv: &[u8]) -> Result<Vec<SiteRow>, BadLine> {
    let mut seen = HashMap::new();
    read_rows(csv, SITE_HEADER, |line, [name, organisation, time_zone]| {
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
    })
}

/// Walks the rows under the expected header and lets `take` turn each one's cells into a row.
fn read_rows<const N: usize, Row>(
    csv: &[u8],
    header: [&str; N],
    mut take: impl FnMut(u64, [&str; N]) -> Result<Row, String>,
) -> Result<Vec<Row>, BadLine> {
    if csv.starts_with(b"\xff\xfe") || csv.starts_with(b"\xfe\xff") {
        return Err(BadLine { line: 1, why: "The file is UTF-16; save it as CSV in UTF-8.".to_owned() });
    }
    let text = csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut rows = Vec::new();
    let mut has_header = false;
    let mut record = ByteRecord::new();
    loop {
        let line = lines.of_row_at(reader.position().byte());
        let refuse = |why| BadLine { line, why };
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) if has_header => return Ok(rows),
            Ok(false) => return Err(refuse(header_sentence(&header))),
            Err(_) => return Err(refuse("The row cannot be read as CSV.".to_owned())),
        }
        let cells = cells(&record).map_err(refuse)?;
        if !has_header {
            let fits =
                cells.len() == N && cells.iter().zip(header).all(|(cell, name)| cell.trim().eq_ignore_ascii_case(name));
            if !fits {
                return Err(refuse(header_sentence(&header)));
            }
            has_header = true;
            continue;
        }
        if rows.len() == ROWS_MAX {
            return Err(refuse(format!("The file has more than {ROWS_MAX} rows; split it.")));
        }
        let count = cells.len();
        let cells: [&str; N] = cells
            .try_into()
            .map_err(|_| refuse(format!("The row has {count} columns instead of {N} ({}).", header.join(","))))?;
        rows.push(take(line, cells).map_err(refuse)?);
    }
}

fn cells(record: &ByteRecord) -> Result<Vec<&str>, String> {
    record
        .iter()
        .map(|cell| {
            std::str::from_utf8(cell).map_err(|_| "The row is not UTF-8; save the file as CSV in UTF-8.".to_owned())
        })
        .collect()
}

fn header_sentence(header: &[&str]) -> String {
    format!("The first line must be {}, with commas.", header.join(","))
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

/// Counts the file's lines as far as the rows have come, those inside quotes and empty ones too.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the row that begins at this byte or after the line ends that follow it.
    fn of_row_at(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).map_or(self.text.len(), |byte| byte.min(self.text.len()));
        while self.at < start || matches!(self.text.get(self.at), Some(b'\r' | b'\n')) {
            let ends_line = match self.text[self.at] {
                b'\n' => true,
                // Of a pair the second one counts.
                b'\r' => self.text.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(ends_line);
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chargers_are_read_with_their_lines() {
        let csv = "\u{feff}identity,name,site,password\r\n\
                   CP-1,\"North,\r\nleft\",Site A,\r\n\
                   \r\n\
                   CP-2,,Site B, pass:\"word\r\n\
                   \"CP-3\",\"say \"\"hi\"\"\",\"Site C\",x\r\n";
        let refused = read_chargers(csv.as_bytes()).unwrap_err();
        assert_eq!((refused.line, refused.why.contains("printed")), (2, true), "{refused:?}");
        let rows = read_chargers(csv.replace("North,\r\nleft", "North, left").as_bytes()).unwrap();
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                (row.line, &*row.identity, row.name.as_deref(), &*row.site, row.password.as_ref().map(|p| p.expose()))
            })
            .collect();
        assert_eq!(
            told,
            [
                (2, "CP-1", Some("North, left"), "Site A", None),
                (4, "CP-2", None, "Site B", Some(" pass:\"word")),
                (5, "CP-3", Some("say \"hi\""), "Site C", Some("x")),
            ]
        );
    }

    #[test]
    fn sites_are_read() {
        let rows = read_sites(b"Name, Organisation ,TIME_ZONE\nDepot,Acme,Europe/Berlin\nDepot,Other,\n").unwrap();
        let row = |line, organisation: &str, zone: Option<&str>| SiteRow {
            line,
            name: "Depot".to_owned(),
            organisation: organisation.to_owned(),
            time_zone: zone.map(str::to_owned),
        };
        assert_eq!(rows, [row(2, "Acme", Some("Europe/Berlin")), row(3, "Other", None)]);
    }

    #[test]
    fn a_bad_row_is_named_by_its_line() {
        let check = |csv: &[u8], line: u64, part: &str| {
            let bad = read_chargers(csv).unwrap_err();
            assert!(bad.line == line && bad.why.contains(part), "{:?}: {bad:?}", String::from_utf8_lossy(csv));
        };
        check(b"", 1, "first line must be identity,name,site,password");
        check(b"identity;name;site;password\n", 1, "with commas");
        check(b"CP-1,,A,\n", 1, "first line must be");
        check(b"\xff\xfei\0d\0", 1, "UTF-16");
        check(b"identity,name,site,password\nCP-1,,A\n", 2, "3 columns instead of 4");
        check(b"identity,name,site,password\nCP-1,,A,,\n", 2, "5 columns");
        check(b"identity,name,site,password\n,,A,\n", 2, "identity is empty");
        check(b"identity,name,site,password\nCP-1,,,\n", 2, "site is empty");
        check(b"identity,name,site,password\nCP-1,,A,\nCP:2,,A,\n", 3, "\u{201c}:\u{201d}");
        check(b"identity,name,site,password\nCP-1,,A,\nCP-2,,A,\n CP-1,,B,\n", 4, "already on line 2");
        check(b"identity,name,site,password\nCP-1,\xe4,A,\n", 2, "not UTF-8");
        // Line ends inside quotes and empty lines are lines of the file, whatever they are made of.
        check(b"identity,name,site,password\nCP-1,,A,\"\"\n\n\nCP-2,,\"A\n\nB\",\n", 5, "printed");
        check(b"identity,name,site,password\r\rCP-1,,A,\rCP-1,,A,\r", 4, "already on line 3");
        check(b"\n\nidentity,name,site,password\nCP 1,,A,\n,,,\n", 5, "identity is empty");
        check(b"identity,name,site,password\nCP-1,,\"A,\n\n", 2, "3 columns");
        let zone = read_sites(b"name,organisation,time_zone\nA,B,Mars/Base\n").unwrap_err();
        assert_eq!((zone.line, zone.why.contains("Mars/Base")), (2, true));
        assert_eq!(read_sites(b"name,organisation,time_zone\nA,B,\nA,B,UTC\n").unwrap_err().line, 3);
    }

    #[test]
    fn a_row_after_quoted_line_ends_has_its_true_line() {
        let csv = b"identity,name,site,password\nCP-1,,A,\"\n\"\nCP-2,,A,\n";
        assert_eq!(
            read_chargers(csv).unwrap_err(),
            BadLine { line: 2, why: "The password holds a control character.".to_owned() }
        );
        let rows: Vec<u64> =
            read_rows(b"a,b\n\"1\n1\",2\r\n\r\n\"3\r\n\r\n\",4\n5,6".as_slice(), ["a", "b"], |line, _| Ok(line))
                .unwrap();
        assert_eq!(rows, [2, 5, 8]);
    }

    #[test]
    fn no_more_rows_than_the_limit() {
        let mut csv = "name,organisation,time_zone\n".to_owned();
        (0..ROWS_MAX).for_each(|number| csv.push_str(&format!("S{number},O,\n")));
        assert_eq!(read_sites(csv.as_bytes()).unwrap().len(), ROWS_MAX);
        csv.push_str("one,more,\n");
        assert_eq!(read_sites(csv.as_bytes()).unwrap_err().line, ROWS_MAX as u64 + 2);
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_refused(csv in proptest::collection::vec(any::<u8>(), 0..300), text in "[a,\"\r\n;]{0,60}") {
            let _ = (read_chargers(&csv), read_sites(&csv));
            let _ = read_chargers(format!("identity,name,site,password\n{text}").as_bytes());
        }
    }
}
