//! Files as LIST, NLST, MLSD, MLST and MDTM tell them.

use crate::reply::clean;

/// A file that can be fetched, or one that was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub bytes: u64,
    /// Seconds since 1970.
    pub changed: i64,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// Seconds of a day.
const DAY: i64 = 86_400;

/// How a folder is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Long,
    Names,
    Facts,
}

impl Entry {
    pub fn told(&self, style: Style, writable: bool) -> String {
        let name = clean(&self.name);
        match style {
            Style::Names => name,
            Style::Facts => format!("{} {name}", self.facts(writable)),
            Style::Long => {
                let mode = if writable { "-rw-r--r--" } else { "-r--r--r--" };
                let (year, month, day) = date(self.changed.div_euclid(DAY));
                let month = MONTHS[month - 1];
                // With the year in any case: "now" is not known here.
                format!("{mode}   1 ftp      ftp  {:>12} {month} {day:>2}  {year} {name}", self.bytes)
            }
        }
    }

    pub fn facts(&self, writable: bool) -> String {
        let perm = if writable { "adfw" } else { "r" };
        format!("type=file;size={};modify={};perm={perm};", self.bytes, time(self.changed))
    }
}

/// A folder's lines, each ended.
pub(crate) fn folder(entries: &[Entry], style: Style, writable: bool) -> String {
    entries.iter().map(|entry| entry.told(style, writable) + "\r\n").collect()
}

/// `20261130204340`, of UTC (RFC 3659, 2.3).
pub(crate) fn time(seconds: i64) -> String {
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let of_day = seconds.rem_euclid(DAY);
    format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

/// Year, month and day of a number of days since 1970, by the calendar's 400 years from a first of March.
fn date(days: i64) -> (i64, usize, i64) {
    // Within the years that have four digits.
    let days = days.clamp(-719_162, 2_932_896) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let month = usize::try_from(month).expect("a month is between 1 and 12");
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        fn check(seconds: i64, expected: &str) {
            assert_eq!(time(seconds), expected);
        }
        check(0, "19700101000000");
        check(951_782_400, "20000229000000");
        check(1_709_164_799, "20240228235959");
        check(1_796_071_420, "20261130204340");
        check(-1, "19691231235959");
        check(4_107_542_400, "21000301000000");
        check(i64::MAX, "99991231153007");
        assert_eq!(time(i64::MIN).len(), 14);
    }

    #[test]
    fn a_file_is_told_as_clients_expect_it() {
        let entry = Entry { name: "a\r\nb.log".to_owned(), bytes: 51_630, changed: 1_796_071_420 };
        let long = folder(std::slice::from_ref(&entry), Style::Long, true);
        assert_eq!(long, "-rw-r--r--   1 ftp      ftp         51630 Nov 30  2026 a??b.log\r\n");
        assert_eq!(folder(std::slice::from_ref(&entry), Style::Names, true), "a??b.log\r\n");
        let facts = folder(&[entry], Style::Facts, false);
        assert_eq!(facts, "type=file;size=51630;modify=20261130204340;perm=r; a??b.log\r\n");
    }
}
