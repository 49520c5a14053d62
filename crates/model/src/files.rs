//! Files that Chargehand serves and receives itself: firmware images, diagnostics archives, and the addresses chargers use.

use crate::{ArchiveKey, ChargerKey, CommandKey, FirmwareKey, Moment};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a charger fetches a file or puts one here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileProtocol {
    Https,
    Http,
    Ftps,
    Ftp,
}

impl FileProtocol {
    /// The one preferred first: encrypted before plain, HTTP before FTP.
    pub const ALL: [FileProtocol; 4] = [FileProtocol::Https, FileProtocol::Http, FileProtocol::Ftps, FileProtocol::Ftp];

    /// The scheme in URLs: `https`.
    pub fn as_str(self) -> &'static str {
        match self {
            FileProtocol::Https => "https",
            FileProtocol::Http => "http",
            FileProtocol::Ftps => "ftps",
            FileProtocol::Ftp => "ftp",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.as_str() == text)
    }

    /// As people write it: `HTTPS`.
    pub fn words(self) -> &'static str {
        match self {
            FileProtocol::Https => "HTTPS",
            FileProtocol::Http => "HTTP",
            FileProtocol::Ftps => "FTPS",
            FileProtocol::Ftp => "FTP",
        }
    }

    pub fn is_encrypted(self) -> bool {
        matches!(self, FileProtocol::Https | FileProtocol::Ftps)
    }
}

impl fmt::Display for FileProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A firmware image in the library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firmware {
    pub key: FirmwareKey,
    /// The organisation it belongs to; those below it can use it, too.
    pub organisation: String,
    /// The file's name as chargers see it.
    pub name: String,
    pub vendor: String,
    pub model: String,
    pub version: String,
    pub notes: Option<String>,
    /// Length in bytes.
    pub bytes: i64,
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub md5: String,
    /// It has a signature and a signing certificate, which were found to fit.
    pub signed: bool,
    /// Whose certificate signed it, where it is signed.
    pub signer: Option<String>,
    pub by: String,
    pub uploaded: Moment,
    /// Chargers of this vendor and model that the person asking may see, and how many of them do not run this version.
    pub chargers: i64,
    pub behind: i64,
    /// May the person asking change or remove it?
    pub may_manage: bool,
}

/// The library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmwareList {
    pub rows: Vec<Firmware>,
    /// May the person asking upload?
    pub may_manage: bool,
    /// The longest image that is taken, in bytes.
    pub most_bytes: i64,
    /// Only what is signed by someone known here is taken and sent.
    pub signed_only: bool,
    /// The room of the images of the asker's own organisation.
    pub share: Share,
    pub now: i64,
}

/// How much of its room for files of one kind an organisation has taken, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub taken: i64,
    pub most: i64,
}

impl Share {
    /// `41.2 MB of 10.7 GB used`.
    pub fn words(self) -> String {
        format!("{} of {} used", describe_bytes(self.taken), describe_bytes(self.most))
    }

    /// Nine tenths and more: what comes next may not find room.
    pub fn is_nearly_full(self) -> bool {
        percent(self.taken, self.most) >= 90
    }
}

/// An image that can be chosen for one charger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmwareChoice {
    pub key: FirmwareKey,
    pub name: String,
    pub vendor: String,
    pub model: String,
    pub version: String,
    pub bytes: i64,
    pub signed: bool,
    /// It may be sent: signed by someone known here, where that is wanted.
    pub usable: bool,
    /// Meant for the charger's vendor and model.
    pub fits: bool,
    /// The version that the charger reports already.
    pub installed: bool,
}

impl FirmwareChoice {
    /// `1.8.33 · terra-1.8.33.bin (12.4 MB)`.
    pub fn words(&self) -> String {
        let mut words = format!("{} · {} ({})", self.version, self.name, describe_bytes(self.bytes));
        if !self.fits {
            words.push_str(&format!(" · for {} {}", self.vendor, self.model));
        }
        if !self.usable {
            words.push_str(" · not signed by someone known here");
        }
        words
    }
}

/// What is said when an image was taken into the library.
pub fn taken_into_library(name: &str, was_known: bool) -> String {
    if was_known {
        format!("{name} was in the library already; its description was updated.")
    } else {
        format!("{name} is in the library.")
    }
}

/// What the person says about an image that was uploaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmwareFacts {
    pub vendor: String,
    pub model: String,
    pub version: String,
    pub notes: String,
    /// PEM, and base64; both or neither.
    pub certificate: String,
    pub signature: String,
}

/// A file that a charger has put here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveRef {
    pub key: ArchiveKey,
    pub command: CommandKey,
    pub charger: ChargerKey,
    pub charger_name: String,
    pub identity: String,
    pub site_name: String,
    /// The name that the charger gave it, made printable.
    pub name: String,
    pub bytes: i64,
    pub sha256: String,
    pub protocol: FileProtocol,
    pub received: Moment,
    /// When it is deleted.
    pub kept_until: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archives {
    pub rows: Vec<ArchiveRef>,
    /// Where the next stretch begins.
    pub older: Option<String>,
    pub may_manage: bool,
    /// May the person asking have the files as they are, secrets and all?
    pub may_download: bool,
    /// An archive is kept for so long, in milliseconds.
    pub kept_ms: i64,
    /// The room of the archives of the asker's own organisation.
    pub share: Share,
    pub now: i64,
}

/// An archive, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivePage {
    pub archive: ArchiveRef,
    /// `zip`, `tar.gz`, `plain`.
    pub kind: String,
    pub members: Vec<Member>,
    /// Why the list is not whole, or why the file could not be opened.
    pub cut_short: Option<String>,
    /// Others to compare it with: of the same charger, then of others.
    pub others: Vec<ArchiveRef>,
    pub time_zone: String,
    pub may_manage: bool,
    /// May the person asking have the files as they are, secrets and all?
    pub may_download: bool,
    pub now: i64,
}

/// One file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub index: i64,
    /// Parts separated by slashes, made printable. Nothing is ever written to such a path.
    pub path: String,
    pub bytes: Option<i64>,
    pub modified: Option<Moment>,
    /// It can be read line by line.
    pub is_text: bool,
    /// It can be downloaded.
    pub is_file: bool,
    /// What else there is to say: a link to elsewhere, encrypted, too deep.
    pub note: Option<String>,
}

/// Some lines of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPage {
    pub member: i64,
    pub lines: Vec<TextLine>,
    /// Lines of the whole member.
    pub total: i64,
    pub cut_short: Option<String>,
    /// Secrets were masked in the lines shown.
    pub masked: bool,
    /// What of the file is in no line, in a sentence: padding.
    #[serde(default)]
    pub left_out: Option<String>,
}

/// One line, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLine {
    pub number: i64,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    pub hits: Vec<Hit>,
    pub more: bool,
    pub cut_short: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub member: i64,
    pub path: String,
    pub line: i64,
    pub text: String,
}

/// How a file differs between two archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    Added,
    Gone,
    Changed,
    Same,
    /// It could not be read on one of the sides.
    NotCompared,
}

impl Change {
    pub fn words(self) -> &'static str {
        match self {
            Change::Added => "Added",
            Change::Gone => "Gone",
            Change::Changed => "Changed",
            Change::Same => "Same",
            Change::NotCompared => "Not compared",
        }
    }
}

/// Two archives side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub left: ArchiveRef,
    pub right: ArchiveRef,
    pub files: Vec<FileDifference>,
    pub cut_short: Option<String>,
    pub now: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDifference {
    pub path: String,
    pub change: Change,
    pub left: Option<i64>,
    pub right: Option<i64>,
    pub left_bytes: Option<i64>,
    pub right_bytes: Option<i64>,
    /// Its lines can be compared.
    pub is_text: bool,
}

/// The lines of two members that differ, with a few around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDifference {
    pub path: String,
    pub added: i64,
    pub gone: i64,
    pub hunks: Vec<Vec<DifferenceRow>>,
    pub cut_short: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceRow {
    /// Same: it stands on both sides.
    pub change: Change,
    pub left: Option<i64>,
    pub right: Option<i64>,
    pub text: String,
}

/// One of this server's doors, and who can reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// `Console`, `Chargers`, `Files over HTTP`, `Files over FTP`.
    pub name: String,
    /// Where it listens; none: it is off.
    pub listens: Option<String>,
    /// The address that goes to chargers or people.
    pub public: Option<String>,
    /// Who can reach it, as far as the addresses say.
    pub reach: String,
    /// What should be looked at.
    pub warning: Option<String>,
    /// The option that changes it.
    pub option: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doors {
    pub doors: Vec<Door>,
    /// An address as a charger is told it, with `***` for its secret.
    pub examples: Vec<String>,
}

/// What became of trying a door from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorOutcome {
    pub name: String,
    pub works: bool,
    pub words: String,
}

/// `812 bytes`, `12.4 kB`, `200.0 MB`: decimal units, as chargers' makers count.
pub fn describe_bytes(bytes: i64) -> String {
    let unit = |size: i64, name: &str| format!("{}.{} {name}", bytes / size, (bytes % size) / (size / 10));
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => unit(1_000, "kB"),
        1_000_000..1_000_000_000 => unit(1_000_000, "MB"),
        1_000_000_000.. => unit(1_000_000_000, "GB"),
    }
}

/// Whole percent of a transfer; 100 only when all of it is there.
pub fn percent(bytes: i64, total: i64) -> i64 {
    if total <= 0 { 0 } else { (i128::from(bytes.clamp(0, total)) * 100 / i128::from(total)) as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_decimal_units() {
        let check = |bytes: i64, expected: &str| assert_eq!(describe_bytes(bytes), expected);
        check(0, "0 bytes");
        check(999, "999 bytes");
        check(1_000, "1.0 kB");
        check(12_449, "12.4 kB");
        check(200_000_000, "200.0 MB");
        check(1_500_000_000, "1.5 GB");
    }

    #[test]
    fn a_hundred_percent_is_all_of_it() {
        let check = |bytes, total, expected| assert_eq!(percent(bytes, total), expected, "{bytes} of {total}");
        check(0, 10, 0);
        check(999, 1000, 99);
        check(1000, 1000, 100);
        check(2000, 1000, 100);
        check(5, 0, 0);
        check(i64::MAX, i64::MAX, 100);
    }
}
